"""Each check of a recipe refuses more than one wrong example by itself, and lets through what stands just inside.

Every row is a recipe that is right but for one thing, so no other check can refuse it in the place of the one meant.
"""

from __future__ import annotations

import sys
from typing import Any

import pytest

from specseal import signing
from specseal.diagnostics import Refused
from specseal.signing import parse_recipe
from specseal.signing.recipe import placements

from .conftest import VECTOR

ADDED = "headers['x-more'] = "


def each(*values: Any) -> tuple[Any, ...]:
    return values


def added(value: str) -> str:
    return f"{ADDED}{value}"


SYNTAX = [
    *[
        (added(f"hex(sha256({bad}))"), "is not part of the language")
        for bad in ("secret.a", "secret[0]", "-1")
    ],
    *[
        (added(bad), "is not part of the language")
        for bad in ("a < b", "a and b", "a - b", "not a", "(a, b)")
    ],
    *[
        (added(bad), "is not part of the language")
        for bad in ("[a]", "{}", "{1}", "[i for i in a]", "(yield)")
    ],
    *[(added(bad), "is not part of the language") for bad in ("lambda: 1", "(y := 1)", "1 if a else 2")],
    *[(added(bad), "literals are strings and integers") for bad in ("1.5", "b'a'", "None", "...", "u'a'")],
    *[(added(bad), "literals are strings and integers") for bad in ("True", "False", "2j")],
    *[
        (added(bad), "primitives take positional arguments")
        for bad in ("upper(text=secret)", "upper(**secret)")
    ],
    *[
        (added(bad), "placeholders take no =, conversion or format")
        for bad in ("f'{secret!r}'", "f'{secret:>9}'", "f'{secret=}'")
    ],
    *[(added(bad), "a placeholder takes a name or a call") for bad in ("f'{secret + secret}'", "f'{1}'")],
    *[
        (added(bad), "nested f-strings are not supported")
        for bad in ("f'{upper(f\"a\")}'", "f'{lower(f\"{key}\")}'")
    ],
    (
        added(r"""f'{lower("\\")}'"""),  # which Python reads since 3.12
        "syntax error" if sys.version_info < (3, 12) else "a string inside a placeholder cannot contain",
    ),
    (added("f'{lower(\"#\")}'"), "a string inside a placeholder cannot contain"),
    (added("f'{lower(\"{\")}'"), "a string inside a placeholder cannot contain"),
    (added("f'{lower(\"}\")}'"), "a string inside a placeholder cannot contain"),
    *[
        (added(bad), "unpaired surrogate is not valid Unicode")
        for bad in (r"'\ud800'", r"'a\udfffb'", r"f'{secret}\udabc'")
    ],
    *[(bad, "invalid assignment target") for bad in ("a, b = secret", "a = b = secret", "a.b = secret")],
    *[
        (bad, "invalid assignment target")
        for bad in ("form[key] = secret", "form[1] = secret", "x[0:1] = secret")
    ],
    *[(bad, "not a step of a recipe") for bad in ("secret", "import os", "def f(): pass", "x += secret")],
    *[(bad, "not a step of a recipe") for bad in ("for a in secret: pass", "pass", "x: str = secret")],
    *[
        (f"if {bad}:\n    form['a'] = key", '"if" takes one optional credential')
        for bad in ("not token", "token and key")
    ],
    ("if token:\n    form['a'] = key\nelse:\n    form['a'] = key", "no other branch"),
    *[(f"if token:\n    {bad}", "only fields can be set under") for bad in ("x = key", "pass", "key")],
    ("if token:\n    if token:\n        form['a'] = key", "only fields can be set under"),
    *[(bad, "syntax error") for bad in ("x =", "class = key", 'x = "\\d"', "x = (", "  x = key\n y = key")],
    *[(f"x = '{bad}'", "is not allowed") for bad in ("\t", "é", "\x00", "\x7f", "\U0001f600")],
]
LIMITS = [
    (f"# {'x' * 4094}\n", "characters; the limit is 4096"),
    ("\n".join(f"form['f{number}'] = key" for number in range(65)), "steps; the limit is 64"),
    (
        "if token:\n" + "\n".join(f"    form['f{number}'] = key" for number in range(65)),
        "steps; the limit is 64",
    ),
    (added("secret" + " + secret" * 33), "nested more than 32 levels deep"),
    (added("lower(" * 33 + "secret" + ")" * 33), "nested more than 32 levels deep"),
    (added(f"utc({10**15 + 1}, '%Y')"), "the largest integer"),
    (added(f"random_digits({10**30})"), "the largest integer"),
]
#: What Python itself reads no further than so deep, but since 3.13.
DEEP = [(added(f"{sign * 4000}1"), "nested too deeply") for sign in ("-", "~")]
if sys.version_info < (3, 13):
    LIMITS += DEEP
