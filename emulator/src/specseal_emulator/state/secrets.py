"""The secrets of a store, for masking."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from ..json_types import is_array, is_object
from .masking import MASK, hiding, is_secret, plain_name, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .encoding import Record
    from .store import Dumped, Store

_KIND, _KEY = "control", "accounts"


def changed() -> Dumped:
    """The record that tells every process that accounts have changed."""
    return _KIND, _KEY, {"accounts": uuid.uuid4().hex}, None


class Secrets:
    """The secrets in the records of a store, in every encoding."""

    def __init__(self, store: Store, fields: Mapping[str, tuple[str, ...]], names: frozenset[str]) -> None:
        """Args: `fields`, the secret fields of records, by kind; `names`, the secret fields of requests."""
        self._store = store
        self._fields = fields
        self.names = frozenset(map(plain_name, names))
        """Fields and headers of requests that hold secrets, besides the built-in ones."""
        self._seen: object = None
        self._known: frozenset[str] = frozenset()

    def sync(self, records: Iterable[Record]) -> None:
        """Read the secrets again when the store's control records say that accounts have changed."""
        found = next((record["accounts"] for record in records if "accounts" in record), "")
        if found != self._seen:
            self._seen = found
            self._known = written(
                text
                for kind, names in self._fields.items()
                for record in self._store.scan(kind, "", 0)
                for name in names
                for text in _texts(record.get(name))
            )

    def known(self) -> frozenset[str]:
        """All secrets, in every encoding."""
        return self._known

    def hide(self, text: str) -> str:
        """A text with all secrets masked."""
        return self.hiding(text)(text)

    def hiding(self, whole: str, more: Iterable[str] = ()) -> Callable[[str], str]:
        """A function that masks all secrets, and `more`, in parts of a text; `str` when it has none of them."""
        return hiding(self._known | frozenset(more), whole)

    def without(self, value: Any) -> Any:
        """A JSON value with all secrets masked, and all values under names for secrets."""
        return _masked(value, self.hide, self.names)


def _texts(value: Any) -> Iterable[str]:
    """The texts of a secret field: itself, or each of several."""
    if is_object(value):
        return [str(inner) for inner in value.values() if inner]
    return [str(value)] if value else []


def _masked(value: Any, hide: Callable[[str], str], names: frozenset[str]) -> Any:
    if isinstance(value, str):
        return hide(value)
    if is_array(value):
        return [_masked(item, hide, names) for item in value]
    if is_object(value):
        return {
            hide(name): MASK if inner and is_secret(name, names) else _masked(inner, hide, names)
            for name, inner in value.items()
        }
    return value
