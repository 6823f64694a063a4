"""The collection of a product, in version 2.1 of the format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...contract import Operation
from ...plan.package import Argument, FieldPlan, OperationPlan, SampleFile
from ...runtime.primitives import rfc3986
from ..lookup import operations_of
from ..markdown import blocks
from ..request import ExampleRequest, example_request
from ..subject import Subject
from .script import presign_script, response_script

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def collection(subject: Subject, document: Mapping[str, Any]) -> dict[str, Any]:
    """The collection, as plain data. ``document`` is the portal's, whose texts it repeats."""
    package = subject.package
    told = {operation["operationId"]: operation for _, operation in operations_of(document)}
    names = _names(subject, told)
    items = [
        _item(subject, plan, operation, told[operation.id], names[operation.id])
        for plan, operation in zip(package.operations, subject.contract.operations, strict=True)
    ]
    script = presign_script(subject, names)
    collected: dict[str, Any] = {
        "info": {
            "description": blocks(
                subject.generated,
                package.summary,
                "Set the variables of the collection; each request is signed as it is sent.",
            ),
            "name": package.title,
            "version": package.api_version,
            "schema": SCHEMA,
        },
        "item": items,
        "variable": list(_variables(subject)),
    }
    if script:
        collected["event"] = [_event("prerequest", script)]
    return collected


def _names(subject: Subject, told: Mapping[str, Any]) -> dict[str, str]:
    """A name for each request; the id of the operation where summaries are the same."""
    summaries = [str(told[one.id]["summary"]) for one in subject.contract.operations]
    return {
        one.id: summary if summaries.count(summary) == 1 else one.id
        for one, summary in zip(subject.contract.operations, summaries, strict=True)
    }


def _variables(subject: Subject) -> Iterator[dict[str, Any]]:
    package = subject.package
    addresses = ", ".join(url for _, url in package.servers)
    yield {
        "key": "baseUrl",
        "value": package.address,
        "description": f"The server, expected one of: {addresses}",
    }
    asked = dict.fromkeys(name for one in subject.contract.operations for name in one.scheme_names)
    if asked:
        yield {
            "key": "signature",
            "value": next(iter(asked)),
            "description": f"How requests are signed, expected one of: {', '.join(asked)}",
        }
    needed = {name for scheme in asked for name in subject.recipes[scheme].credentials}
    for one in package.credentials:
        if one.name in needed:
            kinds = [word for word, holds in (("Secret.", one.secret), ("Optional.", one.optional)) if holds]
            yield {"key": one.name, "value": "", "description": " ".join(kinds)}


def _item(
    subject: Subject, plan: OperationPlan, operation: Operation, told: Mapping[str, Any], name: str
) -> dict[str, Any]:
    request = example_request(plan)
    query: list[dict[str, Any]] = [{"key": key, "value": value} for key, value in request.query]
    query += [_disabled(field, argument) for field, argument in _optional(plan, "query")]
    path = operation.wire_path.lstrip("/")
    for key, _ in request.path_values:
        path = path.replace("{" + key + "}", f":{key}")
    url: dict[str, Any] = {
        "raw": "{{baseUrl}}/" + path,
        "host": ["{{baseUrl}}"],
        "path": path.split("/"),
    }
    if query:
        url["query"] = query
    if request.path_values:
        url["variable"] = [{"key": key, "value": rfc3986(value)} for key, value in request.path_values]
    item: dict[str, Any] = {
        "name": name,
        "request": {
            "method": request.method,
            "header": [
                {"key": key, "value": value}
                for key, value in request.headers
                if not (request.body == "multipart" and key == "content-type")
            ],
            "url": url,
            "description": told["description"],
        },
        "event": [_event("test", response_script(subject, plan))],
    }
    if body := _body(plan, request):
        item["request"]["body"] = body
    return item


def _body(plan: OperationPlan, request: ExampleRequest) -> dict[str, Any] | None:
    fields: list[dict[str, Any]] = [{"key": key, "value": value} for key, value in request.form]
    others = [_disabled(field, argument) for field, argument in _optional(plan, "form")]
    match request.body:
        case "json" | "value":
            return {"mode": "raw", "raw": request.json, "options": {"raw": {"language": "json"}}}
        case "xml":
            return {"mode": "raw", "raw": request.json, "options": {"raw": {"language": "xml"}}}
        case "lines" | "text":
            return {"mode": "raw", "raw": request.json}
        case "binary":
            return {"mode": "file", "file": {"src": request.files[0][1] if request.files else ""}}
        case "urlencoded":
            return {"mode": "urlencoded", "urlencoded": [*fields, *others]}
        case "multipart":
            for one in fields:
                one["type"] = "text"
                if one["key"] in request.parts:
                    one["contentType"] = request.parts[one["key"]]
            files = [{"key": key, "type": "file", "src": name} for key, name in request.files]
            return {
                "mode": "formdata",
                "formdata": [*fields, *files, *({**one, "type": "text"} for one in others)],
            }
        case "none":
            return None


def _optional(plan: OperationPlan, place: str) -> Iterator[tuple[FieldPlan, Argument]]:
    arguments = {one.name: one for one in plan.arguments if not one.in_example}
    for field in plan.fields:
        if field.place == place and field.argument in arguments:
            yield field, arguments[field.argument]


def _disabled(field: FieldPlan, argument: Argument) -> dict[str, Any]:
    example = argument.example
    plain = isinstance(example, str | int | float) and not isinstance(example, SampleFile)
    return {
        "key": field.name,
        "value": str(example) if plain else "",
        "description": argument.doc,
        "disabled": True,
    }


def _event(listen: str, script: str) -> dict[str, Any]:
    return {"listen": listen, "script": {"type": "text/javascript", "exec": script.rstrip("\n").split("\n")}}
