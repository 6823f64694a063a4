"""The clients: configuration, and the two thin drivers of a call."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any, Self, TypeVar

from .config import Credential, Credentials, Timeout, Timeouts, resolve_base, timeouts
from .errors import ClientError, ConfigurationError
from .interpret import interpret
from .request import Draft, PreparedRequest, Request
from .signing import MissingCredentialError, SigningError, Sources
from .transport import AsyncHTTPClient, HTTPClient

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from .lanes import AsyncLaneTransport, LaneTransport
    from .operation import Operation, Product, Scheme
    from .passed import AsyncClientTransport, ClientTransport
    from .response import RawResponse

__all__ = ["AsyncClient", "AsyncHTTPClient", "HTTPClient", "SyncClient", "Timeout", "Timeouts"]

T = TypeVar("T")


class _Client:
    """What both clients know; everything here is the same with and without ``await``."""

    def __init__(
        self,
        product: Product,
        *,
        credentials: Mapping[str, Credential | None],
        signature: str | None = None,
        options: Mapping[str, Any] | None = None,
        region: str | None = None,
        base_url: str | None = None,
        timeout: Timeout | None = None,
        allow_http: bool = False,
    ) -> None:
        self._product = product
        self._base = resolve_base(product, region=region, base_url=base_url, allow_http=allow_http)
        self._credentials = Credentials(product, credentials)
        self._signature = signature
        self._options = dict(options or {})
        self._limits = timeouts(timeout)
        self._sources = Sources()
        self._closed = False
        python = ".".join(map(str, sys.version_info[:2]))
        self._user_agent = f"{product.name}/{product.version} Python/{python}"

    @property
    def base_url(self) -> str:
        """Where requests go."""
        return self._base.origin + self._base.path

    def _draft(self, operation: Operation[Any], arguments: Mapping[str, Any]) -> Draft:
        if self._closed:
            raise ClientError("the client is closed")
        return Draft(operation, self._base, arguments, options=self._options, user_agent=self._user_agent)

    def _attempt(self, draft: Draft) -> tuple[PreparedRequest, list[str]]:
        """The draft with a signature of its own, and the secrets that were used for it."""
        credentials = self._credentials.resolve()
        request = Request(draft)
        scheme = self._scheme(draft.operation)
        if scheme is not None:
            try:
                scheme.sign(request, credentials, self._sources)
            except MissingCredentialError as error:
                variable = self._product.credentials.get(error.name)
                raise ConfigurationError(
                    f"{error.name} is missing: pass {error.name}=… or set the environment variable {variable}"
                ) from None
            except SigningError as error:
                raise ConfigurationError(str(error)) from None
        return request.finish(), self._credentials.secrets(credentials)

    def _scheme(self, operation: Operation[Any]) -> Scheme | None:
        if not operation.schemes:
            return None
        if self._signature is None:
            return operation.schemes[0]
        for scheme in operation.schemes:
            if scheme.name == self._signature:
                return scheme
        names = ", ".join(scheme.name for scheme in operation.schemes)
        raise ConfigurationError(
            f"signature {self._signature!r} is unknown to {operation.id}; there are {names}"
        )

    def _limits_of(self, timeout: Timeout | None) -> Timeouts | None:
        return self._limits if timeout is None else timeouts(timeout)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url}>"

    def __reduce__(self) -> str:
        raise TypeError(f"{type(self).__name__} holds credentials and connections, and is not pickled")


class SyncClient(_Client):
    """Base of the generated clients. Safe to share between threads; close it, or use it with ``with``."""

    def __init__(self, product: Product, *, http_client: HTTPClient | None = None, **settings: Any) -> None:
        super().__init__(product, **settings)
        self._transport: LaneTransport | ClientTransport | None = None
        self._opening = threading.Lock()
        if http_client is not None:
            from .passed import ClientTransport  # noqa: PLC0415 - most clients open their own

            self._transport = ClientTransport(http_client)

    def _call(
        self, operation: Operation[T], arguments: Mapping[str, Any], *, timeout: Timeout | None = None
    ) -> T:
        response, secrets = self._send(self._draft(operation, arguments), self._limits_of(timeout))
        return interpret(operation, response, secrets)

    def _send(self, draft: Draft, limits: Timeouts | None) -> tuple[RawResponse, list[str]]:
        request, secrets = self._attempt(draft)
        return (self._transport or self._open()).send(request, limits), secrets

    def _open(self) -> LaneTransport | ClientTransport:
        from .lanes import LaneTransport  # noqa: PLC0415 - imports httpx

        with self._opening:  # threads whose first calls meet share one transport
            if self._transport is None:
                self._transport = LaneTransport(self._base)
            return self._transport

    def close(self) -> None:
        """Close the connections that the client opened itself. Calls after that raise ``ClientError``."""
        self._closed = True
        if self._transport is not None:
            self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(_Client):
    """Base of the generated async clients. Safe to share between tasks; close it, or use it with ``async with``."""

    def __init__(
        self, product: Product, *, http_client: AsyncHTTPClient | None = None, **settings: Any
    ) -> None:
        super().__init__(product, **settings)
        self._transport: AsyncLaneTransport | AsyncClientTransport | None = None
        if http_client is not None:
            from .passed import AsyncClientTransport  # noqa: PLC0415 - most clients open their own

            self._transport = AsyncClientTransport(http_client)

    async def _call(
        self,
        operation: Operation[T],
        arguments: Mapping[str, Any],
        *,
        timeout: Timeout | None = None,  # noqa: ASYNC109 - limits for the transport
    ) -> T:
        files = [arguments.get(field.argument) for field in operation.fields if field.place == "file"]
        if any(type(file) is not bytes for file in files if file is not None):
            from anyio import to_thread  # noqa: PLC0415 - httpx brings it

            # reading a file may block
            draft = await to_thread.run_sync(self._draft, operation, arguments)
        else:
            draft = self._draft(operation, arguments)
        response, secrets = await self._send(draft, self._limits_of(timeout))
        return interpret(operation, response, secrets)

    async def _send(self, draft: Draft, limits: Timeouts | None) -> tuple[RawResponse, list[str]]:
        request, secrets = self._attempt(draft)
        return await (self._transport or self._open()).send(request, limits), secrets

    def _open(self) -> AsyncLaneTransport:
        from .lanes import AsyncLaneTransport  # noqa: PLC0415 - imports httpx

        self._transport = AsyncLaneTransport(self._base)
        return self._transport

    async def aclose(self) -> None:
        """Close the connections that the client opened itself. Calls after that raise ``ClientError``."""
        self._closed = True
        if self._transport is not None:
            await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
