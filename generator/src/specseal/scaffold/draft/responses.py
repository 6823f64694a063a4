"""The responses of a drafted operation: fields of successes and failures, examples, error rows."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from ...drift.drafts import error_entry
from ...drift.facts import ErrorRow, Example, Facts, Field
from ...drift.nesting import paths_of
from ..commented import noted
from .schemas import TODO, Components
from .shapes import Shape, add_example, tree_of

ERROR = "ErrorResponse"
SUCCESS = "To be written: the response."
FAILED = "The call failed."
_CODES = ("error_code", "errorcode", "err_code", "errcode", "code", "error", "err")
_MESSAGES = ("message", "msg", "error_message", "error_msg", "error_description", "errmsg", "description")
_REQUEST_IDS = ("request_id", "requestid", "req_id", "trace_id", "traceid", "log_id")


@dataclass(slots=True)
class Failure:
    """How a failing body is read: pointers, as ``x-error-body`` has them. ``guessed``: nothing names the key."""

    key: str
    codes: tuple[str, ...]
    separator: bool = False
    """Whether reasons or arguments stand behind a colon."""
    message: str | None = None
    request_id: str | None = None
    guessed: bool = False
    success: Any = None
    """What a success has where failures have their code; None where it has nothing there."""
    always_200: bool = False
    """Whether failures have the status of successes."""


@dataclass(slots=True)
class Responses:
    """The responses of an operation, and its error table."""

    entries: dict[str, Any] = field(default_factory=dict[str, Any])
    errors: dict[str, Any] = field(default_factory=dict[str, Any])
    failure: Failure | None = None


def draft_responses(facts: Facts, components: Components, operation: str) -> Responses:
    """Draft both sides of the response, and the error table."""
    drafted = Responses()
    good = [one for one in facts.examples if one.outcome == "success"]
    bad = [one for one in facts.examples if one.outcome == "failure"]
    drafted.failure = _failure(facts, good, bad)
    name = components.claim(f"{operation}Response", "")
    tree = _tree(list(_succeeding(facts, good, drafted.failure)), good)
    media = next((one.media for one in facts.examples), None)
    drafted.entries["200"] = _response(SUCCESS, name, tree, good, components, media)
    if facts.errors or bad or any(row.failure for row in facts.response):
        failing = _tree(list(_failing(facts, bad, drafted.failure)), bad)
        for code in drafted.failure.codes if drafted.failure else ():
            key = code.split("/")[1]
            if key not in failing.children:
                implied = Field(f"/{key}", type="string", place=_first_line(facts.errors))
                failing.children[key] = Shape(key, implied)
        components.names.add(ERROR)
        drafted.entries["default"] = _response(FAILED, ERROR, failing, bad, components, media)
    if drafted.failure:
        for row in facts.errors:
            drafted.errors[row.code] = _error(row, drafted.failure, facts.document)
    return drafted


def _tree(rows: Sequence[Field], examples: Sequence[Example]) -> Shape:
    root = tree_of(rows)
    for example in examples:
        add_example(root, example.value, example.place if isinstance(example.place, int) else None)
    return root


def _response(
    description: str,
    name: str,
    tree: Shape,
    examples: Sequence[Example],
    components: Components,
    other: str | None,
) -> dict[str, Any]:
    """One response; ``other`` is the media type of the page's other examples."""
    components.add(name, tree, "To be written: the body.")
    entry: dict[str, Any] = {"description": description, "x-source": {"document": components.document}}
    reference = {"$ref": f"#/components/schemas/{name}"}
    media = list(dict.fromkeys(one.media for one in examples)) or [other or "application/json"]
    content: dict[str, Any] = {}
    for kind in media:
        shown = {key: _example(one) for key, one in _named(examples, kind)}
        content[kind] = {"schema": reference, **({"examples": shown} if shown else {})}
    side = "a failure" if name == ERROR else "a successful response"
    comment = "" if examples or other else f"{TODO}: no example of {side} was found; JSON is assumed."
    entry["content"] = noted(content, comment)
    return entry


