"""Tokens that a client obtains by itself: when, how often, and what becomes of them."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from .conftest import Recorder

OAUTH = {
    "type": "oauth2",
    "flows": {
        "clientCredentials": {"tokenUrl": "https://auth.example.com/oauth2/token", "scopes": {"read": "R"}}
    },
}
GIVEN = {"client_id": "ann", "client_secret": "s:3 cret"}
FIRST = "Basic " + base64.b64encode(b"ann:s%3A3%20cret").decode()


class Vendor(Recorder):
    """Gives each token once, in turn, and takes those that are good."""

    life: Any = 3600
    good = ("token-1", "token-2", "token-3")
    refusal = (401, b"{}")

    def _tokens(self) -> int:
        return sum(one.path in {"/oauth2/token", "/token"} for one in self.seen)

    def _known(self) -> bool:
        last = self.last
        sent = last.headers.get("authorization", "").removeprefix("Bearer ") or dict(last.query).get(
            "access_token"
        )
        return last.path in {"/oauth2/token", "/token"} or sent in self.good

    @property
    def answer(self) -> bytes:  # type: ignore[override]
        if self.last.path in {"/oauth2/token", "/token"}:
            return json.dumps({"access_token": f"token-{self._tokens()}", "expires_in": self.life}).encode()
        return b"{}" if self._known() else self.refusal[1]

    @property
    def status(self) -> int:  # type: ignore[override]
        return 200 if self._known() else self.refusal[0]


@pytest.fixture
def vendor(vendor: Any) -> Any:
    vendor.__class__ = Vendor
    return vendor


def oauth(sandbox: Any) -> None:
    sandbox.spec["components"]["securitySchemes"] = {"auth": OAUTH}
    sandbox.spec["security"] = [{"auth": ["read"]}]


def calls(call: Any, times: int, **given: Any) -> None:
    """Several calls of one client."""
    package, url = call.package, call._vendor.url
    if call._blocking:
        with package.Thing(base_url=url, **given) as client:
            for _ in range(times):
                client.get_thing(id="1")
        return

    async def run() -> None:
        async with package.AsyncThing(base_url=url, **given) as client:
            for _ in range(times):
                await client.get_thing(id="1")

    asyncio.run(run())


def test_a_token_is_obtained_once_and_used_while_it_is_good(sandbox: Any, any_call: Any, vendor: Any) -> None:
    oauth(sandbox)
    calls(any_call, 3, **GIVEN)
    assert [one.path for one in vendor.seen] == ["/oauth2/token", "/thing", "/thing", "/thing"]
    first, second = vendor.seen[:2]
    assert first.form == [("grant_type", "client_credentials")]
    assert first.headers["authorization"] == FIRST
    assert second.headers["authorization"] == "Bearer token-1"


def test_a_token_is_renewed_before_its_end(
    sandbox: Any, any_call: Any, vendor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    oauth(sandbox)
    vendor.life = "100"
    real = time.monotonic
    passed = iter([0.0] + [91.0] * 1000)
    any_call.package  # noqa: B018 - imports it
    from thing._runtime import tokens  # type: ignore[import-not-found]

    class Clock:
        @staticmethod
        def monotonic() -> float:
            return real() + next(passed)

    monkeypatch.setattr(tokens, "time", Clock)
    calls(any_call, 2, **GIVEN)
    assert [one.headers["authorization"] for one in vendor.seen if one.path == "/thing"] == [
        "Bearer token-1",
        "Bearer token-2",
    ]


def test_a_token_that_is_refused_is_renewed_once(sandbox: Any, any_call: Any, vendor: Any) -> None:
    oauth(sandbox)
    vendor.good = ("token-2",)
    calls(any_call, 1, max_retries=0, **GIVEN)
    assert [one.path for one in vendor.seen] == ["/oauth2/token", "/thing"] * 2
    vendor.good = ()
    with pytest.raises(any_call.package.APIStatusError) as refused:
        calls(any_call, 1, **GIVEN)
    assert refused.value.status_code == 401
    assert len(vendor.seen) == 8
    assert "token-" not in f"{refused.value!r}{refused.value}"


def test_concurrent_calls_obtain_one_token(sandbox: Any, imported: Any, vendor: Any) -> None:
    oauth(sandbox)
    module = imported()
    with module.Thing(base_url=vendor.url, concurrency=1, **GIVEN) as client, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: client.get_thing(id="1"), range(4)))

    async def run() -> None:
        async with module.AsyncThing(base_url=vendor.url, concurrency=1, total_timeout=10, **GIVEN) as client:
            await asyncio.gather(*(client.get_thing(id="1") for _ in range(4)))

    asyncio.run(run())
    assert [one.path for one in vendor.seen].count("/oauth2/token") == 2


def test_a_token_may_be_given_instead(sandbox: Any, any_call: Any, vendor: Any) -> None:
    oauth(sandbox)
    vendor.good = ("mine",)
    calls(any_call, 1, access_token="mine")
    assert [one.path for one in vendor.seen] == ["/thing"]
    with pytest.raises(any_call.package.ConfigurationError) as refused:
        calls(any_call, 1, client_id="ann")
    assert "access_token=… (THING_ACCESS_TOKEN), or client_id=…" in str(refused.value)


def test_scopes_are_asked_for_when_they_are_given(sandbox: Any, any_call: Any, vendor: Any) -> None:
    oauth(sandbox)
    calls(any_call, 1, scope="read", **GIVEN)
    assert vendor.seen[0].form == [("grant_type", "client_credentials"), ("scope", "read")]


def test_a_response_without_a_token_is_told(sandbox: Any, any_call: Any, vendor: Any) -> None:
    oauth(sandbox)
    vendor.__class__ = Recorder
    vendor.answer, vendor.status = b'{"access_token": ""}', 200
    with pytest.raises(any_call.package.APIDecodeError, match="no token at /access_token"):
        calls(any_call, 1, **GIVEN)


def own(sandbox: Any) -> None:
    """A token of the vendor's own kind: an operation, a query parameter, and codes under HTTP 200."""
    sandbox.spec["components"] |= {
        "securitySchemes": {
            "app": {"type": "apiKey", "in": "query", "name": "appid", "x-credentials": {"api_key": "app_id"}},
            "token": {
                "type": "apiKey",
                "in": "query",
                "name": "access_token",
                "x-credentials": {"api_key": "access_token"},
                "x-token": {
                    "operation": "getToken",
                    "token": "/access_token",
                    "lifetime": 7200,
                    "expired": [40001],
                },
            },
        }
    }
    schemas = sandbox.spec["components"]["schemas"]
    schemas["Granted"] = {"type": "object", "properties": {"access_token": {"type": "string"}}}
    granted = {"application/json": {"schema": {"$ref": "#/components/schemas/Granted"}}}
    sandbox.spec["paths"]["/token"] = {
        "get": {
            "operationId": "getToken",
            "security": [{"app": []}],
            "responses": {"200": {"description": "It.", "content": granted}},
        }
    }
    sandbox.operation["security"] = [{"token": []}]
    sandbox.spec["x-error-body"] = {
        "code": ["/errcode"],
        "failed_when": [{"pointer": "/errcode", "equals": 40001}],
    }
    row = {"status": 200, "description": "The token is old.", "retryable": False, "name": "OldTokenError"}
    sandbox.operation["x-errors"] = {"40001": row}


