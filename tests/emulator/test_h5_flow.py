"""The browser's part of FaceID Lite over real sockets: pages, callbacks and what may be called."""

from __future__ import annotations

import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from specseal_emulator import Settings
from specseal_emulator.delivery import TargetRefused, resolve
from specseal_emulator.testing import Running, running
from tests.emulator.h5 import STATUSES, Receiver, receiving, verified

CONTRACT = Path(__file__).parents[2] / "generated" / "contracts" / "faceid-lite.json"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


@pytest.fixture(scope="module")
def open_server() -> Iterator[Running]:
    settings = Settings(callback_ports=("any",), callback_pause=0)
    with running(settings=settings) as emulator:
        yield emulator


@pytest.fixture
def lite(open_server: Running) -> Running:
    open_server.reset()
    return open_server


@pytest.fixture
def start(lite: Running, megvii: Any, receiver: Receiver) -> Callable[..., str]:
    """Gets a token whose callbacks go to the receiver."""

    def get(files: Any = None, **fields: str) -> str:
        megvii.base_url = lite.base_url
        given = {"return_url": receiver.url("/return?order=5"), "notify_url": receiver.url("/notify")}
        response = megvii.get_token(files, **{**given, **fields})
        assert response.status_code == 200, response.text
        token: str = response.json()["token"]
        return token

    return get


def end(emulator: Running, http: httpx.Client, token: str, outcome: str) -> httpx.Response:
    return http.post(f"{emulator.base_url}/faceid/lite/do", data={"token": token, "outcome": outcome})


def show(emulator: Running, http: httpx.Client, token: str) -> httpx.Response:
    return http.get(f"{emulator.base_url}/faceid/lite/do", params={"token": token})


def test_a_page_for_browsers_is_no_request_to_nowhere(lite: Running, http: httpx.Client, start: Any) -> None:
    token = start()
    for status, shown in ((200, show(lite, http, token)), (404, show(lite, http, "unknown"))):
        assert shown.status_code == status
        assert "suggestion" not in lite.journal.last().notes


def attempts(emulator: Running, number: int) -> list[Any]:
    """The journal's entries of callbacks, once there are so many."""
    deadline = time.monotonic() + 20
    while True:
        found = [entry for entry in emulator.journal.entries() if entry.operation == "callback"]
        if len(found) >= number:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.01)


@pytest.mark.parametrize("outcome", STATUSES)
def test_an_outcome_is_posted_signed(start, lite, http, receiver, outcome: str) -> None:
    token = start(biz_extra_data="extra 李 <&>", biz_no="order-7")
    page = show(lite, http, token)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert f'value="{outcome}"' in page.text
    assert end(lite, http, token, outcome).status_code == 200
    notified = receiver.next("/notify")
    data = verified(notified)
    assert notified.method == "POST"
    assert notified.headers["content-type"] == "application/x-www-form-urlencoded"
    assert data["status"] == STATUSES[outcome]
    assert data["biz_info"]["biz_no"] == "order-7"
    assert data["biz_info"]["biz_extra_data"] == "extra 李 <&>"
    assert data.get("liveness_result") == {"pass": {"result": "PASS"}, "no-pass": {"result": "FAIL"}}.get(
        outcome
    )
    assert "verify_result" not in data
    (entry,) = attempts(lite, 1)
    assert (entry.path, entry.status, entry.why) == (receiver.url("/notify"), 200, "delivered")
    assert (entry.form["sign"], entry.form["data"]) == ("***", notified.form["data"])


def test_the_browser_posts_the_same_to_return_url(start, lite, http, receiver) -> None:
    token = start()
    page = end(lite, http, token, "pass").text
    (action,) = re.findall(r'<form id="onward" method="post" action="([^"]*)"', page)
    sent = {
        unescape(n): unescape(v) for n, v in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page)
    }
    assert unescape(action) == receiver.url("/return?order=5")
    http.post(unescape(action), data=sent)
    assert verified(receiver.next("/return")) == verified(receiver.next("/notify"))


