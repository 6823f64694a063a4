"""Documents and overlays that a diagnostic refuses, and the same after its hint has been followed."""

from __future__ import annotations

from specseal.document.size_limits import MAX_BYTES, MAX_COPIED_NODES, MAX_DEPTH

_DEEP = "a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH
_BOMB = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{new}: &{new} [" + ",".join([f"*{old}"] * 10) + "]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
_OUT, _TAG = "Write the value out instead.", "Remove the tag."
_MAP = "Write a map: lines of `key: value`."
_PAIR = "Write the whole character, or both of its \\u escapes."

#: code, refused, mended, hint
DOCUMENTS: list[tuple[str, str, str, str]] = [
    ("yaml-empty", "", "a: 1", _MAP),
    ("yaml-root", "- a", "a: 1", _MAP),
    ("yaml-documents", "a: 1\n---\nb: 2", "a: 1", "Move it to a file of its own."),
    ("yaml-version", "%YAML 1.1\n---\na: 1", "%YAML 1.2\n---\na: 1", "Write %YAML 1.2, or remove the line."),
    ("yaml-version", "%YAML 1.1\n---\na: 1", "---\na: 1", "Write %YAML 1.2, or remove the line."),
    ("yaml-tag", "a: !set {b: 1}", "a: {b: 1}", _TAG),
    ("yaml-tag", "a: !!timestamp 2018-01-20", "a: 2018-01-20", _TAG),
    ("yaml-tag", "a: !!int x", "a: x", _TAG),
    ("yaml-tag", "!!int 1: a", "1: a", _TAG),
    ("yaml-key", "? [a]\n: 1", "a: 1", "Write a plain string."),
    ("yaml-key", "a: &x k\n*x : 1", "a: k\nk: 1", _OUT),
    ("yaml-alias", "a: *x", "a: 1", _OUT),
    ("yaml-alias", "a: &x [*x]", "a: [1]", _OUT),
    ("yaml-alias", _BOMB, _BOMB.partition("\nd:")[0], "Use fewer aliases."),
    ("yaml-depth", _DEEP, _DEEP.replace("[[", "[").replace("]]", "]"), "Nest it less deeply."),
    ("yaml-merge-key", "a: &x {b: 1}\nc:\n  <<: *x", "a: {b: 1}\nc: {b: 1}", "Write the merged keys out."),
    ("yaml-duplicate-key", "a: 1\na: 2", "a: 1\nb: 2", "Remove or rename one of them."),
    ("yaml-duplicate-key", "a: 1\na: 2", "a: 2", "Remove or rename one of them."),
    ("yaml-number", "a: .nan", "a: '.nan'", "Quote it to make it a string."),
    ("yaml-number", "a: " + "9" * 5000, "a: '" + "9" * 5000 + "'", "Quote it to make it a string."),
    ("yaml-character", 'a: "\\ud83d"', "a: \U0001f600", _PAIR),
    ("yaml-character", 'a: "\\ud83d"', 'a: "\\ud83d\\ude00"', _PAIR),
    ("yaml-encoding", "a: \ud83d", "a: \U0001f600", "Write the whole character."),
    ("yaml-size", "#" * MAX_BYTES + "\n", "a: 1", "Shorten it."),
    ("yaml-syntax", "a:\n\tb: 1", "a:\n  b: 1", "Indent and separate with spaces."),
    (
        "yaml-character",
        "a: \x01",
        'a: "\\x01"',
        "Remove it, or write it as an escape in double quotes.",
    ),
    ("yaml-character", "a: \x01", "a: ", "Remove it, or write it as an escape in double quotes."),
    ("yaml-character", "a: x\u2028", 'a: "x\\u2028"', "Write it as an escape in a double-quoted string."),
]
assert MAX_COPIED_NODES < 10**8

_SPEC = "a: {x: 1}\nl: ['1', b]\np: 1\n"
SPEC = _SPEC
_SAME = "Write a value of the same kind, or remove the target in an action before this one."
_TARGET = "Correct the target, or remove the action."
_PATTERN = f"{_TARGET} Patterns are I-Regexp (RFC 9485), without \\d, \\w and \\s."
_SIMPLER = "Simplify the query, or name a narrower path."
_HALF = MAX_DEPTH // 2 + 5
_NEST = "{n: " * _HALF + "{}" + "}" * _HALF
_DEEPER = f"- {{target: $.a, update: {_NEST}}}\n- {{target: $.a{'.n' * _HALF}, update: {_NEST}}}"

