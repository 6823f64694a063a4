"""Prints pages from facts, in our own words: every layout that pages were seen in, in English and in Chinese."""

from __future__ import annotations

import html
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from specseal.drift.facts import ErrorRow, Facts, Field

Language = Literal["en", "zh"]
LAYOUTS = ("pipes", "broken", "flat", "bulleted", "cards", "html")

TITLES = {
    "en": {
        "page": "Do one thing",
        "url": "Request URL",
        "method": "Calling Method",
        "version": "Version",
        "request": "Request Parameters",
        "response": "Response Fields",
        "examples": "Response Examples",
        "errors": "Error Codes",
        "success": "Success response:",
        "failure": "Failure response:",
        "note": "Use encrypted connections. Plain ones are not supported in production.",
        "form": "Send the fields as {form}.",
        "rate": "At most {calls} calls per second for one account.",
        "asks": "Request example",
    },
    "zh": {
        "page": "做一件事",
        "url": "接口地址",
        "method": "请求方式",
        "version": "版本",
        "request": "请求参数",
        "response": "返回结果",
        "examples": "返回示例",
        "errors": "错误码",
        "success": "成功示例",
        "failure": "失败示例",
        "note": "请使用加密连接。生产环境不支持明文连接。",
        "form": "用{form}格式提交。",
        "rate": "单个账号每秒请求数最大为{calls}。",
        "asks": "请求示例",
    },
}
COLUMNS = {
    "en": {
        "required": "Required",
        "name": "Parameter",
        "type": "Type",
        "sample": "Example",
        "text": "Description",
        "status": "Status Code",
        "key": "Error Field",
        "code": "Error Code",
    },
    "zh": {
        "required": "必选",
        "name": "参数",
        "type": "类型",
        "sample": "示例值",
        "text": "说明",
        "status": "状态码",
        "key": "错误字段名称",
        "code": "错误码",
    },
}
TYPES = {
    "en": {
        "string": "String",
        "integer": "Int",
        "number": "Float",
        "boolean": "Boolean",
        "object": "Object",
        "array": "Array",
        "file": "File",
    },
    "zh": {
        "string": "字符串",
        "integer": "整数",
        "number": "浮点数",
        "boolean": "布尔",
        "object": "对象",
        "array": "数组",
        "file": "文件",
    },
}
MARKS = {"en": {True: "Required", False: "Optional"}, "zh": {True: "必选", False: "可选"}}
FORMS = {"multipart/form-data": "form-data", "application/x-www-form-urlencoded": "x-www-form-urlencoded"}


@dataclass(frozen=True)
class Sheet:
    """A page to be written. ``words`` adds a sentence to rows, by pointer or code; ``extra`` ends the page."""

    facts: Facts
    layout: str
    language: Language = "en"
    order: tuple[str, ...] = ("required", "name", "type", "sample", "text")
    words: tuple[tuple[str, str], ...] = ()
    extra: str = ""

    def said(self, key: str) -> str:
        """The sentence that was added to a row."""
        return dict(self.words).get(key, "")


def write(sheet: Sheet) -> str:
    """The text of the page."""
    return {
        "pipes": _markdown,
        "broken": _markdown,
        "flat": _flat,
        "bulleted": _flat,
        "cards": _cards,
        "html": _html,
    }[sheet.layout](sheet)


def can_say(facts: Facts, layout: str) -> Facts:
    """What a layout can tell: only torn tables lose something, and only cards and tables have sample values."""
    keeps: set[str] = set() if layout in {"flat", "bulleted"} else {"sample"}
    if layout in {"broken", "cards"}:
        keeps.add("lost")

    def told(one: Field) -> Field:
        return replace(
            one,
            lost=one.lost and "lost" in keeps,
            sample=one.sample if "sample" in keeps else None,
            required=None if layout == "cards" and one.lost else one.required,  # the mark is what was lost
        )

    return replace(facts, request=tuple(map(told, facts.request)), response=tuple(map(told, facts.response)))


# --- sentences -----------------------------------------------------------------------------------------------------


