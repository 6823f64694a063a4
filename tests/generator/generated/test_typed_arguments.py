"""Code of callers that gives nested arguments, as mypy and basedpyright judge it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TEXT = {"type": "string"}
SCHEMAS: dict[str, Any] = {
    "Owner": {
        "type": "object",
        "required": ["name"],
        "properties": {"name": TEXT, "pets": {"$ref": "#/components/schemas/Pets"}},
    },
    "Pets": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
    "Pet": {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"dog": "#/components/schemas/Dog", "cat": "Cat"},
        },
    },
    "Cat": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": TEXT, "lives": {"type": ["integer", "null"]}},
    },
    "Dog": {
        "type": "object",
        "required": ["kind", "owner-name"],
        "properties": {"kind": TEXT, "owner-name": TEXT, "born": {"type": "string", "format": "date"}},
    },
}
RIGHT = """
import datetime
from typing import reveal_type

from thing import AsyncThing, Thing
from thing.types import NULL, CatParam, DogParam, OwnerParam

cat: CatParam = {"kind": "cat", "lives": None}
dog: DogParam = {"kind": "dog", "owner-name": "Ann", "born": datetime.date(2026, 1, 2)}
owner: OwnerParam = {"name": "Bob", "pets": [cat, dog, {"kind": "cat"}]}


def use(client: Thing, size: int) -> None:
    client.get_thing(owner=owner, level="high", sizes=[1, "2"])
    client.get_thing(owner={"name": "a"}, level=NULL, more={"x": [{"name": "b"}]})


async def use_async(client: AsyncThing) -> None:
    await client.get_thing(owner=owner, constant="only", extra={"known": True, "other": 5})
"""
WRONG = [
    'client.get_thing(owner={"pets": []})',
    'client.get_thing(owner={"name": 5})',
    'client.get_thing(owner={"name": "a", "size": 5})',
    'client.get_thing(owner={"name": "a", "pets": [{"kind": "bird"}]})',
    'client.get_thing(owner={"name": None})',
    'client.get_thing(owner=owner, level="middle")',
    "client.get_thing(owner=owner, sizes=[1.5])",
    "client.get_thing(owner=NULL)",
    'client.get_thing(owner=owner, more={"x": [{"name": 1}]})',
    'client.get_thing(owner=owner, constant="other")',
]


@pytest.fixture
def package(sandbox: Any) -> Path:
    """The folder of a client with nested arguments."""
    content = sandbox.operation["requestBody"]["content"]
    del content["multipart/form-data"]
    sandbox.spec["components"]["schemas"] |= SCHEMAS
    owner = {"$ref": "#/components/schemas/Owner"}
    properties = {
        "owner": owner,
        "level": {"type": ["string", "null"], "enum": ["high", "low", None]},
        "sizes": {"type": "array", "items": {"type": ["integer", "string"]}},
        "more": {"type": "object", "additionalProperties": {"type": "array", "items": owner}},
        "constant": {"const": "only"},
        "extra": {
            "type": "object",
            "properties": {"known": {"type": "boolean"}},
            "additionalProperties": True,
        },
    }
    content["application/json"] = {
        "schema": {"type": "object", "required": ["owner"], "properties": properties}
    }
    folder: Path = sandbox.generate()
    return folder


@pytest.mark.parametrize("checker", [pytest.param("mypy", marks=pytest.mark.slow), "basedpyright"])
def test_what_callers_give_is_checked(package: Path, tmp_path: Path, checker: str) -> None:
    head = RIGHT + "\n\ndef wrong(client: Thing) -> None:\n"
    user = package / "user.py"
    user.write_text(head + "".join(f"    {line}\n" for line in WRONG), "utf-8")
    first = head.count("\n") + 1
    assert told(checker, user, tmp_path) == set(range(first, first + len(WRONG)))


def told(checker: str, user: Path, folder: Path) -> set[int]:
    """The lines in which a type checker finds an error."""
    if checker == "mypy":
        command = [
            "mypy",
            "--strict",
            "--config-file=",
            f"--cache-dir={folder}/cache",
            "-O",
            "json",
            user.name,
        ]
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=user.parent, capture_output=True, text=True, check=False
        )
        found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        assert {Path(one["file"]).name for one in found} == {user.name}, done.stdout
        return {one["line"] for one in found if one["severity"] == "error"}
    done = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable, "--outputjson", user.name],
        cwd=user.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        one["range"]["start"]["line"] + 1
        for one in json.loads(done.stdout)["generalDiagnostics"]
        if one["severity"] == "error"
    }
