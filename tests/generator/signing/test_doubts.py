"""Vectors prove a recipe: what they would let pass is named, with the input to add."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from specseal.diagnostics import Refused
from specseal.document import load
from specseal.signing import Recipe, doubts, parse_recipe, prove

OVERLAYS = Path(__file__).parents[3] / "overlays"


def recipe_of(vendor: str, scheme: str, old: str = "", new: str = "") -> Recipe:
    """A recipe of the repository, with one change."""
    root = load(OVERLAYS / vendor / "wire.yaml").data
    for action in root["actions"]:
        update = action.get("update")
        found = update.get("securitySchemes", {}) if isinstance(update, dict) else {}
        if scheme in found:
            value = dict(found[scheme]["x-signing"])
            assert not old or value["steps"].count(old) >= 1, old
            value["steps"] = value["steps"].replace(old, new, 1) if old else value["steps"]
            return parse_recipe(value, root={"x-signing": value}, pointer="/x-signing")
    raise LookupError(scheme)


#: One-token changes of the repository's own recipes, as somebody might have written them.
CHANGES = [
    ("megvii", "sign", "now + ttl", "now + 100"),
    ("megvii", "sign", "b={expires}", "b={now}"),
    ("megvii", "sign", "c={now}", "c={expires}"),
    ("megvii", "sign", "hmac_sha1(api_secret", "hmac_sha256(api_secret"),
    ("megvii", "sign", '"hmac_sha1"', '"hmac_sha256"'),
    ("megvii", "sign", "d={nonce}", "d=2769743445"),
    ("megvii", "key_secret", 'form["api_secret"]', 'form["secret"]'),
    ("aliyun", "rpc1", "{method}", "GET"),
    ("aliyun", "rpc1", "canonical_query(params)", "canonical_query(query)"),
    ("aliyun", "rpc1", "canonical_query(params)", "query_string(params)"),
    ("aliyun", "rpc1", "canonical_query(params)", "encoded_query(params)"),
    ("aliyun", "rpc1", "canonical_query(params)", "sorted_query(params)"),
    ("aliyun", "rpc1", "canonical_query(params)", "form_encode(params)"),
    ("aliyun", "rpc1", 'access_key_secret + "&"', "access_key_secret"),
    ("aliyun", "rpc1", "%H:%M:%SZ", "%M:%H:%SZ"),
    ("aliyun", "rpc1", '"1.0"', '"1"'),
    ("aliyun", "rpc1", 'query["SecurityToken"]', 'query["Securitytoken"]'),
    ("aliyun", "acs3", "{method}", "POST"),
    ("aliyun", "acs3", "{path}", "/"),
    ("aliyun", "acs3", "sha256(body)", 'sha256("")'),
    ("aliyun", "acs3", "canonical_query(query)", "encoded_query(query)"),
    ("aliyun", "acs3", "canonical_query(query)", "sorted_query(query)"),
    ("aliyun", "acs3", "canonical_query(query)", "query_string(query)"),
    ("aliyun", "acs3", 'lower(take(query, "Format"))', 'take(query, "Format")'),
    ("aliyun", "acs3", '"content-type", ', ""),
    ("aliyun", "acs3", '"user-agent", ', ""),
    ("aliyun", "acs3", '"host", ', ""),
    ("aliyun", "acs3", "canonical_headers(headers, names)", "squeeze(canonical_headers(headers, names))"),
]


@pytest.mark.parametrize(("vendor", "scheme", "old", "new"), CHANGES)
def test_the_vectors_of_the_repository_notice_a_change_of_one_token(
    vendor: str, scheme: str, old: str, new: str
) -> None:
    with pytest.raises(Refused):
        prove(recipe_of(vendor, scheme, old, new))


@pytest.mark.parametrize(
    ("vendor", "scheme"),
    [("megvii", "sign"), ("megvii", "key_secret"), ("aliyun", "rpc1"), ("aliyun", "acs3")],
)
def test_the_vectors_of_the_repository_leave_no_doubt(vendor: str, scheme: str) -> None:
    assert not list(doubts(recipe_of(vendor, scheme)))


def made(text: str) -> str:
    return hmac.new(b"s3cr3t", text.encode(), hashlib.sha1).hexdigest()


def vectors(*requests: tuple[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Vectors: what is signed, and the request."""
    for index, (text, changes) in enumerate(requests):
        yield {
            "name": f"vector {index}",
            "credentials": {"secret": "s3cr3t"},
            "request": {"method": "POST", "url": "https://a.example/b"} | changes,
            "expect": {"headers": {"x": made(text)}},
        }


