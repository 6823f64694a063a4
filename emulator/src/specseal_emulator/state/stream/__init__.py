"""Seeds that are longer than memory: a million records from CSV, NDJSON or YAML, read a record at a time."""

from .load import SeedStream, is_stream

__all__ = ["SeedStream", "is_stream"]
