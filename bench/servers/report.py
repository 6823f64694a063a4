"""What `bench.emulator` found: a table, bounds, and the page with its plots."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from html import escape

from bench import runs
from bench.runs import Bound
from tools.common import ROOT

from .profile import Profile, Start
from .profile import table as profile_table
from .profiled import READING, SERVER
from .workers import Shared

PAGE = ROOT / "docs" / "emulator-speed.md"
_CASES = {"small": "small multipart form", "picture": "100 KiB picture"}
_TO_MOTO = "small multipart, of moto's rate"
_TO_START = "first response, of Prism's time"
_WORKERS = "two workers on one file, of one's rate"
MOTO, START = 8.0, 1 / 3
"""Of moto's rate at least, of Prism's time at most."""


@dataclass(slots=True)
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
    workers: dict[int, list[Shared]] = field(default_factory=dict[int, list[Shared]])
    """With a file, by the number of workers, one for each turn."""
    start: Start | None = None
    """Of the emulator."""

    def two_workers(self) -> float:
        """The rate of two workers on one file, of that of one."""
        return self.of_workers(2).rate / self.of_workers(1).rate

    def of_workers(self, number: int) -> Shared:
        """The medians of so many workers on one file."""
        turns = self.workers[number]
        return Shared(
            *(statistics.median(getattr(turn, one.name) for turn in turns) for one in fields(Shared))
        )

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


def bounds(figures: Figures) -> list[Bound]:
    """What is asked of the figures."""
    small = figures.rate("specseal", "small")
    picture = figures.rate("specseal", "picture") / figures.rate("Prism, pictures", "picture")
    return [
        Bound("small multipart, of Prism's rate", small / figures.rate("Prism", "small"), 2.5, at_least=True),
        Bound("100 KiB picture, of Prism's rate", picture, 10, at_least=True),
        Bound(_TO_MOTO, small / figures.rate("moto", "small"), MOTO, at_least=True),
        *(
            Bound(_spread_of(case), figures.p99["specseal", case] / figures.p50["specseal", case], 5)
            for case in _CASES
        ),
        Bound(_TO_START, figures.starts["specseal"] / figures.starts["Prism"], START),
        Bound(_WORKERS, figures.two_workers(), 1.7, at_least=True),
    ]


def _spread_of(case: str) -> str:
    return f"{_CASES[case]}, p99 of p50 at half load"


def write_page(figures: Figures, turns: int) -> None:
    """Write the page and its plots."""
    for case, words in _CASES.items():
        bars = [(server, taken) for (server, found), taken in figures.rates.items() if found == case]
        plot = _plot(bars, f"{words}: requests per second")
        (PAGE.parent / f"emulator-speed-{case}.svg").write_text(plot, encoding="utf-8")
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    text = "\n".join(_page(figures, turns, runs.read(old.splitlines())))
    PAGE.write_text(f"{text}\n", encoding="utf-8")


def _page(figures: Figures, turns: int, before: runs.Before) -> Iterator[str]:
    yield "# How fast the emulator is"
    yield ""
    yield "`make bench-emulator` writes this page. It measures the emulator beside Stoplight's Prism, moto and, as the"
    yield "floor, a Starlette application that parses a form and echoes its fields: all in one run, in turns, each"
    yield "server with one worker alone on one core, the caller on another, and with nothing installed beside what it"
    yield "needs. The emulator checks signature, limits and every parameter, keeps state, decodes the picture and"
    yield "writes its journal; Prism checks no signature and keeps nothing; moto is sent an STS call. Read the ratios:"
    yield "absolute figures are this machine's."
    yield ""
    yield f"Measured on {runs.machine()}; medians of {turns} turns."
    yield ""
    yield from table(figures)
    yield ""
    for case, words in _CASES.items():
        yield f"![Requests per second, {words}](emulator-speed-{case}.svg)"
        yield ""
    yield "## Bounds"
    yield ""
    yield from runs.table(bounds(figures), runs.now(), before)
    yield ""
    one, two = figures.of_workers(1), figures.of_workers(2)
    yield from runs.wrapped(
        "Half load is half of the rate beside it; requests are then sent at fixed times, whether or not earlier ones"
        f" have a response. Two workers on one file respond {two.rate:,.0f} times a second where one does"
        f" {one.rate:,.0f} times. A request takes {one.worker * 1e6:.0f} µs of the one's processor time and"
        f" {two.worker * 1e6:.0f} of the two's. Their caller is a program in C that runs when a core is free: it takes"
        f" {one.caller * 1e6:.0f} and {two.caller * 1e6:.0f} µs."
    )
    yield ""
    yield "## Where the time goes"
    yield ""
    yield from runs.wrapped(
        "Measured on the emulator's process, with the store in memory. The shares are from a run in which a clock notes"
        " what is being done, with the processor time since its last note; work for threads is done on the event loop"
        " there. An entry of the journal is made when somebody reads it."
    )
    yield ""
    yield from profile_table({_CASES[case]: profile for case, profile in figures.profiles.items()})
    yield from _start(figures)
    missed = [bound for bound in bounds(figures) if not bound.is_kept]
    if missed:
        yield ""
        yield "## What is missed, and why"
        yield ""
        for bound in missed:
            yield from runs.wrapped(
                f"- {bound.name}: {bound.value:.2f}, asked {bound.asked}. {_why(bound, figures)}"
            )


def _why(bound: Bound, figures: Figures) -> str:
    """Why a bound is missed, as far as the figures say."""
    if bound.name == _TO_MOTO:
        return _floor(figures)
    if bound.name == _TO_START and figures.start:
        share = figures.start.bare / figures.start.whole
        return (
            f"{share:.0%} of the processor time of a start go to Python and to importing the packages that the emulator"
            f" stands on; with nothing of its own it would be at {bound.value * share:.2f}."
        )
    if bound.name == _WORKERS:
        one, two, cores = figures.of_workers(1), figures.of_workers(2), os.cpu_count() or 1
        busy = two.rate * (two.worker + two.caller) / cores
        more = two.worker / one.worker - 1
        return (
            f"The {cores} cores, which also run the caller, are busy {busy:.0%} of the time; the rest is waiting for a"
            f" turn to write, and for the disk. A request takes {more:.0%} more of a worker: it reads again what the"
            " other one has written, and processes are switched."
        )
    for case in _CASES:
        if bound.name == _spread_of(case):
            p50, p99 = figures.p50["specseal", case] * 1e3, figures.p99["specseal", case] * 1e3
            return (
                f"p50 is {p50:.2f} ms, so that a wait of {p99 - p50:.1f} ms in one request of a hundred is enough; the"
                f" processor time of a request, {figures.profiles[case].call * 1e3:.2f} ms, does not vary like that."
            )
    return "Where the time goes is told above."


def _start(figures: Figures) -> Iterator[str]:
    """Where the time of a start goes."""
    start = figures.start
    if start is None:
        return
    yield ""
    yield from runs.wrapped(
        f"From its start to its first response the emulator takes {start.whole * 1e3:.0f} ms of processor time:"
        f" {start.bare * 1e3:.0f} for Python and the packages it stands on,"
        f" {(start.imported - start.bare) * 1e3:.0f} to import its own modules,"
        f" {(start.whole - start.imported) * 1e3:.0f} to read contracts, compile schemas, open the store, seed it and"
        " respond."
    )


def _floor(figures: Figures) -> str:
    """How far a request is from what any server takes, and from the bound that depends on it."""
    profile, echo = figures.profiles["small"], 1 / figures.rate("Starlette's echo", "small")
    unchecked = profile.call * sum(profile.shares.get(name, 0) for name in (SERVER, READING))
    allowed = 1 / (MOTO * figures.rate("moto", "small"))
    own = 1 / figures.rate("specseal", "small")
    return (
        f"Of a small form, {unchecked * 1e6:.0f} µs of {profile.call * 1e6:.0f} go to the web server and to reading the"
        f" request, before anything is checked: no check can be so quick that a request takes less. Starlette's echo"
        f" takes {echo * 1e6:.0f} µs in all, the emulator {own * 1e6:.0f}. {MOTO:g} times moto's rate allows"
        f" {allowed * 1e6:.0f} µs: the emulator takes {own / allowed:.1f} times that."
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
