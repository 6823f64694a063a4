"""Helpers for tests of applications: ending a verification without a browser, and waiting for what follows."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from faceid_lite import FaceIDLite
from specseal_emulator.browser import VerificationRefused
from specseal_emulator.client import EmulatorClient
from specseal_emulator.state import Settings
from specseal_emulator.testing import Running, running
from specseal_emulator.waiting import CallbackNotDelivered
from tests.emulator.h5 import Receiver, receiving, verified

pytest_plugins = ["pytester"]
DOCS = Path(__file__).parents[2] / "docs" / "emulator-testing.md"


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running(
        settings=Settings.parse(["callback_ports=any", "callback_attempts=2", "callback_pause=0"])
    ) as found:
        yield found


@pytest.fixture(params=["in this process", "over its control plane"])
def emulator(request: pytest.FixtureRequest, server: Running) -> Running | EmulatorClient:
    server.reset()
    return server if request.param == "in this process" else EmulatorClient(server.base_url)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def token(server: Running, notify_url: str, **fields: Any) -> str:
    with FaceIDLite(api_key="demo-key", api_secret="demo-secret", base_url=server.base_url) as client:
        given = {
            "biz_no": "b&1",
            "uuid": "u",
            "comparison_type": "-1",
            "return_url": "https://example.com/r?a=1",
        }
        return client.get_token(notify_url=notify_url, **{**given, **fields}).token


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("pass", "OK"), ("no-pass", "OK"), ("cancelled", "CANCELLED"), ("timeout", "TIMEOUT")],
)
def test_a_verification_ends_and_its_callback_is_waited_for(
    server: Running, emulator: Running | EmulatorClient, receiver: Receiver, outcome: str, status: str
) -> None:
    returned = emulator.finish(token(server, receiver.url("/notify")), outcome)
    entry = emulator.wait_for("callback")
    assert (entry.status, entry.path) == (200, receiver.url("/notify"))
    arrived = receiver.next("/notify")
    assert verified(arrived)["status"] == status
    assert entry.form["data"] == arrived.form["data"]
    assert (returned.method, returned.url) == ("POST", "https://example.com/r?a=1")
    assert returned.fields == arrived.form


def test_the_browser_can_return_by_get(
    server: Running, emulator: Running | EmulatorClient, receiver: Receiver
) -> None:
    returned = emulator.finish(token(server, receiver.url("/notify"), action_http_method="GET"), "pass")
    assert (returned.method, returned.fields) == ("GET", {})
    assert returned.url.startswith("https://example.com/r?a=1&")


def test_each_callback_is_waited_for(
    server: Running, emulator: Running | EmulatorClient, receiver: Receiver
) -> None:
    emulator.finish(token(server, receiver.url("/one")), "pass")
    first = emulator.wait_for("callback")
    emulator.finish(token(server, receiver.url("/two")), "pass")
    second = emulator.wait_for("callback", after=first.id)
    assert [entry.path for entry in (first, second)] == [receiver.url("/one"), receiver.url("/two")]
    assert emulator.wait_for("getToken", after=first.id).id > first.id


def test_an_attempt_that_was_not_accepted_is_not_the_callback(
    server: Running, emulator: Running | EmulatorClient, receiver: Receiver
) -> None:
    receiver.statuses.append(503)
    emulator.finish(token(server, receiver.url("/notify")), "pass")
    assert emulator.wait_for("callback").notes["attempt"] == "2"


def test_a_callback_that_will_not_arrive_ends_the_waiting(
    server: Running, emulator: Running | EmulatorClient, receiver: Receiver
) -> None:
    receiver.statuses.extend([500, 500])
    emulator.finish(token(server, receiver.url("/notify")), "pass")
    with pytest.raises(CallbackNotDelivered, match=r"/notify: .*500"):
        emulator.wait_for("callback", timeout=60)
    emulator.finish(token(server, "http://192.0.2.1/notify"), "pass")
    last = emulator.wait_for("getToken", after=emulator.wait_for("getToken").id)
    with pytest.raises(CallbackNotDelivered, match=r"http://192.0.2.1/notify: refused: .*callback_hosts"):
        emulator.wait_for("callback", after=last.id, timeout=60)


def test_what_never_comes_is_said_with_what_came(
    server: Running, emulator: Running | EmulatorClient, receiver: Receiver
) -> None:
    token(server, receiver.url("/notify"))
    with pytest.raises(TimeoutError, match=r"^no callback within 0.05 s; the journal has getToken 200$"):
        emulator.wait_for("callback", timeout=0.05)


@pytest.mark.parametrize(
    ("known", "outcome", "why"),
    [
        (False, "pass", "token.* [(]status 404[)]"),
        (True, "passed", "pass, no-pass, failed.* [(]status 400[)]"),
    ],
)
def test_what_the_page_refuses(
    server: Running,
    emulator: Running | EmulatorClient,
    receiver: Receiver,
    known: bool,
    outcome: str,
    why: str,
) -> None:
    given = token(server, receiver.url("/notify")) if known else "0" * 32
    with pytest.raises(VerificationRefused, match=why):
        emulator.finish(given, outcome)


def test_a_token_is_good_for_one_verification(
    server: Running, emulator: Running | EmulatorClient, receiver: Receiver
) -> None:
    given = token(server, receiver.url("/notify"))
    emulator.finish(given, "pass")
    with pytest.raises(VerificationRefused, match="status 404"):
        emulator.finish(given, "pass")


Project = Callable[..., pytest.RunResult]


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Runs pytest on a test file, as a process of its own with the plugin."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)

    def run(code: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(test_it=code)
        plugin = ("-p", "specseal_emulator.pytest_plugin", "-p", "no:cacheprovider")
        return pytester.runpytest_subprocess(*plugin, *arguments)

    return run


def test_the_page_of_the_docs_runs_as_it_stands(project: Project) -> None:
    blocks = re.findall(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    project("\n\n".join(blocks), "-W", "error").assert_outcomes(passed=3)


REFUSED = textwrap.dedent(
    """
    from faceid_lite import FaceIDLite
    from specseal_emulator.waiting import CallbackNotDelivered

    def test_it(emulator):
        with FaceIDLite(api_key="demo-key", api_secret="demo-secret", base_url=emulator.base_url) as client:
            token = client.get_token(return_url="https://example.com", notify_url="{url}", biz_no="1", uuid="u",
                                     comparison_type="-1").token
        emulator.finish(token, "pass")
        try:
            emulator.wait_for("callback")
        except CallbackNotDelivered as error:
            assert "refused" in str(error)
    """
)


def test_a_refused_callback_is_warned_of(project: Project) -> None:
    code = REFUSED.format(url="http://192.0.2.1:8028/notify")
    done = project(code)
    done.assert_outcomes(passed=1, warnings=1)
    done.stdout.fnmatch_lines(
        [
            "*CallbackRefusedWarning: the callback to http://192.0.2.1:8028/notify was refused: *callback_hosts*"
        ]
    )
    project(code, "-W", "error").assert_outcomes(passed=1, errors=1)


def test_the_ports_of_the_vendor_can_be_asked_for(project: Project, receiver: Receiver) -> None:
    code = REFUSED.format(url=receiver.url("/notify"))
    project(code, "-W", "error").assert_outcomes(passed=1)
    done = project(code, "-o", "specseal_settings=callback_ports=")
    done.assert_outcomes(passed=1, warnings=1)
    done.stdout.fnmatch_lines([f"*port {receiver.port} is *callback_ports*"])
