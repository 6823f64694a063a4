"""The sources of a project at a git revision. What git keeps is read through ``git`` itself, and only here."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ..diagnostics import Diagnostic, Refused
from ..project import Project

_FOLDERS = ("specs", "overlays")


def is_revision(project: Project, text: str) -> bool:
    """Whether git knows a revision of this name."""
    return (
        _git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}")
        is not None
    )


@contextmanager
def at_revision(project: Project, revision: str) -> Generator[Project]:
    """The project with the specs and overlays of a revision, in a folder of its own.

    Raises `Refused` where the revision has no specs.
    """
    listed = (_git(project, "ls-tree", "--name-only", revision, "--", *_FOLDERS) or b"").decode().split()
    archive = _git(project, "archive", "--format=tar", revision, "--", *listed) if listed else None
    if archive is None or "specs" not in listed:
        hint = "Name a revision in which the project has specs."
        raise Refused(Diagnostic("revision-empty", f"There is no specs/ in {revision}.", None, hint))
    with TemporaryDirectory(prefix="specseal-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            if hasattr(tarfile, "data_filter"):
                tar.extractall(folder, filter="data")
            else:  # Python before 3.11.4; the archive is git's own
                tar.extractall(folder)  # noqa: S202
        yield Project(Path(folder))


def _git(project: Project, *arguments: str) -> bytes | None:
    """What git prints; ``None`` where there is no git, or it fails."""
    command = ["git", "-C", str(project.root), *arguments]
    try:
        done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