def test_a_token_of_the_vendors_own_kind(sandbox: Any, any_call: Any, vendor: Any) -> None:
    own(sandbox)
    vendor.good, vendor.refusal = ("token-2",), (200, b'{"errcode": 40001}')
    calls(any_call, 2, app_id="me")
    assert [(one.path, one.query) for one in vendor.seen[:4]] == [
        ("/token", [("appid", "me")]),
        ("/thing", [("access_token", "token-1")]),
        ("/token", [("appid", "me")]),
        ("/thing", [("access_token", "token-2")]),
    ]
    assert len(vendor.seen) == 5


def test_only_such_products_carry_the_module(sandbox: Any) -> None:
    assert "src/thing/_runtime/tokens.py" not in sandbox.output().files
    oauth(sandbox)
    files = sandbox.output().files
    assert "src/thing/_runtime/tokens.py" in files
    assert '"x-token"' in sandbox.output().contract
    assert "def obtain_token(" in files["src/thing/_client.py"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda s: token(s).update(operation="nothing"), "token-operation"),
        (lambda s: token(s).update(credential="nothing"), "token-credential"),
        (lambda s: token(s).update(token="/nothing"), "token-pointer"),
        (lambda s: token(s).update(lifetime="/nothing"), "token-pointer"),
        (lambda s: s.spec["paths"]["/token"]["get"].update(security=[{"token": []}]), "token-circle"),
        (
            lambda s: s.spec["paths"]["/token"]["get"].update(
                parameters=[{"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}]
            ),
            "token-argument",
        ),
    ],
)
def test_what_is_refused(sandbox: Any, change: Any, code: str) -> None:
    own(sandbox)
    change(sandbox)
    assert code in sandbox.codes()


def token(sandbox: Any) -> Any:
    return sandbox.spec["components"]["securitySchemes"]["token"]["x-token"]
