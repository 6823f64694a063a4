"""A refused signature: the text that the vendor signed, compared with the client's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from specseal.runtime.errors import APIStatusError
from specseal.runtime.operation import ErrorRow, Scheme
from specseal.runtime.signing import Signable, Signed
from specseal.runtime.sources import Sources

OURS = "GET&%2F&Action%3DList%26PageNo%3D1%26RegionId%3Deu"


class SignatureError(APIStatusError):
    pass


def sign(request: Signable, credentials: Mapping[str, str], _sources: Sources) -> Signed:
    request.query["Signature"] = "made"
    return Signed(text=f"{OURS}%26SecurityToken%3D{credentials['security_token']}%26Version%3D1\n")


@pytest.fixture
def explained(server: Any, acme: Any) -> Any:
    """What the client says where the vendor says this."""
    row = ErrorRow(
        "BadSignature", SignatureError, string_to_sign=("signed: <string> (", "string is:<string>")
    )
    operation = msgspec.structs.replace(acme.QUERY_USERS, schemes=(Scheme("v1", sign),), errors=(row,))
    given = {
        "api_key": "key-of-mine",
        "api_secret": "secret-of-mine",
        "security_token": "t0ken-of-this-session",
    }

    def call(message: str, code: str = "BadSignature") -> str:
        server.say(acme.answer(json.dumps({"Code": code, "Message": message}), 400))
        with (
            acme.Acme(**given, base_url=server.url, max_retries=0) as client,
            pytest.raises(APIStatusError) as caught,
        ):
            client._call(operation, {})
        assert "t0ken" not in f"{caught.value} {caught.value!r}"
        return str(caught.value)

    return call


REST = "%26SecurityToken%3Dt0ken-of-this-session%26Version%3D1"


@pytest.mark.parametrize(
    "message", [f"It does not match, string is: {OURS}{REST} ", f"signed: {OURS}{REST} (v1)"]
)
def test_the_same_text_was_signed_with_another_secret(explained: Any, message: str) -> None:
    assert "wrong secret: the vendor signed the same text as this client" in explained(message)


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        (
            OURS.replace("PageNo", "pageNo") + REST,
            "from character 25 on, 'on%3DList%26pageNo%3D1%26RegionId%3D' there "
            "and 'on%3DList%26PageNo%3D1%26RegionId%3D' here",
        ),
        ("", "from character 1 on, '' there and 'GET&%2F&Action%3DList%26' here"),
        (f"{OURS}{REST}&more", "from character 105 on, '6Version%3D1&more' there and '6Version%3D1' here"),
    ],
)
def test_where_another_text_was_signed(explained: Any, theirs: str, said: str) -> None:
    found = explained(f"string is:{theirs}")
    assert "the vendor signed a different text than this client" in found
    assert said in found


def test_nothing_is_shown_beside_a_credential(explained: Any) -> None:
    found = explained(f"string is:{OURS}{REST.replace('t0ken', 'T0ken')}")
    assert "they differ from character 70 on, in or beside a credential: " in found


def test_without_the_text_of_the_vendor_nothing_is_explained(explained: Any) -> None:
    for said in (explained("It does not match."), explained(f"string is:{OURS}", code="Other")):
        assert "the vendor signed" not in said
