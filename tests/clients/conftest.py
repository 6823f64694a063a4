"""The generated clients against the emulator, each call made blocking and not."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Generator
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from faceid_lite import AsyncFaceIDLite, FaceIDLite
from finauth_facesearch import AsyncFinAuthFaceSearch, FinAuthFaceSearch
from finauth_premium import AsyncFinAuthPremium, FinAuthPremium
from linkvisual import AsyncLinkVisual, LinkVisual
from specseal_emulator.testing import Running, running

MEGVII = {"api_key": "demo-key", "api_secret": "demo-secret"}
ALIYUN = {"access_key_id": "demo-key", "access_key_secret": "demo-secret"}
CLIENTS: dict[str, tuple[type[Any], type[Any], dict[str, str]]] = {
    "facesearch": (FinAuthFaceSearch, AsyncFinAuthFaceSearch, MEGVII),
    "premium": (FinAuthPremium, AsyncFinAuthPremium, MEGVII),
    "lite": (FaceIDLite, AsyncFaceIDLite, MEGVII),
    "linkvisual": (LinkVisual, AsyncLinkVisual, ALIYUN),
}
METHODS = {
    "facesearch": "get_face_info",
    "premium": "get_biz_token",
    "lite": "get_token",
    "linkvisual": "query_face_user_by_name",
}
Call = Callable[..., Any]


@pytest.fixture(scope="session")
def server() -> Generator[Running]:
    with running(show_secrets=True) as emulator:
        yield emulator


@pytest.fixture
def emulator(server: Running) -> Generator[Running]:
    server.reset()
    yield server
    assert server.emulator.failures == [], "an answer broke its contract"


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, emulator: Running) -> Call:
    """Call a product's operation: ``call("lite", {constructor settings}, **arguments)``."""

    def make(product: str, settings: dict[str, Any] | None = None, /, **arguments: Any) -> Any:
        sync, asynchronous, credentials = CLIENTS[product]
        given = {"base_url": emulator.base_url} | credentials | (settings or {})
        if request.param == "sync":
            with sync(**given) as client:
                return getattr(client, METHODS[product])(**arguments)

        async def run() -> Any:
            async with asynchronous(**given) as client:
                return await getattr(client, METHODS[product])(**arguments)

        return asyncio.run(run())

    return make


@pytest.fixture
def picture() -> Callable[[int], bytes]:
    """A real PNG with so many faces."""

    def make(faces: int = 1) -> bytes:
        note = PngImagePlugin.PngInfo()
        note.add_text("specseal-faces", str(faces))
        stream = io.BytesIO()
        Image.new("RGB", (32, 32), (200, 160, 120)).save(stream, "PNG", pnginfo=note)
        return stream.getvalue()

    return make
