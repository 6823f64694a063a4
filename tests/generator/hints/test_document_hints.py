"""Hints about documents that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from specseal.document import load, loads

from .documents import DOCUMENTS
from .told import told


@pytest.mark.parametrize(("code", "text", "mended", "hint"), DOCUMENTS, ids=[row[0] for row in DOCUMENTS])
def test_documents(code: str, text: str, mended: str, hint: str) -> None:
    told(lambda: loads(text), code, hint)
    assert loads(mended).data


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    told(lambda: load(path), "file-unreadable", "Check that the file exists, and that you may read it.")
    path.write_bytes("a: é".encode("latin-1"))
    told(lambda: load(path), "yaml-encoding", "Save the file as UTF-8.")
    path.write_text("a: é", "utf-8")
    assert load(path).data == {"a": "é"}
