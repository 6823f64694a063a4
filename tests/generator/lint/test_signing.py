"""What is sent is signed: operations whose query, body or files a signature leaves out are refused."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest

QUERY = {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}
WHOLE = 'headers["x-sign"] = hex(hmac_sha1(key, target + body))'


def scheme(steps: str, **changes: Any) -> dict[str, Any]:
    """A scheme whose vectors do not matter here."""
    request = {"method": "POST", "url": "https://x.example/", "query": {"q": "1"}}
    vector = {"name": "one", "credentials": {"key": "k"}, "request": request, "expect": {"names": {"a": "a"}}}
    recipe = {"credentials": ["key"], "secrets": ["key"], "steps": steps, "vectors": [vector]}
    return {"type": "http", "scheme": "acme", "x-signing": recipe | changes}


def told(sandbox: Any, steps: str, **changes: Any) -> list[str]:
    """What is said about a signature that the operation is given."""
    sandbox.spec["components"]["securitySchemes"] = {"acme": scheme(steps, **changes)}
    sandbox.operation["security"] = [{"acme": []}]
    return [
        problem.message.removeprefix("getThing: ")
        for problem in sandbox.problems()
        if problem.code in {"signing-unsigned", "signing-place"}
    ]


def json_body(sandbox: Any, schema: dict[str, Any] | None = None) -> None:
    found = schema or {"type": "object", "properties": {"a": {"type": "string"}}}
    sandbox.operation["requestBody"] = {"content": {"application/json": {"schema": found}}}


NO_BODY = "the signature of 'acme' does not cover a body of {}."
NO_QUERY = "the signature of 'acme' does not cover the query."
FORM, JSON = "multipart/form-data", "application/json"


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (WHOLE, []),
        ('headers["x-sign"] = hex(hmac_sha1(key, join_fields(params, "=", "&")))', []),
        ('headers["x-sign"] = hex(hmac_sha1(key, canonical_query(query) + form_encode(form)))', []),
        ('headers["x-sign"] = hex(hmac_sha1(key, value(query, "q", "") + form_encode(form)))', []),
        ('form["q"] = take(query, "q")\nform["s"] = hex(hmac_sha1(key, form_encode(form)))', []),
        ('headers["x-sign"] = hex(hmac_sha1(key, method))', [NO_QUERY, NO_BODY.format(FORM)]),
        ('headers["x-sign"] = hex(hmac_sha1(key, target))', [NO_BODY.format(FORM)]),
        ('headers["x-sign"] = hex(hmac_sha1(key, target + value(form, "id", "")))', [NO_BODY.format(FORM)]),
        ('headers["x-sign"] = hex(hmac_sha1(key, f"{length(body)}{target}"))', [NO_BODY.format(FORM)]),
        (
            'headers["x-len"] = hex(sha1(body))\nheaders["x-sign"] = hex(hmac_sha1(key, target))',
            [NO_BODY.format(FORM)],
        ),
        ('headers["x-key"] = key', []),
        ('headers["x-key"] = f"Basic {base64(key)}"', []),
    ],
)
def test_the_query_and_the_form(sandbox: Any, steps: str, expected: list[str]) -> None:
    sandbox.operation["parameters"] = [QUERY]
    assert told(sandbox, steps) == expected


@pytest.mark.parametrize(
    ("unsigned", "expected"),
    [
        (["query"], [NO_BODY.format(FORM)]),
        (["body"], [NO_QUERY]),
        (["files"], [NO_QUERY, NO_BODY.format(FORM)]),
        (["query", "body"], []),
    ],
)
def test_what_is_unsigned_by_design_is_said(sandbox: Any, unsigned: list[str], expected: list[str]) -> None:
    sandbox.operation["parameters"] = [QUERY]
    assert told(sandbox, 'headers["x-sign"] = hex(hmac_sha1(key, method))', unsigned=unsigned) == expected


def test_the_files_of_a_form(sandbox: Any) -> None:
    sandbox.properties["file"] = {"type": "string", "format": "binary", "description": "A file."}
    steps = 'headers["x-sign"] = hex(hmac_sha1(key, form_encode(form)))'
    assert told(sandbox, steps) == ["the signature of 'acme' does not cover the files of the form."]
    assert told(sandbox, steps, unsigned=["files"]) == []
    assert told(sandbox, steps, unsigned=["body"]) == []
    assert told(sandbox, WHOLE) == []


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (WHOLE, []),
        ('json["s"] = hex(hmac_sha1(key, join_fields(json, "=", "&")))', []),
        (
            'form["s"] = hex(hmac_sha1(key, form_encode(form)))',
            [
                "the recipe of 'acme' sets form[\"s\"], and the body is no form.",
                NO_BODY.format(JSON),
            ],
        ),
    ],
)
def test_a_json_object(sandbox: Any, steps: str, expected: list[str]) -> None:
    json_body(sandbox)
    assert told(sandbox, steps) == expected


def test_the_elements_of_a_flat_xml_document_are_those_of_a_form(sandbox: Any) -> None:
    schema = {"type": "object", "xml": {"name": "xml"}, "properties": {"a": {"type": "string"}}}
    sandbox.operation["requestBody"] = {"content": {"text/xml": {"schema": schema}}}
    steps = 'form["s"] = hex(hmac_sha1(key, join_fields(form, "=", "&")))'
    assert told(sandbox, steps) == []
    assert told(sandbox, 'headers["s"] = hex(hmac_sha1(key, method))') == [NO_BODY.format("text/xml")]


def test_json_fields_need_a_json_object(sandbox: Any) -> None:
    wanted = ["the recipe of 'acme' sets json[\"s\"], and the body is no JSON object."]
    steps = 'json["s"] = hex(hmac_sha1(key, join_fields(json, "=", "&")))'
    assert told(sandbox, steps)[:1] == wanted
    del sandbox.operation["requestBody"]
    assert told(sandbox, steps) == wanted


def test_a_field_that_is_taken_exists(sandbox: Any) -> None:
    sandbox.operation["parameters"] = [QUERY]
    steps = 'headers["x-q"] = take(query, "other")\n' + WHOLE
    assert told(sandbox, steps) == [
        "the recipe of 'acme' takes query[\"other\"], which the request does not have."
    ]


def test_each_fault_is_told_once_for_all_operations(sandbox: Any) -> None:
    other = sandbox.operation | {"operationId": "getOther", "security": [{"acme": []}]}
    sandbox.spec["paths"]["/other"] = {"post": other}
    assert told(sandbox, 'headers["x-sign"] = hex(hmac_sha1(key, method))') == [
        "getThing (and 1 more): " + NO_BODY.format(FORM)
    ]


def test_an_operation_that_is_signed_as_a_whole_is_generated(sandbox: Any) -> None:
    made = hmac.new(b"k", b"/?q=1", hashlib.sha1).hexdigest()
    request = {"method": "POST", "url": "https://x.example/?q=1"}
    vector = {"name": "one", "credentials": {"key": "k"}, "request": request}
    vectors = [vector | {"expect": {"headers": {"x-sign": made}}}]
    sandbox.spec["components"]["securitySchemes"] = {"acme": scheme(WHOLE, vectors=vectors)}
    sandbox.operation["security"] = [{"acme": []}]
    assert "target(request).encode() + body" in sandbox.file("_signing.py")


def test_what_the_emulator_cannot_verify_is_said(sandbox: Any) -> None:
    steps = (
        'now = unix_time()\nheaders["x-key"] = key\n'
        'headers["x-sign"] = hex(hmac_sha256(secret, f"{now}{target}"))'
    )
    signature = hmac.new(b"s", b"1/a", "sha256").hexdigest()
    vector = {
        "name": "one",
        "credentials": {"key": "k", "secret": "s"},
        "clock": 1,
        "request": {"method": "POST", "url": "https://x.example/a"},
        "expect": {"headers": {"x-key": "k", "x-sign": signature}},
    }
    signing: dict[str, Any] = {
        "credentials": ["key", "secret"],
        "secrets": ["secret"],
        "unsigned": ["body"],
        "steps": steps,
        "vectors": [vector],
    }
    acme: dict[str, Any] = {"type": "http", "scheme": "acme", "x-signing": signing}
    sandbox.spec["components"]["securitySchemes"] = {"acme": acme}
    sandbox.operation["security"] = [{"acme": []}]

    def told() -> list[tuple[str, str, str]]:
        return [
            (problem.severity, problem.message, problem.hint)
            for problem in sandbox.output().told
            if problem.code in {"signing-unread", "signing-unverified"}
        ]

    (warning, unread, hint), (note, never, _) = told()
    assert warning == "warning"
    assert unread == (
        "line 1: the signature of 'acme' depends on now, which cannot be read back from the request: "
        "the emulator does not check this signature."
    )
    assert "`x-emulator: {reads: …}`" in hint
    assert note == "note"
    assert never == (
        "what the recipe of 'acme' does not let the emulator verify: it carries no time, so no request is too old; "
        "it carries no nonce, so no request is a repetition."
    )
    signing["settings"], signing["adjustable"] = {"ttl": 60}, ["ttl"]
    signing["steps"] = (
        'now = unix_time()\nend = now + ttl\nheaders["x-key"] = f"{key};{end}"\n'
        'headers["x-sign"] = hex(hmac_sha256(secret, f"{end}{target}"))'
    )
    end = hmac.new(b"s", b"61/a", "sha256").hexdigest()
    vector["expect"] = {"headers": {"x-key": "k;61", "x-sign": end}}
    assert [severity for severity, _, _ in told()] == ["note"]  # as if the setting were left as it is
    del signing["settings"], signing["adjustable"]
    signing["steps"] = steps
    vector["expect"] = {"headers": {"x-key": "k", "x-sign": signature}}
    acme["x-emulator"] = {"reads": {"now": {"in": "header", "name": "x-key", "format": "unix"}}}
    assert [severity for severity, _, _ in told()] == ["note"]
