"""Marks: every value knows its file and line, through copies, moves and deletions."""

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specseal.diagnostics import Location
from specseal.document import Map, Seq, clone, loads, locate, plain

TEXT = """\
info:
  title: Example
paths:
  /a~b:
    get:
      tags: [one, two]
      parameters:
        - name: x
        - name: y
"""


def line_of(root: Any, pointer: str) -> int | None:
    return locate(root, pointer).line


@pytest.mark.parametrize(
    ("pointer", "line", "column"),
    [
        ("", 1, 1),
        ("/info", 1, 1),
        ("/info/title", 2, 3),
        ("/paths/~1a~0b", 4, 3),
        ("/paths/~1a~0b/get/tags/1", 6, 19),
        ("/paths/~1a~0b/get/parameters/1", 9, 11),
        ("/paths/~1a~0b/get/parameters/1/name", 9, 11),
        ("/info/missing/deeper", 1, 1),
        ("/paths/~1a~0b/get/parameters/7", 7, 7),
        ("/paths/~1a~0b/get/parameters/x", 7, 7),
        ("#/paths/~1a~0b/get/tags", 6, 7),
        ("/info/title/inside", 2, 3),
    ],
)
def test_locate(pointer: str, line: int, column: int) -> None:
    data = loads(TEXT, "a.yaml").data
    assert locate(data, pointer) == Location("a.yaml", line, column, pointer)


def test_locate_without_marks_says_so() -> None:
    assert locate({"a": 1}, "/a") == Location("<memory>", pointer="/a")


def test_a_set_value_without_place_is_located_at_its_parent() -> None:
    data = loads(TEXT).data
    data["info"]["new"] = {"deep": 1}
    assert line_of(data, "/info/new/deep") == 1


@pytest.mark.parametrize("copied", [clone, copy.deepcopy, lambda node: pickle.loads(pickle.dumps(node))])
def test_a_deep_copy_keeps_marks_and_shares_nothing(copied: Any) -> None:
    data = loads(TEXT).data
    twin = copied(data)
    twin["paths"]["/a~b"]["get"]["tags"].append("three")
    assert "three" not in data["paths"]["/a~b"]["get"]["tags"]
    assert line_of(twin, "/paths/~1a~0b/get/parameters/1/name") == 9
    assert line_of(twin, "/paths/~1a~0b/get/tags/1") == 6


@pytest.mark.parametrize("copied", [copy.copy, lambda node: node.copy()])
def test_a_shallow_copy_keeps_marks_of_its_own(copied: Any) -> None:
    data = loads("a: 1\nb: [x]\n").data
    twin = copied(data)
    del twin["a"]
    assert line_of(data, "/a") == 1
    twin = copied(data["b"])
    twin.insert(0, "new")
    assert (plain(data["b"]), line_of(twin, "/1")) == (["x"], 2)


def test_a_deleted_key_takes_its_mark_along() -> None:
    data = loads("a: 1\nb: 2\nc: 3\nd: 4\n").data
    del data["b"]
    assert data.pop("c") == 3
    assert data.popitem() == ("d", 4)
    assert data.pop("d", None) is None
    data["b"] = data["c"] = data["d"] = "new"
    assert [line_of(data, f"/{key}") for key in "bcd"] == [1, 1, 1]
    data.clear()
    assert data.marks == {}


def test_plain_gives_builtin_types_all_the_way() -> None:
    found = plain(loads("a: [{b: [1]}]\n").data)
    assert found == {"a": [{"b": [1]}]}
    assert {type(found), type(found["a"][0])} == {dict}
    assert {type(found["a"]), type(found["a"][0]["b"])} == {list}


def test_clone_turns_plain_data_into_nodes() -> None:
    found = clone({"a": [{"b": 1}]})
    assert isinstance(found, Map)
    assert isinstance(found["a"], Seq)
    assert isinstance(found["a"][0], Map)


def test_marks_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="2 items need as many marks, not 1"):
        Seq([1, 2], marks=[None])


OPERATIONS: dict[str, Any] = {
    "append": lambda items, i: items.append(100),
    "extend": lambda items, i: items.extend([101, 102]),
    "extend_seq": lambda items, i: items.extend(marked([103])),
    "extend_iterator": lambda items, i: items.extend(iter([104])),
    "insert": lambda items, i: items.insert(i, 105),
    "pop": lambda items, i: items and items.pop(),
    "pop_at": lambda items, i: i < len(items) and items.pop(i),
    "remove": lambda items, i: i < len(items) and items.remove(items[i]),
    "delete": lambda items, i: i < len(items) and items.__delitem__(i),
    "delete_slice": lambda items, i: items.__delitem__(slice(i, i + 2)),
    "set_slice": lambda items, i: items.__setitem__(slice(0, i), [106, 107]),
    "reverse": lambda items, i: items.reverse(),
    "sort": lambda items, i: items.sort(),
    "sort_by": lambda items, i: items.sort(key=lambda item: -item, reverse=True),
    "add": lambda items, i: items.__iadd__([108]),
    "multiply": lambda items, i: len(items) < 50 and items.__imul__(2),
    "clear": lambda items, i: items.clear(),
}


def marked(values: list[int]) -> Seq:
    return Seq(values, marks=[Location("f", value) for value in values])


@settings(database=None, deadline=None)
@given(
    st.lists(st.integers(0, 99), unique=True),
    st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 5))),
)
def test_a_list_behaves_as_a_list_and_its_marks_follow(
    values: list[int], steps: list[tuple[str, int]]
) -> None:
    items, reference = marked(values), list(values)
    for name, index in steps:
        OPERATIONS[name](items, index)
        OPERATIONS[name](reference, index)
    assert items == reference
    assert len(items.marks) == len(items)
    for value, mark in zip(items, items.marks, strict=True):
        assert mark is None or mark.line == value
