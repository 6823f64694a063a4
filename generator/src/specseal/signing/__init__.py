"""Signing as data: the recipes of ``x-signing``, checked, tested on vectors, and compiled to plain Python.

`parse_recipe` reads and checks a recipe, `prove` runs its test vectors, `compile_signer` generates a function and
`compile_module` a module of them. ``docs/signing.md`` describes the language.
"""

from .compile import SignerCode, compile_signer
from .doubts import doubts
from .module import compile_module
from .prove import prove
from .readback import Readback, readback
from .recipe import Recipe, parse_recipe, placements
from .trial import load_signer

__all__ = [
    "Readback",
    "Recipe",
    "SignerCode",
    "compile_module",
    "compile_signer",
    "doubts",
    "load_signer",
    "parse_recipe",
    "placements",
    "prove",
    "readback",
]
