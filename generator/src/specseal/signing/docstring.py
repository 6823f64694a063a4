"""Turns arbitrary text into docstrings that cannot contain code."""

from __future__ import annotations

import textwrap

from .layout import WIDTH, escaped

_LONGEST_WORD = 80


def docstring_lines(text: str, indent: int = 4) -> list[str]:
    """Arbitrary text as a docstring: printable ASCII, wrapped, escaped word by word."""
    margin = " " * indent
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        words = [piece for word in paragraph.split() for piece in _pieces(word)]
        if words:
            wrapped = textwrap.wrap(
                " ".join(words), WIDTH - indent - 6, break_long_words=False, break_on_hyphens=False
            )
            lines += ["", *wrapped]
    lines = lines[1:] or ["Sign a request."]
    if len(lines) == 1:
        return [f'{margin}"""{lines[0]}"""']
    return [f'{margin}"""{lines[0]}', *[f"{margin}{line}".rstrip() for line in lines[1:]], f'{margin}"""']


def _pieces(word: str) -> list[str]:
    """A word, escaped and split into pieces that fit on a line, but not within an escape."""
    pieces = [""]
    for character in map(escaped, word):
        if len(pieces[-1]) + len(character) > _LONGEST_WORD:
            pieces.append("")
        pieces[-1] += character
    return pieces
