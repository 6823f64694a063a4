"""What a page of uploads says in sentences: a second host beside the first, and sizes of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from specseal.drift.facts import Facts
from specseal.drift.prose import statements
from specseal.drift.run import read_document
from specseal.project import Product
from specseal.scaffold.new import begin_from
from tests.scaffold.pages import UPLOAD

TABLE = "\n\n## Request parameters\n\n| Name | Type | Required |\n|---|---|---|\n| id | String | Yes |\n"
API, EU = "https://api.scans.example", "https://eu.scans.example"


def facts(page: str) -> Facts:
    return read_document((page + TABLE).encode(), "page.md", Product("thing", "acme", Path()))


def drafted(page: str, root: Path) -> tuple[Any, str]:
    """The spec, and what is left to do."""
    product = Product("thing", "acme", root)
    beginning = begin_from(product, page.encode(), "page.md")
    return yaml.safe_load(beginning.files[product.spec]), "\n".join(
        words for _, _, words in beginning.todos()
    )


@pytest.mark.parametrize(
    "page",
    [
        f"Base URL: {API} (EU: {EU})\n\nPOST /v1/scans",
        f"Base URL: {API} (EU: eu.scans.example)\n\nPOST /v1/scans",
        f"Base URL: {API} (EU: {EU})\n\nPOST {API}/v1/scans",
        f"## Endpoint\n\nPOST {API}/v1/scans (EU: {EU})",
        f"## Endpoint\n\nBase URL: {API} (EU: {EU})\n\nPOST /v1/scans",
        f"## Endpoint\n\nBase URL: {API}/v1 (EU: {EU}/v1)\n\nPOST /scans",
        f"Base URL: {API} (EU: {EU})\n\n## Endpoint\n\n`POST /v1/scans`",
        f"Base URL: {API} (EU: {EU})\n\n## Example\n\n```\ncurl -X POST '{API}/v1/scans?a=1' -F id=1\n```",
        f"Base URL:\n\n- {API}\n- EU: {EU}\n\nPOST /v1/scans",
    ],
)
def test_a_second_host_is_a_second_server(page: str) -> None:
    found = facts(page)
    assert (found.method, found.path) == ("POST", "/v1/scans")
    assert [host.url for host in found.hosts] == [API, EU]
    assert found.hosts[1].label == "EU"


def test_a_host_that_is_no_server_is_told(tmp_path: Path) -> None:
    spec, told = drafted(UPLOAD, tmp_path)
    assert [one["url"] for one in spec["servers"]] == [API, EU]
    assert [one["x-region"] for one in spec["servers"]] == ["main", "eu"]
    assert "line 3 names https://docs.scans.example, which was not taken for a server." in told
    assert told.count("not taken for a server") == 1
    page = f"In the EU the host is {EU}.\n\n## Endpoint\n\nPOST {API}/v1/scans"
    assert f"line 1 names {EU}, which was not taken" in drafted(page + TABLE, tmp_path)[1]


def test_sizes_of_files_are_told_with_both_values(tmp_path: Path) -> None:
    spec, told = drafted(UPLOAD, tmp_path)
    assert "line 13 limits it to 4 MB, which is 4000000 or 4194304 bytes." in told
    assert "line 14 limits it to 2 M, which is 2000000 or 2097152 bytes." in told
    fields = spec["components"]["schemas"]["DocumentsRequest"]["properties"]
    assert fields["thumbnail"]["x-max-bytes"] == 65536, "1 KiB is 1024 bytes and nothing else"
    assert "x-max-bytes" not in fields["document"]
    assert fields["photo"]["type"] == "string"
    assert told.count("states no type; string is assumed") == 1


def test_fields_of_objects_are_told_as_well(tmp_path: Path) -> None:
    row = "| meta.note | | No | Of 1 KB to 3 KB. |\n"
    page = UPLOAD.replace("multipart/form-data", "application/json").replace("File", "String")
    spec, told = drafted(page.replace("| thumbnail", f"{row}| thumbnail"), tmp_path)
    assert "line 15 limits it to 3 KB, which is 3000 or 3072 bytes." in told
    assert "line 15 states no type; string is assumed." in told
    assert spec["components"]["schemas"]["Meta"]["properties"]["note"]["type"] == "string"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Max file size: 10MB", (10_000_000, 10_485_760)),
        ("图片大小不超过2MB。", (2_000_000, 2_097_152)),
        ("2M以内", (2_000_000, 2_097_152)),
        ("must be smaller than 1.5 GB", (1_500_000_000, 1_610_612_736)),
        ("The file size limit is 20 megabytes.", (20_000_000, 20_971_520)),
        ("4kb max.", (4_000, 4_096)),
        ("between 10 KB and 2 MB", (2_000_000, 2_097_152)),
    ],
)
def test_phrases_of_sizes(text: str, size: tuple[int, int]) -> None:
    found = statements(text)
    assert found.size and (found.size.decimal, found.size.binary) == size
    assert (found.maximum, found.max_bytes) == (None, None)


@pytest.mark.parametrize(
    "text", ["at most 5 m high", "at most 5 M points", "at least 10 KB", "minimum size 10 KB", "up to 8 Mb/s"]
)
def test_what_is_no_longest_size(text: str) -> None:
    assert statements(text).size is None