else:
    SYNTAX += [(row, "is not part of the language") for row, _ in DEEP]
PLACES = [
    *[(f"{bad}['a'] = key", "has no fields to set") for bad in ("cookies", "body", "params")],
    *[(f"headers['{bad}'] = key", "invalid header name") for bad in ("", "a b", "a:b", "x.y", "x\\n")],
    *[
        (f"headers['{bad}'] = key", "is set by the transport")
        for bad in ("connection", "Content-Length", "HOST", "te", "Trailer", "transfer-encoding")
    ],
    *[
        (f"{place}['{bad}'] = key", "1 to 200 printable")
        for place in ("form", "query")
        for bad in ("", "a\\n")
    ],
    *[(f"{place}['{'x' * 201}'] = key", "1 to 200 printable") for place in ("form", "query")],
    *[
        (f"{place}['a'] = key\n{place}['a'] = key", "is already placed or taken on line 1")
        for place in ("form", "query", "headers")
    ],
    ("headers['A'] = key\nheaders['a'] = key", "is already placed or taken on line 1"),
    ("form['a'] = key\nif token:\n    form['a'] = key", "is already placed or taken on line 1"),
    ("form['b'] = take(form, 'a')\nform['a'] = key", "is already placed or taken on line 1"),
    ("form['b'] = take(query, 'a')\nform['c'] = take(query, 'a')", "is already placed or taken on line 1"),
    ("form['a'] = take(form, 'a')", "is already placed or taken on line 1"),
    ("form['a'] = key\nquery['b'] = hex(sha256(body))", "body is read, and the recipe changes the form"),
    ("query['b'] = hex(sha256(body))\nform['a'] = key", "body is read, and the recipe changes the form"),
    ("query['b'] = hex(sha256(body)) + take(form, 'a')", "body is read, and the recipe changes the form"),
    (
        "if token:\n    form['a'] = key\nquery['b'] = hex(sha256(body))",
        "body is read, and the recipe changes",
    ),
]
NAMES = [
    *[(f"{bad} = key\nform['a'] = {bad}", "invalid name") for bad in ("method", "hex", "list", "exit")],
    *[(f"{bad} = key\nform['a'] = {bad}", "invalid name") for bad in ("A", "_a", "a__b", "a_", "x" * 41)],
    *[
        (f"{bad} = 'a'\nform['a'] = 'b'", "is already a credential or a setting")
        for bad in ("secret", "key", "ttl")
    ],
    ("a = key\na = key\nform['a'] = a", "is assigned twice"),
    ("a = key\na = sha1(key)\nform['a'] = a", "is assigned twice"),
    *[
        (f"form['a'] = {bad}\nb = key\nform['c'] = b", "is used before it is assigned")
        for bad in ("b", "lower(b)")
    ],
    *[
        (f"form['a'] = {bad}", "unknown name 'nothing'")
        for bad in ("nothing", "f'{nothing}'", "key + nothing")
    ],
    *[(f"form['a'] = {bad}(key)", "unknown primitive") for bad in ("md4", "str", "print", "secret")],
    *[(f"a = {bad}", "'a' is never used") for bad in ("key", "hex(sha256(secret))")],
]
OPTIONAL = [
    *[
        (added(bad), "is optional, so it may be absent")
        for bad in ("token + key", "f'{token}'", "lower(token)")
    ],
    ("if token:\n    form['t'] = token\nform['u'] = lower(token)", "is optional, so it may be absent"),
    ("a = token\nform['a'] = a", "is optional, so it may be absent"),
    *[
        (f"if {bad}:\n    form['a'] = token", '"if" takes an optional credential')
        for bad in ("key", "nothing", "ttl")
    ],
    *[
        (f"if token:\n    form['a'] = take({bad}, 'b')", "a field is moved always")
        for bad in ("query", "headers")
    ],
]
TYPES = [
    *[
        (f"a = {bad}\nform['a'] = 'b'", "cannot be assigned")
        for bad in ("query", "form", "params", "headers")
    ],
    *[(f"{place}['a'] = sha256(secret)", "must be text, not bytes") for place in ("form", "headers")],
    *[(f"form['a'] = {bad}", "must be text, not the") for bad in ("query", "headers")],
    *[
        (f"form['a'] = f'{{{bad}}}'", "a placeholder takes text or an integer")
        for bad in ("sha1(key)", "query", "headers")
    ],
    *[(f"form['a'] = {bad}", "+ cannot join") for bad in ("unix_time() + key", "query + key", "'a' + 1")],
    *[(f"form['a'] = hex({bad} + sha1(key))", "+ cannot join") for bad in ("1", "headers")],
    *[(f"form['a'] = {bad}", "not text") for bad in ("hex(key)", "utc(key, '%Y')", "canonical_query(key)")],
    *[(f"form['a'] = {bad}", "not bytes") for bad in ("lower(sha1(key))", "rfc3986(sha1(key))")],
    *[(f"form['a'] = {bad}", "not an integer") for bad in ("upper(1)", "base64(unix_time())")],
    *[
        (f"form['a'] = {bad}", "arguments, not")
        for bad in ("upper()", "upper(key, key)", "hex(hmac_sha1(key))")
    ],
    *[(f"form['a'] = {bad}", "arguments, not") for bad in ("uuid(key)", "signed_names(headers)")],
    *[(f"form['a'] = utc(1, '{bad}')", "expected one of %Y") for bad in ("%c", "%", "%Y%%", "%-d", "%\\n")],
    *[(f"form['a'] = random_digits({bad})", "it must be 1 to 64") for bad in ("0", "65", "1000")],
    *[
        (f"form['a'] = signed_names(headers, '{bad}')", "a pattern is a lower")
        for bad in ("", "*", "A", "a*b", "a**")
    ],
    ("form['a'] = signed_names(headers, 'a', 'B')", "a pattern is a lower"),
    *[(f"form['a'] = take({place}, '')", "it is empty") for place in ("query", "headers")],
    *[
        (f"form['a'] = {bad}", "takes a literal as")
        for bad in ("utc(1, key)", "take(query, key)", "random_digits(ttl)")
    ],
    *[
        (f"form['a'] = {bad}", "takes a literal as")
        for bad in ("signed_names(headers, key)", "utc(1, 'a' + 'b')")
    ],
    ("form['a'] = take(params, 'b')", "take moves a field out of form, query or headers"),
]
ORDER = [
    *[
        (f"s = {read}\n{place}['late'] = key\nheaders['x-s'] = s", "it would not be signed")
        for read, place in (
            ("canonical_query(query)", "query"),
            ("canonical_query(params)", "query"),
            ("canonical_query(params)", "form"),
            ("form_encode(form)", "form"),
            ("query_string(query)", "query"),
            ("encoded_query(query)", "query"),
            ("signed_names(headers, 'late')", "headers"),
            ("signed_names(headers, 'a', 'late')", "headers"),
            ("signed_names(headers, 'la*')", "headers"),
            ("signed_names(headers, 'late*')", "headers"),
            ("signed_names(headers, 'a', 'l*')", "headers"),
            ("canonical_headers(headers, 'late')", "headers"),
            ("canonical_headers(headers, 'host;late;z')", "headers"),
            ("canonical_headers(headers, 'a' + key)", "headers"),
            ("canonical_headers(headers, key)", "headers"),
        )
    ],
    *[
        (f"n = signed_names(headers, {pattern})\ns = canonical_headers(headers, n)\n"
         f"headers['x-late'] = key\nform['s'] = s", "it would not be signed")
        for pattern in ("'x-late'", "'x-*'", "'host', 'x-l*'")
    ],
    *[
        (f"n = {names}\ns = canonical_headers(headers, n)\nheaders['late'] = key\nform['s'] = s", "not be signed")
        for names in (
            "'late;' + signed_names(headers, 'x-*')",
            "f'{signed_names(headers, \"x-*\")};late'",
            "lower(signed_names(headers, 'x-*'))",
            "key",
        )
    ],
    ("s = canonical_query(query)\nif token:\n    query['late'] = token\nheaders['x-s'] = s", "would not be signed"),
    ("s = canonical_query(query)\nquery['late'] = token\nheaders['x-s'] = s", "it would not be signed"),
    *[
        (f"s = {read}\nheaders['x-s'] = s\nheaders['x-b'] = take({place}, 'b')", "would not match the request")
        for read, place in (
            ("canonical_query(query)", "query"),
            ("canonical_query(params)", "form"),
            ("hex(sha256(canonical_query(params)))", "query"),
            ("signed_names(headers, 'b')", "headers"),
            ("signed_names(headers, 'b*')", "headers"),
            ("canonical_headers(headers, 'a;b')", "headers"),
        )
    ],
]  # fmt: skip
ALL = [
    *[("signing-syntax", *row) for row in SYNTAX],
    *[("signing-limit", *row) for row in LIMITS],
    *[("signing-place", *row) for row in PLACES],
    *[(None, *row) for row in NAMES],
    *[("signing-credential" if "optional" in row[1] else "signing-syntax", *row) for row in OPTIONAL],
    *[("signing-type", *row) for row in TYPES],
    *[("signing-order", *row) for row in ORDER],
]


