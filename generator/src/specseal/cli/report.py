"""Output of the commands: progress and problems on standard error, results on standard output."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from ..diagnostics import Diagnostic


class Report:
    """Plain lines, or one JSON object; a progress bar if standard error is a terminal."""

    def __init__(self, form: Literal["text", "json"]) -> None:
        self._json = form == "json"

    def raw(self, text: str) -> None:
        """Write a document to standard output, unchanged."""
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()

    def note(self, line: str) -> None:
        """Print a line for people."""
        if not self._json:
            print(line, file=sys.stderr)

    @contextmanager
    def progress(self, doing: str, names: Sequence[str]) -> Generator[Iterator[str]]:
        """Iterate over names, showing progress."""
        if self._json:
            yield iter(names)
        elif sys.stderr.isatty():
            from rich.console import Console  # noqa: PLC0415  needed only for terminals
            from rich.progress import track  # noqa: PLC0415

            yield iter(track(names, doing, console=Console(stderr=True), transient=True))
        else:
            yield self._lines(doing, names)

    def refused(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Print every problem, and that nothing was written."""
        if self._json:
            self.object({"ok": False, "diagnostics": [one.to_json() for one in diagnostics]})
            return
        for one in diagnostics:
            print(one, file=sys.stderr)
        count = sum(one.severity == "error" for one in diagnostics)
        print(f"Refused: {count} problem{'s' if count != 1 else ''}; nothing was written.", file=sys.stderr)

    def failed(self, error: OSError) -> None:
        """Print an I/O error."""
        place = f"{error.filename}: " if error.filename else ""
        message = f"{place}{error.strerror or type(error).__name__}"
        if self._json:
            with contextlib.suppress(OSError):  # standard output itself may be full
                self.object({"ok": False, "error": message})
        print(f"{message}. No file was left incomplete.", file=sys.stderr)
        _discard_standard_output()

    def written(self, products: Sequence[tuple[str, bool]]) -> None:
        """Print which products were written, and which were up to date."""
        if self._json:
            self.object(
                {"ok": True, "products": [{"name": name, "changed": changed} for name, changed in products]}
            )
        for name, changed in () if self._json else products:
            print(f"{name}: {'written' if changed else 'unchanged'}")

    def checked(self, stale: Sequence[str], schemas: Sequence[str]) -> None:
        """Print the outdated files: generated ones, and schemas of editors."""
        commands = ["specseal generate"] if stale else []
        commands += ["specseal schema --write"] if schemas else []
        if self._json:
            self.object({"ok": not commands, "stale": [*stale, *schemas]})
        elif commands:
            for path in (*stale, *schemas):
                print(f"outdated: {path}", file=sys.stderr)
            run = " and ".join(f"`{command}`" for command in commands)
            print(f"Run {run}, and commit the changes.", file=sys.stderr)
        else:
            print("All generated files are up to date.")

    def told(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print warnings and notes."""
        for one in dict.fromkeys(diagnostics):
            self.note(str(one))

    def linted(self, names: Sequence[str], told: Collection[Diagnostic], left: Mapping[str, int]) -> None:
        """Print the products without errors, warnings and notes, and how many of these a draft leaves to a person."""
        if self._json:
            self.object({"ok": True, "products": list(names), "diagnostics": [one.to_json() for one in told]})
        self.told(told)
        for name in () if self._json else names:
            count = left.get(name)
            print(f"{name}: no problems" + (f"; {count} left to decide or write" if count else ""))

    def products(self, products: Sequence[tuple[str, str, str]]) -> None:
        """Print the products of a project."""
        if self._json:
            self.object(
                {"products": [dict(zip(("name", "vendor", "spec"), one, strict=True)) for one in products]}
            )
        for name, vendor, spec in () if self._json else products:
            print(f"{name:24} {vendor:12} {spec}")

    @property
    def json(self) -> bool:
        """Whether the output is JSON."""
        return self._json

    def object(self, value: dict[str, Any]) -> None:
        """Print one JSON object to standard output."""
        print(json.dumps(value, ensure_ascii=False, indent=2))

    def _lines(self, doing: str, names: Sequence[str]) -> Iterator[str]:
        for name in names:
            print(f"{doing} {name}", file=sys.stderr, flush=True)
            yield name


def _discard_standard_output() -> None:
    """Avoid a second failed write when Python exits."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
