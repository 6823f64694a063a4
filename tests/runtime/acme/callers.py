"""Callers of the methods: a client for each call, or clients that live on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import httpx
import httpx2

from .client import Acme, AsyncAcme
from .server import Server

KEY = "key-of-the-tests"
SECRET = "secret/of+the tests=ß"
TOKEN = "session/token+of tests"


class Caller:
    """Makes one call with a client of its own, sync or async, and closes it."""

    def __init__(self, mode: str, server: Server) -> None:
        self.mode = mode
        self.server = server
        self.left_open = False
        self._library: tuple[Any, dict[str, Any]] | None = None
        self.settings: dict[str, Any] = {
            "api_key": KEY,
            "api_secret": SECRET,
            "base_url": server.url,
            "max_retries": 0,  # tests of one attempt; those of retries say how many
        }

    def with_settings(self, **settings: Any) -> Caller:
        self.settings |= settings
        return self

    def through(self, library: Any, **settings: Any) -> Caller:
        """Send through a client of the library; afterwards, as it was left, it is ``http_client``."""
        self._library = library, settings
        return self

    def __call__(self, method: str, **arguments: Any) -> Any:
        if self.mode == "async":
            return asyncio.run(self._async(method, arguments))
        with contextlib.ExitStack() as stack:
            if self._library is not None:
                library, settings = self._library
                self.settings["http_client"] = stack.enter_context(library.Client(**settings))
            with Acme(**self.settings) as client:
                result = getattr(client, method)(**arguments)
            self.left_open = not getattr(self.settings.get("http_client"), "is_closed", True)
            return result

    async def _async(self, method: str, arguments: dict[str, Any]) -> Any:
        async with contextlib.AsyncExitStack() as stack:
            if self._library is not None:
                library, settings = self._library
                self.settings["http_client"] = await stack.enter_async_context(
                    library.AsyncClient(**settings)
                )
            async with AsyncAcme(**self.settings) as client:
                result = await getattr(client, method)(**arguments)
            self.left_open = not getattr(self.settings.get("http_client"), "is_closed", True)
            return result

    def face_info(self, **arguments: Any) -> Any:
        return self("get_face_info", **{"group_id": "g", "face_token": "t", **arguments})


class Everywhere:
    """One call at a time through eight clients that live as long as this: four transports, blocking and async."""

    def __init__(self, server: Server, **settings: Any) -> None:
        self.server = server
        self._settings = {
            "api_key": KEY,
            "api_secret": SECRET,
            "base_url": server.url,
            "max_retries": 0,
            **settings,
        }
        self._runner = asyncio.Runner()
        self._passed: list[Any] = [httpx.Client(), httpx2.Client(), httpx.AsyncClient(), httpx2.AsyncClient()]
        blocking, others = self._passed[:2], self._passed[2:]
        self.clients = {
            **{
                f"sync {one.__class__.__module__}" if one else "sync": self._made(Acme, one)
                for one in (None, *blocking)
            },
            "sync fast": self._made(Acme, "fast"),
            **{
                f"async {one.__class__.__module__}" if one else "async": self._made(AsyncAcme, one)
                for one in (None, *others)
            },
            "async fast": self._made(AsyncAcme, "fast"),
        }

    def _made(self, kind: Any, http_client: Any) -> Any:
        return kind(**self._settings, http_client=http_client)

    def __call__(
        self, method: str, *positional: Any, signature: str | None = None, **arguments: Any
    ) -> dict[str, Any]:
        """What comes out of each: its result, or what it raised."""
        found: dict[str, Any] = {}
        for name, client in self.clients.items():
            client._authorization._signature = signature
            found[name] = self.one(client, lambda one: getattr(one, method)(*positional, **arguments))
        return found

    def one(self, client: Any, work: Callable[[Any], Any]) -> Any:
        """What comes out of one client."""
        try:
            if not client.asynchronous:
                return work(client)

            async def waited() -> Any:
                return await work(client)

            return self._runner.run(waited())
        except Exception as error:
            return error

    def close(self) -> None:
        for client in self.clients.values():
            self.one(client, lambda one: one.aclose() if one.asynchronous else one.close())
        for client in self._passed:
            self._runner.run(client.aclose()) if hasattr(client, "aclose") else client.close()
        self._runner.close()
