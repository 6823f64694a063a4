"""HTTP: requests read within bounds, forms parsed strictly, responses rendered."""

from .bounds import Bounds
from .form import FormError, Upload, parse_form
from .heavy import heavy
from .request import Request, RequestRefused, read_head, read_request
from .response import Response

__all__ = [
    "Bounds",
    "FormError",
    "Request",
    "RequestRefused",
    "Response",
    "Upload",
    "heavy",
    "parse_form",
    "read_head",
    "read_request",
]
