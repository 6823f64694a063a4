"""A request, from the arguments of a call to the bytes of one attempt.

A ``Draft`` is made once per call: every argument encoded, every file read. ``Request`` is one attempt of it, which
a signer fills in; ``finish`` gives the bytes that travel.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from .decode import is_list
from .encode import encode_field, scalar
from .multipart import Part, encode_multipart, new_boundary
from .operation import Field
from .primitives.encoding import form_encode, pairs, rfc3986

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .config import Base
    from .operation import Operation
    from .signing import Values

# control characters other than tab would end the header line, or be refused by servers
_UNSAFE_HEADER = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class PreparedRequest(NamedTuple):
    """What travels. ``line`` names it in errors and logs: method and address, without the query."""

    method: str
    url: str
    headers: list[tuple[bytes, bytes]]
    body: bytes
    line: str

    def __repr__(self) -> str:
        return f"<PreparedRequest {self.line}>"


class Draft:
    """The unsigned request of a call."""

    __slots__ = ("base", "files", "form", "headers", "json", "operation", "part_fields", "path", "query")

    def __init__(
        self,
        operation: Operation[Any],
        base: Base,
        arguments: Mapping[str, Any],
        *,
        options: Mapping[str, Any],
        user_agent: str,
    ) -> None:
        """Encode the arguments.

        Raises ``TypeError`` or ``ValueError`` for a value that cannot be written, and ``OSError`` for a file that
        cannot be read. All name the argument or the file.
        """
        self.operation = operation
        self.base = base
        self.path = operation.path
        self.query: Values = {}
        self.form: Values = {}
        self.json: dict[str, Any] = {}
        self.files: list[Part] = []
        self.part_fields: dict[str, Field] = {}
        self.headers: dict[str, str] = {
            "host": base.host,
            "user-agent": user_agent,
            "accept": operation.accept,
            "accept-encoding": "gzip, deflate",
        }
        for constant in operation.constants:
            self._place(Field(constant.name, constant.name, constant.place), constant.value)
        for option in operation.options:
            value = options.get(option.argument)
            field = Field(option.name, option.argument, option.place)
            self._place(field, option.default if value is None else value)
        for field in operation.fields:
            self._place(field, arguments.get(field.argument))
        self.path = base.path + self.path

    def _place(self, field: Field, value: Any) -> None:
        if value is None:
            return
        match field.place:
            case "form":
                if field.content_type is not None or field.headers:
                    self.part_fields[field.name] = field
                _put(self.form, encode_field(field, value))
            case "query":
                _put(self.query, encode_field(field, value))
            case "file":
                from .files import load_file  # noqa: PLC0415 - few calls have files

                several = value if is_list(value) else [value]
                self.files += [load_file(field, one) for one in several]
            case "json":
                self.json[field.name] = value
            case "header":
                self.headers[field.name.lower()] = ",".join([text for _, text in encode_field(field, value)])
            case "path":
                self.path = self.path.replace("{" + field.name + "}", _segment(field.argument, value))


class Request:
    """One attempt at a call, for a signer to fill in (``SigningRequest``)."""

    __slots__ = ("_body", "_boundary", "_draft", "_frozen", "form", "headers", "query")

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._body: bytes | None = None
        self._frozen: Values | None = None
        self.query: Values = dict(draft.query)
        self.form: Values = dict(draft.form)
        self.headers: dict[str, str] = dict(draft.headers)
        self._boundary = ""
        match draft.operation.body:
            case "multipart":
                self._new_boundary()
            case "urlencoded":
                self.headers["content-type"] = "application/x-www-form-urlencoded"
            case "json":
                self.headers["content-type"] = "application/json"
            case _:
                pass

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self._draft.operation.method

    @property
    def host(self) -> str:
        """The ``Host`` that is sent."""
        return self._draft.base.host

    @property
    def path(self) -> str:
        """The path as sent."""
        return self._draft.path

    def body(self) -> bytes:
        """The bytes that will be sent. The form may not change any more."""
        if self._body is None:
            self._body = self._encode()
            self._frozen = dict(self.form)
        return self._body

    def finish(self) -> PreparedRequest:
        """The request as it travels.

        Raises ``ValueError`` for a header that would not be one line, and ``RuntimeError`` when the form was changed
        after its bytes had been read, or cannot be sent because the call has no body for it.
        """
        body = self.body()
        if self.form != self._frozen:
            raise RuntimeError("the form was changed after its bytes were signed")
        headers = self.headers
        if body or self.method not in {"GET", "HEAD"}:
            headers["content-length"] = str(len(body))
        encoded: list[tuple[bytes, bytes]] = []
        for name, value in headers.items():
            if _UNSAFE_HEADER.search(value):
                raise ValueError(f"the header {name} would hold a line break or another control character")
            encoded.append((name.encode("ascii"), value.encode()))
        url = f"{self._draft.base.origin}{self.path}"
        line = f"{self.method} {url}"
        if self.query:
            fields = [f"{rfc3986(name)}={rfc3986(value)}" for name, value in pairs(self.query)]
            url = f"{url}?{'&'.join(fields)}"
        return PreparedRequest(self.method, url, encoded, body, line)

    def _encode(self) -> bytes:
        match self._draft.operation.body:
            case "multipart":
                return self._multipart()
            case "urlencoded":
                return form_encode(self.form).encode()
            case "json":
                return msgspec.json.encode(self._draft.json)
            case _ if self.form:
                raise RuntimeError("signing placed a form field in a call without a form")
            case _:
                return b""

    def _multipart(self) -> bytes:
        special = self._draft.part_fields
        parts: list[Part] = []
        for name, value in pairs(self.form):
            field = special.get(name)
            if field is None:
                parts.append(Part(name, value.encode()))
            else:
                parts.append(
                    Part(name, value.encode(), content_type=field.content_type, headers=field.headers)
                )
        parts += self._draft.files
        while (body := encode_multipart(parts, self._boundary)) is None:
            self._new_boundary()
        return body

    def _new_boundary(self) -> None:
        self._boundary = new_boundary()
        self.headers["content-type"] = f"multipart/form-data; boundary={self._boundary}"


def _put(values: Values, found: list[tuple[str, str]]) -> None:
    for name, text in found:
        earlier = values.get(name)
        if earlier is None:
            values[name] = text
        else:
            values[name] = [*([earlier] if isinstance(earlier, str) else earlier), text]


def _segment(argument: str, value: object) -> str:
    text = scalar(argument, value)
    if text in {"", ".", ".."}:
        raise ValueError(f"{argument}: {text!r} cannot be part of a URL's path")
    return rfc3986(text)
