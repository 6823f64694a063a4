"""The one place that knows openapi-python-client, whose use as a library is not a public interface.

The library is slow to import, so `parser` is imported by whoever parses.
"""

from .values import ParsedField, ParsedOperation

__all__ = ["ParsedField", "ParsedOperation"]
