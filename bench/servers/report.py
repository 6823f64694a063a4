"""What `bench.emulator` found: a table, bounds, and the page with its plots."""

from __future__ import annotations

import datetime
import os
import platform
import statistics
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from tools.common import ROOT

from .profile import Profile
from .profile import table as profile_table
from .profiled import READING, SERVER

PAGE = ROOT / "docs" / "emulator-speed.md"
_CASES = {"small": "small multipart form", "picture": "100 KiB picture"}
_PEER = {"small": "Prism", "picture": "Prism, pictures"}


@dataclass(frozen=True, slots=True)
class Figures:
    """By server and case, or by server. Times are in seconds, memory in MiB."""

    rates: dict[tuple[str, str], list[float]]
    """Requests per second, one for each turn."""
    p50: dict[tuple[str, str], float]
    p99: dict[tuple[str, str], float]
    statuses: dict[tuple[str, str], list[int]]
    starts: dict[str, float]
    memory: dict[str, float]
    profiles: dict[str, Profile] = field(default_factory=dict[str, Profile])
    """Of the emulator, by case."""

    def rate(self, server: str, case: str) -> float:
        """The median."""
        return statistics.median(self.rates[server, case])


def table(figures: Figures) -> list[str]:
    """A Markdown table."""
    lines = [
        "| server | request | requests per second (least to most) | p50, p99 at half load, ms | statuses | first"
        " response, ms | memory, MiB |",
        "|---|---|---|---|---|---|---|",
    ]
    for (server, case), taken in figures.rates.items():
        key = server, case
        lines.append(
            f"| {server} | {_CASES[case] if server != 'moto' else 'STS call'} |"
            f" {statistics.median(taken):,.0f} ({min(taken):,.0f} to {max(taken):,.0f}) |"
            f" {figures.p50[key] * 1e3:.2f}, {figures.p99[key] * 1e3:.2f} |"
            f" {', '.join(map(str, figures.statuses[key]))} | {figures.starts[server] * 1e3:.0f} |"
            f" {figures.memory[server]:.0f} |"
        )
    return lines


def bounds(figures: Figures) -> Iterator[tuple[str, bool]]:
    """Each bound in words, and whether it is kept."""
    small = figures.rate("specseal", "small")
    for text, ratio, least in (
        ("small multipart, of Prism's rate", small / figures.rate("Prism", "small"), 2.5),
        (
            "100 KiB picture, of Prism's rate",
            figures.rate("specseal", "picture") / figures.rate("Prism, pictures", "picture"),
            10.0,
        ),
        ("of moto's rate", small / figures.rate("moto", "small"), 8.0),
    ):
        yield f"{text}: {ratio:.2f} (at least {least:g})", ratio >= least
    for case, words in _CASES.items():
        spread = figures.p99["specseal", case] / figures.p50["specseal", case]
        yield f"{words}, p99 of p50 at half load: {spread:.2f} (at most 5)", spread <= 5
    start = figures.starts["specseal"] / figures.starts["Prism"]
    yield f"first response, of Prism's time: {start:.2f} (at most 0.33)", start <= 1 / 3


def busy() -> str:
    """A word of warning for a page whose figures come from a machine that did other work, too."""
    load = os.getloadavg()[2]
    return f", busy with other work (load average {load:.0f})" if load > (os.cpu_count() or 1) + 1 else ""


def write_page(figures: Figures, turns: int) -> None:
    """Write the page and its plots."""
    for case, words in _CASES.items():
        bars = [(server, taken) for (server, found), taken in figures.rates.items() if found == case]
        plot = _plot(bars, f"{words}: requests per second")
        (PAGE.parent / f"emulator-speed-{case}.svg").write_text(plot, encoding="utf-8")
    PAGE.write_text("\n".join(_page(figures, turns)) + "\n", encoding="utf-8")


