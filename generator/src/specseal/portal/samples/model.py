"""A code sample."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeSample:
    """A program that makes one call and prints what came back."""

    language: str
    """As ``x-codeSamples`` names it, such as ``Python`` or ``Shell``."""
    label: str
    fence: str
    """As Markdown names the language."""
    suffix: str
    """Behind the name of the operation, in the name of its file."""
    source: str
    """Ended by a line feed."""
    by_hand: bool = False
    """Whether a portal overlay says it."""
    printed: str = ""
    """What it prints on the documented response; empty where that is not known."""
