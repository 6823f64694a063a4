"""What a record of each kind must be like, so that nothing enters the store that somebody would stumble over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..bodies import BodyError, read
from .keys import key
from .seed import Account, Face, FaceUser, TemporaryAccount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .store import Dumped, Record

_OF_A_VERIFICATION = ("token", "biz_id", "api_key", "owner", "return_url", "notify_url")


@dataclass(frozen=True, slots=True)
class Kind:
    """The records of one kind."""

    model: Callable[[Record], type[Any]] | None = None
    """The dataclass that a record must fit."""
    texts: Iterable[str] = ()
    """Names that must be there as texts, where no dataclass says it all."""
    identity: Callable[[Record], str] | None = None
    """The key that a record must stand under."""
    expires: bool = False
    """Whether the record itself says when it expires."""

    def check(self, name: str, record: Record) -> None:
        """Raises `ValueError` for a record that is not of this kind, or stands under another one's key."""
        if self.model is not None:
            read(self.model(record), record)
        for text in self.texts:
            if not isinstance(record.get(text), str):
                raise BodyError(text, "must be a text")
        if self.expires and not isinstance(record.get("expires"), int | float | None):
            raise BodyError("expires", "must be a number or null")
        if self.identity is not None and self.identity(record) != name:
            raise ValueError("stands under the key of another one")


def _account(record: Record) -> type[Any]:
    return TemporaryAccount if "security_token" in record else Account


_VERIFICATION = Kind(texts=_OF_A_VERIFICATION, identity=lambda record: str(record["token"]), expires=True)

KINDS: Mapping[str, Kind] = {
    "account": Kind(_account, identity=lambda record: str(record["key"])),
    "group": Kind(),
    "face": Kind(lambda _: Face, identity=lambda r: key(r["owner"], r["group_id"], r["face_token"])),
    "face-user": Kind(
        lambda _: FaceUser, identity=lambda r: key(r["owner"], r["isolation_id"], r["user_id"])
    ),
    "biz-token": Kind(texts=("owner", "liveness_id")),
    "lite-token": _VERIFICATION,
    "lite-open": _VERIFICATION,
    "biz-no": Kind(),
    "nonce": Kind(),
    "sign": Kind(),
}


def check_records(records: Iterable[Dumped], kinds: Mapping[str, Kind] = KINDS) -> None:
    """Raises `ValueError`, naming the record, when one is of no kind or not as its kind is."""
    for kind, name, record, _ in records:
        known = kinds.get(kind)
        if known is None:
            raise ValueError(f"the kind {kind[:100]!r} is not known; there are: {', '.join(kinds)}")
        try:
            known.check(name, record)
        except ValueError as error:
            raise ValueError(f"{kind} {name[:100]!r}: {error}") from error
