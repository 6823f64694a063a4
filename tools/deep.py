"""Runs the property suites with many more examples, one seed after another, for a given time.

``make test-deep MINUTES=30 SEED=1``; arguments after ``--`` are passed to pytest in place of all suites. Failing
examples are kept in ``.hypothesis`` and tried first by the next run. It exits with 1 at the first failure: the report
has the case as a script and as curl commands, and says how to run that seed again.
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

SUITES = ["tests/properties"]
GRACE = 60.0
"""Seconds that pytest has to stop when the time is up."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run rounds until the time is up or one fails; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long to run (10)")
    parser.add_argument("--seed", type=int, help="seed of the first round (default: random)")
    parser.add_argument("tests", nargs="*", help="arguments for pytest (default: all property suites)")
    options = parser.parse_args(arguments)
    seed: int = secrets.randbelow(10**6) if options.seed is None else options.seed
    end = time.monotonic() + 60 * options.minutes
    rounds = 0
    while (left := end - time.monotonic()) > 0:
        print(f"seed {seed}, {left / 60:.1f} minutes left", flush=True)
        status = _round(seed, options.tests or SUITES, left)
        if status is None:
            print(f"time is up: {rounds} rounds passed, the round of seed {seed} was not finished")
            return 0
        if status:
            tests = " ".join(options.tests or SUITES)
            command = f"python -m pytest {tests} --hypothesis-seed={seed}"
            print(f"seed {seed} failed; repeat: SPECSEAL_PROPERTIES=deep {command}")
            return 1
        rounds, seed = rounds + 1, seed + 1
    print(f"time is up: {rounds} rounds passed")
    return 0


def _round(seed: int, tests: Sequence[str], seconds: float) -> int | None:
    """Run one round; returns its exit status, or None when the time was up before it finished."""
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
