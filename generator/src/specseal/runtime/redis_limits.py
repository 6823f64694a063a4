"""Limits that any number of processes keep together, counted in Redis 5 or later. Needs the extra ``redis``.

Each question to Redis is one Lua script, so it is answered for one caller at a time, by Redis's clock.

- A reservation is a time, as with the client's own limit: nobody waits for nothing, and calls start in the order in
  which they asked. One that is not used goes to the next caller; where its time has passed, as in ``RateLimit``.
- What keeps an answer on its way through a busy process counts as lateness: by Redis's clock, which is compared with
  this machine's at every answer.
- A concurrent call holds a lease. One whose process dies is free again when its lease ends. One that ends while Redis
  is away is ended with the next question.
- While Redis is away no call is sent: a share of the limit that a process could go on with is not known, and more
  than the limit costs everybody else's calls too. Calls wait for Redis until their own timeouts end.
- A Redis that comes back empty has forgotten which calls may still start. Whoever was there before notices and says
  when the last one starts that it knows of. Those of other processes may start within a window, so nothing new starts
  for two.
- A few callers of a process ask at a time, and a few of those that wait for other calls to end: Redis answers some
  thousand questions a second, and thousands of tasks may wait.
"""

from __future__ import annotations

import math
import random
import secrets
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple, Self

from .config import MOST, whole
from .limits import Window
from .local import Local
from .redis_scripts import CONNECTIONS, TIMEOUT, Errors, Scripts, awaited, blocking, check_url
from .shared_limits import LimitUnavailableError, Reservation

