"""What travels: requests read within bounds, forms parsed strictly, answers rendered."""

from .answer import Answer
from .bounds import Bounds
from .form import FormError, Upload, parse_form
from .heavy import heavy
from .request import Request, RequestRefused, read_head, read_request

__all__ = [
    "Answer",
    "Bounds",
    "FormError",
    "Request",
    "RequestRefused",
    "Upload",
    "heavy",
    "parse_form",
    "read_head",
    "read_request",
]