#: A text, or its last two characters if it has more than three.
SHORTENED = (
    "given(substring(value(query, 'q', ''), 3, 1), tail(value(query, 'q', ''), 2), value(query, 'q', ''))"
)


def q(text: str) -> dict[str, Any]:
    """A request with this text."""
    return {"query": {"q": text}}


@pytest.mark.parametrize(
    ("signed", "weak", "added", "told"),
    [
        ("method", ("POST", {}), ("PUT", {"method": "PUT"}), "a second method"),
        ("path", ("/b", {}), ("/c", {"url": "https://a.example/c"}), "a second path"),
        ("host", ("a.example", {}), ("b.example", {"url": "https://b.example/b"}), "a second host"),
        ("scheme", ("https", {}), ("http", {"url": "http://a.example/b"}), "a second scheme"),
        ("body", ("", {}), ("x", {"body": "x"}), "a body"),
        ("target", ("/b", {}), ("/b?q=1", {"query": {"q": "1"}}), "a query"),
        (
            "canonical_query(query)",
            ("a=1", {"query": {"a": "1"}}),
            ("a=1&b=2", {"query": {"b": "2", "a": "1"}}),
            "fields that are not sent in sorted order",
        ),
        (
            "canonical_query(query)",
            ("a=1", {"query": {"a": "1"}}),
            ("a=1&a=2", {"query": {"a": ["2", "1"]}}),
            "a repeated name whose values are not sorted",
        ),
        (
            "form_encode(form)",
            ("a=1", {"form": {"a": "1"}}),
            ("a=1+2", {"form": {"a": "1 2"}}),
            "a value with a space",
        ),
        (
            "rfc3986(value(query, 'q', ''))",
            ("1", {"query": {"q": "1"}}),
            ("%2B", {"query": {"q": "+"}}),
            "values with reserved characters",
        ),
        (
            "squeeze(value(headers, 'y', ''))",
            ("1", {"headers": {"y": "1"}}),
            ("1 2", {"headers": {"y": "1  2"}}),
            "a header whose value has a run of blanks",
        ),
        (
            "join_fields(without(query, 'z'), '', '')",
            ("a1", {"query": {"a": "1"}}),
            ("a1", {"query": {"a": "1", "z": "2"}}),
            "a field 'z'",
        ),
        (
            "join_fields(filled(query), '', '')",
            ("a1", {"query": {"a": "1"}}),
            ("a1", {"query": {"a": "1", "z": ""}}),
            "a field with an empty value",
        ),
        (SHORTENED, ("abc", q("abc")), ("fg", q("abcdefg")), "a text of more than 3 characters"),
        (SHORTENED, ("fg", q("abcdefg")), ("abc", q("abc")), "a text of at most 3 characters"),
        (SHORTENED, ("abc", q("abc")), ("cd", q("abcd")), "a text of exactly 4 characters"),
        (SHORTENED, ("fg", q("abcdefg")), ("abc", q("abc")), "a text of exactly 3 characters"),
        (SHORTENED, ("abc", q("abc")), ("fg", q("abcdefg")), "a text of more than 2 different characters"),
        (
            "substring(value(query, 'q', ''), 1, 2)",
            ("", q("a")),
            ("bc", q("abcd")),
            "a text of more than 3 different characters",
        ),
        (
            "substring(path, 1, 2)",
            ("b", {}),
            ("cd", {"url": "https://a.example/cde"}),
            "a `path` of more than 3 different characters",
        ),
        ("given(body, 'b', 'n')", ("n", {}), ("b", {"body": "x"}), "a value of `body` that is not empty"),
        ("given(body, 'b', 'n')", ("b", {"body": "x"}), ("n", {}), "an empty `body`"),
    ],
)
def test_the_input_that_no_vector_has_is_named(
    bench: Any, signed: str, weak: tuple[str, Any], added: tuple[str, Any], told: str
) -> None:
    steps = f'headers["x"] = hex(hmac_sha1(secret, {signed}))'
    wanted = f"Add a vector with {told}."
    first = bench.recipe(steps, vectors=list(vectors(weak)))
    prove(first)
    found = [one for one in doubts(first) if one.hint == wanted]
    assert [(one.code, one.severity) for one in found] == [("signing-vector", "warning")]
    assert [str(one.location and one.location.pointer) for one in found] == ["/x-signing/vectors"]
    second = bench.recipe(steps, vectors=list(vectors(weak, added)))
    prove(second)
    assert wanted not in [one.hint for one in doubts(second)]


