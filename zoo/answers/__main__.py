"""Reads the vectors of all schemes as JSON, and prints their answers."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import sys
from typing import Any

from . import clouds, exchanges, libraries, pages
from .vector import ANSWERS, Vector

__all__ = ["clouds", "exchanges", "libraries", "pages"]


def main() -> None:
    """Read the vectors of all schemes, and print their answers; an error stands for an answer that failed."""
    import time_machine

    os.environ["TZ"] = "UTC"
    found: dict[str, list[Any]] = {}
    for name, vectors in json.load(sys.stdin).items():
        found[name] = []
        for data in vectors:
            vector = Vector(data)
            moment = datetime.datetime.fromtimestamp(vector.clock, datetime.UTC)
            try:
                with time_machine.travel(moment, tick=False), contextlib.redirect_stdout(sys.stderr):
                    made = ANSWERS[name](vector)
                expect, random = made if isinstance(made, tuple) else (made, {})
                found[name].append({"expect": expect, "random": random})
            except Exception as error:
                found[name].append({"error": f"{type(error).__name__}: {error}"})
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