def sentences(one: Field, sheet: Sheet, *, answer: bool, listed: bool = False) -> list[str]:
    """What a description says of a row, one sentence each. Values are left out where a list has them."""
    en = sheet.language == "en"
    unit = {"seconds": "s", "milliseconds": "ms"}.get(one.unit or "", "")
    said = [f"What the field {one.name} holds." if en else f"表示{one.name}的内容。"]
    low, high = one.minimum, one.maximum
    if low is not None and high is not None:
        said.append(
            f"The range is {low}{unit}-{high}{unit}." if en else f"取值范围为{low}{unit}-{high}{unit}。"
        )
    elif low is not None:
        said.append(f"The minimum value is {low}." if en else f"最小取值为{low}。")
    elif high is not None:
        said.append(f"The maximum value is {high}." if en else f"最大取值{high}。")
    if one.max_bytes is not None:
        said.append(f"It should not exceed {one.max_bytes} bytes." if en else f"不超过{one.max_bytes}字节。")
    if one.max_length is not None:
        said.append(f"At most {one.max_length} characters." if en else f"长度不超过{one.max_length}个字符。")
    if len(one.values) == 1:
        said.append(f"Set to: {one.values[0]}." if en else f"取值:{one.values[0]}。")
    elif one.values and not listed:
        values = [f'"{value}"' for value in one.values]
        said.append(f"One of {', '.join(values)}." if en else f"取值只能是{'、'.join(values)}。")
    if one.default is not None:
        said.append(f"Defaults to {one.default}{unit}." if en else f"默认值为{one.default}{unit}。")
    if one.ports:
        ports = [str(port) for port in one.ports]
        said.append(f"Open ports: {', '.join(ports)}." if en else f"端口有:{','.join(ports)}")
    if one.unit and not (low is not None and high is not None and unit):
        said.append(_unit(one.unit, en))
    if answer and one.required:
        said.append("It must be returned." if en else "必定返回。")
    if one.failure:
        said.append("It is returned only when the call fails." if en else "只在请求失败时才有。")
    if sheet.said(one.at):
        said.append(sheet.said(one.at))
    return said


def _unit(unit: str, en: bool) -> str:
    stamp, _, measure = unit.rpartition("-")
    if en:
        return f"A time stamp in {measure}." if stamp else f"In {measure}."
    words = {"seconds": "秒", "milliseconds": "毫秒"}[measure]
    return f"时间戳,单位为{words}。" if stamp else f"单位为{words}。"


def _error_code(row: ErrorRow) -> str:
    return row.code + {"reason": ": <reason>", "argument": ": <key>", None: ""}[row.detail]


def _error_sentences(row: ErrorRow, sheet: Sheet) -> list[str]:
    en = sheet.language == "en"
    said = [f"The call failed as {row.code.lower()}." if en else f"调用失败({row.code.lower()})。"]
    if row.arguments:
        names = row.arguments
        said.append(f"It is one of {', '.join(names)}." if en else f"<key>为 {'、 '.join(names)}中的一个。")
    if sheet.said(row.code):
        said.append(sheet.said(row.code))
    return said


def _order(sheet: Sheet, *, answer: bool, sample: bool) -> list[str]:
    return [
        column
        for column in sheet.order
        if not (answer and column == "required") and (sample or column != "sample")
    ]


def _cells(one: Field, sheet: Sheet, *, answer: bool, listed: bool = False) -> dict[str, str]:
    return {
        "required": MARKS[sheet.language][bool(one.required)],
        "name": one.name,
        "type": TYPES[sheet.language][one.type or "string"],
        "sample": one.sample or "",
        "text": " ".join(sentences(one, sheet, answer=answer, listed=listed)),
    }


def _example(value: object) -> str:
    if isinstance(value, ET.Element):
        copy = ET.fromstring(ET.tostring(value, encoding="unicode"))
        ET.indent(copy)
        return ET.tostring(copy, encoding="unicode")
    return json.dumps(value, ensure_ascii=False, indent=1)


def _examples(sheet: Sheet) -> Iterator[tuple[str, str]]:
    titles = TITLES[sheet.language]
    for one in sheet.facts.examples:
        yield titles[one.outcome], _example(one.value)


def _addresses(sheet: Sheet) -> list[str]:
    facts = sheet.facts
    return [
        f"{f'{host.label}: ' if host.label else ''}{facts.method or ''} {host.url}{facts.path}".strip()
        for host in facts.hosts
    ]


def _head(sheet: Sheet) -> Iterator[tuple[str, list[str]]]:
    """The sections above the tables: title and lines."""
    facts, titles = sheet.facts, TITLES[sheet.language]
    yield (
        titles["page"],
        [
            titles["note"],
            *([titles["rate"].format(calls=facts.rate.calls)] if facts.rate else []),
        ],
    )
    yield titles["url"], _addresses(sheet)
    if facts.media:
        yield titles["method"], [titles["form"].format(form=FORMS[facts.media])]
    if facts.version:
        yield titles["version"], [facts.version]


# --- Markdown ------------------------------------------------------------------------------------------------------


