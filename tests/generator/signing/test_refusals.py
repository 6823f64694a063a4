"""What a recipe may not do, each with its code and its line."""

from __future__ import annotations

from typing import Any

import pytest

SIGN = 'headers["x-sign"] = hex(hmac_sha256(secret, "a"))\n'


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ("x = secret.upper()", "signing-syntax"),
        ("x = __import__('os')", "signing-name"),
        ("x = eval('1')", "signing-name"),
        ("x = open", "signing-name"),
        ("x = hex(data=secret)", "signing-syntax"),
        ("x = hex(*secret)", "signing-syntax"),
        ("x = [c for c in secret]", "signing-syntax"),
        ("x = lambda: 1", "signing-syntax"),
        ("x = (y := secret)", "signing-syntax"),
        ("x = secret if key else key", "signing-syntax"),
        ("x = secret * 2", "signing-syntax"),
        ("x = -1", "signing-syntax"),
        ("x = 1.5", "signing-syntax"),
        ("x = b'bytes'", "signing-syntax"),
        ("x = secret[0]", "signing-syntax"),
        ("x = f'{secret!r}'", "signing-syntax"),
        ("x = f'{secret:>10}'", "signing-syntax"),
        ("x = f'{secret.upper()}'", "signing-syntax"),
        ("import os", "signing-syntax"),
        ("def f(): pass", "signing-syntax"),
        ("secret", "signing-syntax"),
        ("x = y = secret", "signing-syntax"),
        ("x, y = secret", "signing-syntax"),
        ("x: str = secret", "signing-syntax"),
        ("x += secret", "signing-syntax"),
        ("x =", "signing-syntax"),
        ("x = größe", "signing-syntax"),
        ("х = secret", "signing-syntax"),  # a Cyrillic letter
        ("x = later", "signing-name"),
        ("secret = key", "signing-name"),
        ("query = key", "signing-name"),
        ("hex = key", "signing-name"),
        ("class = key", "signing-syntax"),
        ("list = key", "signing-name"),
        ("x = md4(secret)", "signing-name"),
        ("x = unused(secret)", "signing-name"),
        ("x = hex(secret)", "signing-type"),
        ("x = hmac_sha1(secret)", "signing-type"),
        ("x = unix_time() + secret", "signing-type"),
        ("x = utc(key, '%Y')", "signing-type"),
        ("x = utc(unix_time(), '%c')", "signing-type"),
        ("x = utc(unix_time(), key)", "signing-type"),
        ("x = random_digits(0)", "signing-type"),
        ("x = random_digits(65)", "signing-type"),
        ("x = canonical_query(secret)", "signing-type"),
        ("x = f'{sha256(secret)}'", "signing-type"),
        ("x = token + key", "signing-credential"),
        ("x = hmac_sha1(token, key)", "signing-credential"),
        ("cookies['a'] = key", "signing-place"),
        ("headers['a b'] = key", "signing-place"),
        ("headers['host'] = key", "signing-place"),
        ("headers['Content-Length'] = key", "signing-place"),
        ("query[''] = key", "signing-place"),
        ("query['x'] = sha256(secret)", "signing-type"),
        ("query['x'] = key\nquery['x'] = secret", "signing-place"),
        ("headers['X-A'] = key\nheaders['x-a'] = secret", "signing-place"),
        ("form['x'] = key\ny = sha256(body)", "signing-place"),
        ("x = sha256(secret)", "signing-unused"),
        ("x = key\nx = secret", "signing-name"),
        ("y = canonical_query(query)\nquery['late'] = key\nheaders['y'] = y", "signing-order"),
        (
            "y = canonical_query(query)\nheaders['y'] = y\nheaders['a'] = take(query, 'Action')",
            "signing-order",
        ),
        ("if key:\n    query['x'] = key", "signing-credential"),
        ("if token:\n    x = token", "signing-syntax"),
        ("x = " + "(" * 40 + "secret" + ")" * 40 + " + key" * 40, "signing-limit"),
        ("x = 9" + "9" * 30, "signing-limit"),
        ("# " + "x" * 5000, "signing-limit"),
        ("\n".join(f"n{i} = key" for i in range(70)), "signing-limit"),
        ("", "signing-shape"),
    ],
)
def test_refused(bench: Any, steps: str, code: str) -> None:
    problems = bench.problems(steps + ("\n" + SIGN if steps else ""))
    assert code in {problem.code for problem in problems}, [str(problem) for problem in problems]
    assert all("s3cr3t" not in str(problem) for problem in problems)


@pytest.mark.parametrize(
    "changes",
    [
        {"credentials": []},
        {"credentials": ["secret", "secret"]},
        {"credentials": ["Secret"]},
        {"credentials": ["secret", "__class__"]},
        {"secrets": ["other"]},
        {"secrets": []},
        {"settings": {"method": 1}},
        {"settings": {"ttl": 1.5}},
        {"settings": "ttl"},
        {"vectors": []},
        {"nonsense": 1},
    ],
)
def test_a_recipe_of_the_wrong_shape(bench: Any, changes: dict[str, Any]) -> None:
    assert bench.problems(SIGN, **changes)


def test_a_problem_names_file_line_and_pointer(written: Any) -> None:
    from specseal.diagnostics import Refused

    with pytest.raises(Refused) as refused:
        written(
            "x-signing:\n  credentials: [secret]\n  secrets: [secret]\n  steps: |\n"
            "    good = hex(sha256(secret))\n    bad = good.upper\n"
            '    headers["a"] = good\n  vectors: [{}]\n'
        )
    found = next(one for one in refused.value.diagnostics if one.code == "signing-syntax")
    assert found.location is not None
    assert (found.location.file, found.location.line, found.location.pointer) == (
        "scheme.yaml",
        6,
        "/x-signing/steps",
    )
    assert "attribute access" in found.message
