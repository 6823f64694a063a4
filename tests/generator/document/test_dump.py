"""Writing: what was written reads back the same, here and in readers of YAML 1.1."""

import math
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from specseal.document import dump_yaml, loads, plain

texts = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]), st.sampled_from(" \n\t:#-'\"\\|>&*!%@`{}[],?~<=.0e1")
    ),
    max_size=20,
)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


def exactly(value: Any) -> Any:
    """Tells 1 from 1.0 and True, and shows the order of keys."""
    if isinstance(value, dict):
        return [(key, exactly(item)) for key, item in value.items()]
    if isinstance(value, list):
        return ["list", *map(exactly, value)]
    return type(value).__name__, repr(value)


@settings(database=None, deadline=None, max_examples=300)
@given(st.dictionaries(texts, values, max_size=5))
@example(
    {"a": "x\n\n", "b": "x\n", "c": "x\n y\n\n z", "d": "\n", "e": " x\ny", "f": "x \n \ny ", "g": "a\n\t"}
)
@example({"a": "\x85", "b": "\u2028\n", "c": "\ufeff", "d": "\x7f", "e": "\r\n", "f": "\U0001f600"})
@example(
    {"<<": "<<", "=": "=", "? x": "- y", "k" * 2000: "v" * 5000, "é" * 1200: {"a": 1}, "x" * 1500: "a\nb"}
)
@example({"a": [[[]], [{}], [[1, [2]], {"b": [{"c": 1, "d": []}]}]]})
def test_what_is_written_reads_back(data: dict[str, Any]) -> None:
    assert exactly(plain(loads(dump_yaml(data)).data)) == exactly(data)


@settings(database=None, deadline=None)
@given(st.dictionaries(texts, values, max_size=5))
def test_writing_what_was_read_changes_nothing(data: dict[str, Any]) -> None:
    once = dump_yaml(data)
    assert dump_yaml(loads(once).data) == once


@pytest.mark.parametrize(
    "text",
    ["yes", "No", "on", "OFF", "y", "2018-01-20", "2018-01-20T10:00:00Z", "1:30", "1_000", "0o17", "017",
     "0x1F", "1e3", "1e+3", ".5", "-1", "+1", ".inf", ".NaN", "null", "~", "", "true", "<<", "=", "1.0", "-",
     "200", "1.1", "1.1.0", "0b11", "-0", "1.", "190:20:30.15"],
)  # fmt: skip
def test_text_stays_text_for_a_reader_of_yaml_1_1(text: str) -> None:
    assert yaml.safe_load(dump_yaml({text: text, "list": [text]})) == {text: text, "list": [text]}


@pytest.mark.parametrize("number", [1e16, 1e-7, -0.0, 1.5, 123456789012345678.0, 5e-324, 2**70, -3])
def test_numbers_stay_numbers_for_a_reader_of_yaml_1_1(number: float) -> None:
    found = yaml.safe_load(dump_yaml({"n": number}))["n"]
    assert (found, type(found)) == (number, type(number))
    assert math.copysign(1, found) == math.copysign(1, number)


def test_the_layout() -> None:
    data = {
        "openapi": "3.1.0",
        "info": {"title": "It's: fine", "description": "First.\n\nSecond.\n", "version": "1.0"},
        "servers": [{"url": "https://example.com", "x": []}, ["a", ["b"]]],
        "paths": {"/": {"get": {"responses": {"200": {}}}}},
        "wide": "word " * 40 + "end",
    }
    assert dump_yaml(data) == (
        "openapi: 3.1.0\n"
        "info:\n"
        "  title: 'It''s: fine'\n"
        "  description: |\n"
        "    First.\n"
        "\n"
        "    Second.\n"
        "  version: '1.0'\n"
        "servers:\n"
        "  - url: https://example.com\n"
        "    x: []\n"
        "  - - a\n"
        "    - - b\n"
        "paths:\n"
        "  /:\n"
        "    get:\n"
        "      responses:\n"
        "        '200': {}\n"
        "wide: " + "word " * 40 + "end\n"
    )


def test_a_shared_value_is_written_twice_without_anchors() -> None:
    shared = {"a": [1]}
    assert dump_yaml({"b": shared, "c": shared}) == "b:\n  a:\n    - 1\nc:\n  a:\n    - 1\n"


@pytest.mark.parametrize("value", [{}, [], None, "text", 1.5])
def test_what_is_no_filled_container_is_one_line(value: Any) -> None:
    assert yaml.safe_load(dump_yaml(value)) == value
    assert dump_yaml(value).count("\n") == 1


@pytest.mark.parametrize("value", [{"a": {1: 2}}, {"a": b"x"}, {"a": {1, 2}}, {"a": (1,)}])
def test_other_types_are_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        dump_yaml(value)


@pytest.mark.parametrize("value", [math.inf, math.nan, "\ud83d", "x\n\ud83d"])
def test_what_json_cannot_carry_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"represented in JSON|surrogate"):
        dump_yaml({"a": value})