def test_a_field_that_no_vector_expects_is_named(bench: Any) -> None:
    steps = 'headers["v"] = "1"\nheaders["x"] = hex(hmac_sha1(secret, ""))'
    (one,) = doubts(bench.recipe(steps, vectors=list(vectors(("", {})))))
    assert one.hint == 'Add a vector with headers["v"] in `expect`.'
    assert 'line 1: without headers["v"]' in one.message


def test_the_recipes_of_other_vendors_are_doubted_where_they_are_weak(
    stored: Callable[[str], Recipe],
) -> None:
    hints = {one.hint for one in doubts(stored("tc3"))}
    assert "Add a vector with a second method." in hints
    assert "Add a vector with a query." in hints


SIGNED = 'headers["x"] = hex(hmac_sha1(secret, {}))'


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ('form["nonce"] = unix_millis()\n' + SIGNED.format("form_encode(form)"), ["1 unix_millis()"]),
        ('nonce = unix_time()\nheaders["y"] = nonce\n' + SIGNED.format("path"), ["1 unix_time()"]),
        ('now = unix_millis()\nheaders["x-nonce"] = f"{now}"\n' + SIGNED.format("path"), ["2 unix_millis()"]),
        (
            'nonce = unix_millis()\nform["nonce"] = nonce\n' + SIGNED.format("form_encode(form)"),
            ["1 unix_millis()"],
        ),
        # a time that is one, a nonce that is drawn, and a hash of the time
        ('form["timestamp"] = unix_millis()\n' + SIGNED.format("form_encode(form)"), []),
        ('form["nonce"] = growing_millis()\n' + SIGNED.format("form_encode(form)"), []),
        ('form["nonce"] = uuid()\n' + SIGNED.format("form_encode(form)"), []),
        ('form["nonce"] = hex(sha1(f"{unix_millis()}{uuid()}"))\n' + SIGNED.format("form_encode(form)"), []),
    ],
)
def test_a_nonce_that_is_the_time_is_doubted(steps: str, told: list[str]) -> None:
    vector = {
        **next(vectors(("", {}))),
        "clock": 1,
        "random": {"uuid": "3f0c1a52-8f0e-4d1b-9a4e-000000000001"},
    }
    value = {"credentials": ["secret"], "secrets": ["secret"], "steps": steps, "vectors": [vector]}
    recipe = parse_recipe(value, root={"x-signing": value}, pointer="/x-signing")
    found = [one for one in doubts(recipe) if one.code == "signing-nonce"]
    assert [one.severity for one in found] == ["warning"] * len(told)
    assert all("growing_millis()" in one.hint for one in found)
    shown = [re.search(r"line ([0-9]+): .* is (\S+),", one.message) for one in found]
    assert [" ".join(one.groups()) for one in shown if one] == told
