"""A vector that is right but for one thing is refused, and the place that is named is that thing's."""

from __future__ import annotations

import copy
import hashlib
import hmac
from typing import Any

import pytest

from specseal.diagnostics import Diagnostic, Refused
from specseal.signing import prove

STEPS = """\
now = unix_time()
text = f"{method}{host}{path}{now}{uuid()}{random_digits(4)}{zone}{ttl}"
headers["X-Sign"] = hex(hmac_sha256(secret, text))
form["Key"] = key
query["List"] = encoded_query(query)
if token:
    form["t"] = token
"""
TEXT = "POSTapi.example.com/a/b1700000000u-10007eu5"
SIGN = hmac.new(b"s3cr3t", TEXT.encode(), hashlib.sha256).hexdigest()
assert SIGN.upper() != SIGN
RIGHT: dict[str, Any] = {
    "name": "right",
    "source": "computed beside the test",
    "credentials": {"key": "public", "secret": "s3cr3t"},
    "settings": {"ttl": 5},
    "clock": 1700000000.9,
    "random": {"uuid": "u-1", "random_digits": "0007"},
    "request": {
        "method": "POST",
        "url": "https://api.example.com/a/b?q=1&q=2",
        "query": {"q": 3, "r": "s t"},
        "headers": {"X-Other": "o"},
        "form": {"list": ["1", "2"]},
    },
    "expect": {
        "headers": {"x-sign": SIGN},
        "form": {"Key": "public", "list": ["1", "2"]},
        "query": {"List": "q=1&q=2&q=3&r=s%20t", "r": "s t", "q": ["1", "2", "3"]},
        "names": {"text": TEXT},
    },
}
WITH_TOKEN: dict[str, Any] = {
    "name": "with a token",
    "credentials": {"key": "public", "secret": "s3cr3t", "token": "session"},
    "settings": {"ttl": 5},
    "clock": 1700000000,
    "random": {"uuid": "u-1", "random_digits": "0007"},
    "request": {"method": "POST", "url": "https://api.example.com/a/b"},
    "expect": {"form": {"t": "session"}},
}
GONE = object()


def recipe(bench: Any, *vectors: dict[str, Any], steps: str = STEPS) -> Any:
    if steps == STEPS:
        vectors = (*vectors, WITH_TOKEN)
    return bench.recipe(
        steps,
        credentials=["key", "secret", "token?"],
        secrets=["secret", "token"],
        settings={"ttl": 100, "zone": "eu"},
        vectors=list(vectors),
    )


def changed(pointer: str, value: Any) -> dict[str, Any]:
    """The right vector with one value in another's place, or gone."""
    vector = copy.deepcopy(RIGHT)
    *path, last = pointer.split("/")
    inside = vector
    for key in path:
        inside = inside[key]
    if value is GONE:
        del inside[last]
    else:
        inside[last] = value
    return vector


def problems(bench: Any, vector: dict[str, Any], **changes: Any) -> list[Diagnostic]:
    with pytest.raises(Refused) as refused:
        prove(recipe(bench, vector, **changes))
    assert "s3cr3t" not in str(refused.value)
    return list(refused.value.diagnostics)


def test_the_right_one_is_proven(bench: Any) -> None:
    prove(recipe(bench, RIGHT))


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("expect/headers/x-sign", SIGN.upper()),
        ("expect/headers/x-sign", SIGN.capitalize() if SIGN[0].isalpha() else SIGN[:-4] + SIGN[-4:].upper()),
        ("expect/headers/x-sign", SIGN[:-1]),
        ("expect/headers/x-sign", f"{SIGN} "),
        ("expect/form/Key", "Public"),
        ("expect/form/Key", "PUBLIC"),
        ("expect/form/Key", ["public"]),
        ("expect/form/list", ["1", "3"]),
        ("expect/form/list", ["2", "1"]),
        ("expect/form/list", "1"),
        ("expect/query/List", "q=1&q=2&q=3&r=s%20T"),
        ("expect/query/q", ["1", "2"]),
        ("expect/names/text", TEXT.lower()),
        ("expect/names/text", f"{TEXT}\n"),
    ],
)
def test_what_comes_out_is_compared_to_the_letter(bench: Any, pointer: str, value: Any) -> None:
    (problem,) = problems(bench, changed(pointer, value))
    assert problem.code == "signing-vector"
    assert problem.location is not None
    assert problem.location.pointer == f"/x-signing/vectors/0/{pointer}"
    assert ": expected " in problem.message
    assert f"text was '{TEXT}'." in problem.hint


