"""The official compliant sets, and the documents that must pass or fail validation."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from specseal.diagnostics import Refused
from specseal.document import dump_yaml, load, loads, plain
from specseal.overlay import apply_files, parse_overlay


def test_compliant_set(compliant_set: Path) -> None:
    folder = compliant_set.parent
    text = apply_files(folder / "openapi.yaml", [compliant_set], strict=True)
    assert plain(loads(text).data) == plain(load(folder / "output.yaml").data)


def test_document_that_must_pass(pass_document: Path) -> None:
    assert parse_overlay(load(pass_document)).actions


def test_document_that_must_fail(fail_document: Path) -> None:
    with pytest.raises(Refused):
        parse_overlay(load(fail_document))


def test_our_checks_agree_with_the_official_schema(schema_document: Path, pass_document: Path) -> None:
    """Each valid document, changed in one place in every way below, is judged alike by both."""
    official = jsonschema_rs.validator_for(plain(load(schema_document).data))
    valid = plain(load(pass_document).data)
    judged = [(official.is_valid(variant), _accepts(variant), variant) for variant in _variants(valid)]
    assert [variant for theirs, ours, variant in judged if theirs != ours] == []
    assert {theirs for theirs, _, _ in judged} == {True, False}


def _accepts(data: Any) -> bool:
    try:
        parse_overlay(loads(dump_yaml(data)))
    except Refused:
        return False
    return True


def _variants(node: Any) -> Iterator[Any]:
    """The node with one place in it replaced, removed, repeated or added."""
    yield from (None, True, 1, 1.5, "text", "$", "1.1.0", [], {}, [{}], {"a": 1})
    if isinstance(node, dict):
        for key, value in node.items():
            yield {other: item for other, item in node.items() if other != key}
            for variant in _variants(value):
                yield node | {key: variant}
        for key in ("x-new", "X-new", "new", "target", "copy", "remove", "title"):
            yield node | {key: "$.added"}
            yield node | {key: 1}
    elif isinstance(node, list):
        yield [*node, *node]
        for index, item in enumerate(node):
            yield [*node[:index], *node[index + 1 :]]
            for variant in _variants(item):
                yield [*node[:index], variant, *node[index + 1 :]]
