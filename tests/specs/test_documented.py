"""Everything the vendors' documents state is in the specs, and nothing that they do not.

The facts files beside the specs are the second reading: rows that `specseal accept` read from the documents, with their
digests. What the documents leave to us is named here, field by field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from specseal.drift.compare import compare
from specseal.drift.facts import Facts, Field
from specseal.drift.sides import Sides, sides_of
from specseal.project import Project

Reader = Callable[[str], dict[str, Any]]

#: Names and short words that we gave, as no document has them.
OURS: dict[str, dict[str, Any]] = {
    "finauth-facesearch": {
        "version": "1.0.0",
        "operation": "getFaceInfo",
        "regions": ["sgp"],
        "schemas": ["GetFaceInfoRequest", "GetFaceInfoResponse", "FaceInfo", "ErrorResponse"],
    },
    "finauth-premium": {
        "version": "5.0.0",
        "operation": "getBizToken",
        "regions": ["sgp", "idn"],
        "schemas": ["GetBizTokenRequest", "GetBizTokenResponse", "ErrorResponse"],
    },
    "faceid-lite": {
        "version": "1.0.0",
        "operation": "getToken",
        "regions": ["idn"],
        "schemas": ["GetTokenRequest", "GetTokenResponse", "ErrorResponse"],
    },
    "linkvisual": {
        "version": "2018-01-20",
        "operation": "QueryFaceUserByName",
        "regions": ["cn-shanghai"],
        "schemas": ["QueryFaceUserByNameResponse", "FaceUserPage", "FaceUser", "FacePicture", "FaceFeature"],
    },
}

#: What a spec says of a field beyond what facts can hold: how a type is written, and what a text was taken to mean.
READ_INTO: dict[str, dict[str, dict[str, Any]]] = {
    "finauth-facesearch": {},
    "finauth-premium": {},
    "faceid-lite": {
        "return_url": {"format": "uri"},
        "notify_url": {"format": "uri"},
        "image_ref1": {"format": "binary"},
        "image_ref2": {"format": "binary"},
        "expired_time": {"x-unit": "unix-seconds"},
    },
    "linkvisual": {
        "Name": {"pattern": r"^[0-9A-Za-z_\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff-]*$"},
        "CreateTime": {"format": "int64"},
        "ModifyTime": {"format": "int64"},
    },
}

#: Keywords that facts hold, or that say nothing about values.
COMPARED = {
    *("type", "$ref", "items", "enum", "const", "default", "examples", "minimum", "maximum", "maxLength"),
    *("x-max-bytes", "x-ports", "description", "x-source"),
}
MAY_BE_REPEATED = {"CONCURRENCY_LIMIT_EXCEEDED", "INTERNAL_ERROR"}
#: Common errors of the vendor's other documents, by the overlays.
ADDED_ERRORS = {
    "finauth-facesearch": {
        *(
            "INVALID_GROUP_ID",
            "MISSING_ARGUMENTS",
            "BAD_ARGUMENTS",
            "AUTHENTICATION_ERROR",
            "AUTHORIZATION_ERROR",
        ),
        *("CONCURRENCY_LIMIT_EXCEEDED", "API_NOT_FOUND", "INTERNAL_ERROR"),
    },
    "finauth-premium": set[str](),
    "faceid-lite": set[str](),
    "linkvisual": {
        *("Forbidden.RiskControl", "IllegalTimestamp", "InternalError", "InvalidAccessKeyId"),
        *(
            "InvalidAccessKeyId.NotFound",
            "InvalidAction.NotFound",
            "InvalidTimeStamp.Expired",
            "InvalidVersion",
        ),
        *("MissingParameter", "ServiceUnavailable", "SignatureDoesNotMatch", "SignatureNonceUsed"),
        "Throttling.User",
    },
}


@cache
def sides(product: str) -> Sides:
    """The spec and the facts file of a product."""
    project = Project(Path(__file__).parents[2])
    (chosen,) = project.select((product,))
    return sides_of(project, chosen)


def facts_of(product: str) -> tuple[Facts, Facts]:
    """What was read from the document, and what the spec says."""
    held = sides(product)
    (page,) = held.before
    return page, held.facts(held.operation(page))


def operation_of(document: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The path and the one operation of a document."""
    ((path, item),) = document["paths"].items()
    return path, item["post"]


