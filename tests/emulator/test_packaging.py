"""The wheel and the sdist hold the contracts, and the wheel serves without the checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from specseal_emulator.control.files import FILES

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "emulator" / "src" / "specseal_emulator"
CONTRACTS = {path.name for path in (ROOT / "generated" / "contracts").glob("*.json")}


def build(target: str, project: Path, into: Path) -> Path:
    """What pip does without build isolation: call the backend in the project's folder."""
    code = f"import hatchling.build as b, sys; print(b.build_{target}(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(into)], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return into / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, so that nothing is written into the tree under test."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(
        ROOT / "emulator", root / "emulator", ignore=shutil.ignore_patterns("__pycache__", "dist")
    )
    shutil.copytree(ROOT / "generated" / "contracts", root / "generated" / "contracts")
    return root


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/RECORD")}


def test_the_wheel_of_a_checkout_and_of_an_sdist_are_the_same(checkout: Path, tmp_path: Path) -> None:
    wheel = build("wheel", checkout / "emulator", tmp_path)
    sdist = build("sdist", checkout / "emulator", tmp_path)
    with tarfile.open(sdist) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(tmp_path / "unpacked")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    (tmp_path / "again").mkdir()
    again = build("wheel", unpacked, tmp_path / "again")
    assert contents(wheel) == contents(again)
    packed = {Path(name).name for name in contents(wheel) if name.startswith("specseal_emulator/contracts/")}
    assert packed == CONTRACTS != set()
    for name in ("py.typed", "state/seed.schema.json", *(f"control/{file}" for file in FILES.values())):
        assert contents(wheel)[f"specseal_emulator/{name}"] == (SOURCE / name).read_bytes()
    (entries,) = (text for name, text in contents(wheel).items() if name.endswith("/entry_points.txt"))
    assert b"[pytest11]\nspecseal_emulator.pytest_plugin = specseal_emulator.pytest_plugin\n" in entries


def test_the_wheel_serves_on_its_own(checkout: Path, tmp_path: Path) -> None:
    wheel = build("wheel", checkout / "emulator", tmp_path)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    code = (
        "import sys, httpx; sys.path.insert(0, sys.argv[1])\n"
        "import specseal_emulator, specseal_emulator.testing as t\n"
        "from specseal_emulator.contract import default_contracts\n"
        "assert specseal_emulator.__file__.startswith(sys.argv[1])\n"
        "assert all(str(path).startswith(sys.argv[1]) for path in default_contracts())\n"
        "with t.running() as e: print(httpx.post(e.base_url + '/x', trust_env=False).text)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "installed")],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stdout.strip()) == (0, '{"error":"API_NOT_FOUND"}'), done.stderr


def test_nothing_is_built_without_contracts(checkout: Path, tmp_path: Path) -> None:
    shutil.copytree(checkout / "emulator", tmp_path / "emulator")
    with pytest.raises(AssertionError, match="no contracts to pack"):
        build("wheel", tmp_path / "emulator", tmp_path)


def test_the_checkout_serves_the_generated_contracts() -> None:
    from specseal_emulator.contract import default_contracts

    assert {path.name for path in default_contracts()} == CONTRACTS
