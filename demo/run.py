"""Calls every method of every generated client against the emulator: sync and async, successes and documented failures.

Prints one line per call: whether the sync and the async result are as documented, the method, and the result. Exits
with 1 when a result differs.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

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

Returned = tuple[object, Exception | None]
"""The result of a call, or its exception."""


class Call(NamedTuple):
    """One call, made by the blocking and by the async client."""

    clients: tuple[type[Any], type[Any]]
    settings: dict[str, Any]
    method: str
    arguments: dict[str, Any]
    expected: str
    """The path of a value in the response (``.info.user_id``), or the class of the error."""
    about: str
    """What the call shows, in a few words."""

    @property
    def name(self) -> str:
        """The method's full name."""
        return f"{self.clients[0].__name__}.{self.method}"


def calls() -> Iterator[Call]:
    """All calls, product by product."""
    search, face = (FinAuthFaceSearch, AsyncFinAuthFaceSearch), {"group_id": GROUP, "face_token": FACE_TOKEN}
    unknown, wrong = face | {"face_token": "0" * 32}, MEGVII | {"api_secret": WRONG}
    yield Call(search, MEGVII, "get_face_info", face, ".info.user_id", "a face")
    yield Call(search, MEGVII, "get_face_info", unknown, "InvalidFaceTokenError", "unknown face")
    yield Call(search, wrong, "get_face_info", face, "AuthorizationError", "wrong secret")

    premium, scene = (FinAuthPremium, AsyncFinAuthPremium), {"liveness_id": "demo-liveness"}
    yield Call(premium, MEGVII, "get_biz_token", scene | {"uuid": "user_01"}, ".biz_token", "a token")
    yield Call(premium, MEGVII, "get_biz_token", scene | {"uuid": "x" * 129}, "BadArgumentsError", "too long")

    lite = (FaceIDLite, AsyncFaceIDLite)
    compare = TOKEN_ARGUMENTS | {"comparison_type": "0"}
    pictured, damaged = compare | {"image_ref1": picture()}, compare | {"image_ref1": b"not a picture"}
    unsupported = "ImageErrorUnsupportedFormatError"
    yield Call(lite, MEGVII, "get_token", pictured, ".token", "with an image")
    yield Call(lite, MEGVII, "get_token", TOKEN_ARGUMENTS | {"comparison_type": "-1"}, ".token", "without")
    yield Call(lite, MEGVII, "get_token", compare, "MissingArgumentsError", "missing image")
    yield Call(lite, MEGVII, "get_token", damaged, unsupported, "corrupt image")
    yield Call(lite, wrong, "get_token", pictured, "AuthenticationError", "wrong secret")

    visual = (LinkVisual, AsyncLinkVisual)
    query, method = {"isolation_id": "ZheJiangHZ", "page_no": 1, "page_size": 10}, "query_face_user_by_name"
    tony, forged = query | {"name": "Tony"}, ALIYUN | {"access_key_secret": WRONG}
    signings = {"ACS3": {}, "RPC 1.0": {"signature": "v1"}, "RPC, XML": {"signature": "v1", "format": "XML"}}
    for about, settings in signings.items():
        yield Call(visual, ALIYUN | settings, method, tony, ".data.total", about)
    yield Call(visual, ALIYUN, method, query | {"name": "nobody"}, ".data.total", "no such name")
    yield Call(visual, forged, method, query, "SignatureDoesNotMatchError", "wrong secret")
    stranger = ALIYUN | {"access_key_id": "nobody"}
    yield Call(visual, stranger, method, query, "InvalidAccessKeyIdNotFoundError", "unknown key")


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
        log = Path(folder) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(command, stderr=output)  # noqa: S603  our own emulator
        try:
            deadline = time.monotonic() + 30
            while not ready.exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"The emulator did not start. {log.read_text('utf-8')}")
                time.sleep(0.02)
            yield ready.read_text("utf-8").strip()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=15)


def fit(text: str, width: int) -> str:
    """A text on one line, cut after a whole word when it is too wide."""
    words = re.findall(r"[^\s,/(-]*[,/(-]*\s*", " ".join(text.split()))
    if sum(map(len, words)) <= width:
        return "".join(words)
    lengths = itertools.accumulate(map(len, words))
    return "".join(word for word, end in zip(words, lengths, strict=True) if end < width) + "…"


def described(call: Call, outcome: Returned) -> tuple[bool, str]:
    """Whether that was expected, and the result in words."""
    response, error = outcome
    if error is not None:
        status, hint = getattr(error, "status_code", None), getattr(error, "hint", None)
        words = f"HTTP {status}. {hint}" if status and hint else str(error)
        return type(error).__name__ == call.expected, f"{type(error).__name__}: {words}"
    if not call.expected.startswith("."):
        return False, f"{response!r}, where {call.expected} was expected"
    found = reduce(getattr, call.expected[1:].split("."), response)
    return found is not None, f"{call.expected} = {found!r}"


class Printer:
    """Prints aligned lines as wide as the terminal, in colour if enabled."""

    def __init__(self, planned: Sequence[Call]) -> None:
        self.names = max(len(call.name) for call in planned)
        self.abouts = max(len(call.about) for call in planned)
        taken = self.names + self.abouts + 9
        self.room = max(shutil.get_terminal_size((100, 24)).columns - taken, 20)
        asked = sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))
        self.colour = asked and "NO_COLOR" not in os.environ

    def paint(self, code: str, text: str) -> str:
        """A text in a colour of the terminal."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text

    def line(self, call: Call, *results: tuple[bool, str]) -> None:
        """One call and its two results; prints the first that was not as expected, or else the first."""
        marks = " ".join(self.paint("32", "✓") if good else self.paint("31", "✗") for good, _ in results)
        text = next((text for good, text in results if not good), results[0][1])
        colour, mark = ("36", " = ") if text.startswith(".") else ("33", ": ")
        what, between, rest = fit(text, self.room).partition(mark)
        shown = f"{self.paint(colour, what)}{between}{rest}"
        print(f"{marks}  {call.name:{self.names}}  {call.about:{self.abouts}}  {shown}", flush=True)


def attempt(call: Callable[[], object]) -> Returned:
    """The result of a call, or its exception."""
    try:
        return call(), None
    except Exception as error:
        return None, error


def blocking(call: Call, url: str) -> Returned:
    """Make a call with the blocking client."""
    with call.clients[0](**call.settings, base_url=url) as client:
        return attempt(lambda: getattr(client, call.method)(**call.arguments))


async def awaited(call: Call, url: str) -> Returned:
    """Make a call with the async client."""
    try:
        async with call.clients[1](**call.settings, base_url=url) as client:
            return await getattr(client, call.method)(**call.arguments), None
    except Exception as error:
        return None, error


def main() -> int:
    """Make all calls; returns the exit status."""
    planned = list(calls())
    printer = Printer(planned)
    good = 0
    with emulator() as url:
        for _, product in itertools.groupby(planned, key=lambda call: call.clients):
            for call in product:
                results = (
                    described(call, blocking(call, url)),
                    described(call, asyncio.run(awaited(call, url))),
                )
                printer.line(call, *results)
                good += sum(as_expected for as_expected, _ in results)
            print()
    made = 2 * len(planned)
    if good == made:
        print(f"All {made} calls, half of them async, had the documented result.")
    else:
        print(f"{made - good} of {made} calls had another result.")
    print("Next: docs/adding-a-vendor.md, or run the emulator: .venv/bin/specseal-emulator serve")
    return int(good != made)


if __name__ == "__main__":
    sys.exit(main())
