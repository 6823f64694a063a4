"""Judges one chosen mutant: by the test that killed it last time, then by the suites it names, then by the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..bench import Bench
from ..tree import sees_sources_only
from .baseline import Baseline
from .patch import Patch

TEST_SECONDS = 120.0
SUITE_SECONDS = 900.0
PROPERTIES = tuple(
    f"tests/properties/test_{name}.py"
    for name in (
        *(
            "recipes",
            "raw_links",
            "raw_pictures",
            "model_tokens",
            "raw_errors",
            "client_errors",
            "model_calls",
        ),
        *("raw_values", "model_library", "raw", "metamorphic", "client_values", "clients", "official_sdks"),
    )
)
"""The property tests, the quickest first, but for those that test their own machinery."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant."""

    by: str = ""
    """The first test that failed; without one, how pytest ended."""
    refused: str = ""
    """What the generator said, when it refused the mutant."""
    target: str = ""
    """`Patch.target` of the sources that were judged."""

    @property
    def survived(self) -> bool:
        """Whether nothing killed it."""
        return not (self.by or self.refused)


def judge(patch: Patch, bench: Bench, baseline: Baseline, known: str = "") -> Verdict:
    """Run tests until one fails: `known`, which killed the mutant before, its suites, and the property tests.

    Clients are regenerated before the first tests that use them. Raises `DoesNotFit`, and `NotGreen` when the test that
    fails fails without the mutant, too.
    """
    with bench.applied(patch.texts(bench.root)):
        verdict = _verdict(patch, bench, known)
    baseline.require([verdict.by])
    return replace(verdict, target=patch.target(bench.root))


def _verdict(patch: Patch, bench: Bench, known: str) -> Verdict:
    stale = patch.generates
    for what, seconds in (
        ((known,), TEST_SECONDS),
        (patch.suites, SUITE_SECONDS),
        (PROPERTIES, SUITE_SECONDS),
    ):
        asked = [path for path in what if path]
        if stale and not all(map(sees_sources_only, asked)):
            if refusal := bench.regenerate():
                return Verdict(refused=refusal)
            stale = False
        if asked and (failed := bench.run(asked, seconds)):
            return Verdict(by=failed)
    return Verdict()
