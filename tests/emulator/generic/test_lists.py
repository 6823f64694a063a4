"""Records that replace others, and their lists: paged in each style, and narrowed by one condition or several."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from specseal_emulator.testing import Running

Json = dict[str, Any]
BOOK: Json = {
    "type": "object",
    "required": ["id", "title", "author", "year"],
    "properties": {
        "id": {"type": "string"},
        "title": {"type": "string"},
        "author": {"type": "string"},
        "year": {"type": "integer"},
    },
}
EXAMPLE: Json = {"id": "B-0001", "title": "Emma", "author": "Jane Austen", "year": 1815}


def done(schema: Json, example: Any) -> Json:
    content = {"application/json": {"schema": schema, "example": example}}
    failure = {"application/json": {"schema": {"type": "object", "properties": {"error": {}}}}}
    return {
        "200": {"description": "Done.", "content": content},
        "400": {"description": "Refused.", "content": failure},
    }


BAD: Json = {"status": 400, "key": "error", "description": "Refused.", "emulates": "malformed"}


def writing(name: str, does: str) -> Json:
    """An operation that writes a book."""
    return {
        "operationId": name,
        "requestBody": {"required": True, "content": {"application/json": {"schema": BOOK}}},
        "x-emulator": {"record": "book", "does": does},
        "responses": done(BOOK, EXAMPLE),
        "x-errors": {"BAD": BAD, "TAKEN": {**BAD, "emulates": "conflict"}},
    }


def listing(name: str, *parameters: str, paging: Json, match: Json | None = None, **more: Json) -> Json:
    """An operation that lists books. Args: `more`, what its response says of the pages, with an example."""
    properties = {
        "items": {"type": "array", "items": BOOK},
        "request_id": {"type": "string"},
        **{name: one.get("schema", {}) for name, one in more.items()},
    }
    required = [name for name, one in more.items() if one.get("required")]
    example = {"items": [EXAMPLE], **{one: shown["shown"] for one, shown in more.items()}}
    return {
        "get": {
            "operationId": name,
            "parameters": [{"name": one, "in": "query", "schema": {"type": "string"}} for one in parameters],
            "x-pagination": {"items": "/items", **paging},
            "x-emulator": {"record": "book", "does": "list", "match": match or {}},
            "responses": done({"type": "object", "properties": properties, "required": required}, example),
        }
    }


PAGE = {"page": "page", "size": "size", "total": "/total", "pages": "/pages", "more": "/more"}
CONTRACTS: Json = {
    "library": {
        "security": [],
        "x-error-body": {"request_id": ["/request_id"]},
        "x-emulator": {"records": {"book": {"key": "id", "unique": "title"}}},
        "paths": {
            "/books": {"post": writing("addBook", "create"), "put": writing("putBook", "put")},
            "/books/{id}": {
                "get": {
                    "operationId": "getBook",
                    "parameters": [{"name": "id", "in": "path", "required": True, "schema": {}}],
                    "x-emulator": {"record": "book", "does": "read"},
                    "responses": done(BOOK, EXAMPLE),
                    "x-errors": {"BAD": BAD},
                },
                "delete": {
                    "operationId": "deleteBook",
                    "parameters": [{"name": "id", "in": "path", "required": True, "schema": {}}],
                    "x-emulator": {"record": "book", "does": "delete"},
                    "responses": {"204": {"description": "Gone."}},
                },
            },
            "/by-page": listing(
                "byPage",
                *("page", "size"),
                paging=PAGE,
                total={"shown": 9},
                pages={"shown": 9},
                more={"shown": True},
            ),
            "/by-cursor": listing(
                "byCursor",
                *("cursor", "size"),
                paging={"cursor": "cursor", "size": "size", "next": "/next"},
                next={"shown": "40"},
            ),
            "/by-offset": listing(
                "byOffset", *("offset", "size"), paging={"offset": "offset", "size": "size"}
            ),
            "/by-header": listing(
                "byHeader", *("cursor", "limit"), paging={"cursor": "cursor", "next": {"header": "x-next"}}
            ),
            "/from": listing(
                "from", *("since", "per_page", "author"), paging={"from": "since", "id": "/year"}
            ),
            "/whole-cursor": listing(
                "wholeCursor",
                *("cursor", "size"),
                paging={"cursor": "cursor", "size": "size", "next": "/next"},
                next={"shown": 12, "schema": {"type": "integer"}},
            ),
            "/whole-offset": listing(
                "wholeOffset",
                *("cursor", "size"),
                paging={"offset": "cursor", "size": "size", "next": "/next"},
                next={"shown": 7, "schema": {"type": ["integer", "null"]}},
            ),
            "/must-offset": listing(
                "mustOffset",
                *("cursor", "size"),
                paging={"offset": "cursor", "size": "size", "next": "/next"},
                next={"shown": 7, "schema": {"type": "integer"}, "required": True},
            ),
            "/after": listing(
                "after",
                *("last", "size", "author"),
                paging={"after": "last", "id": "/id", "size": "size", "more": "/more"},
                match={"author": "equals"},
                more={"shown": True},
            ),
            "/search": listing(
                "search",
                *("author", "year", "words", "begins"),
                paging={"page": "page"},
                match={
                    "author": "equals",
                    "year": "equals",
                    "words": {"field": "title", "how": "contains"},
                    "begins": {"field": "title", "how": "prefix"},
                },
            ),
        },
    }
}
BOOKS = {
    "B-1": ("Emma", "Jane Austen", 1815),
    "B-2": ("Persuasion", "Jane Austen", 1817),
    "B-3": ("Middlemarch", "George Eliot", 1871),
    "B-4": ("Romola", "George Eliot", 1863),
    "B-5": ("The Mill on the Floss", "George Eliot", 1860),
}
ALL = list(BOOKS)


def write(emulator: Running, method: str, number: str, title: str, author: str, year: int) -> str:
    """Write a book. Gives the error."""
    book = {"id": number, "title": title, "author": author, "year": year}
    response = httpx.request(method, f"{emulator.base_url}/books", json=book, trust_env=False)
    assert response.json().get("title") in {None, title}
    return str(response.json().get("error", ""))


@pytest.fixture
def library(emulator: Running) -> Running:
    """It has five books."""
    for number, book in BOOKS.items():
        assert write(emulator, "POST", number, *book) == ""
    return emulator


def get(library: Running, path: str, **fields: Any) -> tuple[list[str], Json]:
    """The ids of the books in a response, and the rest of it."""
    response = httpx.get(library.base_url + path, params=fields, trust_env=False)
    assert response.status_code == 200
    data = response.json()
    assert data.pop("request_id")
    return [book["id"] for book in data.pop("items")], data


@pytest.mark.parametrize(
    ("page", "shown", "more"),
    [
        ({"size": 2}, ALL[:2], True),
        ({"page": 1, "size": 2}, ALL[:2], True),
        ({"page": 2, "size": 2}, ALL[2:4], True),
        ({"page": 3, "size": 2}, ALL[4:], False),
        ({"page": 4, "size": 2}, [], False),
    ],
)
def test_pages_are_counted(library: Running, page: Json, shown: list[str], more: bool) -> None:
    assert get(library, "/by-page", **page) == (shown, {"total": 5, "pages": 3, "more": more})


def test_cursors_lead_to_the_end(library: Running) -> None:
    found, data = get(library, "/by-cursor", size=2)
    assert found == ALL[:2]
    while data["next"]:
        more, data = get(library, "/by-cursor", size=2, cursor=data["next"])
        found += more
    assert found == ALL


@pytest.mark.parametrize("cursor", ["", "abc", "-1", "١", "1.0"])
def test_what_is_no_cursor_begins_the_list(library: Running, cursor: str) -> None:
    assert get(library, "/by-cursor", size=2, cursor=cursor)[0] == ALL[:2]


@pytest.mark.parametrize("offset", ["999999999", "1234567890", "9" * 5000])
def test_nothing_is_beyond_the_end(library: Running, offset: str) -> None:
    assert get(library, "/by-offset", size=2, offset=offset)[0] == []


@pytest.mark.parametrize("offset", ["1", "01", "00000000000001"])
def test_zeros_before_a_number_change_nothing(library: Running, offset: str) -> None:
    assert get(library, "/by-offset", size=2, offset=offset)[0] == ALL[1:3]


def test_a_cursor_may_be_in_a_header_and_the_size_of_a_page_undeclared(library: Running) -> None:
    found: list[str] = []
    cursor = ""
    for _ in range(3):
        url = f"{library.base_url}/by-header"
        response = httpx.get(url, params={"limit": 2, "cursor": cursor}, trust_env=False)
        found += [book["id"] for book in response.json()["items"]]
        cursor = response.headers.get("x-next", "")
    assert (found, cursor) == (ALL, "")


@pytest.mark.parametrize(
    ("path", "shown", "ended"),
    [
        ("/whole-cursor", {"next": 12}, {}),
        ("/whole-offset", {"next": 2}, {"next": None}),
        ("/must-offset", {"next": 2}, {"next": 0}),
    ],
)
def test_the_last_page_leads_nowhere(library: Running, path: str, shown: Json, ended: Json) -> None:
    """A cursor that is a number has no empty text to say so with."""
    _, data = get(library, path, size=2)
    assert type(data["next"]) is type(shown["next"])
    cursor = data["next"]
    assert get(library, path, size=3, cursor=cursor) == (ALL[2:], ended)


def delete(library: Running, *numbers: str) -> None:
    for number in numbers:
        assert httpx.delete(f"{library.base_url}/books/{number}", trust_env=False).status_code == 204


def test_cursors_lead_to_every_record_though_earlier_ones_are_deleted(library: Running) -> None:
    found, data = get(library, "/by-cursor", size=2)
    delete(library, *found)
    found, data = get(library, "/by-cursor", size=2, cursor=data["next"])
    assert found == ALL[2:4]
    delete(library, *found)
    assert get(library, "/by-cursor", size=2, cursor=data["next"]) == (ALL[4:], {"next": ""})


@pytest.mark.parametrize("narrowed", [{}, {"author": "George Eliot"}])
def test_a_list_goes_on_after_an_item_that_was_deleted(library: Running, narrowed: Json) -> None:
    delete(library, "B-3")
    assert get(library, "/after", last="B-3", **narrowed)[0] == ALL[3:]
    assert get(library, "/after", last="B-9", **narrowed)[0] == []


def test_lists_that_go_on_from_a_number_are_in_its_order(library: Running) -> None:
    years = sorted(ALL, key=lambda number: BOOKS[number][2])
    assert get(library, "/from", per_page=2)[0] == years[:2]
    assert get(library, "/from", per_page=2, since=1818)[0] == years[2:4]
    assert get(library, "/from", per_page=2, since=BOOKS[years[3]][2])[0] == years[3:]


def test_a_list_goes_on_after_an_item(library: Running) -> None:
    assert get(library, "/after", size=2) == (ALL[:2], {"more": True})
    assert get(library, "/after", size=2, last="B-2") == (ALL[2:4], {"more": True})
    assert get(library, "/after", size=2, last="B-4") == (ALL[4:], {"more": False})
    assert get(library, "/after", size=2, last="B-5")[0] == []
    assert get(library, "/after", size=2, last="B-6")[0] == []
    assert get(library, "/after", size=2, last="B-3", author="George Eliot")[0] == ALL[3:]


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, ALL),
        ({"author": "Jane Austen"}, ALL[:2]),
        ({"author": "Jane"}, []),
        ({"year": 1871}, ["B-3"]),
        ({"author": "George Eliot", "year": 1863}, ["B-4"]),
        ({"author": "Jane Austen", "year": 1863}, []),
        ({"words": "m"}, ["B-1", "B-3", "B-4"]),
        ({"begins": "M"}, ["B-3"]),
        ({"words": "o", "begins": "R"}, ["B-4"]),
        ({"author": "George Eliot", "words": "Mi"}, ["B-3", "B-5"]),
        ({"author": "", "words": ""}, ALL),
    ],
)
def test_lists_are_narrowed(library: Running, fields: Json, shown: list[str]) -> None:
    assert get(library, "/search", **fields)[0] == shown


def test_a_record_that_replaces_another_takes_its_place(library: Running) -> None:
    assert write(library, "POST", "B-6", "Emma", "Jane Austen", 1815) == "TAKEN"
    assert write(library, "POST", "B-1", "Sanditon", "Jane Austen", 1817) == "TAKEN"
    assert write(library, "PUT", "B-1", "Sanditon", "Jane Austen", 1817) == ""
    assert get(library, "/search")[0] == ALL
    assert write(library, "POST", "B-6", "Sanditon", "Jane Austen", 1817) == "TAKEN"
    assert write(library, "POST", "B-6", "Emma", "Jane Austen", 1815) == ""  # which is free again
    assert get(library, "/search")[0] == [*ALL, "B-6"]


def test_a_record_that_is_not_there_is_a_wrong_parameter_where_no_row_says_more(library: Running) -> None:
    found = httpx.get(f"{library.base_url}/books/B-1", trust_env=False)
    assert found.json()["title"] == "Emma"
    lost = httpx.get(f"{library.base_url}/books/B-9", trust_env=False)
    assert (lost.status_code, lost.json()["error"]) == (400, "BAD")
