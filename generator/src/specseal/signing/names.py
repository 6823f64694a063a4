"""Which names a recipe may give: plain ASCII words that mean nothing else, in the recipe or in Python."""

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
    """Why a credential, a setting or a local name cannot be called so; ``None`` where it can."""
    if not _WORD.fullmatch(name):
        return "names are lower-case ASCII words with single underscores between"
    if len(name) > LONGEST_NAME:
        return f"a name has at most {LONGEST_NAME} characters"
    if name in REQUEST:
        return "that is a part of the request"
    if name in PRIMITIVES:
        return "that is a primitive"
    if keyword.iskeyword(name):
        return "that is a word of Python's grammar"
    if name in _BUILTINS:
        return "that is a function of Python"
    return None
