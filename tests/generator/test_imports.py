"""No module of the generator imports one that imports it, in whatever way: also for types, and inside functions."""

from __future__ import annotations

from pathlib import Path

import specseal
from tests.imports import absent, circles, graph

ROOT = Path(specseal.__file__).parent
STAGES = ("document", "overlay", "signing", "contract", "lint", "plan", "render")
"""In the order in which data moves. A stage may import what is before it."""


def test_there_is_no_circle() -> None:
    """Of every package below the generator, the runtime among them."""
    found = graph(ROOT)
    packages = {path.parent.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py")}
    assert {name.replace("/", ".") for name in packages if name != "."} == {
        name.removeprefix("specseal.") for name in found if (ROOT.parent / name.replace(".", "/")).is_dir()
    } - {"specseal"}
    assert circles(found) == []


def test_data_moves_in_one_direction() -> None:
    found = graph(ROOT)
    for number, stage in enumerate(STAGES):
        later = tuple(f"specseal.{one}." for one in STAGES[number + 1 :])
        for module, imported in found.items():
            if f"{module}.".startswith(f"specseal.{stage}."):
                assert not [name for name in imported if f"{name}.".startswith(later)], module


def test_the_runtime_knows_nothing_of_the_generator() -> None:
    """It is copied into every wheel."""
    for module, imported in graph(ROOT).items():
        if f"{module}.".startswith("specseal.runtime."):
            assert all(f"{name}.".startswith("specseal.runtime.") for name in imported), module


def test_every_name_that_a_module_offers_exists() -> None:
    assert absent(specseal) == []
