"""The generated clients as the client suite calls them: by wire names, blocking and async.

Python names are derived here from the wire names and not read from the generated code: an argument that ends up in
another field must not go unnoticed.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import inspect
import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any

from tests.properties.contracts import Operation, vendor
from tests.properties.signing import MAIN, Keys


def snake(name: str) -> str:
    """`PageNo` and `page_no` are both ``page_no``, `FeatureDTOList` is ``feature_dto_list``."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return parted.lower()


def error_class(code: str) -> str:
    """The name of the error class for `INVALID_FACE_TOKEN` or `Throttling.User`."""
    words = re.split(r"[._]", code)
    name = "".join(word.capitalize() if word.isupper() else word for word in words)
    return name if name.endswith("Error") else f"{name}Error"


@cache
def package(operation: Operation) -> ModuleType:
    """The generated package of a product."""
    return importlib.import_module(operation.product.replace("-", "_"))


@cache
def classes(operation: Operation) -> tuple[type[Any], type[Any]]:
    """The blocking and the async client."""
    found = [each for each in vars(package(operation)).values() if inspect.isclass(each)]
    named = {each.__name__: each for each in found}
    (asynchronous,) = [
        name for name in named if name.startswith("Async") and name.removeprefix("Async") in named
    ]
    return named[asynchronous.removeprefix("Async")], named[asynchronous]


def carried(operation: Operation) -> Mapping[str, str]:
    """The parameters of the typed method: wire name to argument."""
    taken = inspect.signature(getattr(classes(operation)[0], snake(operation.id))).parameters
    return {name: snake(name) for name in operation.parameters if snake(name) in taken}


def options(operation: Operation) -> Mapping[str, str]:
    """The parameters of the constructor: wire name to argument."""
    taken = inspect.signature(classes(operation)[0]).parameters
    return {
        name: snake(name)
        for name, parameter in operation.parameters.items()
        if snake(name) in taken and not parameter.placed_by
    }


@dataclass(slots=True)
class Callers:
    """A blocking and an async client of one product, and the event loop of the latter."""

    operation: Operation
    base_url: str
    keys: Keys = MAIN
    settings: dict[str, Any] = field(default_factory=dict)
    _stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _made: dict[str, tuple[Any, asyncio.Runner | None]] = field(default_factory=dict)

    def close(self) -> None:
        self._stack.close()

    def client(self, kind: str) -> tuple[Any, asyncio.Runner | None]:
        """The ``sync`` or the ``async`` client, made on first use."""
        if kind not in self._made:
            settings = self.given()
            if kind == "sync":
                client = self._stack.enter_context(classes(self.operation)[0](**settings))
                self._made[kind] = client, None
            else:
                runner = self._stack.enter_context(asyncio.Runner())
                client = classes(self.operation)[1](**settings)
                runner.run(client.__aenter__())
                self._stack.callback(lambda: runner.run(client.__aexit__(None, None, None)))
                self._made[kind] = client, runner
        return self._made[kind]

    def given(self) -> dict[str, Any]:
        """The arguments of the constructor."""
        return {"base_url": self.base_url, "max_retries": 0, **self._credentials(), **self.settings}

    def _credentials(self) -> dict[str, str]:
        if vendor(self.operation) == "aliyun":
            token = {"security_token": self.keys.token} if self.keys.token else {}
            return {"access_key_id": self.keys.key, "access_key_secret": self.keys.secret, **token}
        return {"api_key": self.keys.key, "api_secret": self.keys.secret}

    def call(self, kind: str, arguments: Mapping[str, Any]) -> Any:
        """Call the operation with arguments by wire name."""
        names = carried(self.operation)
        given = {names[name]: value for name, value in arguments.items()}
        for parameter in inspect.signature(
            getattr(classes(self.operation)[0], snake(self.operation.id))
        ).parameters.values():
            if parameter.default is parameter.empty and parameter.name != "self":
                given.setdefault(parameter.name, None)  # a caller who omits a required argument
        return self.run(kind, snake(self.operation.id), **given)

    def run(self, kind: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call any method of a client."""
        client, runner = self.client(kind)
        result = getattr(client, method)(*args, **kwargs)
        return runner.run(_awaited(result)) if runner and inspect.isawaitable(result) else result


async def _awaited(result: Any) -> Any:
    return await result


@contextlib.contextmanager
def calling(operation: Operation, base_url: str, keys: Keys = MAIN, **settings: Any) -> Generator[Callers]:
    """Clients of one product, closed at the end."""
    callers = Callers(operation, base_url, keys, settings)
    try:
        yield callers
    finally:
        callers.close()
