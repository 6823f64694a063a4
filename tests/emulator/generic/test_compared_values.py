"""Lists that are narrowed by truths and numbers: by the store and beside it alike, whatever type the parameter has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from specseal_emulator.testing import running
from tests.emulator.generic.vendors import write

Json = dict[str, Any]
LAMP: Json = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "on": {"type": "boolean"}, "level": {"type": "number"}},
}
LAMPS: list[Json] = [
    {"id": "a", "on": True, "level": 0},
    {"id": "b", "on": False, "level": 2.0},
    {"id": "c", "on": True, "level": 2.5},
]


def answered(schema: Json, example: Any) -> Json:
    content = {"application/json": {"schema": schema, "example": example}}
    return {"200": {"description": "Done.", "content": content}}


def lamps(types: list[Json], compared: list[str]) -> Json:
    """Args: `types` of the parameters; `compared`, of which the store compares the first."""
    listed: Json = {"type": "object", "properties": {"items": {"type": "array", "items": LAMP}}}
    return {
        "x-emulator": {"records": {"lamp": {"key": "id"}}},
        "paths": {
            "/lamps": {
                "post": {
                    "operationId": "add",
                    "requestBody": {"required": True, "content": {"application/json": {"schema": LAMP}}},
                    "x-emulator": {"record": "lamp", "does": "create"},
                    "responses": answered(LAMP, LAMPS[0]),
                },
                "get": {
                    "operationId": "list",
                    "parameters": [
                        {"name": name, "in": "query", "schema": schema}
                        for name, schema in zip(("on", "level"), types, strict=True)
                    ],
                    "x-pagination": {"items": "/items"},
                    "x-emulator": {
                        "record": "lamp",
                        "does": "list",
                        "match": dict.fromkeys(compared, "equals"),
                    },
                    "responses": answered(listed, {"items": []}),
                },
            }
        },
    }


@pytest.mark.parametrize("compared", [["on", "level"], ["level", "on"]])
@pytest.mark.parametrize(
    "types",
    [
        [{"type": "boolean"}, {"type": "number"}],
        [{"type": "string"}, {"type": "string"}],
        [{}, {}],
    ],
)
def test_values_are_compared_as_json_has_them(tmp_path: Path, types: list[Json], compared: list[str]) -> None:
    with running([write(tmp_path, "lamps", lamps(types, compared))]) as emulator:
        url = f"{emulator.base_url}/lamps"
        for lamp in LAMPS:
            assert httpx.post(url, json=lamp, trust_env=False).status_code == 200
        for query, shown in (
            ("on=true", ["a", "c"]),
            ("on=false", ["b"]),
            ("level=0", ["a"]),
            ("level=2", ["b"]),
            ("level=2.5", ["c"]),
            ("on=true&level=2.5", ["c"]),
            ("on=false&level=2.5", []),
        ):
            items = httpx.get(f"{url}?{query}", trust_env=False).json()["items"]
            assert [one["id"] for one in items] == shown, query
