"""Callbacks whose body a header signs: read as GitHub, Stripe and Slack send them, and nothing else."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any

import pytest

SECRET = "whsec_1"
BODY = b'{"name": "caf\xc3\xa9",  "extra": 1}'


def digest(text: bytes, secret: str = SECRET) -> str:
    """The HMAC that all three use, by hand."""
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def vector(headers: dict[str, str]) -> dict[str, Any]:
    return {
        "name": "one",
        "source": "openssl dgst -sha256 -hmac",
        "credentials": {"key": SECRET},
        "clock": 1700000000,
        "request": {"method": "POST", "url": "https://you.example/", "body": "{}"},
        "expect": {"headers": headers},
    }


GITHUB = (
    {"header": "X-Hub-Signature-256"},
    'headers["x-hub-signature-256"] = f"sha256={hex(hmac_sha256(key, body))}"\n',
    {"x-hub-signature-256": f"sha256={digest(b'{}')}"},
)
STRIPE = (
    {
        "header": "Stripe-Signature",
        "item": "v1",
        "time": {"header": "Stripe-Signature", "item": "t", "age": 300},
    },
    'now = unix_time()\nmade = hex(hmac_sha256(key, f"{now}." + body))\n'
    'headers["stripe-signature"] = f"t={now},v1={made}"\n',
    {"stripe-signature": f"t=1700000000,v1={digest(b'1700000000.{}')}"},
)
SLACK = (
    {
        "header": "X-Slack-Signature",
        "time": {"header": "X-Slack-Request-Timestamp", "age": 300},
    },
    'now = unix_time()\nheaders["x-slack-request-timestamp"] = now\n'
    'made = hex(hmac_sha256(key, f"v0:{now}:" + body))\nheaders["x-slack-signature"] = f"v0={made}"\n',
    {"x-slack-signature": f"v0={digest(b'v0:1700000000:{}')}", "x-slack-request-timestamp": "1700000000"},
)
Shape = tuple[dict[str, Any], str, dict[str, str]]


def receive(sandbox: Any, shape: Shape) -> None:
    """Let the vendor send such callbacks."""
    told, steps, expected = shape
    sandbox.receive()
    recipe = sandbox.spec["components"]["securitySchemes"]["callback"]["x-signing"]
    recipe.update(steps=steps, vectors=[vector(expected)])
    callback = sandbox.spec["x-callbacks"]["outcome"]
    sandbox.spec["x-callbacks"]["outcome"] = {
        key: value for key, value in callback.items() if key not in {"data", "sign"}
    } | told


def genuine(shape: Shape, body: bytes = BODY, at: float = 0, secret: str = SECRET) -> dict[str, str]:
    """The headers of a callback, signed by hand."""
    now = int(time.time() + at)
    if shape is GITHUB:
        return {"X-Hub-Signature-256": f"sha256={digest(body, secret)}"}
    if shape is STRIPE:
        made = digest(f"{now}.".encode() + body, secret)
        return {"Stripe-Signature": f"t={now},v1={'0' * 64}, v1={made},v0=ab"}
    made = digest(f"v0:{now}:".encode() + body, secret)
    return {"X-Slack-Request-Timestamp": str(now), "X-Slack-Signature": f"v0={made}"}


@pytest.mark.parametrize("shape", [GITHUB, STRIPE, SLACK], ids=["github", "stripe", "slack"])
def test_a_genuine_callback_is_read_and_any_other_refused(sandbox: Any, imported: Any, shape: Shape) -> None:
    receive(sandbox, shape)
    thing = imported()
    callbacks = thing.Thing(key=SECRET).callbacks
    refused = thing.errors.CallbackError
    headers = genuine(shape)
    assert callbacks.unwrap(BODY, headers).name == "café"
    assert (
        callbacks.unwrap(BODY.decode(), {name.upper(): one for name, one in headers.items()}).name == "café"
    )
    with pytest.raises(refused, match="signature verification failed"):
        callbacks.unwrap(BODY.replace(b"  ", b" "), headers)
    with pytest.raises(refused, match="signature verification failed"):
        callbacks.unwrap(BODY, genuine(shape, secret="another"))
    for missing in headers:
        with pytest.raises(refused, match="is missing"):
            callbacks.unwrap(BODY, {name: one for name, one in headers.items() if name != missing})
    with pytest.raises(refused, match="cannot be decoded"):
        callbacks.unwrap(b"[]", genuine(shape, b"[]"))
    with pytest.raises(refused, match="must be str or bytes"):
        callbacks.unwrap(None, headers)
    with pytest.raises(refused, match="not valid Unicode"):
        callbacks.unwrap(BODY, {name: f"{one}\ud800" for name, one in headers.items()})


@pytest.mark.parametrize("shape", [STRIPE, SLACK], ids=["stripe", "slack"])
def test_an_old_callback_is_refused_and_so_is_one_of_the_future(
    sandbox: Any, imported: Any, shape: Shape
) -> None:
    receive(sandbox, shape)
    thing = imported()
    callbacks = thing.Thing(key=SECRET).callbacks
    for at in (-290, 290):
        assert callbacks.unwrap(BODY, genuine(shape, at=at)).name == "café"
    for at in (-310, 310):
        with pytest.raises(thing.errors.CallbackError, match="signed more than 300 seconds from now"):
            callbacks.unwrap(BODY, genuine(shape, at=at))
    for before in ("x", "１", "0" * 6):  # with which the time has one digit too many
        wrong = {name: one.replace("t=", f"t={before}") for name, one in genuine(shape).items()}
        if shape is SLACK:
            wrong["X-Slack-Request-Timestamp"] = before + wrong["X-Slack-Request-Timestamp"]
        with pytest.raises(thing.errors.CallbackError, match="does not state a Unix time"):
            callbacks.unwrap(BODY, wrong)


def test_the_runtime_has_what_such_callbacks_need_and_no_more(sandbox: Any) -> None:
    receive(sandbox, GITHUB)
    files = sandbox.output().files
    assert "src/thing/_runtime/signed_callbacks.py" in files
    assert "class CallbackReader" not in files["src/thing/_runtime/callbacks.py"]
    assert "class Callback(" not in files["src/thing/_runtime/operation.py"]
    assert "client.callbacks.unwrap(body, headers)" in files["README.md"]


@pytest.mark.parametrize(
    ("shape", "steps", "told"),
    [
        (
            GITHUB,
            'headers["x-other"] = hex(hmac_sha256(key, body))',
            "does not set headers['x-hub-signature-256']",
        ),
        (GITHUB, 'headers["x-hub-signature-256"] = hex(hmac_sha256(key, path + body))', "reads `path`"),
        (GITHUB, 'headers["x-hub-signature-256"] = hex(hmac_sha256(key, "a"))', "does not read `body`"),
        (GITHUB, 'headers["x-hub-signature-256"] = hex(hmac_sha256(key, uuid() + body))', "calls `uuid`"),
        (
            GITHUB,
            'headers["x-hub-signature-256"] = hex(hmac_sha256(key, f"{unix_time()}" + body))',
            "the clock",
        ),
        (SLACK, 'headers["x-slack-signature"] = hex(hmac_sha256(key, body))', "the clock"),
        (
            SLACK,
            'headers["x-slack-signature"] = hex(hmac_sha256(key, f"{unix_time()}" + body))',
            "does not set headers['x-slack-request-timestamp']",
        ),
    ],
)
def test_a_recipe_that_could_not_verify(sandbox: Any, shape: Shape, steps: str, told: str) -> None:
    receive(sandbox, (shape[0], steps, shape[2]))
    assert any(one.code == "callback-sign" and told in one.message for one in sandbox.problems())
