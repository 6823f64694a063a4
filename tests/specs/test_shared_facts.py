"""Facts that contract, client and emulator share, judged by a table that comes from none of them.

Client and emulator both read the contract, so a wrong row there is wrong everywhere and no suite that plays one
against the other can see it. This table was written from the vendors' pages and from what public reports quote
("why" says which), and reviewed by a person. A row that differs means that one of the two was read wrongly.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, NamedTuple

import pytest

from faceid_lite import FaceIDLite
from finauth_facesearch import FinAuthFaceSearch
from finauth_premium import FinAuthPremium
from linkvisual import LinkVisual
from specseal_emulator.faults import Fault
from specseal_emulator.testing import Running, running


class Fact(NamedTuple):
    """One error code of one product."""

    status: int
    key: str
    """The member of the JSON body that carries the code."""
    temporary: bool
    """Whether the very same call may succeed a moment later."""
    why: str


PAGE = "the product's own page"
SISTER = "the page of the sister product FinAuth Premium"
REPORTS = "error bodies quoted in public issue trackers"
BUSY = "the number of calls at once is exceeded: it is not when others have ended"
AGAIN = "the page asks to send the request again"

MEGVII = {
    "MISSING_ARGUMENTS": Fact(400, "error", False, SISTER),
    "BAD_ARGUMENTS": Fact(400, "error", False, SISTER),
    "AUTHENTICATION_ERROR": Fact(403, "error", False, SISTER),
    "AUTHORIZATION_ERROR": Fact(403, "error", False, SISTER),
    "CONCURRENCY_LIMIT_EXCEEDED": Fact(403, "error", True, BUSY),
    "API_NOT_FOUND": Fact(404, "error", False, SISTER),
    "INTERNAL_ERROR": Fact(500, "error", True, AGAIN),
}
FACTS: dict[str, dict[str, Fact]] = {
    "finauth-premium": MEGVII,
    "finauth-facesearch": MEGVII
    | {
        "INVALID_FACE_TOKEN": Fact(400, "error", False, PAGE),
        "INVALID_GROUP_ID": Fact(400, "error", False, "examples of sister pages; inferred for this one"),
    },
    "faceid-lite": {
        "IMAGE_ERROR_UNSUPPORTED_FORMAT": Fact(400, "error_message", False, PAGE),
        "NO_FACE_FOUND": Fact(400, "error_message", False, PAGE),
        "MULTIPLE_FACES": Fact(400, "error_message", False, PAGE),
        "MISSING_ARGUMENTS": Fact(400, "error_message", False, PAGE),
        "BAD_ARGUMENTS": Fact(400, "error_message", False, PAGE),
        "AUTHENTICATION_ERROR": Fact(403, "error", False, PAGE),
        "AUTHORIZATION_ERROR": Fact(403, "error", False, PAGE),
        "CONCURRENCY_LIMIT_EXCEEDED": Fact(403, "error_message", True, BUSY),
        "API_NOT_FOUND": Fact(404, "error", False, PAGE),
        "INTERNAL_ERROR": Fact(500, "error_message", True, AGAIN),
    },
    "linkvisual": {
        "Forbidden.RiskControl": Fact(400, "Code", False, "the vendor's API metadata"),
        "SignatureDoesNotMatch": Fact(400, "Code", False, REPORTS),
        "SignatureNonceUsed": Fact(400, "Code", False, REPORTS),
        "InvalidTimeStamp.Expired": Fact(400, "Code", False, REPORTS),
        "IllegalTimestamp": Fact(400, "Code", False, REPORTS),
        "InvalidAccessKeyId.NotFound": Fact(404, "Code", False, REPORTS),
        "InvalidAccessKeyId": Fact(400, "Code", False, "the text is reported; the status is inferred"),
        "MissingParameter": Fact(400, "Code", False, "the pattern is reported; the status is inferred"),
        "InvalidVersion": Fact(400, "Code", False, "the text is reported; the status is inferred"),
        "InvalidAction.NotFound": Fact(404, "Code", False, "the text is reported; the status is inferred"),
        "Throttling.User": Fact(400, "Code", True, "flow control: the next second has calls again"),
        "InternalError": Fact(500, "Code", True, "the vendor's table of common errors"),
        "ServiceUnavailable": Fact(503, "Code", True, "the vendor's table calls it temporary"),
    },
}
READS = {"finauth-facesearch": True, "linkvisual": True, "finauth-premium": False, "faceid-lite": False}
"""Whether the product's call only reads, so that it may be repeated whatever became of the first."""
CLOCK: dict[str, dict[str, Any]] = {
    "linkvisual": {"InvalidTimeStamp.Expired": True},
    "finauth-premium": {"AUTHORIZATION_ERROR": ["EXPIRED_SIGN"]},
    "finauth-facesearch": {"AUTHORIZATION_ERROR": ["EXPIRED_SIGN"]},
    "faceid-lite": {},
}
"""Codes, and reasons behind them, that a wrong clock of the caller brings about."""
SENT = {"MissingParameter": "MissingPageNo"}
"""What is sent for the rows that stand for a family of codes."""

