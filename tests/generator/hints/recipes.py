"""Recipes that a diagnostic refuses, and the same after its hint has been followed."""

from __future__ import annotations

import sys
from typing import Any

from specseal.signing.primitives import PRIMITIVES

_STEPS = 'Write name = …, or form["…"], query["…"], headers["…"] or json["…"] = …, these also under "if credential:".'
_VALUES = "Use a name, a string or integer literal, an f-string, a sum, or a call of a primitive."
_PART = "Write substring(text, start, length), or tail(text, length) for the end."
_ADD = "Append bytes with `+`, or use hex(…) or base64(…)."
_FIRST, _SHOW = "Assign the value to a name first.", "Use hex(…) or base64(…)."
_NAMES = (
    "secret, key, token, ttl, method, scheme, host, path, target, query, form, params, json, headers, body"
)
_PRIMITIVES = ", ".join(PRIMITIVES)
_AS_TEXT = "Write it as a string, or put its name into an f-string."
_LITERAL, _VALUE, _OTHER = "Write the value itself.", "Correct the value.", "Use another name."

#: code, refused steps, mended steps, hint; what a recipe needs besides is added to both
STEPS: list[tuple[str, str, str, str]] = [
    (
        "signing-name",
        "a = key\na = key\nform['a'] = a",
        "a = key\nb = key\nform['a'] = a + b",
        "Use a new name.",
    ),
    ("signing-name", "key = 'a'\nform['a'] = 'b'", "a = 'a'\nform['a'] = a", "Use a new name."),
    ("signing-name", "hex = key\nform['a'] = hex", "b = key\nform['a'] = b", _OTHER),
    (
        "signing-type",
        "a = query\nform['a'] = 'b'",
        "a = query_string(query)\nform['b'] = a",
        "Pass them to a primitive.",
    ),
    ("signing-type", "form['a'] = sha1(key)", "form['a'] = hex(sha1(key))", _SHOW),
    ("signing-type", "form['a'] = f'{sha1(key)}'", "form['a'] = f'{base64(sha1(key))}'", _ADD),
    (
        "signing-type",
        "form['a'] = hex(sha1(f'a{sha1(key)}'))",
        "form['a'] = hex(sha1('a' + sha1(key)))",
        _ADD,
    ),
    ("signing-type", "form['a'] = lower(sha1(key))", "form['a'] = lower(hex(sha1(key)))", _SHOW),
    (
        "signing-type",
        "form['a'] = query",
        "form['a'] = query_string(query)",
        "Pass them to a primitive that returns text.",
    ),
    (
        "signing-type",
        "form['a'] = f'{query}'",
        "form['a'] = f'{query_string(query)}'",
        "Pass them to a primitive.",
    ),
    (
        "signing-credential",
        "if key:\n    form['a'] = key",
        "if token:\n    form['a'] = key",
        'List it with "?" after its name.',
    ),
    (
        "signing-syntax",
        "if token:\n    headers['a'] = take(query, 'b')",
        "b = take(query, 'b')\nif token:\n    headers['a'] = b",
        'Take it into a name before "if".',
    ),
    (
        "signing-credential",
        "form['a'] = lower(token)",
        "if token:\n    form['a'] = lower(token)",
        'Place it unchanged, write given(token), or use it under "if token:".',
    ),
    (
        "signing-credential",
        "form['a'] = lower(token)",
        "form['a'] = token",
        'Place it unchanged, write given(token), or use it under "if token:".',
    ),
    ("signing-name", "form['a'] = b\nb = key\nform['c'] = b", "b = key\nform['a'] = b", "Assign it earlier."),
    ("signing-name", "form['a'] = nothing", "form['a'] = method", f"Expected one of: {_NAMES}."),
    (
        "signing-name",
        "form['a'] = md4(key)",
        "form['a'] = hex(sha1(key))",
        f"Expected one of: {_PRIMITIVES}.",
    ),
    (
        "signing-type",
        "form['a'] = unix_time() + key",
        "form['a'] = f'{unix_time()}{key}'",
        "Join them in an f-string.",
    ),
    (
        "signing-type",
        "form['a'] = query + key",
        "form['a'] = query_string(query) + key",
        "Join text and bytes, or integers; pass the others to a primitive.",
    ),
    ("signing-type", "form['a'] = upper(1)", "form['a'] = upper('1')", _AS_TEXT),
    ("signing-type", "form['a'] = upper(ttl)", "form['a'] = upper(f'{ttl}')", _AS_TEXT),
    ("signing-type", "form['a'] = hex(key)", "form['a'] = hex(sha1(key))", "Pass bytes."),
    (
        "signing-type",
        "form['a'] = take(params, 'b')",
        "form['a'] = take(query, 'b')",
        "Name one of the three.",
    ),
    ("signing-type", "form['a'] = upper(key, key)", "form['a'] = upper(key)", "Pass as many."),
    ("signing-type", "form['a'] = utc(1, key)", "form['a'] = utc(1, '%Y')", _LITERAL),
    ("signing-type", "form['a'] = utc(1, '%c')", "form['a'] = utc(1, '%Y')", _VALUE),
    ("signing-type", "form['a'] = random_digits(65)", "form['a'] = random_digits(64)", _VALUE),
    ("signing-unused", "a = key", "", "Use it, or remove the step."),
    ("signing-unused", "a = key", "a = key\nform['a'] = a", "Use it, or remove the step."),
    ("signing-place", "form['a'] = key\nform['a'] = key", "form['a'] = key", "Remove one of the two."),
    (
        "signing-place",
        "form['a'] = hex(sha1(body))",
        "headers['a'] = hex(sha1(query_string(query)))",
        "Change the query or headers instead of the form.",
    ),
    ("signing-limit", "#" + "x" * 5000, "#", "Shorten it; comments count."),
    (
        "signing-syntax",
        "form['a'] = 'é'",
        r"form['a'] = '\u00e9'",
        r'Write it as an escape in a string, such as "\u00e9".',
    ),
    ("signing-syntax", "import os", "form['a'] = key", _STEPS),
    ("signing-syntax", "form['a'] =", "form['a'] = key", _STEPS),
    ("signing-syntax", "a, b = key", "form['a'] = key", _STEPS),
    ("signing-syntax", "if token:\n    pass", "if token:\n    form['a'] = key", _STEPS),
    ("signing-shape", "#only", "form['a'] = key", _STEPS),
    (
        "signing-limit",
        "\n".join(f"form['f{n}'] = key" for n in range(70)),
        "form['f'] = key + key",
        "Join some.",
    ),
    (
        "signing-syntax",
        "if not token:\n    form['a'] = key",
        "if token:\n    form['a'] = key",
        "Write it as: if security_token:",
    ),
    *[
        (
            "signing-syntax",
            natural,
            "q = value(form, 'q', '')\nform['a'] = given(substring(q, 20, 1), tail(q, 10), q) + key",
            "Write given(value, text, otherwise); q of more than 20 characters is given(substring(q, 20, 1), …, q).",
        )
        for natural in (
            "q = value(form, 'q', '')\nform['a'] = q if length(q) <= 20 else tail(q, 10) + key",
            "q = value(form, 'q', '')\nif length(q) > 20:\n    form['a'] = tail(q, 10) + key",
            "q = value(form, 'q', '')\nform['a'] = f'{q > key}'",
        )
    ],
    (
        "signing-syntax",
        "form['a'] = key[:10]",
        "form['a'] = substring(key, 0, 10)",
        _PART,
    ),
    (
        "signing-syntax",
        "form['a'] = form['q'] + key",
        "form['a'] = value(form, 'q', '') + key",
        'Write value(form, "…", "") to read a field, or take(form, "…") to move it.',
    ),
    ("signing-place", "cookies['a'] = key", "form['a'] = key", "Use form, query, headers or json."),
    (
        "signing-place",
        "json['a'] = key\nheaders['b'] = hex(sha1(body))",
        "json['a'] = key",
        "Change the query or headers instead of the JSON.",
    ),
    ("signing-place", "form['b'] = key\njson['a'] = key", "json['a'] = key", "Write one recipe for each."),
    (
        "signing-place",
        "form['a'] = join_fields(fields('b', key, 'b', key), '=', '&')",
        "form['a'] = join_fields(fields('b', key, 'c', key), '=', '&')",
        "Remove one of the two.",
    ),
    (
        "signing-type",
        "form['a'] = query_string(headers)",
        "form['a'] = query_string(matching(headers, 'x-*'))",
        "Choose some of them by matching(headers, …).",
    ),
    ("signing-credential", "form['a'] = given(key)", "form['a'] = key", "Use the value itself."),
    (
        "signing-syntax",
        "headers['a'] = given(key, take(query, 'b'))",
        "b = take(query, 'b')\nheaders['a'] = given(key, b)",
        "Take it into a name first.",
    ),
    ("signing-place", "headers['a b'] = key", "headers['a-b'] = key", "Use letters, digits, - and _."),
    ("signing-place", "headers['host'] = key", "headers['x-host'] = key", "Use another header."),
    ("signing-place", "query[''] = key", "query['a'] = key", "Correct the name."),
    (
        "signing-limit",
        "form['a'] = " + "lower(" * 40 + "key" + ")" * 40,
        "a = " + "lower(" * 20 + "key" + ")" * 20 + "\nform['a'] = " + "lower(" * 20 + "a" + ")" * 20,
        "Assign a part of it to a name.",
    ),
    ("signing-limit", f"form['a'] = utc({10**16}, '%Y')", "form['a'] = utc(5, '%Y')", "Use a smaller one."),
    (
        "signing-syntax",
        "form['a'] = f'{upper(f\"a\")}'",
        "b = f'a{key}'\nform['a'] = f'{upper(b)}'",
        "Assign the inner one to a name first.",
    ),
    (
        "signing-syntax",
        "form['a'] = upper(text=key)",
        "form['a'] = upper(key)",
        "Remove the names and stars.",
    ),
    ("signing-syntax", "form['a'] = 1.5", "form['a'] = '1.5'", _VALUES),
    ("signing-syntax", "form['a'] = key[0]", "form['a'] = substring(key, 0, 1)", _PART),
    (
        "signing-syntax",
        r"form['a'] = '\ud83d'",
        r"form['a'] = '\U0001f600'",
        r"Write the character as one escape, such as \U0001f600.",
    ),
    ("signing-syntax", "form['a'] = f'{lower(\"#\")}'", "b = lower('#')\nform['a'] = f'{b}'", _FIRST),
    ("signing-syntax", "form['a'] = f'{key + key}'", "b = key + key\nform['a'] = f'{b}'", _FIRST),
    ("signing-syntax", "form['a'] = f'{key!r}'", "form['a'] = f'{key}'", "Remove it; utc(…) formats times."),
    (
        "signing-order",
        "s = canonical_query(query)\nquery['late'] = key\nheaders['s'] = s",
        "query['late'] = key\ns = canonical_query(query)\nheaders['s'] = s",
        "Place it before that line.",
    ),
    (
        "signing-order",
        "s = canonical_query(query)\nheaders['s'] = s\nheaders['b'] = take(query, 'b')",
        "headers['b'] = take(query, 'b')\nheaders['s'] = canonical_query(query)",
        "Take it before that line.",
    ),
]

