"""Lists of many pages, in every style that vendors have: walked to their end by both clients, and never for ever."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
import pytest

from tests.generator.packages import importing

NUMBERS = [f"n{number}" for number in range(10)]
TEXT, INTEGER = {"type": "string"}, {"type": "integer"}


STYLES: dict[str, dict[str, Any]] = {
    "total": {"page": "page", "total": "/total"},
    "pages": {"page": "page", "pages": "/pages"},
    "more": {"page": "page", "more": "/more"},
    "from_zero": {"page": "page", "total": "/total", "first": 0},
    "unbounded": {"page": "page"},
    "sized": {"page": "page", "size": "size", "total": "/total"},
    "offset_total": {"offset": "offset", "total": "/total"},
    "offset_more": {"offset": "offset", "more": "/more"},
    "offset_next": {"offset": "offset", "next": "/next"},
    "offset_unbounded": {"offset": "offset"},
    "cursor": {"cursor": "cursor", "next": "/next"},
    "cursor_more": {"cursor": "cursor", "next": "/next", "more": "/more"},
    "cursor_header": {"cursor": "cursor", "next": {"header": "x-next"}},
    "after": {"after": "after", "id": "/id"},
    "start_from": {"from": "offset", "id": "/number"},
    "link": {"link": "/next"},
    "link_header": {"link": {"header": "link"}},
}


@pytest.fixture(scope="module")
def package(new_sandbox: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A client with one operation for each style."""
    sandbox = new_sandbox(tmp_path_factory.mktemp("walker"))
    sandbox.spec["servers"] = [{"url": "https://api.example.com", "x-region": "eu"}]
    sandbox.spec["x-client"] = {"package": "walker"}
    success = sandbox.operation["responses"]
    parameters = [
        {"name": "page", "in": "query", "schema": INTEGER},
        {"name": "offset", "in": "query", "schema": INTEGER},
        {"name": "size", "in": "query", "schema": INTEGER | {"default": 5}},
        {"name": "cursor", "in": "query", "schema": TEXT},
        {"name": "after", "in": "query", "schema": TEXT},
        {"name": "kind", "in": "query", "schema": TEXT},
        {"name": "version", "in": "query", "required": True, "schema": {"type": "string", "const": "7"}},
        {"name": "x-tenant", "in": "header", "schema": TEXT},
    ]
    sandbox.spec["paths"] = {
        f"/{name}": {
            "get": {
                "operationId": name,
                "summary": name,
                "parameters": parameters,
                "responses": success,
                "x-idempotent": True,
                "x-pagination": {"items": "/rows", **paging},
            }
        }
        for name, paging in STYLES.items()
    }
    schemas = sandbox.spec["components"]["schemas"]
    schemas["Row"] = {"type": "object", "properties": {"id": TEXT, "number": INTEGER}}
    schemas["Thing"]["properties"] = {
        "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
        "total": INTEGER,
        "pages": INTEGER,
        "more": {"type": "boolean"},
        "next": {"type": ["string", "integer"]},
    }
    with importing(sandbox.generate(), "walker") as found:
        yield found


class Things:
    """A vendor's list of ten things, and both clients."""

    def __init__(self, package: Any, vendor: Any, *, blocking: bool) -> None:
        self.package = package
        self.vendor = vendor
        self.blocking = blocking

    def reply(
        self, answer: Callable[[dict[str, str]], tuple[list[str], dict[str, Any]]], **headers: Any
    ) -> None:
        """Answer each request by its query."""

        def reply(seen: Any) -> tuple[bytes, Mapping[str, str]]:
            names, more = answer(dict(seen.query))
            sent = {name: text(seen) for name, text in headers.items()}
            body = {"rows": [{"id": name, "number": ord(name[-1])} for name in names]} | more
            return msgspec.json.encode(body), {name: value for name, value in sent.items() if value}

        self.vendor.reply = reply

    def walk(self, style: str, **arguments: Any) -> list[str]:
        """The ids of all things."""
        if self.blocking:
            with self.package.Thing(base_url=self.vendor.url) as client:
                return [row.id for row in getattr(client, style)(**arguments)]

        async def main() -> list[str]:
            async with self.package.AsyncThing(base_url=self.vendor.url) as client:
                return [row.id async for row in await getattr(client, style)(**arguments)]

        return asyncio.run(main())

    def asked(self, name: str) -> list[str | None]:
        """The values of a parameter, by request."""
        return [dict(seen.query).get(name) for seen in self.vendor.seen]


@pytest.fixture(params=["sync", "async"])
def things(request: pytest.FixtureRequest, package: Any, vendor: Any) -> Things:
    return Things(package, vendor, blocking=request.param == "sync")


def by_number(query: Mapping[str, str], size: int = 4, first: int = 1) -> list[str]:
    number = int(query.get("page", first)) - first
    size = int(query.get("size", size))
    return NUMBERS[number * size : (number + 1) * size]