KEYS = {"api_key": "demo-key", "api_secret": "demo-secret"}
ALIYUN = {"access_key_id": "demo-key", "access_key_secret": "demo-secret"}
CALLS: dict[str, tuple[type[Any], dict[str, str], str, dict[str, Any]]] = {
    "finauth-facesearch": (
        *(FinAuthFaceSearch, KEYS, "get_face_info"),
        {"group_id": "demo_group", "face_token": "9eab9fe14a402295fb78409a81abfc3c"},
    ),
    "finauth-premium": (FinAuthPremium, KEYS, "get_biz_token", {"liveness_id": "demo"}),
    "faceid-lite": (
        *(FaceIDLite, KEYS, "get_token"),
        {
            "return_url": "https://me.example/r",
            "notify_url": "https://me.example/n",
            "comparison_type": "-1",
            "biz_no": "1",
            "uuid": "u",
        },
    ),
    "linkvisual": (
        *(LinkVisual, ALIYUN, "query_face_user_by_name"),
        {"isolation_id": "ZheJiangHZ", "page_no": 1, "page_size": 10},
    ),
}
ROWS = [(product, code) for product, facts in FACTS.items() for code in facts]


@pytest.fixture(scope="module")
def server() -> Generator[Running]:
    with running() as emulator:
        yield emulator


@pytest.fixture
def emulator(server: Running) -> Running:
    server.reset()
    return server


def outcome(emulator: Running, product: str, retries: int) -> Any:
    """Make the product's call; the error that it ends with, if it does, and how many requests arrived."""
    client, credentials, method, arguments = CALLS[product]
    before = len(emulator.journal.entries())
    with client(base_url=emulator.base_url, max_retries=retries, **credentials) as made:
        try:
            getattr(made, method)(**arguments)
        except Exception as error:
            return error, len(emulator.journal.entries()) - before
    return None, len(emulator.journal.entries()) - before


@pytest.mark.parametrize("name", FACTS)
def test_the_contract_says_so(name: str, contract_of: Any) -> None:
    (item,) = contract_of(name)["paths"].values()
    operation = item["post"]
    assert {
        code: (row["status"], row["key"], row["retryable"]) for code, row in operation["x-errors"].items()
    } == {code: (fact.status, fact.key, fact.temporary) for code, fact in FACTS[name].items()}
    assert bool(operation.get("x-idempotent")) == READS[name]
    told = {code: row["clock_skew"] for code, row in operation["x-errors"].items() if "clock_skew" in row}
    assert told == CLOCK[name]


@pytest.mark.parametrize("name", FACTS)
def test_the_call_succeeds_when_nothing_is_wrong(emulator: Running, name: str) -> None:
    assert outcome(emulator, name, 0) == (None, 1)


@pytest.mark.parametrize(("name", "code"), ROWS)
def test_the_emulator_answers_so_and_the_client_reads_it(emulator: Running, name: str, code: str) -> None:
    fact = FACTS[name][code]
    sent = SENT.get(code, code)
    emulator.arm(Fault(product=name, error=sent, count=1))
    error, _ = outcome(emulator, name, 0)
    assert error.status_code == fact.status
    assert error.code == sent
    assert error.body[fact.key].partition(":")[0] == sent
    assert error.retryable == fact.temporary


@pytest.mark.parametrize(("name", "code"), ROWS)
def test_the_client_repeats_what_is_temporary_and_nothing_else(
    emulator: Running, name: str, code: str
) -> None:
    emulator.arm(Fault(product=name, error=SENT.get(code, code), count=1, headers={"Retry-After": "0.01"}))
    error, requests = outcome(emulator, name, 1)
    assert (error is None, requests) == ((True, 2) if FACTS[name][code].temporary else (False, 1))


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize(
    ("status", "temporary"),
    [(400, False), (401, False), (403, False), (404, False), (409, False), (408, True), (429, True)]
    + [(status, True) for status in (500, 502, 503, 504)],
)
def test_a_proxy_in_between_is_waited_for_only_where_the_call_reads(
    emulator: Running, name: str, status: int, temporary: bool
) -> None:
    headers = {"Retry-After": "0.01"}
    emulator.arm(Fault(product=name, status=status, body="no", count=1, headers=headers))
    error, requests = outcome(emulator, name, 1)
    assert (error is None, requests) == ((True, 2) if temporary and READS[name] else (False, 1))
