"""Runs the property rings on many more examples, with one seed after the other, for as long as it is told.

``make test-deep MINUTES=30 SEED=1``; arguments behind ``--`` are pytest's, in place of all rings. Examples that failed
are kept in ``.hypothesis`` and tried first by the next run. It ends with 1 at the first failure, whose report has the
case as a script and as curl, and says how to run that seed again.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

RINGS = ["tests/properties"]
GRACE = 60.0
"""Seconds that pytest has to end by itself when the time is over."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run rounds until the time is over or one fails; gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long to go on (10)")
    parser.add_argument("--seed", type=int, help="of the first round; drawn when left out")
    parser.add_argument("tests", nargs="*", help="arguments of pytest in place of all rings")
    options = parser.parse_args(arguments)
    seed: int = secrets.randbelow(10**6) if options.seed is None else options.seed
    end = time.monotonic() + 60 * options.minutes
    rounds = 0
    while (left := end - time.monotonic()) > 0:
        print(f"seed {seed}, {left / 60:.1f} minutes left", flush=True)
        status = _round(seed, options.tests or RINGS, left)
        if status is None:
            print(f"the time is over: {rounds} whole rounds were green, that of seed {seed} was not finished")
            return 0
        if status:
            told = " ".join(options.tests or RINGS)
            print(
                f"seed {seed} failed; again: SPECSEAL_PROPERTIES=deep python -m pytest {told} --hypothesis-seed={seed}"
            )
            return 1
        rounds, seed = rounds + 1, seed + 1
    print(f"the time is over: {rounds} whole rounds were green")
    return 0


def _round(seed: int, tests: Sequence[str], seconds: float) -> int | None:
    """One round; its exit status, or None when it was ended because the time is over."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", f"--hypothesis-seed={seed}", *tests]
    with subprocess.Popen(command, env=os.environ | {"SPECSEAL_PROPERTIES": "deep"}) as process:
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
            return None


if __name__ == "__main__":
    raise SystemExit(main())
