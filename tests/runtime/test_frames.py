"""What error reporters capture: the variables of every frame, every text, every pickle, every log at DEBUG."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import pickle
from collections.abc import Iterator
from types import TracebackType
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from specseal.runtime.config import Timeouts
from specseal.runtime.errors import ClientError

from .acme.faults import garbage, reset, truncated

SIGNATURES = ("sign", "plain", "v3", "v1")


def _frames(trace: TracebackType | None) -> Iterator[Any]:
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next


def _opened(value: object, depth: int = 0) -> Iterator[str]:
    """What a reporter shows of a value: its text, and what is in it where it is a container."""
    yield repr(value)
    if depth < 4 and isinstance(value, dict):
        for key, item in value.items():
            yield from (repr(key), *_opened(item, depth + 1))
    elif depth < 4 and isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _opened(item, depth + 1)


def _captured(error: BaseException) -> str:
    """All that a reporter could capture of an error, with those behind it, outside the tests' own frames."""
    shown: list[str] = []
    pending: list[BaseException | None] = [error]
    while pending:
        one = pending.pop()
        if one is None:
            continue
        shown += [str(one), repr(one), repr(one.args), *map(repr, getattr(one, "__notes__", ()))]
        if not isinstance(one, ClientError):
            shown += _opened(vars(one))
        for frame in _frames(one.__traceback__):
            if "/tests/" not in frame.f_code.co_filename:
                for value in list(frame.f_locals.values()):
                    shown += _opened(value)
        pending += [one.__cause__, one.__context__]
    return "\n".join(shown)


def _leaks(text: str, acme: Any) -> list[str]:
    found: set[str] = set()
    for secret in (acme.SECRET, acme.TOKEN):
        once = quote(secret, safe="")
        found |= {
            secret,
            once,
            quote(once, safe=""),
            quote_plus(secret),
            json.dumps(secret)[1:-1],
            repr(secret)[1:-1],
        }
        found |= {str(secret.encode())[2:-1]}
    found |= {"Signature=", "SecurityToken=", "'authorization'"}
    return [form for form in found if form in text]


def _raise(_request: Any, **_: Any) -> Any:
    raise KeyError("the middleware's own")


class Failing:
    def handle(self, request: Any, call_next: Any) -> Any:
        del call_next
        raise KeyError(request.attempt)


def _outcomes(acme: Any, server: Any) -> dict[str, tuple[Any, dict[str, Any], dict[str, Any]]]:
    """What fails: the server's answer, settings of the client and arguments of the call."""
    ok = acme.answer()
    slow = {"timeout": Timeouts(read=0.1)}
    return {
        "refused": (ok, {"base_url": "http://127.0.0.1:9"}, {}),
        "timeout": (server.stall, slow, {}),
        "total timeout": (server.stall, {"total_timeout": 0.1}, {}),
        "reset": (reset, {}, {}),
        "truncated": (truncated, {}, {}),
        "garbage": (garbage, {}, {}),
        "a redirect that repeats the query": (acme.answer("", 307, None, {"Location": "/?"}), {}, {}),
        "500": (acme.answer("{}", 500), {"max_retries": 1, "total_timeout": 0.2}, {}),
        "400": (acme.answer('{"error":"BAD_ARGUMENTS: a","Code":"Bad"}', 400), {}, {}),
        "unreadable": (acme.answer("?"), {}, {}),
        "in doubt": (acme.answer('{"error":1e999,"Success":1e999,"x":"'), {}, {}),
        "too long": (acme.answer(" " * 200), {"max_response_bytes": 100}, {}),
        "an argument": (ok, {}, {"group_id": object(), "name": object()}),
        "a long argument": (ok, {}, {"group_id": "\ud800", "name": "x" * 70_000}),
        "a signature": (ok, {"signature": "v9"}, {}),
        "the middleware": (ok, {"middleware": [Failing()]}, {}),
        "a missing credential": (ok, {"api_key": lambda: ""}, {}),
        "a setting": (ok, {"max_retries": -1}, {}),
    }


