"""Docstrings: what a value means, its limits, which errors come back and where all that is said."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from .package import Argument, ErrorPlan

WIDTH = 100


def paragraph(text: str, indent: str = "", hanging: str | None = None) -> list[str]:
    """One paragraph, wrapped. Words are never broken, so a long URL stays whole."""
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def method_doc(
    operation: dict[str, Any], arguments: Sequence[Argument], result: str | None, errors: Sequence[ErrorPlan]
) -> tuple[str, ...]:
    """Lines of a method's docstring."""
    summary = str(operation.get("summary") or operation["operationId"]).rstrip(".") + "."
    blocks = [paragraph(summary)]
    blocks += [
        paragraph(part) for part in str(operation.get("description", "")).split("\n\n") if part.strip()
    ]
    if rate := operation.get("x-limits", {}).get("rate"):
        scope = f" per {rate['scope']}" if "scope" in rate else ""
        blocks.append(paragraph(f"The vendor allows {rate['calls']} calls in {rate['seconds']} s{scope}."))
    described = [
        *arguments,
        Argument(
            "timeout", "", False, "Time limits of this call, in seconds; the client's when left out.", ""
        ),
    ]
    blocks.append(["Args:", *_items((argument.name, argument.doc) for argument in described)])
    if result:
        returned = "The vendor's answer; absent fields read as `None`, absent lists as `[]`."
        if "pagination" in operation.get("x-client", {}):
            returned += (
                " It is one page of many: iterating over it goes on over the items of all that follow."
            )
        blocks.append(["Returns:", *paragraph(returned, "    ")])
    raises = [(error.class_name, f"HTTP {error.status}, `{error.code}`. {error.doc}") for error in errors]
    raises += [
        ("APIStatusError", "Any other failure that the vendor reports; every class above is one too."),
        ("APIConnectionError", "No answer came, or a time limit passed (`APITimeoutError`)."),
        ("APIDecodeError", "An answer came that cannot be read; the error carries it."),
    ]
    blocks.append(["Raises:", *_items(raises)])
    if source := source_line(operation):
        blocks.append(paragraph(f"Source: {source}."))
    return tuple(line for block in _separated(blocks) for line in block)


def source_line(node: dict[str, Any]) -> str:
    """Document and section that say what a node says."""
    source = node.get("x-source", {})
    return ", ".join(str(source[key]) for key in ("document", "section") if key in source)


def _items(named: Iterable[tuple[str, str]]) -> list[str]:
    return [line for name, text in named for line in paragraph(f"{name}: {text}", "    ", "        ")]


def _separated(blocks: Iterable[list[str]]) -> list[list[str]]:
    separated: list[list[str]] = []
    for block in blocks:
        if separated:
            separated.append([""])
        separated.append(block)
    return separated
