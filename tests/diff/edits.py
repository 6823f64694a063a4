"""Edits of contracts, each with the changes that it must be reported as."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Contract:
    """A contract to edit: a plain OpenAPI document."""

    document: dict[str, Any]

    def operation(self, id_: str) -> dict[str, Any]:
        for item in self.document["paths"].values():
            for one in item.values():
                if isinstance(one, dict) and one.get("operationId") == id_:
                    return one
        raise KeyError(id_)

    def move(self, id_: str, path: str, method: str) -> Any:
        one = self.operation(id_)
        for item in self.document["paths"].values():
            for key in [key for key, value in item.items() if value is one]:
                del item[key]
        self.document["paths"] = {key: item for key, item in self.document["paths"].items() if item}
        self.document["paths"].setdefault(path, {})[method] = one

    def parameter(self, id_: str, name: str) -> dict[str, Any]:
        return next(one for one in self.operation(id_)["parameters"] if one["name"] == name)

    def drop_parameter(self, id_: str, name: str) -> None:
        self.operation(id_)["parameters"].remove(self.parameter(id_, name))

    def schema(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.document["components"]["schemas"][name]
        return found

    def field(self, schema: str, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.schema(schema)["properties"][name]
        return found

    def rename(self, schema: str, old: str, new: str) -> None:
        held = self.schema(schema)
        held["properties"] = {new if key == old else key: one for key, one in held["properties"].items()}
        held["required"] = [new if key == old else key for key in held.get("required", ())] or ["-"]
        if held["required"] == ["-"]:
            del held["required"]

    def row(self, id_: str, code: str) -> dict[str, Any]:
        """The row of an operation, or of all of them."""
        rows = self.operation(id_).get("x-errors", {}) | self.document.get("x-errors", {})
        found: dict[str, Any] = rows[code]
        return found

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every error table."""
        for holder in (
            self.document,
            *(one for item in self.document["paths"].values() for one in item.values()),
        ):
            if isinstance(holder, dict) and "x-errors" in holder:
                yield holder["x-errors"]

    def recipe(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.document["components"]["securitySchemes"][name]["x-signing"]
        return found


Change = Callable[[Contract], Any]


@dataclass(frozen=True)
class Edit:
    """One edit of one contract."""

    product: str
    name: str
    apply: Change
    codes: frozenset[str]
    """All changes that must be reported, and no others."""
    why: str = ""
    """Why griffe and the type check see something else than the class of the change says."""

    def __str__(self) -> str:
        return f"{self.product}: {self.name}"


def _edit(product: str, name: str, apply: Change, *codes: str, why: str = "") -> Edit:
    return Edit(product, name, apply, frozenset(codes), why)


def _thing(name: str, apply: Change, *codes: str, why: str = "") -> Edit:
    return _edit("thing", name, apply, *codes, why=why)


def _another_vector(recipe: Any, credentials: Mapping[str, str | None]) -> Any:
    """Add a vector like the first with other credentials, which expects the signature alone."""
    vector = copy.deepcopy(recipe["vectors"][0])
    vector["credentials"] |= credentials
    vector["credentials"] = {name: value for name, value in vector["credentials"].items() if value}
    for found in vector["expect"].values():
        found.pop("x-key", None)
    return recipe["vectors"].append(vector)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _pop(holder: dict[str, Any], *keys: str) -> Any:
    """Remove keys; nothing is given back, so that another edit may stand behind ``or``."""
    for key in keys:
        del holder[key]


# --- requests ------------------------------------------------------------------------------------------------------


def _requests() -> Iterator[Edit]:
    yield _thing(
        "a field removed", lambda c: _pop(c.schema("Search")["properties"], "since"), "request-field-removed"
    )
    yield _thing(
        "a field added",
        lambda c: c.schema("Search")["properties"].update(more={"type": "string"}),
        "request-field-added",
    )
    yield _thing(
        "a required field added",
        lambda c: (
            c.schema("Search")["properties"].update(more={"type": "string"}),
            c.schema("Search")["required"].append("more"),
        ),
        "request-field-added-required",
    )
    yield _thing(
        "a field renamed",
        lambda c: c.rename("Search", "since", "from"),
        "request-field-removed",
        "request-field-added",
    )
    yield _thing(
        "a field made required",
        lambda c: c.schema("Search")["required"].append("since"),
        "request-field-required",
    )
    yield _thing(
        "a field made optional",
        lambda c: c.schema("Search")["required"].remove("kind"),
        "request-field-optional",
    )
    yield _thing(
        "a condition added",
        lambda c: c.schema("Order")["then"]["required"].append("gift"),
        "request-field-needed",
    )
    yield _thing(
        "a condition lifted", lambda c: _pop(c.schema("Order"), "if", "then"), "request-field-unneeded"
    )
    yield _thing(
        "a parameter moved",
        lambda c: c.parameter("getThing", "verbose").update({"in": "header"}),
        "request-field-moved",
    )
    yield _thing(
        "a body no longer there",
        lambda c: _pop(c.operation("placeOrder"), "requestBody"),
        *("request-media-removed", "request-field-removed"),
    )
    yield _thing(
        "a body added",
        lambda c: (
            c.operation("getThing").update(
                requestBody={
                    "required": True,
                    "content": {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/Owner"}}},
                }
            )
            or c.move("getThing", "/things/{id}", "post")
        ),
        *("request-body-required", "request-field-added", "operation-moved"),
    )
    yield _thing(
        "a body that may be left out",
        lambda c: c.operation("placeOrder")["requestBody"].update(required=False),
        "request-body-optional",
    )
    yield _thing(
        "another media type",
        lambda c: (
            c.operation("searchThings")["requestBody"]["content"].update(
                {
                    "application/x-www-form-urlencoded": c.operation("searchThings")["requestBody"][
                        "content"
                    ].pop("multipart/form-data")
                }
            )
            or _pop(c.schema("Search")["properties"], "photo")
        ),
        *("request-media-removed", "request-media-added", "request-field-removed"),
    )
    yield _thing(
        "a text became a number",
        lambda c: (
            c.field("Search", "since").update(type="integer") or _pop(c.field("Search", "since"), "format")
        ),
        "request-type-changed",
    )
    yield _thing(
        "an integer became any number",
        lambda c: c.field("Search", "count").update(type="number"),
        "request-type-widened",
    )
    yield _thing(
        "a text also as a number",
        lambda c: c.field("Search", "name").update(type=["string", "integer"]),
        "request-type-widened",
    )
    yield _thing(
        "one of two types gone",
        lambda c: c.field("Search", "either").update(type="string"),
        "request-type-narrowed",
    )
    yield _thing(
        "a third type",
        lambda c: c.field("Search", "either").update(type=["string", "integer", "boolean"]),
        "request-alternative-added",
    )
    yield _thing(
        "one of two types is another",
        lambda c: c.field("Search", "either").update(type=["string", "boolean"]),
        "request-type-changed",
    )
    yield _thing(
        "one of three types gone",
        lambda c: c.field("Search", "three").update(type=["string", "boolean"]),
        "request-alternative-removed",
    )
    yield _thing(
        "nested keys opened",
        lambda c: _pop(c.field("Order", "parcel"), "additionalProperties"),
        "request-keys-opened",
    )
    yield _thing(
        "null refused", lambda c: c.field("Search", "maybe").update(type="string"), "request-null-refused"
    )
    yield _thing(
        "null allowed",
        lambda c: c.field("Search", "url").update(type=["string", "null"]),
        "request-null-allowed",
    )
    yield _thing(
        "a value removed",
        lambda c: c.field("Search", "kind")["enum"].remove("blue"),
        "request-values-removed",
    )
    yield _thing(
        "a value added", lambda c: c.field("Search", "kind")["enum"].append("green"), "request-values-added"
    )
    yield _thing(
        "values listed",
        lambda c: c.field("Search", "since").update(enum=["now", "then"]),
        "request-values-listed",
    )
    yield _thing("values open", lambda c: _pop(c.field("Search", "kind"), "enum"), "request-values-open")
    yield _thing(
        "another constant",
        lambda c: c.parameter("searchThings", "Fixed")["schema"].update(const="two"),
        "request-constant-changed",
    )
    yield _thing(
        "another format",
        lambda c: c.field("Search", "since").update(format="date"),
        "request-format-changed",
    )
    yield _thing(
        "no format",
        lambda c: _pop(c.field("Search", "since"), "format"),
        *("request-format-lifted", "python-argument-type"),
    )
    yield _thing(
        "a file is a text",
        lambda c: _pop(c.field("Search", "photo"), "format"),
        "request-format-lifted",
        "python-argument-type",
    )
    yield _thing(
        "a shorter text", lambda c: c.field("Search", "name").update(maxLength=10), "request-limit-narrowed"
    )
    yield _thing(
        "a longer text", lambda c: c.field("Search", "name").update(maxLength=30), "request-limit-widened"
    )
    yield _thing(
        "a higher minimum", lambda c: c.field("Search", "name").update(minLength=2), "request-limit-narrowed"
    )
    yield _thing(
        "no minimum", lambda c: _pop(c.field("Search", "name"), "minLength"), "request-limit-widened"
    )
    yield _thing(
        "another pattern", lambda c: c.field("Search", "name").update(pattern="^b"), "request-limit-changed"
    )
    yield _thing(
        "fewer items", lambda c: c.field("Order", "lines").update(maxItems=4), "request-limit-narrowed"
    )
    yield _thing(
        "a keyword that is not held",
        lambda c: c.field("Search", "since").update({"not": {"const": "never"}}),
        "request-keyword-changed",
    )
    yield _thing(
        "another default", lambda c: c.field("Search", "count").update(default=4), "request-default-changed"
    )
    yield _thing(
        "no default", lambda c: _pop(c.field("Search", "count"), "default"), "request-default-removed"
    )
    yield _thing(
        "a default stated", lambda c: c.field("Search", "name").update(default="a"), "request-default-stated"
    )
    yield _thing(
        "another unit",
        lambda c: c.field("Search", "count").update({"x-unit": "milliseconds"}),
        "request-unit-changed",
    )
    yield _thing(
        "a unit stated",
        lambda c: (
            c.field("Search", "either").update({"x-unit": "seconds"})
            or c.field("Search", "either").update(type=["integer", "string"])
        ),
        "request-unit-stated",
    )
    yield _thing(
        "other ports",
        lambda c: c.field("Search", "url").update({"x-ports": [80]}),
        *("request-port-removed", "request-port-added"),
    )
    yield _thing(
        "another content type of a part",
        lambda c: (
            c.field("Search", "name")
            and c.operation("searchThings")["requestBody"]["content"]["multipart/form-data"][
                "encoding"
            ].update(name={"contentType": "text/csv"})
        ),
        "request-encoding-changed",
    )
    yield _thing(
        "a field deprecated",
        lambda c: c.field("Search", "name").update(deprecated=True),
        "request-deprecated",
    )
    yield _thing(
        "a field not deprecated any more",
        lambda c: _pop(c.field("Search", "old"), "deprecated"),
        "request-undeprecated",
    )
    yield _thing(
        "keys closed",
        lambda c: c.schema("Order")["properties"]["lines"]["items"].update(additionalProperties=False),
        "request-keys-closed",
    )
    yield _thing(
        "a nested key removed",
        lambda c: _pop(c.field("Order", "lines")["items"]["properties"], "amount"),
        "request-key-removed",
    )
    yield _thing(
        "a nested key required",
        lambda c: c.field("Order", "lines")["items"]["required"].append("amount"),
        "request-field-required",
        why="The calls that are checked leave the nested value out.",
    )
    yield _thing(
        "a description reworded",
        lambda c: c.field("Search", "name").update(description="A name."),
        "documentation",
    )
    yield _thing(
        "a field signed",
        lambda c: (
            c.recipe("old").update(
                steps='form["sign"] = hex(sha256(api_secret + api_key))\nform["since"] = "now"\n',
            )
            or c.recipe("old")["vectors"][0]["expect"]["form"].update(since="now")
        ),
        *("request-field-signed", "signing-steps-changed"),
    )
    yield _thing(
        "a field not signed any more",
        lambda c: (
            c.recipe("old").update(steps='form["mark"] = hex(sha256(api_secret + api_key))\n'),
            c.recipe("old")["vectors"][0].update(expect={"form": {"mark": _sha("sk")}}),
        ),
        *("request-field-opened", "signing-steps-changed"),
    )
    yield _thing(
        "a required field not signed any more",
        lambda c: (
            c.recipe("old").update(steps='form["mark"] = hex(sha256(api_secret + api_key))\n'),
            c.recipe("old")["vectors"][0].update(expect={"form": {"mark": _sha("sk")}}),
            c.schema("Search")["required"].append("sign"),
        ),
        *("request-field-unsigned", "signing-steps-changed", "request-field-required"),
    )


# --- responses -----------------------------------------------------------------------------------------------------


def _responses() -> Iterator[Edit]:
    yield _thing(
        "a response field removed",
        lambda c: _pop(c.schema("Thing")["properties"], "size"),
        "response-field-removed",
    )
    yield _thing(
        "a response field added",
        lambda c: c.schema("Thing")["properties"].update(more={"type": "string"}),
        "response-field-added",
    )
    yield _thing(
        "a response field that may be absent",
        lambda c: c.schema("Thing")["required"].remove("name"),
        "response-field-optional",
    )
    yield _thing(
        "a response field that is always there",
        lambda c: c.schema("Thing")["required"].append("age"),
        "response-field-required",
    )
    yield _thing(
        "a response field of another type",
        lambda c: c.field("Thing", "size").update(type="string"),
        "response-type-changed",
    )
    yield _thing(
        "a response field of further types",
        lambda c: c.field("Thing", "age").update(type=["integer", "string"]),
        "response-type-widened",
    )
    yield _thing(
        "a response field of one type only",
        lambda c: c.field("Thing", "code").update(type="integer"),
        "response-type-narrowed",
    )
    yield _thing(
        "a response field of a third type",
        lambda c: c.field("Thing", "code").update(type=["integer", "string", "boolean"]),
        "response-alternative-added",
    )
    yield _thing(
        "a response field of two types of three",
        lambda c: c.field("Thing", "three").update(type=["string", "boolean"]),
        "response-alternative-removed",
    )
    yield _thing(
        "a number is also text",
        lambda c: _pop(c.field("Thing", "code"), "pattern"),
        *("response-limit-widened", "python-attribute-type"),
    )
    yield _thing(
        "a response field may be null",
        lambda c: c.field("Thing", "state").update(type=["string", "null"], enum=["NEW", "USED", None]),
        "response-null-allowed",
    )
    yield _thing(
        "a response field is never null",
        lambda c: c.field("Thing", "gone").update(type="string"),
        "response-null-refused",
    )
    yield _thing(
        "a response value added",
        lambda c: c.field("Thing", "state")["enum"].append("LOST"),
        "response-values-added",
    )
    yield _thing(
        "a response value removed",
        lambda c: c.field("Thing", "state")["enum"].remove("USED"),
        "response-values-removed",
    )
    yield _thing(
        "response values listed",
        lambda c: c.field("Thing", "name").update(enum=["a", "b"]),
        "response-values-listed",
    )
    yield _thing(
        "response values open", lambda c: _pop(c.field("Thing", "state"), "enum"), "response-values-open"
    )
    yield _thing(
        "another response format",
        lambda c: c.field("Thing", "name").update(format="uri"),
        "response-format-changed",
    )
    yield _thing(
        "a response format stated",
        lambda c: c.field("Owner", "name").update(format="email"),
        "response-format-stated",
    )
    yield _thing(
        "a longer response text",
        lambda c: c.field("Thing", "name").update(maxLength=30),
        "response-limit-widened",
    )
    yield _thing(
        "a shorter response text",
        lambda c: c.field("Thing", "name").update(maxLength=10),
        "response-limit-narrowed",
    )
    yield _thing(
        "another response pattern",
        lambda c: c.field("Thing", "code").update(pattern="^[0-9]{1,9}$"),
        "response-limit-changed",
    )
    yield _thing(
        "a keyword of a response that is not held",
        lambda c: c.field("Thing", "name").update({"not": {"const": "never"}}),
        "response-keyword-changed",
    )
    yield _thing(
        "another response default",
        lambda c: c.field("Thing", "name").update(default="b"),
        "response-default-changed",
    )
    yield _thing(
        "another response unit",
        lambda c: c.field("Thing", "age").update({"x-unit": "milliseconds"}),
        "response-unit-changed",
    )
    yield _thing(
        "a response unit stated",
        lambda c: c.field("Thing", "size").update({"x-unit": "seconds"}),
        "response-unit-stated",
    )
    yield _thing(
        "a response field deprecated",
        lambda c: c.field("Thing", "age").update(deprecated=True),
        "response-deprecated",
    )
    yield _thing(
        "a response field not deprecated any more",
        lambda c: _pop(c.field("Thing", "before"), "deprecated"),
        "response-undeprecated",
    )
    yield _thing(
        "further keys of a response",
        lambda c: c.schema("Owner").update(additionalProperties=True),
        "response-keys-changed",
    )
    yield _thing(
        "no further keys of a response",
        lambda c: _pop(c.schema("Receipt"), "additionalProperties"),
        *("response-keys-changed", "python-attribute-removed"),
    )
    yield _thing(
        "another success status",
        lambda c: c.operation("getThing")["responses"].update(
            {"201": c.operation("getThing")["responses"].pop("200")}
        ),
        "response-status-removed",
    )
    yield _thing(
        "a further success status",
        lambda c: c.operation("getThing")["responses"].update({"204": {"description": "Nothing."}}),
        *("response-status-added", "python-result-changed"),
    )
    yield _thing(
        "another media type of the response",
        lambda c: c.operation("getThing")["responses"]["200"].update(
            content={"application/xml": {"schema": {"$ref": "#/components/schemas/Thing"}}}
        ),
        *("response-media-removed", "response-media-added"),
    )
    yield _thing(
        "a failing status no longer described",
        lambda c: _pop(c.operation("getThing")["responses"], "418"),
        "error-removed",
    )
    yield _thing(
        "a failing status described",
        lambda c: c.operation("getThing")["responses"].update({"410": {"description": "Gone."}}),
        "error-added",
    )
    yield _thing(
        "failing statuses no longer described",
        lambda c: _pop(c.operation("getThing")["responses"], "5XX"),
        "failure-removed",
    )
    yield _thing(
        "failing statuses described",
        lambda c: c.operation("getThing")["responses"].update({"4XX": {"description": "A fault."}}),
        "failure-added",
    )
    yield _thing(
        "a field of a failure removed",
        lambda c: _pop(c.schema("Failure")["properties"], "message"),
        "response-field-removed",
        why="Failures are read by pointers; the package has no class for their bodies.",
    )
    yield _thing(
        "another class of a field",
        lambda c: c.schema("Thing")["properties"].update(owner={"$ref": "#/components/schemas/Receipt"}),
        *("response-field-removed", "response-field-added", "response-keys-changed"),
        *("python-model-removed", "python-attribute-type"),
    )


# --- errors --------------------------------------------------------------------------------------------------------


def _errors() -> Iterator[Edit]:
    yield _thing("an error removed", lambda c: _pop(c.document["x-errors"], "BUSY"), "error-removed")
    yield _thing(
        "an error added",
        lambda c: c.document["x-errors"].update(
            LOST={"status": 404, "key": "error", "description": "It is lost.", "retryable": False}
        ),
        "error-added",
    )
    yield _thing(
        "an error with another class",
        lambda c: c.document["x-errors"]["BUSY"].update(name="TryLaterError"),
        "python-error-renamed",
    )
    yield _thing(
        "another status of an error",
        lambda c: c.document["x-errors"]["BUSY"].update(status=429),
        "error-status-changed",
    )
    yield _thing(
        "another key of an error",
        lambda c: c.document["x-errors"]["BUSY"].update(key="message"),
        "error-key-changed",
    )
    yield _thing(
        "an error after which nothing is repeated",
        lambda c: c.document["x-errors"]["BUSY"].update(retryable=False),
        "error-retry-lost",
    )
    yield _thing(
        "an error after which calls are repeated",
        lambda c: c.document["x-errors"]["DENIED"].update(retryable=True),
        "error-retry-gained",
    )
    yield _thing(
        "another detail of an error",
        lambda c: (
            c.document["x-errors"]["BAD"].update(detail="reason")
            or _pop(c.document["x-errors"]["BAD"], "arguments")
        ),
        *("error-detail-changed", "error-arguments-changed"),
    )
    yield _thing(
        "a detail of an error",
        lambda c: c.document["x-errors"]["BUSY"].update(detail="reason"),
        "error-detail-added",
    )
    yield _thing(
        "other reasons of an error",
        lambda c: c.document["x-errors"]["DENIED"].update(
            reasons={"KEY": "The key is wrong.", "TIME": "The clock is wrong."}
        ),
        *("error-reason-removed", "error-reason-added"),
    )
    yield _thing(
        "a clock that an error knows",
        lambda c: c.document["x-errors"]["DENIED"].update(clock_skew=["IP"]),
        "error-match-changed",
    )
    yield _thing(
        "an error reworded",
        lambda c: c.document["x-errors"]["BUSY"].update(description="Wait."),
        "documentation",
    )
    yield _thing(
        "failures that look different",
        lambda c: c.document["x-error-body"].update(message=["/error"]),
        "error-body-changed",
    )
    yield _thing(
        "failures that say more",
        lambda c: c.document["x-error-body"].update(request_id=["/id"]),
        "error-body-extended",
    )


# --- hosts, operations, signing ------------------------------------------------------------------------------------


def _operations() -> Iterator[Edit]:
    yield _thing("a host removed", lambda c: c.document["servers"].pop(), "host-removed")
    yield _thing(
        "a host added",
        lambda c: c.document["servers"].append({"url": "https://ap.example.com", "x-region": "ap"}),
        "host-added",
    )
    yield _thing(
        "another host",
        lambda c: c.document["servers"][1].update(url="https://us2.example.com"),
        "host-changed",
    )
    yield _thing(
        "another default region",
        lambda c: (
            c.document["servers"][1].update({"x-default": True}),
            _pop(c.document["servers"][0], "x-default"),
        ),
        "default-region-changed",
    )
    yield _thing(
        "an operation removed",
        lambda c: _pop(c.document["paths"], "/orders"),
        *("operation-removed", "python-model-removed"),
    )
    yield _thing(
        "an operation added",
        lambda c: c.document["paths"].update(
            {
                "/owner": {
                    "get": {
                        "operationId": "getOwner",
                        "responses": {
                            "200": {
                                "description": "The owner.",
                                "content": {
                                    "application/json": {"schema": {"$ref": "#/components/schemas/Owner"}}
                                },
                            }
                        },
                    }
                }
            }
        ),
        "operation-added",
    )
    yield _thing(
        "an operation with another id",
        lambda c: c.operation("getThing").update(operationId="readThing"),
        *("operation-renamed", "python-method-renamed"),
    )
    yield _thing(
        "another path",
        lambda c: c.document["paths"].update({"/v2/orders": c.document["paths"].pop("/orders")}),
        "operation-moved",
    )
    yield _thing(
        "an operation deprecated",
        lambda c: c.operation("placeOrder").update(deprecated=True),
        "operation-deprecated",
    )
    yield _thing(
        "an operation not deprecated any more",
        lambda c: _pop(c.operation("getThing"), "deprecated"),
        "operation-undeprecated",
    )
    yield _thing(
        "not idempotent any more",
        lambda c: _pop(c.operation("searchThings"), "x-idempotent"),
        "idempotence-lost",
    )
    yield _thing(
        "idempotent", lambda c: c.operation("getThing").update({"x-idempotent": True}), "idempotence-gained"
    )
    yield _thing(
        "a lower rate",
        lambda c: c.operation("searchThings")["x-limits"]["rate"].update(calls=5),
        "rate-lowered",
    )
    yield _thing("no rate", lambda c: _pop(c.operation("searchThings"), "x-limits"), "rate-raised")
    yield _thing("no paging", lambda c: _pop(c.operation("searchThings"), "x-pagination"), "paging-removed")
    yield _thing(
        "paging by something else",
        lambda c: (
            c.schema("Things")["properties"].update(all={"type": "integer"})
            or c.operation("searchThings")["x-pagination"].update(total="/all")
        ),
        *("paging-changed", "response-field-added"),
    )
    yield _thing(
        "paging",
        lambda c: (
            c.operation("placeOrder").update(
                parameters=[
                    {"name": "page", "in": "query", "required": False, "schema": {"type": "integer"}},
                    {"name": "size", "in": "query", "required": False, "schema": {"type": "integer"}},
                ]
            ),
            c.schema("Receipt")["properties"].update(
                total={"type": "integer"},
                all={"type": "array", "items": {"$ref": "#/components/schemas/Owner"}},
            ),
            c.operation("placeOrder").update(
                {"x-pagination": {"page": "page", "size": "size", "total": "/total", "items": "/all"}}
            ),
        ),
        *("paging-added", "request-field-added", "response-field-added"),
    )
    yield _thing(
        "another version of the interface",
        lambda c: c.document["info"].update(version="2"),
        "api-version-changed",
    )


def _signing() -> Iterator[Edit]:
    yield _thing(
        "a way of signing removed",
        lambda c: c.document["security"].pop(),
        *("signing-removed", "request-field-opened", "python-argument-withdrawn"),
    )
    yield _thing(
        "a way of signing added",
        lambda c: c.operation("getThing").update(security=[{"key": []}, {"old": []}, {"callback": []}]),
        "signing-added",
    )
    yield _thing(
        "another way of signing first",
        lambda c: c.document["security"].reverse(),
        *("signing-default-changed",),
    )
    yield _thing(
        "other steps",
        lambda c: (
            c.recipe("old").update(steps='form["sign"] = hex(sha256(api_key + api_secret))\n'),
            c.recipe("old")["vectors"][0].update(expect={"form": {"sign": _sha("ks")}}),
        ),
        "signing-steps-changed",
    )
    yield _thing(
        "another setting",
        lambda c: (
            c.recipe("key")["settings"].update(ttl=60),
            c.recipe("key")["vectors"][0]["expect"]["headers"].update({"x-sign": _sha("s60")}),
        ),
        "signing-setting-changed",
    )
    yield _thing(
        "a credential removed",
        lambda c: (
            c.recipe("key")["credentials"].remove("token?"),
            c.recipe("key")["vectors"].pop(),
            c.recipe("key").update(
                steps=c.recipe("key")["steps"].replace('headers["x-token"] = token\n', "")
            ),
        ),
        *("credential-removed", "signing-steps-changed"),
    )
    yield _thing(
        "a credential required",
        lambda c: (
            c.recipe("key").update(credentials=["api_key", "api_secret", "token"]),
            c.recipe("key")["vectors"][0]["credentials"].update(token="t"),
            c.recipe("key")["vectors"][0]["expect"]["headers"].update({"x-token": "t"}),
        ),
        *("credential-required", "python-option-default"),
    )
    yield _thing(
        "a credential that may be left out",
        lambda c: (
            c.recipe("old").update(
                credentials=["api_key", "api_secret", "hint?"],
                steps=c.recipe("old")["steps"] + 'form["hint"] = hint\n',
            ),
            _another_vector(c.recipe("old"), {"hint": "h"}),
        ),
        *("credential-added", "signing-steps-changed"),
    )
    yield _thing(
        "a credential that is needed no more",
        lambda c: (
            c.recipe("key").update(
                credentials=["api_key?", "api_secret", "token?"],
            ),
            _another_vector(c.recipe("key"), {"api_key": None}),
        ),
        *("credential-optional", "python-option-default"),
    )
    yield _thing(
        "one more credential",
        lambda c: (
            c.recipe("old").update(
                credentials=["api_key", "api_secret", "hint"],
                steps=c.recipe("old")["steps"] + 'form["hint"] = hint\n',
            ),
            c.recipe("old")["vectors"][0]["credentials"].update(hint="h"),
            c.recipe("old")["vectors"][0]["expect"]["form"].update(hint="h"),
        ),
        *("credential-added-required", "signing-steps-changed", "python-option-default"),
    )
    yield _thing(
        "a credential that is a secret",
        lambda c: c.recipe("key").update(secrets=["api_secret", "api_key"]),
        "credential-secrecy-changed",
    )
    yield _thing(
        "vectors alone",
        lambda c: c.recipe("old")["vectors"][0].update(name="another"),
    )


def _received() -> Iterator[Edit]:
    yield _thing(
        "a callback removed",
        lambda c: _pop(c.document, "x-callbacks"),
        *("callback-removed", "python-model-removed"),
    )
    yield _thing(
        "a callback added",
        lambda c: c.document["x-callbacks"].update(
            again=dict(c.document["x-callbacks"]["outcome"], data="data", sign="sign")
        ),
        *("callback-added", "python-method-renamed"),
    )
    yield _thing(
        "a callback in other fields",
        lambda c: (
            c.document["x-callbacks"]["outcome"].update(sign="seal")
            or c.recipe("callback").update(
                steps=c.recipe("callback")["steps"].replace('form["sign"]', 'form["seal"]')
            )
            or c.recipe("callback")["vectors"][0].update(expect={"form": {"seal": _sha("s{}")}})
        ),
        *("callback-fields-changed", "signing-steps-changed"),
    )
    yield _thing(
        "a callback signed in another way",
        lambda c: (
            c.document["components"]["securitySchemes"].update(
                sealed=c.document["components"]["securitySchemes"]["callback"]
            )
            or c.document["x-callbacks"]["outcome"].update(scheme="sealed")
        ),
        "callback-scheme-changed",
    )
    yield _thing(
        "a field of a callback removed",
        lambda c: c.rename("Outcome", "status", "state"),
        *("response-field-removed", "response-field-added"),
    )
    yield _thing("a page removed", lambda c: _pop(c.document, "x-pages"), "page-removed")
    yield _thing(
        "a page added",
        lambda c: c.document["x-pages"].update(end=dict(c.document["x-pages"]["start"])),
        "page-added",
    )
    yield _thing("a page moved", lambda c: c.document["x-pages"]["start"].update(path="/begin"), "page-moved")
    yield _thing(
        "other parameters of a page",
        lambda c: c.document["x-pages"]["start"].update(query={"ticket": "The ticket."}),
        *("page-query-removed", "page-query-added"),
    )


# --- the Python package --------------------------------------------------------------------------------------------


def _python() -> Iterator[Edit]:
    yield _thing(
        "another package",
        lambda c: c.document["x-client"].update(package="things"),
        "python-package-renamed",
    )
    yield _thing(
        "another client class",
        lambda c: c.document["x-client"].update({"class": "Box"}),
        "python-class-renamed",
    )
    yield _thing(
        "another method",
        lambda c: c.operation("getThing").update({"x-client": {"name": "fetch"}}),
        "python-method-renamed",
    )
    yield _thing(
        "another argument",
        lambda c: c.field("Search", "since").update({"x-client": {"name": "after"}}),
        "python-argument-renamed",
    )
    yield _thing(
        "an argument withdrawn",
        lambda c: c.field("Search", "since").update({"x-client": {"omit": "Nobody needs it."}}),
        "python-argument-withdrawn",
    )
    yield _thing(
        "an argument offered",
        lambda c: _pop(c.parameter("searchThings", "Hidden"), "x-client"),
        "python-argument-offered",
    )
    yield _thing(
        "a required argument offered",
        lambda c: (
            _pop(c.parameter("searchThings", "Hidden"), "x-client")
            or c.parameter("searchThings", "Hidden").update(required=True)
        ),
        *("python-argument-required", "request-field-required"),
    )
    yield _thing(
        "an option that is an argument",
        lambda c: _pop(c.parameter("searchThings", "Format"), "x-client"),
        *("python-argument-withdrawn", "python-argument-offered"),
    )
    yield _thing(
        "another default of an option",
        lambda c: c.parameter("searchThings", "Format")["x-client"].update(default="XML"),
        "python-option-default",
    )
    yield _thing(
        "another environment",
        lambda c: c.document["x-client"].update(environment="BOX"),
        "python-environment-changed",
    )
    yield _thing(
        "a header of a response",
        lambda c: c.operation("getThing")["responses"]["200"].update(
            headers={"X-Left": {"required": True, "schema": {"type": "integer"}}}
        ),
        *("response-field-added", "python-model-added"),
    )
    yield _thing(
        "numbers become decimal",
        lambda c: c.document["x-client"].update(decimals="Decimal"),
        "python-attribute-type",
    )
    yield _thing(
        "a text may be a date",
        lambda c: c.field("Thing", "name").update({"format": "date", "x-client": {"dates": "datetime"}}),
        *("response-format-changed", "python-attribute-type"),
    )
    yield _thing(
        "another name of a way of signing",
        lambda c: c.document["components"]["securitySchemes"]["old"]["x-client"].update(name="v0"),
        "python-signature-renamed",
    )
    yield _thing(
        "another attribute",
        lambda c: c.field("Thing", "size").update({"x-client": {"name": "width"}}),
        "python-attribute-renamed",
    )
    yield _thing(
        "another class of a result",
        lambda c: (
            c.document["components"]["schemas"].update(
                Slip=c.document["components"]["schemas"].pop("Receipt")
            )
            or c.operation("placeOrder")["responses"]["200"]["content"]["application/json"].update(
                schema={"$ref": "#/components/schemas/Slip"}
            )
        ),
        *("python-result-changed", "python-model-removed", "python-model-added"),
    )


# --- the products --------------------------------------------------------------------------------------------------


def _products() -> Iterator[Edit]:
    lite, face, premium, link = "faceid-lite", "finauth-facesearch", "finauth-premium", "linkvisual"
    yield _edit(
        lite,
        "scene_id removed",
        lambda c: _pop(c.schema("GetTokenRequest")["properties"], "scene_id"),
        "request-field-removed",
    )
    yield _edit(
        lite,
        "biz_no shorter",
        lambda c: c.field("GetTokenRequest", "biz_no").update({"x-max-bytes": 64}),
        "request-limit-narrowed",
    )
    yield _edit(
        lite,
        "language required",
        lambda c: c.schema("GetTokenRequest")["required"].append("language"),
        "request-field-required",
    )
    yield _edit(
        lite,
        "no liveness alone",
        lambda c: c.field("GetTokenRequest", "comparison_type")["enum"].remove("-1"),
        "request-values-removed",
    )
    yield _edit(
        lite,
        "a port less",
        lambda c: c.field("GetTokenRequest", "notify_url")["x-ports"].pop(),
        "request-port-removed",
    )
    yield _edit(
        lite,
        "MULTIPLE_FACES removed",
        lambda c: [rows.pop("MULTIPLE_FACES", None) for rows in c.rows()],
        "error-removed",
    )
    yield _edit(
        lite,
        "a status of a verification added",
        lambda c: c.field("VerificationOutcome", "status")["enum"].append("LOST"),
        "response-values-added",
    )
    yield _edit(
        lite,
        "token may be absent",
        lambda c: c.schema("GetTokenResponse")["required"].remove("token"),
        "response-field-optional",
    )
    yield _edit(
        lite,
        "another host",
        lambda c: c.document["servers"][0].update(url="https://api-idn2.megvii.com"),
        "host-changed",
    )
    yield _edit(
        face,
        "user_data removed",
        lambda c: _pop(c.schema("FaceInfo")["properties"], "user_data"),
        "response-field-removed",
    )
    yield _edit(
        face,
        "add_time is text only",
        lambda c: c.field("FaceInfo", "add_time").update(type="string"),
        *("response-type-narrowed", "python-attribute-type"),
    )
    yield _edit(
        face,
        "a field added",
        lambda c: c.schema("FaceInfo")["properties"].update(score={"type": "number"}),
        "response-field-added",
    )
    yield _edit(
        face,
        "not idempotent any more",
        lambda c: _pop(c.operation("getFaceInfo"), "x-idempotent"),
        "idempotence-lost",
    )
    yield _edit(
        premium,
        "uuid longer",
        lambda c: c.field("GetBizTokenRequest", "uuid").update({"x-max-bytes": 512}),
        "request-limit-widened",
    )
    yield _edit(
        premium,
        "uuid renamed",
        lambda c: c.rename("GetBizTokenRequest", "uuid", "user_id"),
        *("request-field-removed", "request-field-added"),
    )
    yield _edit(
        premium,
        "another class of INTERNAL_ERROR",
        lambda c: [rows["INTERNAL_ERROR"].update(name="VendorError") for rows in c.rows()],
        "python-error-renamed",
    )
    yield _edit(
        link,
        "100 users on a page",
        lambda c: c.parameter("QueryFaceUserByName", "PageSize")["schema"].update(maximum=100),
        "request-limit-widened",
    )
    yield _edit(
        link,
        "fewer calls",
        lambda c: c.operation("QueryFaceUserByName")["x-limits"]["rate"].update(calls=50),
        "rate-lowered",
    )
    yield _edit(
        link,
        "the older signature removed",
        lambda c: c.document["security"].pop(),
        *("signing-removed", "python-argument-withdrawn"),
    )
    yield _edit(
        link,
        "Tokyo removed",
        lambda c: c.document["servers"].remove(
            next(one for one in c.document["servers"] if one["x-region"] == "ap-northeast-1")
        ),
        "host-removed",
    )
    yield _edit(
        link,
        "Hangzhou is the default",
        lambda c: [
            one.update({"x-default": True})
            if one["x-region"] == "cn-hangzhou"
            else one.pop("x-default", None)
            for one in c.document["servers"]
        ],
        "default-region-changed",
    )
    yield _edit(
        link,
        "no pages",
        lambda c: _pop(c.operation("QueryFaceUserByName"), "x-pagination"),
        *("paging-removed",),
    )
    yield _edit(
        link,
        "IsolationId optional",
        lambda c: c.parameter("QueryFaceUserByName", "IsolationId").update(required=False),
        "request-field-optional",
    )
    yield _edit(
        link,
        "Format fixed",
        lambda c: c.parameter("QueryFaceUserByName", "Format")["x-client"].update(default="XML"),
        "python-option-default",
    )


EDITS = tuple(
    edit
    for group in (_requests, _responses, _errors, _operations, _signing, _received, _python, _products)
    for edit in group()
)
