"""How a hint is tested: what it is about is refused with it, and accepted once it has been followed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from specseal.diagnostics import Diagnostic, Refused


def told(work: Callable[[], object], code: str, hint: str) -> tuple[Diagnostic, ...]:
    """One diagnostic of that code has that hint."""
    with pytest.raises(Refused) as refused:
        work()
    found = refused.value.diagnostics
    assert (code, hint) in [(one.code, one.hint) for one in found]
    for one in found:
        assert one.message.endswith(".") and "None" not in one.message.replace("None of", ""), one
    return found
