"""openapi-python-client reads operations too; where both speak, it says what the contract says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from specseal.contract import read_contract, resolve_product
from specseal.opc.agreement import disagreements
from specseal.opc.parser import parse_operation
from specseal.opc.whole import second_opinion
from specseal.project import Project

ROOT = Path(__file__).parents[3]
PRODUCTS = [product.name for product in Project(ROOT).products()]


@pytest.mark.parametrize("name", PRODUCTS)
def test_both_readers_say_the_same_of_every_product(name: str) -> None:
    project = Project(ROOT)
    (product,) = project.select((name,))
    resolved = resolve_product(project, product)
    contract = read_contract(resolved.places)
    assert second_opinion(resolved.document, contract) == (len(contract.operations), [])
    for operation in contract.operations:
        parsed = parse_operation(operation)
        assert parsed is not None
        assert list(disagreements(operation, parsed)) == []


def contract_of(sandbox: Any) -> tuple[Any, Any]:
    project = sandbox.save()
    (product,) = project.products()
    resolved = resolve_product(project, product)
    return resolved.document, read_contract(resolved.places)


def test_a_difference_is_seen(sandbox: Any) -> None:
    sandbox.properties["count"] = {"type": "integer"}
    document, _ = contract_of(sandbox)
    sandbox.properties["count"] = {"type": "string"}
    _, contract = contract_of(sandbox)
    read, different = second_opinion(document, contract)
    assert read == 1
    assert "'count' in form" in different[0]


def test_nothing_is_refused_because_of_it(sandbox: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = sandbox.output().files

    def fail(*_: object, **__: object) -> object:
        raise AttributeError("a bug of the library")

    monkeypatch.setattr("specseal.opc.parser.Endpoint.from_data", fail)
    assert sandbox.output().files == expected


def test_what_no_request_carries_is_no_difference(sandbox: Any) -> None:
    sandbox.properties["made_at"] = {"type": "string", "readOnly": True}
    sandbox.operation["parameters"] = [{"name": "Accept", "in": "header", "schema": {"type": "string"}}]
    assert second_opinion(*contract_of(sandbox)) == (1, [])
