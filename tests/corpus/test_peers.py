"""The other generators are counted by what is in their output: operations that can be imported, whole or with gaps."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.corpus.packages import Measured, Outcome
from bench.corpus.peers.measure import Compared, Peer, Whole
from bench.corpus.peers.report import page
from tests.docs.blocks import ROOT

TEXT = {"type": "string"}
THING = {"type": "object", "properties": {"name": TEXT}, "required": ["name"]}


def operation(id_: str, **more: Any) -> dict[str, Any]:
    answer = {"description": "It.", "content": {"application/json": {"schema": THING}}}
    return {"operationId": id_, "responses": {"200": answer}} | more


def outcome(tool: str, folder: Path, *documents: dict[str, Any]) -> list[dict[str, Any]]:
    jobs: list[dict[str, Any]] = []
    for number, paths in enumerate(documents):
        path = folder / f"{number}.json"
        servers = [{"url": "https://api.example"}]
        info = {"title": "T", "version": "1"}
        path.write_text(json.dumps({"openapi": "3.1.0", "info": info, "servers": servers, "paths": paths}))
        jobs.append({"document": str(path), "folder": str(folder / f"out{number}"), "types": False})
    listed = folder / "jobs.json"
    listed.write_text(json.dumps(jobs))
    command = [sys.executable, "-m", "bench.corpus.peers.worker", tool, str(listed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("tool", ["openapi-python-client", "datamodel-code-generator"])
def test_an_operation_counts_when_its_function_can_be_imported(tool: str, tmp_path: Path) -> None:
    (found,) = outcome(
        tool,
        tmp_path,
        {
            "/thing/{id}": {
                "get": operation(
                    "getThing", parameters=[{"name": "id", "in": "path", "required": True, "schema": TEXT}]
                )
            }
        },
    )
    assert (found["why"], found["crashed"], found["imported"], found["import_why"]) == ("", False, {}, "")
    (function,) = found["made"]["functions"]
    assert (function["method"], function["path"], function["gaps"]) == ("GET", "/thing/{id}", [])
    assert found["seconds"] > 0 and found["megabytes"] > 0


def test_what_openapi_python_client_drops_is_a_gap(tmp_path: Path) -> None:
    many = {"name": "ids", "in": "header", "schema": {"type": "array", "items": TEXT}}
    content = {"name": "filter", "in": "query", "content": {"application/json": {"schema": THING}}}
    pdf = {"200": {"description": "It.", "content": {"application/pdf": {"schema": TEXT}}}}
    found, refused = outcome(
        "openapi-python-client",
        tmp_path,
        {
            "/left-out": {"get": operation("leftOut", parameters=[many])},
            "/parameter": {"get": operation("parameter", parameters=[content])},
            "/response": {"get": operation("response", responses=pdf)},
            "/whole": {"get": operation("whole")},
        },
        {"/a": {"get": []}},
    )
    gaps = {one["path"]: one["gaps"] for one in found["made"]["functions"]}
    assert gaps == {
        "/parameter": ["parameter filter is left out"],
        "/response": ["response 200 is left out"],
        "/whole": [],
    }
    assert "Failed to parse OpenAPI document" in refused["why"] and not refused["crashed"]
    assert "made" not in refused


def test_the_page_shows_each_generator_beside_the_others() -> None:
    ours = Peer("specseal", {"a": Whole(generated=9, complete=9, imports=True, types=0)}, 4, 4, 4)
    other = Peer("other", {"a": Whole(why="No <b>.", prepared=False)}, 4, 3, 2)
    other.reasons["left out"] += 1
    measured = Measured("a", 9, left_out=1, calls=6, fields=1234)
    outcome = Outcome(
        [measured], [], ["a GET /x: a.json:1:2 /paths: server-url: '{x}' is no URL. Write one."]
    )
    told = page(outcome, Compared([ours, other], {"a": Whole(imports=True)}), 4)
    assert "| whole documents: operations generated | 9 of 10 (90.0%) | 0 of 10 (0.0%) |" in told
    assert "| … and complete | 4 of 4 (100.0%) | 2 of 4 (50.0%) |" in told
    assert "| documents refused | 0 | 1 |" in told
    assert "| a | 10 | 9 (9), 0.0 s, 0 MB, clean | refused |" in told
    assert r"- 1 × server-url: '\{x\}' is no URL. Write one." in told
    assert "- 1 × left out" in told and r"- a: No \<b\>." in told