def _markdown(sheet: Sheet) -> str:
    titles, facts = TITLES[sheet.language], sheet.facts
    lines: list[str] = []
    for title, texts in _head(sheet):
        lines += [f"# {title}", *texts]
    lines += [f"# {titles['request']}", *_pipes(sheet, facts.request, answer=False)]
    lines += [f"# {titles['response']}", *_pipes(sheet, facts.response, answer=True)]
    lines.append(f"# {titles['examples']}")
    for title, text in _examples(sheet):
        lines += [title, *([text] if sheet.layout == "broken" else ["", "```", text, "```"])]
    if facts.errors:
        lines += [f"# {titles['errors']}", *_error_pipes(sheet)]
    return "\n".join([*lines, *([sheet.extra] if sheet.extra else []), ""])


def _pipes(sheet: Sheet, rows: Sequence[Field], *, answer: bool) -> Iterator[str]:
    order = _order(sheet, answer=answer, sample=any(row.sample for row in rows))
    broken = sheet.layout == "broken"
    titles = [COLUMNS[sheet.language][column] for column in order]
    yield _line(titles, broken)
    yield "|".join(["---"] * (len(order) + 21)) if broken else _line(["---"] * len(order), broken)
    for index, row in enumerate(rows):
        cells = _cells(row, sheet, answer=answer)
        values = [cells[column].replace("|", "\\|") for column in order]
        if broken and order[-1] == "text" and (row.lost or index % 3 == 2):
            yield " | ".join(values[:-1]) + " |"
            yield values[-1] + ("" if row.lost else " |")
            if row.lost:
                yield "|"
            yield "|" * 21
        elif not broken and index == 1 and order[0] == "name":
            yield f"| {values[0]} |"  # a row broken in its middle
            yield " | ".join(values[1:]) + " |"
        else:
            yield _line(values, broken)


def _line(cells: Sequence[str], broken: bool) -> str:
    return " | ".join(cells) + " | " + "|" * 21 if broken else "| " + " | ".join(cells) + " |"


def _error_pipes(sheet: Sheet) -> Iterator[str]:
    order, broken = ["status", "key", "code", "text"], sheet.layout == "broken"
    titles = [COLUMNS[sheet.language][column] for column in order]
    yield _line(titles, broken)
    yield "|".join(["---"] * 25) if broken else _line(["---"] * 4, broken)
    for row in sheet.facts.errors:
        said = _error_sentences(row, sheet)
        said += [f'"{reason}" :(R)' for reason in row.reasons]
        code = _error_code(row).replace(": <", ":<")
        yield _line([str(row.status), row.key or "", code, " ".join(said)], broken)


# --- plain text ----------------------------------------------------------------------------------------------------


def _flat(sheet: Sheet) -> str:
    titles, facts, bulleted = TITLES[sheet.language], sheet.facts, sheet.layout == "bulleted"
    lines: list[str] = []
    for title, texts in _head(sheet):
        lines += ["", f"# {title}", "", *texts]
    lines += ["", f"# {titles['request']}", "", *_flat_rows(sheet, facts.request, answer=False)]
    swallowed = "  • " if bulleted else ""
    lines += [f"{swallowed}# {titles['response']}", "", *_flat_rows(sheet, facts.response, answer=True)]
    lines += ["", f"# {titles['examples']}", ""]
    for title, text in _examples(sheet):
        lines += [title, "", text, ""]
    if facts.errors:
        lines += [f"# {titles['errors']}", ""]
        columns = COLUMNS[sheet.language]
        lines.append(" ".join(columns[column] for column in ("status", "key", "code", "text")))
        for index, row in enumerate(facts.errors):
            after_list = bulleted and index and facts.errors[index - 1].reasons
            lead = "  • " if after_list else ""
            lines.append(
                f"{lead}{row.status} {row.key} {_error_code(row)} {' '.join(_error_sentences(row, sheet))}"
            )
            lines += [f"  • {reason}:{reason.lower()}" for reason in row.reasons]
    return "\n".join([*lines, *([sheet.extra] if sheet.extra else []), ""])


def _flat_rows(sheet: Sheet, rows: Sequence[Field], *, answer: bool) -> Iterator[str]:
    order = _order(sheet, answer=answer, sample=False)
    yield " ".join(COLUMNS[sheet.language][column] for column in order)
    for row in rows:
        listed = sheet.layout == "bulleted" and len(row.values) > 1
        cells = _cells(row, sheet, answer=answer, listed=listed)
        yield " ".join(cells[column] for column in order)
        if listed:
            yield from (f"  • {value}: {value} is meant" for value in row.values)


