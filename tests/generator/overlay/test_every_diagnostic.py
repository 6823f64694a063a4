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
        "actions[0]: '$.[' is not a valid JSONPath query (RFC 9535): ",
        "Correct the query.",
    ),
    (
        "- {target: $, description: a}\n- {target: $.a, copy: '$.l[?@.x-y.z]'}",
        ("overlay-jsonpath", 7, "/actions/1/copy"),
        "actions[1]: '$.l[?@.x-y.z]' is not a valid JSONPath query (RFC 9535): ",
        "Correct the query.",
    ),
    (
        "- {target: $.a, update: {y: 1}}\n- {target: $, remove: true}",
        ("overlay-remove-root", 7, "/actions/1/target"),
        "actions[1]: the root cannot be removed.",
        "Name what is below it.",
    ),
    (
        "- {target: $.a, copy: $.nothing}",
        ("overlay-copy", 6, "/actions/0/copy"),
        "actions[0]: 'copy' must select exactly one node; '$.nothing' selects nothing.",
        "Name one node, by its whole path.",
    ),
    (
        "- {target: $.a, copy: '$.l[*]'}",
        ("overlay-copy", 6, "/actions/0/copy"),
        "actions[0]: 'copy' must select exactly one node; '$.l[*]' selects 2 nodes.",
        "Name one node, by its whole path.",
    ),
    (
        "- {target: $.*, update: 1}",
        ("overlay-mixed-targets", 6, "/actions/0/target"),
        "actions[0]: the targets must be all objects, all arrays or all primitives: "
        "$['a'] is an object, $['l'] is an array, $['p'] is a primitive value.",
        "Write one action for each kind.",
    ),
    (
        "- {target: $.a, update: 1}",
        ("overlay-merge", 6, "/actions/0/update"),
        "actions[0]: $['a']: a primitive value cannot be merged into an object; "
        "the target is at spec.yaml:1:1.",
        "Write a value of the same kind, or remove the target in an action before this one.",
    ),
    (
        "- {target: $.p, update: [1]}",
        ("overlay-merge", 6, "/actions/0/update"),
        "actions[0]: $['p']: an array cannot be merged into a primitive value; "
        "the target is at spec.yaml:3:1.",
        "Write a value of the same kind, or remove the target in an action before this one.",
    ),
    (
        "- target: $\n  update:\n    a: {x: {}}",
        ("overlay-merge", 8, "/actions/0/update/a/x"),
        "actions[0]: $['a']['x']: an object cannot be merged into a primitive value; "
        "the target is at spec.yaml:1:5.",
        "Write a value of the same kind, or remove the target in an action before this one.",
    ),
    (
        "- target: $.a\n  copy: $.l",
        ("overlay-merge", 7, "/actions/0/copy"),
        "actions[0]: $['a']: an array cannot be merged into an object copied from $['l']; "
        "the target is at spec.yaml:1:1.",
        "Write a value of the same kind, or remove the target in an action before this one.",
    ),
]
STRICT = [
    (
        "- {target: $.nothing, update: 1}",
        ("overlay-no-match", 6, "/actions/0/target"),
        "actions[0]: the target '$.nothing' matches nothing.",
        "Correct the target, or remove the action.",
    ),
    *[
        (
            f"- {{target: '$.l[?{function}(@, \"a\")]', update: 1}}",
            ("overlay-no-match", 6, "/actions/0/target"),
            f"actions[0]: the target '$.l[?{function}(@, \"a\")]' matches nothing.",
            "Correct the target, or remove the action. "
            "Patterns are I-Regexp (RFC 9485), without \\d, \\w and \\s.",
        )
        for function in ("match", "search")
    ],
    (
        "- {target: $.a, description: b}",
        ("overlay-no-effect", 6, "/actions/0"),
        "actions[0]: the action has no 'update', 'copy' or 'remove', so it has no effect.",
        "Add one of them.",
    ),
    (
        "- {target: $.a, update: {}, copy: $.a}",
        ("overlay-no-effect", 6, "/actions/0"),
        "actions[0]: 'update' and 'copy' cancel each other out, so the action has no effect.",
        "Remove one of them.",
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
            "unknown version '3.0.0'.",
            "Use 1.1.0; 1.0.x and 1.1.x are supported.",
        ),
        (
            f"{HEAD}more: 1\nactions: [{{target: $}}]",
            "/more",
            "unknown field 'more'.",
            "Remove it, or use one of: overlay, info, extends, actions, x-….",
        ),
        (
            "overlay: 1.1.0\ninfo: {title: a, version: b, more: 1}\nactions: [{target: $}]",
            "/info/more",
            "unknown field 'more'.",
            "Remove it, or use one of: title, version, description, x-….",
        ),
        (
            f"{HEAD}actions: [{{target: $, more: 1}}]",
            "/actions/0/more",
            "unknown field 'more'.",
            "Remove it, or use one of: target, description, update, copy, remove, x-….",
        ),
        ("overlay: 1.1.0\nactions: [{target: $}]", "", "the field 'info' is missing.", "Add it."),
        (
            "overlay: 1.1.0\ninfo: []\nactions: [{target: $}]",
            "/info",
            "'info' must be an object, not an array.",
            "Write `title` and `version` into it.",
        ),
        (
            "overlay: 1.1.0\ninfo: null\nactions: [{target: $}]",
            "/info",
            "'info' must be an object, not null.",
            "Write `title` and `version` into it.",
        ),
        (HEAD, "", "the field 'actions' is missing.", "Add it."),
        (
            f"{HEAD}actions: x",
            "/actions",
            "'actions' must be an array, not \"x\".",
            "Write a list of actions.",
        ),
        (
            f"{HEAD}actions: {{}}",
            "/actions",
            "'actions' must be an array, not an object.",
            "Write a list of actions.",
        ),
        (
            f"{HEAD}actions: null",
            "/actions",
            "'actions' must be an array, not null.",
            "Write a list of actions.",
        ),
        (f"{HEAD}actions: []", "/actions", "'actions' is empty.", "Add at least one action."),
        (
            f"{HEAD}actions: [{{target: $}}, []]",
            "/actions/1",
            "an action must be an object, not an array.",
            "Write a map with `target`.",
        ),
        (
            f"{HEAD}actions: [{{target: a}}]",
            "/actions/0/target",
            "'target' must start with '$'.",
            "Write a JSONPath query, such as $.info.",
        ),
        (f"{HEAD}actions: [{{}}]", "/actions/0", "the field 'target' is missing.", "Add it."),
        (
            f"{HEAD}actions: [{{target: $, copy: true}}]",
            "/actions/0/copy",
            "'copy' must be a string, not true.",
            "Write a string; quote numbers.",
        ),
        (
            f"{HEAD}actions: [{{target: $, update: [{{a: [1.0, null]}}]}}, {{update: [{{a: [1, null]}}], target: $}}]",
            "/actions/1",
            "the action is identical to actions[0].",
            "Remove it.",
        ),
        (
            f"{HEAD}extends: {'[]'}\nactions: [{{target: $}}]",
            "/extends",
            "'extends' must be a string, not an array.",
            "Write a string; quote numbers.",
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
