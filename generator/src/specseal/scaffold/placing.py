"""Files into a folder that is empty or not there yet: all of them, or none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ..diagnostics import Diagnostic, Location, Refused

_ALLOWED = frozenset({".git"})
"""What a fresh clone of an empty repository has."""
_SHOWN = 5


def place(folder: Path, files: Mapping[str, str]) -> None:
    """Write files by their relative paths below a folder, which may hold ``.git`` and nothing else.

    They are written beside their places first, and taken away again on any exception. Raises `Refused` when the folder
    holds something, or is none, and `OSError` when it cannot be written to.
    """
    _refuse_what_is_there(folder)
    made = not folder.exists()
    folder.parent.mkdir(parents=True, exist_ok=True)
    built = Path(tempfile.mkdtemp(prefix=".specseal-", dir=folder.parent if made else folder))
    placed: list[Path] = []
    try:
        for name, text in files.items():
            path = built / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        built.chmod(0o755)
        if made:
            built.rename(folder)
            return
        for path in sorted(built.iterdir()):
            placed.append(folder / path.name)
            path.rename(folder / path.name)
        built.rmdir()
    except BaseException:
        for path in (built, *placed):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        raise


def _refuse_what_is_there(folder: Path) -> None:
    if folder.is_symlink() or folder.exists():
        if not folder.is_dir():
            raise Refused(
                Diagnostic("folder-taken", "It is not a folder.", Location(str(folder)), "Choose another.")
            )
        there = sorted(path.name for path in folder.iterdir() if path.name not in _ALLOWED)
        if there:
            more = f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
            raise Refused(
                Diagnostic(
                    "folder-not-empty",
                    f"It contains {', '.join(there[:_SHOWN])}{more}.",
                    Location(str(folder)),
                    "Choose an empty or a new folder.",
                )
            )
