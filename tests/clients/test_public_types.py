"""What users annotate with: every type of a public signature can be imported, and code that does so is checked."""

from __future__ import annotations

import ast
import builtins
import collections.abc
import importlib
import importlib.resources
import inspect
import json
import subprocess
import sys
import sysconfig
import typing
import venv
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import pytest

PRODUCTS = ["faceid_lite", "finauth_facesearch", "finauth_premium", "linkvisual"]
#: A middleware, a fixture and a callback handler, written against public names only.
USER = '''
"""What a user's project has."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Mapping

import httpx
import pytest

import faceid_lite
import linkvisual
from faceid_lite import APIError, AsyncFaceIDLite, CallbackError, FaceIDLite, errors, models
from faceid_lite.types import (
    AsyncCallNext,
    AsyncMiddleware,
    CallNext,
    Credential,
    Credentials,
    FaceIDLiteCallbacks,
    FaceIDLiteWithRawResponse,
    FileInput,
    Headers,
    HTTPClient,
    Middleware,
    ParsedResponse,
    PreparedRequest,
    RawResponse,
    Region,
    Timeout,
    Timeouts,
    Verify,
)
from linkvisual.types import Page, Signature


class Timing:
    def __init__(self) -> None:
        self.seen: dict[str, float] = {}

    def handle(self, request: PreparedRequest, call_next: CallNext) -> RawResponse:
        started = time.perf_counter()
        try:
            response = call_next(request.with_header("x-trace", "1"))
        except APIError as error:
            self.seen[f"{request.operation} {error.code} {error.request_id}"] = 0.0
            raise
        self.seen[f"{request.operation} {response.status_code}"] = time.perf_counter() - started
        return response


class AsyncTiming:
    async def handle(self, request: PreparedRequest, call_next: AsyncCallNext) -> RawResponse:
        return await call_next(request)


class Canned:
    def handle(self, request: PreparedRequest, call_next: CallNext) -> RawResponse:
        return RawResponse(200, Headers([("Content-Type", "application/json")]), b"{}", request.line)


def secrets() -> Mapping[str, str]:
    return {"api_key": "k", "api_secret": "s"}


KEY: Credential = "k"
BOTH: Credentials = secrets
LIMITS: Timeout = Timeouts(connect=1.0, read=None)
WHERE: Region = "idn"
TRUST: Verify = True
LAYERS: list[Middleware] = [Timing(), Canned()]
ASYNC_LAYERS: list[AsyncMiddleware] = [AsyncTiming()]
HOW: Signature = "v3"
PICTURE: FileInput = ("a.png", b"...")


@pytest.fixture
def client() -> Iterator[FaceIDLite]:
    mine: HTTPClient = httpx.Client()
    with FaceIDLite(
        credentials=BOTH, region=WHERE, timeout=LIMITS, verify=TRUST, middleware=LAYERS, http_client=mine
    ) as made:
        yield made


@pytest.fixture
async def async_client() -> AsyncIterator[AsyncFaceIDLite]:
    async with AsyncFaceIDLite(api_key=KEY, api_secret=KEY, middleware=ASYNC_LAYERS) as made:
        yield made


def begin(client: FaceIDLite) -> str:
    answer = client.get_token(
        return_url="https://me.example", notify_url="https://me.example", biz_no="1", comparison_type="0",
        uuid="u", image_ref1=PICTURE,
    )
    raw: FaceIDLiteWithRawResponse = client.with_raw_response
    print(raw, answer.raw_response.request_id)
    return client.liveness_url(answer.token)


def receive(callbacks: FaceIDLiteCallbacks, form: Mapping[str, str]) -> str | None:
    try:
        outcome = callbacks.unwrap(form["data"], form["sign"])
    except CallbackError:
        return None
    return outcome.biz_info.biz_no


def names(page: Page[linkvisual.models.FaceUser]) -> list[str | None]:
    return [user.name for user in page.items]


def parsed(response: ParsedResponse[models.GetTokenResponse]) -> str:
    return response.parse().token


def known(error: faceid_lite.ClientError) -> bool:
    return isinstance(error, errors.APIStatusError) and faceid_lite.__version__ == "0.1.0"
'''


@pytest.mark.parametrize("checker", [pytest.param("mypy", marks=pytest.mark.slow), "basedpyright"])
def test_a_users_typed_code_passes(checker: str, tmp_path: Path) -> None:
    (tmp_path / "user.py").write_text(USER, "utf-8")
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
    command = {
        "mypy": ["mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "user.py"],
        "basedpyright": ["basedpyright", "--pythonpath", sys.executable, "user.py"],
    }[checker]
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


#: What every wheel depends on, and what that needs for its types.
DEPENDENCIES = ("anyio", "certifi", "h11", "httpcore", "httpx", "idna", "msgspec", "typing_extensions.py")


@pytest.mark.slow
def test_the_runtime_is_typed_without_its_extras(tmp_path: Path) -> None:
    """For callers that check a client's source, and have installed none of pyreqwest, redis and cryptography."""
    venv.create(tmp_path / "bare", symlinks=True)
    bare = next((tmp_path / "bare").glob("lib/python*/site-packages"))
    for name in DEPENDENCIES:
        (bare / name).symlink_to(Path(sysconfig.get_path("purelib")) / name)
    runtime = importlib.resources.files("specseal") / "runtime"
    (tmp_path / "runtime").symlink_to(str(runtime))
    options = [
        "--python-executable",
        str(tmp_path / "bare/bin/python"),
        "--cache-dir",
        str(tmp_path / "cache"),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", "", *options, "-p", "runtime"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def annotated(module: ModuleType) -> list[str]:
    """Every annotation of the public classes that a module defines."""
    found: list[str] = []
    for name, value in vars(module).items():
        if inspect.isclass(value) and value.__module__ == module.__name__:
            assert not name.startswith("_")
            for member, inner in vars(value).items():
                if not member.startswith("_") or member == "__init__":
                    told = inner.fget if isinstance(inner, property) else inner
                    found += getattr(told, "__annotations__", {}).values()
    return found


@pytest.mark.parametrize("package", PRODUCTS)
def test_every_type_of_a_public_signature_can_be_imported(package: str) -> None:
    root = importlib.import_module(package)
    told = annotated(importlib.import_module(f"{package}._client"))
    nodes = [node for text in told for node in ast.walk(ast.parse(text, mode="eval"))]
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    standard = {"models", *vars(builtins), *typing.__all__, *collections.abc.__all__}
    assert used - standard <= {*root.__all__, *root.types.__all__}
    assert {node.attr for node in nodes if isinstance(node, ast.Attribute)} <= set(vars(root.models))
    assert {"Credential", "Timeout", "RawResponse"} <= used


@pytest.mark.parametrize("package", PRODUCTS)
def test_what_the_package_offers(package: str) -> None:
    root = importlib.import_module(package)
    for module in (root, root.types, root.errors):
        assert not [name for name in module.__all__ if not hasattr(module, name)]
    assert root.APIError is root.errors.APIError
    assert root.APIStatusError is root.errors.APIStatusError
    assert root.Timeouts is root.types.Timeouts
    assert root.__version__ == version(package)
