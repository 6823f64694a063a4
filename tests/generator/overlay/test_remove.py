"""`remove`: every selected node goes, and no other."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specseal.document import Map, clone, loads, plain
from specseal.overlay import apply, parse_overlay


def test_a_property_and_an_element(overlaid: Any) -> None:
    found = overlaid(
        "a: {b: 1, c: 2}\nl: [x, y, z]\n",
        "- {target: $.a.b, remove: true}\n- {target: '$.l[1]', remove: true}\n",
    )
    assert found == {"a": {"c": 2}, "l": ["x", "z"]}


def test_several_elements_at_once_do_not_shift_each_other(overlaid: Any) -> None:
    found = overlaid(
        "l: [{n: a}, {n: b}, {n: a}, {n: a}, {n: c}]", "- {target: \"$.l[?@.n=='a']\", remove: true}\n"
    )
    assert found == {"l": [{"n": "b"}, {"n": "c"}]}


def test_an_order_of_indices_of_the_query_does_not_matter(overlaid: Any) -> None:
    assert overlaid("l: [0, 1, 2, 3]", "- {target: '$.l[0,3,1]', remove: true}\n") == {"l": [2]}


def test_primitive_elements_are_removed_by_value(overlaid: Any) -> None:
    assert overlaid("tags: [a, b, a]", "- {target: \"$.tags[?@=='a']\", remove: true}\n") == {"tags": ["b"]}


def test_a_node_and_its_descendants(applied: Any) -> None:
    result = applied("a: {x: {x: [{x: 1}, 2]}}\nb: 1\n", "- {target: $..x, remove: true}\n")
    assert (result.data, result.matches) == ({"a": {}, "b": 1}, (3,))


def test_all_children_of_the_root_but_never_the_root(overlaid: Any, refused: Any) -> None:
    assert overlaid("a: 1\nb: [1]\n", "- {target: $.*, remove: true}\n") == {}
    [found] = refused("a: 1\n", "- {target: $, remove: true}\n")
    assert (found.code, found.location.pointer) == ("overlay-remove-root", "/actions/0/target")


def test_mixed_kinds_can_be_removed_together(overlaid: Any) -> None:
    assert overlaid("a: {x: 1, y: [], z: {}}", "- {target: $.a.*, remove: true}\n") == {"a": {}}


def test_remove_false_removes_nothing(overlaid: Any) -> None:
    assert overlaid("a: {b: 1}", "- {target: $.a, remove: false}\n") == {"a": {"b": 1}}


def test_remove_false_lets_the_update_through(overlaid: Any) -> None:
    assert overlaid("a: {b: 1}", "- {target: $.a, remove: false, update: {c: 2}}\n") == {
        "a": {"b": 1, "c": 2}
    }


@pytest.mark.parametrize(
    "more", ["update: 5", "update: {x: 1}", "copy: $.none", "copy: no path", "update: 1, copy: $.b"]
)
def test_removal_ignores_update_and_copy(overlaid: Any, more: str) -> None:
    assert overlaid("a: {b: 1}\nc: 1\n", f"- {{target: $.a, remove: true, {more}}}\n") == {"c": 1}


def test_what_was_removed_can_be_made_again(applied: Any) -> None:
    result = applied(
        "servers: [{url: a}, {url: b}]\n",
        "- {target: $.servers, remove: true}\n- {target: $, update: {servers: [{url: c}]}}\n",
    )
    assert result.data == {"servers": [{"url": "c"}]}
    assert result.data.mark("servers").file == "overlay.yaml"


GONE = object()
trees = st.recursive(
    st.sampled_from([0, 1, 2]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=25,
)


def without(node: Any, gone: Any) -> Any:
    """The reference: build the tree anew without what is to go."""
    if isinstance(node, dict):
        return {key: without(value, gone) for key, value in node.items() if not gone(key, value)}
    if isinstance(node, list):
        return [without(item, gone) for i, item in enumerate(node) if not gone(i, item)]
    return node


@settings(database=None, deadline=None)
@given(
    st.dictionaries(st.sampled_from("abcd"), trees, max_size=4),
    st.sampled_from(
        [
            ("$..[?@==1]", lambda key, value: value == 1 and value is not True),
            ("$..a", lambda key, value: key == "a"),
            ("$..[0,-1,'b']", None),
            ("$..[1:]", lambda key, value: isinstance(key, int) and key >= 1),
            ("$..[?length(@)==2]", lambda key, value: isinstance(value, (list, dict)) and len(value) == 2),
        ]
    ),
)
def test_removal_leaves_what_rebuilding_without_it_leaves(tree: Any, case: Any) -> None:
    query, gone = case
    text = 'overlay: 1.1.0\ninfo: {title: t, version: v}\nactions: [{target: "' + query + '", remove: true}]'
    found = plain(apply(clone(tree), parse_overlay(loads(text))).data)
    assert found == (without(tree, gone) if gone else without_ends(tree))


def without_ends(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: without_ends(value) for key, value in node.items() if key != "b"}
    return [without_ends(item) for item in node[1:-1]] if isinstance(node, list) else node


def test_the_reference_is_not_the_identity() -> None:
    assert without({"a": [1, 2]}, lambda key, value: value == 1) == {"a": [2]}
    assert isinstance(clone({}), Map)
