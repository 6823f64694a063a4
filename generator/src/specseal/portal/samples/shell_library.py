"""The functions that shell samples bring along: ``primitives.sh``, each written once."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib.resources import files


@functools.cache
def shell_functions() -> Mapping[str, str]:
    """The functions of ``primitives.sh`` by name."""
    text = files(__name__.rpartition(".")[0]).joinpath("primitives.sh").read_text("utf-8")
    found: list[tuple[str, str]] = re.findall(r"^((\w+)\(\) \{.*?^\}\n)", text, re.DOTALL | re.MULTILINE)
    return {name: source for source, name in found}


def with_what_they_call(names: Mapping[str, None]) -> list[str]:
    """The sources of functions and of those that they call, in the file's order."""
    sources = shell_functions()
    needed: set[str] = set()
    pending = list(names)
    while pending:
        name = pending.pop()
        if name not in needed:
            needed.add(name)
            pending += [one for one in sources if re.search(rf"\b{one}\b", sources[name])]
    return [source.rstrip("\n") for name, source in sources.items() if name in needed]
