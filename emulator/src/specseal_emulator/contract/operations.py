"""Reading the operations of a contract, with an error that points at what cannot be served."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from ..json_types import is_object
from .files import ContractError
from .model import FORM_TYPES, Contract, ErrorRow, Field, Json, Operation, server_urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FAILING = re.compile("[45][0-9][0-9]")
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def operations(contract: Contract) -> list[Operation]:
    """Every operation of the contract, in its order. Raises `ContractError` for what cannot be read."""
    found: list[Operation] = []
    for path, item in contract.document["paths"].items():
        if not is_object(item):
            raise ContractError(contract.path, "must be an object", f"/paths/{_escape(path)}")
        for method in _METHODS:
            if method in item:
                pointer = f"/paths/{_escape(path)}/{method}"
                if not is_object(item[method]):
                    raise ContractError(contract.path, "must be an object", pointer)
                try:
                    found.append(_operation(contract, path, method, item, pointer))
                except (AttributeError, KeyError, TypeError, ValueError) as error:
                    raise ContractError(
                        contract.path, f"has an unexpected shape: {error}", pointer
                    ) from error
    if not found:
        raise ContractError(contract.path, "has no operations", "/paths")
    return found


def _operation(contract: Contract, path: str, method: str, item: Json, pointer: str) -> Operation:
    data: Json = item[method]
    wire_path, _, fragment = path.partition("#")
    wire_path, _, query = wire_path.partition("?")
    body_schema, form = _form(contract, data)
    fields = [*_query(contract, item, data, pointer), *form]
    responses = {
        str(k): contract.resolve(v) for k, v in _object(contract, data, "responses", pointer).items()
    }
    urls = [urlsplit(url) for url in _servers(contract, item, data)]
    prefixes = tuple(dict.fromkeys(url.path.rstrip("/") for url in urls)) or ("",)
    return Operation(
        contract=contract,
        id=str(data.get("operationId") or f"{method.upper()} {path}"),
        path=prefixes[0] + wire_path,
        action=_action(fields) or fragment,
        methods=frozenset({method.upper(), *data.get("x-methods", ())}),
        fields=tuple(fields),
        body_schema=body_schema,
        errors=_with_statuses(dict(_errors(contract, data, pointer)), responses),
        responses=responses,
        pointer=pointer,
        rate=_rate(contract, data, pointer),
        concurrency=_concurrency(contract, data, pointer),
        data=data,
        inherited=(
            *(contract.resolve(parameter) for parameter in item.get("parameters", ())),
            *(_constant(name, value) for name, value in parse_qsl(query, keep_blank_values=True)),
        ),
        prefixes=prefixes,
        hosts=tuple(dict.fromkeys(url.netloc for url in urls if url.netloc)),
    )


def _constant(name: str, value: str) -> Json:
    """The parameter of a field in the query of a path, as in ``/orders?version=2``."""
    return {"name": name, "in": "query", "required": True, "schema": {"type": "string", "const": value}}


def _servers(contract: Contract, item: Json, data: Json) -> list[str]:
    """The URLs of an operation's servers: its own, its path's or the document's."""
    given = data.get("servers") or item.get("servers") or contract.document.get("servers", [])
    return server_urls(given)


def _query(contract: Contract, item: Json, data: Json, pointer: str) -> Iterator[Field]:
    own = [contract.resolve(parameter) for parameter in data.get("parameters", ())]
    replaced = {(parameter.get("name"), parameter.get("in")) for parameter in own}
    inherited = [contract.resolve(parameter) for parameter in item.get("parameters", ())]
    for parameter in [p for p in inherited if (p.get("name"), p.get("in")) not in replaced] + own:
        if not isinstance(parameter.get("name"), str):
            raise ContractError(contract.path, "a parameter has no name", f"{pointer}/parameters")
        if parameter.get("in") == "query":
            schema = parameter.get("schema", {})
            yield Field(
                parameter["name"],
                "query",
                schema,
                bool(parameter.get("required", False)),
                binary=False,
                placed=_placed(parameter) or _placed(contract.resolve(schema)),
            )


