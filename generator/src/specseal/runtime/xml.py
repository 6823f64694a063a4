"""XML answers as the plain values that JSON would have given. Document types and entities are refused."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from .decode import Mismatch

MAX_DEPTH = 64
MAX_BYTES = 32 * 1024 * 1024


def parse_xml(content: bytes, encoding: str | None = None) -> dict[str, Any]:
    """The children of the root element by name.

    An element with children is a mapping, one without is its text, a repeated one is a list. Attributes are not
    read. Raises ``Mismatch`` for anything but plain, bounded, well-formed XML, and for an HTML page.
    """
    if len(content) > MAX_BYTES:
        raise Mismatch(None, f"the XML is longer than {MAX_BYTES} bytes")
    builder = _Builder()
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Mismatch(None, f"the XML is malformed: {error}") from None
    return builder.root


class _Builder:
    """Elements that are open, outermost first: their children and their text."""

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise Mismatch(None, f"the XML is nested deeper than {MAX_DEPTH} elements")
        if not self._open and name.lower() == "html":
            raise Mismatch(None, "the body is an HTML page")
        self._open.append((name, {}, []))

    def text(self, data: str) -> None:
        if self._open:
            self._open[-1][2].append(data)

    def end(self, name: str) -> None:
        _, children, texts = self._open.pop()
        if not self._open:
            self.root = children
            return
        siblings = self._open[-1][1]
        value: Any = children or "".join(texts)
        if name not in siblings:
            siblings[name] = value
        elif isinstance(siblings[name], list):
            siblings[name].append(value)
        else:
            siblings[name] = [siblings[name], value]


def _refuse(*_details: object) -> None:
    raise Mismatch(None, "the XML has a document type or declares entities")
