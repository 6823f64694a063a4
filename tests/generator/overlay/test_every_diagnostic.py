"""Every diagnostic of an overlay, whole: its code, its place, what it says, and what to do."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from specseal import overlay
from specseal.diagnostics import Refused
from specseal.document import loads
from specseal.overlay import parse_overlay

SPEC = "a: {x: 1}\nl: [1, 2]\np: 1\nq: [{}, []]\n"
ROWS = [
    (
        "- {target: '$.[', update: 1}",
        ("overlay-jsonpath", 6, "/actions/0/target"),
        "actions[0]: '$.[' is not a JSONPath of RFC 9535: ",
        "",
    ),
    (
        "- {target: $, description: a}\n- {target: $.a, copy: '$.l[?@.x-y.z]'}",
        ("overlay-jsonpath", 7, "/actions/1/copy"),
        "actions[1]: '$.l[?@.x-y.z]' is not a JSONPath of RFC 9535: ",
        "",
    ),
    (
        "- {target: $.a, update: {y: 1}}\n- {target: $, remove: true}",
        ("overlay-remove-root", 7, "/actions/1/target"),
        "actions[1]: the root cannot be removed.",
        "",
    ),
    (
        "- {target: $.a, copy: $.nothing}",
        ("overlay-copy", 6, "/actions/0/copy"),
        "actions[0]: 'copy' must select exactly one node; '$.nothing' selects nothing.",
        "",
    ),
    (
        "- {target: $.a, copy: '$.l[*]'}",
        ("overlay-copy", 6, "/actions/0/copy"),
        "actions[0]: 'copy' must select exactly one node; '$.l[*]' selects 2 nodes.",
        "",
    ),
    (
        "- {target: $.*, update: 1}",
        ("overlay-mixed-targets", 6, "/actions/0/target"),
        "actions[0]: the targets must be all objects, all arrays or all primitives: "
        "$['a'] is an object, $['l'] is an array, $['p'] is a primitive value.",
        "",
    ),
    (
        "- {target: $.a, update: 1}",
        ("overlay-merge", 6, "/actions/0/update"),
        "actions[0]: $['a']: a primitive value cannot be merged into an object; "
        "the target is written at spec.yaml:1:1.",
        "",
    ),
    (
        "- {target: $.p, update: [1]}",
        ("overlay-merge", 6, "/actions/0/update"),
        "actions[0]: $['p']: an array cannot be merged into a primitive value; "
        "the target is written at spec.yaml:3:1.",
        "",
    ),
    (
        "- target: $\n  update:\n    a: {x: {}}",
        ("overlay-merge", 8, "/actions/0/update/a/x"),
        "actions[0]: $['a']['x']: an object cannot be merged into a primitive value; "
        "the target is written at spec.yaml:1:5.",
        "",
    ),
    (
        "- target: $.a\n  copy: $.l",
        ("overlay-merge", 7, "/actions/0/copy"),
        "actions[0]: $['a']: an array cannot be merged into an object copied from $['l']; "
        "the target is written at spec.yaml:1:1.",
        "",
    ),
]
STRICT = [
    (
        "- {target: $.nothing, update: 1}",
        ("overlay-no-match", 6, "/actions/0/target"),
        "actions[0]: the target '$.nothing' matches nothing.",
        "",
    ),
    *[
        (
            f"- {{target: '$.l[?{function}(@, \"a\")]', update: 1}}",
            ("overlay-no-match", 6, "/actions/0/target"),
            f"actions[0]: the target '$.l[?{function}(@, \"a\")]' matches nothing.",
            "Its patterns are I-Regexp (RFC 9485), which has no \\d, \\w or \\s.",
        )
        for function in ("match", "search")
    ],
    (
        "- {target: $.a, description: b}",
        ("overlay-no-effect", 6, "/actions/0"),
        "actions[0]: the action has neither 'update', 'copy' nor 'remove': it does nothing.",
        "",
    ),
    (
        "- {target: $.a, update: {}, copy: $.a}",
        ("overlay-no-effect", 6, "/actions/0"),
        "actions[0]: 'update' and 'copy' cancel each other: the action does nothing.",
        "",
    ),
]


@pytest.mark.parametrize(
    ("actions", "place", "message", "hint", "strict"),
    [
        *[(*row, False) for row in ROWS],
        *[(*row, True) for row in (*ROWS, *STRICT) if "description" not in row[0]],
    ],
)
def test_told_in_full(
    refused: Any, actions: str, place: tuple[str, int, str], message: str, hint: str, strict: bool
) -> None:
    (found,) = refused(SPEC, f"{actions}\n", strict=strict)
    assert found.location is not None
    assert (found.code, found.location.line, found.location.pointer) == place
    assert found.location.file == "overlay.yaml"
    assert found.message == message or (message.endswith(": ") and found.message.startswith(message))
    assert found.hint == hint


def test_an_action_without_effect_is_told_in_full(refused: Any) -> None:
    actions, place, message, hint = STRICT[3]
    (found,) = refused(SPEC, f"{actions}\n", strict=True)
    assert (found.code, found.location.line, found.location.pointer) == place
    assert (found.message, found.hint) == (message, hint)


def test_without_strictness_actions_without_effect_are_taken(overlaid: Any) -> None:
    for actions, *_ in STRICT:
        assert overlaid(SPEC, f"{actions}\n") == {"a": {"x": 1}, "l": [1, 2], "p": 1, "q": [{}, []]}


def test_a_query_that_visits_too_much_is_told_in_full(refused: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from specseal.overlay import path

    monkeypatch.setattr(path, "MAX_VISITED", 3)
    (found,) = refused("a: {b: {c: {d: 1}}}", "- target: $.a\n  copy: $..*\n")
    assert (found.code, found.location.line, found.location.pointer) == (
        "overlay-limit",
        7,
        "/actions/0/copy",
    )
    assert found.message == "actions[0]: '$..*' cannot be evaluated: it visits more than 3 nodes."
    (found,) = refused("a: {b: {c: {d: 1}}}", "- target: $..*\n  update: 1\n")
    assert (found.code, found.location.line, found.location.pointer) == (
        "overlay-limit",
        6,
        "/actions/0/target",
    )


def test_a_limit_of_the_result_names_what_is_added(refused: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["specseal.overlay.apply"], "MAX_COPIED_NODES", 3)
    for field, actions in (
        ("update", "- {target: $.a, update: [1, 2, 3]}\n"),
        ("copy", "- {target: $.a, copy: $.b}\n"),
    ):
        (found,) = refused("a: []\nb: [1, 2, 3]\n", actions)
        assert (found.code, found.location.pointer) == ("overlay-limit", f"/actions/0/{field}")
        assert found.message == "actions[0]: the overlay adds more than 3 values."


def test_the_last_value_that_may_be_added_is(overlaid: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["specseal.overlay.apply"], "MAX_COPIED_NODES", 4)
    assert overlaid("a: []\n", "- {target: $.a, update: [1, 2, 3]}\n") == {"a": [1, 2, 3]}


HEAD = "overlay: 1.1.0\ninfo: {title: a, version: b}\n"


@pytest.mark.parametrize(
    ("text", "pointer", "message", "hint"),
    [
        (
            "overlay: 3.0.0\ninfo: {title: a, version: b}\nactions: [{target: $}]",
            "/overlay",
            "the version '3.0.0' is not known.",
            "Versions 1.0.x and 1.1.x are read.",
        ),
        (
            f"{HEAD}more: 1\nactions: [{{target: $}}]",
            "/more",
            "the field 'more' is unknown.",
            "Known: overlay, info, extends, actions, and x-….",
        ),
        (
            "overlay: 1.1.0\ninfo: {title: a, version: b, more: 1}\nactions: [{target: $}]",
            "/info/more",
            "the field 'more' is unknown.",
            "Known: title, version, description, and x-….",
        ),
        (
            f"{HEAD}actions: [{{target: $, more: 1}}]",
            "/actions/0/more",
            "the field 'more' is unknown.",
            "Known: target, description, update, copy, remove, and x-….",
        ),
        ("overlay: 1.1.0\nactions: [{target: $}]", "", "the field 'info' is missing.", ""),
        (
            "overlay: 1.1.0\ninfo: []\nactions: [{target: $}]",
            "/info",
            "'info' must be an object, not an array.",
            "",
        ),
        (
            "overlay: 1.1.0\ninfo: null\nactions: [{target: $}]",
            "/info",
            "'info' must be an object, not null.",
            "",
        ),
        (HEAD, "", "the field 'actions' is missing.", ""),
        (f"{HEAD}actions: x", "/actions", "'actions' must be an array, not \"x\".", ""),
        (f"{HEAD}actions: {{}}", "/actions", "'actions' must be an array, not an object.", ""),
        (f"{HEAD}actions: null", "/actions", "'actions' must be an array, not null.", ""),
        (f"{HEAD}actions: []", "/actions", "'actions' is empty; at least one action is needed.", ""),
        (
            f"{HEAD}actions: [{{target: $}}, []]",
            "/actions/1",
            "an action must be an object, not an array.",
            "",
        ),
        (f"{HEAD}actions: [{{target: a}}]", "/actions/0/target", "'target' must begin with '$'.", ""),
        (f"{HEAD}actions: [{{}}]", "/actions/0", "the field 'target' is missing.", ""),
        (
            f"{HEAD}actions: [{{target: $, copy: true}}]",
            "/actions/0/copy",
            "'copy' must be a string, not true.",
            "",
        ),
        (
            f"{HEAD}actions: [{{target: $, update: [{{a: [1.0, null]}}]}}, {{update: [{{a: [1, null]}}], target: $}}]",
            "/actions/1",
            "the action is the same as actions[0].",
            "",
        ),
        (
            f"{HEAD}extends: {'[]'}\nactions: [{{target: $}}]",
            "/extends",
            "'extends' must be a string, not an array.",
            "",
        ),
    ],
)
def test_what_is_no_overlay_is_told_in_full(text: str, pointer: str, message: str, hint: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_overlay(loads(text, "o.yaml"))
    (found,) = caught.value.diagnostics
    assert found.location is not None
    assert (found.code, found.location.file, found.location.pointer) == ("overlay-invalid", "o.yaml", pointer)
    assert (found.message, found.hint) == (message, hint)


@pytest.mark.parametrize(
    "other", ["[{a: [1, true]}]", "[{a: [1, 2]}]", "[{b: [1, null]}]", "{a: [1, null]}", "[]"]
)
def test_actions_that_differ_anywhere_are_two(other: str) -> None:
    text = f"{HEAD}actions: [{{target: $, update: [{{a: [1, null]}}]}}, {{target: $, update: {other}}}]"
    assert len(parse_overlay(loads(text)).actions) == 2


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("[a&&b]", "&", True),
        ("[a&&b]", "b", True),
        *[("[a&&b]", text, False) for text in ("x", "X", "2", "6", "\\")],
        ("[a~~b]", "~", True),
        ("[a~~b]", "a", True),
        *[("[a~~b]", text, False) for text in ("x", "X", "7", "e", "E", "\\")],
        ("[^&~]", "X", True),
        ("[^~]", "x", True),
        ("[^~]", "~", False),
        ("[^&]", "&", False),
        ("a&b~", "a&b~", True),
        (".", "a", True),
        (".", "\n", False),
        (".", "\r", False),
        ("[.]", "a", False),
        ("(a|b)c", "bc", True),
        ("((a)b)", "ab", True),
        ("((a)b", "ab", False),
        ("a)", "a", False),
        (")a(", "a", False),
        ("(a)(b)", "ab", True),
        ("(a)*b", "aab", True),
        ("a**", "aa", False),
        ("*a", "a", False),
        ("(*a)", "a", False),
        ("a{2}", "aa", True),
        ("a{2}", "a", False),
        ("a|{2}", "a", False),
        ("[\n]", "\n", True),
        ("\n", "\n", True),
        ("[a-c]", "b", True),
        ("[-a]", "-", True),
        ("[a-]", "-", True),
        ("[\\-]", "-", True),
        ("[a\\]]", "]", True),
        ("[a-c-e]", "b", False),
        ("[]", "a", False),
        ("\\p{Lu}", "A", True),
        ("\\p{Lu}", "a", False),
        ("[\\p{Lu}x]", "x", True),
    ],
)
@pytest.mark.parametrize("function", ["match", "search"])
def test_a_pattern_means_what_rfc_9485_says(function: str, pattern: str, text: str, found: bool) -> None:
    from specseal.overlay.path import Query

    query = Query("$[?" + function + "(@.text, @.pattern)]")
    assert bool(query.find([{"text": text, "pattern": pattern}])) is found


@pytest.mark.parametrize(
    ("text", "matches", "searches"), [("ab", True, True), ("xabx", False, True), ("b", False, False)]
)
def test_match_is_of_the_whole_text_and_search_of_a_part(text: str, matches: bool, searches: bool) -> None:
    from specseal.overlay.path import Query

    for function, expected in (("match", matches), ("search", searches)):
        for pattern in ("ab", "ab|abc"):
            assert bool(Query(f"$[?{function}(@, '{pattern}')]").find([text])) is expected
        assert not Query(f"$[?{function}(@, 'ab')]").find([1, None, ["ab"], {}])


def test_every_name_that_the_package_promises_is_there() -> None:
    for name in overlay.__all__:
        assert getattr(overlay, name), name