def _named(examples: Sequence[Example], media: str) -> Iterator[tuple[str, Example]]:
    chosen = [one for one in examples if one.media == media]
    for number, one in enumerate(chosen, 1):
        yield one.outcome if number == 1 else f"{one.outcome}{number}", one


def _example(example: Example) -> Any:
    value = example.value
    if isinstance(value, ET.Element):
        element: Any = cast("Any", value)
        value = ET.tostring(element, encoding="unicode").strip()
    return {"summary": "To be written.", "value": value}


def _succeeding(facts: Facts, examples: Sequence[Example], failure: Failure | None) -> Iterator[Field]:
    """The rows that successes have: all but those of failures, and the error code where no example shows it."""
    shown = {at for example in examples for at in paths_of(example.value)}
    codes = failure.codes if failure else ()
    for row in facts.response:
        if not row.failure and (row.at not in codes or row.at in shown):
            yield row


def _failing(facts: Facts, examples: Sequence[Example], failure: Failure | None) -> Iterator[Field]:
    """The rows that failures have: those said to, those always there, those an example shows, code and message."""
    shown = {at for example in examples for at in paths_of(example.value)}
    if failure:
        shown |= {*failure.codes, failure.message or ""}
    for row in facts.response:
        if row.failure or row.required or row.at in shown:
            yield row


def _failure(facts: Facts, good: Sequence[Example], bad: Sequence[Example]) -> Failure | None:
    """How failures are read: as their examples have it, else as successes have it, whose shape may be the same."""
    if not facts.errors and not bad:
        return None
    paths = {at: value for example in bad or good for at, value in paths_of(example.value).items()}
    codes = {row.code for row in facts.errors}
    told = next((row.key for row in facts.errors if row.key), None)
    named = next((row.name for row in facts.response if row.failure), None)
    at = next(
        (one for one, value in paths.items() if str(_text(value)).partition(":")[0].strip() in codes), None
    )
    shown = at or _like(paths, _CODES, "")
    shown = shown or _like(dict.fromkeys(row.at for row in facts.response), _CODES, "")
    code = f"/{told}" if told else shown or (f"/{named}" if named else "/error")
    listed = dict.fromkeys(paths) | dict.fromkeys(row.at for row in facts.response)
    return Failure(
        key=code.split("/")[1],
        codes=tuple(dict.fromkeys([code, *(f"/{row.key}" for row in facts.errors if row.key)])),
        separator=any(row.detail for row in facts.errors),
        message=_like(paths, _MESSAGES, code),
        request_id=_like(listed, _REQUEST_IDS, code),
        guessed=not (told or at or named),
        success=next((_text(paths_of(one.value)[code]) for one in good if code in paths_of(one.value)), None),
        always_200=any(row.status is not None and row.status < 300 for row in facts.errors),
    )


def _like(paths: dict[str, Any], names: Sequence[str], code: str) -> str | None:
    found = {
        at.rpartition("/")[2].replace("-", "_").lower(): at for at in paths if at != code and "*" not in at
    }
    return next((found[name] for name in names if name in found), None)


def _text(value: Any) -> Any:
    return cast("ET.Element", value).text if isinstance(value, ET.Element) else value


def _error(row: ErrorRow, failure: Failure, document: str) -> Any:
    comment = "" if row.status else f"{TODO}: line {row.place} states no HTTP status; 400 is assumed."
    entry = error_entry(row, row.status or 400, row.key or failure.key, document)
    nameless = ""
    if not row.code[0].isalpha():
        entry = {"name": f"Code{row.code.lstrip('-')}", **entry}
        nameless = f"{TODO}: name the error class; a number cannot."
    entry["source"] = {"document": document}
    return noted(entry, comment, nameless)


def _first_line(errors: Sequence[ErrorRow]) -> int | None:
    return next((row.place for row in errors if isinstance(row.place, int)), None)
