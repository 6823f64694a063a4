"""Every documented error is met on a real socket, and docs/emulator-errors.md says how.

The page is written from this module: ``python tests/emulator/test_error_table.py`` writes it anew.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from specseal_emulator import Account, Fault, Limits, Seed

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "emulator-errors.md"
CONTRACTS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "generated" / "contracts").glob("*.json"))
}
PATHS = {
    "faceid-lite": "/faceid/lite/get_token",
    "finauth-facesearch": "/finauth/search/group/face_info",
    "finauth-premium": "/finauth/v5/sdk/get_biz_token",
}


@dataclass
class World:
    """What a provocation has to hand."""

    product: str
    megvii: Any
    aliyun: Any
    emulator: Any
    picture: Callable[..., bytes]

    def call(self, **changes: Any) -> httpx.Response:
        """The product's call, right but for the changes."""
        if self.product == "linkvisual":
            return self.aliyun.rpc(**changes)
        names = {
            "faceid-lite": "get_token",
            "finauth-facesearch": "face_info",
            "finauth-premium": "get_biz_token",
        }
        return getattr(self.megvii, names[self.product])(**changes)

    def as_account(self, **account: Any) -> httpx.Response:
        """The product's call by an account of its own."""
        Seed(accounts=(Account("an-account", "its-secret", **account),)).write(self.emulator.world.store)
        if self.product == "linkvisual":
            return self.aliyun.rpc(AccessKeyId="an-account", secret="its-secret")
        if self.product == "faceid-lite":
            return self.call(api_key="an-account", api_secret="its-secret")
        return self.call(sign=self.megvii.sign("an-account", "its-secret"))


Provoke = Callable[[World], httpx.Response]


