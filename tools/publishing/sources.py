"""The projects that are published: their files, as an index would get them, and what their pyproject.toml says."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tools.common import ROOT, projects
from tools.publishing.commands import PublishingError

CONTRACTS = "src/specseal_emulator/contracts"
"""Where the emulator's source distribution has the contracts; in the repository they are in ``generated/``."""
_LEFT_BEHIND = re.compile(
    r"__pycache__|\.(mypy|ruff|pytest)_cache|\.hypothesis|\.DS_Store|.*\.py[cod]|.*\.egg-info|\..*\.sw[op]|.*~"
)
"""What tools and editors leave in folders."""


@dataclass(frozen=True)
class Source:
    """One project: a folder with a pyproject.toml whose ``sdist`` table lists what is published."""

    folder: Path
    root: Path

    @cached_property
    def table(self) -> dict[str, Any]:
        """The whole pyproject.toml."""
        return tomllib.loads((self.folder / "pyproject.toml").read_text("utf-8"))

    @property
    def project(self) -> dict[str, Any]:
        """Its ``[project]``."""
        return dict(self.table["project"])

    @property
    def name(self) -> str:
        """What it is called on an index, normalised."""
        return normalised(self.project["name"])

    @property
    def version(self) -> str:
        """The version to publish."""
        return str(self.project["version"])

    @property
    def stem(self) -> str:
        """What the names of all of its files begin with."""
        return f"{self.name.replace('-', '_')}-{self.version}"

    @property
    def path(self) -> str:
        """The folder's path in the repository, with forward slashes."""
        return self.folder.relative_to(self.root).as_posix()

    @property
    def package(self) -> str:
        """What the wheel is imported as."""
        (package,) = self.table["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
        return Path(package).name

    @property
    def is_client(self) -> bool:
        """Whether the generator wrote it."""
        return self.folder.parent.name == "generated"

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """What is published, by path in the project, sorted: what pyproject.toml lists, without caches.

        Raises `PublishingError` for what no archive should carry: a link, or a file that is listed and missing.
        """
        listed = self.table["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
        found: dict[str, bytes] = {}
        for entry in ("pyproject.toml", *listed):
            start = self.folder / entry
            if not start.exists():
                raise PublishingError(
                    f"{self.path}/{entry} is listed in {self.path}/pyproject.toml and is missing"
                )
            for path in [start] if start.is_file() else start.rglob("*"):
                parts = path.relative_to(self.folder).parts
                if path.is_symlink():
                    raise PublishingError(f"{self.path}/{'/'.join(parts)} is a link; put a file in its place")
                if path.is_file() and not any(_LEFT_BEHIND.fullmatch(part) for part in parts):
                    found["/".join(parts)] = path.read_bytes()
        if (self.folder / "hatch_build.py").exists():  # the emulator's: it packs the contracts
            found |= {f"{CONTRACTS}/{path.name}": path.read_bytes() for path in contracts(self.root)}
        return dict(sorted(found.items()))


def all_sources(root: Path = ROOT) -> list[Source]:
    """Every project of the repository that is published."""
    return [Source(root / folder.relative_to(ROOT), root) for folder in projects()]


def contracts(root: Path) -> list[Path]:
    """The contracts that the emulator serves."""
    return sorted((root / "generated" / "contracts").glob("*.json"))


def normalised(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def sha256(content: bytes) -> str:
    """The digest in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def tree_digest(files: Mapping[str, bytes]) -> str:
    """One digest over paths and contents: in-toto's ``dirHash``, in lower-case hexadecimal."""
    lines = [f"{sha256(files[path])}  {path}\n" for path in sorted(files, key=str.encode)]
    return sha256("".join(lines).encode())
