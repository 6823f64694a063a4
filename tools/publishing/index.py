"""What a package index has, and putting files there. Without an address it is pip's default, which no file names."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import requests
from pypi_simple import (
    NoSuchProjectError,
    PyPISimple,
    UnsupportedContentTypeError,
    UnsupportedRepoVersionError,
)

from tools.publishing.commands import PublishingError, perform

TIMEOUT = 30.0
"""Seconds for each step of a request."""
SEEN_WITHIN = 120.0
"""Seconds until an index must show what was uploaded."""
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Index:
    """An index: ``url`` is what pip takes as ``--index-url``, ``upload_url`` what twine posts to.

    Where one is empty, it is the default of pip and twine.
    """

    url: str = ""
    upload_url: str = ""

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine, where nobody else reads it."""
        return urlsplit(self.url).hostname in _LOOPBACK

    def published(self, name: str) -> Mapping[str, str]:
        """The files of a project: name and SHA-256, which is empty where the index does not say.

        A project that is not there has none. Raises `PublishingError` when the index cannot be read.
        """
        try:
            with PyPISimple(self.url, auth=_credentials()) if self.url else PyPISimple() as client:
                page = client.get_project_page(name, timeout=TIMEOUT)
        except NoSuchProjectError:
            return {}
        except (requests.RequestException, UnsupportedContentTypeError, UnsupportedRepoVersionError) as error:
            raise PublishingError(f"the index cannot be read for {name}: {error}") from error
        return {package.filename: package.digests.get("sha256", "") for package in page.packages}

    def upload(self, files: Sequence[Path]) -> None:
        """Upload files with twine, whose own variables give the credentials. Raises `PublishingError`."""
        target = self.upload_url or self._beside()
        options = [
            "--non-interactive",
            "--disable-progress-bar",
            *(["--repository-url", target] if target else []),
        ]
        environment = dict(os.environ)
        if self.is_local:
            environment.setdefault("TWINE_USERNAME", "anonymous")
            environment.setdefault("TWINE_PASSWORD", "anonymous")
        twine = Path(sys.executable).parent / "twine"
        names = ", ".join(path.name for path in files)
        perform(f"uploading {names}", [twine, "upload", *options, *files], files[0].parent, environment)

    def wait_for(self, name: str, wanted: Mapping[str, str]) -> None:
        """Return once the index shows all files, with their digests. Raises `PublishingError` after a while."""
        end = time.monotonic() + SEEN_WITHIN
        while True:
            found = self.published(name)
            missing = [file for file, digest in wanted.items() if found.get(file) != digest]
            if not missing:
                return
            if time.monotonic() > end:
                raise PublishingError(f"the index does not show {', '.join(missing)} as uploaded")
            time.sleep(2.0)

    def _beside(self) -> str:
        """Where indexes such as pypiserver and devpi take uploads: at the address above ``simple/``."""
        base = self.url.rstrip("/")
        return f"{base.removesuffix('/simple')}/" if base else ""


def _credentials() -> tuple[str, str] | None:
    """Those that twine uploads with, for an index that asks for them when it is read, too."""
    user, password = os.environ.get("TWINE_USERNAME"), os.environ.get("TWINE_PASSWORD")
    return (user, password) if user and password else None
