"""Delivery of callbacks, one attempt at a time: what travels, how long it may take, and when it is repeated."""

from __future__ import annotations

import contextlib
import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import trustme

from specseal_emulator import SQLiteStore, StoreUnusable
from specseal_emulator.delivery import QUEUE, Attempt, Callback, Courier, Rules
from specseal_emulator.delivery.send import NotSent, post_form
from specseal_emulator.delivery.targets import TargetRefused, resolve
from tests.emulator.h5 import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def store() -> Iterator[SQLiteStore]:
    opened = SQLiteStore()
    yield opened
    opened.close()


class Log:
    """Every attempt of a courier, in order, and a way to wait for them."""

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self._news = threading.Condition()

    def add(self, attempt: Attempt) -> None:
        with self._news:
            self.attempts.append(attempt)
            self._news.notify_all()

    def wait(self, number: int) -> list[Attempt]:
        with self._news:
            assert self._news.wait_for(lambda: len(self.attempts) >= number, 20)
            return list(self.attempts)


def callback(receiver: Receiver, name: str = "one") -> Callback:
    return Callback(name, receiver.url("/notify?a=1"), {"data": "ä b", "sign": "s"}, [receiver.port], "p")


def delivered(courier: Courier, log: Log, number: int) -> list[Attempt]:
    """The first attempts, so many; looks after the queue as often as its owner does."""
    until = time.time() + 20
    while len(log.attempts) < number:
        courier.deliver()
        assert time.time() < until
    return log.wait(number)


def test_a_form_travels_as_a_form(receiver: Receiver) -> None:
    target = resolve(receiver.url("/notify?a=b c"), [receiver.port], (), ())
    assert post_form(target, {"data": '{"a":"ä b"}', "sign": "&="}, 20, verify=True) == 200
    arrived = receiver.next("/notify")
    assert (arrived.method, arrived.query) == ("POST", {"a": "b c"})
    assert arrived.form == {"data": '{"a":"ä b"}', "sign": "&="}
    assert arrived.headers == {
        "host": f"127.0.0.1:{receiver.port}",
        "accept-encoding": "identity",
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len("data=%7B%22a%22%3A%22%C3%A4+b%22%7D&sign=%26%3D")),
        "user-agent": "specseal-emulator",
        "connection": "close",
    }


@pytest.mark.parametrize(
    ("url", "more_ports", "hosts", "told"),
    [
        ("http://127.0.0.1:81/", (), (), "port 81 is not allowed"),
        ("http://127.0.0.1:81/", ("81",), (), ""),
        ("http://127.0.0.1:81/", ("any",), (), ""),
        ("http://192.0.2.1:80/", (), (), "is not a loopback address"),
        ("http://192.0.2.1:80/", (), ("192.0.2.2", "192.0.3.0/24"), "is not a loopback address"),
        ("http://192.0.2.1:80/", (), ("192.0.2.1",), ""),
        ("http://192.0.2.1:80/", (), ("192.0.2.0/24",), ""),
        ("http://192.0.2.1:80/", (), ("any",), ""),
    ],
)
def test_which_targets_are_allowed(
    url: str, more_ports: tuple[str, ...], hosts: tuple[str, ...], told: str
) -> None:
    with pytest.raises(TargetRefused, match=told) if told else contextlib.nullcontext():
        assert resolve(url, [80], more_ports, hosts).address == url[7:].partition(":")[0]


def test_an_attempt_ends_in_time_though_nobody_accepts() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(0)
        port = silent.getsockname()[1]
        waiting = [socket.socket() for _ in range(8)]
        for one in waiting:  # until the backlog is full, and a further connection is left without an answer
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        ended: list[str] = []

        def attempt() -> None:
            with pytest.raises(NotSent) as refused:
                post_form(resolve(f"http://127.0.0.1:{port}/", [port], (), ()), {}, 0.5, verify=True)
            ended.append(str(refused.value))

        thread = threading.Thread(target=attempt, daemon=True)
        thread.start()
        thread.join(15)
        for one in waiting:
            one.close()
        assert ended
        assert ended[0].startswith("TimeoutError")


def test_an_attempt_ends_in_time_though_a_response_dribbles_in() -> None:
    ended = threading.Event()

    def dribble(listening: socket.socket) -> None:
        connected, _ = listening.accept()
        with connected, contextlib.suppress(OSError):
            connected.sendall(b"HTTP/1.1 200 OK\r\nx: ")
            while not ended.wait(0.05):
                connected.sendall(b".")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        receiving = threading.Thread(target=dribble, args=(listening,), daemon=True)
        receiving.start()
        stop = threading.Timer(20, ended.set)  # so that a client without an end fails the test, too
        stop.start()
        port = listening.getsockname()[1]
        with pytest.raises(NotSent):
            post_form(resolve(f"http://127.0.0.1:{port}/", [port], (), ()), {}, 0.5, verify=True)
        assert not ended.is_set()
        receiving.join(20)  # its connection was broken
        stop.cancel()
        assert not ended.is_set()


