"""Model suite: clients under clock errors, limits and failures: how many requests a call makes, and how it ends.

The emulator's clock stands still at a moment of its own, so that the model can count windows of limits. For each
call, the model says how many requests it makes and how it ends.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from specseal_emulator import Account, Fault, Limits, Seed
from tests.properties import wire
from tests.properties.model_support import KINDS, Machine, alone, run, without_waiting
from tests.properties.profiles import examples
from tests.properties.provocations import OWN
from tests.properties.starting import Tapped

pytestmark = pytest.mark.suite("model")

DAY = 86_400.0


@dataclass(frozen=True)
class Product:
    """One product, as the model knows it from the documents."""

    name: str
    arguments: dict[str, Any]
    idempotent: bool
    window: float
    """Seconds that the vendor's clock may be ahead of the client's."""
    expired: str
    limited: str
    limit_is_temporary: bool
    temporary: str
    """An error that the documents call temporary, and the class of its exception."""
    final: str
    final_class: str
    once: tuple[str, str]
    """Where the value is that no two requests share (query, form or header), and its name."""


LINKVISUAL = Product(
    "linkvisual",
    {"IsolationId": "ZheJiangHZ", "PageNo": 1, "PageSize": 3},
    idempotent=True,
    window=900,
    expired="InvalidTimeStampExpiredError",
    limited="ThrottlingUserError",
    limit_is_temporary=True,
    temporary="InternalError",
    final="Forbidden.RiskControl",
    final_class="ForbiddenRiskControlError",
    once=("header", "x-acs-signature-nonce"),
)
PREMIUM = Product(
    "finauth-premium",
    {"liveness_id": "l"},
    idempotent=False,
    window=100,
    expired="AuthorizationError",
    limited="AuthorizationError",
    limit_is_temporary=False,
    temporary="INTERNAL_ERROR",
    final="AUTHORIZATION_ERROR: DENIED",
    final_class="AuthorizationError",
    once=("form", "sign"),
)
PRODUCTS = {each.name: each for each in (LINKVISUAL, PREMIUM)}
FAULTS = st.sampled_from(["temporary", "final", "status", "reset", "empty"])


class Calls(Machine):
    """Calls of two products by an account with limits, through clients that retry never, once or twice."""

    waits: list[float]
    """The waits of the clients, in seconds. None of them happens."""

    @classmethod
    @contextlib.contextmanager
    def surroundings(cls) -> Generator[None]:
        with without_waiting() as cls.waits:
            yield

    @initialize(ahead=st.sampled_from([0.0, 50.0, 2 * DAY]))
    def begin(self, ahead: float) -> None:
        self.limits = Limits()
        self.seed()
        self.now = float(int(time.time() + ahead) // 10 * 10 + 10)  # where a window of limits begins
        self.control.change_clock(now=self.now, frozen=True)
        self.counted: dict[tuple[str, int], int] = {}
        self.armed: dict[str, list[str]] = {name: [] for name in PRODUCTS}
        self.learnt: dict[Any, float] = {}

    def seed(self) -> None:
        self.control.seed(Seed(accounts=(Account(OWN.key, OWN.secret, limits=self.limits),)))

    @rule(limits=st.sampled_from([Limits(), Limits(3, 10.0), Limits(0, 10.0), Limits(100, 10.0)]))
    def limit(self, limits: Limits) -> None:
        self.limits = limits
        self.control.set_limits(OWN.key, limits)

    @rule(seconds=st.sampled_from([10.0, 10.0, 60.0, 5000.0]))
    def later(self, seconds: float) -> None:
        self.now += seconds
        self.control.change_clock(shift=seconds)

    @rule(product=st.sampled_from(sorted(PRODUCTS)), kind=FAULTS, count=st.integers(1, 3))
    def arm(self, product: str, kind: str, count: int) -> None:
        if self.armed[product]:
            return  # one kind at a time: the order of several armed faults is not under test
        known = PRODUCTS[product]
        faults = {
            "temporary": Fault(product=product, error=known.temporary, count=count),
            "final": Fault(product=product, error=known.final, count=count),
            "status": Fault(product=product, status=500, body="proxy", count=count),
            "reset": Fault(product=product, connection="reset", count=count),
            "empty": Fault(product=product, connection="empty", count=count),
        }
        self.control.arm(faults[kind])
        self.armed[product] = [kind] * count

    @rule(
        product=st.sampled_from(sorted(PRODUCTS)),
        kind=KINDS,
        retries=st.integers(0, 2),
        times=st.integers(1, 4),
    )
    def call(self, product: str, kind: str, retries: int, times: int) -> None:
        known = PRODUCTS[product]
        callers = self.clients(product, OWN, max_retries=retries)
        for _ in range(times):
            if abs(self.off((product, retries, kind)) - known.window) < 20:
                return  # on a slow machine it could go either way
            self.emulator.tap.forget()
            result, error = self.attempt(callers, kind, known.arguments)
            exchanges = self.emulator.tap.exchanges()
            # the blocking and the async client learn the clock offset separately
            requests, wanted, seen = self.expected(known, (product, retries, kind), retries)
            where = f"{product}, {kind}, {retries} retries, {self.limits}"
            assert (error, len(exchanges)) == (wanted, requests), f"{where}: {getattr(self, 'error', None)!r}"
            assert (result is not None) == (wanted == "")
            place, name = known.once
            sent = [wire.decode(exchange) for exchange in exchanges]
            values = [each.headers[name] if place == "header" else each.form[name] for each in sent]
            assert len(set(values)) == len(values), f"{where}: {name} was sent twice"
            self.seen.update(seen)

    @rule(
        product=st.sampled_from(sorted(PRODUCTS)),
        kind=KINDS,
        fault=FAULTS,
        count=st.integers(1, 3),
        retries=st.integers(0, 2),
    )
    def call_in_trouble(self, product: str, kind: str, fault: str, count: int, retries: int) -> None:
        self.arm(product, fault, count)
        self.call(product, kind, retries, times=2)

    def expected(self, known: Product, client: Any, retries: int) -> tuple[int, str, set[str]]:
        """How many requests a call makes, the class of the error it ends with, and what happened to its requests."""
        requests, corrected, seen = 0, False, set()
        while True:
            requests += 1
            error, again, kind = self.one_request(known, client)
            seen.add(kind)
            if kind == "expired":
                self.learnt[client] = self.now - time.time()
                again, corrected = not corrected, True
            if not error or not again or requests > retries:
                seen |= {f"{kind} in the end"} | ({"retried"} if requests > 1 else set())
                return requests, error, seen

    def off(self, client: Any) -> float:
        """Seconds by which the emulator's clock is ahead of the clock that a client signs with."""
        return self.now - time.time() - self.learnt.get(client, 0.0)

    def one_request(self, known: Product, client: Any) -> tuple[str, bool, str]:
        """What happens to one request: the class of the error, whether it is retried, and its kind."""
        if self.armed[known.name]:
            kind = self.armed[known.name].pop()
            return {
                "temporary": ("InternalError", True, kind),
                "final": (known.final_class, False, kind),
                "status": ("APIStatusError", known.idempotent, kind),
                "reset": ("APIConnectionError", known.idempotent, kind),
                "empty": ("APIConnectionError", known.idempotent, kind),
            }[kind]
        if self.off(client) > known.window:
            return known.expired, True, "expired"
        if self.limits.calls is not None:
            window = known.name, int(self.now // self.limits.seconds)
            self.counted[window] = self.counted.get(window, 0) + 1
            if self.counted[window] > self.limits.calls:
                return known.limited, known.limit_is_temporary, "limited"
        return "", False, "succeeded"


def test_calls(emulator: Tapped) -> None:
    seen = run(Calls, emulator, examples(50, stateful_step_count=25))
    assert {"succeeded", "succeeded in the end", "retried", "expired"} <= set(seen), seen


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("fault", ["temporary", "final", "status", "reset", "empty"])
def test_every_failure(fault: str, product: str, kind: str, emulator: Tapped) -> None:
    with alone(Calls, emulator) as machine:
        machine.begin(ahead=0.0)
        for retries in (0, 1, 2):
            for count in (1, 2, 3):
                machine.arm(product=product, kind=fault, count=count)
                machine.call(product=product, kind=kind, retries=retries, times=count + 1)
        assert set(machine.seen) >= {fault, "succeeded"}
        assert bool(machine.waits) == ("retried" in machine.seen)


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("product", PRODUCTS)
def test_limits_and_clocks(product: str, kind: str, emulator: Tapped) -> None:
    with alone(Calls, emulator) as machine:
        machine.begin(ahead=2 * DAY)
        for retries in (0, 2):
            machine.limit(limits=Limits(3, 10.0))
            machine.later(seconds=60.0)
            machine.call(product=product, kind=kind, retries=retries, times=5)
            machine.later(seconds=10.0)
            machine.call(product=product, kind=kind, retries=retries, times=4)
            machine.limit(limits=Limits())
            machine.later(seconds=5000.0)
            machine.call(product=product, kind=kind, retries=retries, times=2)
        seen = {"limited", "limited in the end", "expired", "expired in the end", "retried"}
        assert seen <= set(machine.seen)


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("product", PRODUCTS)
def test_the_concurrency_limit_is_released(product: str, kind: str, emulator: Tapped) -> None:
    """With a concurrency limit of 1, sequential calls succeed however the one before ended."""
    known = PRODUCTS[product]
    with alone(Calls, emulator) as machine:
        machine.control.seed(Seed(accounts=(Account(OWN.key, OWN.secret, limits=Limits(concurrency=1)),)))
        callers = machine.clients(product, OWN)
        for fault in (None, Fault(product=product, error=known.final, count=1), None):
            if fault:
                machine.control.arm(fault)
            error = machine.attempt(callers, kind, known.arguments)[1]
            assert error == (known.final_class if fault else "")
