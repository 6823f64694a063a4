"""Routing by contract: paths with parameters, methods, and constants where several operations share a path."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..empty import no_items
from ..json_texts import loads
from ..json_types import is_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..contract.model import Json
    from ..http import Request
    from .endpoint import GenericEndpoint

_PARAMETER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Found:
    """What a request was routed to."""

    endpoint: GenericEndpoint | None
    path: Mapping[str, str] = field(default_factory=no_items)
    """The parameters in the path, decoded."""
    allowed: frozenset[str] = frozenset()
    """The methods of the path; none where no operation has the path."""
    score: int = 0
    """How well the request fits: 0 not at all, 1 the path, 2 and the method, more for each constant."""


@dataclass(slots=True)
class _Shape:
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    endpoints: list[GenericEndpoint]
    literal: int
    """Characters outside parameters: the more, the closer."""


class Router:
    """The paths of one contract."""

    def __init__(self, endpoints: Iterable[GenericEndpoint]) -> None:
        self._literal: dict[str, list[GenericEndpoint]] = {}
        shapes: dict[str, _Shape] = {}
        for endpoint in endpoints:
            for path in paths_of(endpoint.operation.prefixes, endpoint.operation.template):
                if "{" in path:
                    shape = shapes.setdefault(shape_of(path), _shape(path))
                    shape.endpoints.append(endpoint)
                else:
                    self._literal.setdefault(path, []).append(endpoint)
        self._shapes = sorted(shapes.values(), key=lambda shape: -shape.literal)

    @property
    def literal(self) -> Iterable[str]:
        """The paths without parameters."""
        return self._literal

    @property
    def patterned(self) -> bool:
        """Whether there are paths with parameters."""
        return bool(self._shapes)

    def find(self, request: Request) -> Found:
        """Route a request."""
        known = self._literal.get(request.path)
        if known is not None:
            return _select(known, request, ())
        for shape in self._shapes:
            if matched := shape.pattern.fullmatch(request.raw_path or request.path):
                values = [
                    (name, unquote(text)) for name, text in zip(shape.names, matched.groups(), strict=True)
                ]
                return _select(shape.endpoints, request, values)
        return Found(None)


def paths_of(prefixes: Sequence[str], template: str) -> list[str]:
    """The paths at which an operation is served: below the path of each server, and without it."""
    return list(dict.fromkeys([*(prefix + template for prefix in prefixes), template]))


def shape_of(path: str) -> str:
    """A path without the names of its parameters."""
    return _PARAMETER.sub("{}", path)


def _shape(path: str) -> _Shape:
    names = tuple(_PARAMETER.findall(path))
    parts = [re.escape(part) for part in _PARAMETER.split(path)[::2]]
    return _Shape(re.compile("([^/]+?)".join(parts)), names, [], sum(map(len, parts)))


def _select(
    endpoints: Sequence[GenericEndpoint], request: Request, values: Sequence[tuple[str, str]]
) -> Found:
    path = dict(values)
    allowed = frozenset[str]().union(*(endpoint.operation.methods for endpoint in endpoints))
    method = "GET" if request.method == "HEAD" and "HEAD" not in allowed else request.method
    fitting = [endpoint for endpoint in endpoints if method in endpoint.operation.methods]
    if not fitting:
        return Found(None, path, allowed, 1)
    if len(endpoints) == 1 and not fitting[0].constants:
        return Found(fitting[0], path, allowed, 2)
    body = json_body(request, fitting)
    met = [one for one in fitting if all(constant.met(request, body) for constant in one.constants)]
    if met:
        best = max(met, key=lambda one: len(one.constants))
        return Found(best, path, allowed, 2 + len(best.constants))
    if len(endpoints) == 1:
        spoken = any(constant.spoken_of(request, body) for constant in fitting[0].constants)
        return Found(fitting[0], path, allowed, 2 if spoken else 1)
    spoken = any(constant.spoken_of(request, body) for one in fitting for constant in one.constants)
    return Found(None, path, allowed, 2 if spoken else 1)


def json_body(request: Request, endpoints: Iterable[GenericEndpoint]) -> Json:
    """The fields of a JSON body, if one of the operations is told apart by one."""
    wanted = any(
        place == "json" for one in endpoints for constant in one.constants for place, _, _ in constant.places
    )
    if not wanted or "json" not in request.headers.get("content-type", ""):
        return {}
    try:
        value = loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return value if is_object(value) else {}
