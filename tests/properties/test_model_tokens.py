"""Model suite: tokens are unique, serve one verification, expire on time, and are reported in one callback."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.emulator.h5 import STATUSES, Receiver, receiving
from tests.properties.callers import calling
from tests.properties.contracts import of
from tests.properties.model_support import KINDS, Machine, alone, run
from tests.properties.pictures import picture
from tests.properties.profiles import examples
from tests.properties.signing import MAIN, Keys
from tests.properties.starting import Tapped

pytestmark = pytest.mark.suite("model")

NOW = 1_800_000_000.0
WHICH = st.integers(0, 15)
"""The index of a token, newest first, modulo their number."""


@dataclass
class Made:
    """What the model knows of a token."""

    token: str
    biz_no: str
    extra: str
    compared: bool
    expires: int
    ended: bool = False


class Tokens(Machine):
    """FaceID Lite tokens, their pages and callbacks, and FinAuth's business tokens, on a frozen clock."""

    receiver: Receiver

    @classmethod
    @contextlib.contextmanager
    def surroundings(cls) -> Generator[None]:
        with receiving() as cls.receiver:
            yield

    @initialize()
    def begin(self) -> None:
        self.control.change_clock(now=NOW, frozen=True)
        self.now = NOW
        self.made: list[Made] = []
        self.ids: set[str] = set()
        self.http = httpx.Client(trust_env=False)

    def teardown(self) -> None:
        self.http.close()
        super().teardown()

    @rule(kind=KINDS, extra=st.sampled_from(["", "{}", "写 <&>"]), compared=st.booleans())
    def make(self, kind: str, extra: str, compared: bool) -> None:
        callers = self.clients("faceid-lite")
        number = f"order {len(self.ids)} 号"
        arguments: dict[str, Any] = {
            "return_url": self.receiver.url("/return"),
            "notify_url": self.receiver.url("/notify"),
            "biz_no": number,
            "uuid": "user",
            "comparison_type": "0" if compared else "-1",
            "biz_extra_data": extra or None,
        }
        if compared:
            arguments["image_ref1"] = picture()
        result = callers.call(kind, arguments)
        assert result.token not in self.ids
        assert result.biz_id not in self.ids
        assert result.expired_time == int(self.now) + 3600
        self.ids |= {result.token, result.biz_id}
        self.made.append(Made(result.token, number, extra, compared, result.expired_time))
        self.seen["made"] += 1

    @rule(kind=KINDS, uuid=st.none() | st.just("u"))
    def business(self, kind: str, uuid: str | None) -> None:
        result = self.clients("finauth-premium", max_retries=1).call(kind, {"liveness_id": "l", "uuid": uuid})
        assert result.biz_token not in self.ids
        self.ids.add(result.biz_token)
        record = self.emulator.world.store.get("biz-token", result.biz_token, self.now)
        assert record
        assert (record["liveness_id"], record["uuid"]) == ("l", uuid)
        assert self.emulator.world.store.get("biz-token", result.biz_token, self.now + 3600.0) is None

    def alive(self, made: Made) -> bool:
        return not made.ended and self.now < made.expires

    def url(self, token: str) -> str:
        return str(self.clients("faceid-lite").run("sync", "liveness_url", token))

    @precondition(lambda self: self.made)
    @rule(which=WHICH, outcome=st.sampled_from(sorted(STATUSES)), kind=KINDS)
    def open(self, which: int, outcome: str, kind: str) -> None:
        made = self.made[-1 - which % len(self.made)]
        if made.expires - self.now <= 3 and self.alive(made):
            return  # an opened page that times out sends a callback by itself; see test_h5_flow
        status = self.http.get(self.url(made.token)).status_code
        assert status == (200 if self.alive(made) else 404)
        self.seen["opened" if status == 200 else "ended" if made.ended else "expired"] += 1
        if status == 200:
            self.end(made, outcome, kind)

    @rule(compared=st.booleans(), outcome=st.sampled_from(sorted(STATUSES)), kind=KINDS)
    def verify(self, compared: bool, outcome: str, kind: str) -> None:
        self.make(kind, "{}", compared)
        self.open(0, outcome, kind)

    @precondition(lambda self: self.made)
    @rule(which=WHICH, outcome=st.sampled_from(sorted(STATUSES)), kind=KINDS)
    def end_unopened(self, which: int, outcome: str, kind: str) -> None:
        self.end(self.made[-1 - which % len(self.made)], outcome, kind)

    def end(self, made: Made, outcome: str, kind: str) -> None:
        page = self.url(made.token).partition("?")[0]
        status = self.http.post(page, data={"token": made.token, "outcome": outcome}).status_code
        assert status == (200 if self.alive(made) else 404)
        if status != 200:
            self.seen["refused to end"] += 1
            return
        made.ended = True
        arrived = self.receiver.next("/notify")
        client = self.clients("faceid-lite").client(kind)[0]
        event = client.callbacks.unwrap(arrived.form["data"], arrived.form["sign"])
        assert event.status == STATUSES[outcome]
        assert (event.biz_info.biz_no, event.biz_info.biz_extra_data or "") == (made.biz_no, made.extra)
        assert (event.liveness_result is not None) == (outcome in {"pass", "no-pass"})
        assert (event.verify_result is not None) == (made.compared and outcome in {"pass", "no-pass"})
        assert self.receiver.nothing("/notify"), "the callback came twice"
        self.spoil(client, arrived.form)
        self.seen[outcome] += 1

    def spoil(self, client: Any, form: dict[str, str]) -> None:
        """Only what the vendor signed is accepted."""
        data, sign = form["data"], form["sign"]
        body = json.loads(data)
        other = json.dumps(body | {"status": "OK" if body["status"] != "OK" else "FAILED"})
        for changed in (
            (data + " ", sign),
            (other, sign),
            (data, sign[:-1] + ("0" if sign[-1] != "0" else "1")),
        ):
            with pytest.raises(Exception, match="signature verification failed"):
                client.callbacks.unwrap(*changed)

    @rule(seconds=st.sampled_from([1, 60, 900, 1800, 3599, 3600]))
    def later(self, seconds: int) -> None:
        self.control.change_clock(shift=seconds)
        self.now += seconds

    @precondition(lambda self: any(self.alive(made) for made in self.made))
    @rule(left=st.sampled_from([0, 1]))
    def until_the_end(self, left: int) -> None:
        """Move the clock to the second in which a token expires, or to the one before."""
        made = next(made for made in self.made if self.alive(made))
        if made.expires - left > self.now:
            self.now = float(made.expires - left)
            self.control.change_clock(now=self.now)


