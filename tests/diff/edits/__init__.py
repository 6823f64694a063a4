"""Edits of contracts, each with the changes that it must be reported as."""

from __future__ import annotations

from .contract import Contract
from .edit import Edit
from .errors import ERRORS
from .operations import OPERATIONS
from .products import PRODUCTS
from .python import PYTHON
from .received import RECEIVED
from .requests import REQUESTS
from .responses import RESPONSES
from .signing import SIGNING

__all__ = ["EDITS", "Contract", "Edit"]

EDITS: tuple[Edit, ...] = (
    *REQUESTS,
    *RESPONSES,
    *ERRORS,
    *OPERATIONS,
    *SIGNING,
    *RECEIVED,
    *PYTHON,
    *PRODUCTS,
)
