"""A vendor in a package of its own, outside the repository: installed beside the emulator, served, seeded, masked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from specseal_emulator.client import EmulatorClient
from tests.emulator.processes import serving

PYPROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "acme-emulated"
version = "1.0"

[project.entry-points."specseal_emulator.vendors"]
acme = "acme_emulated:ACME"

[tool.hatch.build.targets.wheel]
packages = ["acme_emulated"]
"""

VENDOR = '''
"""Acme, for the emulator."""

import hmac
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from specseal_emulator.http import Response
from specseal_emulator.http.response import render_json
from specseal_emulator.plugins import Section
from specseal_emulator.sites.base import Call, Endpoint, Refusal, Route, Vendor
from specseal_emulator.sites.admission import documented


@dataclass(frozen=True)
class AcmeSettings:
    """Assumed behaviour."""

    acme_greeting: str = "hello"
    acme_mood: Literal["fair", "foul"] = "fair"
    acme_most: int = 10


@dataclass(frozen=True)
class Robot:
    """One robot, which has a passphrase."""

    name: str
    passphrase: str
    legs: int = 2


def greet(call: Call) -> dict:
    name = call.text("robot")
    robot = call.services.store.get("robot", name, call.services.clock.now())
    if robot is None:
        raise Refusal("NO_ROBOT", name)
    settings = call.services.settings.of(AcmeSettings)
    return {"text": f"{settings.acme_greeting} {name}", "legs": robot["legs"]}


class AcmeSite:
    def __init__(self, services, served):
        self._services = services
        self._endpoints = {
            operation.path: Endpoint.build(operation, {operation.path: greet}, ("NO_ROBOT", "WRONG_PASSPHRASE"))
            for operations in served.values()
            for operation in operations
        }
        self.paths = {path: endpoint.operation for path, endpoint in self._endpoints.items()}
        self.pages = ()
        self.operations = list(self.paths.values())
        self.warnings = ["acme is only a robot"]

    def route(self, request):
        return Route(self._endpoints.get(request.path))

    def refuse(self, examination, route, refusal):
        row = route.endpoint.operation.error(refusal.code)
        data = {"error": refusal.code}
        return Response(row.status, "application/json", render_json(data), data, refusal.code, refusal.why)

    def respond(self, examination, route):
        request, services = examination.request, self._services
        try:
            examination.check("passphrase")
            robot = services.store.get("robot", request.form.get("robot", ""), services.clock.now()) or {}
            if not hmac.compare_digest(robot.get("passphrase", ""), request.form.get("passphrase", "")):
                raise Refusal("WRONG_PASSPHRASE", why="the passphrase is another robot's")
            values, _ = route.endpoint.check_input(request.form, request.files)
            data = route.endpoint.handler(Call(services, route.endpoint.operation, request, "", values))
        except Refusal as refusal:
            examination.failed(refusal.why)
            return self.refuse(examination, route, refusal)
        examination.passed()
        return Response(200, "application/json", render_json(data), data)

    def limits(self, operation):
        return documented(operation)


ACME = Vendor(
    name="acme",
    products=("acme-robots",),
    contracts=(Path(__file__).parent / "acme-robots.json",),
    site=AcmeSite,
    settings=AcmeSettings,
    sections=(Section("robots", Robot, "robot", lambda robot: robot.name, ("name",)),),
    demo=lambda: {"robots": (Robot("r2", "demo-passphrase"),)},
    secrets={"robot": ("passphrase",)},
    secret_names=frozenset({"passphrase"}),
)
'''

CONTRACT = {
    "openapi": "3.1.0",
    "info": {"title": "Acme robots", "version": "1"},
    "servers": [{"url": "https://acme.example.com"}],
    "x-generated": {"product": "acme-robots", "vendor": "acme"},
    "paths": {
        "/robots/greet": {
            "post": {
                "operationId": "greet",
                "requestBody": {
                    "content": {
                        "application/x-www-form-urlencoded": {
                            "schema": {
                                "type": "object",
                                "required": ["robot", "passphrase"],
                                "properties": {
                                    "robot": {"type": "string"},
                                    "passphrase": {"type": "string"},
                                },
                            }
                        }
                    }
                },
                "x-errors": {
                    "NO_ROBOT": {"status": 404, "key": "error"},
                    "WRONG_PASSPHRASE": {"status": 401, "key": "error"},
                },
                "responses": {
                    "200": {
                        "description": "Greeted.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["text"],
                                    "properties": {"text": {"type": "string"}, "legs": {"type": "integer"}},
                                }
                            }
                        },
                    }
                },
            }
        }
    },
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the package was installed into."""
    source = tmp_path_factory.mktemp("acme")
    package = source / "acme_emulated"
    package.mkdir()
    (source / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (package / "__init__.py").write_text(textwrap.dedent(VENDOR), encoding="utf-8")
    (package / "acme-robots.json").write_text(json.dumps(CONTRACT), encoding="utf-8")
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    command += ["--no-build-isolation", "--disable-pip-version-check", "--target", str(target), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return target


def environment(installed: Path) -> dict[str, str]:
    given = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (given, str(installed))))}


def run(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "specseal_emulator", *arguments]
    return subprocess.run(
        command, env=environment(installed), capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def served(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an emulator that has Acme beside the vendors of this repository."""
    tmp_path = tmp_path_factory.mktemp("served")
    (tmp_path / "seed.yaml").write_text(
        "extends: default\nrobots:\n  - name: marvin\n    passphrase: so-long-and-thanks\n    legs: 3\n",
        encoding="utf-8",
    )
    options = ["--set", "acme_greeting=good day", "--seed", str(tmp_path / "seed.yaml")]
    with serving(tmp_path, *options, env=environment(installed)) as (process, url):
        yield url
        process.terminate()
        _, errors = process.communicate(timeout=30)
    assert "warning: acme is only a robot" in errors
    assert "Traceback" not in errors