@pytest.mark.parametrize(
    "pointer", ["expect/form/key", "expect/form/KEY", "expect/query/list", "expect/headers/x"]
)
def test_a_field_of_another_name_is_not_there(bench: Any, pointer: str) -> None:
    found = problems(bench, changed(pointer, "public"))
    assert any(problem.message.endswith("expected 'public', it is absent.") for problem in found)


@pytest.mark.parametrize("name", ["x-sign", "X-SIGN", "X-Sign"])
def test_headers_are_named_in_any_letters(bench: Any, name: str) -> None:
    prove(recipe(bench, changed("expect/headers", {name: SIGN})))


@pytest.mark.parametrize(
    ("pointer", "value", "at", "told"),
    [
        ("name", GONE, "", "'name' is missing"),
        ("credentials", GONE, "", "'credentials' is missing"),
        ("request", GONE, "", "'request' is missing"),
        ("expect", GONE, "", "'expect' is missing"),
        ("name", "", "name", "must not be empty"),
        ("name", 5, "name", "must be a string; quote it"),
        ("source", 5, "source", "must be a string; quote it"),
        ("more", 5, "more", "unknown key 'more'"),
        ("request/cookies", {}, "request/cookies", "unknown key 'cookies'"),
        ("expect/body", {}, "expect/body", "unknown key 'body'"),
        ("credentials", ["key"], "credentials", "must be a map"),
        ("credentials/key", 5, "credentials/key", "must be a string; quote it"),
        ("credentials/key", "", "credentials/key", "must not be empty"),
        ("credentials/key", "\ud800", "credentials/key", "unpaired surrogate is not valid Unicode"),
        ("credentials/key", "a\udfff", "credentials/key", "unpaired surrogate is not valid Unicode"),
        ("settings", [], "settings", "must be a map"),
        ("settings/ttl", 1.5, "settings/ttl", "a setting must be an integer or a string"),
        ("settings/ttl", True, "settings/ttl", "a setting must be an integer or a string"),
        ("settings/ttl", None, "settings/ttl", "a setting must be an integer or a string"),
        ("clock", "now", "clock", "must be a Unix time in seconds"),
        ("clock", True, "clock", "must be a Unix time in seconds"),
        ("clock", -1, "clock", "must be a Unix time in seconds"),
        ("clock", 253_402_300_800, "clock", "must be a Unix time in seconds"),
        ("random", "u-1", "random", "must be a map"),
        ("random/uuid", 1, "random/uuid", "must be a string; quote it"),
        ("request", [], "request", "must be a map"),
        ("request/method", GONE, "request", "'method' is missing"),
        ("request/url", GONE, "request", "'url' is missing"),
        ("request/method", "post", "request/method", "must be upper case"),
        ("request/method", "PO ST", "request/method", "must be upper case"),
        ("request/method", "", "request/method", "must not be empty"),
        ("request/url", "", "request/url", "must not be empty"),
        ("request/url", "http://[::1/", "request/url", "not a valid URL"),
        ("request/url", "http://a:99999/", "request/url", "not a valid URL"),
        *[
            ("request/url", url, "request/url", "must be http(s)://host/path")
            for url in (
                *("/a", "ftp://a/", "https:///a", "https://u@a/", "https://u:p@a/", "https://a/#f"),
                *("https://a/ b", "https://a/é", "https://a/\t"),
            )
        ],
        ("request/query", [], "request/query", "must be a map"),
        ("request/query/q", None, "request/query/q", "must be a string; quote it"),
        ("request/query/q", True, "request/query/q", "must be a string; quote it"),
        ("request/query/q", 1.5, "request/query/q", "must be a string; quote it"),
        ("request/query/q", ["1", None], "request/query/q", "must be a string; quote it"),
        ("request/headers", [], "request/headers", "must be a map"),
        ("request/headers/X-Other", None, "request/headers/X-Other", "must be a string; quote it"),
        ("request/headers/x-OTHER", "o", "request/headers", "duplicate header"),
        ("request/body", "text", "request/body", "give one of them"),
        ("request/form/list", {}, "request/form/list", "must be a string; quote it"),
        ("expect", {}, "expect", "the vector expects nothing"),
        ("expect", {"form": {}}, "expect", "the vector expects nothing"),
        ("expect", [], "expect", "must be a map"),
        ("expect/names", [], "expect/names", "must be a map"),
        ("expect/form/Key", None, "expect/form/Key", "must be a string; quote it"),
    ],
)
def test_a_vector_that_cannot_be_read(bench: Any, pointer: str, value: Any, at: str, told: str) -> None:
    found = [
        problem.message
        for problem in problems(bench, changed(pointer, value))
        if problem.location
        and problem.location.pointer == "/".join(filter(None, ["/x-signing/vectors/0", at]))
    ]
    assert any(told in message for message in found), found


