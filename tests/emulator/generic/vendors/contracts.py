"""Contracts as values and as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def write(folder: Path, product: str, document: Json) -> Path:
    """A contract as a file."""
    path = folder / f"{product}.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": product, "version": "1"}, **document}))
    return path


def signed_by(steps: str, *, recipe: Json | None = None, **operation: Any) -> Json:
    """A contract with one operation, ``GET /a``, that a recipe signs with the credentials ``key`` and ``secret``.

    Args: `recipe`, what the recipe says besides; `operation`, what the operation says besides.
    """
    signing = {"credentials": ["key", "secret"], "secrets": ["secret"], "steps": steps, **(recipe or {})}
    return {
        "components": {
            "securitySchemes": {"recipe": {"type": "http", "scheme": "recipe", "x-signing": signing}}
        },
        "security": [{"recipe": []}],
        "paths": {
            "/a": {"get": {"operationId": "getA", "responses": {"200": {"description": "ok"}}, **operation}}
        },
    }
