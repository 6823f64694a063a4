"""One short way to apply actions to a description, both given as YAML text."""

from collections.abc import Callable
from typing import Any

import pytest

from specseal.diagnostics import Diagnostic, Refused
from specseal.document import loads, plain
from specseal.overlay import ApplyResult, Overlay, apply, parse_overlay

HEAD = "overlay: 1.1.0\ninfo:\n  title: Test\n  version: '1'\nactions:\n"  # actions begin on line 6


def _parse(actions: str) -> Overlay:
    return parse_overlay(loads(HEAD + actions, "overlay.yaml"))


def _apply(description: str, actions: str, *, strict: bool = False) -> ApplyResult:
    return apply(loads(description, "spec.yaml").data, _parse(actions), strict=strict)


@pytest.fixture
def parsed() -> Callable[[str], Overlay]:
    """The overlay with these actions."""
    return _parse


@pytest.fixture
def applied() -> Callable[..., ApplyResult]:
    """The result of applying these actions."""
    return _apply


@pytest.fixture
def overlaid() -> Callable[..., Any]:
    """The same as plain data."""
    return lambda *args, **named: plain(_apply(*args, **named).data)


@pytest.fixture
def refused() -> Callable[..., tuple[Diagnostic, ...]]:
    """The diagnostics with which applying these actions is refused."""

    def run(description: str, actions: str, *, strict: bool = False) -> tuple[Diagnostic, ...]:
        with pytest.raises(Refused) as caught:
            _apply(description, actions, strict=strict)
        return caught.value.diagnostics

    return run
