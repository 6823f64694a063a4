"""Old code against the client of today: what a type checker finds wrong with it that was right before."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ..diagnostics import Diagnostic, Location, Refused
from ..diff.sides import Side
from ..diff.typecheck import TypeProblem, problems_of

_FENCE = re.compile(r"^```(?:python|py)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def new_problems(code: Sequence[Path], old: Side | None, new: Side) -> list[TypeProblem]:
    """The errors that code has with the new client and had not with the old one; in a file, in the order of lines.

    Of Markdown, the Python in its fences is checked. Raises `Refused` where there is nothing to check, or no client.
    """
    with TemporaryDirectory(prefix="specseal-") as name:
        folder = Path(name)
        files = _copied(code, folder / "code")
        found = _problems(files, new, folder / "new")
        before = _problems(files, old, folder / "old") if old is not None else ()
    known = {(one.file, one.line, one.text) for one in before}
    return [one for one in found if (one.file, one.line, one.text) not in known]


def _problems(files: dict[Path, str], side: Side, folder: Path) -> tuple[TypeProblem, ...]:
    from ..render import render_package  # noqa: PLC0415  slow to import

    if side.package is None or side.signers is None:
        raise Refused(
            Diagnostic("no-client", f"No client can be made of {side.label}.", None, "Lint it first.")
        )
    rendered = render_package(side.package, side.signers)
    package = {path.removeprefix("src/"): text for path, text in rendered.items() if path.startswith("src/")}
    shown = {str(path): text for path, text in files.items()}
    return tuple(
        TypeProblem(shown[one.file], one.line, one.text)
        for one in problems_of(list(files), package, folder, folder.parent / "cache")
        if one.file in shown
    )


def _copied(code: Iterable[Path], folder: Path) -> dict[Path, str]:
    """Copies to check, by path, and what each is a copy of: files may be called like modules of others."""
    found: dict[Path, str] = {}
    for number, path in enumerate(_files(code)):
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            place = Location(str(path))
            raise Refused(Diagnostic("code-unreadable", f"Cannot read it: {error}.", place)) from error
        target = folder / f"checked{number}" / f"code{number}.py"
        target.parent.mkdir(parents=True)
        target.write_text(_of_markdown(text) if path.suffix == ".md" else text, "utf-8")
        found[target] = _shown(path)
    if not found:
        hint = "Name Python or Markdown files, or folders of them."
        raise Refused(Diagnostic("code-missing", "There is no code to check.", None, hint))
    return found


def _shown(path: Path) -> str:
    """A path as it is told: from here where it lies below, else whole."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _files(code: Iterable[Path]) -> Iterable[Path]:
    for path in code:
        if path.is_dir():
            yield from sorted((*path.rglob("*.py"), *path.rglob("*.md")))
        else:
            yield path


def _of_markdown(text: str) -> str:
    """The Python of a document, each fence a function on the lines where it stands; what is no Python is left out."""
    lines = [""] * (text.count("\n") + 1)
    for number, found in enumerate(_FENCE.finditer(text)):
        start = text.count("\n", 0, found.start())
        block = f"async def fence{number}() -> None:\n{textwrap.indent(found[1], '    ')}"
        try:
            compile(block, "fence", "exec", dont_inherit=True)
        except SyntaxError:
            continue
        for offset, line in enumerate(block.splitlines()):
            lines[start + offset] = line
    return "\n".join(lines) + "\n"
