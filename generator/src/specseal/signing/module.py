"""A module of compiled signers: ``_signing.py`` of a wheel."""

from __future__ import annotations

from collections.abc import Iterable

from .compile import SignerCode
from .docstring import docstring_lines
from .layout import WIDTH


def compile_module(signers: Iterable[SignerCode], docstring: str, package: str = "._runtime") -> str:
    """A module of signers, without a header. ``package`` is where the runtime is imported from."""
    codes = tuple(signers)
    wanted: dict[str, set[str]] = {}
    for code in codes:
        for module, names in code.imports.items():
            wanted.setdefault(module, set()).update(names)
    lines = [
        *docstring_lines(docstring, indent=0),
        "",
        "from __future__ import annotations",
        "",
        "from typing import TYPE_CHECKING",
        "",
    ]
    for module, called in sorted(wanted.items()):
        ordered = sorted(called)
        line = f"from {package}.{module} import {', '.join(ordered)}"
        broken = [f"from {package}.{module} import (", *[f"    {name}," for name in ordered], ")"]
        lines += [line] if len(line) <= WIDTH else broken
    lines += [
        "",
        "if TYPE_CHECKING:",
        "    from collections.abc import Mapping",
        "",
        f"    from {package}.signing import Signable",
        f"    from {package}.sources import Sources",
    ]
    return "\n".join(lines) + "\n" + "".join(f"\n\n{code.source}" for code in codes)
