"""Successful responses: the contract's example or a value made from its schema, with what the request named in it."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ..contract.model import examples_of
from ..contract.parameters import possible_types
from ..contract.pointers import ABSENT, put, schema_at, value_at, within
from ..http import Response
from ..json_types import is_array, is_object
from .header_values import documented_headers
from .mending import mended
from .refusals import ErrorBody
from .render import accepted, concrete, render
from .returned import returned_of
from .shapes import fresh_identity, fresh_time, is_identity, is_time, like
from .succeeding import succeeding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..contract import Operation, OutputCheck
    from ..contract.model import Json
    from ..services import Services
    from .making import Maker

_DEEPEST = 4
_NEVER = frozenset(
    {"code", "message", "msg", "success", "status", "error", "errors", "request_id", "requestid"}
)
"""Fields that say how a call went, whatever the request holds under their names."""


@dataclass(frozen=True, slots=True)
class Content:
    """One media type of a response."""

    media_type: str
    schema: Any
    examples: Mapping[str, Any]


class NoResponse(ValueError):
    """An operation has no response like that; the text says which it has."""


class Responder:
    """The successful responses of one operation."""

    def __init__(self, operation: Operation, check: OutputCheck, maker: Maker, services: Services) -> None:
        self.operation = operation
        self._check = check
        self._maker = maker
        self._services = services
        self._body = ErrorBody.of(operation.contract, [operation])
        self._creates = bool(operation.methods & {"POST", "PUT"})
        self.returned = returned_of(operation)
        self.statuses: dict[int, dict[str, Content]] = _successes(operation)
        self._ways: dict[tuple[int, str], Callable[[], Any]] = {}
        self._schemas: dict[tuple[int, str, str], Json] = {}
        self.misfits = tuple(self._sorted_out())
        """The names of examples that break the contract, and are not used."""

    def _sorted_out(self) -> Iterator[str]:
        """Drop the examples that the schema does not allow, and those of failures."""
        for status, contents in self.statuses.items():
            for offered, content in contents.items():
                media_type = concrete(offered)
                bad = [
                    n for n, v in content.examples.items() if self._check(status, media_type, v) is not None
                ]
                if bad:
                    yield from bad
                fitting = {
                    name: value
                    for name, value in content.examples.items()
                    if name not in bad and self._check.failing(status, value) is None
                }
                contents[offered] = replace(content, examples=fitting)

    @property
    def first(self) -> int:
        """The status of its first success: one with an example if there is one."""
        for status, contents in self.statuses.items():
            if any(content.examples for content in contents.values()):
                return status
        return next(iter(self.statuses))

    def examples(self) -> list[str]:
        """The names of the contract's examples."""
        responses = self.operation.responses.values()
        contents = [content for response in responses for content in response.get("content", {}).values()]
        return list(
            dict.fromkeys(
                name for content in contents for name in examples_of(self.operation.contract, content)
            )
        )

    def gap(self) -> str:
        """Why it cannot respond as the contract says, and how it does; empty where it can."""
        if not self.statuses:
            return "the contract documents no success; it responds with 501"
        status = self.first
        for content in self.statuses[status].values():
            value = self._base(status, content)
            problem = self._check(status, concrete(content.media_type), value)
            if problem is not None:
                return (
                    f"no response could be made that fits: {problem}; unless a request or a record brings what does, "
                    "it responds with this one, or with 500 where responses are checked"
                )
            if self._check.failing(status, value) is not None:
                return (
                    "no response could be made that failed_when does not take for a failure; clients take its "
                    "responses for failures"
                )
            break
        return ""

    def content(self, accept: str = "", status: int | None = None) -> tuple[int, Content | None]:
        """Status and content of a response; None for one without a body."""
        status = self.first if status is None else status
        contents = self.statuses[status]
        return status, contents[accepted(accept, contents)] if contents else None

    def schema(self, accept: str, pointer: str) -> Json:
        """What the contract says of the place at a pointer in a response; empty where it says nothing."""
        status, content = self.content(accept)
        if content is None:
            return {}
        place = status, content.media_type, pointer
        if place not in self._schemas:
            found = schema_at(self.operation.contract, content.schema, pointer)
            self._schemas[place] = {} if found is None else found
        return self._schemas[place]

    def kinds(self, accept: str, pointer: str) -> frozenset[str]:
        """The types of JSON that the place at a pointer may have; none where it may have any."""
        return possible_types(self.operation.contract, self.schema(accept, pointer))

    def base(self, accept: str = "") -> Any:
        """A copy of the value that a response begins with; None without a body."""
        status, content = self.content(accept)
        return None if content is None else self._base(status, content)

    def plain(self, accept: str = "", status: int | None = None, why: str = "") -> Response:
        """The documented response, without regard to the request."""
        if not self.statuses or (status is not None and status not in self.statuses):
            raise NoResponse(f"{self.operation.id} documents no success {status or ''}".rstrip())
        chosen, content = self.content(accept, status)
        return self._written(chosen, content, None if content is None else self._base(chosen, content), why)

    def named(self, name: str) -> Response:
        """The example of this name. Raises `NoResponse`."""
        known: list[str] = []
        for status, response in self.operation.responses.items():
            for media_type, content in response.get("content", {}).items():
                examples = examples_of(self.operation.contract, content)
                known += examples
                if name in examples and status.isdigit():
                    found = Content(media_type, content.get("schema", {}), examples)
                    return self._written(
                        int(status), found, examples[name], f"the caller prefers example {name}"
                    )
        raise NoResponse(f"{self.operation.id} has no example {name!r}; expected one of: {', '.join(known)}")

    def to(self, values: Mapping[str, Any], accept: str = "", *, data: Any = ABSENT) -> Response:
        """The response to a request. Args: `values` that the request named; `data`, what the response is to hold."""
        status, content = self.content(accept)
        if content is None:
            return self._written(status, None, None, "")
        media_type = concrete(content.media_type)
        base = self._base(status, content)
        if data is not ABSENT:
            tried = [self._identified(data, content.schema), data]
        else:
            kinds = partial(self.kinds, accept)
            stated = partial(self.returned.into, values=values, kinds=kinds)
            echoed = _echoed(base, values, kinds, "")
            fresh = stated(self._fresh(echoed, values))
            tried = [self._identified(fresh, content.schema), stated(echoed), echoed, base]
        for value in tried:
            if self._check(status, media_type, value) is None:
                return self._written(status, content, value, "")
        return self._written(status, content, tried[0], "")

    def write(self, value: Any, accept: str = "") -> Response:
        """A response that holds exactly this."""
        status, content = self.content(accept)
        return self._written(status, content, value, "")

    def _base(self, status: int, content: Content) -> Any:
        for example in content.examples.values():
            return copy.deepcopy(example)
        key = status, content.media_type
        if key not in self._ways:
            self._ways[key] = self._way(status, content)
        return self._ways[key]()

    def _way(self, status: int, content: Content) -> Callable[[], Any]:
        """A way to make a value that the contract allows."""
        media_type = concrete(content.media_type)
        refused = partial(self._check.refused, status, media_type)
        made = partial(self._maker.value, content.schema)
        bare = partial(self._maker.without_examples, content.schema)
        ways: tuple[Callable[[], Any], ...] = (
            made,
            lambda: mended(made(), refused),
            lambda: mended(bare(), refused),
        )
        way = next((way for way in ways if self._check(status, media_type, way()) is None), made)
        if self._check.failing(status, way()) is None:
            return way
        turned = succeeding(self.operation.contract, self._check, status, content.schema, media_type)
        return lambda: turned(way())

    def _written(self, status: int, content: Content | None, value: Any, why: str) -> Response:
        headers = self._headers(status, value)
        if content is None:
            return Response(status, "", b"", None, why=why, headers=headers)
        media_type = concrete(content.media_type)
        body = render(self.operation.contract, content.schema, media_type, value)
        return Response(status, media_type, body, value, why=why, headers=headers)

    def _headers(self, status: int, value: Any) -> tuple[tuple[str, str], ...]:
        """The headers that the contract documents, and the id of the request."""
        found = dict(documented_headers(self.operation, status, self._maker))
        if self._body.headers:
            ids = [value_at(value, pointer) for pointer in self._body.request_id]
            sent = next((str(one) for one in ids if isinstance(one, str)), self._services.ids.uuid())
            found[self._body.headers[0]] = sent
        return tuple((name, text) for name, text in found.items() if text.isascii() and "\n" not in text)

    def _identified(self, value: Any, schema: Any) -> Any:
        """The value with an id of its own for the request."""
        for pointer in self._body.request_id:
            present = value_at(value, pointer)
            if isinstance(present, str):
                fresh = fresh_identity(present, self._services.ids)
                return put(value, pointer, fresh if fresh != present else self._services.ids.uuid())
            if present is ABSENT and schema_at(self.operation.contract, schema, pointer) is not None:
                return put(value, pointer, self._services.ids.uuid())
        return value

    def _fresh(self, value: Any, values: Mapping[str, Any]) -> Any:
        return renewed(value, values.keys(), self._services) if self._creates else value


