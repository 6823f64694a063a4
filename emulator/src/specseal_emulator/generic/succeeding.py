"""Responses made from a schema that say of themselves that the call failed, by ``failed_when``: they are turned round.

A schema that names the error object beside the fields of a success would otherwise have it in every response.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..contract.parameters import resolved
from ..contract.pointers import ABSENT, put, schema_at, value_at, without
from ..json_types import is_array
from .shapes import like

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..contract import Contract, OutputCheck
    from ..contract.model import Json

_MOST = 16
"""Conditions that one value is turned round for."""


def succeeding(
    contract: Contract, check: OutputCheck, status: int, schema: Any, media_type: str
) -> Callable[[Any], Any]:
    """A function that gives a value without what makes it a failure; the value itself where there is no way."""

    def turned(value: Any) -> Any:
        for _ in range(_MOST):
            condition = check.failing(status, value)
            if condition is None:
                break
            better = next(
                (
                    other
                    for other in _others(contract, schema, value, condition)
                    if check.failing(status, other) != condition and check(status, media_type, other) is None
                ),
                ABSENT,
            )
            if better is ABSENT:
                break
            value = better
        return value

    return turned


def _others(contract: Contract, schema: Any, value: Any, condition: Json) -> Iterator[Any]:
    """The value without what a condition is about, or with another value there; the least change first."""
    pointer: str = condition["pointer"]
    present = value_at(value, pointer)
    if "not_equals" in condition:
        given = condition["not_equals"]
        for one in given if is_array(given) else [given]:
            yield put(value, pointer, like(one, present))
    known = schema_at(contract, schema, pointer) or {}
    if "equals" in condition:
        choice = [not present] if isinstance(present, bool) else resolved(contract, known).get("enum", ())
        for one in choice:
            yield put(value, pointer, one)
    while pointer:
        yield without(value, pointer)
        pointer = pointer.rpartition("/")[0]
