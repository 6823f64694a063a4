"""Recipes as the emulator reads them: every vector comes out, is read back, and proves itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from specseal_emulator.contract import default_contracts
from specseal_emulator.recipe import Mismatch, Proof, RecipeError, Scheme, View, scheme_of, signed, verify
from specseal_emulator.recipe.evaluate import Run
from specseal_emulator.recipe.fields import Pair, split
from specseal_emulator.recipe.mistakes import Case, Credentials, diagnose, search
from specseal_emulator.recipe.verify import run_of
from specseal_emulator.recipe.wording import OF_RECIPES

Json = dict[str, Any]
RECIPES = Path(__file__).parents[2] / "generator" / "signing" / "recipes"
ZOO = Path(__file__).parents[3] / "zoo"
KEYS = {"RSA": "rsa", "P256": "p256", "ED25519": "ed25519"}


def recipes() -> Iterator[tuple[str, Json]]:
    for path in default_contracts():
        document = json.loads(path.read_text(encoding="utf-8"))
        used = {name for group in document["security"] for name in group}
        for name, scheme in document["components"]["securitySchemes"].items():
            if name in used:
                yield f"{path.stem}-{name}", scheme["x-signing"]
    for path in sorted([*RECIPES.glob("*.yaml"), *ZOO.glob("schemes/*.yaml")]):
        reader: Any = YAML(typ="safe")
        yield f"{path.parent.name}-{path.stem}", reader.load(path)["x-signing"]


OTHER_KEY = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
"""


def view_of(run: Run) -> View:
    return View(
        run.method, run.path, run.host, run.headers, run.query, run.form, run.body, run.scheme, run.json
    )


def with_keys(vector: Json) -> Json:
    """The vector with the PEM texts of the keys that it names."""
    given: Json = vector["credentials"]
    texts = {
        name: (ZOO / f"keys/{KEYS[key]}.pem").read_text() if key in KEYS else key
        for name, key in given.items()
    }
    return {**vector, "credentials": texts}


@pytest.mark.parametrize(
    ("name", "signing"), list(recipes()), ids=lambda one: one if isinstance(one, str) else ""
)
def test_every_vector_comes_out_and_proves_itself(name: str, signing: Json) -> None:
    signing = {**signing, "vectors": [with_keys(vector) for vector in signing["vectors"]]}
    scheme = scheme_of("s", {**signing, "adjustable": list(signing.get("settings", {}))}, {})
    assert not [doubt for doubt in scheme.unverified if "vector" in doubt]
    for vector in signing["vectors"]:
        view = view_of(signed(scheme, vector))
        reading = scheme.read(view)
        credentials = {name: vector["credentials"].get(name) for name in scheme.credentials}
        assert isinstance(verify(scheme, view, reading, credentials), Proof), vector.get("name")
        if wrong := with_another_secret(scheme, credentials):
            assert isinstance(verify(scheme, view, reading, wrong), Mismatch), vector.get("name")


def with_another_secret(scheme: Scheme, credentials: Credentials) -> Credentials | None:
    """The credentials with a wrong secret, in the same alphabet; None where there is none."""
    secret = next((one for one in scheme.credentials if one in scheme.secrets and credentials[one]), None)
    if secret is None:
        return None
    text = credentials[secret] or ""
    other = OTHER_KEY if "PRIVATE KEY" in text else ("1" if text[0] == "0" else "0") + text[1:]
    return {**credentials, secret: other}


