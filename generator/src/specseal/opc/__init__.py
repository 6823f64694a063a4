"""The only package that knows openapi-python-client, whose library interface is not public.

The library is slow to import, so import `parser` only where it is used.
"""

from .values import ParsedField, ParsedOperation

__all__ = ["ParsedField", "ParsedOperation"]