def recipe(steps: str) -> dict[str, Any]:
    """What the recipe lists besides its steps: what they use, so that nothing is unused."""
    return {
        "steps": f"{steps}\nform['all'] = secret + key + f'{{ttl}}'\nform['token'] = token\n",
        "credentials": ["key", "secret", "token?"],
        "secrets": ["key", "secret", "token"],
        "settings": {"ttl": 5},
    }


@pytest.mark.parametrize(("code", "steps", "told"), ALL)
def test_refused_by_its_own_check(bench: Any, code: str | None, steps: str, told: str) -> None:
    given = recipe(steps)
    if "sha256(body)" in steps:
        given["steps"] = f"{steps}\nquery['all'] = secret + key + f'{{ttl}}'\nquery['token'] = token\n"
    elif code == "signing-order":
        given["steps"] = f"form['all'] = secret + key + f'{{ttl}}'\nform['token'] = token\n{steps}\n"
    problems = bench.problems(given.pop("steps"), **given)
    assert [told in problem.message for problem in problems] == [True], [str(problem) for problem in problems]
    if code:
        assert problems[0].code == code


ACCEPTED = [
    "#" + "x" * 3800,
    "\n".join(f"form['f{number}'] = key" for number in range(60)),
    added("secret" + " + secret" * 31),
    added("lower(" * 31 + "secret" + ")" * 31),
    added(f"utc({10**15}, '%Y')"),
    added("random_digits(1) + random_digits(64)"),
    added(r"'\u00e9' + f'{{x}}' + lower('\'\"#{}')"),
    added("utc(unix_time(), '%Y%m%d%H%M%S%j%a%b')"),
    added("f'{unix_time()}{key}'"),
    "headers['X_a-9'] = key",
    "headers['tea'] = key\nheaders['hosts'] = key",
    f"form['{'x' * 200}'] = key\nquery['{'x' * 200}'] = key",
    "form['a'] = key\nquery['a'] = key\nheaders['a'] = key",
    f"{'x' * 40} = key\nform['a'] = {'x' * 40}",
    "if token:\n    form['t'] = token\n    form['u'] = lower(token)",
    "a = sha1(key) + 'b'\nform['a'] = hex(a) + base64(key)",
    "n = unix_time() + 5\nform['a'] = n",
    "form['a'] = signed_names(headers, 'host', 'x-*', 'a_b-9*')",
    "form['a'] = take(query, 'b')\nform['c'] = take(headers, 'D')",
    "form['b'] = take(query, 'a')\nheaders['a'] = take(form, 'a')",
]
COVERED = [
    # what is placed late stands elsewhere, or is none of what was read, or comes from the reading itself
    *[
        f"s = {read}\n{place}['late'] = key\nheaders['x-s'] = s"
        for read, place in (
            ("canonical_query(query)", "form"),
            ("canonical_query(query)", "headers"),
            ("form_encode(form)", "query"),
            ("canonical_query(params)", "headers"),
            ("signed_names(headers, 'x-late')", "headers"),
            ("signed_names(headers, 'lat')", "headers"),
            ("signed_names(headers, 'late-*')", "headers"),
            ("signed_names(headers, 'x-*')", "headers"),
            ("canonical_headers(headers, 'later;host')", "headers"),
        )
    ],
    *[
        f"n = signed_names(headers, {pattern})\ns = canonical_headers(headers, n)\n"
        "headers['x-late'] = key\nform['s'] = s"
        for pattern in ("'x-lat'", "'x-later*'", "'host', 'y-*'")
    ],
    "s = canonical_query(query)\nquery['late'] = hex(hmac_sha1(secret, s))",
    "t = canonical_query(query)\ns = hex(sha1(t))\nquery['late'] = base64(s)",
    "query['first'] = key\ns = canonical_query(query)\nheaders['x-s'] = s",
    "s = canonical_query(query)\nheaders['x-s'] = s\nheaders['x-b'] = take(form, 'b')",
    "s = signed_names(headers, 'b-*')\nheaders['x-s'] = s\nheaders['x-b'] = take(headers, 'b')",
    "headers['x-b'] = take(query, 'b')\nheaders['x-s'] = canonical_query(query)",
]


