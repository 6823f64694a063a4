"""Long streams, some at a time."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


CHUNK = 1000
"""Items of a list, unless another number is given."""


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Lists of up to `size` items."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
