"""How many examples a property gets: `SPECSEAL_PROPERTIES` is ``quick``, ``default`` or ``deep``.

Runs are deterministic unless `--hypothesis-seed` names a seed; then every property draws from it.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, Phase, settings

SCALES = {"quick": 0.25, "default": 1.0, "deep": 10.0}
NAME = os.environ.get("SPECSEAL_PROPERTIES", "default")
if NAME not in SCALES:
    raise RuntimeError(f"SPECSEAL_PROPERTIES must be one of {', '.join(SCALES)}, not {NAME!r}")

_seeded = False


def use_seed() -> None:
    """Let properties declared from now on draw from the given seed instead of their own source."""
    global _seeded  # noqa: PLW0603
    _seeded = True


def examples(number: int, **changes: Any) -> settings:
    """The settings of a property with this many examples in the default profile."""
    deep = NAME == "deep"
    given: dict[str, Any] = {
        "max_examples": max(2, round(number * SCALES[NAME])),
        "derandomize": not (_seeded or deep),
        # other tests keep both cores busy, so the time of one example means nothing
        "deadline": None,
        "suppress_health_check": list(HealthCheck),
        "report_multiple_bugs": False,
        "print_blob": deep or _seeded,
    }
    if not deep:
        given["database"] = None
    if NAME == "quick":
        given["phases"] = (Phase.explicit, Phase.generate)
    return settings(**(given | changes))
