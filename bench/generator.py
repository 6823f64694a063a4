"""How long the generator takes, and how that scales: `python -m bench.generator`. Times are CPU seconds.

Synthetic documents of 250, 500 and 1,000 operations show how it scales. The four products are compared with
openapi-python-client and datamodel-code-generator, run once for each. Exits with 1 when a bound is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SIZES = (250, 500, 1_000)
#: Limits: lint of 1,000 operations, a run with nothing to do, and the ratio for the four products.
LINT, IDLE, RATIO = 8.0, 0.4, 0.45
#: The largest factor that twice the operations may cost.
GROWTH = 2.5
_BIN = Path(sys.executable).parent


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; returns 1 when a bound is missed."""
    parser = argparse.ArgumentParser(prog="bench.generator", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="up to 500 operations")
    sizes = SIZES[:2] if parser.parse_args(arguments).quick else SIZES
    kept = [_growth(sizes), _idle(), _products()]
    return 0 if all(kept) else 1


def _growth(sizes: tuple[int, ...]) -> bool:
    table = {size: _synthetic(size) for size in sizes}
    print(f"{'operations':>10} {'lint':>7} {'generate':>9}")
    for size, (lint, generate) in table.items():
        print(f"{size:10} {lint:7.2f} {generate:9.2f}", flush=True)
    linear = all(
        after <= before * GROWTH * large / (2 * small)
        for (small, row), (large, next_row) in zip(table.items(), list(table.items())[1:], strict=False)
        for before, after in zip(row, next_row, strict=True)
    )
    return linear and table[sizes[-1]][0] <= LINT


def _synthetic(size: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as name:
        spec = Path(name) / "specs" / "bench" / "large.yaml"
        spec.parent.mkdir(parents=True)
        spec.write_text(json.dumps(synthetic(size), indent=1), "utf-8")
        lint = cpu(str(_BIN / "specseal"), "lint", "--root", name)
        return lint, cpu(str(_BIN / "specseal"), "generate", "--root", name)


def _idle() -> bool:
    cpu(str(_BIN / "specseal"), "generate", "--root", str(ROOT))
    seconds = min(cpu(str(_BIN / "specseal"), "generate", "--root", str(ROOT)) for _ in range(5))
    print(f"nothing to do: {seconds:.2f}")
    return seconds <= IDLE


def _products() -> bool:
    contracts = sorted((ROOT / "generated" / "contracts").glob("*.json"))
    with tempfile.TemporaryDirectory() as name:
        for folder in ("specs", "overlays"):
            (Path(name) / folder).symlink_to(ROOT / folder)
        ours = cpu(str(_BIN / "specseal"), "generate", "--root", name)
        theirs = 0.0
        for contract in contracts:
            target = Path(name) / contract.stem
            theirs += cpu(
                *(str(_BIN / "openapi-python-client"), "generate", "--meta", "none", "--path", str(contract)),
                *("--output-path", str(target)),
            )
            theirs += cpu(
                *(str(_BIN / "datamodel-codegen"), "--input", str(contract), "--input-file-type", "openapi"),
                *("--output", str(target / "models.py"), "--output-model-type", "msgspec.Struct"),
            )
    print(f"four products: {ours:.2f}, the two tools four times: {theirs:.2f}, ratio {ours / theirs:.2f}")
    return ours / theirs <= RATIO


def cpu(*command: str) -> float:
    """The CPU seconds of a command and its children. Raises `subprocess.CalledProcessError` when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PATH": f"{_BIN}:{os.environ.get('PATH', '')}"}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def synthetic(size: int) -> dict[str, Any]:
    """A valid spec with this many operations, each with parameters, a nested body and its own response."""
    text = {"type": "string", "description": "A text.", "maxLength": 64, "examples": ["x"]}
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {"Shared": {"type": "object", "properties": {"name": text}}}
    for number in range(size):
        shared = {"$ref": "#/components/schemas/Shared"}
        schemas[f"Request{number}"] = {
            "type": "object",
            "required": ["name"],
            "properties": {**{f"field{index}": text for index in range(6)}, "name": text, "inner": shared},
        }
        schemas[f"Response{number}"] = {
            "type": "object",
            "required": ["id"],
            "properties": {"id": text, "shared": shared, "rows": {"type": "array", "items": shared}},
        }
        schema = {"$ref": f"#/components/schemas/Request{number}"}
        result = {"$ref": f"#/components/schemas/Response{number}"}
        paths[f"/things/{{id}}/{number}"] = {
            "post": {
                "operationId": f"updateThing{number}",
                "summary": "Update a thing",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": text},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1}},
                ],
                "requestBody": {"content": {"application/json": {"schema": schema}}},
                "responses": {
                    "200": {"description": "Done.", "content": {"application/json": {"schema": result}}}
                },
            }
        }
    row = {"status": 400, "key": "error", "description": "Bad.", "retryable": False}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Large",
            "version": "1",
            "x-source": {"document": "bench", "digest": f"sha256:{'0' * 64}"},
        },
        "servers": [{"url": "https://api.example.com", "x-region": "world"}],
        "x-error-body": {"code": ["/error"]},
        "x-errors": {f"ERROR_{number}": row for number in range(20)},
        "paths": paths,
        "components": {"schemas": schemas},
    }


if __name__ == "__main__":
    sys.exit(main())
