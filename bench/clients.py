"""The generated clients against openapi-python-client's output and Alibaba's SDK, as ratios: `python -m bench.clients`.

All subjects take turns in one run on one core; a server in C runs on another. Ratios of times are better below 1,
ratios of rates above 1. Exits with 1 when a bound is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import Any

from .measure import cold, cpu_per_call, rates
from .others import CALLS, alibaba, alibaba_async, generate, generated, generated_async
from .ours import ours, ours_async
from .server import BODIES, cores, serving

OPC = "openapi-python-client's output"
ALIBABA = "Alibaba's SDK"
#: Case, subject, what it is compared with, and the maximum (of times) or minimum (of rates).
BOUNDS: tuple[tuple[str, str, str, str, float], ...] = (
    ("import", "ours", OPC, "<=", 0.50),
    ("cpu, small form", "ours", OPC, "<=", 0.85),
    ("cpu, 100 KiB form", "ours", OPC, "<=", 0.40),
    ("cpu, 50 rows", "ours", OPC, "<=", 0.50),
    ("cpu, 50 rows", "ours", ALIBABA, "<=", 0.70),
    ("cpu, 50 rows", "ours, fast", ALIBABA, "<=", 0.30),
    ("calls/s, 64 in flight", "ours", OPC, ">=", 3.0),
    ("calls/s, 64 in flight", "ours, fast", ALIBABA, ">=", 3.0),
)
Table = dict[str, dict[str, float]]


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; returns 1 when a bound is missed."""
    parser = argparse.ArgumentParser(prog="bench.clients", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds, to see that it runs")
    quick = parser.parse_args(arguments).quick
    os.sched_setaffinity(0, cores()[0])
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as urls:
        folder = Path(name)
        generate(folder)
        table = _cold(folder, urls, 3 if quick else 11)
        for case in BODIES:
            table[f"cpu, {case}"] = _cpu(case, urls[case], quick=quick)
        for in_flight in (8, 64):
            found = asyncio.run(_rates(urls["50 rows"], in_flight, quick=quick))
            table[f"calls/s, {in_flight} in flight"] = found
    _print(table)
    return 0 if _check(table) else 1


def _cold(folder: Path, urls: Mapping[str, str], rounds: int) -> Table:
    _, package, module = CALLS["50 rows"]
    url = urls["50 rows"]
    call = "with {}('50 rows', '" + url + "') as call: call()"
    root = Path(__file__).parent.parent
    bench = f"import sys; sys.path.insert(0, {str(root)!r}); "
    return {
        "import": cold(
            {
                "nothing": "pass",
                "ours": "import linkvisual",
                OPC: f"import {package}.{module}",
                ALIBABA: "import alibabacloud_linkvisual20180120.client",
            },
            rounds=rounds,
            folder=folder,
        ),
        "first call": cold(
            {
                "ours": f"{bench}from bench.ours import ours\n{call.format('ours')}",
                OPC: f"{bench}from bench.others import generated\n{call.format('generated')}",
                ALIBABA: f"{bench}from bench.others import alibaba\nwith alibaba({url!r}) as call: call()",
            },
            rounds=rounds,
            folder=folder,
        ),
    }


def _cpu(case: str, url: str, *, quick: bool) -> dict[str, float]:
    with contextlib.ExitStack() as stack:
        subjects = {
            "ours": stack.enter_context(ours(case, url)),
            "ours, fast": stack.enter_context(ours(case, url, "fast")),
            OPC: stack.enter_context(generated(case, url)),
        }
        if case == "50 rows":
            subjects[ALIBABA] = stack.enter_context(alibaba(url))
        return cpu_per_call(subjects, rounds=3 if quick else 15, calls=50 if quick else 200)


async def _rates(url: str, in_flight: int, *, quick: bool) -> dict[str, float]:
    subjects: dict[str, Callable[[], AbstractAsyncContextManager[Any]]] = {
        "ours": partial(ours_async, "50 rows", url),
        "ours, fast": partial(ours_async, "50 rows", url, "fast"),
        OPC: partial(generated_async, "50 rows", url),
        ALIBABA: partial(alibaba_async, url),
    }
    return await rates(subjects, rounds=2 if quick else 7, calls=256 if quick else 960, in_flight=in_flight)


def _print(table: Table) -> None:
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    for case, found in table.items():
        unit = "" if case.startswith("calls/s") else " ms" if case in {"import", "first call"} else " µs"
        print(f"\n{case}")
        for name, value in found.items():
            ratio = f"{value / found[OPC]:6.2f} of {OPC}" if OPC in found and name != OPC else ""
            if ALIBABA in found and name.startswith("ours"):
                ratio += f", {value / found[ALIBABA]:.2f} of {ALIBABA}"
            print(f"  {name:32}{value:9.0f}{unit} {ratio}")


def _check(table: Table) -> bool:
    print("\nbounds")
    kept = True
    compared = [
        (f"{case}: {subject} of {other}", table[case][subject] / table[case][other], sign, bound)
        for case, subject, other, sign, bound in BOUNDS
    ]
    flat = table["calls/s, 64 in flight"]["ours"] / table["calls/s, 8 in flight"]["ours"]
    for text, ratio, sign, bound in (*compared, ("calls/s: ours at 64 of ours at 8", flat, ">=", 0.9)):
        fits = ratio <= bound if sign == "<=" else ratio >= bound
        kept = kept and fits
        print(f"  {'kept  ' if fits else 'MISSED'} {text}: {ratio:.2f} (bound {sign} {bound:.2f})")
    return kept


if __name__ == "__main__":
    sys.exit(main())