@pytest.mark.parametrize("steps", [*ACCEPTED, *COVERED])
def test_what_stands_just_inside_is_taken(bench: Any, steps: str) -> None:
    given = recipe(steps)
    if steps in COVERED:
        given["steps"] = f"form['all'] = secret + key + f'{{ttl}}'\nform['token'] = token\n{steps}\n"
    assert bench.recipe(given.pop("steps"), **given).steps


def test_all_steps_of_a_long_recipe_count(bench: Any) -> None:
    steps = "\n".join(f"form['f{number}'] = secret" for number in range(64))
    assert len(bench.recipe(steps).placed) == 64
    assert [one.code for one in bench.problems(f"{steps}\nform['more'] = secret")] == ["signing-limit"]


@pytest.mark.parametrize("steps", ["", "# a comment", "\n\n"])
def test_a_recipe_without_steps(bench: Any, steps: str) -> None:
    (problem,) = bench.problems(steps, credentials=["key"], secrets=["key"])
    assert (problem.code, problem.message) == ("signing-shape", "the recipe has no steps.")


def test_a_problem_is_told_once_and_not_what_follows_from_it(bench: Any) -> None:
    (problem,) = bench.problems("a = nothing\nb = lower(a)\nform['b'] = b + secret")
    assert problem.message == "unknown name 'nothing'."
    names = "method, scheme, host, path, target, query, form, params, json, headers, body"
    assert f"Expected one of: secret, a, {names}." in problem.hint


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"credentials": ["secret", "key", "key"]}, "'key' is listed twice"),
        ({"credentials": ["secret", "key", "key?"]}, "'key' is listed twice"),
        *[
            ({"credentials": ["secret", "key", bad]}, "invalid credential name")
            for bad in ("A", "query", "hex")
        ],
        *[
            ({"credentials": ["secret", "key", bad]}, "invalid credential name")
            for bad in ("a__b", "timeout")
        ],
        *[
            ({"credentials": bad}, "credentials must be a non-empty list of names")
            for bad in ([], "key", [1], None)
        ],
        *[
            ({"secrets": bad}, "secrets must be a non-empty list of names")
            for bad in each([], "secret", {"secret": 1})
        ],
        *[
            ({"secrets": ["secret", "key", bad]}, "is not a credential")
            for bad in ("token", "key?", "Secret")
        ],
        *[({"settings": bad}, "settings must be a map") for bad in each([], "ttl", 5)],
        *[({"settings": {bad: 1}}, "invalid setting name") for bad in ("A", "method", "hex", "class")],
        *[({"settings": {bad: 1}}, "is also a credential") for bad in ("secret", "key")],
        *[
            ({"settings": {"ttl": bad}}, "a setting must be an integer or a string")
            for bad in each(1.5, True, None, [])
        ],
        *[
            ({"settings": {"ttl": bad}}, "an integer setting must be between 0 and")
            for bad in (-1, 10**15 + 1)
        ],
        *[({"settings": {"ttl": bad}}, "a setting has at most 80") for bad in ("x" * 81, "a\nb", "\x7f")],
        *[({"steps": bad}, "steps must be a string") for bad in (None, 1, ["a"])],
        *[({"vectors": bad}, "the recipe has no vectors") for bad in each([], None, {}, "a")],
        *[({bad: 1}, f"unknown key '{bad}'") for bad in ("secret", "Steps", "x-source")],
    ],
)
def test_a_recipe_of_the_wrong_shape_is_refused_by_its_own_check(
    bench: Any, changes: dict[str, Any], told: str
) -> None:
    steps = "form['s'] = secret + key"
    given = {"steps": steps, "credentials": ["secret", "key"], "secrets": ["secret", "key"]} | changes
    value = {"vectors": [VECTOR]} | given
    with pytest.raises(Refused) as refused:
        parse_recipe(value, root={"x-signing": value}, pointer="/x-signing")
    problems = refused.value.diagnostics
    assert any(told in problem.message for problem in problems), [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("key", "names", "index"),
    [
        ("credentials", ["secret", "key", "timeout"], 2),
        ("credentials", ["secret", "key", "key"], 2),
        ("unsigned", ["body", "mood"], 1),
        ("adjustable", ["zone", "timeout"], 1),
    ],
)
def test_the_name_that_is_wrong_is_the_one_that_is_pointed_at(
    bench: Any, key: str, names: list[str], index: int
) -> None:
    changes = {"settings": {"zone": "eu", "timeout": 1}, key: names}
    found = [
        one for one in bench.problems("form['s'] = secret + key", **changes) if one.code == "signing-name"
    ]
    assert f"/x-signing/{key}/{index}" in [str(one.location.pointer) for one in found if one.location]


