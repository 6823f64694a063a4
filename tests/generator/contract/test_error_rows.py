"""Client and emulator each read the error table of a contract: both find the same rows, stated or only documented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from specseal.generate import check_product, output_of
from specseal.output import write_products
from specseal.project import Project
from specseal_emulator.contract import load_contract
from specseal_emulator.contract.operations import operations

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir() if (path / "specs").is_dir())
STATED: dict[str, dict[str, Any]] = {
    "none": {},
    "a code": {"GONE": {"status": 410, "key": "error", "description": "It is gone.", "retryable": False}},
    "a status": {"BUSY": {"status": 429, "by_status": True, "description": "Too often.", "retryable": True}},
    "a family of codes": {
        "Missing<argument>": {
            "status": 400,
            "key": "error",
            "pattern": "Missing<argument>",
            "description": "Something is missing.",
            "retryable": False,
        }
    },
}
#: At the bounds of the failing classes, with and without a name; of whole classes; of none.
RESPONSES = (
    *("400", "404", "410", "429", "499", "500", "503", "555", "599"),
    *("4XX", "5XX", "default"),
    *("201", "302", "399"),
)


def assert_same_rows(project: Project, folder: Path) -> int:
    (product,) = project.products()
    write_products(project, [output_of(project, product)])
    (path,) = folder.glob("*.json")
    clients = {
        operation.id: {
            row.code: (row.status, "" if row.by_status else row.key, row.description)
            for row in operation.errors
        }
        for operation in check_product(project, product).contract.operations
    }
    emulated = {
        operation.id: {code: (row.status, row.key, row.description) for code, row in operation.errors.items()}
        for operation in operations(load_contract(path))
    }
    assert clients == emulated
    return sum(map(len, clients.values()))


@pytest.mark.parametrize("stated", STATED)
def test_of_whatever_is_documented(sandbox: Any, stated: str) -> None:
    if STATED[stated]:
        sandbox.spec["x-error-body"] = {"code": ["/error"]}
        sandbox.operation["x-errors"] = STATED[stated]
    sandbox.operation["responses"] |= {status: {"description": f"As {status}."} for status in RESPONSES}
    assert_same_rows(sandbox.save(), sandbox.root / "generated" / "contracts")


@pytest.mark.parametrize("example", EXAMPLES)
def test_of_the_worked_vendors(example: str, tmp_path: Path) -> None:
    for folder in ("specs", "overlays"):
        (tmp_path / folder).symlink_to(ROOT / "examples" / example / folder)
    assert assert_same_rows(Project(tmp_path), tmp_path / "generated" / "contracts")
