"""Specs that `specseal lint` refuses, and what their hints say to do, as changes of a sandbox."""

from __future__ import annotations

from .bodies import BODIES
from .documents import DOCUMENTS
from .errors import ERRORS
from .examples import EXAMPLES
from .extensions import EXTENSIONS
from .memory import MEMORY
from .names import NAMES
from .operations import OPERATIONS
from .pagination import PAGINATION
from .references import REFERENCES
from .responses import RESPONSES
from .row import Row
from .schemas import SCHEMAS
from .security import SECURITY
from .servers import SERVERS
from .signatures import SIGNATURES
from .tokens import TOKENS

__all__ = ["ROWS", "Row"]

ROWS: tuple[Row, ...] = (
    *BODIES,
    *PAGINATION,
    *SCHEMAS,
    *DOCUMENTS,
    *ERRORS,
    *EXAMPLES,
    *EXTENSIONS,
    *MEMORY,
    *NAMES,
    *REFERENCES,
    *OPERATIONS,
    *RESPONSES,
    *TOKENS,
    *SECURITY,
    *SERVERS,
    *SIGNATURES,
)
