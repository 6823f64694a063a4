"""With what each attempt is signed: its credentials, its way of signing, and the tokens that the client obtains."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from .clock import Clock
from .config import CredentialStore
from .errors import APIError, ConfigurationError
from .interpret import Sent
from .operation import Operation, Scheme
from .parts import Unread
from .product import Product
from .request import Draft, Request
from .response import RawResponse
from .signing import MissingCredentialError, SigningError
from .sources import Sources
from .waiting import Waits


class Authorization:
    """Signs the attempts of a client and its copies; ``signature`` is the way of signing that the caller has named."""

    def __init__(
        self,
        product: Product,
        credentials: CredentialStore,
        signature: str | None,
        clock: Clock,
        waits: Waits,
    ) -> None:
        self._product = product
        self._credentials = credentials
        self._signature = signature
        self._clock = clock
        self._waits = waits
        self._sources = Sources(clock=clock.now)
        make = product.parts.tokens
        self._tokens: Any = None if make is None else make(product.tokens, waits.asynchronous)

    def obtains(self, operation: Operation[Any]) -> bool:
        """Whether an operation may be signed with a token that the client obtains."""
        return self._tokens is not None and bool(operation.schemes)

    async def obtain(
        self,
        operation: Operation[Any],
        end: float | None,
        call: Callable[[Operation[Any]], Awaitable[RawResponse]],
    ) -> None:
        """Obtain the token that an operation is signed with, by a ``call`` of another operation, unless there is one.

        To be done before the attempt takes its turn, because that call takes one too. Raises ``APIError``.
        """
        credentials = await self.resolved(operation, end)
        await self._tokens.obtain(self._scheme(operation, credentials), credentials, end, call)

    def refused(self, operation: Operation[Any], error: APIError, sent: Sent) -> bool:
        """Whether an error means that a token is no longer good; the next attempt then obtains another."""
        return self._tokens is not None and self._tokens.refused(operation, error, sent)

    async def sign(
        self, draft: Draft, credentials: Mapping[str, str], end: float | None
    ) -> tuple[Request, Sent]:
        """The draft with a signature of its own, and what it was made with. Raises ``ConfigurationError``."""
        operation, store = draft.operation, self._credentials
        request = Request(draft)
        signed = None
        if operation.schemes:
            scheme = self._scheme(operation, credentials)
            if self._tokens is not None:
                credentials = self._tokens.fill(scheme, credentials)
            try:
                signed = scheme.sign(request, credentials, self._sources)
            except Unread:  # the signature covers a body that was not read yet
                await self._waits.until(end, draft.load(), operation.id)
                return await self.sign(draft, credentials, end)
            except MissingCredentialError as error:
                raise ConfigurationError(store.missing(error.args[1])) from None
            except SigningError as error:
                raise ConfigurationError(str(error)) from None
        return request, Sent(store.secrets(credentials), signed, self._clock.ahead)

    def _scheme(self, operation: Operation[Any], credentials: Mapping[str, str]) -> Scheme:
        product = self._product
        return product.parts.choose(operation, self._signature, credentials, product.credentials)

    async def resolved(self, operation: Operation[Any], end: float | None) -> Mapping[str, str]:
        """The credentials of one attempt, which all belong together."""
        store = self._credentials
        if not self._waits.asynchronous:
            return store.resolve()
        if store.awaited:
            return await self._waits.until(end, store.aresolve(), operation.id)
        return await store.aresolve()

    def __repr__(self) -> str:
        return f"<Authorization with {self._credentials!r}>"
