"""Constructs of recipes: the code that they become, and what that code does."""

from __future__ import annotations

import base64 as b64
import hashlib
import hmac
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from specseal.runtime.signing import SigningError
from specseal.signing import prove
from specseal.signing.coverage import coverage

KEYS = Path(__file__).parents[3] / "zoo/keys"


def body_of(source: str) -> list[str]:
    """The lines of a function below its docstring and arguments."""
    return source.split('"""Sign."""\n')[1].splitlines()


@pytest.mark.parametrize(
    ("steps", "lines"),
    [
        (
            'headers["x"] = hex(hmac_sha256(secret, f"{scheme}://{host}{target}"))',
            [
                '    string_to_sign = f"{request.scheme}://{request.host}{target(request)}"',
                '    headers["x"] = hmac_sha256(secret, string_to_sign).hex()',
                "    return Signed(text=string_to_sign)",
            ],
        ),
        (
            'a = given(token, f"t={token}&")\nheaders["x"] = hex(sha256(f"{a}{given(token)}{secret}"))',
            [
                '    a = (f"t={token}&" if token else "")',
                '    headers["x"] = sha256(f"{a}{(token or \'\')}{secret}").hex()',
                "    return Signed()",
            ],
        ),
        (
            'more = fields("a", key, "b", "1")\n'
            "headers[\"x\"] = hex(md5(f\"{join_fields(filled(merged(query, more)), '=', '&')}{secret}\"))",
            [
                '    more = {"a": key, "b": "1"}',
                "    headers[\"x\"] = md5(f\"{join_fields(filled(merged(query, more)), '=', '&')}{secret}\").hex()",
                "    return Signed()",
            ],
        ),
        (
            'json["t"] = unix_time()\njson["s"] = hex(sha512(f"{join_fields(json, \'\', \'\')}{secret}"))',
            [
                '    json["t"] = int(sources.clock())',
                "    json[\"s\"] = sha512(f\"{join_fields(json_texts(json), '', '')}{secret}\").hex()",
                "    return Signed()",
            ],
        ),
        (
            'headers["x"] = f"{utc(unix_millis(), \'%S.%LZ\')}{length(secret)}"',
            [
                '    headers["x"] = f"{utc_millis(round(sources.clock() * 1000), \'%S.%LZ\')}{len(secret)}"',
                "    return Signed()",
            ],
        ),
        (
            'headers["x"] = base64(rsa_sha256(secret, body))',
            ['    headers["x"] = base64(rsa_sha256(secret, body))', "    return Signed()"],
        ),
    ],
)
def test_code_that_a_person_could_have_written(bench: Any, steps: str, lines: list[str]) -> None:
    assert body_of(bench.source(steps))[-len(lines) :] == lines


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('base64url("a?>")', "YT8-"),
        ('base64url("a")', "YQ"),
        ('base64url_padded("a")', "YQ=="),
        ('hex(base64_decode(" -_8\\n"))', "fbff"),
        ('hex(base64_decode("+/8="))', "fbff"),
        ('hex(hex_decode("00fF "))', "00ff"),
        (r'json_string("a\"b\\é\n\u0001/")', r'"a\"b\\é\n\u0001/"'),
        ('unquote("%E5%8F%B0+%zz%4")', "台+%zz%4"),
        ('squeeze("  a \\t b\\nc  ")', "a b\nc"),
        ('substring("台北abc", 1, 3)', "北ab"),
        ('substring("abc", 2, 9)', "c"),
        ('substring("abc", 3, 1)', ""),
        ('tail("台北abc", 4)', "北abc"),
        ('tail("abc", 9)', "abc"),
        ('tail("abc", 0)', ""),
        ('given(key, "yes", "no")', "yes"),
        ('given("", "yes", "no")', "no"),
        ('given(body, "yes")', ""),
        ('query_string(fields("b", "1", "a b", "*"))', "b=1&a%20b=%2A"),
        ("join_fields(query, ':', ';')", "B:2;B:1;a b:x y;c:;é:台"),
        ("join_fields(filled(query), '=', '&')", "B=2&B=1&a b=x y&é=台"),
        ("join_fields(without(query, 'B', 'é'), '=', '&')", "a b=x y&c="),
        ("join_fields(lowered(query), '=', '&')", "a b=x y&b=2&b=1&c=&é=台"),
        ("join_fields(encoded(query), '=', '&')", "%C3%A9=%E5%8F%B0&B=2&B=1&a%20b=x%20y&c="),
        ("sorted_query(query)", "B=2&B=1&a%20b=x%20y&c=&%C3%A9=%E5%8F%B0"),
        ("canonical_query(query)", "B=1&B=2&a%20b=x%20y&c=&%C3%A9=%E5%8F%B0"),
        ("bare_query(query)", "B=2&B=1&a%20b=x%20y&c&%C3%A9=%E5%8F%B0"),
        ("names_of(query, ';')", "B;a b;c;é"),
        ("value(query, 'B', '-')", "2"),
        ("value(query, 'b', '-')", "-"),
        ("value(headers, 'X-A', '-')", " 1  2 "),
        ("header_lines(headers, 'x-')", "x-a:1  2\nx-b:\n"),
        ("header_lines(headers, 'y-')", ""),
        ("join_fields(matching(headers, 'x-b', 'h*'), '=', '&')", "host=h&x-b="),
        ("target", "/a?é=%E5%8F%B0".replace("é", "%C3%A9") + "&c=&a%20b=x%20y&B=2&B=1"),
        ("utc(unix_millis(), '%H:%M:%S.%L')", "22:13:20.250"),
        ("md5('')", hashlib.md5(b"").hexdigest()),
        ("sha512('')", hashlib.sha512(b"").hexdigest()),
    ],
)
def test_what_primitives_return(bench: Any, value: str, expected: str) -> None:
    steps = f'headers["out"] = {f"hex({value})" if value.startswith(("md5", "sha")) else value}\nform["s"] = secret'
    if "body" in value:
        steps = steps.replace('form["s"]', 'query["s"]')
    steps += " + key" if "key" not in value else ""
    query = {"é": "台", "c": "", "a b": "x y", "B": ["2", "1"]}
    headers = {"x-b": "", "host": "h", "x-a": " 1  2 "}
    steps = steps.encode("ascii", "backslashreplace").decode()
    changes = {"secrets": ["secret", "key"], "credentials": ["secret", "key"]}
    request, _ = bench.sign(bench.signer(steps, **changes), query=query, headers=headers)
    assert request.headers["out"] == expected


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ('hex(base64_decode("a"))', "decodes a text as Base64"),
        ('hex(base64_decode("a b="))', "decodes a text as Base64"),
        ('hex(hex_decode("0"))', "decodes a text as hexadecimal"),
        ('hex(hex_decode("0g"))', "decodes a text as hexadecimal"),
        ('unquote("%FF")', "percent-decodes a text"),
        ('hex(rsa_sha256(secret, ""))', "needs a RSA private key, in PEM"),
        ('hex(ed25519(secret, ""))', "needs a Ed25519 private key, in PEM"),
    ],
)
def test_what_cannot_be_signed_is_told_without_the_secret(bench: Any, value: str, told: str) -> None:
    signer = bench.signer(f'headers["out"] = {value}\nform["s"] = secret')
    with pytest.raises(SigningError, match=told) as raised:
        bench.sign(signer)
    assert "s3cr3t" not in str(raised.value)