@pytest.mark.parametrize(
    ("style", "first", "asked"),
    [
        ("total", 1, [None, "2", "3"]),
        ("pages", 1, [None, "2", "3"]),
        ("more", 1, [None, "2", "3"]),
        ("from_zero", 0, [None, "1", "2"]),
        (
            "unbounded",
            1,
            [None, "2", "3", "4"],
        ),  # nobody says where it ends: at the first page without things
    ],
)
def test_page_numbers(things: Things, style: str, first: int, asked: list[Any]) -> None:
    def answer(query: dict[str, str]) -> tuple[list[str], dict[str, Any]]:
        last = int(query.get("page", first)) - first == 2
        return by_number(query, first=first), {"total": 10, "pages": 3, "more": not last}

    things.reply(answer)
    assert things.walk(style, kind="a") == NUMBERS
    assert things.asked("page") == asked
    assert set(things.asked("kind")) == {"a"}


def test_the_size_of_a_page_has_a_default(things: Things) -> None:
    things.reply(lambda query: (by_number(query, 5), {"total": "10"}))
    assert things.walk("sized") == NUMBERS
    assert things.asked("page") == [None, "2"]
    assert things.walk("sized", size=4, page=2) == NUMBERS[4:]


@pytest.mark.parametrize("end", ["total", "more", "next", "unbounded"])
def test_offsets(things: Things, end: str) -> None:
    def answer(query: dict[str, str]) -> tuple[list[str], dict[str, Any]]:
        at = int(query.get("offset", 0))
        more = at + 4 < 10
        told = {"total": 10, "more": "true" if more else "0", "next": at + 4 if more else None}
        return NUMBERS[at : at + 4], told

    things.reply(answer)
    assert things.walk(f"offset_{end}") == NUMBERS
    assert things.asked("offset") == [None, "4", "8", *(["10"] if end == "unbounded" else [])]
    assert things.walk(f"offset_{end}", offset=6) == NUMBERS[6:]


def cursors(query: Mapping[str, str]) -> tuple[list[str], int]:
    at = int(query.get("cursor", "c0")[1:])
    return NUMBERS[at : at + 4], at + 4


@pytest.mark.parametrize("end", [{}, {"next": None}, {"next": ""}, {"next": "c9", "more": False}])
def test_cursors(things: Things, end: dict[str, Any]) -> None:
    def answer(query: dict[str, str]) -> tuple[list[str], dict[str, Any]]:
        names, following = cursors(query)
        return names, {"next": f"c{following}", "more": 1} if following < 10 else end

    things.reply(answer)
    assert things.walk("cursor_more") == NUMBERS
    assert things.asked("cursor") == [None, "c4", "c8"]


def test_a_cursor_in_a_header_leads_over_an_empty_page(things: Things) -> None:
    turns = {"": (["a"], "b"), "b": ([], "c"), "c": (["d"], "")}
    things.reply(
        lambda query: (turns[query.get("cursor", "")][0], {}),
        **{"X-Next": lambda seen: turns[dict(seen.query).get("cursor", "")][1]},
    )
    assert things.walk("cursor_header") == ["a", "d"]


def test_last_items(things: Things) -> None:
    def answer(query: dict[str, str]) -> tuple[list[str], dict[str, Any]]:
        at = NUMBERS.index(query["after"]) + 1 if "after" in query else 0
        return NUMBERS[at : at + 4], {}

    things.reply(answer)
    assert things.walk("after") == NUMBERS
    assert things.asked("after") == [None, "n3", "n7", "n9"]


def test_pages_that_begin_with_an_item(things: Things) -> None:
    """The next page begins with the item behind the last one."""

    def answer(query: dict[str, str]) -> tuple[list[str], dict[str, Any]]:
        at = int(query.get("offset", ord("0"))) - ord("0")
        return NUMBERS[at : at + 4], {}

    things.reply(answer)
    assert things.walk("start_from") == NUMBERS
    assert things.asked("offset") == [None, "52", "56", "58"]


@pytest.mark.parametrize("header", [False, True])
@pytest.mark.parametrize("link", ["{url}{path}", "{path}", "", "https://API.example.com:443{path}"])
def test_links(things: Things, link: str, header: bool) -> None:
    """Whatever form it has, the link goes to the client's own base URL, with its own query."""
    style = "link_header" if header else "link"

    def of(seen: Any) -> str:
        at = int(dict(seen.query).get("at", 0)) + 4
        return link.format(url=things.vendor.url, path=f"/{style}") + f"?at={at}" if at < 10 else ""

    def answer(query: dict[str, str]) -> tuple[list[str], dict[str, Any]]:
        at = int(query.get("at", 0))
        return NUMBERS[at : at + 4], {} if header else {"next": of(things.vendor.last)}

    def told(seen: Any) -> str:
        following = f'<{of(seen)}>; title="a, b"; rel="next"' if of(seen) else '</>; rel="prev"'
        return f'</?x>; rel="first", {following}'

    things.reply(answer, **({"Link": told} if header else {}))
    assert things.walk(style, kind="a") == NUMBERS
    assert {seen.path for seen in things.vendor.seen} == {f"/{style}"}
    assert things.asked("at") == [None, "4", "8"]
    assert things.asked("kind") == ["a", None, None]


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("https://elsewhere.example/things", "another host"),
        ("//elsewhere.example/things", "another host"),
        ("https://api.example.com@elsewhere.example/things", "another host"),
        ("https://api.example.com:8443/things", "another host"),
        ("ftp://api.example.com/things", "another host"),
        ("javascript:alert(1)", "another host"),
        ("http://[", "not followed"),
        ("/things/%2e%2e/secrets", "segment"),
        ("/things?name=%ff", "not followed"),
    ],
)
def test_a_link_to_elsewhere_is_not_followed(things: Things, link: str, why: str) -> None:
    things.reply(lambda _query: (["a"], {"next": link}))
    with pytest.raises(things.package.ClientError, match=why):
        things.walk("link")
    assert len(things.vendor.seen) == 1


