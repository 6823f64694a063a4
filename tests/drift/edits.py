"""Realistic edits of a page, each with the findings that it must bring up, and noise, which must bring up none."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from specseal.drift.facts import ErrorRow, Example, Field, Host
from tests.drift.writer import TITLES, Sheet, write

Expected = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Edit:
    """One edit: what it is called, the page that it makes, and the findings, by code and place.

    ``*`` for a place: such findings may come with the others, and say which line or waiver the edit touched too.
    """

    name: str
    sheet: Sheet
    expected: Expected


def _edit(name: str, sheet: Sheet, *expected: tuple[str, str], **changes: Any) -> Edit:
    return Edit(name, replace(sheet, facts=replace(sheet.facts, **changes)), frozenset(expected))


def _spread(rows: Sequence[Any], count: int) -> list[Any]:
    """So many rows, from all over the list."""
    step = max(1, len(rows) // count)
    return list(rows[::step][:count])


def _with(rows: tuple[Any, ...], old: Any, *new: Any) -> tuple[Any, ...]:
    at = rows.index(old)
    return (*rows[:at], *new, *rows[at + 1 :])


# --- parameters ----------------------------------------------------------------------------------------------------


def parameter_edits(sheet: Sheet) -> Iterator[Edit]:
    """Added, removed, renamed, made required, of another type, with other limits, defaults and values."""
    rows = sheet.facts.request
    fresh = Field(at="/retry_policy", type="string", required=False)
    for place in (0, len(rows) // 2, len(rows)):
        made = (*rows[:place], fresh, *rows[place:])
        yield _edit(f"parameter added at {place}", sheet, ("parameter-added", "/retry_policy"), request=made)
    for what, row in (
        ("a required parameter", replace(fresh, required=True, max_bytes=256)),
        ("a number with a range", replace(fresh, type="integer", minimum=1, maximum=9, default="3")),
        ("a parameter with values", replace(fresh, values=("fast", "slow"), default="fast")),
        ("a file", replace(fresh, type="file")),
    ):
        yield _edit(f"{what} added", sheet, ("parameter-added", "/retry_policy"), request=(*rows, row))
    for row in _spread(rows, 3):
        new = replace(row, at=f"{row.at}_v2")
        yield _edit(
            f"{row.at} renamed",
            sheet,
            ("parameter-added", new.at),
            ("parameter-removed", row.at),
            request=_with(rows, row, new),
        )
    for row in _spread(rows, 3):
        yield _edit(
            f"{row.at} removed",
            sheet,
            ("parameter-removed", row.at),
            ("fewer-rows", "parameters"),
            request=_with(rows, row),
        )
    for row in _spread([one for one in rows if one.required is not None], 4):
        new = replace(row, required=not row.required)
        yield _edit(
            f"{row.at} required: {new.required}",
            sheet,
            ("parameter-required", row.at),
            request=_with(rows, row, new),
        )
    for row in _spread([one for one in rows if one.type == "string"], 3):
        plain = replace(
            row, type="boolean", values=(), default=None, max_bytes=None, max_length=None, ports=()
        )
        named = {"type"} | {
            code
            for code, before in (
                ("values", row.values),
                ("default", row.default),
                ("limit", row.max_bytes or row.max_length),
                ("ports", row.ports),
            )
            if before
        }
        yield _edit(
            f"{row.at} made boolean",
            sheet,
            *((f"parameter-{code}", row.at) for code in named),
            request=_with(rows, row, plain),
        )
    yield from _limits(sheet)


def _limited(row: Field, name: str, value: Any) -> Field:
    changes: dict[str, Any] = {name: value, "unit": row.unit if value else None}
    return replace(row, **changes)


def _limits(sheet: Sheet) -> Iterator[Edit]:
    rows = sheet.facts.request
    for row in rows:
        for name in ("minimum", "maximum", "max_length", "max_bytes"):
            value = getattr(row, name)
            if value is not None:
                for new in (value + 3, None) if name != "minimum" else (value + 1, None):
                    yield _edit(
                        f"{row.at} {name} {value} to {new}",
                        sheet,
                        ("parameter-limit", row.at),
                        request=_with(rows, row, _limited(row, name, new)),
                    )
        if row.default is not None:
            for default in ("7", None):
                yield _edit(
                    f"{row.at} default {default}",
                    sheet,
                    ("parameter-default", row.at),
                    request=_with(rows, row, replace(row, default=default)),
                )
        if len(row.values) > 1:
            for values in ((*row.values, "2"), row.values[1:] + ("5",), ()):
                yield _edit(
                    f"{row.at} values {values}",
                    sheet,
                    ("parameter-values", row.at),
                    request=_with(rows, row, replace(row, values=values)),
                )
        elif row.values:
            yield _edit(
                f"{row.at} constant changed",
                sheet,
                ("parameter-values", row.at),
                request=_with(rows, row, replace(row, values=("other_v2",))),
            )
        if row.ports:
            yield _edit(
                f"{row.at} ports",
                sheet,
                ("parameter-ports", row.at),
                request=_with(rows, row, replace(row, ports=(*row.ports, 9443))),
            )
        if row.sample and sheet.layout not in {"flat", "bulleted"}:
            yield _edit(
                f"{row.at} sample value",
                sheet,
                ("parameter-sample", row.at),
                request=_with(rows, row, replace(row, sample="7")),
            )
    free = [
        one for one in rows if one.type == "string" and not (one.max_bytes or one.max_length or one.values)
    ]
    for row in _spread(free, 3):
        yield _edit(
            f"{row.at} limited to 77 bytes",
            sheet,
            ("parameter-limit", row.at),
            request=_with(rows, row, replace(row, max_bytes=77)),
        )
        yield _edit(
            f"{row.at} limited to 32 characters",
            sheet,
            ("parameter-limit", row.at),
            request=_with(rows, row, replace(row, max_length=32)),
        )
        yield _edit(
            f"{row.at} given values",
            sheet,
            ("parameter-values", row.at),
            request=_with(rows, row, replace(row, values=("a1", "b2", "c3"))),
        )
        if row.default is None:
            yield _edit(
                f"{row.at} given a default",
                sheet,
                ("parameter-default", row.at),
                request=_with(rows, row, replace(row, default="zero")),
            )
    for row in _spread(rows, 2):
        yield Edit(
            f"{row.at} reworded",
            replace(sheet, words=((row.at, TITLES[sheet.language]["note"] + " *"),)),
            frozenset({("parameter-text", row.at)}),
        )


# --- the answer ----------------------------------------------------------------------------------------------------


def answer_edits(sheet: Sheet) -> Iterator[Edit]:
    """Fields of the answer, error rows and examples."""
    rows = sheet.facts.response
    leaves = [one for one in rows if one.type not in {"object", "array"}]
    roots = [one for one in leaves if one.at.count("/") == 1 and not one.failure]
    for row in _spread(roots, 3):
        new = replace(row, at="/server_time", type="integer", unit=None, sample=None, required=None)
        yield _edit(
            f"field added behind {row.at}",
            sheet,
            ("field-added", "/server_time"),
            response=_with(rows, row, row, new),
        )
    for row in _spread(leaves, 3):
        yield _edit(
            f"field {row.at} removed",
            sheet,
            ("field-removed", row.at),
            ("fewer-rows", "response fields"),
            ("waiver-idle", "*"),
            *_shown(sheet, row),
            response=_with(rows, row),
        )
    for row in _spread([one for one in leaves if one.type == "string"], 3):
        yield _edit(
            f"field {row.at} made a truth value",
            sheet,
            ("field-type", row.at),
            *_typed(sheet, row),
            response=_with(rows, row, replace(row, type="boolean")),
        )
    for row in _spread([one for one in roots if one.type != "boolean"], 2):
        yield _edit(
            f"field {row.at} promised: {not row.required}",
            sheet,
            ("field-required", row.at),
            ("waiver-idle", "*"),
            *_promised(sheet, row),
            response=_with(rows, row, replace(row, required=None if row.required else True)),
        )
    yield from _errors(sheet)
    yield from _examples(sheet)


def _values(example: Example, at: str) -> list[Any]:
    found: list[Any] = [example.value]
    for step in at.strip("/").split("/"):
        if step == "*":
            found = [item for one in found if isinstance(one, list) for item in one]
        elif example.media == "application/json":
            found = [one[step] for one in found if isinstance(one, dict) and step in one]
        else:
            found = [child for one in found for child in one if child.tag == step]
    return found


def _everywhere(sheet: Sheet, row: Field, media: tuple[str, ...]) -> bool:
    return any(
        _values(one, row.at if one.media == "application/json" else row.at.replace("/*", ""))
        for one in sheet.facts.examples
        if one.media in media
    )


def _shown(sheet: Sheet, row: Field) -> list[tuple[str, str]]:
    """An example that still shows a field which its table no longer has."""
    if not _everywhere(sheet, row, ("application/json", "text/xml")) or row.name in {
        e.key for e in sheet.facts.errors
    }:
        return []
    return [("example-unlisted", row.at.replace("/*", ""))]


def _typed(sheet: Sheet, row: Field) -> list[tuple[str, str]]:
    return [("example-type", row.at)] if _everywhere(sheet, row, ("application/json",)) else []


def _promised(sheet: Sheet, row: Field) -> list[tuple[str, str]]:
    if row.required:
        return []
    lacking = [one for one in sheet.facts.examples if not _values(one, row.at.replace("/*", ""))]
    return [("example-incomplete", row.at)] if lacking else []


def _errors(sheet: Sheet) -> Iterator[Edit]:
    rows = sheet.facts.errors
    if not rows:
        return
    key = rows[0].key
    fresh = ErrorRow("QUOTA_EXHAUSTED", 403, key)
    for place in (0, len(rows)):
        made = (*rows[:place], fresh, *rows[place:])
        yield _edit(f"error row added at {place}", sheet, ("error-added", "QUOTA_EXHAUSTED"), errors=made)
    detailed = replace(fresh, code="INVALID_SCENE", detail="argument", status=400)
    yield _edit(
        "error row with an argument added", sheet, ("error-added", "INVALID_SCENE"), errors=(*rows, detailed)
    )
    for row in _spread(rows, 3):
        if len(rows) > 1:
            yield _edit(
                f"error row {row.code} removed",
                sheet,
                ("error-removed", row.code),
                ("fewer-rows", "error rows"),
                errors=_with(rows, row),
            )
        yield _edit(
            f"error {row.code} renamed",
            sheet,
            ("error-removed", row.code),
            ("error-added", f"{row.code}_NEW"),
            errors=_with(rows, row, replace(row, code=f"{row.code}_NEW")),
        )
        yield _edit(
            f"error {row.code} has another status",
            sheet,
            ("error-status", row.code),
            errors=_with(rows, row, replace(row, status=429)),
        )
        yield Edit(
            f"error {row.code} reworded",
            replace(sheet, words=((row.code, TITLES[sheet.language]["note"]),)),
            frozenset({("error-text", row.code)}),
        )
    for row in rows:
        if row.reasons:
            yield _edit(
                f"a reason of {row.code} added",
                sheet,
                ("error-reasons", row.code),
                errors=_with(rows, row, replace(row, reasons=(*row.reasons, "NOT_PAID"))),
            )
            yield _edit(
                f"a reason of {row.code} removed",
                sheet,
                ("error-reasons", row.code),
                errors=_with(rows, row, replace(row, reasons=row.reasons[1:])),
            )


def _examples(sheet: Sheet) -> Iterator[Edit]:
    examples = sheet.facts.examples
    for one in examples:
        if one.media != "application/json":
            continue
        told = f"{one.outcome} {one.media}"
        changed: Any = copy.deepcopy(one.value)
        name = next(key for key, value in changed.items() if isinstance(value, str))
        changed[name] += "0"
        new = replace(one, value=changed)
        yield _edit(
            f"the {told} example changed",
            sheet,
            ("example-added", told),
            ("example-removed", told),
            examples=_with(examples, one, new),
        )
        more: Any = {**copy.deepcopy(one.value), "trace": "x1"}
        yield _edit(
            f"a field in the {told} example added",
            sheet,
            ("example-added", told),
            ("example-removed", told),
            ("example-unlisted", "/trace"),
            examples=_with(examples, one, replace(one, value=more)),
        )
        yield _edit(
            f"the {told} example removed",
            sheet,
            ("example-removed", told),
            ("fewer-rows", "examples"),
            ("waiver-idle", "*"),
            examples=_with(examples, one),
        )


# --- the rest ------------------------------------------------------------------------------------------------------


def endpoint_edits(sheet: Sheet) -> Iterator[Edit]:
    """Hosts, path, method, form of the body, version, rate and prose."""
    facts = sheet.facts
    hosts = facts.hosts
    new = Host("https://api-fra.example.com", "Frankfurt" if hosts[0].label else None)
    yield _edit("host added", sheet, ("host-added", new.url), hosts=(*hosts, new))
    yield _edit("host added in front", sheet, ("host-added", new.url), hosts=(new, *hosts))
    yield _edit(
        "host changed",
        sheet,
        ("host-added", new.url),
        ("host-removed", hosts[0].url),
        hosts=(new, *hosts[1:]),
    )
    if len(hosts) > 1:
        yield _edit(
            "host removed",
            sheet,
            ("host-removed", hosts[1].url),
            ("fewer-rows", "hosts"),
            hosts=(hosts[0], *hosts[2:]),
        )
    if sheet.layout != "cards":
        yield _edit(
            "path changed", sheet, ("endpoint-path", "path"), path=f"{(facts.path or '').rstrip('/')}/v2"
        )
    if facts.method:
        yield _edit("method changed", sheet, ("endpoint-method", "method"), method="PUT")
    if facts.media:
        yield _edit(
            "body changed",
            sheet,
            ("endpoint-media", "media"),
            ("prose-added", "*"),
            media="application/x-www-form-urlencoded",
        )
    if facts.version:
        yield _edit(
            "version changed", sheet, ("endpoint-version", "version"), ("prose-added", "*"), version="6.1.0"
        )
    if facts.rate:
        yield _edit(
            "rate changed",
            sheet,
            ("rate-limit", "rate"),
            ("prose-added", "*"),
            rate=replace(facts.rate, calls=facts.rate.calls + 20),
        )
        yield _edit("rate removed", sheet, ("rate-limit", "rate"), ("prose-removed", "prose"), rate=None)
    said = "Tokens live for an hour." if sheet.language == "en" else "令牌一小时内有效。"
    head = TITLES[sheet.language]["page"]
    lines = write(replace(sheet, extra=f"# {head}\n{said}")).split("\n")
    at = next(number for number, line in enumerate(lines, 1) if said in line)
    yield Edit(
        "a sentence added",
        replace(sheet, extra=f"# {head}\n{said}"),
        frozenset({("prose-added", f"line {at}")}),
    )


def edits(sheet: Sheet) -> list[Edit]:
    """All edits of a page."""
    return [*parameter_edits(sheet), *answer_edits(sheet), *endpoint_edits(sheet)]


# --- noise ---------------------------------------------------------------------------------------------------------

_FULL_WIDTH = str.maketrans({",": "，", ":": "：", "(": "（", ")": "）"})


def _outside_examples(change: Callable[[str], str]) -> Callable[[str], str]:
    """Applied to lines that are no JSON, no XML and no address."""

    def line_by_line(text: str) -> str:
        return "\n".join(
            line if re.search(r'[{}<>]|://|^\s*[\]"&]|^---|\|\|', line) else change(line)
            for line in text.split("\n")
        )

    return line_by_line


def noise(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """The same page, written otherwise: a name, and the text."""
    text = write(sheet)
    yield "Windows line ends", text.replace("\n", "\r\n")
    yield "a byte order mark", "\ufeff" + text
    yield "white space at line ends", "\n".join(f"{line}  " for line in text.split("\n"))
    yield "full-width punctuation", _outside_examples(lambda line: line.translate(_FULL_WIDTH))(text)
    yield "other quotes", _outside_examples(lambda line: re.sub(r'"([^"]*)"', "“\\1”", line))(text)
    yield (
        "no stop at the end of lines",
        _outside_examples(lambda line: re.sub(r"[.。](?= ?\|? ?$)", "", line))(text),
    )
    yield (
        "two spaces for one",
        _outside_examples(lambda line: re.sub(r"(?<=[a-z]) (?=[a-z])", "  ", line))(text),
    )
    if sheet.language == "zh":
        yield "spaces around words", _outside_examples(_spaced)(text)
    yield "spaces that do not break", _outside_examples(lambda line: line.replace(". ", ".\u00a0"))(text)
    yield (
        "rows in another order",
        write(
            replace(
                sheet, facts=replace(sheet.facts, request=_rolled(sheet), errors=sheet.facts.errors[::-1])
            )
        ),
    )
    yield "a blank line between sections", text.replace("\n#", "\n\n\n#").replace("\n<h2", "\n\n<h2")
    yield "numbered headings", re.sub(r"^(# |<h2>)", r"\g<1>3、", text, flags=re.MULTILINE)
    if sheet.layout in {"pipes", "broken", "html"}:
        orders = [("name", "type", "required", "sample", "text")]
        if sheet.layout != "broken":
            orders += [
                ("name", "type", "required", "text", "sample"),
                ("text", "sample", "required", "type", "name"),
            ]
        for order in orders:
            yield f"columns {', '.join(order)}", write(replace(sheet, order=order))
    if sheet.layout in {"flat", "bulleted"}:
        for order in (
            ("name", "type", "required", "sample", "text"),
            ("name", "required", "type", "sample", "text"),
        ):
            yield f"columns {', '.join(order)}", write(replace(sheet, order=order))
    if sheet.layout == "pipes":
        yield (
            "bold and code",
            re.sub(
                r"^\| (Required|Optional|必选|可选) \| (\w+) \|",
                r"| **\1** | `\2` |",
                text,
                flags=re.MULTILINE,
            ),
        )
        yield "wide cells", text.replace(" | ", "   |   ")
    if sheet.layout == "html":
        yield "attributes", text.replace("<td", '<td class="cell" style="x"').replace("<p>", '<p id="a">')
        yield "no head of tables", text.replace("<thead>", "").replace("</thead>", "").replace("<tbody>", "")
        yield "paragraphs in cells", re.sub(r"<td>([^<\n]*)</td>", r"<td><p>\1</p></td>", text)
        yield (
            "lines wrapped",
            _outside_examples(lambda line: line)(text.replace(". ", ".\n")) if "<pre" not in text else text,
        )
        yield (
            "scripts and styles",
            text.replace("<body>", "<body><script>var POST = 1;</script><style>p{}</style>"),
        )
    if sheet.layout == "bulleted":
        yield "other bullets", text.replace("•", "-")


def _spaced(line: str) -> str:
    """Spaces between Chinese and Latin, as many editors put them."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])", " ", line)


def _rolled(sheet: Sheet) -> tuple[Field, ...]:
    rows = sheet.facts.request
    return (*rows[1:], *rows[:1])
