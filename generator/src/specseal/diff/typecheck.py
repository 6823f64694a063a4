"""What a type checker says of calling code, with one client and with another: mypy, in this process."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..diagnostics import Diagnostic, Refused

_ERROR = re.compile(r"(?P<file>.+?):(?P<line>\d+): error: (?P<text>.+)")


@dataclass(frozen=True, slots=True, order=True)
class TypeProblem:
    """One error in calling code."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def problems_of(
    code: Sequence[Path], package: Mapping[str, str], folder: Path, cache: Path | None = None
) -> tuple[TypeProblem, ...]:
    """The type errors of code that imports a package, whose modules are written to ``folder``.

    Raises `Refused` where mypy is not installed, or cannot run.
    """
    for path, text in package.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return run_mypy([*map(str, code)], folder, cache)


def run_mypy(arguments: Sequence[str], folder: Path, cache: Path | None = None) -> tuple[TypeProblem, ...]:
    """The errors that mypy reports, with the packages of a folder to import from."""
    try:
        from mypy import api  # noqa: PLC0415  an optional tool
    except ImportError as error:
        hint = "Install it: `pip install specseal[code]`."
        raise Refused(Diagnostic("mypy-missing", "Code is checked by mypy.", None, hint)) from error
    options = [
        *("--strict", "--no-error-summary", "--hide-error-context", "--no-color-output", "--no-pretty"),
        *("--follow-imports=silent", "--disable-error-code=unused-ignore", "--explicit-package-bases"),
        "--config-file=",
        f"--python-executable={sys.executable}",
        f"--cache-dir={cache}" if cache is not None else "--no-incremental",
    ]
    with _mypy_path(folder), _recursion_limit():
        output, failed, status = api.run([*options, *arguments])
    if status not in {0, 1}:
        message = f"mypy could not check it: {(failed or output).strip()}"
        raise Refused(Diagnostic("mypy-failed", message, None, "Correct it, or leave the file out."))
    return tuple(
        TypeProblem(match["file"], int(match["line"]), match["text"])
        for line in output.splitlines()
        if (match := _ERROR.fullmatch(line))
    )


@contextmanager
def _mypy_path(folder: Path) -> Generator[None]:
    """Let mypy look for packages in a folder first: it takes this from the environment alone."""
    before = os.environ.get("MYPYPATH")
    os.environ["MYPYPATH"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["MYPYPATH"]
        else:
            os.environ["MYPYPATH"] = before


@contextmanager
def _recursion_limit() -> Generator[None]:
    """Keep the limit of this process: mypy raises it for good, and readers rely on it to refuse what is too deep."""
    before = sys.getrecursionlimit()
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