def test_a_link_keeps_what_every_call_sends(things: Things) -> None:
    """Constants and headers; and a name that the link repeats is sent as often."""
    things.reply(lambda query: (["a"], {} if "at" in query else {"next": "/link?at=1&at=2"}))
    assert things.walk("link", x_tenant="t", kind="a") == ["a", "a"]
    assert sorted(things.vendor.last.query) == [("at", "1"), ("at", "2"), ("version", "7")]
    assert [seen.headers["x-tenant"] for seen in things.vendor.seen] == ["t", "t"]


Endless = Callable[[int], tuple[list[str], dict[str, Any]]]
ENDLESS: list[tuple[str, Endless, str]] = [
    ("unbounded", lambda turn: (["a"], {}), "page 2 has the items of page 1"),
    ("more", lambda turn: (["a"], {"more": True}), "page 2 has the items"),
    ("total", lambda turn: ([f"a{turn}"], {"total": 9 + turn}), "grows faster"),
    ("offset_next", lambda turn: ([f"a{turn}"], {"next": 0}), "offset 0 leads to"),
    ("cursor", lambda turn: ([f"a{turn}"], {"next": "c"}), "back to cursor c"),
    ("cursor", lambda turn: ([f"a{turn}"], {"next": f"c{turn % 20}"}), "back to cursor"),
    ("cursor", lambda turn: ([], {"next": f"c{turn}"}), "101 pages are empty"),
    ("after", lambda turn: (["a"], {}), "back to item a"),
    ("link", lambda turn: ([f"a{turn}"], {"next": "/link?b=1"}), "back to /link"),
]


@pytest.mark.parametrize(("style", "answer", "why"), ENDLESS)
def test_no_list_goes_on_for_ever(things: Things, style: str, answer: Endless, why: str) -> None:
    turns = itertools.count()
    things.reply(lambda _query: answer(next(turns)))
    with pytest.raises(things.package.ClientError, match=why):
        things.walk(style)
    assert len(things.vendor.seen) < 250


def test_pages_are_walked_by_hand_and_never_for_ever(package: Any, vendor: Any) -> None:
    things = Things(package, vendor, blocking=True)
    turns = itertools.count()
    things.reply(lambda _query: (["a"], {"next": f"c{next(turns) % 30}"}))
    with package.Thing(base_url=vendor.url) as client:
        page = client.cursor()
        with pytest.raises(package.ClientError, match="repeats itself"):
            while page.has_next_page():
                page = page.next_page()
        first = client.cursor(cursor="x")
        again = [first.next_page() for _ in range(3)]  # the same page again is no repetition
        assert [len(page.items) for page in again] == [1, 1, 1]


def test_a_page_is_tried_again_as_any_other_call(package: Any, vendor: Any) -> None:
    things = Things(package, vendor, blocking=True)
    things.reply(lambda query: (cursors(query)[0], {"next": "c8"} if "cursor" not in query else {}))
    with package.Thing(base_url=vendor.url, max_retries=1) as client:
        page = client.cursor()
        vendor.status = 503
        with pytest.raises(package.APIStatusError) as caught:
            list(page)
        assert caught.value.attempts == 2
        vendor.status = 200
        assert [row.id for row in page] == [*NUMBERS[:4], *NUMBERS[8:]]


@pytest.mark.parametrize(
    ("paging", "module"),
    [
        ({"page": "page"}, "pages_by_number"),
        ({"offset": "page"}, "pages_by_offset"),
        ({"after": "hint", "id": "/name"}, "pages_by_cursor"),
        ({"link": {"header": "link"}}, "pages_by_link"),
    ],
)
def test_a_package_holds_the_style_that_it_uses(sandbox: Any, paging: dict[str, Any], module: str) -> None:
    sandbox.page()
    sandbox.operation["x-pagination"] = {"items": "/rows", **paging}
    files = sandbox.output().files
    assert {name.rpartition("/")[2] for name in files if "/pages_by_" in name} == {f"{module}.py"}
    assert 'class Thing(_Page["Row"],' in files["src/thing/models.py"]