@pytest.mark.parametrize(
    "signing",
    [
        pytest.param(signing, id=name)
        for name, signing in recipes()
        if signing.get("secrets") and not KEYS.keys() & signing["vectors"][0]["credentials"].values()
    ],
)
def test_looking_for_mistakes_ends_soon_whatever_the_recipe(signing: Json) -> None:
    """Of a request with nearly as many fields as are let in. Without a bound, some recipes have 2,700 ways to go."""
    (vector, *_) = signing["vectors"]
    vector = with_keys(vector)
    joint = "&" if "?" in vector["request"]["url"] else "?"
    fields = "&".join(f"p{number}=x%20~%2A%2F%21" for number in range(190))
    vector["request"] = {**vector["request"], "url": f"{vector['request']['url']}{joint}{fields}"}
    made = scheme_of("s", {**signing, "adjustable": list(signing.get("settings", {}))}, {})
    view = view_of(signed(made, vector))
    wrong = with_another_secret(made, {one: vector["credentials"].get(one) for one in made.credentials})
    assert wrong is not None
    reading = made.read(view)
    result = verify(made, view, reading, wrong)
    assert isinstance(result, Mismatch)
    differing = tuple(one for one in result.differing if one in made.secret_targets)
    evaluations: list[Run] = []

    def counted(run: Run) -> Any:
        evaluations.append(run)
        return made.numbered(run)

    program: Any = counted

    begin = partial(run_of, made, view, reading)
    case = Case(
        made, program, view, wrong, begin, result.received, result.expected, differing, result.string_to_sign
    )
    assert diagnose(case).mistakes in {("secret",), ("too-long",)}
    assert len(evaluations) <= 400


def scheme(steps: str, **more: Any) -> Scheme:
    signing: Json = {
        "credentials": ["key", "secret"],
        "secrets": ["secret"],
        "settings": {"ttl": 100},
        "steps": steps,
    }
    return scheme_of("s", signing | more.pop("signing", {}), more)


REQUEST = "https://api.example.com/v1/things?b=2&a=x%20y"
VECTOR: Json = {
    "credentials": {"key": "k", "secret": "c2VjcmV0"},
    "clock": 1_700_000_000.25,
    "request": {"method": "POST", "url": REQUEST, "form": {"z": "1 2", "empty": ""}},
}


def found(steps: str, change: Mapping[str, Any]) -> str:
    """The mistakes that are named when a caller signs with other steps, credentials or another request."""
    right = scheme(steps)
    caller = scheme(change.get("steps", steps))
    vector = {**VECTOR, "request": {**VECTOR["request"], **change.get("request", {})}}
    vector["credentials"] = {**VECTOR["credentials"], **change.get("credentials", {})}
    view = view_of(signed(caller, vector))
    sent = split("b=2&a=x%20y")
    placed = tuple(pair for pair in view.query if pair.name == "sign")
    view = replace(view, path="/v1/things", method="POST", query=sent + placed)
    view = replace(view, form=tuple(Pair(name, value) for name, value in VECTOR["request"]["form"].items()))
    view = replace(view, body=change.get("body", view.body))
    reading = right.read(view)
    credentials: dict[str, str | None] = dict(VECTOR["credentials"])
    result = verify(right, view, reading, credentials)
    assert isinstance(result, Mismatch)
    made = search(
        Case(
            scheme=right,
            program=right.numbered,
            view=view,
            credentials=credentials,
            begin=lambda used: run_of(right, view, reading, used),
            received=result.received,
            expected=result.expected,
            differing=result.differing,
            string_to_sign=result.string_to_sign,
        )
    )
    return " ".join(made.mistakes) if made else ""


def sign(text: str, finish: str = "hex(hmac_sha256(secret, text))") -> str:
    return f'headers["x-key"] = key\ntext = {text}\nquery["sign"] = {finish}\n'


QUERY = sign("canonical_query(query)")
PATH = sign('f"{path}"')
IN_BASE64 = sign('f"{path}"', "base64(hmac_sha256(secret, text))")
IN_URL = sign("canonical_query(params)", "base64(hmac_sha256(secret, text))")
URL_TWICE = sign("query_string(params)", "rfc3986(base64(hmac_sha256(secret, text)))")
OTHER_URL = "https://api.example.com{}?b=2&a=x%20y"


def by(finish: str, text: str = "canonical_query(query)") -> Json:
    """A caller that finishes in another way."""
    return {"steps": sign(text, finish)}


def of(text: str) -> Json:
    """A caller that signs another text."""
    return {"steps": sign(text)}


def at(path: str) -> Json:
    """A caller that signs another path."""
    return {"request": {"url": OTHER_URL.format(path)}}


