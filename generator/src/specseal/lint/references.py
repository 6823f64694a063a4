"""References: only within the document, only to what is there, never in a circle of references alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..contract.operations import escape
from ..diagnostics import Diagnostic
from ..document import Map, is_map, is_seq, locate

#: Keys whose values are data of the API, in which "$ref" is a name like any other.
_DATA = {"example", "examples", "default", "const", "enum"}


def check_references(document: Map) -> Iterator[Diagnostic]:
    """Diagnostics of all ``$ref``; they come first because every later check follows references."""
    for pointer, node in _referring(document, ""):
        target = node["$ref"]
        location = locate(document, f"{pointer}/$ref")
        if not isinstance(target, str) or not target.startswith("#/components/"):
            yield Diagnostic(
                "reference-outside",
                f"{target!r} does not lead to #/components/….",
                location,
                "Put what it names into this document's components.",
            )
            continue
        match _follow(document, target):
            case "missing":
                yield Diagnostic(
                    "reference-dangling", f"There is no {target}.", location, "Correct the name, or add it."
                )
            case "circle":
                yield Diagnostic(
                    "reference-circle",
                    f"{target} leads back to itself.",
                    location,
                    "Give one of them a body.",
                )
            case _:
                pass


def _referring(node: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    stack: list[tuple[Any, str, bool]] = [(node, pointer, False)]
    while stack:
        current, here, named = stack.pop()
        if is_map(current):
            if "$ref" in current and not named:
                yield here, current
            for key, value in current.items():
                if key not in _DATA or named:
                    stack.append(
                        (
                            value,
                            f"{here}/{escape(key)}",
                            key in {"properties", "patternProperties"} and not named,
                        )
                    )
        elif is_seq(current):
            stack += [(value, f"{here}/{index}", False) for index, value in enumerate(current)]


def _follow(document: dict[str, Any], target: str) -> str:
    seen: set[str] = set()
    while target not in seen:
        seen.add(target)
        found: Any = document
        for token in target.removeprefix("#/").split("/"):
            step = token.replace("~1", "/").replace("~0", "~")
            if not is_map(found) or step not in found:
                return "missing"
            found = found[step]
        if not is_map(found) or not isinstance(found.get("$ref"), str):
            return "found"
        target = found["$ref"]
    return "circle"
