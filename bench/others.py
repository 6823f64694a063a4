"""The peers: openapi-python-client's output from the same contracts, and Alibaba's SDK.

openapi-python-client cannot sign, so each call adds the few lines of `hmac` that a user would write. None of our code
is used.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import importlib
import io
import json
import os
import random
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncGenerator, Callable, Generator
from pathlib import Path
from typing import Any
from urllib.parse import quote

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400
CONTRACTS = Path(__file__).parent.parent / "generated" / "contracts"
#: Case to contract, and to the module of the call in the generated package.
CALLS = {
    "small form": ("finauth-facesearch", "opc_facesearch", "api.face_search.get_face_info"),
    "100 KiB form": ("faceid-lite", "opc_faceid", "api.face_id_lite.get_token"),
    "50 rows": ("linkvisual", "opc_linkvisual", "api.link_visual.query_face_user_by_name"),
}


def generate(folder: Path) -> None:
    """Generate packages with openapi-python-client in a folder, and make them importable.

    The parameter `Params` is removed from its copy of Link Visual's contract: the generated code would send its own
    dictionary of parameters as its value.
    """
    for contract, package, _ in CALLS.values():
        document = json.loads((CONTRACTS / f"{contract}.json").read_text("utf-8"))
        for item in document["paths"].values():
            for operation in item.values():
                parameters = operation.get("parameters", [])
                operation["parameters"] = [one for one in parameters if one["name"] != "Params"]
        source = folder / f"{package}.json"
        source.write_text(json.dumps(document), "utf-8")
        program = Path(sys.executable).with_name("openapi-python-client")
        subprocess.run(
            [program, "generate", "--path", source, "--meta", "none", "--output-path", folder / package],
            check=True,
            capture_output=True,
            env=os.environ | {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"},
        )
    sys.path.insert(0, str(folder))


def _megvii_sign() -> str:
    now = int(time.time())
    raw = f"a=demo-key&b={now + 100}&c={now}&d={random.randrange(10**10):010d}"
    return base64.b64encode(hmac.digest(b"demo-secret", raw.encode(), "sha1") + raw.encode()).decode()


def _small_form(call: Any, package: str) -> Callable[..., Any]:
    models = importlib.import_module(f"{package}.models")

    def arguments() -> dict[str, Any]:
        body = models.GetFaceInfoRequest(
            sign=_megvii_sign(), sign_version="hmac_sha1", group_id="demo_group", face_token="t"
        )
        return {"body": body}

    return arguments


def _large_form(call: Any, package: str) -> Callable[..., Any]:
    models = importlib.import_module(f"{package}.models")
    types = importlib.import_module(f"{package}.types")

    def arguments() -> dict[str, Any]:
        body = models.GetTokenRequest(
            api_key="demo-key",
            api_secret="demo-secret",
            return_url="https://your.example/return",
            notify_url="https://your.example/notify",
            biz_no="1",
            comparison_type=models.GetTokenRequestComparisonType("0"),
            uuid="u",
            image_ref1=types.File(
                payload=io.BytesIO(PICTURE), file_name="image_ref1.png", mime_type="image/png"
            ),
        )
        return {"body": body}

    return arguments


def _rows(call: Any, package: str) -> Callable[..., Any]:
    models = importlib.import_module(f"{package}.models")

    def arguments() -> dict[str, Any]:
        fields = {
            "AccessKeyId": "demo-key",
            "Action": "QueryFaceUserByName",
            "Format": "JSON",
            "IsolationId": "ZheJiangHZ",
            "Name": "Tony",
            "PageNo": "1",
            "PageSize": "50",
            "SignatureMethod": "HMAC-SHA1",
            "SignatureNonce": str(uuid.uuid4()),
            "SignatureVersion": "1.0",
            "Timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "Version": "2018-01-20",
        }
        query = "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in sorted(fields.items()))
        text = f"POST&%2F&{quote(query, safe='')}"
        signature = hmac.new(b"demo-secret&", text.encode(), hashlib.sha1).digest()
        return {
            "action": "QueryFaceUserByName",
            "version": "2018-01-20",
            "isolation_id": "ZheJiangHZ",
            "page_no": 1,
            "page_size": 50,
            "name": "Tony",
            "format_": models.QueryFaceUserByNameFormat.JSON,
            "access_key_id": "demo-key",
            "signature_method": "HMAC-SHA1",
            "signature_version": "1.0",
            "signature_nonce": fields["SignatureNonce"],
            "timestamp": fields["Timestamp"],
            "signature": base64.b64encode(signature).decode(),
        }

    return arguments


_ARGUMENTS = {"small form": _small_form, "100 KiB form": _large_form, "50 rows": _rows}


@contextlib.contextmanager
def generated(case: str, url: str) -> Generator[Callable[[], object]]:
    """A blocking call of openapi-python-client's output."""
    _, package, module = CALLS[case]
    call = importlib.import_module(f"{package}.{module}")
    arguments = _ARGUMENTS[case](call, package)
    with importlib.import_module(f"{package}.client").Client(base_url=url) as client:
        yield lambda: call.sync(client=client, **arguments())


@contextlib.asynccontextmanager
async def generated_async(case: str, url: str) -> AsyncGenerator[Callable[[], Any]]:
    """The async call."""
    _, package, module = CALLS[case]
    call = importlib.import_module(f"{package}.{module}")
    arguments = _ARGUMENTS[case](call, package)
    async with importlib.import_module(f"{package}.client").Client(base_url=url) as client:
        yield lambda: call.asyncio(client=client, **arguments())


def _alibaba(url: str) -> tuple[Any, Any]:
    sdk = importlib.import_module("alibabacloud_linkvisual20180120.client")
    models = importlib.import_module("alibabacloud_linkvisual20180120.models")
    config = importlib.import_module("alibabacloud_tea_openapi.models").Config(
        access_key_id="demo-key",
        access_key_secret="demo-secret",
        region_id="cn-shanghai",
        endpoint=url.removeprefix("http://"),
        protocol="http",
    )
    request = models.QueryFaceUserByNameRequest(
        isolation_id="ZheJiangHZ", name="Tony", page_no=1, page_size=50
    )
    return sdk.Client(config), request


@contextlib.contextmanager
def alibaba(url: str) -> Generator[Callable[[], object]]:
    """A blocking call of the official SDK."""
    client, request = _alibaba(url)
    yield lambda: client.query_face_user_by_name(request)


@contextlib.asynccontextmanager
async def alibaba_async(url: str) -> AsyncGenerator[Callable[[], Any]]:
    """The async call."""
    client, request = _alibaba(url)
    yield lambda: client.query_face_user_by_name_async(request)