DIGESTED = sign("""f"{join_fields(form, '=', '&')}&key={secret}\"""", "upper(hex(md5(text)))")
MISTAKES: list[tuple[str, str, Json]] = [
    ("algorithm-used", QUERY, by("hex(hmac_sha1(secret, text))")),
    ("digest-for-hmac", QUERY, by("hex(sha256(secret + text))")),
    ("key-decoded", QUERY, by("hex(hmac_sha256(base64_decode(secret), text))")),
    ("sorted", sign("query_string(query)"), of("canonical_query(query)")),
    ("sent-otherwise", sign("form_encode(form)"), of("query_string(form)")),
    ("encoded", sign('join_fields(query, "=", "&")'), of('join_fields(encoded(query), "=", "&")')),
    ("empty-fields-signed", sign('join_fields(filled(form), "=", "&")'), of('join_fields(form, "=", "&")')),
    ("query-in-path", PATH, of("target")),
    ("path-slash", PATH, at("/v1/things/")),
    ("path-base", PATH, at("/things")),
    ("body-not-signed", sign('f"{path}" + body'), {"request": {"form": {}}, "body": b"z=1+2&empty="}),
    ("unsorted", QUERY, of("query_string(query)")),
    ("double-encoding", QUERY, of("canonical_query(encoded(query))")),
    ("parameter-not-signed", sign("canonical_query(params)"), of('canonical_query(without(params, "b"))')),
    ("form-not-signed", sign("canonical_query(params)"), of("canonical_query(query)")),
    ("method-case", sign('f"{method}{path}"'), of('f"{lower(method)}{path}"')),
    ("key-id-as-secret", PATH, {"credentials": {"secret": "k"}}),
    ("upper-case-hex", PATH, by("upper(hex(hmac_sha256(secret, text)))", 'f"{path}"')),
    ("small-letters", DIGESTED, {"steps": DIGESTED.replace("upper", "lower")}),
    ("swapped-arguments", PATH, by("hex(hmac_sha256(text, secret))", 'f"{path}"')),
    ("base64-of-hex", IN_BASE64, by("base64(hex(hmac_sha256(secret, text)))", 'f"{path}"')),
    ("no-padding", IN_BASE64, by("substring(base64(hmac_sha256(secret, text)), 0, 43)", 'f"{path}"')),
    ("query-not-encoded", sign("rfc3986(canonical_query(query))"), of("canonical_query(query)")),
    ("path-not-encoded", sign('f"%2F&{path}"'), of('f"/&{path}"')),
    ("request-not-digested", sign("hex(sha256(canonical_query(query)))"), of("canonical_query(query)")),
    (
        "headers-without-end",
        sign('canonical_headers(headers, "x-key") + "."'),
        of('"x-key:" + key + "."'),
    ),
    (
        "key-without-ampersand",
        sign('f"{path}"', 'hex(hmac_sha256(secret + "&", text))'),
        by("hex(hmac_sha256(secret, text))", 'f"{path}"'),
    ),
]
PAIRS: list[tuple[str, str, Json]] = [
    (
        "unsorted key-with-newline",
        QUERY,
        {**of("query_string(query)"), "credentials": {"secret": "c2VjcmV0\n"}},
    ),
    ("unsorted double-encoding", QUERY, of("query_string(encoded(query))")),
    (
        "method path-empty",
        sign('f"{method}{path}."'),
        of('"GET."'),
    ),
    (
        "method-case swapped-arguments",
        sign('f"{method}{path}"'),
        {"steps": sign('f"{lower(method)}{path}"', "hex(hmac_sha256(text, secret))")},
    ),
    (
        "swapped-arguments key-without-ampersand",
        sign('f"{path}"', 'hex(hmac_sha256(secret + "&", text))'),
        by("hex(hmac_sha256(text, secret))", 'f"{path}"'),
    ),
    (
        "parameter-not-signed upper-case-hex",
        sign("canonical_query(params)"),
        {"steps": sign('canonical_query(without(params, "b"))', "upper(hex(hmac_sha256(secret, text)))")},
    ),
    ("unsorted signature-encoded-twice", IN_URL, {"steps": URL_TWICE}),
]