def test_a_key_of_another_kind(bench: Any) -> None:
    signer = bench.signer('headers["out"] = hex(rsa_sha256(secret, ""))')
    with pytest.raises(SigningError, match="the one given is of another kind"):
        bench.sign(signer, {"secret": (KEYS / "p256.pem").read_text()})


def test_json_fields_are_read_as_they_are_sent_and_placed_with_their_types(bench: Any) -> None:
    steps = 'json["n"] = 5\njson["s"] = join_fields(json, "=", "&") + secret'
    sent = {"b": True, "a": msgspec.Raw(b'"\\u00e9"'), "o": msgspec.Raw(b'{"x": 1}'), "z": None}
    request, _ = bench.sign(bench.signer(steps), json=dict(sent))
    assert request.json["s"] == 'a=é&b=true&n=5&o={"x": 1}&z=nulls3cr3t'
    assert request.json["n"] == 5


def test_settings_that_callers_set(bench: Any) -> None:
    changes = {"settings": {"zone": "eu", "ttl": 5}, "adjustable": ["zone", "ttl"]}
    signer = bench.signer('headers["x"] = f"{zone}{ttl}"\nform["s"] = secret', **changes)
    given = {"secret": "s"}
    assert bench.sign(signer, given)[0].headers["x"] == "eu5"
    assert bench.sign(signer, given | {"zone": "us", "ttl": "07"})[0].headers["x"] == "us7"
    with pytest.raises(SigningError, match="'ttl' must be a whole number"):
        bench.sign(signer, given | {"ttl": "-7"})