@pytest.mark.parametrize(
    ("pointer", "value", "at", "told"),
    [
        ("credentials/other", "x", "credentials/other", "unknown credential 'other'"),
        ("credentials/Key", "x", "credentials/Key", "unknown credential 'Key'"),
        ("credentials/key", GONE, "credentials", "the credential 'key' is missing"),
        ("credentials/secret", GONE, "credentials", "the credential 'secret' is missing"),
        ("settings/other", 1, "settings/other", "unknown setting 'other'"),
        ("settings/ttl", "5", "settings/ttl", "has another type in the recipe"),
        ("settings/zone", 5, "settings/zone", "has another type in the recipe"),
        ("settings/ttl", -1, "settings/ttl", "an integer setting must be between 0 and"),
        ("settings/zone", "x" * 81, "settings/zone", "a setting has at most 80"),
        ("clock", None, "clock", "`clock` is missing; the recipe reads the clock"),
        ("clock", GONE, "clock", "`clock` is missing; the recipe reads the clock"),
        ("random/uuid", GONE, "random", "'uuid' is missing; the recipe calls uuid"),
        (
            "random/random_digits",
            GONE,
            "random",
            "'random_digits' is missing; the recipe calls",
        ),
        ("random/clock", "1", "random/clock", "the recipe does not call 'clock'"),
        ("random/dice", "1", "random/dice", "the recipe does not call 'dice'"),
        *[
            ("random/random_digits", bad, "random/random_digits", "random_digits(4) returns 4 digits")
            for bad in ("007", "00007", "000a", "00 7", "٠٠٠٧")
        ],
        ("expect/names/now", "1700000000", "expect/names/now", "'now' is not a text value of the recipe"),
        ("expect/names/nothing", "x", "expect/names/nothing", "'nothing' is not a text value of the recipe"),
        ("expect/names/secret", "x", "expect/names/secret", "'secret' is not a text value of the recipe"),
        (
            "expect/headers",
            {"x-other": "o"},
            "",
            'headers["x-sign"] depends on a secret, and no vector expects',
        ),
    ],
)
def test_a_vector_that_does_not_fit_the_recipe(
    bench: Any, pointer: str, value: Any, at: str, told: str
) -> None:
    (problem,) = problems(bench, changed(pointer, value))
    assert told in problem.message
    assert problem.location is not None
    assert problem.location.pointer == (f"/x-signing/vectors/0/{at}" if at else "/x-signing/vectors")


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://api.example.com", "api.example.com", "/"),
        ("https://API.example.com:443/a", "api.example.com", "/a"),
        ("http://api.example.com:80/a", "api.example.com", "/a"),
        ("https://api.example.com:80/a", "api.example.com:80", "/a"),
        ("http://api.example.com:443/a%20b", "api.example.com:443", "/a%20b"),
        ("http://[::1]:8080/", "[::1]:8080", "/"),
        ("http://[::1]/", "[::1]", "/"),
    ],
)
def test_the_host_and_the_path_are_those_of_the_wire(bench: Any, url: str, host: str, path: str) -> None:
    prove(
        bench.recipe(
            'form["h"] = f"{host} {path}"\nform["s"] = hex(hmac_sha1(secret, host))',
            vectors=[
                {
                    "name": "one",
                    "credentials": {"secret": "s"},
                    "request": {"method": "GET", "url": url},
                    "expect": {
                        "form": {
                            "h": f"{host} {path}",
                            "s": hmac.new(b"s", host.encode(), "sha1").hexdigest(),
                        }
                    },
                }
            ],
        )
    )


@pytest.mark.parametrize("clock", [0, 253_402_300_799])
def test_a_clock_may_be_anywhere_between_1970_and_9999(bench: Any, clock: int) -> None:
    text = TEXT.replace("1700000000", str(clock))
    vector = changed("clock", clock)
    vector["expect"]["headers"]["x-sign"] = hmac.new(b"s3cr3t", text.encode(), hashlib.sha256).hexdigest()
    vector["expect"]["names"]["text"] = text
    prove(recipe(bench, vector))


