"""No module of the emulator imports one that imports it, in whatever way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import specseal_emulator
from tests.imports import absent, circles, graph

ROOT = Path(specseal_emulator.__file__).parent


def test_there_is_no_circle() -> None:
    found = graph(ROOT)
    assert len(found) > 80
    assert circles(found) == []


def test_the_emulator_knows_no_vendor_by_name() -> None:
    """Nothing outside the vendors' own packages imports them; entry points lead to them."""
    vendors = tuple(f"specseal_emulator.vendors.{name}" for name in ("aliyun", "megvii"))
    for module, imported in graph(ROOT).items():
        if not module.startswith(vendors):
            assert not [name for name in imported if name.startswith(vendors)], module


def test_sites_do_not_know_who_is_served() -> None:
    found = graph(ROOT)
    above = {
        f"specseal_emulator.{name}" for name in ("app", "control", "world", "sites.routing", "server", "plan")
    }
    for module, imported in found.items():
        if module.startswith(("specseal_emulator.vendors", "specseal_emulator.generic")):
            assert not imported & above, module


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ({"a": "from . import b", "b": "import p.a"}, [["p.a", "p.b"]]),
        ({"a": "def f():\n    from .b import x", "b": "from p.a import y"}, [["p.a", "p.b"]]),
        ({"a": "if TYPE_CHECKING:\n    from .b import B", "b": "from .a import A"}, [["p.a", "p.b"]]),
        ({"a": "import_module('p.b')", "b": "importlib.import_module('.a', 'p')"}, [["p.a", "p.b"]]),
        (
            {"a": "from .b import x", "b": "from .c import x", "c": "from .a import x"},
            [["p.a", "p.b", "p.c"]],
        ),
        ({"a": "from . import __version__", "__init__": "from .a import A"}, [["p", "p.a"]]),
        (
            {
                "s/__init__": "from .x import X",
                "s/x": "from ..t import T",
                "t": "from .s.y import Y",
                "s/y": "",
            },
            [["p.s", "p.s.x", "p.t"]],
        ),
        ({"s/__init__": "from .x import X", "s/x": "from .y import Y", "s/y": "import os"}, []),
        ({"a": "from .b import x", "b": "import os, p", "c": "from .a import x"}, []),
    ],
)
def test_circles_are_found_in_whatever_way(
    tmp_path: Path, sources: dict[str, str], expected: list[list[str]]
) -> None:
    root = tmp_path / "p"
    for name, text in {"__init__": "", **sources}.items():
        path = root / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for folder in root.iterdir():
        if folder.is_dir():
            (folder / "__init__.py").touch()
    assert circles(graph(root)) == expected


def test_every_name_that_a_module_offers_exists() -> None:
    assert absent(specseal_emulator) == []


def test_a_start_does_not_wait_for_an_http_client() -> None:
    program = (
        "import sys, specseal_emulator.command; print([m for m in ('urllib.request',) if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