def _form(contract: Contract, data: Json) -> tuple[Json, list[Field]]:
    content = contract.resolve(data.get("requestBody", {})).get("content", {})
    for media_type in FORM_TYPES:
        if media_type in content:
            schema = contract.resolve(content[media_type].get("schema", {}))
            encoding = content[media_type].get("encoding", {})
            required = set(schema.get("required", ()))
            return schema, [
                Field(
                    name,
                    "form",
                    prop,
                    name in required,
                    binary=_binary(contract.resolve(prop), encoding.get(name, {})),
                    placed=_placed(prop) or _placed(contract.resolve(prop)),
                )
                for name, prop in schema.get("properties", {}).items()
            ]
    return {}, []


def _binary(schema: Json, encoding: Json) -> bool:
    """OpenAPI 3.1 has three ways to say that a form field is a file."""
    if schema.get("format") == "binary":
        return True
    if "contentMediaType" in schema and "contentEncoding" not in schema:
        return True
    sent_as = str(encoding.get("contentType", ""))
    return sent_as.startswith(("image/", "application/octet-stream")) and "contentEncoding" not in schema


def _placed(node: Any) -> bool:
    return is_object(node) and bool(node.get("x-placed-by"))


def _action(fields: list[Field]) -> str:
    for field in fields:
        if field.name == "Action" and isinstance(field.schema.get("const"), str):
            return str(field.schema["const"])
    return ""


def _rate(contract: Contract, data: Json, pointer: str) -> tuple[int, float] | None:
    rate = _object(contract, _object(contract, data, "x-limits", pointer), "rate", f"{pointer}/x-limits")
    if not rate:
        return None
    calls, seconds = rate.get("calls"), rate.get("seconds")
    if not isinstance(calls, int) or not isinstance(seconds, int | float) or seconds <= 0:
        raise ContractError(contract.path, "a rate needs calls and seconds", f"{pointer}/x-limits/rate")
    return calls, float(seconds)


def _concurrency(contract: Contract, data: Json, pointer: str) -> int | None:
    number = _object(contract, data, "x-limits", pointer).get("concurrency")
    if number is not None and not isinstance(number, int):
        raise ContractError(contract.path, "must be an integer", f"{pointer}/x-limits/concurrency")
    return number


def _errors(contract: Contract, data: Json, pointer: str) -> Iterator[tuple[str, ErrorRow]]:
    usual = _usual_key(contract)
    for code, row in _object(contract, data, "x-errors", pointer).items():
        where = f"{pointer}/x-errors/{_escape(code)}"
        if not is_object(row) or not isinstance(row.get("status"), int):
            raise ContractError(contract.path, "an error row needs a status, an integer", where)
        by_status = row.get("by_status") is True
        key = "" if by_status else row.get("key", usual)
        if not isinstance(key, str):
            raise ContractError(contract.path, "an error row needs a key, a string", where)
        reasons = row.get("reasons", {})
        details = (*row.get("arguments", ()), *reasons)
        yield (
            code,
            ErrorRow(
                code,
                row["status"],
                key,
                row.get("message", ""),
                row.get("pattern", ""),
                row.get("detail", ""),
                details,
                str(row.get("description", "")),
                _kinds(row.get("emulates", {})),
                {str(name): str(meaning) for name, meaning in reasons.items()} if is_object(reasons) else {},
                next(iter(row.get("string_to_sign", ())), ""),
            ),
        )


def _with_statuses(rows: dict[str, ErrorRow], responses: Mapping[str, Json]) -> dict[str, ErrorRow]:
    """The rows, and one for each documented failing status that none of them has."""
    known = {row.status for row in rows.values()}
    for status, response in responses.items():
        if _FAILING.fullmatch(status) and int(status) not in known:
            code = f"HTTP {status}"
            text = str(response.get("description", ""))
            rows[code] = ErrorRow(code, int(status), "", "", "", description=text)
    return rows


def _usual_key(contract: Contract) -> str | None:
    """The first step to the code of every error that says no other."""
    pointers = contract.stated("x-error-body").get("code", ())
    return str(pointers[0]).split("/")[1] if pointers else None


def _kinds(given: Any) -> dict[str, str]:
    """The failures that a row stands for, with a detail where it says one."""
    if is_object(given):
        return {str(kind): str(detail) for kind, detail in given.items()}
    return dict.fromkeys([given] if isinstance(given, str) else map(str, given), "")


def _object(contract: Contract, data: Json, key: str, pointer: str) -> Json:
    value = data.get(key, {})
    if not is_object(value):
        raise ContractError(contract.path, "must be an object", f"{pointer}/{key}")
    return value


def _escape(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")
