"""Pages, callbacks, addresses and calls that no document describes, generated for a made-up product."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import pytest


def rows(*names: str, total: int) -> bytes:
    return msgspec.json.encode({"name": "n", "total": total, "rows": [{"name": name} for name in names]})


def test_a_page_goes_on_over_the_others(sandbox: Any, call: Any, vendor: Any) -> None:
    sandbox.page()
    vendor.answer = rows("a", "b", total=3)
    with call.package.Thing(base_url=vendor.url) as client:
        first = client.get_thing(id="1", page=1, size=2)
        assert [row.name for row in first.items] == ["a", "b"]
        assert first.has_next_page()
        vendor.answer = rows("c", total=3)
        assert [row.name for row in first] == ["a", "b", "c"]
    assert [dict(seen.query)["page"] for seen in vendor.seen] == ["1", "2"]
    assert all(dict(seen.fields) == {"id": b"1"} for seen in vendor.seen)


def test_the_type_of_the_items_is_known(sandbox: Any, call: Any) -> None:
    sandbox.page()
    (base,) = call.package.models.Thing.__orig_bases__
    assert "Row" in repr(base)


def test_a_callback_of_a_new_vendor(sandbox: Any, call: Any) -> None:
    sandbox.receive()
    client = call.package.Thing(key="k")
    data = '{"name": "done"}'
    sign = hashlib.sha1(f"k{data}".encode()).hexdigest()
    assert client.callbacks.unwrap(data, sign).name == "done"
    with pytest.raises(call.package.errors.CallbackError):
        client.callbacks.unwrap(data, sign[::-1])


def test_several_callbacks_have_a_method_each(sandbox: Any, call: Any) -> None:
    sandbox.receive()
    sandbox.spec["x-callbacks"]["refund"] = sandbox.spec["x-callbacks"]["outcome"]
    callbacks = call.package.Thing(key="k").callbacks
    assert {"unwrap_outcome", "unwrap_refund"} <= set(dir(callbacks))


def test_an_address_for_a_browser(sandbox: Any, call: Any) -> None:
    sandbox.spec["x-pages"] = {
        "start": {
            "description": "Where it begins.",
            "path": "/go",
            "query": {"Token": "The token.", "lang": "It."},
        }
    }
    client = call.package.Thing()
    assert client.start_url("a b", lang="é") == "https://api.example.com/go?Token=a%20b&lang=%C3%A9"


@pytest.mark.parametrize(
    ("required", "query", "shown"),
    [
        (["name"], {"Name": "It."}, []),
        (
            ["name"],
            {"name": "It."},
            ["print(client.start_url(name=result.name))  # to be opened in a browser"],
        ),
        ([], {"name": "It."}, []),  # it may be absent
        (["name"], {"name": "It.", "lang": "It."}, []),  # nobody knows the language
    ],
)
def test_the_readme_goes_on_to_the_page_that_a_result_leads_to(
    sandbox: Any, required: list[str], query: dict[str, str], shown: list[str]
) -> None:
    sandbox.spec["components"]["schemas"]["Thing"]["required"] = required
    sandbox.spec["x-pages"] = {"start": {"description": "Where it begins.", "path": "/go", "query": query}}
    readme = sandbox.output().files["README.md"]
    assert [line.strip() for line in readme.splitlines() if "start_url(" in line] == 2 * shown
    assert "| `start_url` | Where it begins. Sends nothing. |" in readme


def test_the_readme_has_a_handler_for_each_callback(sandbox: Any) -> None:
    sandbox.receive()
    sandbox.spec["x-callbacks"]["refund"] = sandbox.spec["x-callbacks"]["outcome"]
    readme = sandbox.output().files["README.md"]
    for name in ("outcome", "refund"):
        section = readme.partition(f"\n## Callback: {name}\n")[2].partition("\n## ")[0]
        assert f"{name} = client.callbacks.unwrap_{name}(" in section
        assert "| `name` |" in section
    assert "may arrive twice" in readme


@pytest.mark.parametrize("raw", [False, True])
def test_a_call_that_no_document_describes(sandbox: Any, any_call: Any, vendor: Any, raw: bool) -> None:
    vendor.answer = b'{"more": 1}'
    if raw:
        response = any_call("request", None, method="PUT", path="/new", json={"a": [1]})
        assert vendor.last.body == b'{"a":[1]}'
    else:
        response = any_call("request", None, method="post", path="/new", query={"q": "ü"}, form={"a": "1"})
        assert vendor.last.query == [("q", "ü")]
        assert vendor.last.fields == [("a", b"1")]
    assert vendor.last.path == "/new"
    assert response.json() == {"more": 1}
