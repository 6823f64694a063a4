"""Ids that are made have the shape of the example."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from specseal_emulator.testing import running
from tests.emulator.generic.vendors import write

TEXT = {"type": "string"}


def document(example: str) -> dict[str, Any]:
    """A vendor whose users have ids like the example."""
    user = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "name": TEXT}}
    content = {"application/json": {"schema": user, "example": {"id": example, "name": "Ann"}}}
    body = {"type": "object", "properties": {"name": TEXT}}
    return {
        "security": [],
        "x-emulator": {"records": {"user": {"key": "id"}}},
        "paths": {
            "/users": {
                "post": {
                    "operationId": "createUser",
                    "requestBody": {"content": {"application/json": {"schema": body}}},
                    "x-emulator": {"record": "user", "does": "create"},
                    "responses": {"201": {"description": "Made.", "content": content}},
                }
            }
        },
    }


@pytest.mark.parametrize(
    ("example", "shape"),
    [
        ("usr-8f3a01", "usr-[0-9a-f]{6}"),
        ("a1b2", "[0-9a-f]{4}"),
        ("customer_0a9f", "customer_[0-9a-f]{4}"),
        ("AB12-CD34-EF56", "[A-F]{2}[0-9]{2}-[A-F]{2}[0-9]{2}-[A-F]{2}[0-9]{2}"),
        ("ord_2026_00a1Z", "ord_[0-9]{4}_[0-9A-Za-z]{5}"),
        ("k9x2-q7", "[0-9a-z]{4}-[a-z][0-9]|[0-9a-z]{4}-q[0-9]"),
        ("order.v2.2B4F", "order\\.v2\\.[0-9A-F]{4}"),
        ("inv:INV2026:77", "inv:INV[0-9]{4}:[0-9]{2}"),
    ],
)
def test_keys_have_the_shape_of_the_example(tmp_path: Path, example: str, shape: str) -> None:
    with running([write(tmp_path, "acme", document(example))]) as emulator:
        made = [
            httpx.post(f"{emulator.base_url}/users", json={"name": "Ben"}, trust_env=False).json()["id"]
            for _ in range(5)
        ]
    assert all(re.fullmatch(shape, one) for one in made), made
    assert len({*made, example}) == 6


@pytest.mark.parametrize("example", ["user", "a-1", "v2", "no shape"])
def test_without_a_shape_keys_are_long(tmp_path: Path, example: str) -> None:
    with running([write(tmp_path, "acme", document(example))]) as emulator:
        made = httpx.post(f"{emulator.base_url}/users", json={"name": "Ben"}, trust_env=False).json()["id"]
    assert re.fullmatch("[0-9a-f]{32}", made)
