"""The OpenAPI document of a product as portals take it: the contract, and all that a reader needs, in one file."""

from .build import portal_document
from .publishable import with_safe_ids

__all__ = ["portal_document", "with_safe_ids"]