def test_vectors_set_what_callers_set(bench: Any) -> None:
    vectors = [
        {
            "name": zone,
            "credentials": {"secret": "s"},
            "settings": {"zone": zone},
            "request": {"method": "POST", "url": "https://a.example/"},
            "expect": {"headers": {"x": hmac.new(b"s", zone.encode(), "sha1").hexdigest()}},
        }
        for zone in ("us", "eu")
    ]
    changes = {"settings": {"zone": "eu"}, "adjustable": ["zone"]}
    prove(bench.recipe('headers["x"] = hex(hmac_sha1(secret, zone))', vectors=vectors, **changes))


def test_the_length_of_what_is_signed_may_be_placed_after_it_was_read(bench: Any) -> None:
    signer = bench.signer('query["n"] = length(query_string(query))\nform["s"] = secret')
    assert bench.sign(signer, query={"a": "b"})[0].query == {"a": "b", "n": "3"}


def test_a_signature_that_was_named_first_counts_as_one(bench: Any) -> None:
    for steps in (
        'headers["x"] = hex(hmac_sha1(secret, body))',
        'mac = hmac_sha1(secret, body)\nheaders["x"] = hex(mac)',
        'mac = hmac_sha1(secret, body)\ntext = hex(mac)\nheaders["x"] = text',
    ):
        covered = coverage(bench.recipe(steps))
        assert (covered.signs, covered.body) == (True, True), steps


def test_an_ecdsa_signature_of_another_tool_is_verified(bench: Any) -> None:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    pem = (KEYS / "p256.pem").read_text()
    private: Any = serialization.load_pem_private_key(pem.encode(), None)
    der = private.sign(b"POST", ec.ECDSA(hashes.SHA256()))
    raw = b"".join(one.to_bytes(32, "big") for one in utils.decode_dss_signature(der))
    for primitive, made in (("ecdsa_p256", raw), ("ecdsa_p256_der", der)):
        vector = {
            "name": "one",
            "credentials": {"secret": pem},
            "random": {primitive: b64.b64encode(made).decode()},
            "request": {"method": "POST", "url": "https://a.example/"},
            "expect": {"headers": {"x": made.hex()}},
        }
        steps = f'headers["x"] = hex({primitive}(secret, method))'
        prove(bench.recipe(steps, vectors=[vector]))
        with pytest.raises(Exception, match="does not sign what the recipe signs"):
            prove(bench.recipe(steps.replace("method", "host"), vectors=[vector]))
        request, _ = bench.sign(bench.signer(steps), {"secret": pem})
        fresh = bytes.fromhex(request.headers["x"])
        if primitive == "ecdsa_p256":
            halves = (int.from_bytes(fresh[:32], "big"), int.from_bytes(fresh[32:], "big"))
            fresh = utils.encode_dss_signature(*halves)
        private.public_key().verify(fresh, b"POST", ec.ECDSA(hashes.SHA256()))


def test_a_wheel_that_needs_keys_says_so(sandbox: Any) -> None:
    pem = (KEYS / "ed25519.pem").read_text()
    request = SimpleNamespace(body=b"")
    private: Any = __import__("cryptography.hazmat.primitives.serialization", fromlist=["x"])
    made = private.load_pem_private_key(pem.encode(), None).sign(request.body).hex()
    vector = {
        "name": "one",
        "credentials": {"key": pem},
        "request": {"method": "POST", "url": "https://x.example/"},
        "expect": {"headers": {"x": made}},
    }
    recipe = {
        "credentials": ["key"],
        "secrets": ["key"],
        "steps": 'headers["x"] = hex(ed25519(key, body))',
        "vectors": [vector],
    }
    sandbox.spec["components"]["securitySchemes"] = {
        "acme": {"type": "http", "scheme": "acme", "x-signing": recipe}
    }
    assert "keys = [" not in sandbox.output().files["pyproject.toml"]
    sandbox.operation["security"] = [{"acme": []}]
    files = sandbox.output().files
    assert 'keys = ["cryptography>=45"]' in files["pyproject.toml"]
    assert "Signing needs the extra `keys`." in files["README.md"]
    assert "def rsa_sha256" not in files["src/thing/_runtime/keys.py"]
    assert "src/thing/_runtime/encodings.py" not in files
    assert "src/thing/_runtime/openssl.py" not in files


def test_a_wheel_has_no_primitive_that_nothing_calls(sandbox: Any) -> None:
    assert "def pairs" in sandbox.output().files["src/thing/_runtime/primitives.py"]  # for multipart forms
    del sandbox.operation["requestBody"]
    assert "def pairs" not in sandbox.output().files["src/thing/_runtime/primitives.py"]
