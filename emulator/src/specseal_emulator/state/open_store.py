"""Opening the store that the command line names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .sqlite import SQLiteStore
from .store import StoreUnusable

if TYPE_CHECKING:
    from .store import Store


def open_store(where: str | Path | None = None) -> Store:
    """Open a store: ``postgresql://…`` is a database, any other text a SQLite file, None is memory.

    Raises `StoreUnusable`, with the password of a URL left out.
    """
    if where is None:
        return SQLiteStore()
    text = str(where)
    scheme, mark, _ = text.partition("://")
    if not mark:
        return SQLiteStore(Path(text))
    if scheme not in {"postgresql", "postgres"}:
        raise StoreUnusable(
            f"{scheme}:// names no store; give a file's path or postgresql://USER@HOST/DATABASE"
        )
    try:
        from .postgres import PostgreSQLStore  # noqa: PLC0415 - of an extra, and slow to import
    except ImportError as error:
        raise StoreUnusable(
            f"{scheme}:// needs psycopg ({error}): pip install 'specseal-emulator[postgresql]'"
        ) from error
    return PostgreSQLStore(text)