def test_the_browser_is_redirected_where_get_was_asked_for(start, lite, http, receiver) -> None:
    token = start(action_http_method="GET")
    response = end(lite, http, token, "cancelled")
    assert response.status_code == 303
    http.get(response.headers["location"])
    returned = receiver.next("/return")
    data = verified(returned)
    assert (returned.method, returned.query["order"]) == ("GET", "5")
    assert returned.query["biz_id"] == data["biz_info"]["biz_id"]
    assert data["status"] == "CANCELLED"


@pytest.mark.parametrize(("outcome", "over"), [("pass", True), ("no-pass", False)])
def test_a_comparison_has_a_result_for_each_picture(
    start, lite, http, receiver, picture, outcome, over
) -> None:
    token = start({"image_ref1": picture(), "image_ref2": picture()}, comparison_type="0")
    end(lite, http, token, outcome)
    compared = verified(receiver.next("/notify"))["verify_result"]
    assert set(compared) == {"result_ref1", "result_ref2"}
    for found in compared.values():
        assert set(found["thresholds"]) == {"1e-3", "1e-4", "1e-5", "1e-6"}
        assert all((found["confidence"] > threshold) == over for threshold in found["thresholds"].values())


def test_reasons_and_recording_errors_come_when_asked_for(start, lite, http, receiver) -> None:
    end(lite, http, start(get_fail_reason="1", get_shooting_error="1"), "webrtc-unsupported")
    data = verified(receiver.next("/notify"))
    assert (data["fail_reason"], data["shooting_error"]) == ("SUPPORT_ERROR", False)
    end(lite, http, start(), "webrtc-unsupported")
    data = verified(receiver.next("/notify"))
    assert {"fail_reason", "shooting_error"}.isdisjoint(data)


