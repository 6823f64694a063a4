"""The content of a response: its bytes as text, within bounds.

A response is an outside value. Its length, coding, charset and number of values are chosen by the other side, so each
has a bound or a short list of what is accepted, kept here; anything else is a ``Mismatch`` that says so.
"""

from __future__ import annotations

import re
import zlib

# of a body as it is read, and again once it is decompressed, unless the caller says more
MAX_BYTES = 16 * 1024 * 1024
MAX_VALUES = 1_000_000  # in a body: a hundred times what long pages hold, and about a second of work
_MAX_MEMBERS = 1_000  # of a gzip body
_STEP = 65536

# to the windows of zlib; deflate comes with and without
_CODINGS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}
_CHARSETS = {
    **dict.fromkeys(("utf-8", "utf8", "us-ascii", "ascii"), "utf-8"),
    **dict.fromkeys(("gb18030", "gbk", "gb2312"), "gb18030"),
    **dict.fromkeys(("iso-8859-1", "latin1"), "latin-1"),
    "windows-1252": "cp1252",
    "utf-16": "utf-16",
}
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_IN_HEADER = r"charset\s*=\s*[\"']?([^\s;,\"']*)"
_IN_XML = rb"<\?xml[^>]{1,200}?\sencoding\s*=\s*[\"']([^\"'>]{0,40})"
_XML = re.compile(rb"\s*<")
_STRUCTURED = rb"[\s\0]*[{\[<\0]"


class Mismatch(Exception):
    """A body is not as expected. Says where and why, and never what the value was."""

    def __init__(self, path: str | None, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return self.problem if self.path is None else f"{self.problem} at {self.path}"


class Excess(Mismatch):
    """A body is larger than this client reads, so its meaning is unknown."""


def too_long(limit: int) -> Excess:
    return Excess(None, f"it is longer than max_response_bytes ({limit})")


def decompress(coding: str, content: bytes, limit: int) -> bytes:
    """Undo a content coding. Raises ``Mismatch`` for an unknown one and a damaged body, ``Excess`` beyond the limit."""
    coding = coding.strip().lower()
    if not content or coding in {"", "identity"}:
        return content
    if coding not in _CODINGS:
        raise Mismatch(None, "unsupported Content-Encoding")
    for window in _CODINGS[coding]:
        try:
            return _inflated(content, window, limit)
        except zlib.error:
            continue
    raise Mismatch(None, f"the body is not complete {coding}, which its Content-Encoding declares")


def _inflated(content: bytes, window: int, limit: int) -> bytes:
    """Every member of a gzip file (RFC 1952, 2.2), or the one of another format."""
    found, view, at = bytearray(), memoryview(content), 0
    for _ in range(_MAX_MEMBERS):
        inflater = zlib.decompressobj(window)
        while not inflater.eof:
            if not (chunk := view[at : at + _STEP]):
                raise zlib.error("truncated")
            found += inflater.decompress(chunk, limit - len(found) + 1)
            if len(found) > limit:
                raise too_long(limit)
            at += len(chunk) - len(inflater.unused_data)
        if window != 31 or at == len(content) or not (content[at] or content[at:].strip(b"\0")):
            return bytes(found)
    raise Excess(None, f"gzip of more than {_MAX_MEMBERS} members")


def is_plain(content: bytes) -> bool:
    """Whether a text is UTF-8 whatever its charset is said to be: it is ASCII, and not XML."""
    return content.isascii() and not is_xml(content)


def to_utf8(content: bytes, content_type: str) -> bytes:
    """A text in UTF-8 without a byte order mark. Raises ``Mismatch`` when its charset is unknown or wrong.

    JSON is UTF-8 whatever the header says (RFC 8259, 8.1), unless it cannot be. XML is in the charset of the header,
    or else the one that it declares.
    """
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return _recoded(content[len(mark) :], codec)
    named = re.search(_IN_HEADER, content_type)
    charset = named[1] if named else ""
    if is_xml(content):
        declared = re.search(_IN_XML, content[:400])
        charset = charset or (declared[1].decode("ascii", "replace").lower() if declared else "utf-8")
        if charset not in _CHARSETS:
            raise Mismatch(None, "unsupported charset of the XML")
        return _recoded(content, _CHARSETS[charset])
    try:
        content.decode()
    except UnicodeDecodeError:
        return _recoded(content, _CHARSETS.get(charset, "utf-8"))
    return content


def _recoded(content: bytes, codec: str) -> bytes:
    try:
        text = content.decode(codec)
    except UnicodeError:
        raise Mismatch(None, f"the text is not valid {codec.upper()}") from None
    return content if codec == "utf-8" else text.encode()


def is_xml(content: bytes) -> bool:
    return _XML.match(content) is not None


def is_structured(content: bytes) -> bool:
    """Whether bytes that cannot be read begin like something with fields."""
    return re.match(_STRUCTURED, content) is not None or content.startswith((b"\xff\xfe", b"\xfe\xff"))


def bounded(content: bytes, marks: tuple[bytes, ...], most: int = MAX_VALUES) -> bytes:
    """The content. Raises ``Excess`` when it has more values than this client reads, by the marks before each."""
    if len(content) > most and sum([content.count(mark) for mark in marks]) > most:
        raise Excess(None, f"it has more than {most} values")
    return content
