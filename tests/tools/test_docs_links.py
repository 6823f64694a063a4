"""Links within the documentation lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").glob("*.md"))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as hosts of repositories make them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_and_headings(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        file = page.parent / name if name else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


def test_the_index_lists_the_pages_of_the_site() -> None:
    """In the same groups and order. A new page belongs into both files."""
    text = (
        (ROOT / "docs" / "README.md").read_text("utf-8").partition("\n## The clients in this repository\n")[0]
    )
    listed = {
        title: re.findall(r"^- \[[^\]]+\]\(([^)]+)\)", section, re.MULTILINE)
        for title, section in re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", text, re.MULTILINE)
    }
    groups = yaml.safe_load((ROOT / "docs" / "navigation.yaml").read_text("utf-8"))
    assert listed == {group["title"]: group["pages"] for group in groups}


def test_the_index_calls_pages_by_their_titles() -> None:
    text = (ROOT / "docs" / "README.md").read_text("utf-8")
    for title, target in re.findall(r"^- \[([^\]]+)\]\(([^)]+)\)", text, re.MULTILINE):
        heading = (ROOT / "docs" / target).read_text("utf-8").partition("\n")[0]
        assert heading == f"# {title}", target


def test_the_readme_fits_one_screen_and_has_four_links() -> None:
    """Beside the badge and the picture."""
    text = (ROOT / "README.md").read_text("utf-8")
    links = re.findall(r"(?<!!)\[(?!!)[^\]]+\]\(([^)]+)\)", text)
    assert links == ["docs/tutorial.md", "docs/README.md", "docs/architecture.md", "CONTRIBUTING.md"]
    assert len(text.splitlines()) <= 55
