"""`copy`: exactly one node of the description as it stands, merged as an update would be."""

from typing import Any

import pytest

from specseal.document import locate


def test_an_object_is_merged_not_replaced(overlaid: Any) -> None:
    found = overlaid(
        "paths: {/a: {get: {tags: [x], summary: s}}, /b: {get: {tags: [y], id: 1}, post: {}}}",
        "- target: $.paths['/b']\n  copy: $.paths['/a']\n",
    )
    assert found["paths"]["/b"] == {"get": {"tags": ["y", "x"], "id": 1, "summary": "s"}, "post": {}}
    assert found["paths"]["/a"] == {"get": {"tags": ["x"], "summary": "s"}}


@pytest.mark.parametrize(
    ("source", "result"),
    [("$.list", [0, 1, 2]), ("$.object", [0, {"a": 1}]), ("$.text", [0, "t"]), ("$.list[1]", [0, 2])],
)
def test_an_array_takes_a_copy(overlaid: Any, source: str, result: Any) -> None:
    description = "list: [1, 2]\nobject: {a: 1}\ntext: t\nto: [0]\n"
    assert overlaid(description, f"- target: $.to\n  copy: {source}\n")["to"] == result


def test_a_primitive_is_replaced_by_a_copy(overlaid: Any) -> None:
    assert overlaid("a: 1\nb: [x, y]\n", "- target: $.b[*]\n  copy: $.a\n") == {"a": 1, "b": [1, 1]}


def test_a_copy_sees_what_earlier_actions_made(overlaid: Any) -> None:
    found = overlaid(
        "a: {x: 1}\nb: {}\n",
        "- {target: $.a, update: {y: 2}}\n- {target: $.b, copy: $.a}\n- {target: $.a, remove: true}\n",
    )
    assert found == {"b": {"x": 1, "y": 2}}


def test_copies_are_independent(overlaid: Any) -> None:
    found = overlaid(
        "a: {l: [1]}\nb: {}\nc: {}\n",
        '- {target: \'$["b","c"]\', copy: $.a}\n- {target: $.b.l, update: 2}\n',
    )
    assert found == {"a": {"l": [1]}, "b": {"l": [1, 2]}, "c": {"l": [1]}}


def test_a_node_can_go_into_its_own_descendant(overlaid: Any) -> None:
    found = overlaid("a: {b: {c: {}}}", "- {target: $.a.b.c, copy: $.a}\n")
    assert found == {"a": {"b": {"c": {"b": {"c": {}}}}}}


def test_a_list_can_go_into_itself(overlaid: Any) -> None:
    assert overlaid("a: [1, 2]", "- {target: $.a, copy: $.a}\n") == {"a": [1, 2, 1, 2]}


def test_every_target_gets_the_node_as_it_was(overlaid: Any) -> None:
    assert overlaid("a: [1]\nb: [0]\n", '- {target: \'$["a","b"]\', copy: $.a}\n') == {
        "a": [1, 1],
        "b": [0, 1],
    }


def test_a_descendant_can_go_into_its_ancestor(overlaid: Any) -> None:
    assert overlaid("a: {b: {c: 1}}", "- {target: $.a, copy: $.a.b}\n") == {"a": {"b": {"c": 1}, "c": 1}}


@pytest.mark.parametrize(
    ("source", "words"),
    [("$.none", "selects nothing"), ("$.list[*]", "selects 2 nodes"), ("$.list[?@ > 5]", "selects nothing")],
)
def test_anything_but_one_node_is_an_error(refused: Any, source: str, words: str) -> None:
    [found] = refused(
        "a: {}\nlist: [1, 2]\n",
        f"- target: $.a\n  copy: $.list[0]\n  remove: true\n- target: $\n  copy: '{source}'\n",
    )
    assert found.code == "overlay-copy"
    assert words in found.message
    assert (found.location.line, found.location.pointer) == (10, "/actions/1/copy")


def test_a_source_selected_twice_is_one_node(overlaid: Any) -> None:
    assert overlaid("a: 1\nb: 2\n", '- {target: $.b, copy: \'$["a","a"]\'}\n') == {"a": 1, "b": 1}


def test_no_target_is_made(overlaid: Any) -> None:
    assert overlaid("a: 1\n", "- {target: $.missing, copy: $.a}\n- {target: $.missing, copy: $.none}\n") == {
        "a": 1
    }


def test_a_conflict_names_source_and_target(refused: Any) -> None:
    [found] = refused("a: {x: {y: 1}}\nb:\n  x: [1]\n", "- target: $.b\n  copy: $.a\n")
    assert str(found) == (
        "overlay.yaml:7:3 /actions/0/copy: overlay-merge: actions[0]: $['b']['x']: an object cannot be merged "
        "into an array copied from $['a']; the target is at spec.yaml:3:3. "
        "Write a value of the same kind, or remove the target in an action before this one."
    )


def test_mixed_targets_are_an_error(refused: Any) -> None:
    [found] = refused("a: {}\nb: []\nc: 1\n", "- {target: $.*, copy: $.c}\n")
    assert found.code == "overlay-mixed-targets"


def test_a_copied_value_keeps_the_place_it_was_written_at(applied: Any) -> None:
    data = applied(
        "a:\n  x: 1\nb: {}\nl: []\n", "- {target: $.b, copy: $.a}\n- {target: $.l, copy: $.a.x}\n"
    ).data
    assert locate(data, "/b/x").line == 2
    assert locate(data, "/l/0").line == 2
