"""What the machines of the model ring share: clients of both kinds, and counts that show what a run met."""

from __future__ import annotations

import importlib
from collections import Counter
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from specseal_emulator.client import EmulatorClient
from tests.properties.callers import Callers
from tests.properties.contracts import OPERATIONS, of
from tests.properties.signing import RING, Keys
from tests.properties.starting import Tapped

KINDS = st.sampled_from(["sync", "async"])
OTHER = Keys("other-key", "other-secret")
"""The key of another owner than the rings' own."""


class Machine(RuleBasedStateMachine):
    """A machine with clients, which are closed at its end, and a control plane."""

    emulator: Tapped
    met: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.emulator.reset()
        self.emulator.tap.forget()
        self.control = EmulatorClient(self.emulator.base_url)
        self._made: dict[Any, Callers] = {}

    def clients(self, product: str, keys: Keys = RING, **changes: Any) -> Callers:
        """The clients of a product with these settings, made when they are first wanted."""
        key = product, keys, tuple(sorted(changes.items()))
        if key not in self._made:
            self._made[key] = Callers(of(product), self.emulator.base_url, keys, changes)
        return self._made[key]

    def attempt(self, callers: Callers, kind: str, arguments: dict[str, Any]) -> tuple[Any, str]:
        """The result of a call, or the name of the class of its error."""
        try:
            return callers.call(kind, arguments), ""
        except Exception as error:  # whichever it is, the model judges it
            self.error = error
            return None, type(error).__name__

    def teardown(self) -> None:
        """Close the clients."""
        for callers in self._made.values():
            callers.close()


def run(machine: type[Machine], emulator: Tapped, how: settings) -> Counter[str]:
    """Run a machine; gives what its runs met together."""
    met: Counter[str] = Counter()
    bound = type(machine.__name__, (machine,), {"emulator": emulator, "met": met})
    run_state_machine_as_test(bound, settings=how)
    return met


def without_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let retries of every client come at once; gives the waits that there would have been, in seconds."""
    waits: list[float] = []

    async def note(_: object, seconds: float) -> None:
        waits.append(seconds)

    for operation in OPERATIONS:
        core = importlib.import_module(f"{operation.product.replace('-', '_')}._runtime.core")
        monkeypatch.setattr(core.Core, "_sleep", note)
    return waits
