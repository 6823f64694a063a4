"""Every call of every generated client against the emulator: sync and async, successes and documented failures.

Prints one line per call: the method's full name, then what came back. Exits with 1 when something else came back
than the vendors' documents say.
"""

from __future__ import annotations

import asyncio
import io
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from faceid_lite import AsyncFaceIDLite, FaceIDLite
from finauth_facesearch import AsyncFinAuthFaceSearch, FinAuthFaceSearch
from finauth_premium import AsyncFinAuthPremium, FinAuthPremium
from linkvisual import AsyncLinkVisual, LinkVisual

FACE_TOKEN = "9eab9fe14a402295fb78409a81abfc3c"  # noqa: S105  the example of the vendor's document
GROUP = "demo_group"
WRONG = "wrong-secret"
MEGVII = {"api_key": "demo-key", "api_secret": "demo-secret"}
ALIYUN = {"access_key_id": "demo-key", "access_key_secret": "demo-secret"}


def picture() -> bytes:
    """A small real PNG."""
    stream = io.BytesIO()
    Image.new("RGB", (64, 64), (200, 160, 120)).save(stream, "PNG")
    return stream.getvalue()


TOKEN_ARGUMENTS: dict[str, Any] = {
    "return_url": "https://example.com/return",
    "notify_url": "https://example.com/notify",
    "biz_no": "demo-0001",
    "uuid": "user_01",
}

#: class pair, credentials, method, arguments, what must come back: an error class's name, or None for a result
Call = tuple[type[Any], type[Any], dict[str, Any], str, dict[str, Any], str | None]


def calls() -> Iterator[Call]:
    """The calls, each made twice: blocking and not."""
    search = (FinAuthFaceSearch, AsyncFinAuthFaceSearch)
    yield *search, MEGVII, "get_face_info", {"group_id": GROUP, "face_token": FACE_TOKEN}, None
    yield (
        *search,
        MEGVII,
        "get_face_info",
        {"group_id": GROUP, "face_token": "0" * 32},
        "InvalidFaceTokenError",
    )
    yield (
        *search,
        MEGVII | {"api_secret": WRONG},
        "get_face_info",
        {"group_id": GROUP, "face_token": FACE_TOKEN},
        "AuthorizationError",
    )
    premium = (FinAuthPremium, AsyncFinAuthPremium)
    yield *premium, MEGVII, "get_biz_token", {"liveness_id": "demo-liveness", "uuid": "user_01"}, None
    yield (
        *premium,
        MEGVII,
        "get_biz_token",
        {"liveness_id": "demo-liveness", "uuid": "x" * 129},
        "BadArgumentsError",
    )
    lite = (FaceIDLite, AsyncFaceIDLite)
    compare = TOKEN_ARGUMENTS | {"comparison_type": "0"}
    yield *lite, MEGVII, "get_token", compare | {"image_ref1": picture()}, None
    yield *lite, MEGVII, "get_token", TOKEN_ARGUMENTS | {"comparison_type": "-1"}, None
    yield *lite, MEGVII, "get_token", compare, "MissingArgumentsError"
    yield (
        *lite,
        MEGVII,
        "get_token",
        compare | {"image_ref1": b"not a picture"},
        "ImageErrorUnsupportedFormatError",
    )
    yield (
        *lite,
        MEGVII | {"api_secret": WRONG},
        "get_token",
        compare | {"image_ref1": picture()},
        "AuthenticationError",
    )
    visual = (LinkVisual, AsyncLinkVisual)
    query = {"isolation_id": "ZheJiangHZ", "page_no": 1, "page_size": 10}
    for settings in ({}, {"signature": "v1"}, {"signature": "v1", "format": "XML"}):
        yield *visual, ALIYUN | settings, "query_face_user_by_name", query | {"name": "Tony"}, None
    yield *visual, ALIYUN, "query_face_user_by_name", query | {"name": "nobody"}, None
    yield (
        *visual,
        ALIYUN | {"access_key_secret": WRONG},
        "query_face_user_by_name",
        query,
        "SignatureDoesNotMatchError",
    )
    yield (
        *visual,
        ALIYUN | {"access_key_id": "nobody"},
        "query_face_user_by_name",
        query,
        "InvalidAccessKeyIdNotFoundError",
    )


@contextmanager
def emulator() -> Generator[str]:
    """A running emulator on a free port; its base URL."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready"
        command = [
            sys.executable,
            "-m",
            "specseal_emulator",
            "serve",
            "--port",
            "0",
            "--ready-file",
            str(ready),
        ]
        process = subprocess.Popen(command)  # noqa: S603  our own emulator
        try:
            deadline = time.monotonic() + 30
            while not ready.exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit("The emulator did not start; its own words are above.")
                time.sleep(0.02)
            yield ready.read_text("utf-8").strip()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=15)


def show(name: str, expected: str | None, answer: object, error: Exception | None) -> bool:
    """Print one line; whether what came back is what was expected."""
    came = type(error).__name__ if error else None
    good = came == expected
    shown = " ".join((f"{came}: {error}" if error else repr(answer)).split())
    if len(shown) > 180:
        shown = shown[:177] + "..."
    print(f"{name}: {shown}" + ("" if good else f"  <- expected {expected or 'a result'}"), flush=True)
    return good


def attempt(call: Callable[[], object]) -> tuple[object, Exception | None]:
    """What a call returns, or raises."""
    try:
        return call(), None
    except Exception as error:
        return None, error


async def attempt_async(
    client_class: type[Any], settings: dict[str, Any], method: str, arguments: dict[str, Any]
) -> tuple[object, Exception | None]:
    """The same, with the client that does not block."""
    try:
        async with client_class(**settings) as client:
            return await getattr(client, method)(**arguments), None
    except Exception as error:
        return None, error


def main() -> int:
    """Make all calls."""
    good = True
    with emulator() as url:
        for sync, asynchronous, credentials, method, arguments, expected in calls():
            settings = credentials | {"base_url": url}
            with sync(**settings) as client:
                answer, error = attempt(lambda: getattr(client, method)(**arguments))  # noqa: B023  called at once
            good &= show(f"{sync.__name__}.{method}", expected, answer, error)
            answer, error = asyncio.run(attempt_async(asynchronous, settings, method, arguments))
            good &= show(f"{asynchronous.__name__}.{method}", expected, answer, error)
    print("All calls came back as documented." if good else "Some calls came back differently.")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