def test_a_token_is_good_for_one_verification(start, lite, http, receiver) -> None:
    token = start()
    assert show(lite, http, token).status_code == show(lite, http, token).status_code == 200
    responses: list[int] = []

    def choose(outcome: str) -> None:
        with httpx.Client(trust_env=False) as client:
            responses.append(end(lite, client, token, outcome).status_code)

    threads = [threading.Thread(target=choose, args=(outcome,)) for outcome in STATUSES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(responses) == [200] + [404] * 5
    receiver.next("/notify")
    assert show(lite, http, token).status_code == 404
    assert len(attempts(lite, 1)) == 1
    assert receiver.nothing("/notify")


def test_a_verification_that_is_left_alone_times_out(start, lite, http, receiver) -> None:
    lite.clock.freeze()
    token, late, unopened = start(), start(), start()
    show(lite, http, token)
    lite.clock.shift(3599)
    assert {show(lite, http, name).status_code for name in (token, late)} == {200}
    lite.clock.shift(1)
    assert "onward" in end(lite, http, late, "pass").text
    assert verified(receiver.next("/notify"))["status"] == "TIMEOUT"
    lite.clock.shift(3)
    assert verified(receiver.next("/notify"))["status"] == "TIMEOUT"
    assert {show(lite, http, name).status_code for name in (token, unopened)} == {404}
    assert end(lite, http, token, "pass").status_code == 404
    assert end(lite, http, unopened, "pass").status_code == 404


def test_a_page_is_safe_and_says_why_it_is_refused(start, lite, http) -> None:
    page = show(lite, http, start(biz_no='"><script>alert(1)</script>', language="1"))
    assert "<script>alert" not in page.text
    assert 'lang="zh"' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    unknown = show(lite, http, "unknown")
    assert (unknown.status_code, "unknown token" in unknown.text) == (404, True)
    for method in ("GET", "POST"):
        shown = show(lite, http, start(action_http_method=method)).text
        assert f"<br>{method} by this browser, which goes there next</dd>" in shown
    assert end(lite, http, start(), "maybe").status_code == 400
    assert http.put(f"{lite.base_url}/faceid/lite/do").status_code == 405


# Delivery


def test_a_callback_is_tried_again(start, lite, http, receiver) -> None:
    receiver.statuses += [500, 302]
    end(lite, http, start(), "pass")
    sent = [receiver.next("/notify") for _ in range(3)]
    assert len({json.dumps(arrived.form) for arrived in sent}) == 1
    first, second, third = attempts(lite, 3)
    assert (first.status, first.why) == (500, "the receiver responded with 500; retrying in 0 s")
    assert (second.status, second.why) == (302, "the receiver responded with 302; retrying in 0 s")
    assert (third.status, third.why, third.notes["attempt"]) == (200, "delivered", "3")
    assert receiver.nothing("/elsewhere")


def test_a_callback_is_given_up(start, lite, http, receiver) -> None:
    receiver.statuses += [503] * 9
    end(lite, http, start(), "pass")
    assert attempts(lite, 3)[-1].why == "the receiver responded with 503; giving up"
    end(lite, http, start(notify_url="http://127.0.0.1:1/x"), "pass")
    assert attempts(lite, 6)[-1].why.startswith("not delivered: ConnectionRefusedError")
    assert len(attempts(lite, 6)) == 6


def test_a_reset_forgets_callbacks_under_way(start, lite, http, receiver) -> None:
    receiver.hold.clear()
    end(lite, http, start(), "pass")
    receiver.next("/notify")
    lite.reset()
    receiver.hold.set()
    end(lite, http, start(biz_no="after"), "pass")
    assert [verified(receiver.next("/notify"))["biz_info"]["biz_no"] for _ in range(1)] == ["after"]
    (entry,) = attempts(lite, 1)
    assert json.loads(entry.form["data"])["biz_info"]["biz_no"] == "after"


def test_a_receiver_that_never_finishes_its_response_is_left(megvii, http) -> None:
    settings = Settings(callback_ports=("any",), callback_attempts=1, callback_seconds=1)
    with running(settings=settings) as emulator, socket.create_server(("127.0.0.1", 0)) as slow:
        megvii.base_url = emulator.base_url
        slow.settimeout(20)
        port = slow.getsockname()[1]
        token = megvii.get_token(notify_url=f"http://127.0.0.1:{port}/").json()["token"]
        end(emulator, http, token, "pass")
        connection, _ = slow.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            stop = threading.Event()

            def dribble() -> None:
                while not stop.wait(0.2):
                    try:
                        connection.sendall(b"X: y\r\n")
                    except OSError:
                        return

            thread = threading.Thread(target=dribble)
            thread.start()
            (entry,) = attempts(emulator, 1)
            stop.set()
            thread.join()
        assert entry.why == "not delivered: TimeoutError: no complete response within 1 s; giving up"
        assert entry.elapsed < 10


def test_https_receivers(megvii, http) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    for tls, why in (("any", "delivered"), ("verified", "not delivered: SSLCertVerificationError")):
        settings = Settings.parse(["callback_ports=any", "callback_attempts=1", f"callback_tls={tls}"])
        with receiving(context=context) as receiver, running(settings=settings) as emulator:
            megvii.base_url = emulator.base_url
            token = megvii.get_token(notify_url=receiver.url("/notify")).json()["token"]
            end(emulator, http, token, "pass")
            assert attempts(emulator, 1)[0].why.startswith(why)


def test_callbacks_outlive_the_process_that_posted_them(megvii, http, tmp_path: Path) -> None:
    from specseal_emulator import SQLiteStore

    settings = Settings(callback_ports=("any",), callback_pause=3600)
    with receiving() as receiver:
        receiver.statuses += [500]
        with running(settings=settings, store=SQLiteStore(tmp_path / "state.db")) as emulator:
            megvii.base_url = emulator.base_url
            token = megvii.get_token(notify_url=receiver.url("/notify")).json()["token"]
            end(emulator, http, token, "pass")
            attempts(emulator, 1)
        first = receiver.next("/notify")
        store = SQLiteStore(tmp_path / "state.db")
        (waiting,) = store.scan("callback", "", 0)
        store.put("callback", waiting["id"], {**waiting, "due": 0.0})
        with running(settings=settings, store=store):
            assert receiver.next("/notify").form == first.form


# What may be called


def test_only_documented_ports_are_called(emulator, megvii, http, receiver) -> None:
    token = megvii.get_token(notify_url=receiver.url("/notify")).json()["token"]
    end(emulator, http, token, "pass")
    (entry,) = attempts(emulator, 1)
    ports = json.loads(CONTRACT.read_text(encoding="utf-8"))["components"]["schemas"]["GetTokenRequest"]
    listed = ", ".join(map(str, ports["properties"]["notify_url"]["x-ports"]))
    assert (entry.status, entry.path) == (0, receiver.url("/notify"))
    assert entry.why == (
        f"refused: port {receiver.port} is not allowed; expected one of: {listed} (callback_ports allows others)"
    )
    assert receiver.nothing("/notify")


def test_a_documented_port_is_called(emulator, megvii, http) -> None:
    for port in (5000, 16003, 8883, 8028):
        try:
            context = receiving(port)
            receiver = context.__enter__()
        except OSError:
            continue
        try:
            token = megvii.get_token(notify_url=receiver.url("/notify")).json()["token"]
            end(emulator, http, token, "pass")
            assert verified(receiver.next("/notify"))["status"] == "OK"
        finally:
            context.__exit__(None, None, None)
        return
    pytest.fail("all documented ports are in use")


def test_other_machines_are_not_called(emulator, megvii, http) -> None:
    token = megvii.get_token(notify_url="https://192.0.2.1/notify").json()["token"]
    assert end(emulator, http, token, "pass").status_code == 200
    (entry,) = attempts(emulator, 1)
    assert entry.why == (
        "refused: 192.0.2.1 (192.0.2.1) is not a loopback address; the setting callback_hosts allows others"
    )


@pytest.mark.parametrize(
    ("url", "hosts", "address"),
    [
        ("http://127.0.0.1:443/a b?c=é d", (), "127.0.0.1"),
        ("http://[::1]:443", (), "::1"),
        ("https://localhost/", (), None),
        ("http://10.1.2.3:443/", ("10.0.0.0/8",), "10.1.2.3"),
        ("http://10.1.2.3:443/", ("10.1.2.3",), "10.1.2.3"),
        ("http://10.1.2.3:443/", ("any",), "10.1.2.3"),
    ],
)
def test_targets_that_may_be_called(url: str, hosts: tuple[str, ...], address: str | None) -> None:
    target = resolve(url, [443], (), hosts)
    assert target.address == address or (address is None and target.address in {"127.0.0.1", "::1"})
    assert target.path.isascii() and " " not in target.path


def test_localhost_is_loopback_where_no_name_can_be_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: object, **_named: object) -> list[object]:
        raise OSError("Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    assert resolve("https://localhost/", [443], (), ()).address == "127.0.0.1"
    with pytest.raises(TargetRefused, match="cannot resolve"):
        resolve("https://localhost.example/", [443], (), ("any",))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://10.1.2.3:443/", "is not a loopback address"),
        ("http://[::ffff:10.1.2.3]:443/", "is not a loopback address"),
        ("http://0.0.0.0:443/", "is not a loopback address"),
        ("http://169.254.169.254:443/", "is not a loopback address"),
        ("http://127.0.0.1/", "port 80 is not allowed; expected one of: 443"),
        ("https://127.0.0.1:8443/", "port 8443 is not allowed; expected one of: 443"),
        ("https://nothing.invalid/", "cannot resolve"),
        ("https://" + "a" * 70 + "/", "cannot resolve"),
        ("ftp://127.0.0.1/", "is not an http or https URL"),
        ("http://127.0.0.1:99999/", "invalid URL"),
    ],
)
def test_targets_that_may_not_be_called(url: str, words: str) -> None:
    with pytest.raises(TargetRefused, match=words):
        resolve(url, [443], (), ("192.168.0.0/16", "example.com"))
