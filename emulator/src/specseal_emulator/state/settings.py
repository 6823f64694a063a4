"""Choices where nothing public says how a vendor behaves. The README lists each with how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

from ..numbers import whole

_GREATEST = 10**10
_AT_LEAST_ONE = frozenset(
    {
        *("body_bytes", "body_seconds", "text_bytes", "fields", "head_bytes", "head_seconds"),
        *("control_bytes", "control_values", "journal_entries", "journal_entry_bytes", "journal_bytes"),
        *("callback_attempts", "callback_seconds"),
    }
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Assumed behaviour of the vendors, and what a request may cost. Times are in seconds, sizes in bytes."""

    megvii_separator: str = ": "
    """What stands between an error code and its reason or argument."""
    sign_clock_skew: int = 86_400
    """How far in the future a sign may have been made; milliseconds taken for seconds go beyond it."""
    sign_without_expiry: Literal["once", "expired"] = "once"
    """What a sign with ``b=0`` is: good for one call, or expired."""
    unknown_group: Literal["INVALID_GROUP_ID", "INVALID_FACE_TOKEN"] = "INVALID_GROUP_ID"
    """The error of face_info for a group that does not exist."""
    liveness_ids: tuple[str, ...] = ()
    """The liveness ids of get_biz_token that exist; none listed: every one does."""
    biz_token_ttl: int = 3_600
    """How long a biz_token lives."""
    scene_ids: tuple[str, ...] = ()
    """The scene ids of get_token that exist; none listed: every one does."""
    token_ttl: int = 3_600
    """How long a FaceID Lite token lives."""
    unique_biz_no: bool = False
    """Whether a business number that was used before is refused."""
    megvii_concurrency: int = 0
    """How many calls of one account to one Megvii product may be under way at once, where the account has no
    limit of its own; 0: any number."""
    faces: Literal["marker", "vision"] = "marker"
    """How faces in reference images are counted: by a marker in the file, or looked for by OpenCV."""
    image_formats: tuple[str, ...] = ("PNG", "JPEG", "BMP")
    """Picture formats that reference images may have."""
    image_max_bytes: int = 2 * 1024 * 1024
    """Longest reference image."""
    image_max_side: int = 4_096
    """Longest side of a reference image, in pixels."""
    callback_ports: tuple[str, ...] = ()
    """Ports that callbacks may go to besides those of the contract; ``any`` for all."""
    callback_hosts: tuple[str, ...] = ()
    """Names, addresses and networks that callbacks may go to besides loopback; ``any`` for all."""
    callback_attempts: int = 3
    """How often a callback is tried until the receiver answers 2xx."""
    callback_pause: int = 1
    """The pause after the first attempt; it doubles after each further one."""
    callback_seconds: int = 10
    """How long an attempt may take."""
    callback_tls: Literal["any", "verified"] = "any"
    """Whether an https receiver needs a certificate that this machine trusts."""
    lite_return: tuple[str, ...] = ("biz_id", "data", "sign")
    """What is added to the query of return_url when the browser goes there by GET."""
    timestamp_window: int = 900
    """How far from now the time stamp of an Alibaba Cloud request may lie."""
    invalid_parameter_code: str = "460"
    """``Code`` of a Link Visual answer to a parameter that the contract does not allow."""
    no_match: Literal["empty", "error"] = "empty"
    """What QueryFaceUserByName answers when nobody matches: an empty page, or ``face user not exist``."""
    no_match_code: str = "404"
    """``Code`` of that error."""
    body_bytes: int = 16 * 1024 * 1024
    """Longest body; a longer one is answered with 413."""
    body_seconds: int = 30
    """Time a sender has for the whole body; then it is answered with 408."""
    text_bytes: int = 256 * 1024
    """The query and the text fields of a form together; more is answered with 413. The more it is, the longer one
    request may keep others waiting."""
    fields: int = 200
    """Fields of a query, more are answered with 413, or of a form, which then cannot be read."""
    head_bytes: int = 64 * 1024
    """Line and headers together; more are answered with 431."""
    head_seconds: int = 10
    """Time a sender has for line and headers; then it is answered with 408."""
    control_bytes: int = 16 * 1024 * 1024
    """Longest body of a request to the control plane; a longer one is answered with 413."""
    control_values: int = 300_000
    """Values in such a body, numbers, texts and lists alike; more are answered with 413."""
    journal_entries: int = 1000
    """How many entries the journal keeps; the oldest make room."""
    journal_entry_bytes: int = 64 * 1024
    """What one entry may take; longer texts in it are cut, and what it leaves out is said."""
    journal_bytes: int = 16 * 1024 * 1024
    """What all entries together may take; the oldest make room. Workers of one store give each entry an equal part."""

    def __post_init__(self) -> None:
        """Raises `ValueError` for a value that does not fit, however the settings were made."""
        for name, hint in _hints().items():
            _check(name, hint, getattr(self, name))

    @classmethod
    def parse(cls, assignments: list[str]) -> Settings:
        """Settings from ``name=value`` texts; lists are written with commas.

        Raises `ValueError`, in words for the person who wrote it, for an unknown name or a value that does
        not fit.
        """
        hints = _hints()
        names = [field.name for field in fields(cls)]
        values: dict[str, Any] = {}
        for assignment in assignments:
            name, found, text = assignment.partition("=")
            if not found:
                raise ValueError(f"{assignment!r} is not NAME=VALUE")
            if name not in names:
                raise ValueError(f"there is no setting {name!r}; there are: {', '.join(names)}")
            values[name] = _value(name, hints[name], text)
        return cls(**values)


@cache
def _hints() -> dict[str, Any]:
    return get_type_hints(Settings)


def _value(name: str, hint: Any, text: str) -> Any:
    """A text as the type of a setting; whether it fits is checked when the settings are made."""
    if get_origin(hint) is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if hint is bool:
        if text not in {"true", "false"}:
            raise ValueError(f"{name} must be true or false")
        return text == "true"
    if hint is int:
        number = whole(text)
        if number is None:
            raise ValueError(f"{name} must be a whole number that is not negative")
        return number
    return text


def _check(name: str, hint: Any, value: Any) -> None:
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise ValueError(f"{name} must be one of: {', '.join(get_args(hint))}")
    elif get_origin(hint) is tuple:
        if not isinstance(value, tuple) or not all(map(_sendable, cast("tuple[object, ...]", value))):
            raise ValueError(f"{name} must be texts")
    elif hint is int:
        least = int(name in _AT_LEAST_ONE)
        if type(value) is not int or not least <= value <= _GREATEST:
            raise ValueError(f"{name} must be a whole number from {least} to {_GREATEST}")
    elif hint is bool:
        if type(value) is not bool:
            raise ValueError(f"{name} must be true or false")
    elif not _sendable(value):
        raise ValueError(f"{name} must be a text that can be sent")


def _sendable(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(value.encode() or True)
    except UnicodeEncodeError:
        return False
