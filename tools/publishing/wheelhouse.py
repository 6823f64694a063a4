"""Wheels of what is installed here, made from their own records, so that an install needs no network."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

#: what an installer adds to a package
ADDED = {"INSTALLER", "REQUESTED", "RECORD", "direct_url.json", "uv_cache.json"}


def with_dependencies(requirements: Iterable[str]) -> dict[str, Distribution]:
    """The installed distributions of requirements and all that they need here, by normalised name.

    A requirement is a name, with or without extras and versions; its versions are not looked at. Raises
    `importlib.metadata.PackageNotFoundError` for one that is not installed.
    """
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        wanted = waiting.pop()
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        found.setdefault(name, distribution(name))
        for extra in ("", *wanted.extras):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            waiting += [
                requirement
                for requirement in map(Requirement, found[name].requires or [])
                if requirement.marker is None or requirement.marker.evaluate({"extra": extra})
            ]
    return found


def repack(package: Distribution, folder: Path) -> Path:
    """A wheel with the files of an installed package; scripts that an installer makes are left out."""
    stem = f"{re.sub(r'[-_.]+', '_', package.name)}-{package.version}"
    tags = re.findall(r"(?m)^Tag: (\S+)$", package.read_text("WHEEL") or "")
    wheel = folder / f"{stem}-{_compressed(tags)}.whl"
    made = {entry.name for entry in package.entry_points if entry.group.endswith("_scripts")}
    information = next(f.parent for f in package.files or [] if len(f.parts) == 2 and f.name == "WHEEL")
    record: list[str] = []
    with zipfile.ZipFile(wheel, "w") as archive:
        for file in package.files or []:
            script = file.parts[-2:-1] == ("bin",) and ".." in file.parts
            outside = ".." in file.parts and not script
            if outside or file.suffix == ".pyc" or (script and file.name in made):
                continue
            if file.parent == information and file.name in ADDED:
                continue
            name = f"{stem}.data/scripts/{file.name}" if script else file.as_posix()
            archive.write(Path(str(file.locate())), name)
            record.append(f"{name},,\n")
        record.append(f"{information}/RECORD,,\n")
        archive.writestr(f"{information}/RECORD", "".join(record))
    return wheel


def _compressed(tags: list[str]) -> str:
    """The tags of a file name: py2-none-any and py3-none-any are py2.py3-none-any."""
    parts = zip(*(tag.split("-") for tag in tags), strict=True)
    return "-".join(".".join(dict.fromkeys(part)) for part in parts)


def pin(wheel: Path) -> str:
    """The line of a requirements file for a wheel, with its hash."""
    name, version = wheel.name.split("-")[:2]
    return f"{name.replace('_', '-')}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def make_wheelhouse(folder: Path, requirements: Iterable[str]) -> dict[str, str]:
    """Fill a folder with the wheels of requirements and of what they need; their pins by name."""
    folder.mkdir(parents=True, exist_ok=True)
    return {name: pin(repack(found, folder)) for name, found in with_dependencies(requirements).items()}
