"""The runtime of a wheel is the runtime as it is tested, without the parts that the wheel has no use for."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest
from ruff.__main__ import find_ruff_bin  # type: ignore[import-untyped]

import specseal.runtime
from specseal.render.prune import definitions, prune

SOURCE = Path(specseal.runtime.__file__).parent
ROOT = Path(__file__).parents[3]
WHEELS = sorted((ROOT / "generated").glob("*/src/*/_runtime"))
PRUNED = {"primitives.py", "errors.py", "hmacs.py", "operation.py"}
MODULE = '''"""A module."""

from __future__ import annotations

from math import cos, sin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

_BASE = 1
_OTHER = 2


def one(value: Fraction) -> float:
    return sin(_helper(value))


def two() -> float:
    return cos(_OTHER)


def _helper(value: Fraction) -> float:
    return _BASE + float(value)
'''


@pytest.mark.parametrize("wheel", WHEELS, ids=lambda path: path.parent.name)
def test_copies_are_the_same_code(wheel: Path) -> None:
    for copy in wheel.glob("*.py"):
        if copy.name not in PRUNED:
            original = ast.parse((SOURCE / copy.name).read_text("utf-8"))
            assert ast.dump(ast.parse(copy.read_text("utf-8"))) == ast.dump(original), copy.name


@pytest.mark.parametrize("wheel", WHEELS, ids=lambda path: path.parent.name)
def test_copies_keep_the_repositorys_rules_and_layout(wheel: Path) -> None:
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [find_ruff_bin(), *command, "--no-cache", wheel],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert "No Python files" not in done.stdout + done.stderr


@pytest.mark.parametrize("wheel", WHEELS, ids=lambda path: path.parent.name)
def test_what_is_left_of_the_primitives_is_used(wheel: Path) -> None:
    primitives = (wheel / "primitives.py").read_text("utf-8")
    others = [path.read_text("utf-8") for path in [*wheel.glob("*.py"), wheel.parent / "_signing.py"]]
    for name in definitions(primitives):
        assert sum(text.count(name) for text in others) > primitives.count(f"def {name}("), name


def test_only_what_is_wanted_and_what_that_needs_is_kept() -> None:
    kept = prune(MODULE, {"one"})
    assert definitions(kept) == {"one", "_helper", "_BASE"}
    assert "from fractions import Fraction" in kept
    compile(kept, "kept", "exec")
    assert definitions(prune(MODULE, {"two"})) == {"two", "_OTHER"}
    assert definitions(prune(MODULE, ())) == set()


def test_a_pruned_module_does_what_the_whole_one_does() -> None:
    whole: dict[str, object] = {}
    part: dict[str, object] = {}
    exec(MODULE, whole)
    exec(prune(MODULE, {"one"}), part)
    assert part["one"](0.5) == whole["one"](0.5)  # type: ignore[operator]


def test_a_decorator_goes_with_its_function() -> None:
    rest = "\n\ndef two() -> int:\n    return 2\n"
    source = f"from functools import cache\n\n\n@cache\ndef one() -> int:\n    return 1\n{rest}"
    assert prune(source, {"two"}) == rest
    assert prune(source, {"one", "two"}) == source
