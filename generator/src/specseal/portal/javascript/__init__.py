"""Recipes as JavaScript, for consoles that sign in the page or in a script."""

from .compile import compile_function
from .module import signing_module

__all__ = ["compile_function", "signing_module"]
