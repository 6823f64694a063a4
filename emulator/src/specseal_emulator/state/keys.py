"""Store keys of several parts."""

from __future__ import annotations


def key(*parts: str) -> str:
    """One store key made of several parts, unambiguously."""
    return "".join([f"{len(part)}:{part}/" for part in parts])
