"""What travels: requests read within bounds, forms parsed strictly, answers rendered."""

from .answer import Answer
from .form import FormError, Upload, parse_form
from .request import Bounds, Request, RequestRefused, read_headers, read_request

__all__ = [
    "Answer",
    "Bounds",
    "FormError",
    "Request",
    "RequestRefused",
    "Upload",
    "parse_form",
    "read_headers",
    "read_request",
]
