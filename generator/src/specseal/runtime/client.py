"""The clients. What they do is in ``core``; here is what blocks, and what is awaited."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any, Literal, Protocol, Self, TypeVar

from .config import Timeout
from .core import Core
from .operation import Operation
from .product import Product
from .request import PreparedRequest
from .response import ParsedResponse, RawResponse
from .transport import HTTPClient
from .undocumented import Given

T = TypeVar("T")
CallNext = Callable[[PreparedRequest], RawResponse]
AsyncCallNext = Callable[[PreparedRequest], Awaitable[RawResponse]]


class Middleware(Protocol):
    """Wraps each attempt, after signing: for tracing, metrics, tests."""

    def handle(self, request: PreparedRequest, call_next: CallNext) -> RawResponse:
        """Return the response of ``call_next(request)``, or another; an ``APIError`` that it raises may be retried."""
        ...


class AsyncMiddleware(Protocol):
    """As ``Middleware``, for the async client."""

    async def handle(self, request: PreparedRequest, call_next: AsyncCallNext) -> RawResponse:
        """Return the response of ``await call_next(request)``, or another."""
        ...


class SyncClient(Core):
    """Base of the generated clients. Safe to share between threads; close it, or use it with ``with``."""

    def __init__(
        self,
        product: Product,
        *,
        http_client: HTTPClient | Literal["fast"] | None = None,
        middleware: Sequence[Middleware] = (),
        **settings: Any,
    ) -> None:
        super().__init__(product, http_client, **settings)
        self._wrap(lambda request: done(self._send(request)), middleware)

    def _call(
        self, operation: Operation[T], arguments: Mapping[str, Any], timeout: Timeout | None = None
    ) -> T:
        return self._result(operation, arguments, timeout, done(self._respond(operation, arguments, timeout)))

    def _raw(
        self, operation: Operation[T], arguments: Mapping[str, Any], timeout: Timeout | None = None
    ) -> ParsedResponse[T]:
        response = done(self._respond(operation, arguments, timeout))
        return ParsedResponse(response, partial(self._result, operation, arguments, timeout))

    def _request(
        self, method: str, path: str, values: Given, idempotent: bool, timeout: Timeout | None
    ) -> RawResponse:
        return done(self._respond(*self._undocumented(method, path, values, idempotent), timeout))

    def close(self) -> None:
        """Close the connections that the client opened. Later calls raise ``ClientError``."""
        done(self._close())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class AsyncClient(Core):
    """Base of the generated async clients. Safe to share between tasks; close it, or use it with ``async with``."""

    asynchronous = True

    def __init__(
        self,
        product: Product,
        *,
        http_client: HTTPClient | Literal["fast"] | None = None,
        middleware: Sequence[AsyncMiddleware] = (),
        **settings: Any,
    ) -> None:
        super().__init__(product, http_client, **settings)
        self._wrap(self._send, middleware)

    async def _call(
        self, operation: Operation[T], arguments: Mapping[str, Any], timeout: Timeout | None = None
    ) -> T:
        return self._result(operation, arguments, timeout, await self._respond(operation, arguments, timeout))

    async def _raw(
        self, operation: Operation[T], arguments: Mapping[str, Any], timeout: Timeout | None = None
    ) -> ParsedResponse[T]:
        response = await self._respond(operation, arguments, timeout)
        return ParsedResponse(response, partial(self._result, operation, arguments, timeout))

    async def _request(
        self, method: str, path: str, values: Given, idempotent: bool, timeout: Timeout | None
    ) -> RawResponse:
        return await self._respond(*self._undocumented(method, path, values, idempotent), timeout)

    async def aclose(self) -> None:
        """Close the connections that the client opened. Later calls raise ``ClientError``."""
        await self._close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.aclose()


def done(steps: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that blocks wherever it awaits."""
    try:
        steps.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise RuntimeError("a blocking call awaited an event loop")