def renewed(value: Any, but: Any, services: Services, depth: int = 0) -> Any:
    """A value with fresh ids and times in it, in the shape of those that it has. Args: `but`, names left alone."""
    if not is_object(value) or depth > _DEEPEST:
        return value
    found: Json = {}
    for name, inner in value.items():
        if is_object(inner):
            found[name] = renewed(inner, but, services, depth + 1)
        elif is_array(inner):
            found[name] = [renewed(item, but, services, depth + 1) for item in inner]
        elif name in but or name.lower() in _NEVER:
            found[name] = inner
        elif is_time(name):
            found[name] = fresh_time(inner, services.clock)
        elif is_identity(name):
            found[name] = fresh_identity(inner, services.ids)
        else:
            found[name] = inner
    return found


def _echoed(value: Any, values: Mapping[str, Any], kinds: Callable[[str], frozenset[str]], at: str) -> Any:
    """A value with what the request named, where it has a field of the same name. Args: `at`, a pointer to it."""
    if not is_object(value) or at.count("/") > _DEEPEST:
        return value
    return {
        name: _echoed(inner, values, kinds, within(at, name))
        if is_object(inner) and not is_object(values.get(name))
        else like(values[name], inner, kinds(within(at, name)))
        if name in values and name.lower() not in _NEVER
        else inner
        for name, inner in value.items()
    }


def _successes(operation: Operation) -> dict[int, dict[str, Content]]:
    found: dict[int, dict[str, Content]] = {}
    for status, response in operation.responses.items():
        number = int(status) if status.isdigit() else 200 if status.upper() == "2XX" else 0
        if 200 <= number < 300:
            found[number] = _contents(operation, response)
    if not found and "default" in operation.responses and "x-errors" not in operation.data:
        found[200] = _contents(operation, operation.responses["default"])
    return found


def _contents(operation: Operation, response: Json) -> dict[str, Content]:
    return {
        media_type: Content(media_type, content.get("schema", {}), examples_of(operation.contract, content))
        for media_type, content in response.get("content", {}).items()
    }