def test_pauses_double_and_are_kept(receiver: Receiver, store: SQLiteStore) -> None:
    receiver.statuses = [500, 503, 502]
    log, wakes = Log(), [0]

    def wake() -> None:
        wakes[0] += 1

    courier = Courier(store, Rules(attempts=3, pause=0.2), log.add, wake)
    courier.post(callback(receiver))
    for number, (status, pause) in enumerate(((500, 0.2), (503, 0.4)), 1):
        assert wakes[0] == number  # for each attempt: the queue is empty while one is under way
        before = time.time()
        attempt = delivered(courier, log, number)[-1]
        assert (attempt.status, attempt.callback.attempt) == (status, number)
        assert attempt.why == f"the receiver responded with {status}; retrying in {pause:g} s"
        assert 0 < attempt.elapsed < time.time() - before + 0.1
        (queued,) = store.scan(QUEUE, "", 0)
        assert before + pause <= queued["due"] <= time.time() + pause
        assert queued["attempt"] == number + 1
    assert delivered(courier, log, 3)[-1].why == "the receiver responded with 502; giving up"
    assert not courier.deliver()
    assert wakes[0] == 3
    courier.close()


def test_four_callbacks_are_under_way_at_once(receiver: Receiver, store: SQLiteStore) -> None:
    receiver.hold.clear()
    log = Log()
    courier = Courier(store, Rules(), log.add, lambda: None)
    for number in range(6):
        courier.post(callback(receiver, f"c{number}"))
    courier.deliver()
    for _ in range(4):
        receiver.next("/notify")
    with pytest.raises(queue.Empty):
        receiver.next("/notify", 0.3)
    assert log.attempts == []
    receiver.hold.set()
    log.wait(6)
    assert not courier.deliver()
    courier.close()


def test_a_callback_of_a_dead_courier_is_delivered_by_another(
    receiver: Receiver, store: SQLiteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a `kill -9` in the middle of an attempt: nobody else touches it until the attempt must be over."""
    now = [time.time()]
    clock = SimpleNamespace(time=lambda: now[0], perf_counter=time.perf_counter)
    monkeypatch.setattr("specseal_emulator.delivery.courier.time", clock)
    receiver.hold.clear()
    dead, heir = (Courier(store, Rules(seconds=20), Log().add, lambda: None) for _ in range(2))
    dead.post(callback(receiver))
    dead.deliver()
    receiver.next("/notify")
    begun = now[0]
    for later in (0.0, 20.0, 24.9):
        now[0] = begun + later
        assert heir.deliver()
        with pytest.raises(queue.Empty):
            receiver.next("/notify", 0.2)
    now[0] = begun + 25.1
    assert heir.deliver()
    receiver.next("/notify")
    receiver.hold.set()
    dead.close()
    heir.close()


class LostStore(SQLiteStore):
    """A store that is lost while a callback is on its way."""

    def take(self, kind: str, key: str, now: float) -> dict[str, Any] | None:
        raise StoreUnusable(f"{kind} {key} {now}")


def test_a_store_that_is_lost_is_logged(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    store = LostStore()
    courier = Courier(store, Rules(), Log().add, lambda: None)
    courier.post(callback(receiver, "the-first"))
    courier.deliver()
    receiver.next("/notify")
    courier.close()
    assert [record.getMessage() for record in caplog.records] == [
        "the callback the-first was not delivered: StoreUnusable"
    ]
    store.close()


def test_a_receiver_that_is_not_there_is_tried_again(store: SQLiteStore) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    log = Log()
    courier = Courier(store, Rules(attempts=2, pause=0.01), log.add, lambda: None)
    courier.post(Callback("one", f"http://127.0.0.1:{port}/", {}, [port], "p"))
    first, second = delivered(courier, log, 2)
    assert (first.status, second.status) == (0, 0)
    assert re.fullmatch(r"not delivered: ConnectionRefusedError: .*; retrying in 0\.01 s", first.why)
    assert re.fullmatch(r"not delivered: ConnectionRefusedError: .*; giving up", second.why)
    courier.close()


def test_a_target_that_is_not_allowed_is_not_tried_again(store: SQLiteStore) -> None:
    log = Log()
    courier = Courier(store, Rules(), log.add, lambda: None)
    courier.post(Callback("one", "http://127.0.0.1:81/", {}, [80], "p"))
    courier.deliver()
    (attempt,) = log.wait(1)
    assert (
        attempt.why == "refused: port 81 is not allowed; expected one of: 80 (callback_ports allows others)"
    )
    courier.close()
    assert store.scan(QUEUE, "", 0) == []


@pytest.mark.parametrize("tls", ["any", "verified"])
def test_certificates_are_verified_where_that_is_asked_for(store: SQLiteStore, tls: Any) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with receiving(context=context) as receiver:
        log = Log()
        courier = Courier(store, Rules(attempts=1, tls=tls), log.add, lambda: None)
        courier.post(callback(receiver))
        courier.deliver()
        (attempt,) = log.wait(1)
        courier.close()
    if tls == "any":
        assert (attempt.status, attempt.why) == (200, "delivered")
    else:
        assert attempt.status == 0
        assert "CERTIFICATE_VERIFY_FAILED" in attempt.why
