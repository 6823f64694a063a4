"""What a user of the wheels types works, with nothing installed but them and what they ask for."""

from __future__ import annotations

import re
from collections.abc import Generator
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

from specseal_emulator.testing import running
from tests.wheels.conftest import Dist
from tools.publishing.commands import bare_environment, perform
from tools.publishing.installs import Environment
from tools.publishing.sources import all_sources
from tools.publishing.wheelhouse import make_wheelhouse

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


@pytest.fixture(scope="module")
def emulator() -> Generator[str]:
    with running() as found:
        yield found.base_url


@pytest.fixture(scope="module")
def environment(dist: Dist, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The clients, and what a client needs."""
    work = tmp_path_factory.mktemp("clients")
    make_wheelhouse(work / "wheelhouse", ["httpx", "msgspec", "sniffio"])
    made = Environment(work / "environment", (work / "wheelhouse", dist.folder), work / "cache")
    made.make()
    made.install(*SCRIPTS)
    return made


@pytest.mark.parametrize("product", SCRIPTS)
def test_a_client_makes_its_call(
    product: str, emulator: str, environment: Environment, dist: Dist, tmp_path: Path
) -> None:
    (source,) = [one for one in all_sources() if one.name == product]
    with ZipFile(dist.wheel(source)) as content:
        metadata = Parser().parsestr(content.read(f"{source.stem}.dist-info/METADATA").decode())
    requirements = {
        re.split("[<>=, ]", line)[0] for line in metadata.get_all("Requires-Dist", []) if ";" not in line
    }
    assert requirements == {"httpcore", "httpx", "msgspec", "sniffio"}
    prefix = {"faceid-lite": "FACEID", "linkvisual": "LINKVISUAL"}.get(product, "FINAUTH")
    variables = bare_environment(tmp_path) | {f"{prefix}_BASE_URL": emulator}
    said = perform(product, [environment.python, "-I", "-c", SCRIPTS[product]], tmp_path, variables)
    assert said.strip()
