"""From a page to a signed call, with the edits that docs/adding-a-vendor.md asks for and no others."""

from __future__ import annotations

import hashlib
import hmac
import importlib
import re
import sys
from pathlib import Path

import pytest

from specseal.cli import main
from specseal_emulator.testing import running
from tests.scaffold.pages import TRADES


def edit(path: Path, *changes: tuple[str, str]) -> None:
    """Replace what must be there."""
    text = path.read_text()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text)


def uncomment(path: Path, title: str) -> None:
    """Take one recipe out of its comments."""
    before, _, rest = path.read_text().partition(f"  # --- {title}\n")
    recipe, _, after = rest.partition("  #\n")
    path.write_text(before + re.sub(r"(?m)^  # ?", "  ", recipe) + after)


def test_from_a_page_to_a_signed_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "specs").mkdir()
    page = tmp_path / "exchange-trades.md"
    page.write_text(TRADES)
    here = ["--root", str(tmp_path)]
    assert main(["new", "exchange/exchange-trades", "--from-doc", str(page), *here]) == 0
    told = capsys.readouterr().err
    assert "read: 3 parameters, 0 response fields, 2 error rows, 2 examples, 0 hosts" in told
    assert "could not be read" not in told
    assert "exchange-trades: 7 to resolve (TODO); lint reports no problem." in told

    spec = tmp_path / "specs/exchange/exchange-trades.yaml"
    wire = tmp_path / "overlays/exchange/exchange-trades/wire.yaml"
    edit(
        spec,
        ("https://api.example.com", "https://api.trades.example"),
        ("operationId: trade", "operationId: getTrade"),
        ("name: Code1022", "name: WrongSignature"),
        ("name: Code1121", "name: NoSuchPair"),
    )
    uncomment(wire, "HMAC over the sorted query, sent as one more parameter")
    edit(
        wire,
        ('query["key"] = api_key', 'headers["X-Key"] = api_key'),
        ('query["time"] = unix_time()', 'query["time"] = unix_millis()'),
    )
    assert main(["lint", *here]) == 1
    said = capsys.readouterr().err
    assert "signing-vector" in said
    assert "string_to_sign was 'number=P1&time=1700000000000'" in said
    text = "pair=EURCHF&time=1700000000000"
    sign = hmac.new(b"demo-secret", text.encode(), hashlib.sha256).hexdigest()
    edit(
        wire,
        ("'key=demo-key&number=P1&time=1700000000'", f"'{text}'"),
        ("https://api.example.com/v1/things?number=P1", "https://api.trades.example/v3/trade?pair=EURCHF"),
    )
    wire.write_text(re.sub(r"sign: a5181943\w+", f"sign: {sign}", wire.read_text()))
    assert main(["generate", *here]) == 0
    assert main(["drift", "exchange-trades", "--doc", str(page), "--full", *here]) == 0

    monkeypatch.setattr(sys, "path", [str(tmp_path / "generated/exchange-trades/src"), *sys.path])
    client = importlib.import_module("exchange_trades")
    contract = tmp_path / "generated/contracts/exchange-trades.json"
    with running([contract], show_secrets=True) as emulator:
        credentials = {"api_key": "demo-key", "api_secret": "demo-secret"}
        with client.ExchangeTrades(**credentials, base_url=emulator.base_url) as trades:
            trade = trades.get_trade(pair="EURCHF", trade_id=7)
        sent = dict(emulator.journal.last().query)
    assert (trade.price, trade.closed, trade.note) == ("0.93", True, "see https://trades.example // here")
    sign = sent.pop("sign")
    text = "&".join(f"{name}={value}" for name, value in sorted(sent.items()))
    assert sent.keys() == {"pair", "tradeId", "time"}
    assert sign == hmac.new(b"demo-secret", text.encode(), hashlib.sha256).hexdigest()
