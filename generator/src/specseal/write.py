"""Files on disk: a folder is built beside its place and swapped in whole, and left alone when nothing changed."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import tempfile
from pathlib import Path

_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_HERE = -100  # AT_FDCWD
_IGNORED = frozenset({"__pycache__", "dist", "build"})


def read_tree(folder: Path) -> dict[str, bytes]:
    """Relative path to content of every file below a folder, without what tools leave behind there."""
    if not folder.is_dir():
        return {}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not _IGNORED.intersection(path.relative_to(folder).parts)
        and not any(part.endswith(".egg-info") for part in path.parts)
    }


def differences(folder: Path, files: dict[str, str]) -> list[str]:
    """Relative paths that are missing, extra or different on disk, sorted."""
    wanted = {path: text.encode() for path, text in files.items()}
    present = read_tree(folder)
    return sorted(path for path in wanted.keys() | present.keys() if wanted.get(path) != present.get(path))


def write_tree(folder: Path, files: dict[str, str]) -> bool:
    """Make the folder hold exactly these files; whether anything had to change.

    Interrupted at any moment, the folder is the old one or the new one.
    """
    recover(folder)
    if folder.is_dir() and not differences(folder, files):
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    built = Path(tempfile.mkdtemp(prefix=f".{folder.name}.new-", dir=folder.parent))
    try:
        built.chmod(0o755)
        for name, text in files.items():
            path = built / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        _swap(built, folder)
    finally:
        shutil.rmtree(built, ignore_errors=True)
    return True


def write_file(path: Path, text: str) -> bool:
    """Replace a file in one step; whether its content changed."""
    content = text.encode()
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.new-", dir=path.parent)
    built = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        built.chmod(0o644)
        built.replace(path)
    finally:
        built.unlink(missing_ok=True)
    return True


def recover(folder: Path) -> None:
    """Clear away what an interrupted `write_tree` left, and put the old folder back if it had been moved aside."""
    aside = _aside(folder)
    if aside.is_dir():
        if folder.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(folder)
    for left in folder.parent.glob(f".{folder.name}.new-*"):
        shutil.rmtree(left, ignore_errors=True)


def _aside(folder: Path) -> Path:
    return folder.parent / f".{folder.name}.old"


def _swap(built: Path, folder: Path) -> None:
    """Put the built folder in place; what stood there is under the built folder's name, or gone, afterwards."""
    if not folder.exists():
        built.rename(folder)
    elif not _exchange(built, folder):
        # without an exchange in one step, `recover` mends an interruption between these two
        aside = _aside(folder)
        folder.rename(aside)
        built.rename(folder)
        shutil.rmtree(aside)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can (Linux); whether it did."""
    renameat2 = getattr(ctypes.CDLL(ctypes.util.find_library("c")), "renameat2", None)
    if renameat2 is None:
        return False
    return bool(renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)
