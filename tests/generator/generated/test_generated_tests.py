"""The tests that a package comes with pass in a project of one's own, for requests of every shape."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

TEXT = {"type": "string"}
PET = {
    "type": "object",
    "required": ["name", "kind"],
    "properties": {
        "name": {"type": "string", "minLength": 3},
        "kind": {"type": "string", "enum": ["cat", "dog"]},
        "born": {"type": "string", "format": "date"},
        "parent": {"$ref": "#/components/schemas/Pet"},
    },
}
PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{4,}$"},
    },
    {"name": "X-Trace", "in": "header", "schema": TEXT},
    {"name": "when", "in": "query", "schema": {"type": "string", "format": "date-time"}},
    {"name": "size", "in": "query", "schema": {"type": "integer", "minimum": 10, "multipleOf": 4}},
    {
        "name": "tags",
        "in": "query",
        "explode": False,
        "schema": {"type": "array", "items": TEXT, "minItems": 1},
    },
    {
        "name": "filter",
        "in": "query",
        "style": "deepObject",
        "schema": {"type": "object", "properties": {"a": TEXT}},
    },
]
PETS = {"$ref": "#/components/schemas/Pet"}
FORM = {"type": "object", "required": ["a"], "properties": {"a": TEXT, "b": {"type": "number"}}}
FILE = {"type": "string", "format": "binary"}
BODIES: dict[str, tuple[str, Any]] = {
    "flat": ("application/json", {"type": "object", "required": ["pet"], "properties": {"pet": PETS}}),
    "listed": ("application/json", {"type": "array", "minItems": 1, "items": PETS}),
    "form": ("application/x-www-form-urlencoded", FORM),
    "parts": ("multipart/form-data", {"type": "object", "properties": {"file": FILE, "a": TEXT}}),
    "text": ("text/plain", TEXT),
    "bytes": ("application/octet-stream", FILE),
}


@pytest.mark.parametrize("settings", ["", '[tool.specseal]\ndistribution-prefix = "acme-"\n'])
def test_they_pass(sandbox: Any, settings: str) -> None:
    (sandbox.root / "pyproject.toml").write_text(settings)
    sandbox.spec["components"]["schemas"]["Pet"] = PET
    responses = sandbox.operation["responses"]
    responses["200"]["content"]["application/json"]["example"] = {"name": "it"}
    sandbox.spec["paths"] = {
        f"/{name}/{{id}}": {
            "post": {
                "operationId": f"send_{name}",
                "summary": "Send",
                "parameters": PARAMETERS,
                "requestBody": {"required": True, "content": {media_type: {"schema": schema}}},
                "responses": responses,
            }
        }
        for name, (media_type, schema) in BODIES.items()
    }
    folder = sandbox.generate()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=folder.parent,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(BODIES) * 6} passed" in done.stdout
