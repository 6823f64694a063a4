"""Errors by their names: codes that contain separators, spaces and quotes, in ``Prefer``, faults and accounts."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from specseal_emulator import Fault
from specseal_emulator.prefer import Preference, parse_prefer
from specseal_emulator.testing import Running, running
from tests.emulator.generic.vendors import write
from tests.emulator.generic.vendors.quay import CODES, REASONS, add_order, quay

ODD = [
    "EOrder:Insufficient funds",
    "a,b",
    'say "no"',
    "back\\slash",
    "x;y=z",
    "code=404, error=OTHER",
    "*",
    "UTF-8''x",
    "Gebühr fehlt",
    "余额不足",
    "100%",
    "%41",
    "🪙:leer",
    "'quoted'",
    "tab\tinside",
]
ROWS = {**CODES, **{code: {"name": f"Odd{number}Error"} for number, code in enumerate(ODD)}}


CONTRACTS = {"quay": quay(ROWS)}


def post(emulator: Running, prefer: str = "") -> httpx.Response:
    """A call without a signature."""
    headers = {b"prefer": prefer.encode()} if prefer else {}
    return httpx.post(
        f"{emulator.base_url}/0/private/AddOrder", data={"pair": "XBTUSD"}, headers=headers, trust_env=False
    )


@given(st.text(min_size=1))
@example('a"b\\')
@example("UTF-8''%41")
def test_any_text_survives_the_header(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return  # no code of a contract: JSON files are in UTF-8
    written = str(Preference(error=text, example=text))
    assert written.isascii()
    assert written.isprintable()
    assert parse_prefer(f"respond-async, {written}; x=y, wait=5") == Preference(error=text, example=text)


@pytest.mark.parametrize("code", ROWS)
def test_every_code_can_be_asked_for_and_armed(emulator: Running, code: str) -> None:
    response = post(emulator, str(Preference(code="200", error=code)))
    assert response.json()["error"] == [code]
    assert parse_prefer(response.headers["preference-applied"]) == Preference("200", code)
    emulator.arm(Fault(operation="addOrder", error=code, count=1))
    assert post(emulator).json()["error"] == [code]


def test_texts_in_utf8_are_understood_as_they_are(emulator: Running) -> None:
    assert post(emulator, 'error="余额不足"').json()["error"] == ["余额不足"]


def test_what_is_not_documented_is_named_whole(emulator: Running) -> None:
    response = post(emulator, 'error="EOrder:Unknown"')
    assert response.status_code == 400
    assert "addOrder documents no error 'EOrder:Unknown'" in response.json()["error"]
    with pytest.raises(ValueError, match="documents 'EOrder:Unknown'"):
        emulator.arm(Fault(operation="addOrder", error="EOrder:Unknown"))


def test_a_code_comes_before_a_code_with_a_reason(tmp_path: Path) -> None:
    codes = {
        "EAPI": REASONS["EAPI"],
        "EAPI:Invalid key": {},
        "EOrder": {"detail": "reason", "reasons": {"Limit: reached": "Yes."}},
        "EOrder:Limit": {"detail": "reason"},
    }
    with running([write(tmp_path, "quay", quay(codes, separator=":"))]) as emulator:
        for asked, written in (
            ("EAPI:Invalid key", "EAPI:Invalid key"),
            ("EAPI:Invalid nonce", "EAPI:Invalid nonce"),
            ("EAPI: Invalid nonce", "EAPI:Invalid nonce"),
            ("EAPI", "EAPI:Invalid key"),
            ("EOrder:Limit: reached", "EOrder:Limit: reached"),
            ("EOrder:Limit: other", "EOrder:Limit:other"),
        ):
            assert post(emulator, f'error="{asked}"').json()["error"] == [written]


def test_the_reason_of_a_refusal_is_guessed_from_what_it_means(tmp_path: Path) -> None:
    reasons = {
        "Bad request": "A parameter is invalid.",
        "Nobody": "The API key does not exist.",
        "No proof": "The signature is wrong.",
        "Seen": "The nonce was used before.",
    }
    codes = {"EAPI": {"detail": "reason", "reasons": reasons, "description": "Refused."}}
    with running([write(tmp_path, "quay", quay(codes, separator=":"))]) as emulator:
        pairs = [("nonce", "7"), ("pair", "XBTUSD")]
        for caller, written in (
            ({"key": "nobody"}, "EAPI:Nobody"),
            ({"secret": "d3Jvbmc"}, "EAPI:No proof"),
            ({}, ""),
            ({}, "EAPI:Seen"),
        ):
            errors = add_order(emulator.base_url, pairs, **caller).json()["error"]
            assert errors == ([written] if written else [])


@pytest.mark.parametrize(
    "code", ["UNKNOWN_KEY", "KEY_NOT_FOUND", "NO_SUCH_KEY", "InvalidApp", "AccountUnknown"]
)
def test_a_row_about_the_caller_is_that_of_unknown_keys(tmp_path: Path, code: str) -> None:
    codes = {
        "BAD_SIGNATURE": {"status": 401, "description": "The signature does not match."},
        code: {"status": 401, "description": "To be written."},
        "NO_ORDER": {"status": 404, "description": "There is no such order."},
    }
    document = quay(codes)
    for item in document["paths"].values():
        item["post"]["responses"]["401"] = item["post"]["responses"]["200"]
    with running([write(tmp_path, "quay", document)]) as emulator:
        pairs = [("nonce", "7"), ("pair", "XBTUSD")]
        assert add_order(emulator.base_url, pairs, key="nobody").json()["error"] == [code]
        assert add_order(emulator.base_url, pairs, secret="d3Jvbmc").json()["error"] == ["BAD_SIGNATURE"]


@pytest.mark.parametrize(
    ("separator", "shown", "written"),
    [
        (":", "", "EOrder:Insufficient funds"),
        (":", "EOrder:Insufficient funds", "EOrder:Insufficient funds"),
        (":", "EOrder: Insufficient funds", "EOrder: Insufficient funds"),
        (" - ", "", "EOrder - Insufficient funds"),
        ("#", "", "EOrder#Insufficient funds"),
    ],
)
def test_the_separator_is_written_as_the_vendor_writes_it(
    tmp_path: Path, separator: str, shown: str, written: str
) -> None:
    document = quay(REASONS, separator=separator, example=shown)
    with running([write(tmp_path, "quay", document)]) as emulator:
        for asked in ("EOrder: Insufficient funds", written, "EOrder"):
            assert post(emulator, f'error="{asked}"').json()["error"] == [written]
