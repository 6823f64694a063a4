"""XML responses as the plain values that JSON would have. Document types and entities are refused."""

from __future__ import annotations

from typing import Any

from .content import Mismatch, bounded
from .decode import is_list

MAX_DEPTH = 64
MAX_TAGS = 500_000  # an element takes longer to read than a value of JSON


def parse_xml(content: bytes) -> dict[str, Any]:
    """The children of the root element by name. The content is UTF-8, whatever it declares.

    An element with children is a mapping, one without is its text, a repeated one is a list. Attributes are not
    read. Raises ``Mismatch`` for anything but plain, bounded, well-formed XML, and for an HTML page.
    """
    from xml.parsers import expat  # noqa: PLC0415 - slow to import

    root: dict[str, Any] = {}
    # elements, outermost first: their children and their text
    opened: list[tuple[dict[str, Any], list[str]]] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        if len(opened) >= MAX_DEPTH:
            raise Mismatch(None, f"the XML is nested deeper than {MAX_DEPTH} elements")
        if not opened and name.lower() == "html":
            raise Mismatch(None, "the body is an HTML page")
        opened.append(({} if opened else root, []))

    def end(name: str) -> None:
        children, texts = opened.pop()
        if not opened:
            return
        siblings = opened[-1][0]
        value: Any = children or "".join(texts)
        earlier = siblings.get(name)
        if is_list(earlier):
            earlier.append(value)
        else:
            siblings[name] = [earlier, value] if name in siblings else value

    def text(data: str) -> None:
        if opened:
            opened[-1][1].append(data)

    def refuse(*_details: object) -> None:
        raise Mismatch(None, "the XML has a document type or declares entities")

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(bounded(content, (b"<",), MAX_TAGS), True)
    except expat.ExpatError as error:
        raise Mismatch(None, f"the XML is malformed: {error}") from None
    return root
