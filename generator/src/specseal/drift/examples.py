"""Examples in a page: JSON, XML and request addresses, found by how they begin and end, in code or in plain lines."""

from __future__ import annotations

import hashlib
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast
from urllib.parse import parse_qsl, urlsplit

from .blocks import Block, Line
from .facts import Example, Unread
from .words import even

_FAILURE = re.compile(r"fail|error|incorrect|失败|错误|异常|出错", re.IGNORECASE)
_SUCCESS = re.compile(r"success|correct|normal|成功|正常", re.IGNORECASE)
_XML = re.compile(r"(?:<\?xml[^>]*\?>\s*)?<([A-Za-z][\w.-]*)(?:\s[^<>]*)?>")
_REQUEST = re.compile(r"\brequest\b|请求|入参", re.IGNORECASE)
_RESPONSE = re.compile(r"\bresponses?\b|\breturn(?:s|ed)?\b|返回|响应|出参", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:GET |POST )?https?(?:\(s\))?://[^\s/]+/?[^\s?]*\?\S*$")
_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*')
_STARTS = re.compile(r"\s*(?:[{\[]|<[A-Za-z?]|GET |POST |https?)")
_DECODER = json.JSONDecoder(strict=False)
_MOST_TITLES = 4  # a title stands at most so many lines above its example


@dataclass(frozen=True, slots=True)
class Address:
    """The address of an example request; ``query`` are its parameters as written."""

    host: str
    path: str
    query: tuple[tuple[str, str], ...]
    line: int


@dataclass(slots=True)
class Found:
    """All examples of a page, which of its lines they take, and which lines only announce them."""

    responses: list[Example] = field(default_factory=list[Example])
    requests: list[Example] = field(default_factory=list[Example])
    """Bodies of requests; their outcome says nothing."""
    addresses: list[Address] = field(default_factory=list[Address])
    unread: list[Unread] = field(default_factory=list[Unread])
    lines: set[int] = field(default_factory=set[int])
    titles: set[int] = field(default_factory=set[int])


def find_examples(blocks: Sequence[Block]) -> Found:
    """Look through the lines; tables hold no examples."""
    found = Found()
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if not isinstance(block, Line):
            index += 1
            continue
        if not _STARTS.match(block.raw):  # most lines
            index += 1
            continue
        taken = _json(found, blocks, index) or _xml(found, blocks, index) or _address(found, blocks, index)
        index += taken or 1
    return found


def digest(value: Any) -> str:
    """A digest of a value of JSON or of an element of XML, whatever its layout."""
    plain = _tree(cast("ET.Element", value)) if isinstance(value, ET.Element) else value
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def parse_xml(text: str) -> ET.Element | None:
    """The root element; None when it is no XML, or has a document type, whose entities could grow without end."""
    if "<!" in text.replace("<![CDATA[", ""):
        return None
    try:
        return ET.fromstring(text)  # noqa: S314  no document type gets here
    except ET.ParseError:
        return None


def _tree(element: ET.Element) -> Any:
    children = [[child.tag, _tree(child)] for child in element]
    return children or (element.text or "").strip()


def _lines(blocks: Sequence[Block], index: int) -> list[Line]:
    lines: list[Line] = []
    for block in blocks[index:]:
        if not isinstance(block, Line) or block.kind == "heading":
            break
        lines.append(block)
    return lines


def _json(found: Found, blocks: Sequence[Block], index: int) -> int:
    lines = _lines(blocks, index)
    if not lines or not re.match(r"\s*(?:\{|\[\s*(?:[\[{]|$))", lines[0].raw):
        return 0
    text = _without_comments("\n".join(line.raw for line in lines))
    start = len(text) - len(text.lstrip())
    try:
        value, end = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        if len(lines) == 1 or '"' not in text[:200]:
            return 0
        number = lines[min(error.lineno, len(lines)) - 1].number
        found.unread.append(Unread(number, f"an example in JSON ({error.msg})"))
        taken = _balanced(lines)
        found.lines.update(line.number for line in lines[:taken])
        return taken
    if not isinstance(value, dict):
        return 0
    return _answer(found, blocks, index, lines[: text.count("\n", 0, end) + 1], "application/json", value)


def _without_comments(text: str) -> str:
    """JSON without the comments behind ``//`` that pages put at the ends of lines; what stands in texts is kept."""
    if "//" not in text:
        return text
    return _COMMENT.sub(lambda found: found[1] or "", text)


def _balanced(lines: Sequence[Line]) -> int:
    depth = 0
    for count, line in enumerate(lines, 1):
        depth += line.raw.count("{") - line.raw.count("}")
        if depth <= 0:
            return count
    return len(lines)


def _xml(found: Found, blocks: Sequence[Block], index: int) -> int:
    lines = _lines(blocks, index)
    match = _XML.match(lines[0].raw.strip()) if lines else None
    if not match:
        return 0
    close = f"</{match[1]}>"
    for count, line in enumerate(lines, 1):
        if line.raw.rstrip().endswith(close):
            element = parse_xml("\n".join(one.raw for one in lines[:count]).strip())
            if element is None:
                found.unread.append(Unread(lines[0].number, "an example in XML"))
                found.lines.update(one.number for one in lines[:count])
                return count
            return _answer(found, blocks, index, lines[:count], "text/xml", element)
    return 0


def _answer(
    found: Found, blocks: Sequence[Block], index: int, lines: Sequence[Line], media: str, value: Any
) -> int:
    if _is_request(found, blocks, index):
        found.requests.append(Example(media, "success", digest(value), value, lines[0].number))
    else:
        outcome = _outcome(found, blocks, index)
        found.responses.append(Example(media, outcome, digest(value), value, lines[0].number))
    found.lines.update(line.number for line in lines)
    return len(lines)


def _is_request(found: Found, blocks: Sequence[Block], index: int) -> bool:
    """By the nearest title above that names one side alone; a response where none does."""
    for block in reversed(blocks[max(0, index - _MOST_TITLES) : index]):
        if not isinstance(block, Line) or block.number in found.lines:
            break
        text = even(block.text)
        requests, responds = _REQUEST.search(text), _RESPONSE.search(text)
        if bool(requests) != bool(responds):
            return requests is not None and not _FAILURE.search(text)
        if requests or block.kind == "heading":
            break
    return False


def _outcome(found: Found, blocks: Sequence[Block], index: int) -> Literal["success", "failure"]:
    """By the nearest title above that says which."""
    for block in reversed(blocks[max(0, index - _MOST_TITLES) : index]):
        if not isinstance(block, Line) or block.number in found.lines:
            break
        text = even(block.text)
        failed = _FAILURE.search(text)
        if failed or _SUCCESS.search(text):
            found.titles.add(block.number)
            return "failure" if failed else "success"
    return "success"


def _address(found: Found, blocks: Sequence[Block], index: int) -> int:
    lines = _lines(blocks, index)
    if not lines or not _ADDRESS.match(lines[0].raw.strip()):
        return 0
    taken = 1
    while taken < len(lines) and re.match(r"\s*&\s*\S", lines[taken].raw):
        taken += 1
    text = "".join(line.raw.strip() for line in lines[:taken]).replace("(s)", "")
    parts = urlsplit(re.sub(r"^(?:GET|POST) ", "", text))
    query = tuple((name, value) for name, value in parse_qsl(parts.query) if "<" not in name)
    found.addresses.append(Address(f"https://{parts.netloc}", parts.path or "/", query, lines[0].number))
    found.lines.update(line.number for line in lines[:taken])
    return taken
