"""Limits that any number of processes keep together, counted in Redis 5 or later. Needs the extra ``redis``.

Each question to Redis is one Lua script, so it is answered for one caller at a time, by Redis's clock.

- A reservation is a time, as with the client's own limit: nobody waits for nothing, and calls start in the order in
  which they asked. One that is not used goes to the next caller; where its time has passed, as in ``RateLimit``.
- What keeps an answer on its way through a busy process counts as lateness: by Redis's clock, which is compared with
  this machine's at every answer.
- A concurrent call holds a lease. One whose process dies is free again when its lease ends.
- While Redis is away no call is sent: a share of the limit that a process could go on with is not known, and more
  than the limit costs everybody else's calls too. Calls wait for Redis until their own timeouts end.
- A Redis that comes back empty has forgotten which calls may still start. Whoever was there before notices and says
  when the last one starts that it knows of. Those of other processes may start within a window, so nothing new starts
  for two.
"""

# The extra may be absent where callers check their types.
# mypy: disable-error-code="import-not-found"
# pyright: reportMissingImports=false

from __future__ import annotations

import math
import random
import secrets
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, NamedTuple, Self

from .errors import ConfigurationError
from .limits import Window
from .local import Local
from .shared_limits import LimitUnavailableError, Reservation

_TIMEOUT = 0.5  # seconds for one question; a call may exceed its own timeout by as much
_CONNECTIONS = 8
_DAY = 86400

_RESERVE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1e6
local calls, window, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local known, fresh, tail = ARGV[4], ARGV[5], math.min(tonumber(ARGV[7]), now + math.max(10 * window, 60))
local late, spacing, memory = ARGV[8], tonumber(ARGV[9]), tonumber(ARGV[10])
local epoch = redis.call('HMGET', KEYS[3], 'id', 'born', 'hold')
local id, born, hold = epoch[1], tonumber(epoch[2] or 0), tonumber(epoch[3] or 0)
if not id then
  id, born = fresh, now
end
if known ~= '' and known ~= id then hold = math.max(hold, math.max(born + window, tail) + window) end
redis.call('HSET', KEYS[3], 'id', id, 'born', string.format('%.6f', born), 'hold', string.format('%.6f', hold))
redis.call('EXPIRE', KEYS[3], ARGV[6])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
local free = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
local start, moved = math.max(now, hold), false
if late ~= '' then moved = redis.call('LREM', KEYS[1], -1, late) == 1 end
if not moved and free[1] then
  start = tonumber(free[2])
elseif not moved then
  local oldest, newest = redis.call('LINDEX', KEYS[1], -calls), redis.call('LINDEX', KEYS[1], -1)
  local full = oldest and now < tonumber(oldest) + memory
  if full then start = math.max(start, tonumber(oldest) + window) end
  if full or (newest and tonumber(newest) > now) then start = math.max(start, tonumber(newest) + spacing) end
end
local text = string.format('%.6f', start)
if moved then
  local others = redis.call('LRANGE', KEYS[1], 0, -1)
  local before = #others
  while before > 0 and tonumber(others[before]) > start do before = before - 1 end
  if before < #others then
    redis.call('LINSERT', KEYS[1], 'BEFORE', others[before + 1], text)
  else
    redis.call('RPUSH', KEYS[1], text)
  end
end
local last = redis.call('LINDEX', KEYS[1], -1) or '0'
if longest >= 0 and start - now > longest then return {'', id, '', last} end
if not moved and free[1] then
  redis.call('ZREM', KEYS[2], free[1])
elseif not moved then
  redis.call('RPUSH', KEYS[1], text)
  redis.call('LTRIM', KEYS[1], -calls, -1)
  last = text
end
redis.call('PEXPIRE', KEYS[1], math.ceil((last - now + memory) * 1000))
return {string.format('%.6f', start - now), id, text, last}
"""
_RETURN = """
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
"""
_ACQUIRE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1e6
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], string.format('%.6f', now + ARGV[2]), ARGV[3])
redis.call('PEXPIRE', KEYS[1], math.ceil(ARGV[2] * 1000))
return 1
"""
_RELEASE = "return redis.call('ZREM', KEYS[1], ARGV[1])"


