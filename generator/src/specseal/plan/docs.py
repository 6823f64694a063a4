"""Docstrings of methods: arguments, results and errors."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from ..contract import Media, Operation
from ..describe import describe_body
from ..python_types import Alias, ListOf, Model, OneOf, Plain, PythonType
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
    operation: Operation,
    arguments: Sequence[Argument],
    result: PythonType | None,
    errors: Sequence[ErrorPlan],
) -> tuple[str, ...]:
    """The lines of a method's docstring."""
    blocks = [paragraph(f"{(operation.summary or operation.id).rstrip('.')}.")]
    if operation.deprecated:
        blocks.append(["Deprecated by the vendor."])
    blocks += [paragraph(part) for part in operation.description.split("\n\n") if part.strip()]
    if rate := operation.rate:
        scope = f" per {rate.scope}" if rate.scope else ""
        blocks.append(paragraph(f"Rate limit of the vendor: {rate.calls} calls in {rate.seconds} s{scope}."))
    bodies = [media.schema.resolved() for media in _media(operation) if media.schema is not None]
    blocks += [paragraph(text) for text in dict.fromkeys(map(describe_body, bodies)) if text]
    described = [(argument.name, argument.doc) for argument in arguments]
    described.append(("timeout", "Timeouts of this call, in seconds. Default: those of the client."))
    blocks.append(["Args:", *_items(described)])
    if result is not None:
        returned = "The vendor's response. Fields that are absent are `None`, absent lists `[]`."
        if not isinstance(result, Model):
            returned = _returned(result)
        if operation.paging:
            returned += (
                " It is one page of many: iterating over it yields the items of all following pages, too."
            )
        blocks.append(["Returns:", *paragraph(returned, "    ")])
    raises = [
        (
            error.class_name,
            f"HTTP {error.status}{'' if error.by_status else f', `{error.code}`'}. {error.doc}",
        )
        for error in errors
    ]
    raises += [
        ("APIStatusError", "Any other failure that the vendor reports; base class of those above."),
        ("APIConnectionError", "There was no response, or not in time (`APITimeoutError`)."),
        ("APIDecodeError", "The response cannot be decoded; the error keeps it."),
    ]
    blocks.append(["Raises:", *_items(raises)])
    return tuple(line for block in _separated(blocks) for line in block)


def _media(operation: Operation) -> Iterable[Media]:
    return operation.body.media if operation.body else ()


def _returned(result: PythonType) -> str:
    """What a method returns that returns no class."""
    match result:
        case Plain(name="bytes"):
            return "The body of the response, at most `max_response_bytes` long."
        case ListOf():
            return "The items of the vendor's response."
        case OneOf(members=members) if Plain("none") in members:
            return "The vendor's response; `None` if it has no body."
        case Alias():
            return "The vendor's response, as the class that fits it; as a `dict` if none does."
        case _:
            return "The vendor's response."


def _items(named: Iterable[tuple[str, str]]) -> list[str]:
    return [line for name, text in named for line in paragraph(f"{name}: {text}", "    ", "        ")]


def _separated(blocks: Iterable[list[str]]) -> list[list[str]]:
    separated: list[list[str]] = []
    for block in blocks:
        if separated:
            separated.append([""])
        separated.append(block)
    return separated