#: What Python reads no further than so deep, but since 3.13.
DEEP = ("signing-limit", f"form['a'] = {'-' * 4000}1", "a = 1\nform['a'] = a", "Assign parts of it to names.")
if sys.version_info < (3, 13):
    STEPS.append(DEEP)

_KEYS = "credentials, secrets, settings, adjustable, unsigned, steps, vectors, source"
_GOOD: dict[str, Any] = {"credentials": ["secret", "key"], "secrets": ["secret", "key"]}

#: code, refused changes, mended changes, hint
CHANGES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("signing-shape", {"more": 1}, {}, f"Remove it, or use one of: {_KEYS}."),
    (
        "signing-shape",
        {"steps": 5},
        {"steps": "form['a'] = secret + key"},
        "Write a block, after `steps: |`.",
    ),
    ("signing-name", {"credentials": ["secret", "key", "hex"]}, _GOOD, _OTHER),
    ("signing-name", {"credentials": ["secret", "key", "key"]}, _GOOD, "List it once."),
    ("signing-name", {"secrets": ["secret", "key", "other"]}, _GOOD, "List it under `credentials` too."),
    ("signing-name", {"secrets": ["secret", "key?"]}, _GOOD, 'List secrets without "?".'),
    ("signing-shape", {"secrets": []}, _GOOD, "List at least one."),
    ("signing-shape", {"settings": []}, {"settings": {}}, "Write a map from name to value."),
    ("signing-name", {"settings": {"hex": 1}}, {"settings": {}}, _OTHER),
    ("signing-name", {"settings": {"key": 1}}, {"settings": {}}, _OTHER),
    (
        "signing-shape",
        {"settings": {"ttl": 1.5}},
        {"settings": {"ttl": 1}, "steps": "form['a'] = f'{ttl}{secret}{key}'"},
        _VALUE,
    ),
    ("signing-unused", {"settings": {"ttl": 5}}, {"settings": {}}, "Use it, or remove it from the list."),
    (
        "signing-credential",
        {"secrets": ["secret"], "steps": "form['a'] = hex(hmac_sha1(key, secret))"},
        {"secrets": ["secret", "key"], "steps": "form['a'] = hex(hmac_sha1(key, secret))"},
        "List it under `secrets`.",
    ),
    (
        "signing-vector",
        {"vectors": []},
        {},
        "Add one from an independent source: the vendor's document, a capture, another tool.",
    ),
    ("signing-vector", {"vectors": [{"name": "one"}]}, {}, "Correct the vector."),
    (
        "signing-name",
        {"settings": {"ttl": 5}, "adjustable": ["other"], "steps": "form['a'] = f'{ttl}{secret}{key}'"},
        {"settings": {"ttl": 5}, "adjustable": ["ttl"], "steps": "form['a'] = f'{ttl}{secret}{key}'"},
        "Expected one of: ttl.",
    ),
    ("signing-name", {"adjustable": ["ttl"]}, {}, "Remove it."),
    (
        "signing-name",
        {"unsigned": ["headers"]},
        {"unsigned": ["files"]},
        "Expected one of: query, body, files.",
    ),
    (
        "signing-credential",
        {
            "credentials": ["secret?", "key"],
            "secrets": ["secret"],
            "steps": "form['a'] = key\nif secret:\n    form['b'] = hex(hmac_sha1(secret, key))",
        },
        {"steps": "form['a'] = key\nform['b'] = hex(hmac_sha1(secret, key))"},
        'Place it always, or list the credential without "?".',
    ),
]
