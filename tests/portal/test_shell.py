"""The recipes as bash: every vector comes out there too, and what cannot be said is named."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from specseal.portal.request import ExampleRequest
from specseal.portal.samples.shell import sign_in_shell
from specseal.portal.samples.shell_fields import Unsayable
from specseal.portal.samples.shell_library import with_what_they_call
from specseal.portal.samples.shell_values import single_quoted, word
from specseal.signing import Recipe, parse_recipe
from specseal.signing.vectors import Vector
from tests.portal.support import ROOT, Feeds
from tests.portal.test_signing_scripts import encoded, known_schemes, recipes_of, zoo


def pairs(values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, one)
        for name, value in values.items()
        for one in ([value] if isinstance(value, str) else value)
    )


def request_of(vector: Vector) -> ExampleRequest:
    request = vector.request
    body = request.body if request.body is not None else encoded(request.json)
    return ExampleRequest(
        method=request.method,
        path=request.path,
        body="urlencoded" if request.form else "json" if body is not None else "none",
        query=pairs(request.query),
        headers=tuple((name.lower(), value) for name, value in request.headers.items()),
        form=pairs(request.form),
        files=(),
        parts={},
        json=body,
        path_values=(),
    )


def script(recipe: Recipe, vector: Vector) -> str:
    """A script that prints the signed fields, with the clock and the random sources of the vector."""
    variables = {name: f"CREDENTIAL_{name.upper()}" for name in recipe.credentials}
    signed = sign_in_shell(recipe, request_of(vector), vector.request.path, variables)
    seconds = int(vector.clock or 0)
    millis = round((vector.clock or 0) * 1000)
    lines = [
        *(f"{variables[name]}={single_quoted(value)}" for name, value in vector.credentials.items()),
        f"host={single_quoted(vector.request.host)}",
        *with_what_they_call(signed.used),
        f'date() {{ case $* in +%s) echo {seconds} ;; +%s%3N) echo {millis} ;; *) command date "$@" ;; esac; }}',
        f"uuid() {{ printf %s {single_quoted(vector.random.get('uuid', ''))}; }}",
        f"random_digits() {{ printf %s {single_quoted(vector.random.get('random_digits', ''))}; }}",
        *signed.lines,
    ]
    for place in ("query", "headers", "form"):
        for name, value in getattr(signed, place):
            lines.append(f"printf '%s\\0' {place} {single_quoted(name)} {word(value)}")
    return "\n".join(lines)


@pytest.mark.system
def test_every_vector_comes_out_in_bash(feeds: Feeds) -> None:
    own = recipes_of(ROOT) | recipes_of(feeds.project)
    recipes = own | known_schemes() | zoo()
    seen: list[str] = []
    for name, recipe in recipes.items():
        for vector in recipe.vectors:
            if recipe.optional.intersection(vector.credentials) or vector.settings:
                continue  # samples have neither
            try:
                text = script(recipe, vector)
            except Unsayable:
                assert name not in own
                continue
            done = subprocess.run(["bash"], input=text.encode(), capture_output=True, check=True)
            words = done.stdout.decode().split("\0")
            found: dict[tuple[str, str], list[str]] = {}
            for place, field, text in zip(words[::3], words[1::3], words[2::3], strict=False):
                found.setdefault((place, field), []).append(text)
            for target, value in vector.expected.items():
                if target[0] != "names":
                    wanted = [value] if isinstance(value, str) else value
                    assert found.get(target) == wanted, f"{name}: {vector.name}: {target}"
            seen.append(f"{name}: {vector.name}")
    assert len(seen) > 12, seen


def recipe_of(steps: str) -> Recipe:
    value = {
        "credentials": ["secret"],
        "secrets": ["secret"],
        "steps": steps,
        "vectors": [
            {
                "name": "one",
                "credentials": {"secret": "s"},
                "request": {"method": "POST", "url": "https://a.test/"},
                "expect": {"query": {"x": "1"}},
            }
        ],
    }
    return parse_recipe(value, root={"x-signing": value}, pointer="/x-signing")


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ('headers["x"] = hex(hmac_sha1(secret, body))', "the bytes of a multipart body"),
        (
            'headers["x"] = take(query, "gone") + secret',
            "moves the field gone, which the request has 0 times",
        ),
        (
            'headers["x"] = secret + canonical_headers(headers, "x-gone")',
            "headers that the request does not have: x-gone",
        ),
        (
            'query["twice"] = secret\nheaders["x"] = canonical_query(params) + secret',
            "the query and the form both have twice",
        ),
    ],
)
def test_what_cannot_be_said_is_named(steps: str, words: str) -> None:
    request = ExampleRequest("POST", "/", "multipart", (), (), (("twice", "1"),), (), {}, None, ())
    with pytest.raises(Unsayable, match=re.escape(words)):
        sign_in_shell(recipe_of(steps), request, "/", {"secret": "SECRET"})


@pytest.mark.parametrize(
    "text", ["", "a b", "it's", 'a "b" $c `d` \\', "two\nlines\tand\r", "ä🚀", "-n", "a'\n'b\\n"]
)
def test_words_arrive_as_they_are(text: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"printf %s {single_quoted(text)}x"], capture_output=True, check=True
    )
    assert done.stdout.decode() == f"{text}x"
