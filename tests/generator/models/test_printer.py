"""datamodel-code-generator prints what the plan says, whichever way it would choose itself."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

import pytest

from specseal.models import print_models
from specseal.plan.package import ModelField, ModelPlan
from specseal.python_types import ANY, Choice, ListOf, MapOf, Model, OneOf, Plain, PythonType

STR, INT = Plain("str"), Plain("int")


def printed(*fields: ModelField, **settings: Any) -> str:
    plan = replace(ModelPlan("Thing", "", fields, (), None), **settings)
    other = ModelPlan("Other", "Another one.", (field(STR, wire="a", attribute="a"),), (), None)
    return print_models((other, plan), "# header")


def field(
    type_: PythonType,
    *,
    required: bool = False,
    nullable: bool = True,
    wire: str = "value",
    attribute: str = "value",
) -> ModelField:
    return ModelField(wire, attribute, type_, required, nullable, "")


def annotation(source: str, name: str = "value") -> str:
    (thing,) = [
        one for one in ast.parse(source).body if isinstance(one, ast.ClassDef) and one.name == "Thing"
    ]
    for one in thing.body:
        if isinstance(one, ast.AnnAssign) and ast.unparse(one.target) == name:
            return ast.unparse(one)
    raise KeyError(name)


@pytest.mark.parametrize(
    ("type_", "optional", "required"),
    [
        (STR, "str | None = None", "str"),
        (ANY, "Any | None = None", "Any"),
        (Model("Other"), "Other | None = None", "Other"),
        (Choice(("a", "b"), open=True), "Literal['a', 'b'] | str | None = None", "Literal['a', 'b'] | str"),
        (Choice((1, 2), open=True), "Literal[1, 2] | int | None = None", "Literal[1, 2] | int"),
        (OneOf((INT, STR)), "int | str | None = None", "int | str"),
        (OneOf((Model("Other"), STR)), "Other | str | None = None", "Other | str"),
        (MapOf(Model("Other")), "dict[str, Other] | None = None", "dict[str, Other]"),
        (MapOf(ANY), "dict[str, Any] | None = None", "dict[str, Any]"),
        (
            ListOf(Model("Other")),
            "list[Other] = field(default_factory=list)",
            "list[Other] = field(default_factory=list)",
        ),
        (ListOf(ListOf(OneOf((INT, STR)))), None, "list[list[int | str]] = field(default_factory=list)"),
    ],
)
def test_types(type_: PythonType, optional: str | None, required: str) -> None:
    if optional is not None:
        assert annotation(printed(field(type_))) == f"value: {optional}"
    assert annotation(printed(field(type_, required=True, nullable=False))) == f"value: {required}"


def test_what_must_be_there_and_may_be_null() -> None:
    assert annotation(printed(field(STR, required=True))) == "value: str | None"


def test_names_of_the_wire() -> None:
    source = printed(field(STR, wire="FaceMd5", attribute="face_md5"))
    assert annotation(source, "face_md5") == "face_md5: str | None = field(name='FaceMd5', default=None)"


def test_bases_of_results() -> None:
    assert "class Thing(_HasRawResponse, frozen=True, kw_only=True):" in printed(bases=("HasRawResponse",))
    assert "class Thing(_Page['Other'], frozen=True, kw_only=True):" in printed(
        bases=("Page",), page_of="Other"
    )
    assert "class Thing(Struct, frozen=True, gc=False, kw_only=True):" in printed()


def test_nothing_to_print() -> None:
    assert print_models((), "# header").startswith("# header\n")
