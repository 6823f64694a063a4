"""Ids in the vendors' shapes; with a seed the same ones in every run."""

from __future__ import annotations

import random
from uuid import UUID

_RANDOM = UUID("ffffffff-ffff-0fff-3fff-ffffffffffff").int
"""The bits of a UUID that are drawn; the others are its version and variant."""
_VERSION_4 = UUID("00000000-0000-4000-8000-000000000000").int


class Ids:
    """A source of ids. They are unique, but not secret."""

    def __init__(self, seed: int | None = None) -> None:
        self._seed = seed
        self._random = random.Random(seed)  # noqa: S311
        self.chance = random.Random(seed)  # noqa: S311
        """Randomness for everything else; separate, so that it does not change the ids."""

    def uuid(self) -> str:
        """A random UUID in lower case."""
        digits = f"{self._random.getrandbits(128) & _RANDOM | _VERSION_4:032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def hex32(self) -> str:
        """32 lower-case hexadecimal digits."""
        return f"{self._random.getrandbits(128):032x}"

    def reset(self) -> None:
        """Start over: with a seed the same ids are generated again."""
        self._random.seed(self._seed)
        self.chance.seed(self._seed)
