"""Binance spot: a signed query, numeric codes, lists as responses; and what docs/worked-vendors.md shows of it."""

from __future__ import annotations

import hashlib
import hmac
import re
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from specseal_emulator import Fault

EXAMPLE = "binance-spot"
ROOT = Path(__file__).parents[2]
KEYS: dict[str, Any] = {"api_key": "demo-key", "secret_key": "demo-secret", "max_retries": 0}


@pytest.fixture
def client(package: Any, stub: Any) -> Any:
    with package.BinanceSpot(base_url=stub.url, **KEYS) as found:
        yield found


def test_a_query_is_signed_as_it_is_sent(client: Any, stub: Any) -> None:
    stub.reply(200, {"symbol": "LTCBTC", "orderId": 1, "clientOrderId": "a b", "status": "NEW"})
    order = client.get_order(symbol="LTCBTC", order_id=1)
    assert (order.status, order.client_order_id) == ("NEW", "a b")
    (seen,) = stub.seen
    query, _, signature = urlsplit(seen.target).query.partition("&signature=")
    assert signature == hmac.new(b"demo-secret", query.encode(), hashlib.sha256).hexdigest()
    assert dict(parse_qsl(query))["recvWindow"] == "5000"
    assert seen.headers["x-mbx-apikey"] == "demo-key"


def test_prices_need_no_key(package: Any, stub: Any) -> None:
    stub.reply(200, [[1499040000000, "0.01634790"], [1499040060000, "0.01634800"]])
    with package.BinanceSpot(base_url=stub.url, api_key="a", secret_key="b") as client:
        candles = client.list_klines(symbol="LTCBTC", interval="1m")
    assert candles[1][0] == 1499040060000
    assert [price for _, price in candles] == ["0.01634790", "0.01634800"]
    (seen,) = stub.seen
    assert "signature" not in seen.target
    assert "x-mbx-apikey" not in seen.headers


def trade(number: int) -> dict[str, Any]:
    return {"id": number, "orderId": 7, "price": "1.0", "qty": "2.0"}


def test_all_trades_are_listed(client: Any, stub: Any) -> None:
    """The next page begins behind the last trade; the list ends at an empty page."""
    for page in ([trade(5), trade(6)], [trade(7)], []):
        stub.reply(200, page)
    listed = client.list_trades(symbol="LTCBTC", limit=2)
    assert [one.id for one in listed.items] == [5, 6]
    assert [one.id for one in listed] == [5, 6, 7]
    asked = [dict(parse_qsl(urlsplit(seen.target).query)).get("fromId") for seen in stub.seen]
    assert asked == [None, "7", "8"]
    signatures = {dict(parse_qsl(urlsplit(seen.target).query))["signature"] for seen in stub.seen}
    assert len(signatures) == 3


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, -1121, "InvalidSymbolError"),
        (401, -2015, "KeyRejectedError"),
        (400, -9999, "APIStatusError"),
        (418, -1003, "TooManyRequestsError"),
        (418, -9999, "BannedError"),
    ],
)
def test_numeric_codes_have_classes(
    client: Any, package: Any, stub: Any, status: int, code: int, error: str
) -> None:
    stub.reply(status, {"code": code, "msg": "No."})
    with pytest.raises(package.APIStatusError) as caught:
        client.get_account()
    assert (type(caught.value).__name__, caught.value.code) == (error, str(code))


def blocks(language: str) -> list[str]:
    page = (ROOT / "docs" / "worked-vendors.md").read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def test_the_page_shows_what_is_in_the_folder() -> None:
    found = [path.read_text("utf-8") for path in (ROOT / "examples" / EXAMPLE).rglob("*.yaml")]
    texts = [textwrap.dedent(text) for text in found]
    for block in blocks("yaml"):
        lines = block.rstrip().splitlines()
        assert any("\n".join(lines) in text for text in texts), block
    folders = {path.name for path in (ROOT / "examples").iterdir()}
    table = set(
        re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs/worked-vendors.md").read_text("utf-8"), re.MULTILINE)
    )
    assert table == folders


def test_the_commands_of_the_page(example: Any) -> None:
    """In a copy of the folder; generating again writes nothing, since the fixture has."""
    (block,) = blocks("console")
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ specseal")]
    for command in commands:
        arguments = [sys.executable, "-m", *command.split()]
        done = subprocess.run(arguments, cwd=example.project, capture_output=True, text=True, check=True)
        assert done.stdout.startswith("binance-spot: ")


def test_the_program_of_the_page(
    package: Any, vendor: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With keys and address from the environment, as the page says."""
    (program,) = blocks("python")
    for name, value in {
        "API_KEY": "demo-key",
        "SECRET_KEY": "demo-secret",
        "BASE_URL": vendor.base_url,
    }.items():
        monkeypatch.setenv(f"BINANCE_{name}", value)
    exec(compile(program, "worked-vendors.md", "exec"), {})
    order, placed = vendor.journal.entries()[-2:]
    assert capsys.readouterr().out == "NEW 0.1\n"
    assert [(one.operation, one.status) for one in (order, placed)] == [
        ("getOrder", 200),
        ("placeOrder", 200),
    ]
    assert placed.query["type"] == "MARKET"
    vendor.arm(Fault(operation="placeOrder", error="-2010"))
    exec(compile(program, "worked-vendors.md", "exec"), {})
    assert capsys.readouterr().out == "NEW 0.1\nThe order was rejected, for want of money for example.\n"


def test_the_window_may_be_left_out(vendor: Any) -> None:
    """As the vendor's own SDK does; what is left out is not signed."""

    def account(secret: str, **fields: str) -> tuple[int, str]:
        query = urlencode({**fields, "timestamp": str(int(time.time() * 1000))})
        signature = hmac.new(secret.encode(), query.encode(), "sha256").hexdigest()
        headers = {"X-MBX-APIKEY": "demo-key"}
        url = f"{vendor.base_url}/api/v3/account?{query}&signature={signature}"
        response = httpx.get(url, headers=headers, trust_env=False)
        return response.status_code, str(response.json().get("code", ""))

    assert account("demo-secret") == (200, "")
    assert account("demo-secret", recvWindow="5000") == (200, "")
    assert account("wrong") == (400, "-1022")
