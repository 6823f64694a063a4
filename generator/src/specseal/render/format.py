"""Printed Python in its final form: unused imports removed, imports sorted, lines laid out, all by ruff."""

from __future__ import annotations

import subprocess

from ruff.__main__ import find_ruff_bin  # type: ignore[import-untyped]

_LINE_LENGTH = "--config=line-length = 110"
_COMMON = ("--isolated", "--no-cache", "--quiet", "--target-version=py311", _LINE_LENGTH)
_STEPS = (
    ("check", *_COMMON, "--select=F401,I,UP037", "--fix-only", "--stdin-filename=module.py", "-"),
    ("format", *_COMMON, "--stdin-filename=module.py", "-"),
)


def format_python(source: str) -> str:
    """The source in ruff's layout. Raises `SyntaxError` when it is not Python: a template is wrong, not the spec."""
    compile(source, "<generated>", "exec", dont_inherit=True)
    for step in _STEPS:
        done = subprocess.run(  # noqa: S603  fixed arguments, and the pinned ruff beside this package
            [str(find_ruff_bin()), *step],
            input=source,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        source = done.stdout
    return source
