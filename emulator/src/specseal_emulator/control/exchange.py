"""Requests and responses of the control plane: JSON, parsed strictly."""

from __future__ import annotations

from dataclasses import asdict, dataclass, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from ..bodies import BodyError, read
from ..http import Response
from ..http.response import render_long
from ..numbers import whole
from ..strict_json import parse

if TYPE_CHECKING:
    from ..http import Request

T = TypeVar("T")


class ControlError(Exception):
    """A request that the control plane refuses: a status, the reason, and further headers of the response."""

    def __init__(self, status: int, why: str, *headers: tuple[str, str]) -> None:
        self.status = status
        self.headers = headers
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class ControlRequest:
    """A request to the control plane."""

    method: str
    path: str
    """Below ``/_emulator``, without a slash at its ends."""
    http: Request
    values: int = 300_000
    """The number of values its body may hold: numbers, strings, arrays and objects."""

    def body(self, cls: type[T]) -> T:
        """Its body as a dataclass. Raises `ControlError` (400) when it does not fit."""
        try:
            return read(cls, self.json())
        except BodyError as error:
            raise ControlError(400, str(error)) from error

    def json(self) -> Any:
        """Its body. Raises `ControlError` (400) for what is not JSON."""
        body = self.http.body
        values = sum(body.count(mark) for mark in b",[{") + 1
        if values > self.values:
            raise ControlError(
                413, f"the body holds more than {self.values} values; the setting control_values allows more"
            )
        try:
            data = parse(body.decode())
        except (ValueError, RecursionError) as error:
            raise ControlError(400, f"the body is not JSON: {error}") from error
        return data

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """An integer of the query. Raises `ControlError` (400) for another text, and out of bounds."""
        text = self.http.query.get(name)
        if text is None:
            return default
        number = whole(text)
        if number is None or not least <= number <= most:
            raise ControlError(400, f"{name} must be an integer from {least} to {most}")
        return number

    def only(self, *names: str) -> None:
        """Raise `ControlError` (400) for any other query parameter."""
        for name in self.http.query:
            if name not in names:
                known = f"; expected one of: {', '.join(names)}" if names else ""
                raise ControlError(400, f"unknown query parameter {name!r}{known}")


def allow(request: ControlRequest, *methods: str) -> None:
    """Raise `ControlError` (405) for any other method."""
    if request.method not in methods:
        listed = ", ".join(methods)
        raise ControlError(405, f"this path accepts {listed}", ("allow", listed))


def respond(data: Any, status: int = 200) -> Response:
    """A response in JSON; dataclasses are written as objects."""
    plain = asdict(data) if is_dataclass(data) and not isinstance(data, type) else data
    return Response(status, "application/json", render_long(plain), plain, own=True, headers=_HEADERS)


def done() -> Response:
    """A response without content."""
    return Response(204, "application/json", b"", None, own=True, headers=_HEADERS)


def problem(error: ControlError) -> Response:
    """The response for a refused request."""
    found = respond({"error": str(error)}, error.status)
    found.headers += error.headers
    return found


_HEADERS = (("cache-control", "no-store"), ("x-content-type-options", "nosniff"))
