"""Results that are one page of many: iterated by item and by page, against the emulator and changing lists."""

from __future__ import annotations

import asyncio
import copy
import pickle
from collections.abc import Callable, Generator
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from linkvisual import AsyncLinkVisual, LinkVisual, errors, models
from specseal_emulator.testing import Running
from tools.loopback import serving

KEYS: dict[str, Any] = {"access_key_id": "demo-key", "access_key_secret": "demo-secret"}


def walk(base_url: str, size: int, *, page: int = 1, by: str = "items", mode: str = "sync") -> list[Any]:
    """Names of the users, or the number of users on each page."""
    arguments: dict[str, Any] = {"isolation_id": "ZheJiangHZ", "page_no": page, "page_size": size}
    if mode == "sync":
        with LinkVisual(base_url=base_url, max_retries=0, **KEYS) as client:
            first = client.query_face_user_by_name(**arguments)
            return (
                [user.name for user in first]
                if by == "items"
                else [len(one.items) for one in first.iter_pages()]
            )

    async def main() -> list[Any]:
        async with AsyncLinkVisual(base_url=base_url, max_retries=0, **KEYS) as client:
            if by == "items":
                return [user.name async for user in await client.query_face_user_by_name(**arguments)]
            first = await client.query_face_user_by_name(**arguments)
            return [len(one.items) async for one in first.aiter_pages()]

    return asyncio.run(main())


@pytest.fixture(params=["sync", "async"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("size", [1, 3, 4, 8, 50])
def test_every_user_comes_once(emulator: Running, mode: str, size: int) -> None:
    names = walk(emulator.base_url, 50)
    emulator.journal.clear()
    assert walk(emulator.base_url, size, mode=mode) == names
    assert len(names) == 8
    asked = [entry.query["PageNo"] for entry in emulator.journal.entries()]
    assert asked == [str(number + 1) for number in range(-(-8 // size))]


def test_pages_one_by_one(emulator: Running, mode: str) -> None:
    assert walk(emulator.base_url, 3, by="pages", mode=mode) == [3, 3, 2]
    assert walk(emulator.base_url, 3, page=2, by="pages", mode=mode) == [3, 2]
    assert walk(emulator.base_url, 3, page=9, by="pages", mode=mode) == [0]


def test_the_next_page_by_hand(emulator: Running) -> None:
    with LinkVisual(base_url=emulator.base_url, **KEYS) as client:
        page = client.query_face_user_by_name(isolation_id="ZheJiangHZ", page_no=1, page_size=5)
        assert page.has_next_page()
        following = page.next_page()
        assert (len(page.items), len(following.items), following.has_next_page()) == (5, 3, False)
        with pytest.raises(errors.ClientError, match="last page"):
            following.next_page()


def test_a_page_that_was_copied_or_made_by_hand_says_that_it_knows_no_others(emulator: Running) -> None:
    with LinkVisual(base_url=emulator.base_url, **KEYS) as client:
        page = client.query_face_user_by_name(isolation_id="ZheJiangHZ", page_no=1, page_size=5)
    copies = [copy.copy(page), pickle.loads(pickle.dumps(page)), models.QueryFaceUserByNameResponse()]
    assert copies[0] == copies[1] == page
    for one in copies[1:]:
        with pytest.raises(errors.ClientError, match="cannot fetch others"):
            one.has_next_page()


# ---------------------------------------------------------------- lists that change


class Shelf:
    """A list of users that the test changes between pages."""

    def __init__(self, rows: int) -> None:
        self.rows = [f"u{number}" for number in range(rows)]
        self.asked: list[int] = []
        self.after: Callable[[Shelf], None] = lambda shelf: None
        self.total: Callable[[Shelf], Any] = lambda shelf: len(shelf.rows)
        self.url = ""

    def page(self, number: int, size: int) -> bytes:
        self.asked.append(number)
        names = self.rows[(number - 1) * size : number * size]
        data = {
            "Page": number,
            "PageSize": size,
            "Total": self.total(self),
            "List": [{"Name": one} for one in names],
        }
        self.after(self)
        return msgspec.json.encode({"Code": "200", "Success": True, "Data": data})


@pytest.fixture
def shelf() -> Generator[Shelf]:
    made = Shelf(10)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            body = made.page(int(query["PageNo"][0]), int(query["PageSize"][0]))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with serving(Handler) as made.url:
        yield made


def test_rows_that_vanish_end_the_walk_earlier(shelf: Shelf, mode: str) -> None:
    shelf.after = lambda shelf: shelf.rows.__delitem__(slice(0, 2))
    assert walk(shelf.url, 4, mode=mode) == ["u0", "u1", "u2", "u3", "u6", "u7", "u8", "u9"]
    assert shelf.asked == [1, 2]


def test_rows_that_appear_are_walked_too(shelf: Shelf, mode: str) -> None:
    added = iter(["new1", "new2"])

    def append(shelf: Shelf) -> None:
        shelf.rows += [name for name in [next(added, None)] if name]

    shelf.after = append
    assert walk(shelf.url, 4, mode=mode)[-2:] == ["new1", "new2"]
    assert shelf.asked == [1, 2, 3]


def test_a_total_without_rows_ends_at_the_empty_page(shelf: Shelf, mode: str) -> None:
    shelf.total = lambda shelf: 1_000_000
    assert len(walk(shelf.url, 4, mode=mode)) == 10
    assert shelf.asked == [1, 2, 3, 4]


def test_a_list_that_grows_for_ever_is_left_with_an_error(shelf: Shelf, mode: str) -> None:
    shelf.after = lambda shelf: shelf.rows.extend(["more"] * 4)
    with pytest.raises(errors.ClientError, match="grows faster than it is read"):
        walk(shelf.url, 4, mode=mode)
    assert len(shelf.asked) < 30


@pytest.mark.parametrize("total", ["10", None, 0, -1])
def test_totals_as_vendors_write_them(shelf: Shelf, mode: str, total: Any) -> None:
    shelf.total = lambda shelf: total
    assert len(walk(shelf.url, 4, mode=mode)) == (10 if total == "10" else 4)
