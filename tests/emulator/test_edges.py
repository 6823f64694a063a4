"""Bounds from both sides: the last value that is taken, and the first that is not."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from specseal_emulator import (
    Account,
    BizToken,
    Face,
    FaceUser,
    Group,
    Limits,
    LiteToken,
    Settings,
    TemporaryAccount,
)
from specseal_emulator.control.messages import LAST_SECOND, ClockChange


def _made(cls: Callable[..., Any], name: str, value: float) -> Any:
    return cls(**{name: value})


@pytest.mark.parametrize(
    ("name", "least", "most", "below", "above"),
    [
        ("calls", 0, 10**9, -1, 10**9 + 1),
        ("seconds", 0.001, 1e9, 0.0009, 1e9 + 1),
        ("concurrency", 0, 1000, -1, 1001),
    ],
)
def test_limits(name: str, least: float, most: float, below: float, above: float) -> None:
    for value in (least, most):
        assert getattr(_made(Limits, name, value), name) == value
    for value in (below, above):
        with pytest.raises(ValueError, match=rf"^{name} must "):
            _made(Limits, name, value)


ONE_AT_LEAST = {
    *("body_bytes", "body_seconds", "text_bytes", "fields", "head_bytes", "head_seconds"),
    *("control_bytes", "control_values", "journal_entries", "journal_entry_bytes", "journal_bytes"),
    *("callback_attempts", "callback_seconds"),
}
NUMBERS = {name: value for name, value in Settings().values().items() if type(value) is int}


@pytest.mark.parametrize("name", NUMBERS)
def test_settings_that_are_numbers(name: str) -> None:
    least = 1 if name in ONE_AT_LEAST else 0
    for value in (least, 10**10):
        assert Settings.parse([f"{name}={value}"]).values()[name] == value
    for value in (least - 1, 10**10 + 1):
        with pytest.raises(ValueError, match=rf"^{name} must be an integer"):
            Settings(**{name: value})


def test_the_budgets_are_those_of_the_documentation() -> None:
    assert {name: NUMBERS[name] for name in ONE_AT_LEAST} == {
        "body_bytes": 16 * 2**20,
        "body_seconds": 30,
        "text_bytes": 256 * 2**10,
        "fields": 200,
        "head_bytes": 64 * 2**10,
        "head_seconds": 10,
        "control_bytes": 16 * 2**20,
        "control_values": 300_000,
        "journal_entries": 1000,
        "journal_entry_bytes": 64 * 2**10,
        "journal_bytes": 16 * 2**20,
        "callback_attempts": 3,
        "callback_seconds": 10,
    }


ITEMS = [
    (Account("k", "s"), ("key", "secret", "owner")),
    (TemporaryAccount("k", "s", "t"), ("key", "secret", "security_token", "owner")),
    (Group("g"), ("group_id", "owner")),
    (Face("g", "f", "", "", 0), ("group_id", "face_token", "owner")),
    (BizToken("b", ""), ("biz_token", "owner")),
    (
        LiteToken("t", "", "k", "https://a", "https://b", "", ""),
        ("token", "api_key", "return_url", "notify_url", "owner"),
    ),
    (FaceUser("i", "u", "", "", "", 0, 0, "", ""), ("isolation_id", "user_id", "owner")),
]


@pytest.mark.parametrize(("item", "filled"), ITEMS, ids=lambda value: type(value).__name__)
def test_names_and_secrets_of_a_seed_are_not_empty_and_can_be_sent(
    item: Any, filled: tuple[str, ...]
) -> None:
    for field in dataclasses.fields(item):
        if not isinstance(getattr(item, field.name), str):
            continue
        with pytest.raises(ValueError, match=rf"^{field.name}: unpaired surrogate"):
            dataclasses.replace(item, **{field.name: "\ud800"})
        if field.name in filled:
            with pytest.raises(ValueError, match=rf"^{field.name} must not be empty$"):
                dataclasses.replace(item, **{field.name: ""})
        else:
            assert getattr(dataclasses.replace(item, **{field.name: ""}), field.name) == ""


@pytest.mark.parametrize(("name", "least", "most"), [("now", 0, LAST_SECOND), ("shift", -1e10, 1e10)])
def test_changes_of_the_clock(name: str, least: float, most: float) -> None:
    for value in (least, most):
        assert getattr(_made(ClockChange, name, value), name) == value
    for value in (least - 1, most + 1):
        with pytest.raises(ValueError, match=rf"^{name} must be "):
            _made(ClockChange, name, value)


@pytest.mark.parametrize(
    ("path", "name", "least", "most"),
    [
        ("journal", "status", 0, 599),
        ("journal", "limit", 1, 1000),
        ("journal", "after", 0, 2**62),
        ("state", "limit", 0, 1000),
    ],
)
def test_numbers_of_the_control_plane(emulator, http, path: str, name: str, least: int, most: int) -> None:
    url = f"{emulator.base_url}/_emulator/{path}"
    for value, status in ((least, 200), (min(most, 10**18 - 1), 200), (least - 1, 400), (most + 1, 400)):
        response = http.get(url, params={name: value})
        assert response.status_code == status, (value, response.text)
        if status == 400:
            assert response.json() == {"error": f"{name} must be an integer from {least} to {most}"}
