"""Made values that their schema refuses, as where an example in it is wrong: fields that are refused are left out."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MOST = 200
"""Fields that are left out of one value."""


def mended(value: Any, refused: Callable[[Any], Sequence[str | int] | None]) -> Any:
    """The value without what is refused; an object that then lacks a field goes too.

    Args: `refused`, which gives the path of a value that is refused, and None once there is none.
    """
    value = copy.deepcopy(value)
    for _ in range(_MOST):
        path = refused(value)
        if not path:
            break
        *parents, last = path
        holder: Any = value
        for step in parents:
            holder = holder[step]
        try:
            del holder[last]
        except (IndexError, KeyError):  # what is refused is a missing field
            break
    return value
