"""The documented headers of responses as typed values."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import ModuleType
from typing import Any

import pytest

from tests.generator.generated.conftest import Caller
from tests.generator.packages import importing

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
RATE = {"X-RateLimit-Left": {"required": True, "schema": NUMBER, "description": "Calls that are left."}}
REST: dict[str, Any] = {
    "X-Cached": {"schema": {"type": "boolean"}},
    "x-cost": {"schema": {"type": "number"}},
    "x-tags": {"schema": {"type": "array", "items": TEXT}},
    "x-sizes": {"schema": {"type": "array", "items": NUMBER}},
    "x-level": {"schema": {"enum": ["low", "high"]}},
    "x-day": {"schema": TEXT | {"format": "date"}},
    "x-until": {"schema": TEXT | {"format": "date-time"}},
    "x-flat": {"schema": {"type": "object", "properties": {"R": NUMBER}}},
    "x-counts": {"explode": True, "schema": {"type": "object", "additionalProperties": NUMBER}},
    "x-told": {"content": {"application/json": {"schema": {"type": "object"}}}},
    "x-any": {"schema": {}},
    "Of": {"schema": TEXT},
    "Link": {"$ref": "#/components/headers/Link"},
    "Content-Type": {"schema": NUMBER},
}


def respond(headers: dict[str, Any], content: Any = None) -> dict[str, Any]:
    made: dict[str, Any] = {"description": "It.", "headers": headers}
    return made | ({"content": content} if content else {})


def describe(sandbox: Any) -> None:
    thing = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    lines = {"application/x-ndjson": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    sandbox.spec["components"]["headers"] = {"Link": {"schema": TEXT, "required": False}}
    sandbox.answer.update(headers=TEXT, headers_=TEXT)
    sandbox.operation["responses"] = {
        "200": respond(RATE | REST, thing),
        "201": respond(RATE | {"Location": {"required": True, "schema": TEXT}}, thing),
        "404": respond({"x-reason": {"required": True, "schema": NUMBER}}),
    }
    for method in ("head", "options"):
        responses = {"200": respond(RATE | {"Allow": {"schema": {"type": "array", "items": TEXT}}})}
        sandbox.spec["paths"].setdefault("/asked", {})[method] = {
            "operationId": f"{method}Thing",
            "parameters": [{"name": "q", "in": "query", "required": True, "schema": TEXT}],
            "responses": responses,
        }
    for name, responses in {
        "deleteThing": {"204": respond(RATE)},
        "listLines": {"200": respond(RATE, lines)},
        "copyThing": {"200": respond({"x-copy": {"schema": NUMBER}}, thing)},
        "plainThing": {"200": {"description": "It.", "content": thing}},
    }.items():
        sandbox.spec["paths"][f"/{name}"] = {"get": {"operationId": name, "responses": responses}}


@pytest.fixture(scope="module")
def package(new_sandbox: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """A package with headers of every kind."""
    sandbox = new_sandbox(tmp_path_factory.mktemp("headers"))
    describe(sandbox)
    options = {"package": "header_thing", "dates": "datetime"}
    sandbox.overlay("client", {"target": "$", "update": {"x-client": options}})
    with importing(sandbox.generate(), "header_thing") as found:
        yield found


@pytest.fixture(params=["sync", "async"])
def ask(request: pytest.FixtureRequest, package: ModuleType, vendor: Any) -> Any:
    return Caller(lambda: package, vendor, blocking=request.param == "sync")


@pytest.fixture
def client(package: Any, vendor: Any) -> Iterator[Any]:
    with package.Thing(base_url=vendor.url, max_retries=0) as client:
        yield client


def send(vendor: Any, body: bytes = b"{}", /, **headers: str) -> None:
    named = {name.replace("_", "-"): text for name, text in headers.items()}

    def reply(_seen: object) -> tuple[bytes, dict[str, str]]:
        return body, named

    vendor.reply = reply


def test_headers_are_typed(ask: Any, vendor: Any) -> None:
    send(
        vendor,
        x_ratelimit_left="12",
        X_CACHED="true",
        x_cost="1.5",
        x_tags="a, b,c",
        x_sizes="1,2",
        x_level="low",
        x_day="2026-01-02",
        x_until="2026-01-02T12:00:00Z",
        x_flat="R,1,G,two",
        x_counts="a=1,b=2",
        x_told='{"a": 1}',
        x_any="any, thing",
        of="us",
        link="<a>; rel=next",
    )
    found = ask(id="1").headers_
    models = ask.package.models
    assert found == models.GetThingHeaders(
        x_ratelimit_left=12,
        x_cached=True,
        x_cost=1.5,
        x_tags=["a", "b", "c"],
        x_sizes=[1, 2],
        x_level="low",
        x_day=date(2026, 1, 2),
        x_until=datetime(2026, 1, 2, 12, tzinfo=UTC),
        x_flat={"R": "1", "G": "two"},
        x_counts={"a": 1, "b": 2},
        x_told='{"a": 1}',
        x_any="any, thing",
        of_="us",
        link="<a>; rel=next",
    )
    assert pickle.loads(pickle.dumps(found)) == found


def test_what_is_optional_may_be_absent(client: Any, vendor: Any) -> None:
    send(vendor, x_ratelimit_left="0")
    found = client.get_thing(id="1").headers_
    assert (found.x_ratelimit_left, found.x_cached, found.x_tags, found.location) == (0, None, [], None)


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, "x-ratelimit-left is missing"),
        ({"x_ratelimit_left": "many"}, r"expected int, got a string at \$\.x-ratelimit-left"),
        ({"x_ratelimit_left": "1", "x_sizes": "1,two"}, r"expected int, got a string at \$\.x-sizes\[1\]"),
    ],
)
def test_a_header_that_is_not_as_documented_fails_where_it_is_read(
    client: Any, package: Any, vendor: Any, headers: dict[str, str], told: str
) -> None:
    send(vendor, b'{"name": "a"}', **headers)
    found = client.get_thing(id="1")
    assert found.name == "a"
    with pytest.raises(package.APIDecodeError, match=told) as refused:
        found.headers_  # noqa: B018 - reading it fails
    assert refused.value.response.status_code == 200
    assert refused.value.request == f"POST {vendor.url}/thing"


def test_fields_of_the_vendor_keep_their_names(client: Any, vendor: Any) -> None:
    send(vendor, b'{"headers": "h", "headers_": "u"}', x_ratelimit_left="3")
    found = client.get_thing(id="1")
    assert (found.headers, found.headers_.x_ratelimit_left) == ("h", 3)
    assert found.raw_response.json()["headers_"] == "u"


def test_headers_of_failures(client: Any, package: Any, vendor: Any) -> None:
    vendor.status = 404
    send(vendor, x_reason="7")
    with pytest.raises(package.errors.NotFoundError) as raised:
        client.get_thing(id="1")
    assert package.models.GetThingErrorHeaders.of(raised.value.response).x_reason == 7


def test_headers_without_a_result_and_of_streams(client: Any, package: Any, vendor: Any) -> None:
    models = package.models
    vendor.status = 204
    send(vendor, x_ratelimit_left="3")
    raw = client.with_raw_response.delete_thing()
    assert models.DeleteThingHeaders.of(raw).x_ratelimit_left == 3
    vendor.status, vendor.media_type = 200, "application/x-ndjson"
    send(vendor, b'{"name": "a"}\n', x_ratelimit_left="2")
    with client.with_streaming_response.list_lines() as stream:
        assert models.ListLinesHeaders.of(stream).x_ratelimit_left == 2
        assert [one.name for one in stream] == ["a"]


@pytest.mark.parametrize("method", ["head", "options"])
def test_requests_for_headers_alone(ask: Any, client: Any, vendor: Any, method: str) -> None:
    send(vendor, b"", x_ratelimit_left="4", allow="GET, HEAD")
    assert ask(f"{method}_thing", q="a b") is None
    assert (vendor.last.method, vendor.last.target) == (method.upper(), "/asked?q=a%20b")
    assert vendor.last.body == b""
    raw = getattr(client.with_raw_response, f"{method}_thing")(q="c")
    headers = getattr(ask.package.models, f"{method.capitalize()}ThingHeaders").of(raw)
    assert (headers.x_ratelimit_left, headers.allow) == (4, ["GET", "HEAD"])


def test_a_class_that_several_calls_return(client: Any, package: Any, vendor: Any) -> None:
    send(vendor, x_copy="5", x_ratelimit_left="1")
    assert client.copy_thing().headers_ == package.models.CopyThingHeaders(x_copy=5)
    assert client.with_raw_response.copy_thing().parse().headers_.x_copy == 5
    with pytest.raises(AttributeError, match="headers_: no call with documented headers"):
        client.plain_thing().headers_  # noqa: B018 - reading it fails
    with pytest.raises(AttributeError, match="headers_"):
        package.models.Thing().headers_  # noqa: B018
    found = client.copy_thing()
    assert found == copy.copy(found) == package.models.Thing()


def test_a_product_without_documented_headers_carries_nothing(sandbox: Any) -> None:
    files = sandbox.output().files
    assert "src/thing/_runtime/typed_headers.py" not in files


def test_a_header_that_has_no_name_is_refused(sandbox: Any) -> None:
    sandbox.operation["responses"]["200"]["headers"] = {"!!": {"schema": TEXT}}
    (problem,) = sandbox.problems()
    assert problem.code == "name-impossible"
    sandbox.operation["responses"]["200"]["headers"]["!!"]["schema"] = TEXT | {"x-client": {"name": "bangs"}}
    assert "bangs: str | None" in sandbox.file("models.py")