def greet(served: str, robot: str, passphrase: str) -> httpx.Response:
    fields = {"robot": robot, "passphrase": passphrase, "note": f"({passphrase})"}
    return httpx.post(f"{served}/robots/greet", data=fields, trust_env=False)


def test_it_is_served_seeded_and_masked_beside_the_others(served: str) -> None:
    control = EmulatorClient(served)
    control.reset()
    assert set(control.ready().products) >= {"acme-robots", "faceid-lite", "linkvisual"}
    assert greet(served, "marvin", "so-long-and-thanks").json() == {"text": "good day marvin", "legs": 3}
    assert greet(served, "r2", "demo-passphrase").json() == {"text": "good day r2", "legs": 2}
    assert greet(served, "r2", "a-wrong-one").status_code == 401
    assert httpx.post(f"{served}/nowhere", trust_env=False).json() == {"error": "API_NOT_FOUND"}
    journal = json.dumps([str(entry) for entry in control.journal()])
    state = json.dumps([str(record) for record in control.state(limit=1000).records])
    for secret in ("so-long-and-thanks", "demo-passphrase", "a-wrong-one"):
        assert secret not in journal + state
    assert [entry.operation for entry in control.journal()][:3] == ["greet"] * 3
    assert control.settings()["acme_greeting"] == "good day"


def test_its_records_are_checked_like_all_others(served: str) -> None:
    url = f"{served}/_emulator"
    with httpx.Client(trust_env=False) as client:
        wrong = {"robots": [{"name": "x", "passphrase": 7}]}
        response = client.post(f"{url}/seed", json=wrong)
        assert (response.status_code, response.json()["error"]) == (
            400,
            "robots/0/passphrase: must be a string",
        )
        assert (
            client.post(f"{url}/seed", json={"robots": [{"name": "x", "passphrase": "open"}]}).status_code
            == 204
        )
        assert greet(served, "x", "open").status_code == 200
        snapshot = client.get(f"{url}/snapshot").json()
        broken = {"kind": "robot", "key": "y", "value": {"name": "x", "passphrase": "open", "legs": 2}}
        snapshot["records"].append({**broken, "expires": None})
        response = client.put(f"{url}/snapshot", json=snapshot)
        assert (response.status_code, "stands under the key of another one" in response.text) == (400, True)
        assert client.put(
            f"{url}/snapshot", json={**snapshot, "records": snapshot["records"][:-1]}
        ).is_success


def test_its_settings_and_seeds_are_known_to_the_command(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "serve", "--set", "acme_mood=grumpy")
    assert done.returncode == 2
    assert "acme_mood: expected one of: fair, foul" in done.stderr
    schema = json.loads(run(installed, "seed-schema").stdout)
    assert schema["$defs"]["Robot"]["required"] == ["name", "passphrase"]
    path = tmp_path / "seed.yaml"
    path.write_text("robots:\n  - name: marvin\n", encoding="utf-8")
    done = run(installed, "serve", "--seed", str(path))
    assert (done.returncode, f"{path}:2: robots[0]: passphrase is missing" in done.stderr) == (6, True)


def test_its_seeds_can_be_imported_like_those_of_the_others(installed: Path) -> None:
    code = "from specseal_emulator import Face, Robot, Seed; print(Seed(robots=(Robot('a', 'b'),)).plain()['robots'])"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(installed), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[{'name': 'a', 'passphrase': 'b', 'legs': 2}]"


def test_without_the_package_nobody_knows_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "specseal_emulator", "serve", "--set", "acme_mood=fair"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "unknown setting 'acme_mood'" in done.stderr


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "raise OSError('nothing here')",
            "cannot load vendor broken of package broken-vendor: nothing here",
        ),
        ("VENDOR = 7", "is not a Vendor: broken_vendor:VENDOR"),
        (
            "from dataclasses import dataclass\n"
            "from specseal_emulator.sites.base import Vendor\n"
            "@dataclass(frozen=True)\nclass S:\n    token_ttl: int = 1\n"
            "VENDOR = Vendor(name='b', products=(), site=None, settings=S)\n",
            "the setting token_ttl is declared by both b and megvii",
        ),
        (
            "from specseal_emulator.sites.base import Vendor\n"
            "VENDOR = Vendor(name='megvii', products=(), site=None)\n",
            "duplicate vendor megvii",
        ),
    ],
)
def test_a_vendor_that_cannot_be_used_is_named(tmp_path: Path, code: str, words: str) -> None:
    (tmp_path / "broken_vendor.py").write_text(code, encoding="utf-8")
    info = tmp_path / "broken_vendor-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: broken-vendor\nVersion: 1\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text(
        "[specseal_emulator.vendors]\nbroken = broken_vendor:VENDOR\n", encoding="utf-8"
    )
    done = run(tmp_path, "serve", "--port", "0")
    assert done.returncode == 2
    assert done.stderr.startswith("specseal-emulator: error: ")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
