"""XML bodies that callers write as text are noted; those with arguments are not."""

from __future__ import annotations

from typing import Any

import pytest

from specseal.generate import check_product

TEXT = {"type": "string"}
FLAT = {"type": "object", "properties": {"a": TEXT}}
HINT = (
    "Nothing to do, unless it is: then describe an object of scalars, or of lists of them, without `allOf`, and "
    "without `xml` but for the name of the root."
)


def notes(sandbox: Any, schema: dict[str, Any], media_type: str = "application/xml") -> list[tuple[str, str]]:
    sandbox.spec["components"]["schemas"]["Query"] = schema
    reference = {"$ref": "#/components/schemas/Query"}
    sandbox.operation["requestBody"]["content"] = {media_type: {"schema": reference}}
    project = sandbox.save()
    (product,) = project.products()
    return [
        (one.severity, one.hint) for one in check_product(project, product).told if one.code == "body-xml"
    ]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": "object"}}},
        {"type": "object", "properties": {"a": {"type": "string", "xml": {"attribute": True}}}},
        {"allOf": [FLAT]},
    ],
)
def test_more_than_an_element_for_each_scalar(sandbox: Any, schema: dict[str, Any]) -> None:
    assert notes(sandbox, schema) == [("note", HINT)]
    assert notes(sandbox, FLAT | {"xml": {"name": "root"}}) == []


def test_what_is_text_anyway(sandbox: Any) -> None:
    assert notes(sandbox, TEXT) == []
    assert (
        notes(sandbox, {"type": "object", "properties": {"a": {"type": "object"}}}, "application/json") == []
    )