class RedisLimits:
    """A rate limit and a limit of concurrent calls, for ``rate_limit=`` and ``concurrency=`` of any number of clients.

    Blocking and async clients of any process, and of any product, that use the same Redis and the same ``name`` share
    it. Safe to share between threads, tasks and forks. Close it after the clients, with ``close`` or ``aclose``.
    """

    def __init__(
        self,
        url: str = "redis://127.0.0.1:6379",
        *,
        name: str,
        calls: int | None = None,
        seconds: float = 1.0,
        concurrency: int = 100,
        lease: float = 120.0,
    ) -> None:
        """Say where to count. Nothing is connected yet.

        Args:
            url: Of Redis: ``redis://``, ``rediss://`` or ``unix://``.
            name: What the limit belongs to, such as the account at the vendor.
            calls: Calls of all operations together in ``seconds``. Default: each operation has its documented rate.
            seconds: See ``calls``.
            concurrency: Calls at the same time, where it is passed as ``concurrency``.
            lease: Seconds after which a call no longer counts as running: more than any call takes.

        Raises ``ValueError`` for a number out of range, ``ConfigurationError`` without the extra ``redis``.
        """
        if calls is not None and calls < 1:
            raise ValueError("calls: must be at least 1")
        if concurrency < 1:
            raise ValueError("concurrency: must be at least 1")
        if not (0 < seconds < _DAY and 0 < lease < _DAY):
            raise ValueError("seconds, lease: must be positive, and less than a day")
        self._rate = None if calls is None else (calls, seconds)
        self._count, self._lease = concurrency, lease
        self._prefix = f"specseal:{{{name}}}"
        # what Redis last called its memory of an operation, and when the last call in it starts, by its clock
        self._known: dict[str, tuple[str, str]] = {}
        self._late: dict[str, list[str]] = {}  # reservations of an operation that passed unused
        # of Redis's clock: this machine's monotonic one, not counting the way of an answer
        self._ahead = math.inf
        self._tasks: set[Any] = set()
        try:
            from redis import exceptions  # noqa: PLC0415 - of an extra
        except ImportError as error:
            raise ConfigurationError("RedisLimits needs redis-py: install the extra redis") from error
        errors: Any = exceptions
        self._away = (
            errors.ConnectionError,
            errors.TimeoutError,
            errors.BusyLoadingError,
            errors.ReadOnlyError,
        )
        self._refused = (errors.AuthenticationError, errors.AuthorizationError)
        self._failed = errors.RedisError
        # not an attribute: the URL may hold a password
        self._blocking: Local[_Scripts] = Local(lambda: _Scripts(_blocking(), url), per_loop=False)
        self._awaited: Local[_Scripts] = Local(lambda: _Scripts(_awaited(), url), per_loop=True)

    def reserve(
        self, operation: str, documented: tuple[int, float] | None, longest: float | None, patience: float
    ) -> Reservation | None:
        """See ``SharedRate.reserve``."""
        asked = self._question(operation, documented, longest)
        if asked is None:
            return Reservation(0.0, _nothing)
        scripts = self._blocking.get()
        answer = self._ask(lambda: scripts.reserve(asked.keys, asked.values), asked.at + patience)
        return self._reservation(asked, answer, self._return)

    async def areserve(
        self, operation: str, documented: tuple[int, float] | None, longest: float | None, patience: float
    ) -> Reservation | None:
        """See ``SharedRate.areserve``."""
        asked = self._question(operation, documented, longest)
        if asked is None:
            return Reservation(0.0, _nothing)
        scripts = self._awaited.get()
        answer = await self._aask(lambda: scripts.reserve(asked.keys, asked.values), asked.at + patience)
        return self._reservation(asked, answer, self._areturn)

    def acquire(self, longest: float | None) -> Callable[[], None] | None:
        """See ``SharedConcurrency.acquire``."""
        until = None if longest is None else time.monotonic() + longest
        scripts, member = self._blocking.get(), secrets.token_hex(8)
        while not self._ask(lambda: scripts.acquire([self._slots], self._slot(member)), until):
            pause = _pause(until)
            if pause is None:
                return None
            time.sleep(pause)
        return lambda: self._quietly(lambda: scripts.release([self._slots], [member]))

    async def aacquire(self, longest: float | None) -> Callable[[], None] | None:
        """See ``SharedConcurrency.aacquire``."""
        import asyncio  # noqa: PLC0415 - slow to import where nobody has a loop

        until = None if longest is None else time.monotonic() + longest
        scripts, member = self._awaited.get(), secrets.token_hex(8)

        def release() -> None:
            self._later(lambda: scripts.release([self._slots], [member]))

        try:
            while not await self._aask(lambda: scripts.acquire([self._slots], self._slot(member)), until):
                pause = _pause(until)
                if pause is None:
                    return None
                await asyncio.sleep(pause)
        except asyncio.CancelledError:
            release()  # it may have been granted just then
            raise
        return release

    def close(self) -> None:
        """Close the connections of blocking clients in this process."""
        for _, scripts in self._blocking.of_this_process():
            scripts.client.close()
            scripts.client.connection_pool.disconnect()

    async def aclose(self) -> None:
        """Tell Redis what ended, and close the connections of async clients in this event loop."""
        import asyncio  # noqa: PLC0415

        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=_TIMEOUT)
        await self._awaited.get().client.aclose(close_connection_pool=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.aclose()

    @property
    def _slots(self) -> str:
        return f"{self._prefix}:running"

    def _slot(self, member: str) -> list[Any]:
        return [self._count, self._lease, member]

    def _question(
        self, operation: str, documented: tuple[int, float] | None, longest: float | None
    ) -> _Question | None:
        """What a reservation is asked for with; ``None`` where there is no limit."""
        calls, seconds = self._rate or documented or (0, 0.0)
        if not calls:
            return None
        window = Window(calls, seconds)
        scope = f"{self._prefix}:calls" if self._rate else f"{self._prefix}:calls:{operation}"
        epoch, last = self._known.get(scope, ("", "0"))
        patience = -1 if longest is None else longest
        late = ""
        with suppress(KeyError, IndexError):
            late = self._late[scope].pop()
        return _Question(
            [scope, f"{scope}:free", f"{scope}:epoch"],
            [
                *(calls, window.length, patience, epoch, secrets.token_hex(8), _DAY, last, late),
                *(window.spacing, window.memory),
            ],
            window.grace,
            time.monotonic(),
        )

    def _reservation(
        self, asked: _Question, answer: list[Any], give_back: Callable[[str, str], None]
    ) -> Reservation | None:
        wait, epoch, start, last = (
            part.decode() if isinstance(part, bytes) else str(part) for part in answer
        )
        scope, free, _ = asked.keys
        self._known[scope] = epoch, last
        if not wait:
            return None
        answered, reserved = time.monotonic(), float(start) - float(wait)  # here, and by Redis's clock
        # the quickest way so far, unless the clocks cannot differ by that any more
        self._ahead = max(min(self._ahead, answered - reserved), asked.at - reserved)
        left = float(wait) - (answered - reserved - self._ahead)
        at = answered + left

        def release() -> None:
            if time.monotonic() < at:
                give_back(free, start)
            else:
                self._late.setdefault(scope, []).append(start)

        return Reservation(max(left, 0.0), release, asked.grace + min(left, 0.0))

    def _return(self, key: str, start: str) -> None:
        scripts = self._blocking.get()
        self._quietly(lambda: scripts.give_back([key], [start, secrets.token_hex(8), _DAY]))

    def _areturn(self, key: str, start: str) -> None:
        scripts = self._awaited.get()
        self._later(lambda: scripts.give_back([key], [start, secrets.token_hex(8), _DAY]))

    def _quietly(self, ask: Callable[[], Any]) -> None:
        """Tell Redis what it finds out by itself later, too."""
        with suppress(self._failed):
            ask()

    def _later(self, ask: Callable[[], Awaitable[Any]]) -> None:
        import asyncio  # noqa: PLC0415

        async def told() -> None:
            with suppress(self._failed):
                await ask()

        task = asyncio.get_running_loop().create_task(told())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _ask(self, ask: Callable[[], Any], until: float | None) -> Any:
        pause = 0.05
        while True:
            try:
                return ask()
            except self._refused as error:
                raise ConfigurationError(f"Redis refuses: {error}") from error
            except self._away as error:
                self._check(until, pause, error)
            time.sleep(pause)
            pause = min(2 * pause, 1.0)

    async def _aask(self, ask: Callable[[], Awaitable[Any]], until: float | None) -> Any:
        import asyncio  # noqa: PLC0415

        pause = 0.05
        while True:
            try:
                return await ask()
            except self._refused as error:
                raise ConfigurationError(f"Redis refuses: {error}") from error
            except self._away as error:
                self._check(until, pause, error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, 1.0)

    def _check(self, until: float | None, pause: float, error: Exception) -> None:
        if until is not None and time.monotonic() + pause > until:
            raise LimitUnavailableError(f"Redis: {error}") from error


class _Question(NamedTuple):
    """A question for a reservation: what Redis is told, how late the reservation may be used, and since when."""

    keys: list[str]
    values: list[Any]
    grace: float
    at: float


class _Scripts:
    """Connections of one owner, and the scripts that it sends."""

    def __init__(self, redis: Any, url: str) -> None:
        # asked again by redis-py, one question could reserve twice; `_ask` waits for Redis to come back
        self.client = redis.Redis(
            connection_pool=redis.BlockingConnectionPool.from_url(
                url,
                max_connections=_CONNECTIONS,
                timeout=_TIMEOUT,
                socket_timeout=_TIMEOUT,
                socket_connect_timeout=_TIMEOUT,
                retry=None,
            )
        )
        self.reserve, self.give_back, self.acquire, self.release = (
            self.client.register_script(script) for script in (_RESERVE, _RETURN, _ACQUIRE, _RELEASE)
        )


def _blocking() -> Any:
    import redis  # noqa: PLC0415

    return redis


def _awaited() -> Any:
    import redis.asyncio  # noqa: PLC0415

    return redis.asyncio


def _nothing() -> None:
    """There is nothing to give back."""


def _pause(until: float | None) -> float | None:
    """Seconds before the next question, drawn so that all get a turn; ``None`` when it would be too late."""
    pause = random.uniform(0.005, 0.04)  # noqa: S311
    return None if until is not None and time.monotonic() + pause > until else pause
