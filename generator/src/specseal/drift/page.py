"""From the bytes of a saved page to its blocks."""

from __future__ import annotations

import hashlib
import re

from ..diagnostics import Diagnostic, Location, Refused
from .blocks import Form, Page
from .html import read_html
from .markdown import read_markdown
from .pipes import delimiters
from .text import read_text

MAX_BYTES = 8 * 1024 * 1024
_HTML = re.compile(r"<(?:!doctype html|html|body|table|h[1-6]|p|div)\b", re.IGNORECASE)
_READERS = {"html": read_html, "markdown": read_markdown, "text": read_text}


def digest_of(data: bytes) -> str:
    """How specs and facts files name the state of a page."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def read_page(data: bytes, name: str) -> Page:
    """The blocks of a page; ``name`` is what diagnostics call it.

    Raises `Refused` when it is no UTF-8 text, is empty, or is larger than 8 MiB.
    """
    if len(data) > MAX_BYTES:
        message = f"The page has {len(data)} bytes; at most {MAX_BYTES} are read."
        raise Refused(
            Diagnostic("page-size", message, Location(name), "Save the page alone, without the site.")
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(
            Diagnostic(
                "page-encoding", "The page is not UTF-8.", Location(name, line), "Save it as UTF-8 text."
            )
        ) from error
    form = form_of(text)
    blocks = tuple(_READERS[form](text))
    if not blocks:
        raise Refused(Diagnostic("page-empty", "The page has no text.", Location(name), "Save it again."))
    return Page(name, digest_of(data), form, blocks)


def form_of(text: str) -> Form:
    """HTML by its first tags, Markdown by its tables or fences, otherwise plain text."""
    if text.lstrip().startswith("<") and _HTML.search(text[:4096]):
        return "html"
    lines = text.splitlines()
    fenced = sum(line.lstrip().startswith("```") for line in lines) >= 2
    return "markdown" if fenced or delimiters(lines) else "text"
