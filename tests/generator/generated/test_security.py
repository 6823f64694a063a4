"""Security as OpenAPI says it: which credentials travel where, and which are demanded."""

from __future__ import annotations

import base64
import ssl
from typing import Any

import pytest

BEARER = {"type": "http", "scheme": "bearer"}
BASIC = {"type": "http", "scheme": "basic"}
HEADER = {"type": "apiKey", "in": "header", "name": "X-Key"}
QUERY = {"type": "apiKey", "in": "query", "name": "key"}
COOKIE = {"type": "apiKey", "in": "cookie", "name": "session"}
OAUTH = {
    "type": "oauth2",
    "flows": {"implicit": {"authorizationUrl": "https://a.example/", "scopes": {"read": "R"}}},
}
OPEN_ID = {"type": "openIdConnect", "openIdConnectUrl": "https://a.example/.well-known/openid-configuration"}


def secure(sandbox: Any, *security: dict[str, Any], **schemes: Any) -> None:
    sandbox.spec["components"]["securitySchemes"] = schemes
    sandbox.operation["security"] = list(security)


def basic(text: str) -> str:
    return f"Basic {base64.b64encode(text.encode()).decode()}"


@pytest.mark.parametrize(
    ("scheme", "given", "header", "value"),
    [
        (BEARER, {"token": "t0p"}, "authorization", "Bearer t0p"),
        (BASIC, {"username": "ann", "password": "pä:ss"}, "authorization", basic("ann:pä:ss")),
        (HEADER, {"api_key": "k"}, "x-key", "k"),
        (COOKIE, {"api_key": "k"}, "cookie", "session=k"),
        (OAUTH, {"access_token": "t"}, "authorization", "Bearer t"),
        (OPEN_ID, {"access_token": "t"}, "authorization", "Bearer t"),
    ],
)
def test_where_a_credential_travels(
    sandbox: Any, any_call: Any, vendor: Any, scheme: Any, given: Any, header: str, value: str
) -> None:
    secure(sandbox, {"it": ["read"]}, it=scheme)
    any_call("get_thing", given, id="1")
    assert vendor.last.headers[header] == value
    with pytest.raises(any_call.package.ConfigurationError) as refused:
        any_call("get_thing", id="1")
    assert f"{next(iter(given))} is missing" in str(refused.value)


def test_a_key_in_a_cookie_travels_beside_other_cookies(sandbox: Any, any_call: Any, vendor: Any) -> None:
    other = {"type": "apiKey", "in": "cookie", "name": "device"}
    secure(sandbox, {"it": [], "other": []}, it=COOKIE, other=other)
    text = {"type": "string"}
    sandbox.operation["parameters"] = [
        {"name": "theme", "in": "cookie", "schema": text},
        {"name": "session", "in": "cookie", "required": True, "schema": text},
        {"name": "tags", "in": "cookie", "schema": {"type": "array", "items": text}},
    ]
    given = {"it": "k", "other": "d"}
    any_call("get_thing", given, id="1", theme="a b", tags=["x", "y"])
    assert vendor.last.headers["cookie"] == "theme=a%20b; tags=x; tags=y; session=k; device=d"
    any_call("get_thing", given, id="1")
    assert vendor.last.headers["cookie"] == "session=k; device=d"
    assert "session" not in any_call.signature().parameters


def test_a_key_in_the_query_is_no_argument_and_shows_nowhere(
    sandbox: Any, any_call: Any, vendor: Any
) -> None:
    secure(sandbox, {"it": []}, it=QUERY)
    sandbox.operation["parameters"] = [{"name": "key", "in": "query", "schema": {"type": "string"}}]
    any_call("get_thing", {"api_key": "s3cret"}, id="1")
    assert vendor.last.query == [("key", "s3cret")]
    assert "key" not in any_call.signature().parameters
    vendor.status, vendor.answer = 400, b'"s3cret is wrong"'
    with pytest.raises(any_call.package.APIError) as failed:
        any_call("get_thing", {"api_key": "s3cret"}, id="1")
    assert "s3cret" not in f"{failed.value!r} {failed.value}"


def test_credentials_may_come_from_the_environment_and_from_functions(
    sandbox: Any, any_call: Any, vendor: Any, monkeypatch: Any
) -> None:
    secure(sandbox, {"it": []}, it=BEARER)
    monkeypatch.setenv("THING_TOKEN", "env")
    any_call("get_thing", id="1")
    any_call("get_thing", {"token": lambda: "fun"}, id="1")
    any_call("get_thing", {"credentials": lambda: {"token": "all"}}, id="1")
    assert [one.headers["authorization"] for one in vendor.seen] == ["Bearer env", "Bearer fun", "Bearer all"]


def test_alternatives_are_chosen_by_the_credentials_that_are_given(
    sandbox: Any, any_call: Any, vendor: Any
) -> None:
    secure(sandbox, {"user": []}, {"key": []}, user=BASIC, key=HEADER)
    any_call("get_thing", {"api_key": "k"}, id="1")
    assert vendor.last.headers["x-key"] == "k" and "authorization" not in vendor.last.headers
    both = {"api_key": "k", "username": "u", "password": "p"}
    any_call("get_thing", both, id="1")
    assert vendor.last.headers["authorization"] == basic("u:p") and "x-key" not in vendor.last.headers
    any_call("get_thing", both | {"signature": "key"}, id="1")
    assert vendor.last.headers["x-key"] == "k" and "authorization" not in vendor.last.headers
    with pytest.raises(any_call.package.ConfigurationError) as refused:
        any_call("get_thing", {"username": "u"}, id="1")
    assert "password=… (THING_PASSWORD), or api_key=… (THING_API_KEY)" in str(refused.value)


