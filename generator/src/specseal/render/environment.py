"""The Jinja environment of the templates. Text of a document enters a template only through one of its filters."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable

from jinja2 import Environment, PackageLoader, StrictUndefined
from openapi_python_client.strings import safe_for_docstring

from ..literals import python


def toml(value: str) -> str:
    """A TOML basic string."""
    return json.dumps(_printable(" ".join(value.split())), ensure_ascii=False)


def docstring(lines: Iterable[str], indent: int = 4) -> str:
    """Lines as the content of a docstring, whose first line follows the quotes."""
    safe = [safe_for_docstring(_printable(line)) for line in lines]
    text = f"\n{' ' * indent}".join(safe).rstrip()
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    if text.endswith('"'):
        text += " "  # a quote must not meet the closing ones
    return text


def markdown(value: str) -> str:
    """Text of a document as one line of Markdown that cannot start a fence, a tag or a table cell."""
    text = _printable(" ".join(str(value).split()))
    return text.replace("<", "&lt;").replace("|", "\\|").replace("```", "` ` `")


def _printable(text: str) -> str:
    """Without the control characters and line separators that some readers treat as line ends or hidden text."""
    return "".join(
        character
        if character == "\n" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        else " "
        for character in text
    )


def environment() -> Environment:
    """The environment: undefined names are errors, blocks leave no blank lines."""
    made = Environment(
        loader=PackageLoader("specseal.render"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  not HTML; each filter escapes for its own context
    )
    made.filters.update(py=python, toml=toml, docstring=docstring, markdown=markdown)
    return made
