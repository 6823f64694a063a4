"""Formats generated Python with ruff: removes unused imports, sorts imports, lays out lines.

Most modules of a wheel are those of every other one, so a process formats each text once, whatever header it has.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ruff.__main__ import find_ruff_bin  # type: ignore[import-untyped]

_LINE_LENGTH = "--config=line-length = 110"
# no folder counts as first-party, so that imports are sorted alike wherever this runs
_COMMON = ("--isolated", "--no-cache", "--quiet", "--target-version=py311", _LINE_LENGTH, "--config=src = []")
_STEPS = (
    ("check", *_COMMON, "--select=F401,I,UP037", "--fix-only", "."),
    ("format", *_COMMON[:-1], "."),
)


_MOST = 1000  # texts that are remembered
_known: dict[str, str] = {}  # formatted texts by the given ones, without headers


def format_python(sources: Mapping[str, str]) -> dict[str, str]:
    """The formatted sources by the same names, from one run of ruff.

    Raises `SyntaxError` for invalid Python, which is a bug of a template, not of the spec.
    """
    parts = {name: _parted(source) for name, source in sources.items()}
    new = {name: text for name, (_, text) in parts.items() if text not in _known}
    formatted = dict(zip(new.values(), _formatted(new).values(), strict=True)) if new else {}
    found = {
        name: header + (formatted[text] if text in formatted else _known[text])
        for name, (header, text) in parts.items()
    }
    if len(_known) + len(formatted) > _MOST:
        _known.clear()
    _known.update(formatted)
    return found


def _parted(source: str) -> tuple[str, str]:
    """The comment on top of a module, and the rest."""
    lines = source.splitlines(keepends=True)
    count = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:count]), "".join(lines[count:])


def _formatted(sources: Mapping[str, str]) -> dict[str, str]:
    for name, source in sources.items():
        compile(source, name, "exec", dont_inherit=True)
    with tempfile.TemporaryDirectory(prefix="specseal-") as folder:
        paths = {name: Path(folder) / f"module{number}.py" for number, name in enumerate(sources)}
        for name, path in paths.items():
            try:
                path.write_bytes(sources[name].encode())
            except OSError as error:
                error.filename = error.filename or str(path)  # not set if the disk is full
                raise
        for step in _STEPS:
            subprocess.run([str(find_ruff_bin()), *step], cwd=folder, check=True)  # noqa: S603  fixed arguments
        return {name: path.read_bytes().decode() for name, path in paths.items()}
