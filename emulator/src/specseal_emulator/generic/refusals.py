"""Error rows written in the vendor's own shape: code, message and request id where its error body has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..contract.model import examples_of
from ..contract.notation import named_error, written_separator
from ..contract.parameters import resolved, types
from ..contract.pointers import ABSENT, put, schema_at, steps, value_at, without
from ..http import Response
from ..json_types import is_array
from .failures import failure_of, told
from .header_values import documented_headers
from .render import accepted, concrete, plain_type, render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..contract import Contract, ErrorRow, Operation, OutputCheck
    from ..contract.model import Json
    from ..sites.base import Refusal
    from .making import Maker

_NUMBER = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """Where the contract says that errors have what: ``x-error-body``."""

    code: tuple[str, ...]
    message: tuple[str, ...]
    request_id: tuple[str, ...]
    headers: tuple[str, ...]
    separator: str
    """As the vendor writes it between code and detail."""
    failed: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, contract: Contract, operations: Iterable[Operation]) -> ErrorBody:
        """Read it. Args: `operations` of the contract, whose examples show how the vendor writes details."""
        said = contract.stated("x-error-body")
        return cls(
            tuple(said.get("code", ())),
            tuple(said.get("message", ())),
            tuple(said.get("request_id", ())),
            tuple(said.get("request_id_headers", ())),
            written_separator(contract, operations),
            tuple(
                (one["pointer"], _first(one["equals"]))
                for one in said.get("failed_when", ())
                if "equals" in one
            ),
        )

    def code_at(self, key: str) -> str:
        """The pointer to the code, of a row whose body has it under this key."""
        fitting = [pointer for pointer in self.code if not key or steps(pointer)[:1] == [key]]
        return (fitting or [f"/{key or 'error'}"])[0]


def _first(given: Any) -> Any:
    return given[0] if is_array(given) and given else given


def _sentence(row: ErrorRow) -> str:
    """The first sentence about a row."""
    return row.description.partition(". ")[0].rstrip(".") + "." if row.description else ""


class ErrorWriter:
    """Writes the error rows of one operation."""

    def __init__(
        self,
        operation: Operation,
        check: OutputCheck,
        body: ErrorBody,
        maker: Maker,
        new_id: Callable[[], str],
        others: Sequence[Operation],
    ) -> None:
        """Args: `others`, all operations of the contract, whose failures show the vendor's usual body."""
        self._others = others
        self._operation = operation
        self._check = check
        self._body = body
        self._maker = maker
        self._new_id = new_id

    def __call__(self, refusal: Refusal, accept: str = "") -> Response:
        """The response of a refusal whose code the operation documents."""
        row = self._operation.error(refusal.code)
        if row is None:
            raise ValueError(f"{self._operation.id} documents no error {refusal.code}")
        text = refusal.code
        if refusal.detail:
            text += f"{self._body.separator}{refusal.detail}"
        if (
            not row.key
            and (known := self._operation.responses.get(str(row.status)))
            and "content" not in known
        ):
            headers = dict(documented_headers(self._operation, row.status, self._maker))
            return Response(row.status, "", b"", None, text, refusal.why, tuple(headers.items()))
        media_type, schema = self._content(row.status, accept)
        message = refusal.message or row.message or _sentence(row)
        base = self._base(row, media_type, schema, message)
        kind = plain_type(media_type)
        request_id = self._new_id()
        data = base
        tried = [
            self._filled(base, schema, row, text, message, request_id),
            self._filled(base, schema, row, text, "", ""),
        ]
        if not row.key:  # the status may be no code that the schema allows
            tried += [without(base, self._body.code_at("")), base]
        for given in tried:
            data = given
            if self._accepts(row.status, media_type, given):
                break
        if kind.startswith("text/") and kind not in {"text/xml", "text/json"} and not isinstance(data, str):
            data = text
        headers = dict(documented_headers(self._operation, row.status, self._maker))
        headers |= dict.fromkeys(self._body.headers[:1], request_id)
        body = render(self._operation.contract, schema, media_type, data)
        return Response(row.status, media_type, body, data, text, refusal.why, tuple(headers.items()))

    def _accepts(self, status: int, media_type: str, data: Any) -> bool:
        """Whether the contract allows a body; any, where it documents no response of the status."""
        return not self._check.documents(status) or self._check(status, media_type, data) is None

    def _content(self, status: int, accept: str) -> tuple[str, Any]:
        content: Json = failure_of(self._operation, self._others, status).get("content", {})
        if not content:
            return "application/json", {}
        media_type = accepted(accept, content)
        return concrete(media_type), content[media_type].get("schema", {})

    def _base(self, row: ErrorRow, media_type: str, schema: Any, message: str) -> Any:
        """An example of this error, another example, or a body made from the schema."""
        response = failure_of(self._operation, self._others, row.status)
        contract = self._operation.contract
        where = self._body.code_at(row.key)
        examples: list[Any] = []
        for offered, content in response.get("content", {}).items():
            if concrete(offered) == media_type:
                examples = list(examples_of(contract, content).values())
        codes = [
            named.row.code if (named := named_error(self._operation, str(value_at(example, where)))) else ""
            for example in examples
        ]
        if row.code in codes:
            return examples[codes.index(row.code)]
        if 200 <= row.status < 300:  # the other examples may be those of successes
            examples = [one for one, code in zip(examples, codes, strict=True) if code]
        if examples:
            return examples[0]
        empty: Json = {}
        made: Any = self._maker.value(self._of_error(schema, where), least=True) if schema else None
        return empty if made is None else told(made, row.status, message)

    def _of_error(self, schema: Any, where: str) -> Any:
        """The alternative of a schema that has a code."""
        contract = self._operation.contract
        whole = resolved(contract, schema)
        for key in ("oneOf", "anyOf"):
            for part in whole.get(key, ()):
                if schema_at(contract, part, where) is not None:
                    return part
        return schema

    def _filled(self, base: Any, schema: Any, row: ErrorRow, text: str, message: str, request_id: str) -> Any:
        contract, where = self._operation.contract, self._body.code_at(row.key)
        base = self._with_parent(base, schema, where)
        data = base
        if row.key:
            data = put(base, where, self._code(schema, base, where, text))
        elif (
            self._body.code and value_at(base, where) is not ABSENT
        ):  # of a row by status: not the code of another row
            data = put(base, where, self._code(schema, base, where, str(row.status)))
        if message:
            data = self._set(data, schema, self._body.message, message, where)
        if request_id:
            data = self._set(data, schema, self._body.request_id, request_id, where)
        if 200 <= row.status < 300:
            for pointer, equals in self._body.failed:
                if schema_at(contract, schema, pointer) is not None and pointer != where:
                    data = put(data, pointer, equals)
        return data

    def _with_parent(self, base: Any, schema: Any, where: str) -> Any:
        """The body with the object that holds the code, and what that must have besides."""
        parent = where.rpartition("/")[0]
        if not parent or value_at(base, parent) is not ABSENT:
            return base
        known = schema_at(self._operation.contract, schema, parent)
        return put(base, parent, self._maker.value(known, least=True)) if known else base

    def _code(self, schema: Any, base: Any, where: str, text: str) -> Any:
        """The code as the schema has it: numeric ones as numbers."""
        found = schema_at(self._operation.contract, schema, where)
        example = value_at(base, where)
        numeric = types(found) & {"integer", "number"} if found else isinstance(example, int)
        return int(text) if numeric and _NUMBER.fullmatch(text) else text

    def _set(self, data: Any, schema: Any, pointers: tuple[str, ...], value: str, but: str) -> Any:
        """The data with a value at the first of the pointers that the schema or the body has."""
        contract = self._operation.contract
        for pointer in pointers:
            known = schema_at(contract, schema, pointer)
            present = value_at(data, pointer)
            if pointer != but and (known is not None or present is not ABSENT):
                if known is not None and types(known) and "string" not in types(known):
                    continue
                return put(data, pointer, value)
        if not schema and pointers and pointers[0] != but:
            return put(data, pointers[0], value)
        return data

    def without_row(self, status: int, why: str) -> Response | None:
        """The documented response of a status, or of its class, for a failure without a row; None without any."""
        known = [
            int(one)
            for one in self._operation.responses
            if one.isdigit() and int(one) // 100 == status // 100
        ]
        if self._operation.response(status) is not None:
            known.append(status)
        if not known:
            return None
        nearest = min(known, key=lambda one: (one != status, one != 400, one))
        response: Json = self._operation.response(nearest) or {}
        contents = response.get("content", {})
        if not contents:
            return Response(nearest, "", b"", None, code=str(nearest), why=why)
        media_type, content = next(iter(contents.items()))
        schema = content.get("schema", {})
        examples = list(examples_of(self._operation.contract, content).values())
        data = examples[0] if examples else self._maker.value(schema)
        written = concrete(media_type)
        body = render(self._operation.contract, schema, written, data)
        return Response(nearest, written, body, data, str(nearest), why)
