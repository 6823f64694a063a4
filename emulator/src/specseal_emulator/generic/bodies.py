"""The body of a request, read by its media type into the value that its schema describes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..contract import Problem
from ..contract.parameters import Parameter, possible_types, resolved, types
from ..json_texts import loads
from .decode import ABSENT, Received, by_name, reader
from .files import FileCheck, is_file
from .xml import XmlError, parse_xml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..contract import Contract
    from ..contract.model import Json
    from ..contract.parameters import Body
    from ..http import Request

FORMS = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})


class Unreadable(ValueError):
    """A body that is not what its media type says; the text says why."""


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON."""
    return media_type == "application/json" or media_type.endswith("+json") or media_type == "text/json"


def is_xml(media_type: str) -> bool:
    """Whether a media type is XML."""
    return media_type in {"application/xml", "text/xml"} or media_type.endswith("+xml")


def is_lines(media_type: str) -> bool:
    """Whether a media type is JSON line by line."""
    return media_type in {"application/x-ndjson", "application/jsonl", "application/x-jsonlines"}


@dataclass(frozen=True, slots=True)
class FormBody:
    """The fields of a form, and how each is read."""

    readers: Mapping[str, Callable[[Received], Any]]
    files: Mapping[str, FileCheck]

    def read(
        self, request: Request, *, of: Mapping[str, list[str]] | None = None
    ) -> tuple[Json, Problem | None]:
        """The values; of a file the value is an empty text, and of several a list of them.

        Args: `of`, the fields if they are not those of the body.
        """
        received = Received({}, by_name(request.form_pairs) if of is None else of, {}, {})
        values: Json = {}
        problem: Problem | None = None
        uploads = by_name(request.file_pairs)
        for name, check in self.files.items():
            given: list[Any] = uploads.get(name, [])
            texts = received.query.get(name, []) if not given else []
            if given or texts:
                values[name] = [""] * len(given or texts) if check.several else ""
                problem = problem or check(given, texts)
        for name, read in self.readers.items():
            value = read(received)
            if value is ABSENT and name in uploads:
                value = _part(uploads[name][0])
            if value is not ABSENT:
                values[name] = value
        return values, problem


def _part(upload: Any) -> Any:
    """A part that came with a file name, where no file is wanted: JSON, or nothing."""
    try:
        return loads(upload.content)
    except (ValueError, RecursionError):
        return ABSENT


def form_body(contract: Contract, body: Body) -> FormBody:
    """Compile the reading of a form."""
    whole = resolved(contract, body.schema)
    readers: dict[str, Callable[[Received], Any]] = {}
    files: dict[str, FileCheck] = {}
    for name, prop in whole.get("properties", {}).items():
        inner = resolved(contract, prop)
        encoding = body.encoding.get(name, {})
        sent_as = str(encoding.get("contentType", ""))
        items = resolved(contract, inner.get("items", {})) if "array" in types(inner) else None
        if is_file(inner if items is None else items, sent_as):
            files[name] = FileCheck(
                name, inner if items is None else items, sent_as, items is not None, inner
            )
            continue
        style = str(encoding.get("style", "form"))
        as_json = is_json(sent_as) or (
            "object" in (kinds := possible_types(contract, prop))
            and kinds <= {"object", "null"}
            and not encoding.keys() & {"style", "explode"}
        )
        readers[name] = reader(
            contract,
            Parameter(
                name,
                "query",
                prop,
                False,
                style,
                bool(encoding.get("explode", style == "form")),
                "application/json" if as_json else "",
            ),
        )
    return FormBody(readers, files)


def read_value(contract: Contract, body: Body, media_type: str, content: bytes) -> Any:
    """The value of a body that is no form. Raises `Unreadable`."""
    try:
        if is_json(media_type):
            return loads(content)
        if is_xml(media_type):
            return parse_xml(contract, body.schema, content)
        if is_lines(media_type):
            return [loads(line) for line in content.splitlines() if line.strip()]
    except (XmlError, RecursionError, ValueError) as error:
        raise Unreadable(f"the body cannot be read as {media_type}: {error}") from error
    if media_type.startswith("text/"):
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            raise Unreadable(f"the body is not UTF-8: {error}") from error
    return content
