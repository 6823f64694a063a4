"""No secret shows in a repr, a message, a traceback, a log or a pickle."""

import copy
import json
import logging
import pickle
import pprint
import traceback
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import httpx2
import pytest

from specseal.runtime.config import CredentialStore, Timeouts, parse_base
from specseal.runtime.errors import APIError, ConfigurationError
from specseal.runtime.request import Draft, Request


def _leaks(text: str, acme: Any) -> list[str]:
    found: list[str] = []
    for secret in (acme.SECRET, acme.TOKEN):
        once = quote(secret, safe="")
        forms = {
            secret,
            once,
            quote(once, safe=""),
            quote_plus(secret),
            json.dumps(secret)[1:-1],
            repr(secret)[1:-1],
        }
        found += [form for form in forms if form in text]
    return found


def _texts(error: BaseException) -> str:
    shown = [str(error), repr(error), pprint.pformat(vars(error)), "".join(traceback.format_exception(error))]
    cause: BaseException | None = error
    while cause is not None:
        shown += [repr(cause), str(vars(cause))]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(shown)


@pytest.fixture(params=["sign", "plain", "v3", "v1"])
def secret_call(call: Any, acme: Any, request: pytest.FixtureRequest) -> Any:
    call.with_settings(signature=request.param, security_token=acme.TOKEN)
    method = "query_users" if request.param.startswith("v") else "get_face_info"
    arguments = {} if method == "query_users" else {"group_id": "g", "face_token": "t"}
    return lambda **more: call(method, **arguments, **more)


@pytest.mark.parametrize("library", [None, httpx, httpx2])
@pytest.mark.parametrize("trouble", ["refused", "stall", "500", "garbage", "none"])
def test_nothing_leaks(
    call: Any,
    secret_call: Any,
    server: Any,
    acme: Any,
    caplog: pytest.LogCaptureFixture,
    library: Any,
    trouble: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    if library is not None:
        call.through(library)
    server.say(
        {
            "500": acme.answer("{}", 500),
            "stall": server.stall,
            "garbage": acme.answer("?"),
            "none": acme.answer('{"Success":true}'),
        }.get(trouble, acme.answer())
    )
    if trouble == "refused":
        call.with_settings(base_url="http://127.0.0.1:9")
    if trouble == "none":
        secret_call()
    else:
        with pytest.raises(APIError) as caught:
            secret_call(timeout=Timeouts(read=0.1))
        error = caught.value
        assert _leaks(_texts(error), acme) == []
        assert _leaks(pickle.dumps(error, 0).decode("latin-1"), acme) == []
        assert b"key-of-the-tests" not in pickle.dumps(error)
        assert _leaks(_texts(copy.deepcopy(error)), acme) == []
        assert "?" not in str(error.request)
    logged = caplog.text + "".join(f"{record.__dict__}" for record in caplog.records)
    assert _leaks(logged, acme) == []
    assert "Signature" not in logged
    if library is not None and trouble == "none":
        assert "HTTP Request: POST" in caplog.text  # the library's own line is there, without the query


@pytest.mark.parametrize(
    "encode",
    [lambda text: text, lambda text: quote(text, safe=""), lambda text: quote(quote(text, safe=""), safe="")],
)
def test_a_vendor_that_repeats_a_secret_does_not_make_us_show_it(
    call: Any, secret_call: Any, server: Any, acme: Any, encode: Any
) -> None:
    said = f"string to sign is: {encode(acme.TOKEN)}&{encode(acme.SECRET)}"
    server.say(acme.answer(json.dumps({"Code": "Bad", "error": said, "Message": said}), 400))
    with pytest.raises(APIError) as caught:
        secret_call()
    assert "***" in str(caught.value)
    shown = [str(caught.value), repr(caught.value), "".join(traceback.format_exception(caught.value))]
    assert _leaks("\n".join(shown), acme) == []
    assert caught.value.body is not None  # untouched, for who asks


def test_the_client_and_its_parts_show_nothing(acme: Any) -> None:
    settings = {"api_key": acme.KEY, "api_secret": acme.SECRET, "security_token": acme.TOKEN}
    for client in (acme.Acme(**settings), acme.AsyncAcme(**settings)):
        shown = f"{client!r} {client} {vars(client)}"
        assert _leaks(shown, acme) == []
        for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="cannot be pickled"):
                attempt(client)
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(CredentialStore(acme.PRODUCT, settings))


def test_a_request_shows_nothing(acme: Any) -> None:
    base = parse_base("https://x", "base_url", allow_http=False)
    draft = Draft(
        acme.QUERY_USERS, base, {}, options={}, headers={}, query={}, form={}, parts=acme.PRODUCT.parts
    )
    request = Request(draft)
    request.query["SecurityToken"] = acme.TOKEN
    request.headers["authorization"] = acme.TOKEN
    finished = request.finish()
    assert acme.TOKEN.split("/", maxsplit=1)[0] in finished.url
    assert _leaks(f"{request!r} {draft!r} {finished!r} {finished}", acme) == []
    assert repr(finished) == "<PreparedRequest POST https://x/>"


def test_a_header_that_would_not_be_one_line_is_refused_without_showing_it(acme: Any) -> None:
    draft = Draft(
        acme.QUERY_USERS,
        parse_base("https://x", "b", allow_http=False),
        {},
        options={},
        headers={},
        query={},
        form={},
        parts=acme.PRODUCT.parts,
    )
    request = Request(draft)
    request.headers["authorization"] = f"{acme.SECRET}\r\nx: 1"
    with pytest.raises(ValueError, match="authorization") as caught:
        request.finish()
    assert _leaks(_texts(caught.value), acme) == []


def test_a_form_that_changes_after_its_bytes_were_signed_is_not_sent(acme: Any) -> None:
    base = parse_base("https://x", "b", allow_http=False)
    request = Request(
        Draft(
            acme.GET_FACE_INFO,
            base,
            {"group_id": "g"},
            options={},
            headers={},
            query={},
            form={},
            parts=acme.PRODUCT.parts,
        )
    )
    assert request.body() is request.body()
    request.form["late"] = "1"
    with pytest.raises(RuntimeError, match="changed after"):
        request.finish()
    bodiless = Request(
        Draft(acme.QUERY_USERS, base, {}, options={}, headers={}, query={}, form={}, parts=acme.PRODUCT.parts)
    )
    bodiless.form["sign"] = "1"
    with pytest.raises(ConfigurationError, match="sent in a form"):
        bodiless.finish()
