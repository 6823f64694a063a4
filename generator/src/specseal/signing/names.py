"""Valid names in a recipe: ASCII words without another meaning in the recipe or in Python."""

from __future__ import annotations

import builtins
import keyword
import re

from .primitives import PRIMITIVES, REQUEST

LONGEST_NAME = 40
_WORD = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# The site module adds these to the builtins of an interactive Python.
_BUILTINS = frozenset(dir(builtins)) | {"copyright", "credits", "exit", "help", "license", "quit"}


def name_problem(name: str) -> str | None:
    """Why a credential, a setting or a local name cannot have this name; ``None`` if it can."""
    if not _WORD.fullmatch(name):
        return "names are lower-case ASCII words joined by single underscores"
    if len(name) > LONGEST_NAME:
        return f"names have at most {LONGEST_NAME} characters"
    if name in REQUEST:
        return "it is a part of the request"
    if name in PRIMITIVES:
        return "it is a primitive"
    if keyword.iskeyword(name):
        return "it is a Python keyword"
    if name in _BUILTINS:
        return "it is a Python built-in"
    return None