def test_the_text_of_a_digest_is_shown_without_the_secret_in_it() -> None:
    right = scheme(DIGESTED)
    view = view_of(signed(right, VECTOR))
    reading = right.read(view)
    for secret in (VECTOR["credentials"]["secret"], "s"):
        result = verify(right, view, reading, {**VECTOR["credentials"], "secret": secret})
        assert result.string_to_sign == "empty=&z=1 2&key=***"


@pytest.mark.parametrize(("mistake", "steps", "change"), MISTAKES, ids=[one[0] for one in MISTAKES])
def test_a_mistake_is_found_by_changing_the_recipe(mistake: str, steps: str, change: Json) -> None:
    assert found(steps, change) == mistake


@pytest.mark.parametrize(("mistakes", "steps", "change"), PAIRS, ids=[one[0] for one in PAIRS])
def test_two_mistakes_together_are_found(mistakes: str, steps: str, change: Json) -> None:
    assert found(steps, change) == mistakes


def test_every_mistake_of_recipes_is_tested() -> None:
    assert set(OF_RECIPES) - {one[0] for one in MISTAKES} == {"key-hex-decoded"}


def test_what_was_drawn_is_read_back_through_everything() -> None:
    steps = (
        "now = unix_time()\nmillis = unix_millis()\nnonce = random_digits(8)\nexpires = now + ttl\n"
        'headers["x-date"] = utc(now, "%a, %d %b %Y %H:%M:%S GMT")\n'
        'headers["x-precise"] = utc(millis, "%Y%m%dT%H%M%S.%LZ")\n'
        'token = base64url(f"{key}.{expires}.{nonce}")\n'
        'query["token"] = rfc3986(f"v1:{token}")\n'
        'query["sign"] = hex(hmac_sha256(secret, f"{token}{millis}"))\n'
    )
    made = scheme(steps)
    assert made.problem == ""
    vector = {**VECTOR, "settings": {"ttl": 777}, "random": {"random_digits": "00042042"}}
    reading = made.read(view_of(signed(made, vector)))
    assert (reading.names["key"], reading.settings) == ("k", {"ttl": 777})
    assert sorted(map(str, reading.drawn.values())) == ["00042042", "1700000000", "1700000000250"]
    assert made.times(reading) == ([1_700_000_000, 1_700_000_000_250], [1_700_000_777])


@pytest.mark.parametrize(
    "layout",
    [
        "%Y-%m-%dT%H:%M:%SZ",
        "%Y%jT%H%M%S",
        "%a, %d %b %Y %H:%M:%S GMT",
        "%d/%b/%Y %S:%M:%H",
    ],
)
def test_a_time_is_read_back_in_every_layout(layout: str) -> None:
    made = scheme(
        f'now = unix_time()\nheaders["x-date"] = utc(now, "{layout}")\n'
        'headers["x-sign"] = hex(hmac_sha256(secret, f"{now}"))\n'
    )
    assert made.problem == ""
    reading = made.read(view_of(signed(made, VECTOR)))
    assert made.times(reading) == ([1_700_000_000], [])


def test_what_cannot_be_read_back_is_said_and_can_be_stated() -> None:
    steps = (
        'now = unix_time()\nheaders["x-key"] = key\nheaders["x-sign"] = hex(hmac_sha256(secret, f"{now}"))\n'
    )
    lost = scheme(steps)
    assert (
        lost.problem
        == "now cannot be read back from the request; say where it is by x-emulator.reads of the scheme"
    )
    stated = scheme(steps, reads={"now": {"in": "query", "name": "at", "format": "unix"}})
    vector = {**VECTOR, "request": {"method": "GET", "url": "https://api.example.com/?at=1700000000"}}
    assert stated.problem == ""
    view = view_of(signed(stated, vector))
    assert isinstance(verify(stated, view, stated.read(view), VECTOR["credentials"]), Proof)


def test_bytes_beside_a_digest_are_read_back() -> None:
    steps = (
        'nonce = random_hex(8)\nheaders["x-key"] = key\n'
        'headers["x-sign"] = base64(hex_decode(nonce) + hmac_sha256(secret, nonce))\n'
    )
    made = scheme(steps)
    view = view_of(signed(made, {**VECTOR, "random": {"random_hex": "ff00c3a9"}}))
    reading = made.read(view)
    assert made.nonces(reading) == ["ff00c3a9"]
    assert isinstance(verify(made, view, reading, VECTOR["credentials"]), Proof)


