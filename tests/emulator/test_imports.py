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


def test_the_first_response_waits_for_nothing_that_it_does_not_need() -> None:
    """Every module takes its time to import: about a third of a millisecond for each dataclass in it."""
    done = subprocess.run([sys.executable, "-c", _FIRST_RESPONSE], capture_output=True, text=True, check=True)
    status, *imported = done.stdout.split()
    assert status == "200"
    assert "specseal_emulator.vendors.megvii.site" in imported
    assert [name for name in _LATER if name in imported] == []


_FIRST_RESPONSE = """
import socket, sys
import specseal_emulator.cli, specseal_emulator.run
from specseal_emulator.plan import Plan
from specseal_emulator.server import serving
from specseal_emulator.state import default_seed

form = b"api_key=demo-key&api_secret=demo-secret&return_url=https://a.example/&notify_url=https://a.example/"
form += b"&biz_no=1&uuid=1&comparison_type=-1"
head = b"POST /faceid/lite/get_token HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n"
head += b"Content-Type: application/x-www-form-urlencoded\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(form)
with serving(Plan(seed=default_seed()).build()) as url:
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as connection:
        connection.sendall(head + form)
        print(connection.recv(1000).split()[1].decode())
    print(*sys.modules)
"""
_LATER = (
    "PIL",
    "cryptography",
    "psycopg",
    "ruamel.yaml",
    "specseal_emulator.control.handlers",
    "specseal_emulator.control.messages",
    "specseal_emulator.generic.explain",
    "specseal_emulator.generic.kinds",
    "specseal_emulator.generic.responders",
    "specseal_emulator.generic.site",
    "specseal_emulator.preferred",
    "specseal_emulator.recipe.misread",
    "specseal_emulator.recipe.mistakes",
    "trustme",
    "urllib.request",
)
"""What is imported when it is first needed: for pictures, the control plane, contracts without a vendor, wrong
signatures, and so on."""


def test_help_waits_for_nothing_but_the_options() -> None:
    program = "import sys, specseal_emulator.cli; print([m for m in ('uvicorn', 'jsonschema_rs') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
