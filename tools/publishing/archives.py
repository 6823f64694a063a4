"""Sdist and wheel of a project, built by hatchling in a clean copy: the same bytes wherever that is done."""

from __future__ import annotations

import os
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from tools.publishing.commands import PublishingError, perform
from tools.publishing.sources import Source

EPOCH = 1580601600
"""The time that every file in an archive bears, in Unix seconds: hatchling's own, 2020-02-02. It says nothing."""
SBOMS = "sboms"
"""The folder of the source distribution, and of the wheel's ``.dist-info``, that holds the bill of materials."""


@dataclass(frozen=True, slots=True)
class Built:
    """What one project became."""

    source: Source
    wheel: Path
    sdist: Path


def build(source: Source, sbom: str, work: Path, out: Path) -> Built:
    """Build a project; the wheel is built from the sdist, as an installer without wheels would.

    ``sbom`` is the text of the bill of materials, which travels in both. ``work`` must be empty. Raises
    `PublishingError` when the backend fails or names a file unexpectedly.
    """
    _copy(source, sbom, work)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("HATCH_", "PYTHON"))
    }
    perform(
        f"building {source.name}",
        [sys.executable, "-Im", "build", "--no-isolation", "--outdir", out, work],
        work,
        environment | {"SOURCE_DATE_EPOCH": str(EPOCH)},
    )
    wheel, sdist = out / f"{source.stem}-py3-none-any.whl", out / f"{source.stem}.tar.gz"
    for path in (wheel, sdist):
        if not path.is_file():
            raise PublishingError(f"building {source.name} did not give {path.name}")
        path.chmod(0o644)
    return Built(source, wheel, sdist)


def unusual_compression() -> str | None:
    """Why archives made here may be other bytes than elsewhere; ``None`` where they are not."""
    version = zlib.ZLIB_RUNTIME_VERSION
    if "ng" in version:
        return (
            f"this Python compresses with zlib-ng ({version}): files are sound, and other bytes than those that zlib"
            " makes elsewhere"
        )
    return None


def _copy(source: Source, sbom: str, folder: Path) -> None:
    """The project's files in an empty folder, with the bill of materials among them."""
    name = f"{SBOMS}/{source.name}.cdx.json"
    files = dict(source.files) | {name: sbom.encode()}
    files["pyproject.toml"] = _with_sbom(files["pyproject.toml"].decode(), name).encode()
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        target.chmod(0o644)


def _with_sbom(pyproject: str, name: str) -> str:
    """A pyproject.toml that also packs the bill of materials."""
    document = tomlkit.parse(pyproject)
    edited: Any = document
    for key in ("tool", "hatch", "build", "targets"):
        edited = edited[key]
    edited["wheel"]["sbom-files"] = [name]
    edited["sdist"]["include"].append(SBOMS)
    return tomlkit.dumps(document)
