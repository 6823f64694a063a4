"""`update`: objects merge, arrays concatenate, primitives are replaced, and nothing else is guessed."""

from typing import Any

import pytest

from specseal.document import locate


def test_an_object_merges_recursively(overlaid: Any) -> None:
    found = overlaid(
        "info: {title: old, contact: {name: n, email: e}, tags: [1]}\nx: 1\n",
        "- target: $.info\n  update: {title: new, contact: {name: m, url: u}, tags: [2, [3]], license: {name: l}}\n",
    )
    assert found == {
        "info": {
            "title": "new",
            "contact": {"name": "m", "email": "e", "url": "u"},
            "tags": [1, 2, [3]],
            "license": {"name": "l"},
        },
        "x": 1,
    }


def test_key_order_is_the_targets_then_the_updates(overlaid: Any) -> None:
    assert list(overlaid("b: 1\na: 2\n", "- {target: $, update: {z: 1, a: 3, c: 4}}\n")) == [
        "b",
        "a",
        "z",
        "c",
    ]


@pytest.mark.parametrize(
    ("update", "result"),
    [
        ("{c: 1}", [{"a": 1}, {"c": 1}]),
        ("[{c: 1}, 2]", [{"a": 1}, {"c": 1}, 2]),
        ("[[2]]", [{"a": 1}, [2]]),
        ("[]", [{"a": 1}]),
        ("text", [{"a": 1}, "text"]),
        ("null", [{"a": 1}, None]),
        ("false", [{"a": 1}, False]),
    ],
)
def test_an_array_takes_more(overlaid: Any, update: str, result: Any) -> None:
    assert overlaid("list: [{a: 1}]", f"- target: $.list\n  update: {update}\n") == {"list": result}


@pytest.mark.parametrize("update", ["new", "5", "false", "null", "''"])
@pytest.mark.parametrize("target", ["old", "1", "true", "null"])
def test_a_primitive_is_replaced(overlaid: Any, target: str, update: str) -> None:
    value = {"new": "new", "5": 5, "false": False, "null": None, "''": ""}[update]
    assert overlaid(f"a: [{target}, x]", f"- target: $.a[0]\n  update: {update}\n") == {"a": [value, "x"]}
    assert overlaid(f"a: {{b: {target}}}", f"- target: $.a.b\n  update: {update}\n") == {"a": {"b": value}}


def test_several_targets_each_get_their_own_copy(applied: Any) -> None:
    result = applied(
        "a: {}\nb: {}\n", "- target: $.*\n  update: {list: [1]}\n- target: $.a.list\n  update: 2\n"
    )
    assert result.data == {"a": {"list": [1, 2]}, "b": {"list": [1]}}
    assert result.matches == (2, 1)


def test_primitive_targets_of_different_types_are_one_kind(overlaid: Any) -> None:
    assert overlaid("a: [1, x, null, true]", "- target: $.a[*]\n  update: y\n") == {"a": ["y"] * 4}


def test_a_node_selected_twice_is_updated_once(applied: Any) -> None:
    result = applied("a: [1]", "- target: $['a', 'a']\n  update: 2\n")
    assert (result.data, result.matches) == ({"a": [1, 2]}, (1,))


def test_nested_targets_are_those_selected_before_the_update(overlaid: Any) -> None:
    found = overlaid("a: {kind: x, b: {kind: x}}", "- target: $..[?@.kind]\n  update: {new: {kind: y}}\n")
    assert found == {"a": {"kind": "x", "b": {"kind": "x", "new": {"kind": "y"}}, "new": {"kind": "y"}}}


@pytest.mark.parametrize(
    ("target", "update", "words"),
    [
        ("$.object", "[1]", "$['object']: an array cannot be merged into an object"),
        ("$.object", "text", "$['object']: a primitive value cannot be merged into an object"),
        ("$.object", "null", "$['object']: a primitive value cannot be merged into an object"),
        ("$.text", "{a: 1}", "$['text']: an object cannot be merged into a primitive value"),
        ("$.text", "[a]", "$['text']: an array cannot be merged into a primitive value"),
        ("$", "[]", "$: an array cannot be merged into an object"),
        ("$", "{object: 1}", "$['object']: a primitive value cannot be merged into an object"),
        ("$", "{object: null}", "$['object']: a primitive value cannot be merged into an object"),
        ("$", "{list: {a: 1}}", "$['list']: an object cannot be merged into an array"),
        ("$", "{list: a}", "$['list']: a primitive value cannot be merged into an array"),
        ("$", "{text: [a]}", "$['text']: an array cannot be merged into a primitive value"),
        (
            "$.object",
            "{deep: {er: [1]}}",
            "$['object']['deep']['er']: an array cannot be merged into an object",
        ),
    ],
)
def test_kinds_that_do_not_merge_are_an_error(refused: Any, target: str, update: str, words: str) -> None:
    description = "object: {deep: {er: {}}}\nlist: [1]\ntext: a\n"
    [found] = refused(description, f"- target: {target}\n  update: {update}\n")
    assert found.code == "overlay-merge"
    assert words in found.message


def test_a_conflict_names_both_places(refused: Any) -> None:
    [found] = refused(
        "info:\n  title: a\n  contact:\n    name: n\n",
        "- target: $\n  x-why: first\n- target: $.info\n  update:\n    title: b\n    contact: c\n",
    )
    assert str(found) == (
        "overlay.yaml:11:5 /actions/1/update/contact: overlay-merge: actions[1]: $['info']['contact']: "
        "a primitive value cannot be merged into an object; the target is at spec.yaml:3:3. "
        "Write a value of the same kind, or remove the target in an action before this one."
    )


def test_a_conflict_with_an_earlier_overlay_names_that_overlay(refused: Any) -> None:
    [found] = refused("a: {}", "- target: $.a\n  update: {b: 1}\n- target: $.a\n  update: {b: {}}\n")
    assert "the target is at overlay.yaml:7:12" in found.message


def test_all_conflicts_of_an_action_are_reported(refused: Any) -> None:
    found = refused("a: {x: 1, y: {}}\nb: {x: 1}\n", "- target: $.*\n  update: {x: [], y: 1}\n")
    assert len(found) == 3


@pytest.mark.parametrize("targets", ["$.object, $.list", "$.object, $.text", "$.list, $.text"])
def test_targets_of_mixed_kinds_are_an_error(refused: Any, targets: str) -> None:
    names = ",".join(f"'{name.strip().removeprefix('$.')}'" for name in targets.split(","))
    [found] = refused("object: {}\nlist: []\ntext: a\n", f'- target: "$[{names}]"\n  update: a\n')
    assert found.code == "overlay-mixed-targets"
    assert found.location.pointer == "/actions/0/target"


def test_values_of_the_overlay_keep_their_place(applied: Any) -> None:
    data = applied(
        "a: {x: 1, l: [1]}\nb: 1\n",
        "- target: $.a\n  update:\n    x: 2\n    l:\n      - 2\n    new: {deep: 1}\n- target: $.b\n  update: 2\n"
        "- target: $.a.l\n  update: 3\n",
    ).data

    def place(pointer: str) -> tuple[str, int | None]:
        found = locate(data, pointer)
        return found.file, found.line

    assert place("/a/x") == ("overlay.yaml", 8)
    assert place("/a/l/0") == ("spec.yaml", 1)
    assert place("/a/l/1") == ("overlay.yaml", 10)
    assert place("/a/new/deep") == ("overlay.yaml", 11)
    assert place("/b") == ("overlay.yaml", 13)
    assert place("/a/l/2") == ("overlay.yaml", 15)
