"""No hint of the sources is without a test that follows it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from .documents import ACTIONS, DOCUMENTS, OVERLAYS
from .recipes import CHANGES, DEEP, STEPS
from .sources import every_hint
from .specs import ROWS
from .test_project_hints import PROJECTS, ROOT


def rows() -> set[tuple[str, str]]:
    """The codes and hints of all rows, and of the tests that have none."""
    found = {(code, hint) for code, _, _, hint in (*DOCUMENTS, *ACTIONS, *STEPS, *PROJECTS)}
    found |= {(code, hint) for code, _, _, hint in CHANGES} | {
        ("overlay-invalid", hint) for _, _, hint in OVERLAYS
    }
    found |= {(row.code, row.hint) for row in ROWS}
    return found | {
        ("file-unreadable", "Check that the file exists, and that you may read it."),
        ("file-unreadable", "Replace it with a file, or remove it."),
        ("yaml-encoding", "Save the file as UTF-8."),
        (DEEP[0], DEEP[3]),
        ("signing-shape", "Write a map (docs/signing.md)."),
        ("signing-vector", "Add it to `expect` of a vector."),
        ("signing-vector", "Add a vector without it."),
        ("signing-vector", "Add a vector with a body."),
        ("signing-vector", "Correct the vector, or the recipe. "),
        (
            "signing-unread",
            "Place it in a field, or say by `x-emulator: {reads: …}` of the scheme where the request has it.",
        ),
        ("signing-unread", "Place it in another field."),
        (
            "signing-nonce",
            "Use growing_millis() if the vendor refuses a nonce that is not greater than the last one, and uuid() or "
            "random_digits(n) otherwise.",
        ),
        ("no-project", ROOT),
        ("no-products", ROOT),
        ("unknown-product", "Expected one of: thing."),
        ("package-twice", "Set another name with `x-client: {package: …}` at the root, in a client overlay."),
        ("overlay-stage", "Move it to the drift overlay."),
        (
            "response-missing",
            "Add a response `default`, which stands for all of them, or one for each status.",
        ),
        ("response-unused", "Move its fields and examples into the response 200, and remove it."),
        (
            "body-xml",
            "Nothing to do, unless it is: then describe an object of scalars, or of lists of them, without `allOf`, "
            "and without `xml` but for the name of the root.",
        ),
        ("todo", "Then remove the comment."),
        ("to-be-written", "Write it."),
        ("emulator-unused", "Write `record: ghost` at the operations that have them, or remove it."),
        ("overlay-no-match", "Correct the target, or remove the action."),
    }


#: Where a tool below says what is wrong, and there is nothing to do but to read it.
READ_IT = {"openapi-invalid", "yaml-syntax"}
#: Messages that say themselves what was meant, perhaps.
SUGGESTING = {"unknown-product"}


@pytest.mark.parametrize("made", every_hint(), ids=lambda made: made.where)
def test_no_hint_is_without_a_row(made: Any) -> None:
    """Add a row when this fails: a document that is refused, and the same after doing what the hint says."""
    if made.hint is None:
        assert made.code in READ_IT | SUGGESTING or made.where.startswith(
            ("signing/problems.py", "signing/vectors.py")
        ), made
        return
    codes = {made.code} if made.code else {code for code, _ in rows()}
    assert any(code in codes and re.fullmatch(made.hint, hint) for code, hint in rows()), made


def test_a_hint_without_a_row_is_seen() -> None:
    """The sources are read: the number of hints is what it is, and a code is known of nearly all."""
    found = every_hint()
    assert len({(one.code, one.hint) for one in found}) > 170
    assert sum(not one.code for one in found) < 20
