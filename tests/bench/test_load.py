"""The load of the benches: what it sends, and what it measures."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter

from bench.servers.load import Load, steady

_REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def test_a_steady_load_measures_no_connection_that_is_being_opened() -> None:
    """Every connection has had one request before the first that counts."""
    asked: list[int] = []
    connections: list[asyncio.Task[None] | None] = []

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(asyncio.current_task())
        while await reader.read(1000):
            asked.append(id(writer))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        writer.close()

    async def measured() -> Load:
        server = await asyncio.start_server(respond, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            load = await steady(port, _REQUEST, rate=400, seconds=0.1, connections=8)
            await asyncio.gather(*filter(None, connections))
            return load

    load = asyncio.run(measured())
    assert (len(load.latencies), load.statuses) == (40, Counter({200: 40}))
    assert len(asked) == 48
    assert len(set(asked[:8])) == 8
    assert set(asked[8:]) <= set(asked[:8])
    assert gc.isenabled()
