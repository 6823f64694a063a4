"""Failing cases as scripts and as curl commands.

Both resend the same bytes, signature included, after setting the emulator's clock to the time of the original request,
so that the signature is still valid. When Hypothesis shrinks a case, the script is overwritten: the last is smallest.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shlex
from collections.abc import Generator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import requests

from specseal_emulator import Account, Fault, Seed
from tests.properties.callers import Callers, carried, classes, snake
from tests.properties.starting import ADDED, Tapped
from tests.properties.tap import CONTROL, Exchange

FOLDER = Path(__file__).parents[2] / "reports" / "failures"
SERVED = "http://127.0.0.1:8080"
_OWN_HEADERS = {"content-length", "connection", "accept-encoding"}


@contextlib.contextmanager
def explaining(
    exchange: Exchange, *, account: Account | None = None, fault: Fault | None = None
) -> Generator[None]:
    """Add a script that resends this request to any exception raised in the block.

    `account` is needed beyond the suites' seed; `fault` has to be armed.
    """
    try:
        yield
    except Exception as error:
        error.add_note(_note([exchange], account, fault))
        raise


@contextlib.contextmanager
def retelling(emulator: Tapped) -> Generator[None]:
    """Add a script that resends all requests since the last reset to any exception raised in the block.

    For cases that need several requests, those to the control plane included. Direct access to the emulator's objects
    is not recorded.
    """
    try:
        yield
    except Exception as error:
        if conversation := emulator.tap.conversation():
            error.add_note(_note(conversation))
        raise


def _note(exchanges: Sequence[Exchange], account: Account | None = None, fault: Fault | None = None) -> str:
    script = raw_script(exchanges, account, fault)
    last = exchanges[-1]
    return (
        f"response: {last.status} {last.response.decode('utf-8', 'replace')}\n"
        f"the same as curl:\n{curl(exchanges, account, fault)}\nand as a script:\n{script}"
        f"which is also in {kept(script, 'request')}"
    )


@contextlib.contextmanager
def called(callers: Callers, arguments: Mapping[str, Any], kind: str) -> Generator[None]:
    """Add a script that repeats this call of a generated client to any exception raised in the block."""
    try:
        yield
    except Exception as error:
        script = client_script(callers, arguments, kind)
        error.add_note(f"the call as a script:\n{script}which is also in {kept(script, 'call')}")
        raise


def raw_script(
    exchanges: Sequence[Exchange], account: Account | None = None, fault: Fault | None = None
) -> str:
    """A script that sends the same bytes to an emulator of its own."""
    lines = [
        "import base64",
        *(["from specseal_emulator import *"] if account or fault else []),
        "from tests.properties.reproduction import send",
        "from tests.properties.starting import tapped",
        "",
        "with tapped() as emulator:",
        *([f"    Seed(accounts=({account!r},)).write(emulator.world.store)"] if account else []),
        *([f"    emulator.arm({fault!r})"] if fault else []),
    ]
    for exchange in exchanges:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in exchange.headers}
        lines += [
            "    send(" if exchange.controls else "    print(*send(",
            f"        emulator, at={exchange.at!r}, method={exchange.method!r}, path={exchange.path!r},",
            f"        query={exchange.query.decode('latin-1')!r},",
            f"        headers={headers!r},",
            f"        body=base64.b64decode({base64.b64encode(exchange.body).decode()!r}),",
            "    )" if exchange.controls else "    ))",
        ]
    return "\n".join(lines) + "\n"


def send(
    emulator: Tapped,
    *,
    at: float,
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
) -> tuple[int, str]:
    """Send bytes to an emulator at the Unix time `at`, and return status and body; status 0 without a response."""
    if not path.startswith(CONTROL):
        emulator.clock.freeze(at)
    own = {name: value for name, value in headers.items() if name.lower() not in _OWN_HEADERS}
    url = f"{emulator.base_url}{path}{'?' if query else ''}{query}"
    with requests.Session() as session:
        session.trust_env = False
        prepared = requests.Request(method, url, headers=own, data=body).prepare()
        try:
            response = session.send(prepared, allow_redirects=False)
        except requests.ConnectionError as error:  # some faults break the connection
            return 0, str(error)
    return response.status_code, response.text


def curl(exchanges: Sequence[Exchange], account: Account | None = None, fault: Fault | None = None) -> str:
    """Curl commands that prepare `specseal-emulator serve --port 8080 --random-seed 1` and send the same bytes."""
    start = ADDED + Seed(accounts=(account,)) if account else ADDED
    lines = [
        _control("POST", "reset", None),
        _control("POST", "seed", start.plain()),
        *([_control("POST", "faults", asdict(fault))] if fault else []),
    ]
    for exchange in exchanges:
        if not exchange.controls:
            lines.append(_control("PUT", "clock", {"now": exchange.at, "frozen": True}))
        lines.append(_curl(exchange))
    return "\n".join(lines)


def _curl(exchange: Exchange) -> str:
    url = f"{SERVED}{exchange.path}"
    if exchange.query:
        url += f"?{exchange.query.decode('latin-1')}"
    quiet = " -o /dev/null" if exchange.controls else ""
    command = f"curl -sS{quiet} -X {exchange.method} {shlex.quote(url)}"
    for name, value in exchange.headers:
        if name.decode("latin-1").lower() not in _OWN_HEADERS:
            header = f"{name.decode('latin-1')}: {value.decode('latin-1')}"
            command += f" -H {shlex.quote(header)}"
    if exchange.body:
        encoded = base64.b64encode(exchange.body).decode()
        command = f"echo {encoded} | base64 -d | {command} --data-binary @-"
    return command


def _control(method: str, what: str, body: Any) -> str:
    data = f" -d {shlex.quote(json.dumps(body))}" if body else ""
    return f"curl -sS -o /dev/null -X {method} {SERVED}{CONTROL}/{what}{data}"


def client_script(callers: Callers, arguments: Mapping[str, Any], kind: str) -> str:
    """A script that repeats a call with the generated client."""
    operation = callers.operation
    name = classes(operation)[0 if kind == "sync" else 1].__name__
    settings = ", ".join(f"{key}={value!r}" for key, value in callers.given().items() if key != "base_url")
    names = carried(operation)
    given = ", ".join(f"{names[key]}={value!r}" for key, value in arguments.items())
    call = f"client.{snake(operation.id)}({given})"
    head = [
        f"from {operation.product.replace('-', '_')} import {name}",
        "from tests.properties.starting import tapped",
        "",
    ]
    made = f"{name}(base_url=emulator.base_url, {settings})"
    if kind == "sync":
        body = ["with tapped() as emulator, " + made + " as client:", f"    print({call})"]
    else:
        body = [
            "import asyncio",
            "async def main():",
            f"    with tapped() as emulator:\n        async with {made} as client:",
            f"            print(await {call})",
            "asyncio.run(main())",
        ]
    return "\n".join([*head, *body]) + "\n"


def kept(script: str, what: str) -> str:
    """Write a script to the file of the running test, and return its path from the root of the repository."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "case").partition(" ")[0].rpartition("::")[2]
    FOLDER.mkdir(parents=True, exist_ok=True)
    target = FOLDER / f"{re.sub('[^A-Za-z0-9_.-]+', '_', test)}.{what}.py"
    target.write_text(script, encoding="utf-8")
    return str(target.relative_to(FOLDER.parents[1]))
