"""The secrets of all accounts of a store, known to whoever shows a text."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from ..contract.json import is_array, is_object
from .masking import MASK, hiding, is_secret, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .store import Dumped, Record, Store

_KIND, _KEY = "control", "accounts"
_ACCOUNTS = "account"
_FIELDS = ("secret", "security_token")


def changed() -> Dumped:
    """The record that tells every process that accounts were written."""
    return _KIND, _KEY, {"accounts": uuid.uuid4().hex}, None


class Secrets:
    """The secrets that the accounts of a store have, in every way of writing them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: object = None
        self._known: frozenset[str] = frozenset()

    def sync(self, records: Iterable[Record]) -> None:
        """Look again when the store's control records say that accounts were written."""
        found = next((record["accounts"] for record in records if "accounts" in record), "")
        if found != self._seen:
            self._seen = found
            accounts = self._store.scan(_ACCOUNTS, "", 0)
            self._known = written(
                str(account[name]) for account in accounts for name in _FIELDS if account.get(name)
            )

    def known(self) -> frozenset[str]:
        """All of them."""
        return self._known

    def hide(self, text: str) -> str:
        """A text without them."""
        return self.hiding([text])(text)

    def hiding(self, texts: Iterable[str], more: Iterable[str] = ()) -> Callable[[str], str]:
        """What hides them, and more, in these texts."""
        return hiding(self._known | frozenset(more), texts)

    def without(self, value: Any) -> Any:
        """A value of JSON without them, and without what stands under a name made for a secret."""
        return _masked(value, self.hide)


def _masked(value: Any, hide: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return hide(value)
    if is_array(value):
        return [_masked(item, hide) for item in value]
    if is_object(value):
        return {
            hide(name): MASK if inner and is_secret(name) else _masked(inner, hide)
            for name, inner in value.items()
        }
    return value
