"""Types and samples as Python expressions."""

from __future__ import annotations

from typing import Any

import pytest

from specseal.plan.package import SampleFile
from specseal.python_types import ANY, Choice, ListOf, MapOf, OneOf, Plain, PythonType
from specseal.render.expressions import annotation, sample


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (Plain("file"), "FileInput"),
        (Plain("object"), "Mapping[str, Any]"),
        (Choice(("a", 1, True)), 'Literal["a", 1, True]'),
        (ListOf(ListOf(Plain("str"))), "Sequence[Sequence[str]]"),
        (MapOf(ANY), "Mapping[str, Any]"),
        (OneOf((Plain("int"), ListOf(Plain("int")))), "int | Sequence[int]"),
    ],
)
def test_annotations(type_: PythonType, expected: str) -> None:
    assert annotation(type_) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x", '"x"'),
        ("…", '"…"'),
        ("größe", '"gr\\xf6\\xdfe"'),
        (1.5, "1.5"),
        ([], "[]"),
        ({}, "{}"),
        (SampleFile("a.jpg"), 'Path("a.jpg")'),
    ],
)
def test_samples(value: Any, expected: str) -> None:
    assert sample(value) == expected
