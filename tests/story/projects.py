"""The projects that a vendor's change comes to: released, with the page accepted."""

from __future__ import annotations

import shutil
from pathlib import Path

from specseal.cli import main
from tests.drift.bench import NATIVE, ROOT, facts_of
from tests.drift.writer import Sheet, can_say, write

PAGE = ROOT / "docs" / "vendor-change.md"


def with_finauth_premium(root: Path) -> Path:
    """A copy of this repository's sources; ``page.txt`` says in our own words what the accepted page says.

    FinAuth Premium is released as 0.1.0, whatever its version is here, so that the story stays the same.
    """
    for name in ("specs", "overlays", "releases"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "pyproject.toml", root)
    shutil.rmtree(root / "releases/megvii/finauth-premium")
    layout, language = NATIVE["finauth-premium"]
    page = root / "page.txt"
    page.write_text(write(Sheet(can_say(facts_of("finauth-premium"), layout), layout, language)), "utf-8")
    _ready(root, "finauth-premium", page)
    return root


def with_an_example(root: Path) -> Path:
    """What ``specseal init`` writes, with its example released."""
    assert main(["init", str(root)]) == 0
    _ready(root, "harbour-parcels", root / "pages/harbour/harbour-parcels.md")
    return root


def _ready(root: Path, product: str, page: Path) -> None:
    assert main(["accept", product, "--doc", str(page), "--yes", "--root", str(root)]) == 0
    assert main(["release", product, "--date", "2026-11-26", "--root", str(root)]) == 0
