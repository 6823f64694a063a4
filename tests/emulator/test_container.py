"""The container files, as far as they can be judged without building an image."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import yaml
from packaging.requirements import Requirement

from specseal_emulator import UNLIMITED, default_seed, read_seed
from specseal_emulator.cli import parser

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "emulator" / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "emulator" / "compose.yaml").read_text(encoding="utf-8"))


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", DOCKERFILE))
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in text.splitlines() if line]


def test_what_is_copied_is_there_and_not_ignored() -> None:
    kept = (ROOT / "emulator" / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [
        shlex.split(rest)[:-1] for name, rest in instructions() if name == "COPY" and "--from" not in rest
    ]
    sources = {source for group in copied for source in group}
    assert sources == {"generated/contracts", "emulator", "constraints.txt"}
    for source in sources:
        assert (ROOT / source).exists()
        assert f"!{source}" in kept


def test_the_extras_exist_and_the_user_is_not_root() -> None:
    project = (ROOT / "emulator" / "pyproject.toml").read_text(encoding="utf-8")
    (extras,) = re.findall(r"\$\{wheel\}\[([a-z,]+)\]", DOCKERFILE)
    for extra in extras.split(","):
        assert re.search(rf"(?m)^{extra} = \[", project)
    names = [name for name, _ in instructions()]
    assert ("USER", "emulator") in instructions()
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert names[0] == "FROM"


def test_the_pins_can_be_read_out_of_the_constraints() -> None:
    (command,) = re.findall(r"RUN (sed -n -E '.*') constraints.txt > pins.txt", DOCKERFILE)
    path = ROOT / "constraints.txt"
    done = subprocess.run([*shlex.split(command), str(path)], capture_output=True, text=True, check=True)
    pins = [Requirement(line) for line in done.stdout.splitlines()]
    pinned = re.findall(r"(?m)^[A-Za-z0-9._-]+==", path.read_text(encoding="utf-8"))
    assert len(pins) == len(pinned) > 100
    assert {"uvicorn", "psycopg", "trustme"} <= {pin.name for pin in pins}


def test_the_commands_are_understood() -> None:
    (default,) = [rest for name, rest in instructions() if name == "CMD" and "serve" in rest]
    assert parser().parse_args(yaml.safe_load(default)).host == "0.0.0.0"
    given = parser().parse_args(COMPOSE["services"]["emulator"]["command"])
    database = COMPOSE["services"]["database"]["environment"]
    user, password, name = (database[f"POSTGRES_{part}"] for part in ("USER", "PASSWORD", "DB"))
    assert given.db == f"postgresql://{user}:{password}@database/{name}"
    assert given.workers == 2
    (volume,) = COMPOSE["services"]["emulator"]["volumes"]
    assert volume == f"./seed.example.yaml:{given.seed[0]}:ro"


def test_compose_refers_to_what_is_there() -> None:
    services = COMPOSE["services"]
    build = services["emulator"]["build"]
    assert (
        ROOT / "emulator" / build["context"] / build["dockerfile"]
    ).resolve() == ROOT / "emulator" / "Dockerfile"
    assert set(services["emulator"]["depends_on"]) <= set(services)
    assert {volume.partition(":")[0] for volume in services["database"]["volumes"]} == set(COMPOSE["volumes"])
    assert services["emulator"]["ports"] == ["127.0.0.1:8080:8080"]


def test_the_example_seed_can_be_used() -> None:
    seed = read_seed(ROOT / "emulator" / "seed.example.yaml")
    assert set(default_seed().accounts) <= set(seed.accounts)
    assert [account.key for account in seed.accounts if account.limits == UNLIMITED] == ["load-key"]
