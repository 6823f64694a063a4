"""Pages for readers and language models: complete, linked, and with the texts of the contract."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.portal.support import Feeds


def links(path: Path) -> list[str]:
    return re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8"))


def test_every_link_leads_somewhere(feeds: Feeds) -> None:
    for folder in (feeds.ours, feeds.made_up):
        for path in [folder / "llms.txt", *sorted(folder.glob("*/**/*.md"))]:
            for target in links(path):
                assert (path.parent / target).is_file(), f"{path}: {target}"


def test_llms_txt_has_the_form_that_readers_expect(feeds: Feeds) -> None:
    lines = (feeds.ours / "llms.txt").read_text("utf-8").splitlines()
    assert lines[0] == "# API documentation"
    assert any(line.startswith("> ") for line in lines[:6])
    listed = links(feeds.ours / "llms.txt")
    pages = {
        path.relative_to(feeds.ours).as_posix()
        for name in ("introduction.md", "operations/*.md", "callbacks/*.md")
        for path in feeds.ours.glob(f"*/{name}")
    }
    assert pages <= set(listed)


def test_llms_full_txt_holds_every_page(feeds: Feeds) -> None:
    whole = (feeds.ours / "llms-full.txt").read_text("utf-8")
    for path in sorted(feeds.ours.glob("*/**/*.md")):
        if path.name != "CHANGELOG.md":
            assert path.read_text("utf-8").split("\n", 1)[1].strip() in whole, path


def test_an_operation_has_a_page_of_its_own(feeds: Feeds) -> None:
    page = (feeds.ours / "linkvisual/operations/query_face_user_by_name.md").read_text("utf-8")
    for text in (
        "# Link Visual: Find users of the face library by name",
        "Limit: 100 requests in 1 s for each account.",
        "`POST https://linkvisual.cn-shanghai.aliyuncs.com/` (cn-shanghai)",
        "| `PageSize` | query | integer | yes |",
        "| `Signature` | query | string | by the signature |",
        "| `Data.List[].FacePicList[].FaceMd5` | string | no | The MD5 value of the picture. |",
        "| `Missing<argument>` | 400 | `MissingParameterError` |",
        "<QueryFaceUserByNameResponse>",
        "with LinkVisual() as client:",
    ):
        assert text in page, text


def test_a_table_survives_any_text(feeds: Feeds) -> None:
    page = (feeds.made_up / "parcels/operations/track_parcel.md").read_text("utf-8")
    (row,) = [line for line in page.splitlines() if "NO_PARCEL" in line and line.startswith("| ")]
    assert "There is no such parcel \\| nowhere." in row
    rows = [line for line in page.splitlines() if line.startswith("|")]
    heads = [index for index, line in enumerate(rows) if set(line) <= {"|", "-"}]
    for start, end in zip(heads, [*heads[1:], len(rows) + 1], strict=True):
        counts = {len(re.findall(r"(?<!\\)\|", line)) for line in rows[start - 1 : end - 1]}
        assert len(counts) == 1, rows[start - 1 : end - 1]


ACS3 = "9e5fdd5a0076aeeea55d7362dfcbb44612267d36360392d1ae094a394fb55340"
RPC1 = "OLeaidS1JvxuMvnyHOwuJ+uX5qY="
SIGN = "+n+ZfoV06oXbmUZhw4tK8VXGEH1hPWRlbW8ta2V5JmI9MTc2OTc0MzU0NSZjPTE3Njk3NDM0NDUmZD0yNzY5NzQzNDQ1"


@pytest.mark.parametrize(
    ("product", "values"),
    [("linkvisual", [ACS3, RPC1]), ("finauth-premium", [SIGN]), ("faceid-lite", ["s&c?r t"])],
)
def test_authentication_is_worked_out(feeds: Feeds, product: str, values: list[str]) -> None:
    page = (feeds.ours / product / "introduction.md").read_text("utf-8")
    assert "## Authentication" in page
    for value in values:
        assert value in page
