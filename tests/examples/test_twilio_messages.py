"""Twilio: basic authentication, an account in the path, repeated fields, numeric codes, links to the next page, 204."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

EXAMPLE = "twilio-messages"
ACCOUNT = "AC0123456789abcdef0123456789abcdef"
MESSAGE = "SM0123456789abcdef0123456789abcdef"
KEYS: dict[str, Any] = {
    "account_sid": ACCOUNT,
    "key_sid": "demo-key",
    "key_secret": "demo-secret",
    "max_retries": 0,
}
LIST = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


@pytest.fixture
def client(package: Any, stub: Any) -> Any:
    with package.TwilioMessages(base_url=f"{stub.url}/2010-04-01", **KEYS) as found:
        yield found


def message(sid: str = MESSAGE) -> dict[str, Any]:
    return {"sid": sid, "status": "queued", "from": None, "price": None, "error_code": None}


def test_a_message_is_sent(client: Any, stub: Any) -> None:
    stub.reply(201, message(), **{"Twilio-Request-Id": "RQ1"})
    urls = ["https://example.com/a.jpg", "https://example.com/b.jpg"]
    sent = client.send_message(to="+15558675310", from_="+15017122661", body="Good morning", media_url=urls)
    assert (sent.sid, sent.status, sent.from_) == (MESSAGE, "queued", None)
    assert sent.raw_response.request_id == "RQ1"
    (seen,) = stub.seen
    assert (seen.method, seen.target) == ("POST", LIST)
    assert seen.headers["authorization"] == f"Basic {b64encode(b'demo-key:demo-secret').decode()}"
    fields = parse_qsl(seen.body.decode())
    assert [value for name, value in fields if name == "MediaUrl"] == urls
    assert dict(fields)["To"] == "+15558675310"


def test_a_message_is_removed(client: Any, stub: Any) -> None:
    stub.reply(204, b"")
    assert client.delete_message(sid=MESSAGE) is None
    assert stub.seen[0].target == LIST.replace(".json", f"/{MESSAGE}.json")


def pages(stub: Any) -> None:
    """Three pages, each with a link to the next: its path on the vendor's host, with a query."""
    for number in range(3):
        following = f"{LIST}?PageSize=2&Page={number + 1}&PageToken=PA{number}" if number < 2 else None
        stub.reply(200, {"messages": [message(f"SM{number}{n}") for n in "ab"], "next_page_uri": following})


def test_all_messages_are_listed(client: Any, stub: Any) -> None:
    pages(stub)
    listed = client.list_messages(sent_since="2026-11-01", page_size=2)
    assert [one.sid for one in listed] == ["SM0a", "SM0b", "SM1a", "SM1b", "SM2a", "SM2b"]
    queries = [dict(parse_qsl(urlsplit(seen.target).query)) for seen in stub.seen]
    assert queries[0] == {"DateSent>": "2026-11-01", "PageSize": "2"}
    assert queries[2] == {"PageSize": "2", "Page": "2", "PageToken": "PA1"}
    assert {urlsplit(seen.target).path for seen in stub.seen} == {LIST}
    assert all(seen.headers["authorization"].startswith("Basic ") for seen in stub.seen)


def test_all_messages_are_listed_by_the_async_client(package: Any, stub: Any) -> None:
    pages(stub)

    async def main() -> list[str]:
        async with package.AsyncTwilioMessages(base_url=f"{stub.url}/2010-04-01", **KEYS) as client:
            return [one.sid async for one in await client.list_messages()]

    assert asyncio.run(main()) == ["SM0a", "SM0b", "SM1a", "SM1b", "SM2a", "SM2b"]


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [(400, 21211, "InvalidToError"), (404, 20404, "NotFoundError"), (400, 29999, "APIStatusError")],
)
def test_numeric_codes_have_classes(
    client: Any, package: Any, stub: Any, status: int, code: int, error: str
) -> None:
    stub.reply(status, {"code": code, "message": "No.", "status": status})
    with pytest.raises(package.APIStatusError) as caught:
        client.get_message(sid=MESSAGE)
    assert (type(caught.value).__name__, caught.value.code) == (error, str(code))


def test_an_account_is_needed(package: Any, stub: Any) -> None:
    """It is in every path, and belongs to the client."""
    keys = KEYS | {"account_sid": None}
    with (
        package.TwilioMessages(base_url=stub.url, **keys) as client,
        pytest.raises(TypeError, match="account_sid"),
    ):
        client.list_messages()
    assert not stub.seen


def test_the_emulator_checks_the_password(package: Any, vendor: Any) -> None:
    url = f"{vendor.base_url}/2010-04-01"
    with package.TwilioMessages(base_url=url, **KEYS) as client:
        sent = client.send_message(to="+15558675310", from_="+15017122661", body="Good morning")
        assert sent.status
    raised = pytest.raises(package.errors.AuthenticationError)
    with package.TwilioMessages(base_url=url, **KEYS | {"key_secret": "wrong"}) as client, raised:
        client.list_messages()
