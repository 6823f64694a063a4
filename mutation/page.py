"""docs/mutation.md has two parts, written by two commands. Each command replaces its own part and keeps the other."""

from __future__ import annotations

from pathlib import Path

_SECTION = "\n## Sampled mutants\n"


def replace_first(page: Path, text: str) -> None:
    """Put a text before the section of the sampled mutants."""
    _, heading, rest = _read(page).partition(_SECTION)
    page.write_text(f"{text}{heading}{rest}", encoding="utf-8")


def replace_section(page: Path, text: str) -> None:
    """Put a section in place of that of the sampled mutants, or at the end."""
    first = _read(page).partition(_SECTION)[0]
    page.write_text(f"{first}\n{text}".lstrip("\n"), encoding="utf-8")


def _read(page: Path) -> str:
    return page.read_text(encoding="utf-8") if page.exists() else ""
