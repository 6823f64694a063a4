"""Bodies that are flat XML documents: one element for each field of a form."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from .primitives import pairs
from .signing import Values

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def write_xml(form: Values, root: str) -> bytes:
    """The document, in the order of the fields; a field with several values is repeated.

    Raises ``ValueError``, naming the field, for a character that XML cannot contain.
    """
    elements: list[str] = []
    for name, text in pairs(form):
        if found := _NOT_XML.search(text):
            raise ValueError(f"{name}: XML cannot contain the character U+{ord(found[0]):04X}")
        elements.append(f"<{name}>{escape(text, {chr(13): '&#13;'})}</{name}>")
    return f"<{root}>{''.join(elements)}</{root}>".encode()
