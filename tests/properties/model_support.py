"""Shared by the state machines of the model suite: blocking and async clients, counts of what a run has seen, and a
failing run as a script of its steps."""

from __future__ import annotations

import contextlib
import importlib
from collections import Counter
from collections.abc import Generator, Sequence
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from specseal_emulator.client import EmulatorClient
from tests.properties.callers import Callers
from tests.properties.contracts import OPERATIONS, of
from tests.properties.reproduction import kept, retelling
from tests.properties.signing import MAIN, Keys
from tests.properties.starting import Tapped, tapped

KINDS = st.sampled_from(["sync", "async"])
OTHER = Keys("other-key", "other-secret")
"""The key of an account with another owner."""


class Machine(RuleBasedStateMachine):
    """A state machine with clients, which are closed at its end, and a control plane."""

    emulator: Tapped
    seen: Counter[str]

    @classmethod
    @contextlib.contextmanager
    def surroundings(cls) -> Generator[None]:
        """A context for the run of a machine; it may set attributes of the class."""
        yield

    def __init__(self) -> None:
        super().__init__()
        self.emulator.reset()
        self.emulator.tap.forget()
        self.control = EmulatorClient(self.emulator.base_url)
        self._made: dict[Any, Callers] = {}

    def clients(self, product: str, keys: Keys = MAIN, **changes: Any) -> Callers:
        """The clients of a product with these settings, made on first use."""
        key = product, keys, tuple(sorted(changes.items()))
        if key not in self._made:
            self._made[key] = Callers(of(product), self.emulator.base_url, keys, changes)
        return self._made[key]

    def attempt(self, callers: Callers, kind: str, arguments: dict[str, Any]) -> tuple[Any, str]:
        """The result of a call, or the name of its error class."""
        try:
            return callers.call(kind, arguments), ""
        except Exception as error:  # the model says which one is right
            self.error = error
            return None, type(error).__name__

    def teardown(self) -> None:
        """Close the clients."""
        for callers in self._made.values():
            callers.close()


M = TypeVar("M", bound=Machine)


def run(machine: type[Machine], emulator: Tapped, how: settings) -> Counter[str]:
    """Run a machine, and return the counts of all its runs. A failure carries a script that repeats its steps."""
    bound = _bound(machine, emulator)
    with bound.surroundings(), retelling(emulator):
        try:
            run_state_machine_as_test(bound, settings=how)
        except Exception as error:
            script = steps_script(machine, getattr(error, "__notes__", ()))
            error.add_note(f"the steps as a script:\n{script}which is also in {kept(script, 'steps')}")
            raise
    return bound.seen


@contextlib.contextmanager
def alone(machine: type[M], emulator: Tapped) -> Generator[M]:
    """A machine whose steps a test takes itself."""
    with retelling(emulator), _made(machine, emulator) as state:
        yield state


@contextlib.contextmanager
def stepping(machine: type[M]) -> Generator[M]:
    """A machine with an emulator of its own, whose steps a script takes."""
    with tapped() as emulator, _made(machine, emulator) as state:
        yield state


@contextlib.contextmanager
def _made(machine: type[M], emulator: Tapped) -> Generator[M]:
    bound = _bound(machine, emulator)
    with bound.surroundings():
        state = bound()
        try:
            yield state
        finally:
            state.teardown()


def steps_script(machine: type[Machine], notes: Sequence[str]) -> str:
    """The steps that Hypothesis reported, as a script for a machine of the same class."""
    lines = [line for note in notes for line in note.splitlines()]
    start = next((at for at, line in enumerate(lines) if line.startswith("state = ")), len(lines))
    end = next((at for at, line in enumerate(lines) if line == "state.teardown()"), len(lines))
    head = [
        "from specseal_emulator import *",
        "from tests.properties.model_support import stepping",
        f"from {machine.__module__} import {machine.__name__}",
        "",
        f"with stepping({machine.__name__}) as state:",
    ]
    return "\n".join([*head, *(f"    {line}" for line in lines[start + 1 : end] or ["pass"])]) + "\n"


def _bound(machine: type[M], emulator: Tapped) -> type[M]:
    return type(machine.__name__, (machine,), {"emulator": emulator, "seen": Counter()})


@contextlib.contextmanager
def without_waiting() -> Generator[list[float]]:
    """Skip the waits before retries of every client, and collect them, in seconds."""
    waits: list[float] = []

    async def note(_: object, seconds: float) -> None:
        waits.append(seconds)

    with pytest.MonkeyPatch.context() as patch:
        for operation in OPERATIONS:
            waiting = importlib.import_module(f"{operation.product.replace('-', '_')}._runtime.waiting")
            patch.setattr(waiting.Waits, "sleep", note)
        yield waits
