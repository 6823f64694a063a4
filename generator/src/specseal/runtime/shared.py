"""What copies of a client share: the transport, the limits, the retry budget, the clock."""

from __future__ import annotations

import threading
from collections.abc import Callable

from .clock import Clock
from .config import Base
from .errors import ClientError
from .limits import Limiter, RateLimit
from .local import Local
from .retry import Budget
from .transport import Transport


class Process:
    """What all calls of a client, and of its copies by ``with_options``, share in one process."""

    def __init__(self, limiter: Callable[[], Limiter]) -> None:
        self.limiter = limiter()
        self.opening = threading.Lock()
        self.transports: dict[str, Transport] = {}  # by origin
        self.budget = Budget()
        self.rates: dict[str, RateLimit] = {}


class Shared:
    """What copies of a client share, in all processes that use it."""

    def __init__(self, make: Callable[[], Process], open_transport: Callable[[Base], Transport]) -> None:
        self._local = Local(make, per_loop=False)
        self._open = open_transport
        self.clock = Clock()
        self.closed = False

    def here(self) -> Process:
        """What belongs to this process. Raises ``ClientError`` when the client is closed."""
        if self.closed:
            raise ClientError("the client is closed")
        return self._local.get()

    def transport(self, base: Base) -> Transport:
        """The transport to a server, opened by the first call. Raises ``ClientError`` when the client is closed."""
        here = self._local.get()
        found = here.transports.get(base.origin)
        if found is None and not self.closed:
            # concurrent first calls share one, and closing waits until it is open
            with here.opening:
                found = here.transports.get(base.origin)
                if found is None and not self.closed:
                    found = here.transports[base.origin] = self._open(base)
        if self.closed or found is None:
            raise ClientError("the client is closed")
        return found

    async def close(self) -> None:
        here = self._local.get()
        with here.opening:
            self.closed = True
        for transport in list(here.transports.values()):
            await transport.close()