def fields_of(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every parameter and property with its schema."""
    _, operation = operation_of(document)
    for one in operation.get("parameters", []):
        yield one["name"], one["schema"]
    for schema in document["components"]["schemas"].values():
        yield from schema["properties"].items()


def test_spec_says_what_was_read_from_the_document(product: str) -> None:
    page, spec = facts_of(product)
    waived = {(one.code, one.at) for one in sides(product).waivers}
    findings = [one for one in compare(page, spec) if (one.code, one.at) not in waived]
    assert [one.shown(page.document) for one in findings] == []


def test_spec_and_facts_are_of_the_same_document(product: str, spec_of: Reader) -> None:
    page, _ = facts_of(product)
    source = spec_of(product)["info"]["x-source"]
    assert (source["document"], source["digest"]) == (page.document, page.digest)


def test_facts_hold_a_whole_document(product: str) -> None:
    page, spec = facts_of(product)
    assert page.request
    assert page.response
    assert page.hosts
    assert {one.outcome for one in page.examples} >= {"success"}
    assert bool(page.errors) == bool(spec.errors)
    assert all(row.text for row in (*page.request, *page.response)), "every row was described"
    assert all(row.text for row in page.errors)


def test_names_of_ours(product: str, spec_of: Reader) -> None:
    document = spec_of(product)
    _, operation = operation_of(document)
    assert {
        "version": document["info"]["version"],
        "operation": operation["operationId"],
        "regions": [server["x-region"] for server in document["servers"]],
        "schemas": list(document["components"]["schemas"]),
    } == OURS[product]


def test_nothing_is_said_that_no_document_states(product: str, spec_of: Reader) -> None:
    page, _ = facts_of(product)
    units = {row.name for row in (*page.request, *page.response) if row.unit}
    beyond: dict[str, dict[str, Any]] = {}
    for name, schema in fields_of(spec_of(product)):
        more = {key: value for key, value in schema.items() if key not in COMPARED}
        if name in units:
            more.pop("x-unit", None)
        if more:
            beyond[name] = more
    assert beyond == READ_INTO[product]


def test_what_a_failure_promises(product: str, spec_of: Reader) -> None:
    """What the table of the answer promises is there in failures too; beyond it only the key of the code."""
    page, _ = facts_of(product)
    failure = spec_of(product)["components"]["schemas"].get("ErrorResponse")
    if failure is None:
        assert not page.errors
        return
    promised = {row.name for row in page.response if row.required}
    only = {row.key for row in page.errors}
    assert set(failure["required"]) == promised | (only if len(only) == 1 else set())


def test_every_field_is_explained_and_sourced(product: str, spec_of: Reader) -> None:
    document = spec_of(product)
    page, _ = facts_of(product)
    _, operation = operation_of(document)
    nested = [
        (f"{name}.{key}", one)
        for name, schema in document["components"]["schemas"].items()
        for key, one in schema["properties"].items()
    ]
    parameters = [(one["name"], one) for one in operation.get("parameters", [])]
    assert nested
    for name, field in [*nested, *parameters]:
        assert field["description"].endswith((".", "!", "?")), name
        assert not field["description"].startswith("To be written"), name
        assert field["x-source"]["document"] == page.document, name
        assert field["x-source"]["section"], name


def test_which_errors_may_be_repeated(product: str, spec_of: Reader) -> None:
    _, operation = operation_of(spec_of(product))
    for code, row in operation.get("x-errors", {}).items():
        assert row["retryable"] == (code in MAY_BE_REPEATED), code
        assert not row["description"].startswith("To be written"), code


def test_documented_rows_survive_the_vendors_common_ones(
    product: str, spec_of: Reader, contract_of: Reader
) -> None:
    _, documented = operation_of(spec_of(product))
    _, resolved = operation_of(contract_of(product))
    aside = {"clock_skew", "string_to_sign"}  # what clients make of an error, which no document says
    for code, row in documented.get("x-errors", {}).items():
        assert not aside & set(row)
        assert {key: value for key, value in resolved["x-errors"][code].items() if key not in aside} == row


def test_error_table_of_the_contract(product: str, contract_of: Reader) -> None:
    page, _ = facts_of(product)
    document = contract_of(product)
    _, operation = operation_of(document)
    assert set(operation["x-errors"]) == {row.code for row in page.errors} | ADDED_ERRORS[product]
    assert "x-errors" not in document
    statuses = {str(row["status"]) for row in operation["x-errors"].values()}
    assert set(operation["responses"]) == {"200", *statuses}


def without_a_leaf(rows: tuple[Field, ...]) -> tuple[Field, ...]:
    """Without the first field that nothing else implies: neither a field inside it, nor an error row."""
    parents = {row.at.rpartition("/")[0] for row in rows}
    leaf = next(row for row in rows if not row.failure and row.at not in parents)
    return tuple(row for row in rows if row is not leaf)


@pytest.mark.parametrize(
    "change",
    [
        lambda page: {"request": page.request[1:]},
        lambda page: {"response": without_a_leaf(page.response)},
        lambda page: {"hosts": ()},
        lambda page: {"examples": page.examples[1:]},
    ],
)
def test_a_row_that_is_missing_on_one_side_is_found(product: str, change: Any) -> None:
    """The comparison above has teeth: without this row of the document it does not pass."""
    page, spec = facts_of(product)
    assert compare(replace(page, **change(page)), spec)