def test_tokens(emulator: Tapped) -> None:
    seen = run(Tokens, emulator, examples(40, stateful_step_count=25))
    assert "made" in seen
    assert set(seen) & set(STATUSES), seen


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_verification_ends_once_and_on_time(kind: str, emulator: Tapped) -> None:
    with alone(Tokens, emulator) as machine:
        machine.begin()
        machine.make(kind=kind, extra="写", compared=True)
        (made,) = machine.made
        assert machine.http.get(machine.url(made.token)).status_code == 200
        machine.end(made, "pass", kind)
        machine.end(made, "failed", kind)
        assert machine.http.get(machine.url(made.token)).status_code == 404
        for left, status in ((1, 200), (0, 404)):
            machine.make(kind=kind, extra="", compared=False)
            last = machine.made[-1]
            machine.now = float(last.expires - left)
            machine.control.change_clock(now=machine.now)
            page = machine.url(last.token).partition("?")[0]
            ended = machine.http.post(page, data={"token": last.token, "outcome": "pass"})
            assert ended.status_code == status
        assert dict(machine.seen) == {"made": 3, "pass": 1, "refused to end": 1}


@pytest.mark.parametrize("outcome", STATUSES)
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_every_outcome_is_reported(outcome: str, kind: str, emulator: Tapped) -> None:
    with receiving() as receiver, calling(of("faceid-lite"), emulator.base_url) as callers:
        arguments = {
            "return_url": receiver.url("/return"),
            "notify_url": receiver.url("/notify"),
            "biz_no": "order",
            "uuid": "user",
            "comparison_type": "-1",
        }
        token = callers.call(kind, arguments).token
        page = callers.run("sync", "liveness_url", token).partition("?")[0]
        assert httpx.post(page, data={"token": token, "outcome": outcome}, trust_env=False).status_code == 200
        form = receiver.next("/notify").form
        event = callers.client(kind)[0].callbacks.unwrap(form["data"], form["sign"])
        assert event.status == STATUSES[outcome]
    with (
        calling(of("faceid-lite"), emulator.base_url, Keys(MAIN.key, "another")) as others,
        pytest.raises(Exception, match="another secret"),
    ):
        others.client(kind)[0].callbacks.unwrap(form["data"], form["sign"])
