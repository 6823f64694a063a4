"""The responses of a drafted operation: fields of successes and failures, examples, error rows."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from ...drift.codes import codes_in
from ...drift.drafts import error_entry
from ...drift.facts import ErrorRow, Example, Facts, Field
from ...drift.nesting import paths_of
from ...placeholders import TO_WRITE, TODO
from ..commented import noted
from .schemas import Components
from .shapes import Shape, add_example, tree_of

ERROR = "ErrorResponse"
SUCCESS = f"{TO_WRITE}: the response."
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
    assumed: int = 400
    """The status of rows that state none: 200 where successes have a place for the code, too."""

    def status(self, row: ErrorRow) -> int:
        """The status that a row states, or the assumed one."""
        return row.status or self.assumed

    @property
    def condition(self) -> dict[str, Any]:
        """What tells a failure that has the status of successes, as ``failed_when`` has it."""
        pointer = {"pointer": self.codes[0]}
        return pointer if self.success is None else {**pointer, "not_equals": self.success}


@dataclass(slots=True)
class Responses:
    """The responses of an operation, and its error table."""

    entries: dict[str, Any] = field(default_factory=dict[str, Any])
    errors: dict[str, Any] = field(default_factory=dict[str, Any])
    doubts: tuple[str, ...] = ()
    """Comments of the error table: what is assumed of its rows."""
    failure: Failure | None = None
    like_successes: bool = False
    """Whether failures have the status of successes."""


def draft_responses(
    facts: Facts, components: Components, operation: str, *, never_200: bool = False
) -> Responses:
    """Draft both sides of the response, and the error table.

    ``never_200``: the page says that failures have another status than successes.
    """
    drafted = Responses()
    good = [one for one in facts.examples if one.outcome == "success"]
    bad = [one for one in facts.examples if one.outcome == "failure"]
    failure = drafted.failure = _failure(facts, good, bad, never_200=never_200)
    statuses = {failure.status(row) for row in facts.errors} if failure else set[int]()
    if failure and not statuses:
        statuses = {failure.assumed}
    drafted.like_successes = any(status < 300 for status in statuses)
    apart = any(status >= 300 for status in statuses) or (failure is None and _has_failures(facts))
    name = components.claim(f"{operation}Response", "")
    media = next((one.media for one in facts.examples), None)
    rows, shown = list(_succeeding(facts, good, failure)), [*good]
    if drafted.like_successes:
        failing = list(_failing(facts, bad, failure))
        rows = [row for row in facts.response if row in rows or row in failing]
        shown += bad if not apart else []
    tree = _tree(rows, shown)
    if drafted.like_successes:
        _imply(tree, failure, facts)
    drafted.entries["200"] = _response(SUCCESS, name, tree, shown, components, media)
    if apart:
        tree = _tree(list(_failing(facts, bad, failure)), bad)
        _imply(tree, failure, facts)
        failing_name = ERROR if ERROR not in components.names else components.free(f"{operation}{ERROR}")
        components.names.add(failing_name)
        drafted.entries["default"] = _response(FAILED, failing_name, tree, bad, components, media)
    if failure:
        for row in facts.errors:
            drafted.errors[row.code] = _error(row, failure, facts.document)
        drafted.doubts = tuple(_doubts(facts.errors, failure))
    return drafted


def _has_failures(facts: Facts) -> bool:
    return any(row.failure for row in facts.response)


def _imply(tree: Shape, failure: Failure | None, facts: Facts) -> None:
    """Let a tree of failures have a place for the code, though nothing lists it."""
    for code in failure.codes if failure else ():
        key = code.split("/")[1]
        if key not in tree.children:
            implied = Field(f"/{key}", type="string", place=_first_line(facts.errors))
            tree.children[key] = Shape(key, implied)


def _doubts(rows: Sequence[ErrorRow], failure: Failure) -> Iterator[str]:
    """One comment for each kind of doubt."""
    unstated = [row.place for row in rows if row.status is None and isinstance(row.place, int)]
    if unstated:
        lines = f"line {unstated[0]} states"
        if len(unstated) > 1:
            lines = f"lines {unstated[0]} to {unstated[-1]} state"
        because = f", because successes have {failure.codes[0]}, too" if failure.assumed == 200 else ""
        yield f"{TODO}: {lines} no HTTP status; {failure.assumed} is assumed{because}."
    if any(not row.code[0].isalpha() for row in rows):
        yield f"{TODO}: name the error classes of the numeric codes; a number cannot."


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
    components.add(name, tree, f"{TO_WRITE}: the body.")
    entry: dict[str, Any] = {"description": description, "x-source": {"document": components.document}}
    reference = {"$ref": f"#/components/schemas/{name}"}
    media = list(dict.fromkeys(one.media for one in examples)) or [other or "application/json"]
    content: dict[str, Any] = {}
    for kind in media:
        shown = {key: _example(one) for key, one in _named(examples, kind)}
        content[kind] = {"schema": reference, **({"examples": shown} if shown else {})}
    side = "a failure" if ERROR in name else "a successful response"
    comment = "" if examples or other else f"{TODO}: no example of {side} was found; JSON is assumed."
    entry["content"] = noted(content, comment)
    return entry


def _named(examples: Sequence[Example], media: str) -> Iterator[tuple[str, Example]]:
    counts: dict[str, int] = {}
    for one in examples:
        if one.media == media:
            number = counts[one.outcome] = counts.get(one.outcome, 0) + 1
            yield one.outcome if number == 1 else f"{one.outcome}{number}", one


def _example(example: Example) -> Any:
    value = example.value
    if isinstance(value, ET.Element):
        element: Any = cast("Any", value)
        value = ET.tostring(element, encoding="unicode").strip()
    return {"summary": f"{TO_WRITE}.", "value": value}


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


def _failure(
    facts: Facts, good: Sequence[Example], bad: Sequence[Example], *, never_200: bool
) -> Failure | None:
    """How failures are read: as their examples have it, else as successes have it, whose shape may be the same."""
    if not facts.errors and not bad:
        return None
    paths = {at: value for example in bad or good for at, value in _paths(example).items()}
    codes = {row.code for row in facts.errors}
    told = next((row.key for row in facts.errors if row.key), None)
    named = next((row.name for row in facts.response if row.failure), None)
    at = next((one for one, value in paths.items() if codes & {*codes_in(value)}), None)
    shown = at or _like(paths, _CODES, "")
    shown = shown or _like(dict.fromkeys(row.at for row in facts.response), _CODES, "")
    code = f"/{told}" if told else shown or (f"/{named}" if named else "/error")
    if f"{code}/0" in paths:
        code = f"{code}/0"
    listed = dict.fromkeys(paths) | dict.fromkeys(row.at for row in facts.response)
    there = [_paths(one)[code] for one in good if code in _paths(one)]
    success = next((one for one in there if isinstance(one, str | int)), None)
    same_place = success is not None or any(
        paths_of(one.value).get(code.removesuffix("/0")) == [] for one in good
    )
    stated = [row.status for row in facts.errors if row.status]
    alike = not stated and same_place and not never_200
    return Failure(
        key=code.split("/")[1],
        codes=tuple(
            dict.fromkeys([code, *(f"/{row.key}" for row in facts.errors if row.key not in {None, told})])
        ),
        separator=any(row.detail for row in facts.errors),
        message=_like(paths, _MESSAGES, code),
        request_id=_like(listed, _REQUEST_IDS, code),
        guessed=not (told or at or named),
        success=success,
        assumed=200 if alike or any(status < 300 for status in stated) else 400,
    )


def _paths(example: Example) -> dict[str, Any]:
    """Every pointer of an example with its value; ``/0`` behind a list of texts."""
    found: dict[str, Any] = {}
    for at, value in paths_of(example.value).items():
        found[at] = _text(value)
        if isinstance(value, list) and value and isinstance(value[0], str | int):
            found[f"{at}/0"] = value[0]
    return found


def _like(paths: dict[str, Any], names: Sequence[str], code: str) -> str | None:
    found = {
        at.rpartition("/")[2].replace("-", "_").lower(): at for at in paths if at != code and "*" not in at
    }
    return next((found[name] for name in names if name in found), None)


def _text(value: Any) -> Any:
    return cast("ET.Element", value).text if isinstance(value, ET.Element) else value


def _error(row: ErrorRow, failure: Failure, document: str) -> Any:
    entry = error_entry(row, failure.status(row), row.key or failure.key, document)
    if not row.code[0].isalpha():
        entry = {"name": f"Code{row.code.lstrip('-')}", **entry}
    entry["source"] = {"document": document}
    return entry


def _first_line(errors: Sequence[ErrorRow]) -> int | None:
    return next((row.place for row in errors if isinstance(row.place, int)), None)
