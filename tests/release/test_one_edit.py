"""One edit of a vendor changes the generated files whose meaning changed, and no others."""

from __future__ import annotations

from typing import Any

from tests.diff.edits import Contract


def row(contract: Contract) -> None:
    contract.document["x-errors"]["LOST"] = {
        "status": 404,
        "key": "error",
        "description": "It is lost.",
        "retryable": False,
    }


def changed(folder: Any, before: dict[str, bytes]) -> set[str]:
    after = folder.files()
    assert before.keys() == after.keys()
    return {
        name.replace("generated/thing/", "")
        for name in after
        if before[name] != after[name] and not name.startswith("specs/")
    }


def test_an_error_row(released: Any) -> None:
    before = released.files()
    released.write(row)
    assert released.run("generate")[0] == 0
    assert changed(released, before) == {
        "generated/contracts/thing.json",
        "README.md",  # lists the error classes
        "pyproject.toml",  # where the digest of the inputs stands
        "src/thing/errors.py",
        "src/thing/_operations.py",  # the table of the codes
        "src/thing/_client.py",  # docstrings say which errors are raised
        "tests/test_thing.py",  # each documented error is raised once
    }
    for name in ("README.md", "src/thing/errors.py", "src/thing/_client.py", "tests/test_thing.py"):
        assert "LostError" in released.generated(name)


def test_a_source_alone(released: Any) -> None:
    before = released.files()
    released.write(lambda one: one.document["info"]["x-source"].update(digest=f"sha256:{'1' * 64}"))
    assert released.run("generate")[0] == 0
    assert changed(released, before) == {"generated/contracts/thing.json", "pyproject.toml"}
    assert released.release() == (0, "thing: nothing to release\n")
