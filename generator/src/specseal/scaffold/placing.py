"""Files into a folder, beside what it holds: all of them, or none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..diagnostics import Diagnostic, Location, Refused

_SHOWN = 5


def place(folder: Path, files: Mapping[str, str]) -> None:
    """Write files by their relative paths below a folder, which may hold other files.

    They are written beside their places first, and taken away again on any exception. Raises `Refused` when one of
    the places is taken, or the folder is none, and `OSError` when it cannot be written to.
    """
    _refuse_what_is_there(folder, files)
    made = not folder.exists()
    folder.parent.mkdir(parents=True, exist_ok=True)
    built = Path(tempfile.mkdtemp(prefix=".specseal-", dir=folder.parent if made else folder))
    placed: list[Path] = []
    folders: list[Path] = []
    try:
        for name, text in files.items():
            path = built / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        built.chmod(0o755)
        if made:
            built.rename(folder)
            return
        for name in files:
            for parent in reversed([*_parents(folder, name)]):
                if not parent.exists():
                    parent.mkdir()
                    folders.append(parent)
            (built / name).rename(folder / name)
            placed.append(folder / name)
        shutil.rmtree(built)
    except BaseException:
        for path in placed:
            path.unlink(missing_ok=True)
        for path in reversed(folders):
            path.rmdir()
        shutil.rmtree(built, ignore_errors=True)
        raise


def _parents(folder: Path, name: str) -> Iterator[Path]:
    """The folders between a file and the folder, the nearest first."""
    for parent in (folder / name).parents:
        if parent == folder:
            return
        yield parent


def _refuse_what_is_there(folder: Path, files: Mapping[str, str]) -> None:
    if not (folder.is_symlink() or folder.exists()):
        return
    if not folder.is_dir():
        raise Refused(
            Diagnostic("folder-taken", "It is not a folder.", Location(str(folder)), "Choose another.")
        )
    taken = dict.fromkeys(name for name in files if _is_there(folder / name))
    for name in files:
        for parent in _parents(folder, name):
            if _is_there(parent) and not parent.is_dir():
                taken[parent.relative_to(folder).as_posix()] = None
    if taken:
        there = sorted(taken)
        more = f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
        raise Refused(
            Diagnostic(
                "files-exist",
                f"It contains {', '.join(there[:_SHOWN])}{more}, which a project has, too.",
                Location(str(folder)),
                "Move them away, or choose another folder.",
            )
        )


def _is_there(path: Path) -> bool:
    return path.is_symlink() or path.exists()
