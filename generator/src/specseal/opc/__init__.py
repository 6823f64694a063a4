"""The one place that knows openapi-python-client, whose use as a library is not a public interface."""

from .parser import ParsedField, ParsedOperation, ValueType, parse_operation

__all__ = ["ParsedField", "ParsedOperation", "ValueType", "parse_operation"]
