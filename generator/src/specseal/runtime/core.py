"""What both clients do: settings, and the attempts of a call.

When an attempt may start is decided in ``admission``, how it is signed in ``authorization``.

It is written once, with ``await``. The blocking client runs it to its end in one step, because everything that it
awaits blocks instead: the transport, the sleep, the limits.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from . import headers as fields
from . import logs, undocumented
from .admission import Admission, limiter
from .authorization import Authorization
from .config import (
    DEFAULT_TIMEOUTS,
    HTTP,
    AsyncCredentials,
    Base,
    Credential,
    CredentialStore,
    Timeout,
    Timeouts,
    Verify,
    parse_base,
    positive,
    resolve_base,
    timeouts,
    whole,
)
from .content import MAX_BYTES
from .errors import APIError, ClientError
from .interpret import Sent, check, parse
from .limits import Turn
from .open_transport import open_transport
from .operation import Operation
from .primitives import query_string
from .product import Product
from .proxies import resolve_proxy
from .request import Draft, Opener, PreparedRequest
from .response import RawResponse
from .result import Origin, PageCall, Result, remember
from .retry import delay, may_retry
from .shared import Process, Shared
from .traces import bare, forgetful
from .transport import Transport, own_error
from .undocumented import Given
from .waiting import Waits

if TYPE_CHECKING:
    from .shared_limits import SharedConcurrency, SharedRate

T = TypeVar("T")
_WITH_FILES = ("multipart", "binary")  # kinds of bodies


class Core:
    asynchronous = False
    _timeouts: Timeouts | None = None
    _total: float | None = None
    _max_retries = 2
    _max_bytes = MAX_BYTES
    _query: Mapping[str, str] = {}
    _form: Mapping[str, str] = {}
    _handler: Callable[[PreparedRequest], Any] | None = None
    _opener: Opener | None = None

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__init__" in vars(cls):
            setattr(cls, "__init__", forgetful(vars(cls)["__init__"]))  # noqa: B010 - no subclass would know

    def __init__(
        self,
        product: Product,
        http_client: object,
        *,
        credentials: Mapping[str, Credential | None],
        credential_set: AsyncCredentials | None = None,
        signature: str | None = None,
        options: Mapping[str, Any] | None = None,
        region: str | None = None,
        base_url: str | None = None,
        variables: Mapping[str, str | None] | None = None,
        rate_limit: bool | float | SharedRate = False,
        concurrency: int | SharedConcurrency = 100,
        proxy: str | None = None,
        verify: Verify = True,
        http2: bool = False,
        allow_http: bool = False,
        timeout: Timeout | None = None,
        total_timeout: float | None = None,
        max_retries: int | None = None,
        max_response_bytes: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        logs.switch_on(f"{product.environment}_LOG")
        self._product = product
        self._variables = variables or {}
        self._allow_http = allow_http
        self._base, self._one_base = resolve_base(
            product, region=region, base_url=base_url, allow_http=allow_http, variables=self._variables
        )
        self._credentials = CredentialStore(product, credentials, credential_set)
        waits = self._waits = Waits(self.asynchronous)
        self._options = options or {}
        self._admission = Admission(rate_limit, waits)
        http = HTTP(proxy, verify, http2)
        if http_client is None or http_client == "fast":
            http = http._replace(proxy=resolve_proxy(proxy, self._base, fast=http_client is not None))
        self._shared = Shared(
            partial(Process, limiter(concurrency, self.asynchronous)),
            partial(_open, self._base, http, proxy, http_client, self.asynchronous),
        )
        if http_client is not None:  # report its problems now
            self._shared.transport(self._base)
        self._authorization = Authorization(product, self._credentials, signature, self._shared.clock, waits)
        python = ".".join(map(str, sys.version_info[:2]))
        self._headers = {"user-agent": f"{product.name}/{product.version} Python/{python}"}
        self._set(timeout, total_timeout, max_retries, max_response_bytes, headers)

    def _wrap(self, send: Callable[[PreparedRequest], Any], middleware: Sequence[Any]) -> None:
        for layer in reversed(middleware):
            send = self._handler = partial(layer.handle, call_next=send)

    @property
    def base_url(self) -> str:
        """Where requests go."""
        return self._base.origin + self._base.path

    def _set(
        self,
        timeout: Timeout | None,
        total_timeout: float | None,
        max_retries: int | None,
        max_response_bytes: int | None,
        headers: Mapping[str, str] | None,
    ) -> None:
        """Change the settings that are given; the others stay as they are."""
        if timeout is not None:
            self._timeouts = timeouts(timeout)
        if total_timeout is not None:
            self._total = positive("total_timeout", total_timeout)
        if max_retries is not None:
            self._max_retries = whole("max_retries", max_retries, 0)
        if max_response_bytes is not None:
            self._max_bytes = whole("max_response_bytes", max_response_bytes, 1)
        self._headers = self._headers | fields.named(headers or {})

    def with_options(
        self,
        *,
        timeout: Timeout | None = None,
        total_timeout: float | None = None,
        max_retries: int | None = None,
        max_response_bytes: int | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Self:
        """A client with other settings that shares connections, limits and retry budget with this one.

        ``headers``, ``query`` and ``form`` are undocumented fields for every call, signed like the rest. Closing
        either client closes both.
        """
        client = object.__new__(type(self))
        client.__dict__ |= vars(self)
        client._set(timeout, total_timeout, max_retries, max_response_bytes, headers)
        client._query = {**self._query, **undocumented.texts("query", query)}
        client._form = {**self._form, **undocumented.texts("form", form)}
        return client

    async def _respond(
        self, operation: Operation[Any], arguments: Mapping[str, Any], timeout: Timeout | None
    ) -> RawResponse:
        """The response of the first attempt that succeeds. Its errors show no secret: see ``traces``."""
        try:
            return await self._attempts(operation, arguments, timeout)
        except BaseException as error:
            raise bare(error)  # noqa: B904 - the error itself, not another

    def respond_by(
        self,
        opener: Opener,
        operation: Operation[Any],
        arguments: Mapping[str, Any],
        timeout: Timeout | None,
    ) -> Coroutine[Any, Any, RawResponse]:
        """As ``_respond``, with requests sent by an opener, and bodies that are not compressed."""
        client = object.__new__(type(self))
        client.__dict__ |= vars(self)
        client._opener = opener
        client._headers = {"accept-encoding": "identity", **self._headers}
        return client._respond(operation, arguments, timeout)

    async def _attempts(
        self,
        operation: Operation[Any],
        arguments: Mapping[str, Any],
        timeout: Timeout | None,
        end: float | None = None,
    ) -> RawResponse:
        """Make attempts until one succeeds, or the last has failed. Raises ``APIError``.

        What a call borrows comes back exactly once, whatever ends it: a ``Turn`` for each attempt, and the cost of a
        retry, unless it fails. Every wait knows when the total timeout ends.
        """
        here, authorization = self._shared.here(), self._authorization
        limits = self._timeouts if timeout is None else timeouts(timeout)
        if end is None and self._total is not None:
            end = time.monotonic() + self._total
        if self.asynchronous and operation.body in _WITH_FILES and _reads(operation, arguments):
            import asyncio  # noqa: PLC0415 - slow to import, and loaded by now

            reading = asyncio.to_thread(self._draft, operation, arguments)
            draft = await self._waits.until(end, reading, operation.id)
        else:
            draft = self._draft(operation, arguments)
        attempt = cost = 0
        corrected = renewed = False
        try:
            while True:
                attempt += 1
                if authorization.obtains(operation):
                    await authorization.obtain(operation, end, partial(self._token, end=end))
                turn, request, sent = await self._prepared(here, draft, attempt, limits, end)
                try:
                    logs.sending(request)
                    started = time.monotonic()
                    turn.used = True
                    response = await self._handled(request)
                    check(operation, response, sent, self._product.parts)
                except APIError as error:
                    error.attempts, cost = attempt, 0
                    wait = self._wait(error, operation, attempt, corrected, end)
                    if not renewed and authorization.refused(operation, error, sent):
                        renewed, wait = True, 0.0
                    if wait is not None and request.stream is not None and request.stream.spent:
                        wait = None
                        error.message += "; not retried, because the body cannot be read twice"
                        error.args = (error.message,)
                    if wait is not None and not (cost := here.budget.take(error)):
                        wait = None
                    logs.failed(request, error, wait)
                    if wait is None:
                        raise
                    corrected |= error.clock_skew is not None
                else:
                    self._shared.clock.check(response.headers)
                    cost = cost or 1
                    logs.received(request, response, time.monotonic() - started)
                    if response.streamed:  # it holds the turn until its body is closed
                        turn = response.hold(turn)
                    return response
                finally:
                    turn.end()
                await self._waits.sleep(wait)
        finally:
            here.budget.give(cost)

    def _wait(
        self, error: APIError, operation: Operation[Any], attempt: int, corrected: bool, end: float | None
    ) -> float | None:
        """Seconds until the next attempt, ``None`` for no other. An error may also correct the clock."""
        clock = self._shared.clock
        if error.clock_skew is not None:
            clock.learn(error.clock_skew)
        elif error.response is not None:
            clock.check(error.response.headers)
        wait: float | None = None
        if attempt <= self._max_retries:
            if error.clock_skew is not None and not corrected:
                wait = 0.0
            elif may_retry(error, operation):
                wait = delay(error, attempt - 1, _chance(), time.time(), operation.error_body.retry_after_ms)
        if wait is not None and end is not None and time.monotonic() + wait >= end:
            return None
        return wait

    def _draft(self, operation: Operation[Any], arguments: Mapping[str, Any]) -> Draft:
        return Draft(
            operation,
            self._server(operation),
            arguments,
            self._options,
            self._headers,
            self._query,
            self._form,
            self._product.parts,
            self.asynchronous,
        )

    def _server(self, operation: Operation[Any]) -> Base:
        """The client's server, or that of an operation that has its own. Raises ``ConfigurationError``."""
        server = operation.server
        if self._one_base or not server:
            return self._base
        url = self._product.parts.fill(server, self._product.variables, self._variables)
        allowed = self._allow_http or os.environ.get("SPECSEAL_ALLOW_HTTP") == "1"
        return parse_base(url, f"the server {server!r}", allow_http=allowed)

    async def _prepared(
        self, here: Process, draft: Draft, attempt: int, limits: Timeouts | None, end: float | None
    ) -> tuple[Turn, PreparedRequest, Sent]:
        """Wait for a turn; then sign, because a signature is a time, which must not pass while waiting.

        The turn may be a time, too. So the transport is opened before, and the connection before it is decided
        whether the request is in time; one that is not is signed again for another turn.
        """
        operation, admission = draft.operation, self._admission
        transport = self._shared.transport(draft.base) if admission.timed else None
        longest = (limits or DEFAULT_TIMEOUTS).pool
        turn = await admission.turn(here, operation, attempt, longest, end)
        try:
            credentials = self._credentials.constant
            if credentials is None:
                credentials = await self._authorization.resolved(operation, end)
            failure: Exception | None = None
            while True:
                if transport is not None:
                    opening = transport.ready(limits, end)
                    failure = await self._waits.until(end, opening, operation.id)
                request, sent = await self._authorization.sign(draft, credentials, end)
                prepared = request.finish(attempt, limits, end, self._max_bytes, self._opener)
                if failure is not None:
                    return turn, prepared._replace(failure=failure), sent
                if time.monotonic() <= turn.last:
                    return turn, prepared, sent
                await admission.renew(here, turn, operation, attempt, longest, end)
        except BaseException:
            turn.end()
            raise

    def _token(self, operation: Operation[Any], end: float | None) -> Coroutine[Any, Any, RawResponse]:
        """The call that obtains a token, within the time of the call that needs it."""
        return self._attempts(operation, {}, None, end)

    async def _handled(self, request: PreparedRequest) -> RawResponse:
        if self._handler is None:
            return await self._send(request)
        handled = self._handler(request)
        response: RawResponse = await handled if self.asynchronous else handled
        return response

    async def _send(self, request: PreparedRequest) -> RawResponse:
        if request.failure is not None:
            raise own_error(request.failure, request) from request.failure
        logs.sending_now.set(True)
        try:
            transport = self._shared.transport(request.base or self._base)
            sending = (
                transport.send(request) if request.opener is None else request.opener(transport, request)
            )
            response: RawResponse = await self._waits.until(
                request.end, sending, request.line, maybe_sent=True
            )
            return response
        finally:
            logs.sending_now.set(False)  # a token could not be reset in another context

    def _result(
        self,
        operation: Operation[T],
        arguments: Mapping[str, Any],
        timeout: Timeout | None,
        response: RawResponse,
    ) -> T:
        try:
            result: T = parse(operation, response, self._product.parts)
        except ClientError as error:
            raise bare(error)  # noqa: B904 - the error itself, not another
        turn: PageCall | None = None
        if operation.paging is not None:
            again = partial(cast("Any", self)._call, timeout=timeout)
            result = operation.paging.page(result)
            turn = PageCall(operation, arguments, again, self._server(operation), self._product.servers)
        if isinstance(result, Result):
            response.typed = operation.headers
            remember(result, Origin(response, turn))
        return result

    def _undocumented(
        self, method: str, path: str, values: Given, idempotent: bool
    ) -> tuple[Operation[Any], dict[str, Any]]:
        product = self._product
        return undocumented.call(
            product.undocumented, method, path, values, idempotent, product.parts, self.asynchronous
        )

    def _page(self, path: str, query: Mapping[str, str]) -> str:
        return f"{self.base_url}{path}?{query_string(dict(query))}"

    async def _close(self) -> None:
        await self._shared.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url if '_base' in vars(self) else '(not initialised)'}>"

    def __reduce__(self) -> str:
        raise TypeError(f"{type(self).__name__} holds credentials and connections, and cannot be pickled")


def _open(
    own: Base, http: HTTP, proxy: str | None, http_client: object, asynchronous: bool, base: Base
) -> Transport:
    """A transport to a server; ``http`` has the proxy for the client's own."""
    if base is not own and (http_client is None or http_client == "fast"):
        http = http._replace(proxy=resolve_proxy(proxy, base, fast=http_client is not None))
    return open_transport(base, http, http_client, asynchronous)


def _reads(operation: Operation[Any], arguments: Mapping[str, Any]) -> bool:
    """Whether a draft reads a file, which may block."""
    files = [arguments.get(field.argument) for field in operation.fields if field.place in {"file", "body"}]
    return any(type(file) is not bytes for file in files if file is not None)


def _chance() -> float:
    """Between 0 and 1; a process and its fork draw different ones."""
    return int.from_bytes(os.urandom(4)) / 2**32
