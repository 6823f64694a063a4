"""Runs the demo and the tests of clients, runtime, generator and wheels under each supported Python.

`make matrix`, or `make matrix ARGS="--python 3.14"`. It uses the interpreters of this machine; as root on Debian it
installs the others in a Debian root. Each Python gets a fresh copy of the repository in `.cache/matrix`. The table,
which also lists unavailable Pythons, is written to `reports/matrix.md`.

`--root trixie` runs in that Debian release with its own `python3`.
"""

from __future__ import annotations

import argparse
import datetime
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.common import CACHE, LOG, ROOT, SetUpError, say
from tools.roots import INSIDE, Root

PYTHONS = ("3.11", "3.12", "3.13", "3.14", "3.15")
TESTS = ("tests/clients", "tests/runtime", "tests/generator", "tests/wheels", "generated")
BARE = ("python3", "python3-venv", "make", "git")
"""The supported Pythons."""
DEBIAN = {
    "3.11": Root("bookworm", BARE),
    "3.13": Root("trixie", BARE),
    **dict.fromkeys(
        ("3.14", "3.15"),
        Root("unstable", ("python3.14", "python3.14-venv", "python3.15", "python3.15-venv", "make", "git")),
    ),
}
"""The Debian release that has each Python."""


@dataclass(frozen=True)
class Place:
    """Where one Python runs: its copy of the repository, the interpreter's name there, and the root, if any."""

    name: str
    python: str
    root: Root | None

    @property
    def folder(self) -> Path:
        """The copy of the repository."""
        return CACHE / "matrix" / self.name

    def command(self, command: Sequence[str]) -> list[str]:
        """A command, wrapped to run there."""
        cache = str((INSIDE if self.root else CACHE) / "uv")
        ours = {"UV_CACHE_DIR": cache, "PYTHON": self.python}
        if self.root:
            return self.root.command(command, self.folder, ours)
        return ["env", "-C", str(self.folder), *(f"{name}={value}" for name, value in ours.items()), *command]


@dataclass
class Row:
    """The results of one Python."""

    python: str
    where: str
    demo: str = "-"
    tests: str = "-"
    seconds: float = 0.0
    failed: bool = False

    def __str__(self) -> str:
        """A row of the Markdown table."""
        return f"| {self.python} | {self.where} | {self.demo} | {self.tests} | {self.seconds:.0f} s |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the matrix and print the table; returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--python", action="append", choices=PYTHONS, help="only this version; may be repeated"
    )
    suites = sorted({root.suite for root in DEBIAN.values()} - {"unstable"})
    parser.add_argument("--root", choices=suites, help="only the python3 of this Debian release")
    parser.add_argument("tests", nargs="*", default=TESTS, help=f"arguments for pytest ({' '.join(TESTS)})")
    options = parser.parse_args(arguments)
    CACHE.mkdir(exist_ok=True)
    LOG.write_text("", encoding="utf-8")
    rows: list[Row] = []
    try:
        for version in _asked(options.python, options.root):
            row = _try(version, options.tests, in_root=bool(options.root))
            rows.append(row)
    except KeyboardInterrupt:
        print("matrix: interrupted", file=sys.stderr)
        return 130
    _report(rows)
    return int(any(row.failed for row in rows))


def _asked(versions: Sequence[str] | None, suite: str | None) -> Sequence[str]:
    if suite:
        return [version for version, root in DEBIAN.items() if root.suite == suite]
    return versions or PYTHONS


def _try(version: str, tests: Sequence[str], *, in_root: bool) -> Row:
    try:
        place = _place(version, in_root=in_root)
    except SetUpError as error:
        *_, reason = str(error).splitlines()
        say(f"Python {version}: {error}")
        return Row(version, f"not available: {reason}", failed=in_root)
    _copy_repository(place.folder)
    row = Row(version, f"Debian {place.root.suite}" if place.root else "this machine")
    start = time.monotonic()
    log = CACHE / "matrix" / f"{place.name}.log"
    pytest = [".venv/bin/python", "-m", "pytest", "-q", "-n", "auto", "-m", "not system", *tests]
    steps = {"demo": ["make", "--no-print-directory", "demo"], "tests": pytest}
    log.write_text("", encoding="utf-8")
    for name, command in steps.items():
        say(f"Python {version} ({row.where}): {name}")
        code, last = _run(place.command(command), log)
        setattr(row, name, "passed" if name == "demo" and not code else last.strip("= ") or f"status {code}")
        if code:
            row.failed = True
            print(log.read_text(encoding="utf-8", errors="replace")[-20000:], file=sys.stderr)
            break
    row.seconds = time.monotonic() - start
    return row


def _run(command: Sequence[str], log: Path) -> tuple[int, str]:
    """Run a command; returns its exit status and the last line of its output."""
    with log.open("a", encoding="utf-8") as output:
        code = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
        ).returncode
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return code, next((line for line in reversed(lines) if line.strip()), "")


def _place(version: str, *, in_root: bool) -> Place:
    """Where that Python can run. Raises SetUpError when it is not available."""
    if not in_root and (found := next(_here(version), None)):
        return Place(version, found, None)
    root = DEBIAN.get(version)
    if root is None:
        raise SetUpError("no interpreter here, and no release of Debian has it")
    root.make()
    return Place(f"{version}-{root.suite}", f"python{version}", root)


def _here(version: str) -> Iterator[str]:
    """The interpreters of that version on this machine that can create virtual environments."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for name in (f"python{version}", *sorted(map(str, kept.glob(f"{version}.*/bin/python{version}")))):
        probe = "import sys, ensurepip, venv; print(sys._base_executable, '%d.%d' % sys.version_info[:2])"
        try:
            said = subprocess.run(
                [name, "-Ic", probe], capture_output=True, text=True, check=False
            ).stdout.split()
        except OSError:
            continue
        if said[1:] == [version]:
            yield said[0]


def _copy_repository(target: Path) -> None:
    """Copy the working tree without ignored files; an earlier environment in the target is kept."""
    target.mkdir(parents=True, exist_ok=True)
    for path in target.iterdir():
        if path.name in {".venv", ".cache"}:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name, follow_symlinks=False)


def _report(rows: Sequence[Row]) -> None:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    table = [
        f"{today}, {sys.platform}, {os.cpu_count()} cores:",
        "",
        "| Python | where | demo | tests | time |",
        "|---|---|---|---|---|",
        *map(str, rows),
    ]
    text = "\n".join(table) + "\n"
    (ROOT / "reports").mkdir(exist_ok=True)
    (ROOT / "reports" / "matrix.md").write_text(text, encoding="utf-8")
    print(f"\n{text}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # leaves a root the way Ctrl-C does
    sys.exit(main())
