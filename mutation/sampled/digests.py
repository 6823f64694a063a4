"""Digests of tests: a survivor is judged again when the tests have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from ..tree import ROOT


def tests_digest(folders: Iterable[str]) -> str:
    """The digest of all Python files of some suites."""
    files: list[Path] = []
    for folder in folders:
        path = ROOT / folder
        files += [path] if path.is_file() else sorted(path.rglob("*.py"))
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