@pytest.mark.parametrize("value", [None, [], "steps", 1])
def test_a_recipe_that_is_no_map(bench: Any, value: Any) -> None:
    with pytest.raises(Refused, match="x-signing must be a map"):
        parse_recipe(value, root={"x-signing": value}, pointer="/x-signing")


@pytest.mark.parametrize("value", [0, 10**15, "x" * 80, "", "\u00e9"])
def test_a_setting_may_be(bench: Any, value: Any) -> None:
    found = bench.recipe("form['s'] = secret + f'{ttl}'", settings={"ttl": value})
    assert found.settings == {"ttl": value}


@pytest.mark.parametrize(
    ("steps", "public"),
    [
        ("form['s'] = hex(hmac_sha1(key, secret))", "key"),
        ("form['s'] = hex(hmac_sha256(key + '&', secret))", "key"),
        ("k = f'a{key}'\nform['s'] = hex(hmac_sha1(k, secret))", "key"),
        ("k = hmac_sha1(sha1(key), 'day')\nform['s'] = hex(hmac_sha1(k, secret))", "key"),
        ("form['u'] = hex(sha1(secret))\nif token:\n    form['s'] = hex(hmac_sha1(token, secret))", "token"),
    ],
)
def test_what_keys_a_hash_is_a_secret(bench: Any, steps: str, public: str) -> None:
    (problem,) = bench.problems(steps, secrets=["secret"])
    assert problem.code == "signing-credential"
    assert problem.message == f"'{public}' is the key of a hash, but not listed as a secret."
    assert bench.recipe(steps, secrets=["secret", public])


