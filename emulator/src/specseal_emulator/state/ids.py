"""Ids in the vendors' shapes; with a seed the same ones in every run."""

from __future__ import annotations

import random
import uuid


class Ids:
    """A source of ids. They are unique, but not secret."""

    def __init__(self, seed: int | None = None) -> None:
        self._seed = seed
        self._random = random.Random(seed)  # noqa: S311
        self.chance = random.Random(seed)  # noqa: S311
        """Randomness for everything else; separate, so that it does not change the ids."""

    def uuid(self) -> str:
        """A random UUID in lower case."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def hex32(self) -> str:
        """32 lower-case hexadecimal digits."""
        return f"{self._random.getrandbits(128):032x}"

    def reset(self) -> None:
        """Start over: with a seed the same ids are generated again."""
        self._random.seed(self._seed)
        self.chance.seed(self._seed)
