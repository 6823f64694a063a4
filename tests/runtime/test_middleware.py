"""Middleware around each attempt: order, what it sees, what it may do; and OpenTelemetry."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, get_type_hints

import httpx
import pytest
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from specseal.runtime.client import AsyncMiddleware, Middleware
from specseal.runtime.errors import APITimeoutError
from specseal.runtime.request import PreparedRequest
from specseal.runtime.response import Headers, RawResponse
from specseal.runtime.waiting import Waits


class Layer:
    """A middleware for the blocking client."""

    def __init__(self, name: str, notes: list[str]) -> None:
        self.name = name
        self.notes = notes
        self.requests: list[Any] = []

    def handle(self, request: Any, call_next: Any) -> Any:
        self.requests.append(request)
        self.notes.append(f"{self.name} {request.attempt}")
        response = call_next(request.with_header(f"x-{self.name}", "was here"))
        self.notes.append(f"{self.name} {response.status_code}")
        return response


class AsyncLayer(Layer):
    """The same for the async client."""

    async def handle(self, request: Any, call_next: Any) -> Any:
        self.requests.append(request)
        self.notes.append(f"{self.name} {request.attempt}")
        response = await call_next(request.with_header(f"x-{self.name}", "was here"))
        self.notes.append(f"{self.name} {response.status_code}")
        return response


@pytest.fixture
def layer(call: Any) -> Any:
    return Layer if call.mode == "sync" else AsyncLayer


@pytest.fixture
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(_waits: Waits, _seconds: float) -> None:
        """Go on at once."""

    monkeypatch.setattr(Waits, "sleep", nothing)


def test_layers_stand_around_each_attempt_the_first_outermost(
    call: Any, server: Any, acme: Any, layer: Any, no_waits: None
) -> None:
    notes: list[str] = []
    outer, inner = layer("outer", notes), layer("inner", notes)
    server.say(acme.answer('{"error":"INTERNAL_ERROR"}', 500), acme.answer())
    call.with_settings(middleware=[outer, inner], max_retries=1).face_info()
    assert notes == [
        *("outer 1", "inner 1", "inner 500", "outer 500"),
        *("outer 2", "inner 2", "inner 200", "outer 200"),
    ]
    assert [seen.headers["x-outer"] + seen.headers["x-inner"] for seen in server.seen] == [
        "was herewas here"
    ] * 2
    assert len({request.body for request in outer.requests}) == 2  # each with its own signature
    assert (outer.requests[0].operation, outer.requests[0].method) == ("getFaceInfo", "POST")


def test_what_a_layer_is_given_has_a_type_that_annotations_can_name() -> None:
    for kind, answer in ((Middleware, RawResponse), (AsyncMiddleware, Awaitable[RawResponse])):
        assert get_type_hints(kind.handle) == {
            "request": PreparedRequest,
            "call_next": Callable[[PreparedRequest], answer],
            "return": RawResponse,
        }


def test_a_layer_may_answer_by_itself(call: Any, server: Any, layer: Any) -> None:
    made = layer("mock", [])
    answer = RawResponse(
        200, Headers([("Content-Type", "application/json")]), b'{"request_id":"mine"}', "mock"
    )

    async def later(request: Any, call_next: Any) -> RawResponse:
        return answer

    made.handle = later if call.mode == "async" else lambda request, call_next: answer
    assert call.with_settings(middleware=[made]).face_info().request_id == "mine"
    assert server.seen == []


@pytest.mark.parametrize(("error", "attempts"), [(APITimeoutError("slow"), 2), (LookupError("bug"), 1)])
def test_what_a_layer_raises_is_retried_or_passed_on(
    call: Any, server: Any, layer: Any, no_waits: None, error: Exception, attempts: int
) -> None:
    made = layer("bad", [])
    asked: list[Any] = []

    def fail(request: Any, call_next: Any) -> Any:
        asked.append(request)
        raise error

    async def fail_later(request: Any, call_next: Any) -> Any:
        fail(request, call_next)

    made.handle = fail_later if call.mode == "async" else fail
    with pytest.raises(type(error)):
        call.with_settings(middleware=[made], max_retries=1).face_info()
    assert len(asked) == attempts


def test_a_layer_cannot_break_a_header_line(call: Any, server: Any, layer: Any) -> None:
    made = layer("x", [])

    def inject(request: Any, call_next: Any) -> Any:
        return call_next(request.with_header("x-a", "b\r\nx-evil: 1"))

    async def inject_later(request: Any, call_next: Any) -> Any:
        return await call_next(request.with_header("x-a", "b\r\nx-evil: 1"))

    made.handle = inject_later if call.mode == "async" else inject
    with pytest.raises(ValueError, match="x-a"):
        call.with_settings(middleware=[made]).face_info()
    assert server.seen == []


def test_opentelemetry_traces_a_passed_client(server: Any, acme: Any) -> None:
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    settings = {"api_key": "k", "api_secret": "s", "base_url": server.url}
    with httpx.Client() as mine:
        HTTPXClientInstrumentor().instrument_client(mine, tracer_provider=provider)
        with acme.Acme(**settings, http_client=mine) as client:
            client.get_face_info(group_id="g", face_token="t")

    async def main() -> None:
        async with httpx.AsyncClient() as mine:
            HTTPXClientInstrumentor().instrument_client(mine, tracer_provider=provider)
            async with acme.AsyncAcme(**settings, http_client=mine) as client:
                await client.get_face_info(group_id="g", face_token="t")

    asyncio.run(main())
    found = spans.get_finished_spans()
    assert [span.name for span in found] == ["POST", "POST"]
    assert all("face_info" in str(dict(span.attributes or {})) for span in found)
    assert all("traceparent" in seen.headers for seen in server.seen)
