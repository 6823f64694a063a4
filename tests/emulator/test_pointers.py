"""Parts of data that are left out by a JSON Pointer."""

from __future__ import annotations

from typing import Any

import pytest

from specseal_emulator.contract.pointers import without

DATA: dict[str, Any] = {"a/b": {"c~d": 1, "e": 2}, "list": [{"x": 1}, {"x": 2}]}


@pytest.mark.parametrize(
    ("pointer", "left"),
    [
        ("/a~1b", {"list": DATA["list"]}),
        ("/a~1b/c~0d", {**DATA, "a/b": {"e": 2}}),
        ("/list/0", {**DATA, "list": [{"x": 2}]}),
        ("/list/1/x", {**DATA, "list": [{"x": 1}, {}]}),
        ("/list/2", DATA),
        ("/none/at/all", DATA),
        ("", DATA),
    ],
)
def test_without(pointer: str, left: Any) -> None:
    assert without(DATA, pointer) == left
