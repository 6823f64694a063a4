"""`make test` first looks for system packages; here on a machine that has only what a test installs."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from tools import system

APT = """#!/bin/sh
echo "$@" >>"{folder}/asked"
case "$*" in
*install*)
  for name in curl openssl chromium; do
    printf '#!/bin/sh\\n' >"{folder}/$name"
    chmod +x "{folder}/$name"
  done
esac
"""
REFUSES = "#!/bin/sh\necho no permission >&2\nexit 1\n"
NOTHING_TO_ASK = '#!/bin/sh\nshift\nexec "$@"\n'


class Machine:
    """The only folder in PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, name: str, script: str = "#!/bin/sh\n") -> None:
        (self.folder / name).write_text(script.format(folder=self.folder))
        (self.folder / name).chmod(0o755)

    def asked(self) -> str:
        asked = self.folder / "asked"
        return asked.read_text() if asked.exists() else ""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """An ordinary user with apt, a sudo that asks for a password, and none of the programs."""
    for name in ("chmod", "env", "sh", "true"):
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(system, "FOLDERS", ())
    monkeypatch.setattr(
        system, "NEEDS", {name: system.NEEDS[name] for name in ("Chromium", "curl", "openssl")}
    )
    monkeypatch.setattr(system, "_release", lambda: "id=debian")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    made = Machine(tmp_path)
    made.has("apt-get", APT)
    made.has("sudo", REFUSES)
    return made


def test_nothing_is_printed_when_nothing_is_missing(
    machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("google-chrome", "curl", "openssl"):
        machine.has(name)
    assert system.main() == 0
    assert capfd.readouterr() == ("", "")
    assert machine.asked() == ""


def test_one_line_says_how_to_install_by_hand(machine: Machine, capfd: pytest.CaptureFixture[str]) -> None:
    machine.has("curl")
    start = time.monotonic()
    assert system.main() == 1
    assert time.monotonic() - start < 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err == (
        "system: the tests need Chromium and openssl, which are not installed."
        " Run: sudo apt-get install chromium openssl; or run make test-core, which needs no system package\n"
    )
    assert machine.asked() == ""


def test_sudo_without_a_password_installs(machine: Machine, capfd: pytest.CaptureFixture[str]) -> None:
    machine.has("sudo", NOTHING_TO_ASK)
    assert system.main() == 0
    out, err = capfd.readouterr()
    assert (out, err) == ("system: installing what tests need: Chromium, curl, openssl\n", "")
    update, install = machine.asked().splitlines()
    assert update.split()[-1] == "update"
    assert install.split()[-3:] == ["chromium", "curl", "openssl"]


def test_root_installs(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 0)
    assert system.main() == 0
    assert "install" in machine.asked()
    assert capfd.readouterr().err == ""


def test_an_installation_that_fails_is_shown(machine: Machine, capfd: pytest.CaptureFixture[str]) -> None:
    machine.has("sudo", NOTHING_TO_ASK)
    machine.has("apt-get", "#!/bin/sh\necho E: no such mirror >&2\nexit 100\n")
    assert system.main() == 1
    err = capfd.readouterr().err
    assert err.startswith("E: no such mirror\n")
    assert "make test-core" in err


def test_what_apt_does_not_bring_is_still_missing(
    machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    machine.has("sudo", NOTHING_TO_ASK)
    machine.has("apt-get")
    assert system.main() == 1
    assert "the tests need Chromium, curl and openssl, which are not installed" in capfd.readouterr().err


def test_ubuntu_and_macos_have_other_names(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "_release", lambda: "id=ubuntu")
    assert system.by_hand(["Chromium", "PostgreSQL"]) == "sudo apt-get install chromium-browser postgresql"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert system.by_hand(["Chromium", "PostgreSQL"]) == (
        "brew install postgresql && brew install --cask google-chrome"
    )
    assert system.by_hand(["Chromium"]) == "brew install --cask google-chrome"


def test_a_short_path_hides_nothing(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.has("curl")
    monkeypatch.setattr(system, "FOLDERS", (str(machine.folder),))
    monkeypatch.setenv("PATH", "/nowhere")
    assert system.curl() == str(machine.folder / "curl")
