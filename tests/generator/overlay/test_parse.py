"""What is an overlay document, and what is not."""

from typing import Any

import pytest

from specseal.diagnostics import Refused
from specseal.document import loads
from specseal.overlay import parse_overlay

VALID = """\
overlay: 1.1.0
info:
  title: Title
  version: '1'
  description: What for.
  x-info: {any: thing}
extends: ./spec.yaml
x-root: [1]
actions:
  - target: $.info
    description: Why.
    update: null
    x-action: true
  - target: $.paths
    copy: $.info
    remove: true
"""


def test_a_full_document_is_read() -> None:
    overlay = parse_overlay(loads(VALID, "o.yaml"))
    assert (overlay.version, overlay.title, overlay.extends) == ("1.1.0", "Title", "./spec.yaml")
    first, second = overlay.actions
    assert (first.index, first.target, first.description) == (0, "$.info", "Why.")
    assert (first.has_update, first.update, first.copy, first.remove) == (True, None, None, False)
    assert (second.has_update, second.copy, second.remove) == (False, "$.info", True)
    assert overlay.locate("actions", 1, "copy").line == 15


@pytest.mark.parametrize("version", ["1.0.0", "1.0.1", "1.1.0", "1.1.99"])
def test_versions_that_are_read(version: str) -> None:
    assert parse_overlay(loads(VALID.replace("1.1.0", version))).version == version


@pytest.mark.parametrize(
    ("old", "new", "line", "pointer", "message"),
    [
        ("overlay: 1.1.0", "overlay: 1.2.0", 1, "/overlay", "unknown version '1.2.0'"),
        ("overlay: 1.1.0", "overlay: 2.0.0", 1, "/overlay", "unknown version '2.0.0'"),
        ("overlay: 1.1.0", "overlay: 1.1", 1, "/overlay", "'overlay' must be a string, not 1.1"),
        ("overlay: 1.1.0", "overlay: '1.1'", 1, "/overlay", "unknown version '1.1'"),
        ("overlay: 1.1.0", "overlay: '1.1.0\\n'", 1, "/overlay", "unknown version"),
        ("overlay: 1.1.0", "x-overlay: 1", 1, "", "the field 'overlay' is missing"),
        ("  title: Title\n", "", 2, "/info", "the field 'title' is missing"),
        ("title: Title", "title: 1", 3, "/info/title", "'title' must be a string, not 1"),
        ("version: '1'", "version: 1", 4, "/info/version", "'version' must be a string, not 1"),
        ("What for.", "[]", 5, "/info/description", "'description' must be a string, not an array"),
        ("x-info", "xinfo", 6, "/info/xinfo", "unknown field 'xinfo'"),
        ("./spec.yaml", "{}", 7, "/extends", "'extends' must be a string, not an object"),
        ("x-root", "X-root", 8, "/X-root", "unknown field 'X-root'"),
        ("target: $.info", "target: info", 10, "/actions/0/target", "'target' must start with '$'"),
        ("target: $.info", "target: null", 10, "/actions/0/target", "'target' must be a string, not null"),
        ("- target: $.info", "- x-t: 1", 10, "/actions/0", "the field 'target' is missing"),
        ("Why.", "true", 11, "/actions/0/description", "'description' must be a string, not true"),
        ("update: null", "updates: null", 12, "/actions/0/updates", "unknown field 'updates'"),
        ("copy: $.info", "copy: 1", 15, "/actions/1/copy", "'copy' must be a string, not 1"),
        ("remove: true", "remove: 'true'", 16, "/actions/1/remove", "'remove' must be a boolean"),
        ("remove: true", "remove: null", 16, "/actions/1/remove", "'remove' must be a boolean, not null"),
    ],
)
def test_a_deviation_names_its_place(old: str, new: str, line: int, pointer: str, message: str) -> None:
    assert old in VALID
    with pytest.raises(Refused) as caught:
        parse_overlay(loads(VALID.replace(old, new, 1), "o.yaml"))
    [found] = caught.value.diagnostics
    assert found.code == "overlay-invalid"
    assert message in found.message
    assert found.location is not None
    assert (found.location.file, found.location.line, found.location.pointer) == ("o.yaml", line, pointer)


@pytest.mark.parametrize(
    ("actions", "message"),
    [
        ("", "the field 'actions' is missing"),
        ("actions: {}", "'actions' must be an array, not an object"),
        ("actions: []", "'actions' is empty"),
        ("actions: [1]", "an action must be an object, not 1"),
        (
            "actions: [{target: $, update: 1}, {update: 1.0, target: $}]",
            "the action is identical to actions[0]",
        ),
    ],
)
def test_actions_of_the_wrong_shape(actions: str, message: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_overlay(loads("overlay: 1.1.0\ninfo: {title: a, version: b}\n" + actions))
    assert message in str(caught.value)


def test_actions_that_differ_in_type_only_are_different() -> None:
    head = "overlay: 1.1.0\ninfo: {title: a, version: b}\n"
    actions = "actions: [{target: $.a, update: 1}, {target: $.a, update: true}]"
    assert len(parse_overlay(loads(head + actions)).actions) == 2


def test_all_deviations_are_reported_at_once() -> None:
    with pytest.raises(Refused) as caught:
        parse_overlay(loads("overlay: 3\nactions: [{target: 1, copy: 2}, {}]\nname: x\n"))
    pointers = [found.location.pointer for found in caught.value.diagnostics if found.location]
    assert pointers == ["/name", "/overlay", "", "/actions/0/target", "/actions/0/copy", "/actions/1"]


def test_info_of_the_wrong_type() -> None:
    with pytest.raises(Refused, match="'info' must be an object, not \"x\""):
        parse_overlay(loads("overlay: 1.1.0\ninfo: x\nactions: [{target: $}]"))


def test_a_query_beyond_rfc_9535_is_refused_when_applied(parsed: Any, refused: Any) -> None:
    action = "- {target: '$.paths.*.get[?@.x-traits.paged]', update: {}}\n"
    assert parsed(action).actions  # the official schema lets it pass
    [found] = refused("paths: {}", action)
    assert found.code == "overlay-jsonpath"