_DAY = 86400
_KNOWN = _DAY - 60  # seconds for which Redis remembers an operation at least
_FEW = 100  # ended calls that one question tells of
_LATE = "it was stopped, or its clock was set"


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

        Raises ``ValueError`` for a number out of range, ``ConfigurationError`` without the extra ``redis`` and for a
        URL that is none.
        """
        if not name:
            raise ValueError("name: must not be empty")
        for what, number in (("calls", 1 if calls is None else calls), ("concurrency", concurrency)):
            if whole(what, number, 1) > MOST:
                raise ValueError(f"{what} must be at most {MOST}")
        if not (0 < seconds < _DAY and 0 < lease < _DAY):
            raise ValueError("seconds, lease: must be positive, and less than a day")
        self._rate = None if calls is None else (calls, seconds)
        self._count, self._lease = concurrency, lease
        self._name, self._prefix = name, f"specseal:{{{name}}}"
        # what Redis last called its memory of an operation, when the last call in it starts, by its clock, and when
        # that was, by this machine's
        self._known: dict[str, tuple[str, str, float]] = {}
        self._late: dict[str, list[str]] = {}  # reservations of an operation that passed unused
        # of Redis's clock: this machine's monotonic one, not counting the way of an answer
        self._ahead = math.inf
        self._ended: set[str] = set()  # concurrent calls, of which Redis does not know that they ended
        self._trouble = ""  # of the last question
        self._tasks: set[Any] = set()
        self._errors = Errors()
        check_url(url)
        # not an attribute: the URL may hold a password
        self._blocking: Local[Scripts] = Local(lambda: Scripts(blocking(), url), per_loop=False)
        self._awaited: Local[Scripts] = Local(lambda: Scripts(awaited(), url), per_loop=True)
        # those who ask at a time, and those who do again and again
        self._asking, self._waiting = (
            Local(partial(threading.Semaphore, CONNECTIONS), per_loop=False) for _ in range(2)
        )
        self._aasking, self._awaiting = (Local(_semaphore, per_loop=True) for _ in range(2))

    def reserve(
        self, operation: str, documented: tuple[int, float] | None, longest: float | None, patience: float
    ) -> Reservation | None:
        """See ``SharedRate.reserve``."""
        asked = self._question(operation, documented, longest)
        if asked is None:
            return Reservation(0.0, _nothing)
        scripts = self._blocking.get()
        answer = self._ask(
            lambda: scripts.reserve(asked.keys, [self._by(), *asked.values]), _until(asked.at, patience)
        )
        return self._reservation(asked, answer, self._return)

    async def areserve(
        self, operation: str, documented: tuple[int, float] | None, longest: float | None, patience: float
    ) -> Reservation | None:
        """See ``SharedRate.areserve``."""
        asked = self._question(operation, documented, longest)
        if asked is None:
            return Reservation(0.0, _nothing)
        scripts = self._awaited.get()

        def undo(task: Any) -> None:
            if not task.cancelled() and task.exception() is None and len(answer := task.result()) > 1:
                reservation = self._reservation(asked, answer, self._areturn)
                if reservation is not None:
                    reservation.release()

        answer = await self._aask(
            lambda: scripts.reserve(asked.keys, [self._by(), *asked.values]),
            _until(asked.at, patience),
            undo,
        )
        return self._reservation(asked, answer, self._areturn)

    def acquire(self, longest: float | None) -> Callable[[], None] | None:
        """See ``SharedConcurrency.acquire``."""
        until = _until(time.monotonic(), longest)
        scripts, member, line = self._blocking.get(), secrets.token_hex(8), self._waiting.get()
        if not line.acquire(timeout=_left(until)):
            self._check_trouble()
            return None
        try:
            while not self._granted(
                ended := self._some_ended(), self._ask(self._slot(scripts, member, ended), until)
            ):
                pause = _pause(until)
                if pause is None:
                    return None
                time.sleep(pause)
        except BaseException:
            self._ended.add(member)  # it may have been granted by an answer that was lost
            raise
        finally:
            line.release()
        return lambda: self._quietly(lambda: scripts.release([self._slots], [member]), member)

    async def aacquire(self, longest: float | None) -> Callable[[], None] | None:
        """See ``SharedConcurrency.aacquire``."""
        import asyncio  # noqa: PLC0415 - slow to import where nobody has a loop

        until = _until(time.monotonic(), longest)
        scripts, member, line = self._awaited.get(), secrets.token_hex(8), self._awaiting.get()

        def release(_: object = None) -> None:
            self._later(lambda: scripts.release([self._slots], [member]), member)

        if not await _in_line(line, until):
            self._check_trouble()
            return None
        try:
            while not self._granted(
                ended := self._some_ended(),
                await self._aask(self._slot(scripts, member, ended), until, release),
            ):
                pause = _pause(until)
                if pause is None:
                    return None
                await asyncio.sleep(pause)
        except Exception:
            self._ended.add(member)  # as above
            raise
        finally:
            line.release()
        return release

    def close(self) -> None:
        """Close the connections of blocking clients in this process."""
        for _, scripts in self._blocking.of_this_process():
            if ended := list(self._ended):
                self._quietly(lambda: scripts.release([self._slots], ended), *ended)  # noqa: B023 - called at once
            scripts.client.close()
            scripts.client.connection_pool.disconnect()

    async def aclose(self) -> None:
        """Tell Redis what ended, and close the connections of async clients in this event loop."""
        import asyncio  # noqa: PLC0415

        here = asyncio.get_running_loop()
        if self._ended:
            ended, scripts = list(self._ended), self._awaited.get()
            self._later(lambda: scripts.release([self._slots], ended), *ended)
        until = time.monotonic() + 2 * TIMEOUT
        # one that ends may begin another one, to undo what nobody waits for
        while tasks := {task for task in list(self._tasks) if task.get_loop() is here}:
            await asyncio.wait(tasks, timeout=_left(until), return_when=asyncio.FIRST_COMPLETED)
            if time.monotonic() > until:
                break
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

    def _slot(self, scripts: Scripts, member: str, ended: list[str]) -> Callable[[], Any]:
        """What asks for one concurrent call, and tells of ended ones."""
        return lambda: scripts.acquire([self._slots], [self._by(), self._count, self._lease, member, *ended])

    def _some_ended(self) -> list[str]:
        return list(self._ended)[:_FEW] if self._ended else []

    def _granted(self, ended: list[str], answer: list[Any]) -> bool:
        self._ended.difference_update(ended)
        return bool(answer[0])

    def _check_trouble(self) -> None:
        """Time is over for one that had not asked yet. Raises ``LimitUnavailableError`` when it would have failed."""
        if self._trouble:
            raise LimitUnavailableError(self._trouble)

    def _by(self) -> float:
        """Until when an answer is waited for, by Redis's clock; 0 where that is not known."""
        return 0 if self._ahead == math.inf else time.monotonic() + TIMEOUT - self._ahead

    def _compare(self, asked: float, answered: float, there: float) -> None:
        """Compare the clocks. Args: when Redis was asked and answered, here, and between these, by Redis's clock."""
        # the quickest way so far, unless the clocks cannot differ by that any more
        self._ahead = max(min(self._ahead, answered - there), asked - there)

    def _question(
        self, operation: str, documented: tuple[int, float] | None, longest: float | None
    ) -> _Question | None:
        """What a reservation is asked for with; ``None`` where there is no limit."""
        calls, seconds = self._rate or documented or (0, 0.0)
        if not calls:
            return None
        window = Window(calls, seconds)
        now, scope = time.monotonic(), "" if self._rate else f":{operation}"
        epoch, last, at = self._known.get(scope, ("", "0", now))
        if now - at > _KNOWN:
            epoch, last = "", "0"
        patience = -1 if longest is None else longest
        late = ""
        with suppress(KeyError, IndexError):
            late = self._late[scope].pop()
        return _Question(
            scope,
            [f"{self._prefix}:{what}{scope}" for what in ("calls", "free", "epoch")],
            [
                *(calls, window.length, patience, epoch, secrets.token_hex(8), _DAY, last, late),
                *(window.spacing, window.memory),
            ],
            window.grace,
            now,
        )

    def _reservation(
        self, asked: _Question, answer: list[Any], give_back: Callable[[list[str], str], None]
    ) -> Reservation | None:
        wait, epoch, start, last = (_text(part) for part in answer)
        answered, scope = time.monotonic(), asked.scope
        self._known[scope] = epoch, last, answered
        if not wait:
            return None
        reserved = float(start) - float(wait)  # by Redis's clock
        self._compare(asked.at, answered, reserved)
        left = float(wait) - (answered - reserved - self._ahead)
        at = answered + left

        def release() -> None:
            if time.monotonic() < at:
                give_back(asked.keys[1:], start)
            else:
                self._late.setdefault(scope, []).append(start)

        return Reservation(max(left, 0.0), release, asked.grace + min(left, 0.0))

    def _return(self, keys: list[str], start: str) -> None:
        scripts = self._blocking.get()
        self._quietly(lambda: scripts.give_back(keys, [start, secrets.token_hex(8), _DAY]))

    def _areturn(self, keys: list[str], start: str) -> None:
        scripts = self._awaited.get()
        self._later(lambda: scripts.give_back(keys, [start, secrets.token_hex(8), _DAY]))

    def _quietly(self, ask: Callable[[], Any], *ended: str) -> None:
        """Tell Redis what it finds out by itself later, too. Args: `ended`, the concurrent calls that it is told of."""
        self._ended.update(ended)
        line = self._asking.get()
        if line.acquire(timeout=TIMEOUT):
            try:
                with suppress(self._errors.all):
                    ask()
                    self._ended.difference_update(ended)
            finally:
                line.release()

    def _later(self, ask: Callable[[], Awaitable[Any]], *ended: str) -> None:
        """The same, by a task."""
        import asyncio  # noqa: PLC0415

        self._ended.update(ended)
        line = self._aasking.get()

        async def told() -> None:
            async with line:
                with suppress(self._errors.all):
                    await ask()
                    self._ended.difference_update(ended)

        self._keep(asyncio.get_running_loop().create_task(told()))

    def _keep(self, task: Any) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _ask(self, ask: Callable[[], Any], until: float | None) -> Any:
        pause, line = 0.05, self._asking.get()
        while True:
            if not line.acquire(timeout=_left(until)):
                raise LimitUnavailableError(self._busy())
            asked = time.monotonic()
            try:
                answer = ask()
            except self._errors.all as error:
                self._failed(error)
            else:
                if self._in_time(asked, answer):
                    return answer
            finally:
                line.release()
            self._check(until, pause)
            time.sleep(pause)
            pause = min(2 * pause, 1.0)

    async def _aask(
        self, ask: Callable[[], Awaitable[Any]], until: float | None, undo: Callable[[Any], None]
    ) -> Any:
        """Args: `undo`, called with the task of a question whose caller was cancelled meanwhile, once it has ended."""
        import asyncio  # noqa: PLC0415

        pause, line = 0.05, self._aasking.get()
        while True:
            if not await _in_line(line, until):
                raise LimitUnavailableError(self._busy())
            asked = time.monotonic()
            task = asyncio.ensure_future(ask())
            task.add_done_callback(lambda _: line.release())
            self._keep(task)
            try:
                answer = await asyncio.shield(task)
            except self._errors.all as error:
                self._failed(error)
            except asyncio.CancelledError:
                task.add_done_callback(undo)
                raise
            else:
                if self._in_time(asked, answer):
                    return answer
            self._check(until, pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, 1.0)

    def _failed(self, error: Exception) -> None:
        """Note an error that may pass. Raises ``ConfigurationError`` for another one."""
        self._errors.check(error, self._name)
        self._trouble = f"Redis: {error}"

    def _in_time(self, asked: float, answer: list[Any]) -> bool:
        """Whether Redis did what it was asked for: not when it believes that nobody waits for it any more."""
        if len(answer) == 1:
            self._trouble = f"Redis: {_LATE}"
            self._compare(asked, time.monotonic(), float(_text(answer[0])))
            return False
        self._trouble = ""
        return True

    def _check(self, until: float | None, pause: float) -> None:
        if until is not None and time.monotonic() + pause > until:
            raise LimitUnavailableError(self._trouble or self._busy())

    def _busy(self) -> str:
        return self._trouble or "Redis: more calls ask than it answers in time"


