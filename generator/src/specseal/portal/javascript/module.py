"""The signers of a product as one script: for Postman, for a page, and for Node."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files

from ...signing import Recipe
from .compile import compile_function

_PARTS = re.compile(r"((?://[^\n]*\n)*function (\w+)\(.*?\n\}\n)", re.DOTALL)
_FRAME = """\
// {generated}
// How requests are signed: compiled from the recipes of the contract. Needs CryptoJS (crypto-js 4).
{head}const signing = (function (CryptoJS) {{
"use strict";

{functions}
return {{signers: {{{signers}}}, {shared}}};
}})(typeof require === "function" ? require("crypto-js") : globalThis.CryptoJS);
{tail}"""
SHARED = ("form_encode", "rfc3986")
"""What whoever sends a signed request needs besides."""


def signing_module(recipes: Mapping[str, Recipe], generated: str, *, exported: bool = True) -> str:
    """A script that defines ``signing.signers``: a function for each scheme, as `compile_function` describes it.

    ``exported``: it is also a module of Node.
    """
    compiled = [compile_function(recipe, _name(index)) for index, recipe in enumerate(recipes.values())]
    needed = _with_what_they_call({*SHARED, *(call for one in compiled for call in one.calls)})
    functions = [primitives()[name] for name in primitives() if name in needed]
    functions += [
        f"// The scheme {scheme}.\n{one.source}\n" for scheme, one in zip(recipes, compiled, strict=True)
    ]
    return _FRAME.format(
        generated=generated,
        head="",
        functions="\n".join(functions),
        signers=", ".join(f'"{scheme}": {one.name}' for scheme, one in zip(recipes, compiled, strict=True)),
        shared=", ".join(f"{name}: {name}" for name in SHARED),
        tail='if (typeof module === "object" && module.exports) module.exports = signing;\n'
        if exported
        else "",
    )


@functools.cache
def primitives() -> Mapping[str, str]:
    """The functions of ``primitives.js`` by name, each with the comment above it."""
    text = files(__name__.rpartition(".")[0]).joinpath("primitives.js").read_text("utf-8")
    return {name: source for source, name in _PARTS.findall(text)}


def _with_what_they_call(names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    pending = list(names)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += [one for one in primitives() if re.search(rf"\b{one}\b", primitives()[name])]
    return found


def _name(index: int) -> str:
    return f"sign_{index + 1}"
