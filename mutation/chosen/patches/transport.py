"""Mutants of what a call borrows and waits for: concurrency, rate, connections, deadlines, clocks, proxies.

They are applied to the runtime before generation, because its suites test the runtime itself.
"""

from ..patch import Patch

_RUNTIME = "generator/src/specseal/runtime"

PATCHES = (
    Patch(
        "slot-not-released",
        "a concurrency slot is lost when an attempt raises before its request",
        f"{_RUNTIME}/limits.py",
        "        if self.release is not None:\n",
        "        if self.release is not None and self.used:\n",
        suites=("borrowing",),
    ),
    Patch(
        "reserved-past-deadline",
        "the rate limiter keeps a reservation beyond the deadline",
        f"{_RUNTIME}/limits.py",
        "end):\n                return None",
        "end):\n                places.append(place)\n                return None",
        suites=("borrowing",),
    ),
    Patch(
        "reservation-kept",
        "an unused reservation of the rate limiter is kept",
        f"{_RUNTIME}/limits.py",
        "if self._rate is not None and not self.used:",
        "if self._rate is not None and self.used:",
        suites=("borrowing",),
    ),
    Patch(
        "retry-refunds-one",
        "a successful retry refunds 1 token, not its cost",
        f"{_RUNTIME}/core.py",
        "cost = cost or 1\n",
        "cost = 1\n",
        suites=("borrowing",),
    ),
    Patch(
        "interrupted-connection-kept",
        "an interrupted connection returns to the pool",
        f"{_RUNTIME}/connections.py",
        "        except BaseException:\n            connection.network.drop()\n",
        "        except BaseException:\n            connections.put_back(connection)\n",
        suites=("interruption",),
    ),
    Patch(
        "shared-connection-kept",
        "an interrupted HTTP/2 connection takes new requests",
        f"{_RUNTIME}/connections.py",
        "            except BaseException:\n                connection.spoilt = True\n                raise",
        "            except BaseException:\n                raise",
        suites=("interruption",),
    ),
    Patch(
        "custom-client-cancelled-anywhere",
        "a custom client is cancelled where httpcore leaks a pool slot",
        f"{_RUNTIME}/interruption.py",
        "        if self._waits:\n",
        "        if True:\n",
        suites=("interruption",),
    ),
    Patch(
        "blocking-read-unbounded",
        "a blocking read ignores total_timeout",
        f"{_RUNTIME}/blocking_network.py",
        "self._socket.settimeout(self._network.left(timeout, httpcore.ReadTimeout))",
        "self._socket.settimeout(timeout)",
        suites=("deadlines",),
    ),
    Patch(
        "lookup-unbounded",
        "a blocking DNS lookup ignores total_timeout",
        f"{_RUNTIME}/blocking_network.py",
        "lookup.done.wait(None if until is None else max(until - time.monotonic(), 0))",
        "lookup.done.wait(None)",
        suites=("deadlines",),
    ),
    Patch(
        "clock-never-unlearnt",
        "the clock offset is used after the machine's clock was corrected",
        f"{_RUNTIME}/clock.py",
        "if abs(date - time.time()) < SAME:",
        "if abs(date - time.time()) < 0:",
        suites=("clock",),
    ),
    Patch(
        "clock-follows-the-machine",
        "the clock offset moves with the machine's clock",
        f"{_RUNTIME}/clock.py",
        "time.monotonic()",
        "time.time()",
        count=3,
        suites=("clock",),
    ),
    Patch(
        "date-in-local-time",
        "an HTTP date without a zone is read as local time",
        f"{_RUNTIME}/retry.py",
        "(found if found.tzinfo is not None else found.replace(tzinfo=UTC)).timestamp()",
        "found.timestamp()",
        suites=("retries",),
    ),
    Patch(
        "retries-in-step",
        "Retry-After is followed without jitter",
        f"{_RUNTIME}/retry.py",
        "return asked + min(max(asked, spread), LONGEST_SPREAD) * chance if",
        "return asked if",
        suites=("retries",),
    ),
    Patch(
        "credentials-torn",
        "separate credential functions are read once, during a rotation",
        f"{_RUNTIME}/config.py",
        "            if again == found:\n                break\n            found = again\n",
        "            break\n",
        suites=("credentials",),
    ),
    Patch(
        "proxy-unchecked",
        "any proxy scheme is accepted",
        f"{_RUNTIME}/proxies.py",
        "if url.scheme not in _SCHEMES or not named",
        "if not named",
        suites=("proxies",),
    ),
    Patch(
        "auth-kept",
        "the auth of a custom client replaces the signature",
        f"{_RUNTIME}/custom.py",
        "stream=True, auth=None, follow_redirects=False",
        "stream=True, follow_redirects=False",
        count=2,
        suites=("borrowing",),
    ),
    Patch(
        "parent-state-shared",
        "a forked process shares slots, locks and connections with its parent",
        f"{_RUNTIME}/local.py",
        "owner = (os.getpid(), ",
        "owner = (0, ",
        suites=("borrowing",),
    ),
    Patch(
        "loops-share-connections",
        "event loops share connections",
        f"{_RUNTIME}/local.py",
        "_loop() if self._per_loop else None",
        "None",
        suites=("borrowing",),
    ),
    Patch(
        "returned-after-close",
        "a connection returned after close() stays open",
        f"{_RUNTIME}/connections.py",
        "            if self._closed:  # meanwhile\n                connections.drop_all()\n        else:",
        "        else:",
        suites=("borrowing",),
    ),
    Patch(
        "closed-while-opening",
        "close() does not wait for a transport that is being opened, and the call uses it",
        f"{_RUNTIME}/shared.py",
        '        if self.closed or here.transport is None:\n            raise ClientError("the client is closed")\n'
        "        return here.transport\n\n    async def close(self) -> None:\n        here = self._local.get()\n"
        "        with here.opening:\n            self.closed = True\n",
        '        if here.transport is None:\n            raise ClientError("the client is closed")\n'
        "        return here.transport\n\n    async def close(self) -> None:\n        here = self._local.get()\n"
        "        self.closed = True\n",
        suites=("borrowing",),
    ),
)