class _Question(NamedTuple):
    """A question for a reservation: what Redis is told, how late the reservation may be used, and since when."""

    scope: str
    keys: list[str]
    values: list[Any]
    grace: float
    at: float


def _nothing() -> None:
    """There is nothing to give back."""


def _semaphore() -> Any:
    import asyncio  # noqa: PLC0415 - slow to import where nobody has a loop

    return asyncio.Semaphore(CONNECTIONS)


async def _in_line(line: Any, until: float | None) -> bool:
    """Wait for one's turn; False when the time is over."""
    if not line.locked():
        return bool(await line.acquire())  # at once
    import asyncio  # noqa: PLC0415

    try:
        async with asyncio.timeout(_left(until)):
            return bool(await line.acquire())
    except TimeoutError:
        return False


def _until(now: float, seconds: float | None) -> float | None:
    """The time in so many seconds; ``None`` for never."""
    return None if seconds is None or seconds > MOST else now + seconds


def _left(until: float | None) -> float | None:
    return None if until is None else min(max(until - time.monotonic(), 0.0), threading.TIMEOUT_MAX)


def _text(part: bytes | str) -> str:
    return part.decode() if isinstance(part, bytes) else str(part)


def _pause(until: float | None) -> float | None:
    """Seconds before the next question, drawn so that all get a turn; ``None`` when it would be too late."""
    pause = random.uniform(0.005, 0.04)  # noqa: S311
    return None if until is not None and time.monotonic() + pause > until else pause