#: code, refused actions, mended actions, hint
ACTIONS: list[tuple[str, str, str, str]] = [
    ("overlay-jsonpath", "- {target: '$.[', update: 1}", "- {target: $.p, update: 1}", "Correct the query."),
    (
        "overlay-limit",
        "- {target: '$.l[?search(@, \"[b-a]\")]', update: 1}",
        "- {target: '$.l[?search(@, \"[a-b]\")]', update: 1}",
        _SIMPLER,
    ),
    ("overlay-limit", _DEEPER, f"- {{target: $.a, update: {_NEST}}}", "Add less."),
    ("overlay-no-match", "- {target: $.none, update: 1}", "- {target: $.p, update: 1}", _TARGET),
    (
        "overlay-no-match",
        r"""- {target: "$.l[?match(@, '\\\\d')]", update: x}""",
        "- {target: \"$.l[?match(@, '[0-9]')]\", update: x}",
        _PATTERN,
    ),
    ("overlay-no-effect", "- {target: $.a}", "- {target: $.a, remove: true}", "Add one of them."),
    (
        "overlay-no-effect",
        "- {target: $.a, update: {}, copy: $.a}",
        "- {target: $.a, update: {}}",
        "Remove one of them.",
    ),
    (
        "overlay-remove-root",
        "- {target: $, remove: true}",
        "- {target: $.a, remove: true}",
        "Name what is below it.",
    ),
    (
        "overlay-copy",
        "- {target: $.a, copy: $.x}",
        "- {target: $.l, copy: $.a}",
        "Name one node, by its whole path.",
    ),
    (
        "overlay-copy",
        "- {target: $.p, copy: '$.l[*]'}",
        "- {target: $.p, copy: '$.l[0]'}",
        "Name one node, by its whole path.",
    ),
    (
        "overlay-mixed-targets",
        '- {target: \'$["a", "p"]\', update: {}}',
        "- {target: $.a, update: {}}\n- {target: $.p, update: 2}",
        "Write one action for each kind.",
    ),
    ("overlay-merge", "- {target: $.a, update: 1}", "- {target: $.a, update: {y: 1}}", _SAME),
    (
        "overlay-merge",
        "- {target: $, update: {a: 1}}",
        "- {target: $.a, remove: true}\n- {target: $, update: {a: 1}}",
        _SAME,
    ),
    ("overlay-merge", "- {target: $.a, copy: $.p}", "- {target: $.l, copy: $.p}", _SAME),
]

_HEAD = "overlay: 1.1.0\ninfo: {title: a, version: b}\n"
_ACTIONS = "actions: [{target: $, update: {}}]\n"
_QUOTE = "Write a string; quote numbers."

#: refused document, mended document, hint
OVERLAYS: list[tuple[str, str, str]] = [
    (
        f"overlay: 2.0.0\ninfo: {{title: a, version: b}}\n{_ACTIONS}",
        _HEAD + _ACTIONS,
        "Use 1.1.0; 1.0.x and 1.1.x are supported.",
    ),
    (f"info: {{title: a, version: b}}\n{_ACTIONS}", _HEAD + _ACTIONS, "Add it."),
    (f"overlay: 1.1.0\n{_ACTIONS}", _HEAD + _ACTIONS, "Add it."),
    (_HEAD, _HEAD + _ACTIONS, "Add it."),
    (f"{_HEAD}actions: [{{update: {{}}}}]", _HEAD + _ACTIONS, "Add it."),
    (
        f"overlay: 1.1.0\ninfo: a\n{_ACTIONS}",
        _HEAD + _ACTIONS,
        "Write `title` and `version` into it.",
    ),
    (f"{_HEAD}actions: {{}}", _HEAD + _ACTIONS, "Write a list of actions."),
    (f"{_HEAD}actions: []", _HEAD + _ACTIONS, "Add at least one action."),
    (f"{_HEAD}actions: [a]", _HEAD + _ACTIONS, "Write a map with `target`."),
    (
        f"{_HEAD}actions: [{{target: a}}]",
        f"{_HEAD}actions: [{{target: $.info}}]",
        "Write a JSONPath query, such as $.info.",
    ),
    (
        f"{_HEAD}actions: [{{target: $}}, {{target: $}}]",
        f"{_HEAD}actions: [{{target: $}}]",
        "Remove it.",
    ),
    (
        f"{_HEAD}actions: [{{target: $, remove: 'yes'}}]",
        f"{_HEAD}actions: [{{target: $, remove: true}}]",
        "Write true or false.",
    ),
    (
        f"overlay: 1.1.0\ninfo: {{title: a, version: 1}}\n{_ACTIONS}",
        f"overlay: 1.1.0\ninfo: {{title: a, version: '1'}}\n{_ACTIONS}",
        _QUOTE,
    ),
    (
        f"{_HEAD}more: 1\n{_ACTIONS}",
        _HEAD + _ACTIONS,
        "Remove it, or use one of: overlay, info, extends, actions, x-….",
    ),
    (
        f"{_HEAD}more: 1\n{_ACTIONS}",
        f"{_HEAD}x-more: 1\n{_ACTIONS}",
        "Remove it, or use one of: overlay, info, extends, actions, x-….",
    ),
]