def _page(figures: Figures, turns: int) -> Iterator[str]:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    yield "# How fast the emulator is"
    yield ""
    yield "`make bench-emulator` writes this page. It measures the emulator beside Stoplight's Prism, moto and, as the"
    yield "floor, a Starlette application that parses a form and echoes its fields: all in one run, in turns, each"
    yield "server with one worker alone on one core, the caller on another. The emulator checks signature, limits and"
    yield "every parameter, keeps state, decodes the picture and writes its journal; Prism checks no signature and"
    yield "keeps nothing; moto is sent an STS call. Read the ratios: absolute figures are this machine's."
    yield ""
    yield f"Measured on {today}: Python {platform.python_version()}, {platform.system()} {platform.machine()},"
    yield f"{os.cpu_count()} cores{busy()}; medians of {turns} turns."
    yield ""
    yield from table(figures)
    yield ""
    for case, words in _CASES.items():
        yield f"![Requests per second, {words}](emulator-speed-{case}.svg)"
        yield ""
    yield "## Bounds"
    yield ""
    yield "| bound | |"
    yield "|---|---|"
    for text, fits in bounds(figures):
        yield f"| {text} | {'kept' if fits else '**missed**'} |"
    yield ""
    yield "Half load is half of the rate beside it; requests are then sent at fixed times, whether or not earlier ones"
    yield "have a response."
    yield ""
    yield "## Where the time goes"
    yield ""
    yield "Measured on the emulator's process, with the store in memory; the shares are notes that a clock took every"
    yield "millisecond of processor time. An entry of the journal is made when somebody reads it."
    yield ""
    yield from profile_table({_CASES[case]: profile for case, profile in figures.profiles.items()})
    yield ""
    yield from _floor(figures)


def _floor(figures: Figures) -> Iterator[str]:
    """How far a request is from what any server takes, and from the bound that depends on it."""
    profile, echo = figures.profiles["small"], 1 / figures.rate("Starlette's echo", "small")
    unchecked = profile.call * sum(profile.shares.get(name, 0) for name in (SERVER, READING))
    allowed = 1 / (8 * figures.rate("moto", "small"))
    own = 1 / figures.rate("specseal", "small")
    yield from textwrap.wrap(
        f"Of a small form, {unchecked * 1e6:.0f} µs of {profile.call * 1e6:.0f} go to the web server and to reading the"
        f" request, before anything is checked: no check can be so quick that a request takes less. Starlette's echo"
        f" takes {echo * 1e6:.0f} µs in all, the emulator {own * 1e6:.0f}. Eight times moto's rate allows"
        f" {allowed * 1e6:.0f} µs.",
        118,
    )


_ROW, _LEFT, _WIDTH = 34, 150, 640


def _plot(bars: list[tuple[str, list[float]]], title: str) -> str:
    """Bars for medians, with lines from the least to the most."""
    top = max(max(taken) for _, taken in bars) or 1.0
    height = 40 + _ROW * len(bars)
    scale = (_WIDTH - _LEFT - 70) / top
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
        f' font-family="sans-serif" font-size="13" aria-label="{escape(title)}">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="8" y="22" font-weight="bold">{escape(title)}</text>',
    ]
    for number, (name, taken) in enumerate(bars):
        y, median = 36 + _ROW * number, statistics.median(taken)
        color = "#1f6feb" if name.startswith("specseal") else "#8b949e"
        middle = y + 11
        lines += [
            f'<text x="{_LEFT - 8}" y="{y + 16}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{_LEFT}" y="{y}" width="{median * scale:.1f}" height="22" fill="{color}"/>',
            f'<line x1="{_LEFT + min(taken) * scale:.1f}" x2="{_LEFT + max(taken) * scale:.1f}" y1="{middle}"'
            f' y2="{middle}" stroke="#000" stroke-width="2"/>',
            f'<text x="{_LEFT + max(taken) * scale + 6:.1f}" y="{y + 16}">{median:,.0f}</text>',
        ]
    return "\n".join([*lines, "</svg>", ""])
