"""What the vendor advises against is said in the docstring, by a warning, in the README and in the changelog."""

from __future__ import annotations

import asyncio
import re
import warnings
from typing import Any

import pytest


@pytest.fixture
def deprecated(sandbox: Any) -> Any:
    sandbox.operation["deprecated"] = True
    return sandbox


def test_a_deprecated_operation(deprecated: Any, any_call: Any, vendor: Any) -> None:
    with pytest.warns(DeprecationWarning, match="get_thing is deprecated") as caught:
        any_call(id="1")
    assert caught[0].filename.endswith("conftest.py"), "the warning names the line that called"
    assert vendor.last.fields == [("id", b"1")], "it is called all the same"
    assert "Deprecated" in any_call.doc()


def test_its_raw_twin_warns_too(deprecated: Any, call: Any, vendor: Any) -> None:
    with call.package.Thing(base_url=vendor.url) as client, pytest.warns(DeprecationWarning):
        client.with_raw_response.get_thing(id="1")


def test_where_readers_look(deprecated: Any) -> None:
    files = deprecated.output().files
    assert re.search(r"\| `get_thing` \| Deprecated\. Get a thing", files["README.md"])
    assert "### Deprecated\n\n- `get_thing`\n" in files["CHANGELOG.md"]


def test_a_deprecated_argument(sandbox: Any, any_call: Any, vendor: Any) -> None:
    sandbox.properties["old"] = {"type": "string", "deprecated": True, "description": "Was."}
    any_call(id="1")  # warnings are errors here
    with pytest.warns(DeprecationWarning, match="get_thing: old is deprecated"):
        any_call(id="1", old="x")
    assert "old: Deprecated. Was." in any_call.words()
    assert "`old` of `get_thing`" in sandbox.output().files["CHANGELOG.md"]


def test_a_task_warns_at_the_line_that_made_it(deprecated: Any, call: Any, vendor: Any) -> None:
    async def main() -> None:
        async with call.package.AsyncThing(base_url=vendor.url) as client:
            await asyncio.gather(client.get_thing(id="1"), client.with_raw_response.get_thing(id="2"))

    with pytest.warns(DeprecationWarning) as caught:
        asyncio.run(main())
    assert [one.filename for one in caught] == [__file__, __file__]


def test_once_for_each_line(deprecated: Any, call: Any, vendor: Any) -> None:
    with call.package.Thing(base_url=vendor.url) as client, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for number in range(3):
            client.get_thing(id=str(number))
        client.get_thing(id="again")
    assert len(caught) == 2


def test_tools_see_the_method_behind_the_warning(deprecated: Any, any_call: Any) -> None:
    assert list(any_call.signature().parameters) == ["self", "id", "timeout"]
    assert any_call.hints()["id"] is str


@pytest.mark.parametrize(("default", "quiet"), [(None, None), ("JSON", "JSON")])
def test_a_deprecated_option(
    sandbox: Any, call: Any, vendor: Any, default: str | None, quiet: str | None
) -> None:
    client = {"option": True} | ({"default": default} if default else {})
    sandbox.operation["parameters"] = [
        {
            "name": "Format",
            "in": "query",
            "deprecated": True,
            "schema": {"type": "string"},
            "x-client": client,
        }
    ]
    with call.package.Thing(base_url=vendor.url, format=quiet), call.package.Thing(base_url=vendor.url):
        pass  # warnings are errors here
    with pytest.warns(DeprecationWarning, match="format is deprecated") as caught:
        call.package.Thing(base_url=vendor.url, format="XML").close()
    assert caught[0].filename == __file__
    files = sandbox.output().files
    assert "`format` of the constructor" in files["README.md"]
    assert "- `format` of the constructor\n" in files["CHANGELOG.md"]


def test_a_deprecated_field_of_the_response(sandbox: Any) -> None:
    sandbox.answer["name"]["deprecated"] = True
    assert '"""Deprecated."""' in sandbox.file("models.py")
