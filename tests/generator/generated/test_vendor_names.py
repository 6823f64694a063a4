"""Fields of an answer that are called like what a result offers besides: the vendor's, and in nobody's way."""

from __future__ import annotations

import asyncio
import copy
import hashlib
import pickle
from typing import Any

import msgspec
import pytest

OFFERED = ["raw_response", "items", "has_next_page", "next_page", "anext_page", "iter_pages", "aiter_pages"]
INSIDE = ["keep", "raw", "turn", "origin", "response", "request_id", *OFFERED]
TEXT = {"type": "string"}


def rows(*names: str, total: int, **more: str) -> bytes:
    listed = [{"name": name} | dict.fromkeys(INSIDE, "row") for name in names]
    return msgspec.json.encode({"name": "n", "total": total, "rows": listed} | more)


def give(sandbox: Any, *names: str) -> None:
    """Let the answer, which is one page, have fields of these names, and each of its items all of them."""
    sandbox.page()
    sandbox.answer.update(dict.fromkeys(names, TEXT))
    sandbox.spec["components"]["schemas"]["Row"]["properties"].update(dict.fromkeys(INSIDE, TEXT))


def test_no_field_of_the_vendor_is_in_the_way(sandbox: Any, call: Any, vendor: Any) -> None:
    give(sandbox, *INSIDE)
    told = {name: f"the vendor's {name}" for name in INSIDE}
    with call.package.Thing(base_url=vendor.url) as client:
        vendor.answer = rows("a", "b", total=3, **told)
        first = client.get_thing(id="1", page=1, size=2)
        assert {name: getattr(first, name) for name in INSIDE} == told
        assert {getattr(first.rows[0], name) for name in INSIDE} == {"row"}
        assert first.raw_response_.content == vendor.answer
        assert [row.name for row in first.items_] == ["a", "b"]
        assert first.has_next_page_()
        vendor.answer = rows("c", total=3, **told)
        assert [row.name for row in first.next_page_().items_] == ["c"]
        assert [len(page.items_) for page in first.iter_pages_()] == [2, 1]
        assert [row.name for row in first] == ["a", "b", "c"]
    assert copy.copy(first) == pickle.loads(pickle.dumps(first)) == first


def test_the_async_client_pages_past_them_too(sandbox: Any, call: Any, vendor: Any) -> None:
    give(sandbox, *OFFERED)

    async def walk() -> list[list[str]]:
        async with call.package.AsyncThing(base_url=vendor.url) as client:
            vendor.answer = rows("a", total=2)
            first = await client.get_thing(id="1", page=1, size=1)
            vendor.answer = rows("b", total=2)
            return [
                [row.name async for row in first],
                [row.name async for page in first.aiter_pages_() for row in page.items_],
                [row.name for row in (await first.anext_page_()).items_],
            ]

    assert asyncio.run(walk()) == [["a", "b"], ["a", "b"], ["b"]]


@pytest.mark.parametrize("name", OFFERED)
def test_one_taken_name_leaves_the_others(sandbox: Any, call: Any, vendor: Any, name: str) -> None:
    give(sandbox, name)
    vendor.answer = rows("a", "b", total=3, **{name: "mine"})
    with call.package.Thing(base_url=vendor.url) as client:
        result = client.get_thing(id="1", page=1, size=2)
    assert getattr(result, name) == "mine"
    # to a type checker, a field may not be called like what a base class has
    assert not any(name in vars(base) for base in type(result).__mro__[1:])
    for other in OFFERED:
        assert {f"{other}_", other} <= set(dir(result))
    if name != "items":
        assert result.items == result.items_ == result.rows
    if name != "raw_response":
        assert result.raw_response is result.raw_response_


def test_a_result_that_is_no_page_has_its_own_items(sandbox: Any, call: Any, vendor: Any) -> None:
    sandbox.answer.update(items=TEXT, rawResponse=TEXT)
    vendor.answer = b'{"items": "three", "rawResponse": "mine"}'
    result = call(id="1")
    assert (result.items, result.raw_response) == ("three", "mine")
    assert result.raw_response_.json() == {"items": "three", "rawResponse": "mine"}


def test_a_list_that_is_called_items_is_the_page(sandbox: Any, call: Any, vendor: Any) -> None:
    sandbox.page(items="/items")
    sandbox.answer["items"] = sandbox.answer.pop("rows")
    vendor.answer = b'{"total": 2, "items": [{"name": "a"}, {"name": "b"}]}'
    with call.package.Thing(base_url=vendor.url) as client:
        result = client.get_thing(id="1", page=1, size=2)
        assert [row.name for row in result] == [row.name for row in result.items] == ["a", "b"]
        assert result.items is result.items_
        assert not result.has_next_page()


def test_a_callback_may_have_them(sandbox: Any, call: Any) -> None:
    sandbox.receive()
    sandbox.answer.update(keep=TEXT, raw_response=TEXT)
    data = '{"keep": "k", "raw_response": "r"}'
    outcome = call.package.Thing(key="k").callbacks.unwrap(
        data, hashlib.sha1(f"k{data}".encode()).hexdigest()
    )
    assert (outcome.keep, outcome.raw_response, outcome.raw_response_.text) == ("k", "r", data)


def test_no_chosen_name_reaches_the_runtimes(sandbox: Any) -> None:
    sandbox.answer["raw"] = TEXT | {"x-client": {"name": "raw_response_"}}
    assert sandbox.codes() == {"extension-value"}