def test_a_vector_that_comes_out_otherwise_is_said() -> None:
    steps = 'headers["X-Sign"] = hex(hmac_sha256(secret, path))\n'
    right = signed(scheme(steps), VECTOR).placed["headers", "x-sign"]
    for name, value, said in (
        ("X-Sign", right, []),
        ("X-Sign", "0" * 64, ["its vector 'v' has another headers['X-Sign'] than the emulator computes"]),
        ("X-Other", "0", []),
    ):
        vector = {**VECTOR, "name": "v", "expect": {"headers": {name: value}}}
        made = scheme(steps, signing={"vectors": [vector]})
        assert [text for text in made.unverified if "vector" in text] == said


HEADERS = {"x-one": "1", "x-two": "2", "content-type": "text/plain"}


@pytest.mark.parametrize(
    ("chosen", "proves"),
    [
        ('"host", "x-*"', True),
        ('"content-type", "host", "x-*"', True),
        ('"host", "x-one"', False),
        ('"x-*"', False),
    ],
)
def test_a_caller_may_sign_more_headers_than_it_has_to(chosen: str, proves: bool) -> None:
    steps = (
        "names = signed_names(headers, {})\n"
        'headers["authorization"] = f"T key={{key}}, names={{names}}, '
        'sign={{hex(hmac_sha256(secret, canonical_headers(headers, names)))}}"\n'
    )
    right, caller = scheme(steps.format('"host", "x-*"')), scheme(steps.format(chosen))
    vector = {**VECTOR, "request": {"method": "GET", "url": REQUEST, "headers": HEADERS}}
    view = view_of(signed(caller, vector))
    result = verify(right, view, right.read(view), VECTOR["credentials"])
    assert isinstance(result, Proof if proves else Mismatch)


def test_a_header_that_was_not_sent_is_not_signed() -> None:
    steps = (
        'names = {}\nheaders["authorization"] = f"T key={{key}}, names={{names}}, '
        'sign={{hex(hmac_sha256(secret, canonical_headers(headers, names)))}}"\n'
    )
    right, caller = (
        scheme(steps.format(names)) for names in ('signed_names(headers, "host")', '"host;x-three"')
    )
    vector = {**VECTOR, "request": {"method": "GET", "url": REQUEST, "headers": HEADERS}}
    view = view_of(signed(caller, vector))
    assert isinstance(verify(right, view, right.read(view), VECTOR["credentials"]), Mismatch)


def test_a_field_may_be_left_out_if_it_is_documented_so() -> None:
    steps = 'query["ttl"] = ttl\nquery["sign"] = hex(hmac_sha256(secret, query_string(query)))\n'
    without = scheme(steps.partition("\n")[2])
    view = view_of(signed(without, VECTOR))
    strict = scheme(steps)
    assert ("query", "ttl") in strict.needed
    assert isinstance(verify(strict, view, strict.read(view), VECTOR["credentials"]), Mismatch)
    signing = {
        "credentials": ["key", "secret"],
        "secrets": ["secret"],
        "settings": {"ttl": 100},
        "steps": steps,
    }
    fields = frozenset({("query", "ttl"), ("query", "sign")})
    for lenient in (scheme_of("s", signing, {}, fields), scheme(steps, optional=["ttl", "sign"])):
        assert lenient.needed == (("query", "sign"),)  # a signature never is
        for sent in (view, view_of(signed(strict, VECTOR))):
            assert isinstance(verify(lenient, sent, lenient.read(sent), VECTOR["credentials"]), Proof)


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ("import os", "line 1 is no step"),
        ('headers["x"] = eval(key)', "calls eval, which the emulator does not know"),
        ('headers["x"] = key.upper()', "line 1 has a value"),
        ('headers["x"] = nobody', "nobody is neither"),
        ('headers["x"] = (', "cannot be parsed"),
    ],
)
def test_a_recipe_that_cannot_be_read(steps: str, problem: str) -> None:
    with pytest.raises(RecipeError, match=problem.replace("(", r"\(")):
        scheme(steps)
