"""`specseal init`: the files of a project of one's own, with one example product. Nothing is written here."""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from ..editor.files import editor_files

#: Templates whose names would mean something in a source tree; so would those of Python files, which end in .txt.
_RENAMED: Final = {
    "gitignore": ".gitignore",
    "gitattributes": ".gitattributes",
    "github": ".github",
}


def project_files() -> dict[str, str]:
    """Relative path → text, of every file of a new project."""
    found: dict[str, str] = {}
    _collect(files("specseal.scaffold") / "templates", "", found)
    found["requirements.txt"] = _requirements()
    return found | editor_files()


def _collect(folder: Traversable, at: str, found: dict[str, str]) -> None:
    for entry in folder.iterdir():
        bare = entry.name.removesuffix(".txt")
        name = _RENAMED.get(bare, bare)
        if entry.is_dir():
            _collect(entry, f"{at}{name}/", found)
        else:
            found[at + name] = entry.read_text("utf-8")


def _requirements() -> str:
    major, minor = version("specseal").split(".")[:2]
    following = f"{major}.{int(minor) + 1}"
    return (
        "# What `make setup` installs. Where an index does not have the first two, give the paths of their wheels.\n"
        f"specseal>={major}.{minor},<{following}\n"
        f"specseal-emulator>={major}.{minor},<{following}\n"
        "pytest>=8\n"
    )
