"""What is published: each wheel builds, installs alone into an empty environment and works there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Generator, Iterable
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

from specseal_emulator.testing import running
from tools.matrix import PYTHONS
from tools.publishing.wheelhouse import make_wheelhouse

ROOT = Path(__file__).parents[2]
MEGVII = 'api_key="demo-key", api_secret="demo-secret"'
#: what a user of the wheel alone would type
SCRIPTS = {
    "finauth-facesearch": f"""
from finauth_facesearch import FinAuthFaceSearch
with FinAuthFaceSearch({MEGVII}) as client:
    answer = client.get_face_info(group_id="demo_group", face_token="9eab9fe14a402295fb78409a81abfc3c")
print(answer.info.user_id)
""",
    "finauth-premium": f"""
import asyncio
from finauth_premium import AsyncFinAuthPremium
async def main():
    async with AsyncFinAuthPremium({MEGVII}) as client:
        print((await client.get_biz_token(liveness_id="x")).biz_token)
asyncio.run(main())
""",
    "faceid-lite": f"""
from faceid_lite import FaceIDLite
with FaceIDLite({MEGVII}) as client:
    print(client.get_token(return_url="https://example.com", notify_url="https://example.com", biz_no="1", uuid="u",
                           comparison_type="-1").token)
""",
    "linkvisual": """
from linkvisual import LinkVisual
with LinkVisual(access_key_id="demo-key", access_key_secret="demo-secret") as client:
    print(client.query_face_user_by_name(isolation_id="ZheJiangHZ", page_no=1, page_size=10).data.list[0].name)
""",
}


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(project: Path, out: Path) -> tuple[Path, Path]:
    """A project's wheel and sdist; the wheel is built from the sdist, as an index would get it."""
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, project, cwd=out)
    (wheel,) = out.glob("*.whl")
    (sdist,) = out.glob("*.tar.gz")
    return wheel, sdist


def licensed(metadata: Message, names: Iterable[str]) -> None:
    """The wheel says under which licence it is, carries its text, and names the Pythons it was tested on."""
    assert (metadata["License-Expression"], metadata["License-File"]) == ("Apache-2.0", "LICENSE")
    assert [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]
    assert metadata["Requires-Python"] == ">=3.11"
    tested = re.findall(r"(?m)^Classifier: Programming Language :: Python :: 3\.(\d+)$", metadata.as_string())
    assert [f"3.{minor}" for minor in tested] == list(PYTHONS)


@pytest.fixture(scope="module")
def emulator() -> Generator[str]:
    with running() as found:
        yield found.base_url


@pytest.fixture(scope="module")
def wheelhouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a client needs, and nothing else."""
    folder = tmp_path_factory.mktemp("wheelhouse")
    make_wheelhouse(folder, ["httpx", "msgspec", "sniffio"])
    return folder


@pytest.mark.parametrize("product", SCRIPTS)
def test_a_client_wheel_alone_makes_its_call(
    product: str, emulator: str, wheelhouse: Path, tmp_path: Path
) -> None:
    wheel, sdist = build(ROOT / "generated" / product, tmp_path)
    with zipfile.ZipFile(wheel) as content:
        names = content.namelist()
        (metadata,) = [content.read(name).decode() for name in names if name.endswith(".dist-info/METADATA")]
    module = product.replace("-", "_")
    assert f"{module}/py.typed" in names
    assert not [name for name in names if "test" in name]
    fields = Parser().parsestr(metadata)
    licensed(fields, names)
    requirements = {
        re.split("[<>=, ]", line)[0] for line in fields.get_all("Requires-Dist", []) if ";" not in line
    }
    assert requirements == {"httpcore", "httpx", "msgspec", "sniffio"}
    assert fields.get_payload(), "the README is the description"
    with tarfile.open(sdist) as archive:
        assert {"README.md", "CHANGELOG.md", "LICENSE", f"test_{module}.py"} <= {
            Path(name).name for name in archive.getnames()
        }
        # the default of 3.14; the first 3.11 does not have it
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(tmp_path / "sdist")
    (unpacked,) = (tmp_path / "sdist").iterdir()
    said = run(
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", unpacked / "tests", cwd=unpacked,
        env=os.environ | {"PYTHONPATH": str(unpacked / "src")},
    )  # fmt: skip
    assert " passed" in said

    empty = tmp_path / "empty"
    run(sys.executable, "-m", "venv", empty, cwd=tmp_path)
    python = empty / "bin" / "python"
    clean = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    run(
        python, "-Im", "pip", "install", "--quiet", "--no-index", "--find-links", wheelhouse, wheel,
        cwd=tmp_path, env=clean,
    )  # fmt: skip
    run(python, "-Im", "pip", "check", cwd=tmp_path, env=clean)
    prefix = {"faceid-lite": "FACEID", "linkvisual": "LINKVISUAL"}.get(product, "FINAUTH")
    said = run(
        python, "-I", "-c", SCRIPTS[product], cwd=tmp_path, env=clean | {f"{prefix}_BASE_URL": emulator}
    )
    assert said.strip()


@pytest.mark.parametrize("project", ["generator", "emulator"])
def test_the_tools_build(project: str, tmp_path: Path) -> None:
    wheel, sdist = build(ROOT / project, tmp_path)
    with zipfile.ZipFile(wheel) as content:
        names = set(content.namelist())
        (metadata,) = [content.read(name).decode() for name in names if name.endswith(".dist-info/METADATA")]
    licensed(Parser().parsestr(metadata), names)
    if project == "generator":
        assert {"specseal/runtime/client.py", "specseal/render/templates/_client.py.jinja"} <= names
        assert "specseal/lint/extensions.schema.json" in names
    else:
        contracts = {path.name for path in (ROOT / "generated" / "contracts").glob("*.json")}
        assert {f"specseal_emulator/contracts/{name}" for name in contracts} <= names
    with tarfile.open(sdist) as archive:
        assert {"CHANGELOG.md", "LICENSE"} <= {Path(name).name for name in archive.getnames()}
