"""The one place that knows openapi-python-client, whose use as a library is not a public interface."""

from .parser import ParsedField, ParsedOperation, parse_operation, parse_operations

__all__ = ["ParsedField", "ParsedOperation", "parse_operation", "parse_operations"]
