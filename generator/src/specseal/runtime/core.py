"""What both clients do: settings, signing, limits, retries.

It is written once, with ``await``. The blocking client runs it to its end in one step, because everything that it
awaits blocks instead: the transport, the sleep, the limits.
"""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from . import headers as fields
from . import logs, undocumented
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
)
from .content import MAX_BYTES
from .errors import APIError, APITimeoutError, ClientError, ConfigurationError
from .interpret import Sent, check, parse
from .limits import ConcurrencyLimiter, RateLimit, Turn
from .open_transport import open_transport
from .operation import Operation
from .parts import Unread
from .primitives import query_string
from .product import Product
from .proxies import resolve_proxy
from .request import Draft, Opener, PreparedRequest, Request
from .response import RawResponse
from .result import Origin, PageCall, Result, remember
from .retry import delay, may_retry
from .shared import Process, Shared
from .signing import MissingCredentialError, SigningError
from .sources import Sources
from .traces import bare, forgetful
from .transport import Transport
from .undocumented import Given

if TYPE_CHECKING:
    from .limits import Limiter
    from .shared_limits import SharedConcurrency, SharedRate

T = TypeVar("T")


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
        self._signature = signature
        make = product.parts.tokens
        self._tokens: Any = None if make is None else make(product.tokens, self.asynchronous)
        self._options = options or {}
        self._shared_rate: SharedRate | None = None
        if isinstance(rate_limit, bool):
            self._rate_limit: bool | float = rate_limit
        elif isinstance(rate_limit, int | float):
            self._rate_limit = positive("rate_limit", rate_limit, "calls per second")
        else:
            self._rate_limit, self._shared_rate = True, rate_limit
        if isinstance(concurrency, int):
            most = _whole("concurrency", concurrency, 1)
            limiter: Callable[[], Limiter] = partial(ConcurrencyLimiter, most, self.asynchronous)
        else:
            from .shared_limits import ConcurrencyOf  # noqa: PLC0415 - few have one

            limiter = partial(ConcurrencyOf, concurrency, self.asynchronous)
        http = HTTP(proxy, verify, http2)
        if http_client is None or http_client == "fast":
            http = http._replace(proxy=resolve_proxy(proxy, self._base, fast=http_client is not None))
        self._shared = Shared(
            partial(Process, limiter),
            partial(_open, self._base, http, proxy, http_client, self.asynchronous),
        )
        if http_client is not None:  # report its problems now
            self._shared.transport(self._base)
        self._sources = Sources(clock=self._shared.clock.now)
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
            self._max_retries = _whole("max_retries", max_retries, 0)
        if max_response_bytes is not None:
            self._max_bytes = _whole("max_response_bytes", max_response_bytes, 1)
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
        here = self._shared.here()
        limits = self._timeouts if timeout is None else timeouts(timeout)
        if end is None and self._total is not None:
            end = time.monotonic() + self._total
        draft = await self._until(end, self._draft(operation, arguments), operation.id)
        attempt = cost = 0
        corrected = renewed = False
        try:
            while True:
                attempt += 1
                if self._tokens is not None and operation.schemes:
                    await self._authorised(operation, end)
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
                    if (
                        self._tokens is not None
                        and not renewed
                        and self._tokens.refused(operation, error, sent)
                    ):
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
                await self._sleep(wait)
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

    async def _draft(self, operation: Operation[Any], arguments: Mapping[str, Any]) -> Draft:
        make = partial(
            Draft,
            operation,
            self._base if self._one_base or not operation.server else self._elsewhere(operation.server),
            arguments,
            self._options,
            self._headers,
            self._query,
            self._form,
            self._product.parts,
            self.asynchronous,
        )
        if self.asynchronous and operation.body in {"multipart", "binary"}:
            files = [
                arguments.get(field.argument) for field in operation.fields if field.place in {"file", "body"}
            ]
            if any(type(file) is not bytes for file in files if file is not None):
                import asyncio  # noqa: PLC0415 - slow to import, and loaded by now

                return await asyncio.to_thread(make)  # reading a file may block
        return make()

    def _elsewhere(self, server: str) -> Base:
        """The server of an operation that has its own. Raises ``ConfigurationError``."""
        url = self._product.parts.fill(server, self._product.variables, self._variables)
        allowed = self._allow_http or os.environ.get("SPECSEAL_ALLOW_HTTP") == "1"
        return parse_base(url, f"the server {server!r}", allow_http=allowed)

    async def _prepared(
        self, here: Process, draft: Draft, attempt: int, limits: Timeouts | None, end: float | None
    ) -> tuple[Turn, PreparedRequest, Sent]:
        """Wait for the concurrency limit, then for the rate limit; then sign.

        In this order: a reservation of the rate limit is a time, and so is a signature; neither must pass while
        waiting for something else.
        """
        operation, longest = draft.operation, (limits or DEFAULT_TIMEOUTS).pool
        if end is not None:
            left = max(end - time.monotonic(), 0.0)
            longest = left if longest is None else min(longest, left)
        turn = Turn(await here.limiter.take(longest))
        try:
            if turn.release is None:
                why = (
                    f"timed out at the concurrency limit of {here.limiter.count} (concurrency=, pool timeout)"
                )
                raise _no_turn(operation, why, attempt)  # noqa: TRY301 - so that one clause releases everything
            if self._shared_rate is not None:
                await self._reserve(self._shared_rate, turn, operation, attempt, end, longest)
            elif self._rate_limit and (rate := self._rate_of(here, operation)) is not None:
                now = time.monotonic()
                if not turn.reserve(rate, now, end):
                    why = "the rate limit allows no call before the total timeout"
                    raise _no_turn(operation, why, attempt)  # noqa: TRY301
                if turn.start > now:
                    await self._sleep(turn.start - now)
            request, sent = await self._signed(draft, attempt, limits, end)
        except BaseException:
            turn.end()
            raise
        return turn, request, sent

    async def _reserve(
        self,
        shared: SharedRate,
        turn: Turn,
        operation: Operation[Any],
        attempt: int,
        end: float | None,
        patience: float | None,
    ) -> None:
        """Wait for the turn in a shared rate; at most ``patience`` seconds while it cannot be asked."""
        from .shared_limits import reserve  # noqa: PLC0415 - few have one

        left = None if end is None else max(end - time.monotonic(), 0.0)
        patience = math.inf if patience is None else patience
        asked = (operation.id, operation.rate, left, patience if left is None else min(left, patience))
        given = await reserve(shared, self.asynchronous, *asked)
        if not isinstance(given, tuple):
            why = "the rate limit allows no call before the total timeout"
            if given is not None:
                why = f"timed out at the rate limit, which is unavailable: {given}"
            raise _no_turn(operation, why, attempt)
        wait, rate = given
        turn.hold(rate)
        if wait > 0:
            await self._sleep(wait)

    async def _signed(
        self, draft: Draft, attempt: int, limits: Timeouts | None, end: float | None
    ) -> tuple[PreparedRequest, Sent]:
        """The draft with a signature of its own, and what it was made with."""
        credentials = await self._resolved(draft.operation, end)
        request = Request(draft)
        signed = None
        if draft.operation.schemes:
            product = self._product
            scheme = product.parts.choose(draft.operation, self._signature, credentials, product.credentials)
            if self._tokens is not None:
                credentials = self._tokens.fill(scheme, credentials)
            try:
                signed = scheme.sign(request, credentials, self._sources)
            except Unread:  # the signature covers a body that was not read yet
                await self._until(end, draft.load(), draft.operation.id)
                return await self._signed(draft, attempt, limits, end)
            except MissingCredentialError as error:
                raise ConfigurationError(self._credentials.missing(error.args[1])) from None
            except SigningError as error:
                raise ConfigurationError(str(error)) from None
        prepared = request.finish(attempt, limits, end, self._max_bytes)
        if self._opener is not None:
            prepared = prepared._replace(opener=self._opener)
        return prepared, Sent(self._credentials.secrets(credentials), signed, self._shared.clock.ahead)

    async def _resolved(self, operation: Operation[Any], end: float | None) -> Mapping[str, str]:
        """The credentials of one attempt."""
        if not self.asynchronous:
            return self._credentials.resolve()
        if self._credentials.awaited:
            return await self._until(end, self._credentials.aresolve(), operation.id)
        return await self._credentials.aresolve()

    async def _authorised(self, operation: Operation[Any], end: float | None) -> None:
        """Obtain the token that an operation is signed with, before the call takes its turn."""
        product, credentials = self._product, await self._resolved(operation, end)
        scheme = product.parts.choose(operation, self._signature, credentials, product.credentials)

        def call(token: Operation[Any]) -> Awaitable[RawResponse]:
            return self._attempts(token, {}, None, end)

        await self._tokens.obtain(scheme, credentials, end, call)

    async def _handled(self, request: PreparedRequest) -> RawResponse:
        if self._handler is None:
            return await self._send(request)
        handled = self._handler(request)
        response: RawResponse = await handled if self.asynchronous else handled
        return response

    async def _send(self, request: PreparedRequest) -> RawResponse:
        logs.sending_now.set(True)
        try:
            transport = self._shared.transport(request.base or self._base)
            sending = (
                transport.send(request) if request.opener is None else request.opener(transport, request)
            )
            if request.end is None:
                response: RawResponse = await sending
                return response
            return await self._until(request.end, sending, request.line, maybe_sent=True)
        finally:
            logs.sending_now.set(False)  # a token could not be reset in another context

    async def _until(
        self, end: float | None, step: Awaitable[T], what: str, *, maybe_sent: bool = False
    ) -> T:
        """The result of a step. Raises ``APITimeoutError`` when the total timeout ends first."""
        if end is None or not self.asynchronous:
            return await step
        import asyncio  # noqa: PLC0415 - slow to import, and loaded by now

        limit = asyncio.timeout(end - time.monotonic())
        try:
            async with limit:
                return await step
        except TimeoutError as error:
            if not limit.expired():
                raise
            text = f"no response in time (total timeout): {what}"
            raise APITimeoutError(
                text, request=what if maybe_sent else None, maybe_sent=maybe_sent
            ) from error

    async def _sleep(self, seconds: float) -> None:
        if self.asynchronous:
            import asyncio  # noqa: PLC0415

            await asyncio.sleep(seconds)
        else:
            time.sleep(seconds)  # noqa: ASYNC251 - blocking by design

    def _rate_of(self, here: Process, operation: Operation[Any]) -> RateLimit | None:
        name, (calls, seconds) = operation.id, operation.rate or (0, 1.0)
        if self._rate_limit is not True:
            name, calls, seconds = "", max(int(self._rate_limit), 1), max(1.0, 1 / self._rate_limit)
        if not calls:
            return None
        return here.rates.get(name) or here.rates.setdefault(name, RateLimit(calls, seconds))

    def _result(
        self,
        operation: Operation[T],
        arguments: Mapping[str, Any],
        timeout: Timeout | None,
        response: RawResponse,
    ) -> T:
        try:
            result = parse(operation, response, self._product.parts)
        except ClientError as error:
            raise bare(error)  # noqa: B904 - the error itself, not another
        if operation.paging is not None:
            again = partial(cast("Any", self)._call, timeout=timeout)
            base = self._base if self._one_base or not operation.server else self._elsewhere(operation.server)
            result = operation.paging.page(result)
            call = PageCall(operation, arguments, again, base, self._product.servers)
            remember(cast("Result", result), Origin(response, call))
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


def _no_turn(operation: Operation[Any], why: str, attempt: int) -> APITimeoutError:
    return APITimeoutError(f"{operation.id}: {why}", maybe_sent=False, attempts=attempt - 1)


def _chance() -> float:
    """Between 0 and 1; a process and its fork draw different ones."""
    return int.from_bytes(os.urandom(4)) / 2**32


def _whole(name: str, value: int, least: int) -> int:
    if type(value) is not int or value < least:
        raise ValueError(f"{name} must be an int of at least {least}")
    return value
