"""Store keys of several parts."""

from __future__ import annotations


def key(*parts: str) -> str:
    """One store key out of several parts; no part can be mistaken for two."""
    return "".join(f"{len(part)}:{part}/" for part in parts)
