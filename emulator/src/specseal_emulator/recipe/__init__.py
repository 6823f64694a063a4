"""Signing recipes, read by the emulator itself: it verifies with them what clients signed with them."""

from .parse import RecipeError
from .scheme import Scheme, scheme_of, signed
from .verify import Mismatch, Proof, verify
from .view import View

__all__ = ["Mismatch", "Proof", "RecipeError", "Scheme", "View", "scheme_of", "signed", "verify"]
