"""Minimal Debian systems in `.cache/roots`, built by mmdebstrap once and entered as root.

A command inside has its own mounts and processes (`unshare`); both disappear when it ends. It sees `.cache` as
`/cache`, and uses the package index that this machine is configured for.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.common import CACHE, SetUpError, run, say
from tools.installer import ensure_uv, pip_environment
from tools.system import install, program

ROOTS = CACHE / "roots"
INSIDE = Path("/cache")
"""The path of this repository's `.cache` inside a root."""

_ENTER = """
mount --make-rprivate /
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mkdir -p "$1$3"
mount --bind "$2" "$1$3"
cd "$1"
root=$1
shift 3
exec chroot "$root" env -i "$@"
"""


@dataclass(frozen=True)
class Root:
    """A Debian release with a few packages."""

    suite: str
    packages: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Its folder on this machine."""
        return ROOTS / self.suite

    def make(self) -> None:
        """Build it unless it exists. Raises SetUpError when this machine cannot."""
        wanted = self.folder / "etc" / "specseal-packages"
        if wanted.exists() and wanted.read_text(encoding="utf-8").split() == list(self.packages):
            return
        if reason := why_not():
            raise SetUpError(reason)
        say(f"making a Debian {self.suite} with {', '.join(self.packages)}")
        if not program("mmdebstrap"):
            try:
                install("mmdebstrap")
            except RuntimeError as error:
                raise SetUpError(str(error)) from error
        part = ROOTS / f"{self.suite}.part"
        for folder in (part, self.folder):
            if folder.exists():
                shutil.rmtree(folder)
        ROOTS.mkdir(parents=True, exist_ok=True)
        options = ["--variant=minbase", f"--include={','.join(self.packages)}", *_apt_options()]
        run(f"making a Debian {self.suite}", ["mmdebstrap", *options, self.suite, part, *_mirror()])
        policy = part / "usr" / "sbin" / "policy-rc.d"  # packages installed later must not start services
        policy.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
        policy.chmod(0o755)
        (part / "etc" / "specseal-packages").write_text(" ".join(self.packages), encoding="utf-8")
        part.rename(self.folder)

    def command(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> list[str]:
        """A command, wrapped to run inside, in a folder below this machine's `.cache`."""
        shutil.copyfile("/etc/resolv.conf", self.folder / "etc" / "resolv.conf")
        within = INSIDE / folder.relative_to(CACHE)
        variables = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            "LANG": "C.UTF-8",
            **self._index_environment(),
            **environment,
        }
        return [
            *("unshare", "--mount", "--pid", "--fork", "--kill-child", "--", "sh", "-euc", _ENTER, "enter"),
            *(str(self.folder), str(CACHE), str(INSIDE)),
            *(f"{name}={value}" for name, value in variables.items()),
            *("sh", "-euc", 'cd "$0"; exec "$@"', str(within), *command),
        ]

    def _index_environment(self) -> dict[str, str]:
        """The settings for the package index, with this machine's certificates copied inside."""
        ensure_uv()
        found = pip_environment()
        for certificates in {found.get("PIP_CERT"), found.get("SSL_CERT_FILE")} - {None, ""}:
            assert certificates is not None  # noqa: S101  taken away above
            inside = self.folder / certificates.lstrip("/")
            inside.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(certificates, inside)
        return found


def why_not() -> str | None:
    """Why this machine cannot build or enter a root; None if it can."""
    if os.getuid():
        return "a Debian root needs root's rights"
    if not program("unshare", "chroot"):
        return "a Debian root needs Linux"
    if not program("mmdebstrap") and not program("apt-get"):
        return "a Debian root needs mmdebstrap"
    return None


def _mirror() -> list[str]:
    """This machine's Debian mirror; empty to let mmdebstrap choose."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(LABEL) $(SITE)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return [line.split()[1] for line in listed.splitlines() if line.startswith("Debian ")][:1]


def _apt_options() -> list[str]:
    """This machine's apt settings for timestamps and proxies."""
    dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=False).stdout
    names = ("Acquire::Check-", "Acquire::http::Proxy", "Acquire::https::Proxy", "Acquire::Retries")
    return [f"--aptopt={line}" for line in dump.splitlines() if line.startswith(names)]