def test_every_vector_is_run_and_every_difference_told(bench: Any) -> None:
    second = changed("expect/form/Key", "x") | {"name": "second"}
    second["expect"]["names"]["text"] = "y"
    with pytest.raises(Refused) as refused:
        prove(recipe(bench, RIGHT, second, changed("credentials/key", "z") | {"name": "third"}))
    assert [
        (one.location.pointer if one.location else "", one.message.partition(":")[0])
        for one in refused.value.diagnostics
    ] == [
        ("/x-signing/vectors/1/expect/form/Key", 'vector "second"'),
        ("/x-signing/vectors/1/expect/names/text", 'vector "second"'),
        ("/x-signing/vectors/2/expect/form/Key", 'vector "third"'),
    ]


def test_what_was_signed_is_called_the_string_to_sign_where_the_recipe_has_no_name_for_it(bench: Any) -> None:
    vector = {
        "name": "one",
        "credentials": {"secret": "s3cr3t"},
        "request": {"method": "GET", "url": "https://a.example/b"},
        "expect": {"headers": {"x": "0" * 40}},
    }
    with pytest.raises(Refused) as refused:
        prove(bench.recipe('headers["x"] = hex(hmac_sha1(secret, f"{method} {path}"))', vectors=[vector]))
    (problem,) = refused.value.diagnostics
    assert "string_to_sign was 'GET /b'." in str(problem)


HASHED = hashlib.sha256(b"***").hexdigest()
SIGNED = hmac.new(b"***", b"***", "sha1").hexdigest()


@pytest.mark.parametrize(
    ("steps", "place", "shown"),
    [
        ('form["raw"] = secret', "form", "***"),
        ('a = f"{secret}."\nform["raw"] = base64(a)', "form", "KioqLg=="),
        ('form["raw"] = hex(sha256(secret))', "form", HASHED),
        ('form["raw"] = hex(hmac_sha1(key, secret))', "form", SIGNED),
    ],
)
def test_what_gives_a_secret_away_is_masked(bench: Any, steps: str, place: str, shown: str) -> None:
    vector = {
        "name": "one",
        "credentials": {"key": "k", "secret": "s3cr3t"},
        "request": {"method": "GET", "url": "https://a.example/"},
        "expect": {
            place: {"raw": "wrong"},
            "headers": {"x-sign": hmac.new(b"s3cr3t", b"k", "sha1").hexdigest()},
        },
    }
    with pytest.raises(Refused) as refused:
        steps += '\nheaders["x-sign"] = hex(hmac_sha1(secret, key))'
        prove(bench.recipe(steps, secrets=["secret", "key"], vectors=[vector]))
    (problem,) = refused.value.diagnostics
    assert problem.message == f'vector "one": form["raw"] differs; with *** for each secret, it is {shown!r}.'
    assert "s3cr3t" not in str(problem)


def test_a_derived_key_is_no_name_that_a_vector_may_ask_for(bench: Any) -> None:
    steps = 'derived = hex(hmac_sha1(secret, "day"))\nheaders["x-sign"] = hex(hmac_sha1(derived, "a"))'
    vector = {
        "name": "one",
        "credentials": {"secret": "s3cr3t"},
        "request": {"method": "GET", "url": "https://a.example/"},
        "expect": {"names": {"derived": "x"}, "headers": {"x-sign": "x"}},
    }
    with pytest.raises(Refused, match="'derived' would reveal a secret, so it cannot be expected"):
        prove(bench.recipe(steps, vectors=[vector]))


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ('form["s"] = secret + take(query, "Action")', "Action"),
        ('form["s"] = secret + canonical_headers(headers, "x-absent")', "x-absent"),
        ('form["s"] = secret + signed_names(headers, "x-*")', "x-*"),
    ],
)
def test_a_vector_whose_request_lacks_what_is_signed(bench: Any, steps: str, told: str) -> None:
    vector = {
        "name": "one",
        "credentials": {"secret": "s3cr3t"},
        "request": {"method": "GET", "url": "https://a.example/"},
        "expect": {"form": {"s": "x"}},
    }
    with pytest.raises(Refused) as refused:
        prove(bench.recipe(steps, vectors=[vector]))
    (problem,) = refused.value.diagnostics
    assert told in problem.message
    assert problem.location is not None
    assert problem.location.pointer == "/x-signing/vectors/0"
