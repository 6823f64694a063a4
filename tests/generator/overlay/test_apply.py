"""The order of actions, purity, counts, strictness, and limits."""

from typing import Any

import pytest

from specseal.diagnostics import Refused
from specseal.document import Map, clone, dump_yaml, loads
from specseal.document.size_limits import MAX_DEPTH
from specseal.overlay import apply, parse_overlay


def test_each_action_sees_the_result_of_the_one_before(applied: Any) -> None:
    result = applied(
        "a: {}\n",
        "- {target: $.a.b, update: {never: 1}}\n- {target: $.a, update: {b: {}}}\n"
        "- {target: $.a.b, update: {c: 1}}\n- {target: $.a.b.c, update: 2}\n",
    )
    assert result.data == {"a": {"b": {"c": 2}}}
    assert result.matches == (0, 1, 1, 1)


def test_neither_description_nor_overlay_is_changed(parsed: Any) -> None:
    description = loads("a: {l: [1], x: 1}\nb: {}\n").data
    overlay = parsed(
        "- {target: $.a, update: {l: [{n: 2}], o: {p: [1]}}}\n"
        "- {target: $.a.l, update: {n: 3}}\n"
        "- {target: '$.a.l[1,2]', update: {m: 5}}\n"
        "- {target: $.a.o.p, update: 4}\n"
        "- {target: $.b, copy: $.a}\n"
        "- {target: $.a.x, remove: true}\n"
    )
    before = dump_yaml(description), dump_yaml(overlay.data)
    first = apply(description, overlay).data
    second = apply(description, overlay).data
    assert (dump_yaml(description), dump_yaml(overlay.data)) == before
    assert first == second
    first["b"]["l"].append("mine")
    assert second["b"]["l"] == [1, {"n": 2, "m": 5}, {"n": 3, "m": 5}]


def test_a_description_is_left_alone_when_refused(parsed: Any) -> None:
    description = loads("a: {x: 1}\nb: {x: {}}\n").data
    with pytest.raises(Refused):
        apply(description, parsed("- {target: $.*, update: {x: 2}}\n"))
    assert description == {"a": {"x": 1}, "b": {"x": {}}}


def test_plain_data_can_be_overlaid_too(parsed: Any) -> None:
    result = apply(Map({"a": {"l": [1]}}), parsed("- {target: $.a, update: {l: [2]}}\n"))
    assert result.data == {"a": {"l": [1, 2]}}


def test_a_document_of_1_0_is_read_as_1_1() -> None:
    text = "overlay: 1.0.0\ninfo: {title: t, version: v}\nactions: [{target: $.a, update: 2}, {target: $.b, copy: $.a}]"
    assert apply(clone({"a": 1, "b": 1}), parse_overlay(loads(text))).data == {"a": 2, "b": 2}


def test_update_and_copy_together_do_nothing(overlaid: Any, refused: Any) -> None:
    action = "- {target: $.a, update: {x: 1}, copy: $.none}\n"
    assert overlaid("a: {}", action) == {"a": {}}
    [found] = refused("a: {}", action, strict=True)
    assert found.code == "overlay-no-effect"
    assert "'update' and 'copy' cancel each other" in found.message


def test_an_action_without_modifier_does_nothing(overlaid: Any, refused: Any) -> None:
    assert overlaid("a: {}", "- {target: $.a}\n") == {"a": {}}
    [found] = refused("a: {}", "- {target: $.a, remove: false}\n", strict=True)
    assert found.code == "overlay-no-effect"


def test_an_action_that_matches_nothing_succeeds_unless_strict(applied: Any, refused: Any) -> None:
    actions = "- {target: $.x, remove: true}\n- {target: $.a, update: 2}\n- target: $.y\n  update: 1\n"
    result = applied("a: 1\n", actions)
    assert (result.data, result.matches) == ({"a": 2}, (0, 1, 0))
    first, second = refused("a: 1\n", actions, strict=True)
    assert str(first) == (
        "overlay.yaml:6:4 /actions/0/target: overlay-no-match: actions[0]: the target '$.x' matches nothing. "
        "Correct the target, or remove the action."
    )
    assert (second.code, second.location.line) == ("overlay-no-match", 8)


def test_strict_lets_through_what_matches(applied: Any) -> None:
    assert applied("a: 1\n", "- {target: $.a, update: 2}\n", strict=True).data == {"a": 2}


def test_a_pattern_that_matches_nothing_gets_a_hint(refused: Any) -> None:
    [found] = refused(
        "a: [x1]\n", "- {target: \"$.a[?search(@, '\\\\\\\\d')]\", remove: true}\n", strict=True
    )
    assert "I-Regexp" in found.hint


def test_all_invalid_queries_are_reported_before_anything_is_applied(refused: Any) -> None:
    found = refused(
        "a: 1\n", "- {target: $.a, update: []}\n- {target: $.x-y, update: 1}\n- {target: $.a, copy: 'a'}\n"
    )
    assert [(problem.code, problem.location.pointer) for problem in found] == [
        ("overlay-jsonpath", "/actions/1/target"),
        ("overlay-jsonpath", "/actions/2/copy"),
    ]
    assert "'$.x-y' is not a valid JSONPath query (RFC 9535): expected" in found[0].message


def test_copies_that_double_again_and_again_are_refused(refused: Any) -> None:
    actions = "".join(f"- {{target: $.l, copy: $.l, x-n: {n}}}\n" for n in range(40))
    [found] = refused("l: [1]\n", actions)
    assert found.code == "overlay-limit"
    assert "adds more than 1000000 values" in found.message


def test_copies_that_nest_again_and_again_are_refused(refused: Any) -> None:
    actions = "".join(f"- {{target: $..leaf, copy: $, x-n: {n}}}\n" for n in range(40))
    [found] = refused("leaf: {}\n", actions)
    assert found.code == "overlay-limit"


def test_a_result_nested_too_deep_is_refused(refused: Any) -> None:
    half = MAX_DEPTH // 2
    description = "a: " + "[" * half + "]" * half + "\nb: " + "[" * half + "]" * half + "\n"
    [found] = refused(description, f"- {{target: '$.a{'[0]' * (half - 1)}', copy: $}}\n")
    assert found.code == "overlay-limit"
    assert "nested more than" in found.message


def test_a_query_that_explodes_is_refused(refused: Any) -> None:
    many = "[*,*,*,*]" * 12
    [found] = refused("a: " + "[" * 12 + "1" + "]" * 12, f"- {{target: '$.a{many}', remove: true}}\n")
    assert found.code == "overlay-limit"


def test_the_deepest_document_can_be_searched(overlaid: Any) -> None:
    depth = MAX_DEPTH - 1
    description = "a: " + "[" * depth + "7" + "]" * depth
    found = overlaid(description, "- {target: '$..[?@==7]', remove: true}\n")["a"]
    for _ in range(depth - 1):
        [found] = found
    assert found == []
