"""Credentials that the client obtains by itself: an operation returns them, and they live for a while."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import msgspec

from .errors import APIDecodeError, APIError, APITimeoutError
from .interpret import Sent
from .limits import ConcurrencyLimiter, Turn
from .operation import Operation, Scheme
from .response import RawResponse

LEEWAY = 60.0  # seconds before its end at which a token is renewed; at most a tenth of its life
UNAUTHORIZED = 401


class Token(msgspec.Struct, frozen=True):
    """A credential that ``operation`` returns: where its value and its life in seconds stand in the JSON response.

    ``expired`` has the error codes, besides HTTP 401, after which a new one is obtained.
    """

    credential: str
    operation: Operation[Any]
    value: tuple[str, ...]
    life: tuple[str, ...] | float | None = None
    expired: tuple[str, ...] = ()


class Tokens:
    """The tokens of a client and its copies. Each is obtained once, whoever asks for it meanwhile."""

    def __init__(self, tokens: Mapping[str, Token], asynchronous: bool) -> None:
        self._tokens = tokens
        self._known: dict[
            str, tuple[str, float | None]
        ] = {}  # by operation: the token, and when it is renewed
        self._gone: dict[str, str] = {}  # by operation: the last one that was refused
        self._gate = ConcurrencyLimiter(1, asynchronous)

    def fill(self, scheme: Scheme, credentials: Mapping[str, str]) -> Mapping[str, str]:
        """The credentials, with the token of a way of signing if it was not given."""
        token = self._tokens.get(scheme.name)
        known = self._known.get(token.operation.id) if token is not None else None
        if token is None or known is None or credentials.get(token.credential):
            return credentials
        return {**credentials, token.credential: known[0]}

    async def obtain(
        self,
        scheme: Scheme,
        credentials: Mapping[str, str],
        end: float | None,
        call: Callable[[Operation[Any]], Awaitable[RawResponse]],
    ) -> None:
        """Make sure that a way of signing has a token that is good. Raises ``APIError`` when none can be obtained."""
        token = self._tokens.get(scheme.name)
        if token is None or credentials.get(token.credential) or self._is_good(token):
            return
        left = None if end is None else max(end - time.monotonic(), 0.0)
        turn = Turn(await self._gate.take(left))
        try:
            if turn.release is None:
                text = f"{token.operation.id}: another call did not obtain the token in time"
                raise APITimeoutError(text, maybe_sent=False)
            if not self._is_good(token):
                started = time.monotonic()
                response = await call(token.operation)
                self._known[token.operation.id] = _read(token, response, started)
        finally:
            turn.end()

    def refused(self, operation: Operation[Any], error: APIError, sent: Sent) -> bool:
        """Whether an error means that a token is no longer good; the next attempt then obtains another."""
        for scheme in operation.schemes:
            token = self._tokens.get(scheme.name)
            if token is None:
                continue
            name = token.operation.id
            known, gone = self._known.get(name, ("", None))[0], self._gone.get(name)
            if error.status_code != UNAUTHORIZED and getattr(error, "code", None) not in token.expired:
                continue
            if known and known in sent.secrets:
                self._gone[name] = known
                self._known.pop(name, None)
                return True
            if gone in sent.secrets:  # another call has obtained another by now
                return True
        return False

    def _is_good(self, token: Token) -> bool:
        known = self._known.get(token.operation.id)
        return known is not None and (known[1] is None or time.monotonic() < known[1])

    def __repr__(self) -> str:
        return f"<Tokens {', '.join(self._known)}>"

    def __reduce__(self) -> str:
        raise TypeError("tokens cannot be pickled")


def _read(token: Token, response: RawResponse, started: float) -> tuple[str, float | None]:
    """The token, and when to renew it, by ``time.monotonic()``."""
    try:
        body = response.json()
    except ValueError:
        body = None
    value = _at(body, token.value)
    if not isinstance(value, str) or not value.isprintable() or value != value.strip() or not value:
        where = "/".join(("", *token.value))
        raise APIDecodeError(f"{token.operation.id}: the response has no token at {where}", response=response)
    life = token.life if not isinstance(token.life, tuple) else _at(body, token.life)
    try:
        seconds = float(life) if isinstance(life, int | float | str) and not isinstance(life, bool) else None
    except ValueError:
        seconds = None
    if seconds is None or not 0 < seconds < 10**9:
        return value, None
    return value, started + seconds - min(LEEWAY, seconds / 10)


def _at(value: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        value = cast("dict[str, Any]", value).get(step) if isinstance(value, dict) else None
    return value
