"""Which of the built files are to be uploaded: a comparison with what an index has. Nothing here does anything."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path
from urllib.parse import urlsplit

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)

from tools.publishing.commands import PublishingError
from tools.publishing.sources import sha256

_RESERVED = ("example", "test", "invalid", "localhost", "example.com", "example.net", "example.org")
"""Domains that belong to nobody (RFC 2606): fit for a placeholder, not for published metadata."""


@dataclass(frozen=True, slots=True)
class Release:
    """The files of one version of a project, and their digests by file name."""

    name: str
    version: str
    files: tuple[Path, ...]
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done for a release: upload ``files``, which are none when the index has all of them."""

    release: Release
    files: tuple[Path, ...]

    def __str__(self) -> str:
        """One line for the person at the terminal."""
        title = f"{self.release.name} {self.release.version}"
        if not self.files:
            return f"{title}: published already"
        there = len(self.release.files) - len(self.files)
        rest = "; the rest is there" if there else ""
        return f"{title}: {', '.join(path.name for path in self.files)}{rest}"


def read_releases(folder: Path, only: Iterable[str] = ()) -> list[Release]:
    """What `make wheels` left in a folder, by name. Raises `PublishingError` when it is not whole."""
    sums = folder / "SHA256SUMS"
    if not sums.is_file():
        raise PublishingError(f"{folder} has no {sums.name}; run make wheels first")
    lines = (line.partition("  ") for line in sums.read_text("utf-8").splitlines())
    made = {file: digest for digest, _, file in lines}
    found: dict[tuple[str, str], list[Path]] = {}
    for path in sorted((*folder.glob("*.whl"), *folder.glob("*.tar.gz"))):
        found.setdefault(_title(path), []).append(path)
    releases: list[Release] = []
    for (name, version), files in found.items():
        digests = {path.name: sha256(path.read_bytes()) for path in files}
        if [path.suffix for path in files] != [".whl", ".gz"]:
            raise PublishingError(
                f"{folder}: {name} {version} is not one wheel and one sdist; run make wheels"
            )
        if changed := [file for file, digest in digests.items() if made.get(file) != digest]:
            raise PublishingError(f"{folder}/{changed[0]} is not what make wheels made; run it again")
        releases.append(Release(name, version, tuple(files), digests))
    wanted = set(only)
    if unknown := sorted(wanted - {release.name for release in releases}):
        known = ", ".join(release.name for release in releases)
        raise PublishingError(f"there is no {', '.join(unknown)} in {folder}; expected one of: {known}")
    if not releases:
        raise PublishingError(f"there are no wheels in {folder}; run make wheels first")
    return [release for release in releases if not wanted or release.name in wanted]


def tagged(releases: Iterable[Release], tag: str) -> Release:
    """The release of a tag ``NAME-vVERSION``. Raises `PublishingError` when none has that name and version."""
    known = {f"{release.name}-v{release.version}": release for release in releases}
    if tag not in known:
        raise PublishingError(f"the tag {tag} fits no project; expected one of: {', '.join(known)}")
    return known[tag]


def plan(releases: Sequence[Release], published: Callable[[str], Mapping[str, str]]) -> list[Step]:
    """What to upload. Raises `PublishingError` when one file is on the index with other content.

    ``published`` gives the files of a project on the index, and their SHA-256.
    """
    steps: list[Step] = []
    problems: list[str] = []
    for release in releases:
        there = published(release.name)
        missing = tuple(path for path in release.files if path.name not in there)
        problems += _problems(release, there)
        steps.append(Step(release, missing))
    if problems:
        raise PublishingError("\n".join([*problems, "nothing was uploaded"]))
    return steps


def _problems(release: Release, there: Mapping[str, str]) -> Iterator[str]:
    """Why a release cannot be put beside what the index has of its project."""
    for file, digest in there.items():
        ours = release.digests.get(file)
        if ours is None and _version(file) == release.version:
            yield f"{file} is on the index, and is not made here any more: raise the version"
        elif ours is not None and not digest:
            yield f"{file} is on the index, which does not say its SHA-256: raise the version"
        elif ours is not None and digest != ours:
            yield f"{file} is on the index with other content (sha256 {digest}, here {ours}): raise the version"


def refuse_placeholders(steps: Iterable[Step]) -> None:
    """Raise `PublishingError` when metadata that would be published leads to domains that belong to nobody."""
    found = [
        f"{path.name}: {value}"
        for step in steps
        for path in step.files
        if path.suffix == ".whl"
        for value in _addresses(path)
        if _is_reserved(value)
    ]
    if found:
        raise PublishingError(
            "\n".join(
                [
                    *found,
                    "these are placeholders: say in [tool.specseal] of pyproject.toml whose wheels these are",
                ]
            )
        )


def _addresses(wheel: Path) -> list[str]:
    """The URLs and email addresses in a wheel's metadata."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith(".dist-info/METADATA")]
        metadata = Parser().parsestr(archive.read(name).decode())
    urls = [value.split(",", 1)[-1].strip() for value in metadata.get_all("Project-URL", [])]
    return [*urls, *metadata.get_all("Author-email", [])]


def _is_reserved(value: str) -> bool:
    host = urlsplit(value).hostname or value.rpartition("@")[2].strip("> ")
    return any(host == domain or host.endswith(f".{domain}") for domain in _RESERVED)


def _title(path: Path) -> tuple[str, str]:
    """Name and version of a wheel or sdist of ours."""
    try:
        return _parsed(path.name)
    except (InvalidWheelFilename, InvalidSdistFilename) as error:
        raise PublishingError(str(error)) from error


def _version(file: str) -> str | None:
    """The version of a file on an index; ``None`` for files of other kinds."""
    try:
        return _parsed(file)[1]
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None


def _parsed(file: str) -> tuple[str, str]:
    if file.endswith(".whl"):
        name, version = parse_wheel_filename(file)[:2]
    else:
        name, version = parse_sdist_filename(file)
    return str(name), str(version)