@pytest.mark.parametrize(
    ("steps", "hint"),
    [
        ("form['a'] = 'a' + 1", "Join them in an f-string."),
        ("form['a'] = unix_time() + key", "Join them in an f-string."),
        ("form['a'] = sha1(key)", "Use hex(…) or base64(…)."),
        ("form['a'] = f'{sha1(key)}'", "Append bytes with `+`, or use hex(…) or base64(…)."),
        ("form['a'] = f'{query}'", "Pass them to a primitive."),
        ("a = query\nform['a'] = 'b'", "Pass them to a primitive."),
        ("a = key\na = key\nform['a'] = a", "Use a new name."),
        ("a = key", "Use it, or remove the step."),
        ("if key:\n    form['a'] = key", 'List it with "?" after its name.'),
        ("form['a'] = lower(token)", 'Place it unchanged, write given(token), or use it under "if token:".'),
        ("form['a'] = query + key", "Join text and bytes, or integers; pass the others to a primitive."),
        ("form['a'] = query", "Pass them to a primitive that returns text."),
    ],
)
def test_what_to_do_about_it(bench: Any, steps: str, hint: str) -> None:
    given = recipe(steps)
    problems = bench.problems(given.pop("steps"), **given)
    assert [problem.hint for problem in problems] == [hint]


def test_every_name_that_the_package_promises_is_there() -> None:
    for name in signing.__all__:
        assert getattr(signing, name), name


@pytest.mark.parametrize(
    ("steps", "placed"),
    [
        ("form['a'] = key\nif token:\n    headers['B'] = token\nc = key", {("form", "a"), ("headers", "b")}),
        ("query['Action'] = nothing.at_all\nform['a'] = key", {("form", "a")}),
        ("a =", set()),
        (None, set()),
        (["form['a'] = key"], set()),
    ],
)
def test_what_a_recipe_places_is_known_as_far_as_it_can_be_read(
    steps: Any, placed: set[tuple[str, str]]
) -> None:
    assert placements(steps) == placed


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (
            "form['a'] = join_field(form, '=', '&')",
            "unknown primitive 'join_field'; perhaps join_fields.",
        ),
        ("form['a'] = secrt", "unknown name 'secrt'; perhaps secret."),
    ],
)
def test_a_misspelt_name_is_suggested(bench: Any, steps: str, told: str) -> None:
    assert bench.problems(steps, credentials=["secret"], secrets=["secret"])[0].message == told