def test_schemes_that_sign_together(sandbox: Any, any_call: Any, vendor: Any) -> None:
    secure(sandbox, {"user": [], "key": []}, user=BASIC, key=HEADER)
    any_call("get_thing", {"api_key": "k", "username": "u", "password": "p"}, id="1")
    assert vendor.last.headers["x-key"] == "k" and vendor.last.headers["authorization"] == basic("u:p")


def test_each_operation_demands_what_it_needs(sandbox: Any, any_call: Any, vendor: Any) -> None:
    secure(sandbox, {"user": []}, user=BEARER, admin=BEARER)
    response = sandbox.operation["responses"]
    paths = sandbox.spec["paths"]
    paths["/admin"] = {"get": {"operationId": "seeAll", "responses": response, "security": [{"admin": []}]}}
    paths["/open"] = {"get": {"operationId": "seeOpen", "responses": response, "security": []}}
    any_call("see_open")
    assert "authorization" not in vendor.last.headers
    any_call("get_thing", {"user": "u"}, id="1")
    assert vendor.last.headers["authorization"] == "Bearer u"
    any_call("see_all", {"user": "u", "admin": "a"})
    assert vendor.last.headers["authorization"] == "Bearer a"
    with pytest.raises(any_call.package.ConfigurationError, match=r"seeAll needs credentials.*THING_ADMIN"):
        any_call("see_all", {"user": "u"})


@pytest.mark.parametrize("security", [[{}, {"it": []}], [{"it": []}, {}]])
def test_optional_security(sandbox: Any, any_call: Any, vendor: Any, security: Any) -> None:
    secure(sandbox, *security, it=BEARER)
    any_call("get_thing", id="1")
    assert "authorization" not in vendor.last.headers
    any_call("get_thing", {"token": "t"}, id="1")
    assert vendor.last.headers["authorization"] == "Bearer t"
    any_call("get_thing", {"token": "t", "signature": "none"}, id="1")
    assert "authorization" not in vendor.last.headers


def test_the_default_of_the_root_is_overridden_by_an_empty_list(
    sandbox: Any, any_call: Any, vendor: Any
) -> None:
    secure(sandbox, it=BEARER)
    sandbox.spec["security"] = [{"it": []}]
    sandbox.operation["security"] = []
    any_call("get_thing", id="1")
    assert "authorization" not in vendor.last.headers


def test_credentials_have_the_names_that_the_overlay_gives_them(
    sandbox: Any, any_call: Any, vendor: Any
) -> None:
    secure(sandbox, {"it": []}, it=BEARER)
    sandbox.overlay(
        "wire", {"target": "$..securitySchemes.it", "update": {"x-credentials": {"token": "secret_key"}}}
    )
    any_call("get_thing", {"secret_key": "k"}, id="1")
    assert vendor.last.headers["authorization"] == "Bearer k"


def test_two_schemes_that_set_the_same_header_cannot_sign_together(sandbox: Any) -> None:
    secure(sandbox, {"a": [], "b": []}, a=BEARER, b=BASIC)
    (problem,) = sandbox.problems()
    assert (problem.code, problem.location.pointer) == ("security-conflict", "/paths/~1thing/post/security/0")


def test_a_certificate_of_the_client(sandbox: Any, any_call: Any, vendor: Any, tmp_path: Any) -> None:
    secure(sandbox, {"tls": []}, tls={"type": "mutualTLS"})
    any_call("get_thing", {"cert": None}, id="1")
    error = any_call.package.ConfigurationError
    with pytest.raises(error, match="cert: cannot be read"):
        any_call("get_thing", {"cert": tmp_path / "none.pem"}, id="1")
    with pytest.raises(error, match="combined with http_client"):
        any_call("get_thing", {"cert": "a.pem", "http_client": "fast"}, id="1")
    with pytest.raises(error, match="load it into that context"):
        any_call("get_thing", {"cert": "a.pem", "verify": ssl.create_default_context()}, id="1")


def test_only_products_that_need_them_carry_the_modules(sandbox: Any) -> None:
    plain = set(sandbox.output().files)
    secure(sandbox, {"it": []}, it=BEARER)
    signed = set(sandbox.output().files)
    assert {name.rpartition("/")[2] for name in signed - plain} == {"_signing.py"}
    secure(sandbox, {"it": []}, {"tls": []}, it=BEARER, tls={"type": "mutualTLS"})
    added = {name.rpartition("/")[2] for name in set(sandbox.output().files) - signed}
    assert added == {"choice.py", "certificate.py"}


def test_a_credential_in_the_path_is_given_once(sandbox: Any, any_call: Any, vendor: Any) -> None:
    secure(sandbox, {"it": []}, it=BASIC)
    text = {"type": "string"}
    sid = {"name": "AccountSid", "in": "path", "required": True, "schema": text}
    item = sandbox.spec["paths"].pop("/thing")
    sandbox.spec["paths"]["/Accounts/{AccountSid}/thing"] = {"parameters": [sid], **item}
    sandbox.overlay(
        "client",
        {"target": "$.paths.*.parameters[0]", "update": {"x-client": {"option": True, "name": "account"}}},
    )
    given = {"username": "u", "password": "p"}
    any_call("get_thing", given | {"account": "AC1"}, id="1")
    assert vendor.last.path == "/Accounts/AC1/thing"
    with pytest.raises(Exception, match="account"):
        any_call("get_thing", given, id="1")
    assert len(vendor.seen) == 1
