"""A run that does not cover the contracts fails, and names what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.properties.contracts import OPERATIONS, of
from tests.properties.coverage.exceptions import excused
from tests.properties.coverage.items import Item, covered, documented
from tests.properties.coverage.ledger import Ledger
from tests.properties.coverage.page import page
from tests.properties.sending import Way, deliver, sign
from tests.properties.starting import Tapped
from tests.properties.tap import Exchange

pytestmark = pytest.mark.suite("machinery")

ROOT = Path(__file__).parents[2]
QUERY = "Action=QueryFaceUserByName&Version=2018-01-20&IsolationId=ZheJiangHZ&PageNo=1&PageSize=3"


def called(emulator: Tapped, scheme: str = "rpc1", query: str = QUERY) -> Exchange:
    request = requests.Request("POST", f"{emulator.base_url}/?{query}").prepare()
    sign(request, Way("", "POST", scheme))
    return deliver(request, emulator)[0]


def names(exchange: Exchange, kind: str) -> set[str]:
    found = covered(exchange)
    assert found
    return {item.name for item in found.items if item.kind == kind}


def test_a_success_covers_request_and_response(emulator: Tapped) -> None:
    exchange = called(emulator, query=f"{QUERY}&Format=JSON")
    assert {"Action", "PageNo", "Format", "SignatureNonce"} <= names(exchange, "parameter")
    assert "Name" not in names(exchange, "parameter")
    assert names(exchange, "value") >= {"Format=JSON", "Version=2018-01-20", "SignatureMethod=HMAC-SHA1"}
    assert names(exchange, "status") == {"200", "success"}
    assert "QueryFaceUserByNameResponse/Data/List[]/Name (json)" in names(exchange, "field")
    assert names(called(emulator), "field") >= {"QueryFaceUserByNameResponse/Data/List[]/Name (xml)"}
    assert {"Action", "x-acs-date"} <= names(called(emulator, "acs3"), "parameter")


def test_a_refusal_covers_its_error_and_none_of_its_parameters(emulator: Tapped) -> None:
    exchange = called(emulator, query=QUERY.replace("PageNo=1&", ""))
    assert names(exchange, "error") == {"MissingParameter"}
    assert not names(exchange, "parameter")
    assert names(exchange, "status") == {"400"}


def test_a_response_that_breaks_its_contract_covers_nothing(emulator: Tapped) -> None:
    exchange = called(emulator)
    exchange.response = exchange.response.replace(b"<Success>true<", b"<Success>maybe<")
    assert not names(exchange, "field")


def test_what_no_request_covered_is_missing() -> None:
    ledger = Ledger()
    everything = [item for operation in OPERATIONS for item in documented(operation)]
    assert list(ledger.missing("raw")) == everything
    assert set(everything) - set(ledger.missing("client")) == {
        Item("linkvisual", "QueryFaceUserByName", "parameter", name)
        for name in ("RegionId", "SignatureType", "x-acs-credentials-provider")
    }
    ledger.load({"items": [["raw", *item, 1] for item in everything[1:]], "outcomes": []})
    assert list(ledger.missing("raw")) == everything[:1]
    assert "missing" in page(ledger)


def test_ledgers_of_several_processes_add_up(emulator: Tapped) -> None:
    one, both = Ledger(), Ledger()
    one.add("raw", [called(emulator)])
    for _ in range(2):
        both.load(one.dump())
    assert both.items == one.items + one.items
    assert both.outcomes["raw", "linkvisual", "QueryFaceUserByName", "success"] == 2


def test_reasons_are_given_only_where_they_hold() -> None:
    for operation in OPERATIONS:
        for item in documented(operation):
            assert not excused("raw", item)
            assert not (excused("client", item) and item.kind != "parameter")


def test_the_page_names_everything(emulator: Tapped) -> None:
    ledger = Ledger()
    ledger.add("raw", [called(emulator)])
    shown = page(ledger)
    for operation in OPERATIONS:
        assert operation.id in shown
    assert all(f"<code>{name}</code>" in shown for name in of("linkvisual").parameters)


CONFTEST = """
import tests.properties.coverage.plugin as plugin
from pathlib import Path
plugin.FOLDER = Path(__file__).parent
from tests.properties.coverage.plugin import *
from tests.properties.coverage.plugin import (
    pytest_collection_modifyitems, pytest_configure, pytest_deselected, pytest_sessionfinish,
    pytest_terminal_summary, pytest_testnodedown,
)
from tests.properties.conftest import emulator, server
"""
TEST = """
import pytest
from tests.properties.test_coverage import called
pytestmark = pytest.mark.suite("raw")
def test_a_call(emulator):
    called(emulator)
def test_another_call(emulator):
    called(emulator)
"""


SILENT = """
import pytest
@pytest.mark.suite("raw")
def test_nothing_sent():
    pass
"""


def ran(folder: Path, test: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A run of pytest with the plugin, on a file of tests."""
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "test_it.py").write_text(test, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("workers", "arguments", "status"),
    [
        pytest.param("0", [], 1, id="whole"),
        pytest.param("2", [], 1, id="whole, on two workers", marks=pytest.mark.slow),
        pytest.param("2", ["-k", "another"], 0, id="a part, on two workers", marks=pytest.mark.slow),
        pytest.param("0", ["-k", "another"], 0, id="a part"),
        pytest.param("0", ["test_it.py"], 0, id="one file"),
    ],
)
def test_a_run_that_covers_too_little_fails(
    workers: str, arguments: list[str], status: int, tmp_path: Path
) -> None:
    done = ran(tmp_path, TEST, "-n", workers, *arguments)
    assert done.returncode == status, done.stdout + done.stderr
    missing = "the raw suite did not cover parameter 'Name' of linkvisual QueryFaceUserByName"
    assert (missing in done.stdout) == bool(status) and "passed" in done.stdout
    assert "parameter 'PageNo' of linkvisual" not in done.stdout.replace(
        "the client suite did not cover parameter", ""
    )
    assert (tmp_path / "reports" / "properties.html").exists()


def test_a_run_of_all_suites_that_sends_nothing_fails(tmp_path: Path) -> None:
    done = ran(tmp_path, SILENT, "-n", "0")
    assert (done.returncode, "no suite sent a request" in done.stdout) == (1, True), done.stdout


def test_a_run_that_leaves_the_suites_out_may_send_nothing(tmp_path: Path) -> None:
    done = ran(tmp_path, f"{TEST}{SILENT}", "-n", "0", "-k", "nothing_sent")
    assert (done.returncode, "no suite sent a request" in done.stdout) == (0, False), done.stdout