def test_no_frame_text_pickle_or_log_has_a_secret(
    through: Any, server: Any, acme: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    through.with_settings(security_token=acme.TOKEN)
    kept = dict(through.settings)
    for signature in SIGNATURES:
        for outcome, (answer, settings, arguments) in _outcomes(acme, server).items():
            server.say(answer)
            through.settings = kept | {"signature": signature} | settings
            names = ("name",) if signature.startswith("v") else ("group_id", "face_token")
            given = {name: arguments.get(name, "t") for name in names}
            error: BaseException | None = None
            try:
                through("query_users" if signature.startswith("v") else "get_face_info", **given)
            except Exception as raised:
                error = raised
            assert error is not None, outcome
            assert _leaks(_captured(error), acme) == [], (signature, outcome)
            if isinstance(error, ClientError):
                assert _leaks(pickle.dumps(error, 0).decode("latin-1"), acme) == [], (signature, outcome)
    logged = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert _leaks(logged, acme) == []


def test_the_callers_own_frames_stay(call: Any, acme: Any) -> None:
    if call.mode == "async":
        call.with_settings(middleware=[_async_failing()])
    else:
        call.with_settings(middleware=[Failing()])
    with pytest.raises(KeyError) as caught:
        call("query_users")
    names = [frame.f_code.co_name for frame in _frames(caught.value.__traceback__)]
    assert names[-1] == "handle"
    assert "query_users" in names


def _async_failing() -> Any:
    class Layer:
        async def handle(self, request: Any, call_next: Any) -> Any:
            del call_next
            raise KeyError(request.attempt)

    return Layer()


def test_a_cancelled_call_shows_nothing(server: Any, acme: Any) -> None:
    """As ``asyncio.wait_for`` leaves it, whose error has the cancellation as its cause."""
    server.say(server.stall)

    async def main() -> BaseException:
        settings = {
            "api_key": acme.KEY,
            "api_secret": acme.SECRET,
            "security_token": acme.TOKEN,
            "signature": "v1",
        }
        async with acme.AsyncAcme(**settings, base_url=server.url) as client:
            with pytest.raises(TimeoutError) as caught:
                await asyncio.wait_for(client.query_users(), 0.2)
            return caught.value

    assert _leaks(_captured(asyncio.run(main())), acme) == []


def test_a_callback_does_not_tell_which_signature_would_have_fitted(acme: Any) -> None:
    from specseal.runtime.callbacks import CallbackReader
    from specseal.runtime.config import CredentialStore
    from specseal.runtime.errors import CallbackError
    from specseal.runtime.operation import Callback
    from specseal.runtime.primitives import sha1

    def signer(request: Any, credentials: Any, _sources: Any) -> Any:
        request.form["sign"] = sha1(credentials["api_secret"] + request.form["data"]).hex()

    callback = Callback("notify", "data", "sign", acme.FaceInfo, signer)
    credentials = CredentialStore(acme.PRODUCT, {"api_key": acme.KEY, "api_secret": acme.SECRET})
    reader = CallbackReader(callback, credentials)
    right = sha1(acme.SECRET + '{"request_id":"r"}').hex()
    assert reader.unwrap('{"request_id":"r"}', right).request_id == "r"
    for sign in ("", "0" * 40, right[:-1], right.upper(), "\ud800", b"\xff"):
        with pytest.raises(CallbackError) as caught:
            reader.unwrap('{"request_id":"r"}', sign)
        assert right not in _captured(caught.value)
        assert _leaks(_captured(caught.value), acme) == []
    for data in ("\ud800", "\udcff", b"\xff", "[" * 3000, '{"request_id":1e999}', '""', "", "\0"):
        signed = data if isinstance(data, bytes) else data.encode(errors="replace")
        with pytest.raises(CallbackError):
            reader.unwrap(data, sha1(acme.SECRET.encode() + signed).hex())


def test_a_client_that_cannot_be_made_shows_nothing_of_what_it_was_given(acme: Any) -> None:
    secrets = {"api_key": acme.KEY, "api_secret": acme.SECRET, "security_token": acme.TOKEN}
    for settings in (
        {"region": "mars"},
        {"base_url": "x"},
        {"http_client": 5},
        {"headers": {"host": "x"}},
        {"no": 1},
    ):
        for kind in (acme.Acme, acme.AsyncAcme):
            with pytest.raises((ClientError, ValueError, TypeError)) as caught:
                kind(**secrets, **settings)
            assert _leaks(_captured(caught.value), acme) == [], settings
    with contextlib.closing(acme.Acme(**secrets)) as client, pytest.raises(ValueError, match="max_retries"):
        client.with_options(max_retries=-1)
