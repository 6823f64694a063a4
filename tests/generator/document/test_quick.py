"""Both readers of YAML give the same nodes and places for what both read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from specseal.document import Map, Seq, load, loads

ROOT = Path(__file__).parents[3]
SOURCES = sorted([*ROOT.glob("specs/*/*.yaml"), *ROOT.glob("overlays/**/*.yaml")])


def places(node: Any) -> Iterator[Any]:
    """Every node with where it is written."""
    if isinstance(node, Map):
        yield node.location, node.marks
        for key, value in node.items():
            yield key
            yield from places(value)
    elif isinstance(node, Seq):
        yield node.location, node.marks
        for value in node:
            yield from places(value)
    else:
        yield type(node), node


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets only the slow reader read."""

    def use() -> None:
        monkeypatch.setattr(sys.modules["specseal.document.load"], "_parse_quickly", lambda *_: None)

    return use


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_source(path: Path, slowly: Any) -> None:
    quick = list(places(load(path).data))
    slowly()
    assert list(places(load(path).data)) == quick


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "\\ud83d\\ude00 \\/ \\u00e9", "b": [1, {"c": null}]}',
        "a: |\n  one\n  two\nb: >-\n  folded\n  text\n",
        "a: &x {b: 1}\nc: *x\n",
        "? a\n: b\n",
        "a: {url: http://x.example/?q=1#f, n: -1.5e3}\n",
        "# comment\n---\na: 'it''s'\n...\n",
    ],
)
def test_every_way_of_writing(text: str, slowly: Any) -> None:
    quick = list(places(loads(text).data))
    slowly()
    assert list(places(loads(text).data)) == quick
