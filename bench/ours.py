"""The generated clients, as subjects of the benchmark."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any

from .others import PICTURE

MEGVII = {"api_key": "demo-key", "api_secret": "demo-secret"}
ALIYUN = {"access_key_id": "demo-key", "access_key_secret": "demo-secret"}
#: Case to module, class, credentials, method and arguments.
CALLS: dict[str, tuple[str, str, dict[str, str], str, dict[str, Any]]] = {
    "small form": (
        "finauth_facesearch",
        "FinAuthFaceSearch",
        MEGVII,
        "get_face_info",
        {"group_id": "demo_group", "face_token": "t"},
    ),
    "100 KiB form": (
        "faceid_lite",
        "FaceIDLite",
        MEGVII,
        "get_token",
        {
            "return_url": "https://your.example/return",
            "notify_url": "https://your.example/notify",
            "biz_no": "1",
            "comparison_type": "0",
            "uuid": "u",
            "image_ref1": PICTURE,
        },
    ),
    "50 rows": (
        "linkvisual",
        "LinkVisual",
        ALIYUN,
        "query_face_user_by_name",
        {"isolation_id": "ZheJiangHZ", "page_no": 1, "page_size": 50, "name": "Tony"},
    ),
}


@contextlib.contextmanager
def ours(case: str, url: str, http_client: str | None = None) -> Generator[Callable[[], object]]:
    """A blocking call."""
    module, name, credentials, method, arguments = CALLS[case]
    make = getattr(importlib.import_module(module), name)
    with make(**credentials, base_url=url, http_client=http_client) as client:
        call = getattr(client, method)
        yield lambda: call(**arguments)


@contextlib.asynccontextmanager
async def ours_async(
    case: str, url: str, http_client: str | None = None
) -> AsyncGenerator[Callable[[], Any]]:
    """The async call."""
    module, name, credentials, method, arguments = CALLS[case]
    make = getattr(importlib.import_module(module), f"Async{name}")
    async with make(**credentials, base_url=url, http_client=http_client) as client:
        call = getattr(client, method)
        yield lambda: call(**arguments)
