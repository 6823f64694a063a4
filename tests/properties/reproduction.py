"""A failing case as a script that runs, and as curl.

Both send the bytes that were sent, signature and all: the script to an emulator whose clock it sets to the moment
of the call, so that the signature still counts. Of a property that shrinks its case the last script is the
smallest one.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shlex
from collections.abc import Generator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import requests

from specseal_emulator import Account, Fault, Seed
from tests.properties.callers import Callers, carried, classes, snake
from tests.properties.signing import RING
from tests.properties.starting import tapped
from tests.properties.tap import Exchange

FOLDER = Path(__file__).parents[2] / "reports" / "failures"
_OWN_HEADERS = {"content-length", "connection", "accept-encoding"}


@contextlib.contextmanager
def explaining(
    exchange: Exchange, *, account: Account | None = None, fault: Fault | None = None
) -> Generator[None]:
    """Add to whatever is raised in the block how to send this request once more.

    `account` is one that the call needs beyond the rings' seed, `fault` one that has to be armed.
    """
    try:
        yield
    except Exception as error:
        script = raw_script(exchange, account, fault)
        answer = exchange.answer.decode("utf-8", "replace")
        error.add_note(
            f"answered: {exchange.status} {answer}\n"
            f"the same as curl:\n{curl(exchange, account, fault)}\nand as a script:\n{script}"
            f"which is also in {_kept(script, 'request')}"
        )
        raise


@contextlib.contextmanager
def called(callers: Callers, arguments: Mapping[str, Any], kind: str) -> Generator[None]:
    """Add to whatever is raised in the block how to make this call of a generated client once more."""
    try:
        yield
    except Exception as error:
        script = client_script(callers, arguments, kind)
        error.add_note(f"the call as a script:\n{script}which is also in {_kept(script, 'call')}")
        raise


def raw_script(exchange: Exchange, account: Account | None = None, fault: Fault | None = None) -> str:
    """A script that sends the same bytes to an emulator of its own."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in exchange.headers}
    names = ", ".join(["replay", *(type(each).__name__ for each in (account, fault) if each)][1:])
    lines = [
        "import base64",
        *([f"from specseal_emulator import {names}"] if names else []),
        "from tests.properties.reproduction import replay",
        "",
        "print(*replay(",
        f"    at={exchange.at!r}, method={exchange.method!r}, path={exchange.path!r},",
        f"    query={exchange.query.decode('latin-1')!r},",
        f"    headers={headers!r},",
        f"    body=base64.b64decode({base64.b64encode(exchange.body).decode()!r}),",
        *([f"    account={account!r},"] if account else []),
        *([f"    fault={fault!r},"] if fault else []),
        "))",
    ]
    return "\n".join(lines) + "\n"


def replay(
    *,
    at: float,
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
    account: Account | None = None,
    fault: Fault | None = None,
) -> tuple[int, str]:
    """Send bytes to an emulator that starts as the rings' does, at the Unix time `at`; status and body come back."""
    with tapped() as emulator:
        emulator.clock.freeze(at)
        if account:
            Seed(accounts=(account,)).write(emulator.world.store)
        if fault:
            emulator.arm(fault)
        kept = {name: value for name, value in headers.items() if name.lower() not in _OWN_HEADERS}
        url = f"{emulator.base_url}{path}{'?' if query else ''}{query}"
        with requests.Session() as session:
            session.trust_env = False
            answer = session.send(requests.Request(method, url, headers=kept, data=body).prepare())
        return answer.status_code, answer.text


def curl(exchange: Exchange, account: Account | None = None, fault: Fault | None = None) -> str:
    """The same bytes by curl, to `specseal-emulator serve --port 8080` that is made ready first."""
    control = "http://127.0.0.1:8080/_emulator"
    accounts = [asdict(each) for each in (Account(RING.key, RING.secret), account) if each]
    lines = [
        _tell("POST", f"{control}/seed", {"accounts": accounts}),
        _tell("PUT", f"{control}/clock", {"now": exchange.at, "frozen": True}),
        *([_tell("POST", f"{control}/faults", asdict(fault))] if fault else []),
    ]
    url = f"http://127.0.0.1:8080{exchange.path}"
    if exchange.query:
        url += f"?{exchange.query.decode('latin-1')}"
    send = f"curl -sS -X {exchange.method} {shlex.quote(url)}"
    for name, value in exchange.headers:
        if name.decode("latin-1").lower() not in _OWN_HEADERS:
            header = f"{name.decode('latin-1')}: {value.decode('latin-1')}"
            send += f" -H {shlex.quote(header)}"
    if exchange.body:
        encoded = base64.b64encode(exchange.body).decode()
        send = f"echo {encoded} | base64 -d | {send} --data-binary @-"
    return "\n".join([*lines, send])


def _tell(method: str, url: str, body: Any) -> str:
    return f"curl -sS -o /dev/null -X {method} {url} -d {shlex.quote(json.dumps(body))}"


def client_script(callers: Callers, arguments: Mapping[str, Any], kind: str) -> str:
    """A script that makes the same call with the generated client."""
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


def _kept(script: str, what: str) -> str:
    """Where a script was written to: a file of the test that runs, written anew as its case shrinks."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "case").partition(" ")[0].rpartition("::")[2]
    FOLDER.mkdir(parents=True, exist_ok=True)
    target = FOLDER / f"{re.sub('[^A-Za-z0-9_.-]+', '_', test)}.{what}.py"
    target.write_text(script, encoding="utf-8")
    return str(target.relative_to(FOLDER.parents[1]))
