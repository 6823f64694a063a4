"""`python -m tools.npm` over a registry on this machine that serves one package."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tools import npm
from tools.common import SetUpError

SCRIPT = b"#!/usr/bin/env node\nconsole.log('greetings')\n"


def _tarball(script: bytes = SCRIPT) -> bytes:
    manifest = {"name": "greeter", "version": "1.2.3", "bin": {"greeter": "greeter.js"}}
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        for name, data in (("package.json", json.dumps(manifest).encode()), ("greeter.js", script)):
            member = tarfile.TarInfo(f"package/{name}")
            member.size, member.mode = len(data), 0o755
            archive.addfile(member, io.BytesIO(data))
    return whole.getvalue()


class Registry:
    """What npm asks: the description of the package, and its archive."""

    def __init__(self) -> None:
        self.archive = _tarball()
        self.asked: list[str] = []
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                registry.asked.append(self.path)
                body = registry.archive if self.path.endswith(".tgz") else registry.description()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.integrity = "sha512-" + base64.b64encode(hashlib.sha512(self.archive).digest()).decode()

    def description(self) -> bytes:
        dist = {"tarball": f"{self.url}/greeter/-/greeter-1.2.3.tgz", "integrity": self.integrity}
        version = {"name": "greeter", "version": "1.2.3", "bin": {"greeter": "greeter.js"}, "dist": dist}
        described = {"name": "greeter", "dist-tags": {"latest": "1.2.3"}, "versions": {"1.2.3": version}}
        return json.dumps(described).encode()


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    served = Registry()
    thread = threading.Thread(target=served.server.serve_forever)
    thread.start()
    monkeypatch.setattr(npm, "PINS", tmp_path / "pins")
    monkeypatch.setattr(npm, "FOLDER", tmp_path / "npm")
    monkeypatch.setenv("npm_config_registry", served.url)
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    try:
        yield served
    finally:
        served.server.shutdown()
        thread.join()
        served.server.server_close()


@pytest.mark.system
def test_a_program_is_pinned_installed_once_and_runs(
    registry: Registry, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert npm.main(["--pin", "greeter", "greeter@1.2.3"]) == 0
    files = "".join(file.read_text() for file in (tmp_path / "pins" / "greeter").iterdir())
    assert "http" not in files
    assert registry.integrity in files
    ran = subprocess.run(npm.command("greeter"), capture_output=True, text=True, check=True)
    assert ran.stdout == "greetings\n"
    asked = len(registry.asked)
    assert npm.main([]) == 0
    assert len(registry.asked) == asked
    assert "greeter is in " in capfd.readouterr().out


@pytest.mark.system
def test_a_package_with_another_hash_is_refused(
    registry: Registry, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert npm.main(["--pin", "greeter", "greeter@1.2.3"]) == 0
    registry.archive = _tarball(SCRIPT + b"steal()\n")
    assert npm.main(["greeter"]) == 1
    assert "EINTEGRITY" in capfd.readouterr().err
    assert not list((tmp_path / "npm").glob("greeter-*"))


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ({"version": "1.2.3"}, "has no SHA-512"),
        ({"version": "1.2.3", "integrity": "sha1-AAAA"}, "has no SHA-512"),
        ({"version": "1.2.3", "integrity": "sha512-AAAA", "resolved": "elsewhere"}, "names an address"),
    ],
)
def test_a_lock_file_that_checks_too_little_is_refused(
    package: dict[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(npm, "PINS", tmp_path)
    (tmp_path / "greeter").mkdir()
    (tmp_path / "greeter" / "package.json").write_text("{}")
    lock = {"packages": {"": {}, "node_modules/greeter": package}}
    (tmp_path / "greeter" / "package-lock.json").write_text(json.dumps(lock))
    with pytest.raises(SetUpError, match=said):
        npm.install("greeter")


def test_an_unknown_name_is_told_with_those_that_there_are(capfd: pytest.CaptureFixture[str]) -> None:
    assert npm.main(["yaml-languageserver"]) == 1
    assert f"expected one of: {', '.join(npm.pinned())}" in capfd.readouterr().err


@pytest.mark.parametrize("packages", [[], ["greeter"], ["greeter@latest"]])
def test_a_pin_needs_exact_versions(packages: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert npm.main(["--pin", "greeter", *packages]) == 1
    assert "--pin NAME PACKAGE@1.2.3" in capfd.readouterr().err
