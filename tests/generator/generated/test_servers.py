"""Servers as OpenAPI says them: variables, base paths, regions, and operations with servers of their own."""

from __future__ import annotations

from typing import Any

import pytest


def constructed(module: Any, **given: Any) -> str:
    with module.Thing(**given) as client:
        url: str = client.base_url
        return url


def test_variables_are_arguments_of_the_constructor(sandbox: Any, imported: Any) -> None:
    sandbox.spec["servers"] = [
        {
            "url": "https://{tenant}.example.com/{version}",
            "variables": {
                "tenant": {"default": "{your-tenant}", "description": "Your account"},
                "version": {"default": "v2", "enum": ["v1", "v2"]},
            },
        }
    ]
    module = imported()
    assert constructed(module, tenant="acme") == "https://acme.example.com/v2"
    assert constructed(module, tenant="acme", version="v1") == "https://acme.example.com/v1"
    error = module.ConfigurationError
    with pytest.raises(error, match="tenant is missing: pass tenant=…"):
        constructed(module)
    with pytest.raises(error, match="unknown value 'v3'; expected one of: v1, v2"):
        constructed(module, tenant="acme", version="v3")
    for hostile in ("a/b?", "me@evil.example", "a b", "a#"):
        with pytest.raises(error, match="the server of 'default'"):
            constructed(module, tenant=hostile)
    printed = sandbox.file("_client.py")
    assert "tenant: Your account." in printed
    assert 'version: Literal["v1", "v2"] | None = None' in printed
    assert "Default: `v2`." in printed


def test_regions_are_named_after_what_tells_the_servers_apart(sandbox: Any, imported: Any) -> None:
    sandbox.spec["servers"] = [
        {"url": "https://api.example.com/v1", "description": "US Things"},
        {"url": "https://api.eu.example.com/v1/", "description": "EU Things"},
    ]
    module = imported()
    assert constructed(module) == "https://api.example.com/v1"
    assert constructed(module, region="eu") == "https://api.eu.example.com/v1"
    assert 'Region: TypeAlias = Literal["us", "eu"]' in sandbox.file("_client.py")
    assert '"x-region": "eu"' in sandbox.output().contract


@pytest.mark.parametrize("servers", [[], [{"url": "/v2"}]])
def test_without_a_host_the_base_url_is_needed(
    sandbox: Any, any_call: Any, vendor: Any, servers: Any
) -> None:
    sandbox.spec["servers"] = servers
    with pytest.raises(any_call.package.ConfigurationError, match=r"pass base_url=… or set.* THING_BASE_URL"):
        any_call("get_thing", {"base_url": None}, id="1")
    any_call("get_thing", {"base_url": f"{vendor.url}/v2"}, id="1")
    assert vendor.last.path == "/v2/thing"
    assert "Region" not in sandbox.file("_client.py")


def test_plain_http_only_where_the_caller_says_so(sandbox: Any, imported: Any) -> None:
    sandbox.spec["servers"] = [{"url": "http://api.example.com"}]
    module = imported()
    with pytest.raises(module.ConfigurationError, match="the server of 'default' is plain http://"):
        constructed(module)
    assert constructed(module, allow_http=True) == "http://api.example.com"


@pytest.mark.parametrize("where", ["path", "operation"])
def test_an_operation_with_a_server_of_its_own(sandbox: Any, any_call: Any, vendor: Any, where: str) -> None:
    paths = sandbox.spec["paths"]
    paths["/file"] = {"get": {"operationId": "getFile", "responses": sandbox.operation["responses"]}}
    holder = paths["/file"] if where == "path" else paths["/file"]["get"]
    variables = {"host": {"default": vendor.url.removeprefix("http://")}}
    holder["servers"] = [{"url": "http://{host}/upload", "variables": variables}]
    any_call("get_file", {"base_url": None})
    assert vendor.last.path == "/upload/file"
    other = vendor.url.replace("127.0.0.1", "localhost").removeprefix("http://")
    any_call("get_file", {"base_url": None, "host": other})
    assert vendor.last.headers["host"] == other
    any_call("get_file")
    assert vendor.last.path == "/file", "base_url stands for all servers"


def test_servers_of_a_path_that_are_those_of_the_root_are_no_others(sandbox: Any) -> None:
    sandbox.spec["paths"]["/thing"]["servers"] = [{"url": "https://api.example.com"}]
    assert "server=" not in sandbox.file("_operations.py")


def test_path_items_by_reference(sandbox: Any, any_call: Any, vendor: Any) -> None:
    item = sandbox.spec["paths"]["/thing"]
    sandbox.spec["components"]["pathItems"] = {"Thing": item}
    sandbox.spec["paths"]["/thing"] = {"$ref": "#/components/pathItems/Thing"}
    sandbox.spec["paths"]["/again"] = {
        "get": {
            "operationId": "getAgain",
            "responses": {"200": {"$ref": "#/components/pathItems/Thing/post/responses/200"}},
        }
    }
    any_call("get_thing", id="1")
    any_call("get_again")
    assert [one.path for one in vendor.seen] == ["/thing", "/again"]


def test_a_problem_inside_a_referenced_path_item_is_told_where_it_is_written(sandbox: Any) -> None:
    item = sandbox.spec["paths"]["/thing"]
    item["post"]["operationId"] = "self"
    sandbox.spec["components"]["pathItems"] = {"Thing": item}
    sandbox.spec["paths"]["/thing"] = {"$ref": "#/components/pathItems/Thing"}
    item["post"]["parameters"] = [{"name": "a"}]
    assert {one.location.pointer for one in sandbox.problems()} <= {
        "/components/pathItems/Thing/post/parameters/0"
    }