def _cards(sheet: Sheet) -> str:
    titles, facts = TITLES[sheet.language], sheet.facts
    lines = [titles["note"], ""]
    if facts.rate:
        lines += [titles["rate"].format(calls=facts.rate.calls), ""]
    columns = COLUMNS[sheet.language]
    lines += [
        titles["request"],
        "",
        " ".join(columns[one] for one in ("name", "type", "required", "sample", "text")),
    ]
    lines += _card_rows(sheet, facts.request, answer=False)
    lines += [titles["response"], "", " ".join(columns[one] for one in ("name", "type", "sample", "text"))]
    lines += _card_rows(sheet, facts.response, answer=True)
    lines += [titles["asks"], ""]
    for host in facts.hosts:
        first, *others = [f"{row.name}={row.sample or 'x'}" for row in facts.request if row.type != "file"]
        lines += [
            f"{host.url}{facts.path}?{first}".replace("https", "http(s)"),
            *(f"&{one}" for one in others),
            "",
        ]
    for title, text in _examples(sheet):
        lines += [title, "", text, ""]
    return "\n".join([*lines, *([sheet.extra] if sheet.extra else []), ""])


def _card_rows(sheet: Sheet, rows: Sequence[Field], *, answer: bool) -> Iterator[str]:
    for row in rows:
        cells = _cells(row, sheet, answer=answer)
        mark = "" if answer or row.lost else f" {cells['required']}"
        yield f"{cells['name']} {cells['type']}{mark}{f' {row.sample}' if row.sample else ''}"
        yield ""
        yield cells["text"]
        yield ""


# --- HTML ----------------------------------------------------------------------------------------------------------


def _html(sheet: Sheet) -> str:
    titles, facts = TITLES[sheet.language], sheet.facts
    lines = ["<!DOCTYPE html>", "<html><head><title>Page</title></head><body>"]
    for title, texts in _head(sheet):
        lines += [f"<h2>{title}</h2>", *(f"<p>{html.escape(text)}</p>" for text in texts)]
    lines += [f"<h2>{titles['request']}</h2>", *_html_rows(sheet, facts.request, answer=False)]
    lines += [f"<h2>{titles['response']}</h2>", *_html_rows(sheet, facts.response, answer=True)]
    lines.append(f"<h2>{titles['examples']}</h2>")
    for title, text in _examples(sheet):
        lines += [f"<p>{title}</p>", f"<pre><code>{html.escape(text)}</code></pre>"]
    if facts.errors:
        lines += [f"<h2>{titles['errors']}</h2>", *_html_errors(sheet)]
    return "\n".join([*lines, *_html_extra(sheet), "</body></html>", ""])


def _html_extra(sheet: Sheet) -> Iterator[str]:
    for line in filter(None, sheet.extra.split("\n")):
        yield f"<h2>{line.removeprefix('# ')}</h2>" if line.startswith("# ") else f"<p>{line}</p>"


def _html_rows(sheet: Sheet, rows: Sequence[Field], *, answer: bool) -> Iterator[str]:
    """Equal marks span their rows; the description spans two columns; values are a list."""
    order = _order(sheet, answer=answer, sample=any(row.sample for row in rows))
    yield "<table><thead><tr>"
    for column in order:
        wide = ' colspan="2"' if column == "text" else ""
        yield f"<th{wide}>{COLUMNS[sheet.language][column]}</th>"
    yield "</tr></thead><tbody>"
    for index, row in enumerate(rows):
        listed = len(row.values) > 1
        cells = _cells(row, sheet, answer=answer, listed=listed)
        yield "<tr>"
        for column in order:
            text = html.escape(cells[column])
            if column == "required":
                if index and rows[index - 1].required == row.required:
                    continue
                high = _run(rows, index, lambda one: one.required)
                yield f'<td rowspan="{high}"><b>{text}</b></td>'
            elif column == "text":
                values = "".join(f"<li><code>{value}</code>: {value} is meant</li>" for value in row.values)
                yield f'<td colspan="2">{text}{f"<ul>{values}</ul>" if listed else ""}</td>'
            else:
                yield f"<td>{text}</td>"
        yield "</tr>"
    yield "</tbody></table>"


def _run(rows: Sequence[Field], start: int, mark: Callable[[Field], object]) -> int:
    stop = start
    while stop < len(rows) and mark(rows[stop]) == mark(rows[start]):
        stop += 1
    return stop - start


def _html_errors(sheet: Sheet) -> Iterator[str]:
    columns = COLUMNS[sheet.language]
    yield "<table><tr>" + "".join(f"<th>{columns[one]}" for one in ("status", "key", "code", "text"))
    for row in sheet.facts.errors:
        said = html.escape(" ".join(_error_sentences(row, sheet)))
        if row.reasons and all(reason.isupper() for reason in row.reasons):
            said += "<ul>" + "".join(f"<li>{one}: {one.lower()}" for one in row.reasons) + "</ul>"
        elif row.reasons:
            said += " " + " ".join(f'"{one}" : (R)' for one in row.reasons)
        code = html.escape(_error_code(row))
        yield f"<tr><td>{row.status}<td>{row.key}<td><code>{code}</code><td>{said}"
    yield "</table>"
