"""Signing recipes, read by the emulator itself: it verifies with them what clients signed with them."""

from .build import scheme_of
from .parse import RecipeError
from .scheme import Scheme
from .selftest import signed
from .verify import Mismatch, Proof, verify
from .view import View

__all__ = ["Mismatch", "Proof", "RecipeError", "Scheme", "View", "scheme_of", "signed", "verify"]
