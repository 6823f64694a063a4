"""Settings: those of the emulator itself, and those of each vendor that is installed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from ..http import Bounds
from ..numbers import whole
from ..plugins import installed

T = TypeVar("T")
_GREATEST = 10**10
_AT_LEAST_ONE = frozenset(
    {
        *("body_bytes", "body_seconds", "text_bytes", "fields", "head_bytes", "head_seconds"),
        *("control_bytes", "control_values", "journal_entries", "journal_entry_bytes", "journal_bytes"),
        *("callback_attempts", "callback_seconds"),
    }
)


@dataclass(frozen=True, slots=True)
class EmulatorSettings:
    """Settings of no vendor: callbacks, and bounds of requests. Times are in seconds, sizes in bytes."""

    callback_ports: tuple[str, ...] = ()
    """Ports that callbacks may use besides those of the contract; ``any`` for all."""
    callback_hosts: tuple[str, ...] = ()
    """Names, addresses and networks that callbacks may reach besides loopback; ``any`` for all."""
    callback_attempts: int = 3
    """Maximum number of attempts to deliver a callback."""
    callback_pause: int = 1
    """The pause after the first attempt; doubled after each further one."""
    callback_seconds: int = 10
    """Time limit of one attempt."""
    callback_tls: Literal["any", "verified"] = "any"
    """Whether the certificate of an https receiver is verified."""
    signature_window: int = 300
    """How far from now a signed request may have been made, where its contract does not say; for products without
    a module of their own."""
    browser_origins: tuple[str, ...] = ()
    """Origins of web pages that may call the vendors' operations: ``http://127.0.0.1:8000``; ``null`` is a
    page opened from a file, ``any`` are all. The control plane is never open to them."""
    body_bytes: int = 16 * 1024 * 1024
    """Longest body; a longer one gets 413."""
    body_seconds: int = 30
    """Time limit for the whole body; beyond it 408."""
    text_bytes: int = 256 * 1024
    """The query and the text fields of a form together; more gets 413. The more it is, the longer one
    request may delay others."""
    fields: int = 200
    """Fields of a query (more get 413) or of a form (more make it malformed)."""
    head_bytes: int = 64 * 1024
    """Request line and headers together; more get 431."""
    head_seconds: int = 10
    """Time limit for request line and headers; beyond it 408."""
    control_bytes: int = 16 * 1024 * 1024
    """Longest body of a request to the control plane; a longer one gets 413."""
    control_values: int = 300_000
    """Values in such a body, numbers, texts and lists alike; more get 413."""
    journal_entries: int = 1000
    """Number of entries that the journal keeps; the oldest are dropped."""
    journal_entry_bytes: int = 64 * 1024
    """Size of one entry; longer texts are truncated and marked."""
    journal_bytes: int = 16 * 1024 * 1024
    """Size of all entries; the oldest are dropped. Workers of one store give each entry an equal part."""


class Settings:
    """Every setting, as attributes: the emulator's own and those of the vendors that are installed.

    Raises `ValueError` for an unknown name or an invalid value.
    """

    __slots__ = ("_parts",)
    _parts: dict[type[Any], Any]

    def __init__(self, **values: Any) -> None:
        known = self.names()
        for name in values:
            if name not in known:
                raise ValueError(f"unknown setting {name!r}; expected one of: {', '.join(known)}")
        self._parts = {}
        for cls in _classes():
            part = cls(**{name: values[name] for name in _hints(cls) if name in values})
            for name, hint in _hints(cls).items():
                _check(name, hint, getattr(part, name))
            self._parts[cls] = part

    @staticmethod
    def names() -> list[str]:
        """The names of all settings."""
        return [name for cls in _classes() for name in _hints(cls)]

    @classmethod
    def parse(cls, assignments: list[str]) -> Settings:
        """Settings from ``name=value`` texts; lists are written with commas. Raises `ValueError`."""
        hints = {name: hint for part in _classes() for name, hint in _hints(part).items()}
        values: dict[str, Any] = {}
        for assignment in assignments:
            name, found, text = assignment.partition("=")
            if not found:
                raise ValueError(f"{assignment!r} is not NAME=VALUE")
            values[name] = _value(name, hints[name], text) if name in hints else text
        return cls(**values)

    def of(self, cls: type[T]) -> T:
        """The settings of one class: the emulator's own, or a vendor's."""
        return cast("T", self._parts[cls])

    @property
    def own(self) -> EmulatorSettings:
        """The settings of no vendor."""
        return self.of(EmulatorSettings)

    def values(self) -> dict[str, Any]:
        """Every setting by its name."""
        return {name: value for part in self._parts.values() for name, value in asdict(part).items()}

    def bounds(self) -> Bounds:
        """The bounds of a request to a vendor."""
        own = self.own
        return Bounds(
            body_bytes=own.body_bytes,
            fields=own.fields,
            text_bytes=own.text_bytes,
            seconds=own.body_seconds,
            head_seconds=own.head_seconds,
            head_bytes=own.head_bytes,
        )

    def __getattr__(self, name: str) -> Any:
        for part in object.__getattribute__(self, "_parts").values():
            if hasattr(part, name):
                return getattr(part, name)
        raise AttributeError(f"unknown setting {name!r}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Settings) and self.values() == other.values()

    def __hash__(self) -> int:
        return hash(tuple(self.values().items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return _settings, (self.values(),)

    def __repr__(self) -> str:
        return f"Settings({', '.join(f'{name}={value!r}' for name, value in self.values().items())})"


def _settings(values: dict[str, Any]) -> Settings:
    return Settings(**values)


def _classes() -> list[type[Any]]:
    return [*(vendor.settings for vendor in installed() if vendor.settings), EmulatorSettings]


_KNOWN_HINTS: dict[type[Any], dict[str, Any]] = {}


def _hints(cls: type[Any]) -> dict[str, Any]:
    found = _KNOWN_HINTS.get(cls)
    if found is None:
        hints = get_type_hints(cls)
        found = _KNOWN_HINTS[cls] = {part.name: hints[part.name] for part in fields(cls)}
    return found


def _value(name: str, hint: Any, text: str) -> Any:
    """A text as the type of a setting; its value is validated when the settings are made."""
    if get_origin(hint) is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if hint is bool:
        if text not in {"true", "false"}:
            raise ValueError(f"{name} must be true or false")
        return text == "true"
    if hint is int:
        number = whole(text)
        if number is None:
            raise ValueError(f"{name} must be an integer that is not negative")
        return number
    return text


def _check(name: str, hint: Any, value: Any) -> None:
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise ValueError(f"{name}: expected one of: {', '.join(get_args(hint))}")
    elif get_origin(hint) is tuple:
        if not isinstance(value, tuple) or not all(map(_sendable, cast("tuple[object, ...]", value))):
            raise ValueError(f"{name} must be strings")
    elif hint is int:
        least = int(name in _AT_LEAST_ONE)
        if type(value) is not int or not least <= value <= _GREATEST:
            raise ValueError(f"{name} must be an integer from {least} to {_GREATEST}")
    elif hint is bool:
        if type(value) is not bool:
            raise ValueError(f"{name} must be true or false")
    elif not _sendable(value):
        raise ValueError(f"{name} must be a string of valid Unicode")


def _sendable(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(value.encode() or True)
    except UnicodeEncodeError:
        return False