@dataclass(frozen=True)
class Row:
    """One documented error and the request that provokes it."""

    code: str
    detail: str
    """A documented reason, or one of the arguments it is documented for."""
    by: str
    """``behaviour``, ``account`` or ``fault``."""
    request: str
    provoke: Provoke

    @property
    def name(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


def refused(code: str, reason: str = "") -> Row:
    text = f"{code}: {reason}" if reason else code
    return Row(
        code,
        reason,
        "account",
        f"any request of an account with `refusal: {text}`",
        lambda w: w.as_account(refusal=text),
    )


def armed(code: str) -> Row:
    def provoke(world: World) -> httpx.Response:
        world.emulator.emulator.arm(Fault(product=world.product, error=code, count=1))
        return world.call()

    return Row(code, "", "fault", f"any request while a fault with `error: {code}` is armed", provoke)


def limited(code: str, reason: str, limits: Limits, request: str) -> Row:
    return Row(code, reason, "account", request, lambda world: world.as_account(limits=limits))


CROWDED = limited(
    "CONCURRENCY_LIMIT_EXCEEDED",
    "",
    Limits(concurrency=0),
    "a request while as many run as `limits.concurrency` allows",
)
USED_UP = limited(
    "AUTHORIZATION_ERROR", "LIMIT_REACHED", Limits(calls=0, seconds=86400), "a request beyond `limits.calls`"
)
OTHER_METHOD = Row(
    "API_NOT_FOUND",
    "",
    "behaviour",
    "a GET of the operation's path",
    lambda world: world.megvii.http.get(world.megvii.base_url + PATHS[world.product]),
)


def picture(code: str, argument: str, request: str, make: Callable[[World], bytes], detail: str = "") -> Row:
    def provoke(world: World) -> httpx.Response:
        files = {"image_ref1": world.picture(1), "image_ref2": world.picture(1), argument: make(world)}
        return world.call(files=files, comparison_type="0")

    return Row(code, detail, "behaviour", request, provoke)


def finauth(required: str) -> list[Row]:
    return [
        Row(
            "MISSING_ARGUMENTS",
            "",
            "behaviour",
            f"without `{required}`",
            lambda w: w.call(**{required: None}),
        ),
        Row(
            "BAD_ARGUMENTS",
            "",
            "behaviour",
            "`sign_version` is `hmac_sha9`",
            lambda w: w.call(sign_version="hmac_sha9"),
        ),
        Row("AUTHENTICATION_ERROR", "", "behaviour", "`sign` is not base64", lambda w: w.call(sign="?")),
        refused("AUTHORIZATION_ERROR", "API_KEY_BE_DISCONTINUED"),
        refused("AUTHORIZATION_ERROR", "IP_NOT_ALLOWED"),
        USED_UP,
        refused("AUTHORIZATION_ERROR", "DENIED"),
        Row(
            "AUTHORIZATION_ERROR",
            "EXPIRED_SIGN",
            "behaviour",
            "`b` of the sign is a second ago",
            lambda w: w.call(sign=w.megvii.sign(now=1_700_000_000, expires=int(w.emulator.clock.now()) - 1)),
        ),
        Row(
            "AUTHORIZATION_ERROR",
            "INVALID_SIGN",
            "behaviour",
            "the sign is made with another secret",
            lambda w: w.call(sign=w.megvii.sign("demo-key", "another")),
        ),
        CROWDED,
        OTHER_METHOD,
        armed("INTERNAL_ERROR"),
    ]


def throttled(world: World) -> httpx.Response:
    world.emulator.clock.freeze(1_800_000_000.0)
    responses = [world.call(at=1_800_000_000.0) for _ in range(101)]
    assert {response.status_code for response in responses[:100]} == {200}
    return responses[100]


def used_twice(world: World) -> httpx.Response:
    assert world.call(SignatureNonce="once").status_code == 200
    return world.call(SignatureNonce="once")


ROWS: dict[str, list[Row]] = {
    "faceid-lite": [
        *(
            picture(
                "IMAGE_ERROR_UNSUPPORTED_FORMAT",
                name,
                f"`comparison_type` is `0` and `{name}` is not an image",
                lambda _: b"no picture",
                name,
            )
            for name in ("image_ref1", "image_ref2")
        ),
        picture("NO_FACE_FOUND", "image_ref1", "an image marked `specseal-faces: 0`", lambda w: w.picture(0)),
        picture(
            "MULTIPLE_FACES", "image_ref1", "an image marked `specseal-faces: 2`", lambda w: w.picture(2)
        ),
        Row(
            "AUTHENTICATION_ERROR",
            "",
            "behaviour",
            "`api_secret` is another one",
            lambda w: w.call(api_secret="another"),
        ),
        refused("AUTHORIZATION_ERROR", "Denied."),
        refused("AUTHORIZATION_ERROR", "No data source permission."),
        CROWDED,
        Row("MISSING_ARGUMENTS", "", "behaviour", "without `biz_no`", lambda w: w.call(biz_no=None)),
        Row(
            "BAD_ARGUMENTS",
            "",
            "behaviour",
            "`comparison_type` is `7`",
            lambda w: w.call(comparison_type="7"),
        ),
        OTHER_METHOD,
        armed("INTERNAL_ERROR"),
    ],
    "finauth-facesearch": [
        Row(
            "INVALID_FACE_TOKEN",
            "",
            "behaviour",
            "an unknown `face_token`",
            lambda w: w.call(face_token="0" * 32),
        ),
        Row(
            "INVALID_GROUP_ID", "", "behaviour", "an unknown `group_id`", lambda w: w.call(group_id="nowhere")
        ),
        *finauth("group_id"),
    ],
    "finauth-premium": finauth("liveness_id"),
    "linkvisual": [
        refused("Forbidden.RiskControl"),
        Row(
            "SignatureDoesNotMatch",
            "",
            "behaviour",
            "signed with another secret",
            lambda w: w.call(secret="another"),
        ),
        Row("SignatureNonceUsed", "", "behaviour", "the same `SignatureNonce` a second time", used_twice),
        Row(
            "InvalidTimeStamp.Expired",
            "",
            "behaviour",
            "`Timestamp` is 16 minutes old",
            lambda w: w.call(at=w.emulator.clock.now() - 16 * 60),
        ),
        Row(
            "IllegalTimestamp",
            "",
            "behaviour",
            "`Timestamp` is `yesterday`",
            lambda w: w.call(Timestamp="yesterday"),
        ),
        Row(
            "InvalidAccessKeyId.NotFound",
            "",
            "behaviour",
            "an unknown `AccessKeyId`",
            lambda w: w.call(AccessKeyId="nobody"),
        ),
        Row(
            "InvalidAccessKeyId",
            "",
            "behaviour",
            "temporary credentials with a wrong `SecurityToken`",
            lambda w: w.call(AccessKeyId="STS.demo-key", SecurityToken="wrong"),
        ),
        Row("MissingParameter", "", "behaviour", "without `PageNo`", lambda w: w.call(PageNo=None)),
        Row(
            "InvalidVersion",
            "",
            "behaviour",
            "`Version` is `2018-01-21`",
            lambda w: w.call(Version="2018-01-21"),
        ),
        Row(
            "InvalidAction.NotFound",
            "",
            "behaviour",
            "`Action` is `Nothing`",
            lambda w: w.call(Action="Nothing"),
        ),
        Row("Throttling.User", "", "behaviour", "the 101st call of an account in one second", throttled),
        armed("InternalError"),
        armed("ServiceUnavailable"),
    ],
}
CASES = [(product, row) for product, rows in ROWS.items() for row in rows]
IDS = [f"{product}-{row.name}".replace(" ", "") for product, row in CASES]


def documented(product: str) -> dict[str, dict[str, Any]]:
    """The rows of all operations of a contract."""
    found: dict[str, dict[str, Any]] = {}
    for item in CONTRACTS[product]["paths"].values():
        for operation in item.values():
            found |= operation.get("x-errors", {})
    return found


def error_of(row: dict[str, Any], response: httpx.Response) -> str:
    if "xml" in response.headers["content-type"]:
        return ET.fromstring(response.content).findtext(row["key"]) or ""
    return response.json()[row["key"]]


def expect(product: str, row: Row, response: httpx.Response) -> None:
    found = documented(product)[row.code]
    assert response.status_code == found["status"]
    error = error_of(found, response)
    if "pattern" in found:
        head, _, tail = found["pattern"].partition("<argument>")
        assert error.startswith(head)
        assert error.endswith(tail)
        assert len(error) > len(head + tail)
    elif found.get("detail"):
        code, separator, detail = error.partition(": ")
        assert (code, separator) == (row.code, ": ")
        assert detail == row.detail if row.detail else detail
    else:
        assert error == row.code


@pytest.fixture
def world(request, megvii, aliyun, emulator, picture) -> World:
    product: str = request.node.callspec.params["product"]
    return World(product, megvii, aliyun, emulator, picture)


@pytest.mark.parametrize(("product", "row"), CASES, ids=IDS)
def test_provoked(world: World, product: str, row: Row) -> None:
    response = row.provoke(world)
    expect(product, row, response)
    entry = world.emulator.journal.last()
    assert entry.code.partition(":")[0] == error_of(documented(product)[row.code], response).partition(":")[0]
    assert ("fault" in entry.notes) is (row.by == "fault")


@pytest.mark.parametrize(("product", "row"), CASES, ids=IDS)
def test_preferred(world: World, product: str, row: Row) -> None:
    world.megvii.http.headers["prefer"] = f'error="{row.name}"'
    expect(product, row, world.call())


@pytest.mark.parametrize(("product", "row"), CASES, ids=IDS)
def test_armed(world: World, product: str, row: Row) -> None:
    world.emulator.emulator.arm(Fault(product=product, error=row.name, count=1))
    expect(product, row, world.call())
    assert world.call().status_code == 200


@pytest.mark.parametrize("product", CONTRACTS)
def test_the_table_is_complete(product: str) -> None:
    wanted = set()
    for code, row in documented(product).items():
        details = [*row.get("reasons", ()), *row.get("arguments", ())]
        wanted |= {(code, detail) for detail in details} or {(code, "")}
    assert {(row.code, row.detail) for row in ROWS[product]} == wanted
    assert len(ROWS[product]) == len(wanted)


def page() -> str:
    parts = [
        "# Documented errors and how to provoke them",
        "",
        "Every error that a contract documents, vendor-wide ones included, with a request that provokes it.",
        "*behaviour*: the request alone; *account*: an account seeded accordingly; *fault*: an armed fault, for errors",
        "that only a failure of the vendor causes. Every row can also be requested with `Prefer: error=…` and armed as",
        "a fault. The tests are in `tests/emulator/test_error_table.py`: `test_provoked`, `test_preferred` and",
        "`test_armed`, each with the row's name. That file also writes this page; edit it there.",
    ]
    for product, rows in ROWS.items():
        parts += [
            "",
            f"## {product}",
            "",
            "| error | status | by | request | test |",
            "|---|---|---|---|---|",
        ]
        for row, test in ((row, name) for (p, row), name in zip(CASES, IDS, strict=True) if p == product):
            status = documented(product)[row.code]["status"]
            parts.append(f"| `{row.name}` | {status} | {row.by} | {row.request} | `test_provoked[{test}]` |")
        assert len(rows) == len({row.name for row in rows})
    return "\n".join(parts) + "\n"


def test_the_page_says_so() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"run: python {Path(__file__).relative_to(ROOT)}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
