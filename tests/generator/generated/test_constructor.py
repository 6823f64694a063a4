"""Security, servers and the environment: what the constructor of a generated client decides."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest

STEPS = {
    "headers": 'headers["x-key"] = key\ntext = "{name}" + secret\nheaders["x-sign"] = hex(sha256(text))\n',
    "form": 'form["key"] = key\ntext = "{name}" + secret\nform["sign"] = hex(sha256(text))\n',
}


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def recipe(name: str, place: str = "headers") -> dict[str, Any]:
    expected = {"x-key": "k", "x-sign": digest(f"{name}s")}
    if place == "form":
        expected = {key.removeprefix("x-"): value for key, value in expected.items()}
    return {
        "type": "http",
        "scheme": f"test-{name}",
        "x-signing": {
            "credentials": ["key", "secret"],
            "secrets": ["secret"],
            "unsigned": ["query", "body"],
            "steps": STEPS[place].format(name=name),
            "vectors": [
                {
                    "name": "one",
                    "source": f"printf {name}s | openssl dgst -sha256",
                    "credentials": {"key": "k", "secret": "s"},
                    "request": {"method": "POST", "url": "https://api.example.com/thing"},
                    "expect": {place: expected},
                }
            ],
        },
    }


KEYS = {"key": "k", "secret": "s3"}


@pytest.mark.parametrize("where", ["root", "operation"])
def test_security_of_the_root_and_of_the_operation(
    sandbox: Any, any_call: Any, vendor: Any, where: str
) -> None:
    sandbox.spec["components"]["securitySchemes"] = {"a": recipe("a"), "b": recipe("b")}
    (sandbox.spec if where == "root" else sandbox.operation)["security"] = [{"a": []}, {"b": []}]
    for settings, name in (({}, "a"), ({"signature": "a"}, "a"), ({"signature": "b"}, "b")):
        any_call("get_thing", KEYS | settings, id="1")
        assert vendor.last.headers["x-sign"] == digest(f"{name}s3")
    with pytest.raises(any_call.package.errors.ConfigurationError, match="expected one of: a, b"):
        any_call("get_thing", KEYS | {"signature": "c"}, id="1")
    assert len(vendor.seen) == 3


def test_the_operations_security_replaces_the_roots(sandbox: Any, any_call: Any, vendor: Any) -> None:
    sandbox.spec["components"]["securitySchemes"] = {"a": recipe("a"), "b": recipe("b")}
    sandbox.spec["security"] = [{"a": []}]
    sandbox.operation["security"] = [{"b": []}]
    any_call("get_thing", KEYS, id="1")
    assert vendor.last.headers["x-sign"] == digest("bs3")


def test_the_client_stage_names_the_signatures(sandbox: Any, call: Any, vendor: Any) -> None:
    sandbox.spec["components"]["securitySchemes"] = {"a": recipe("a"), "b": recipe("b")}
    sandbox.spec["security"] = [{"a": []}, {"b": []}]
    schemes = "$.components.securitySchemes"
    sandbox.overlay(
        "client",
        {"target": f"{schemes}.a", "update": {"x-client": {"name": "v3"}}},
        {"target": f"{schemes}.b", "update": {"x-client": {"name": "v1"}}},
    )
    call("get_thing", KEYS | {"signature": "v1"}, id="1")
    assert vendor.last.headers["x-sign"] == digest("bs3")
    source = sandbox.file("_client.py")
    assert 'Signature: TypeAlias = Literal["v3", "v1"]' in source
    assert 'signature: Signature = "v3"' in source


def test_fields_of_a_signature_are_no_arguments_unless_nothing_signs(
    sandbox: Any, any_call: Any, vendor: Any
) -> None:
    sandbox.spec["components"]["securitySchemes"] = {"a": recipe("a", "form")}
    sandbox.spec["security"] = [{"a": []}]
    sandbox.properties.update({"key": {"type": "string"}, "sign": {"type": "string"}})
    sandbox.body["schema"]["required"] += ["key", "sign"]
    other = json.loads(json.dumps(sandbox.operation)) | {"operationId": "open_thing", "security": []}
    sandbox.spec["paths"]["/open"] = {"post": other}
    any_call("get_thing", KEYS, id="1")
    assert dict(vendor.last.fields) == {"id": b"1", "key": b"k", "sign": digest("as3").encode()}
    any_call("open_thing", KEYS, id="1", key="mine", sign="")
    assert dict(vendor.last.fields) == {"id": b"1", "key": b"mine", "sign": b""}
    assert {"key", "sign"}.isdisjoint(any_call.signature("get_thing").parameters)


def test_a_product_of_which_nothing_is_signed_takes_no_credentials(
    sandbox: Any, any_call: Any, vendor: Any
) -> None:
    sandbox.spec["components"]["securitySchemes"] = {"a": recipe("a")}
    sandbox.operation["security"] = []
    any_call("get_thing", {}, id="1")
    assert {"x-sign", "x-key"}.isdisjoint(vendor.last.headers)
    with pytest.raises(TypeError, match="secret"):
        any_call.package.Thing(secret="s")


def test_a_missing_credential_names_its_variable(
    sandbox: Any, any_call: Any, vendor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.spec["components"]["securitySchemes"] = {"a": recipe("a")}
    sandbox.spec["security"] = [{"a": []}]
    sandbox.overlay(
        "client",
        {"target": "$", "update": {"x-client": {"environment": "ACME", "credentials": {"key": "ACME_ID"}}}},
    )
    error = any_call.package.errors.ConfigurationError
    with pytest.raises(error, match=r"(?s)ACME_ID.*ACME_SECRET"):
        any_call("get_thing", {}, id="1")
    monkeypatch.setenv("ACME_ID", "from")
    monkeypatch.setenv("ACME_SECRET", "environment")
    monkeypatch.setenv("ACME_BASE_URL", vendor.url)
    any_call("get_thing", {"base_url": None}, id="1")
    assert (vendor.last.headers["x-key"], vendor.last.headers["x-sign"]) == ("from", digest("aenvironment"))


def test_regions_and_base_url(sandbox: Any, call: Any) -> None:
    sandbox.spec["servers"][0]["x-default"] = True
    # a host that is listed first changes nothing for those who choose no region
    sandbox.spec["servers"].insert(0, {"url": "https://asia.example.com/v1", "x-region": "asia"})
    package = call.package
    for kind in (package.Thing, package.AsyncThing):
        assert kind().base_url == "https://api.example.com"
        assert kind(region="asia").base_url == "https://asia.example.com/v1"
        with pytest.raises(package.errors.ConfigurationError, match=r"eu.*asia"):
            kind(region="mars")
        with pytest.raises(package.errors.ConfigurationError, match="http://"):
            kind(base_url="http://api.example.com")
        allowed = kind(base_url="http://api.example.com", allow_http=True)
        assert allowed.base_url == "http://api.example.com"
    assert 'Region: TypeAlias = Literal["eu", "asia"]' in sandbox.file("_client.py")


def test_the_path_of_a_server_goes_in_front(sandbox: Any, any_call: Any, vendor: Any) -> None:
    any_call("get_thing", {"base_url": f"{vendor.url}/v1/"}, id="1")
    assert vendor.last.target == "/v1/thing"
