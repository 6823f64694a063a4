"""A request, from the arguments of a call to the bytes of one attempt.

A ``Draft`` is made once per call: every argument encoded, every file read. ``Request`` is one attempt of it, which
a signer completes; ``finish`` returns what is sent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

import msgspec

from . import headers
from .address import MAX_URL
from .config import Base, Timeouts
from .content import MAX_BYTES
from .decode import is_list
from .encode import digits, encode_field, json_bytes
from .errors import ConfigurationError
from .operation import Field, Operation
from .parts import MultipartForm, Parts, Stream, Whole
from .primitives import form_encode, query_string, rfc3986
from .signing import Values

_FORMS = ("multipart", "urlencoded", "xml")
_CONTENT_TYPES = {"urlencoded": "application/x-www-form-urlencoded", "json": "application/json"}


Opener: TypeAlias = "Callable[[Any, PreparedRequest], Awaitable[Any]]"


class PreparedRequest(NamedTuple):
    """A signed request. ``line`` names it in errors and logs: method and URL, without the query.

    ``end`` is the time at which the total timeout ends, by ``time.monotonic()``. A body that is read while it is sent
    is a ``stream``; ``body`` is empty then.
    """

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: bytes
    line: str
    operation: str
    attempt: int
    timeouts: Timeouts | None
    end: float | None
    max_response_bytes: int = MAX_BYTES
    base: Base | None = None  # the server
    stream: Stream | None = None
    opener: Opener | None = None  # sends it instead of the transport, where the body is not read at once
    failure: Exception | None = None  # why there is no connection to send it on

    def with_header(self, name: str, value: str) -> PreparedRequest:
        """The request with one more header, which its signature does not cover: for a middleware."""
        kept = [one for one in self.headers if one[0].lower() != name.lower()]
        return self._replace(headers=[*kept, *headers.named({name: value}).items()])

    def __repr__(self) -> str:
        return f"<PreparedRequest {self.line}>"


class Draft:
    """The unsigned request of a call."""

    def __init__(
        self,
        operation: Operation[Any],
        base: Base,
        arguments: Mapping[str, Any],
        options: Mapping[str, Any],
        headers: Mapping[str, str],
        query: Mapping[str, str],
        form: Mapping[str, str],
        parts: Parts,
        asynchronous: bool = False,
    ) -> None:
        """Encode the arguments. ``headers`` (by lower-case name), ``query`` and ``form`` are the client's own.

        Raises ``TypeError`` or ``ValueError`` for a value that cannot be encoded, and ``OSError`` for a file that
        cannot be read. All name the argument or the file.
        """
        self.operation = operation
        self.arguments = arguments
        self.base = base
        self.path = operation.path
        self.query: Values = {}
        self.form: Values = {}
        self.json: dict[str, Any] = {}
        self.parts = parts
        self.asynchronous = asynchronous
        self.whole: Whole | None = None
        self.multipart: MultipartForm | None = (
            parts.multipart(asynchronous) if operation.body == "multipart" else None
        )
        self.part_fields: dict[str, Field] = {}
        self.headers = {
            "host": base.host,
            "accept": operation.accept,
            "accept-encoding": "gzip, deflate",
            **headers,
        }
        for field in operation.fields:
            value = arguments.get(field.argument)
            if value is None and (value := options.get(field.argument)) is None:
                value = field.default
            if value is None:
                if field.place == "path":
                    raise TypeError(f"{field.argument}: is part of the path, and must not be None")
            elif field.place == "query":
                self._put(self.query, field, value)
            else:
                self._place(field, value)
        self.path = base.path + self.path
        self.query.update(query)
        self.form.update(form)

    def _place(self, field: Field, value: Any) -> None:
        match field.place:
            case "form":
                self.put_form(field, value)
            case "file":
                if self.multipart is None:
                    raise RuntimeError(f"{field.argument}: a file needs a multipart form")
                for one in value if field.style == "repeat" and is_list(value) else [value]:
                    self.multipart.add(field, one)
            case "json":
                self.json[field.name] = msgspec.Raw(json_bytes(field.argument, value, numbers=field.numbers))
            case "header":
                found = encode_field(field, value, self.parts.structured)
                self.headers[field.name.lower()] = ",".join([text for _, text in found])
            case "path":
                ((_, text),) = encode_field(field, value, self.parts.structured)
                if text in {"", ".", ".."}:
                    raise ValueError(f"{field.argument}: {text!r} is not a valid path segment")
                self.path = self.path.replace(
                    "{" + field.name + "}", getattr(text, "wire", "") or rfc3986(text)
                )
            case "body":
                self.whole = value if isinstance(value, Whole) else self.parts.body(self, field, value)
            case _:
                self.parts.place(self, field, value)

    async def load(self) -> None:
        """Read all of a streamed body into memory, because it is signed."""
        if self.multipart is not None:
            await self.multipart.load()
        elif self.whole is not None and self.whole.stream is not None:
            await self.whole.stream.load()

    def put_form(self, field: Field, value: Any) -> None:
        """Put a value into the form."""
        if field.content_type is not None or field.headers:
            self.part_fields[field.name] = field
        self._put(self.form, field, value)

    def _put(self, into: Values, field: Field, value: Any) -> None:
        name = field.name
        if field.style == "single" and name not in into:  # most values
            if type(value) is str and value.isascii():
                into[name] = value
                return
            if type(value) is int:
                into[name] = digits(field.argument, value)
                return
        for name, text in encode_field(field, value, self.parts.structured):
            earlier = into.get(name)
            if earlier is None:
                into[name] = text
            else:
                into[name] = [*([earlier] if isinstance(earlier, str) else earlier), text]


class Request:
    """One attempt at a call: what signers see as ``Signable``."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._body: bytes | None = None
        self._frozen: Values | None = None
        self._boundary = ""
        self.method = draft.operation.method
        self.host = draft.base.host
        self.path = draft.path
        self.query: Values = dict(draft.query)
        self.form: Values = dict(draft.form)
        self.json = dict(draft.json)
        self.headers = dict(draft.headers)
        kind = draft.operation.body
        if draft.multipart is not None:
            self._boundary = draft.multipart.new_boundary()
            self.headers["content-type"] = f"multipart/form-data; boundary={self._boundary}"
        elif draft.whole is not None:
            self.headers.setdefault("content-type", draft.whole.media_type)
        elif kind in _CONTENT_TYPES or kind == "xml":
            self.headers["content-type"] = draft.operation.media_type or _CONTENT_TYPES[kind]

    @property
    def scheme(self) -> str:
        """``https`` or ``http``."""
        return self._draft.base.origin.partition(":")[0]

    def body(self) -> bytes:
        """The bytes that will be sent. The form may not change any more; calling it again gives the same bytes."""
        if self._body is None:
            self._body = self._encode()
            self._frozen = dict(self.form)
        return self._body

    def stream(self) -> Stream | None:
        """The body, if it is read while it is sent."""
        draft = self._draft
        if draft.multipart is not None:
            return draft.multipart.stream(self.form, draft.part_fields, self._boundary)
        return draft.whole.stream if draft.whole is not None else None

    def _encode(self) -> bytes:
        draft = self._draft
        if self.json and (draft.operation.body != "json" or draft.whole is not None):
            raise RuntimeError("signing placed a JSON field in a call without a JSON object")
        if draft.multipart is not None:
            return draft.multipart.encode(self.form, draft.part_fields, self._boundary)
        if draft.whole is not None:
            if self.form:
                raise RuntimeError("signing placed a form field in a call without a form")
            return draft.whole.read()
        match draft.operation.body:
            case "urlencoded":
                return form_encode(self.form).encode()
            case "xml":
                return draft.parts.write_xml(self.form, draft.operation.root)
            case "json" if not self.form:
                return msgspec.json.encode(self.json)
            case _:
                return b""

    def finish(
        self,
        attempt: int = 1,
        timeouts: Timeouts | None = None,
        end: float | None = None,
        max_response_bytes: int = MAX_BYTES,
        opener: Opener | None = None,
    ) -> PreparedRequest:
        """The request as it is sent.

        Raises ``ValueError`` for a header that is not one line and a URL that is too long, and ``RuntimeError`` when
        the form was changed after its bytes had been read, or the operation has no body to send it in.
        """
        draft = self._draft
        operation, origin = draft.operation, draft.base.origin
        if operation.body not in _FORMS and self.form != draft.form:
            what = f"{operation.id}: the signature is sent in a form, which this call does not have"
            raise ConfigurationError(what)
        stream = self.stream() if self._body is None else None
        body = self.body() if stream is None else b""
        if stream is None and self.form != self._frozen:
            raise RuntimeError("the form was changed after its bytes were signed")
        length = len(body) if stream is None else stream.length
        if length is None:
            self.headers["transfer-encoding"] = "chunked"
        elif length or self.method not in {"GET", "HEAD"}:
            self.headers["content-length"] = str(length)
        query = f"?{query_string(self.query)}" if self.query else ""
        url = f"{origin}{self.path}{query}"
        if len(url) > MAX_URL:
            raise ValueError(
                f"{self._longest()}: the URL would be {len(url)} characters long; the limit is {MAX_URL}"
            )
        return PreparedRequest(
            self.method,
            url,
            headers.checked(list(self.headers.items())),
            body,
            f"{self.method} {origin}{self.path}",
            operation.id,
            attempt,
            timeouts,
            end,
            max_response_bytes,
            draft.base,
            stream,
            opener,
        )

    def _longest(self) -> str:
        """The argument that takes up most of the URL."""
        length = {"query": 0}
        for field in self._draft.operation.fields:
            value = self._draft.arguments.get(field.argument)
            if value is not None and field.place in {"query", "path"}:
                texts = encode_field(field, value, self._draft.parts.structured)
                length[field.argument] = sum([len(rfc3986(text)) for _, text in texts])
        return max(length, key=length.__getitem__)
