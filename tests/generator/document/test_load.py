"""Reading: values by the core schema of YAML 1.2, keys as text, aliases as copies."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from specseal.document import Map, Seq, load, loads, plain


def read(text: str) -> Any:
    return plain(loads(text).data)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("nUll", "nUll"),
        ("true", True),
        ("FALSE", False),
        ("yes", "yes"),
        ("on", "on"),
        ("0", 0),
        ("-12", -12),
        ("+7", 7),
        ("007", 7),
        ("0o17", 15),
        ("0x1F", 31),
        ("-0x1F", "-0x1F"),
        ("1_000", "1_000"),
        ("12345678901234567890123", 12345678901234567890123),
        ("1e3", 1000.0),
        ("1.", 1.0),
        (".5", 0.5),
        ("-1.5E-3", -0.0015),
        ("0.0", 0.0),
        (".", "."),
        ("1.1.0", "1.1.0"),
        ("2018-01-20", "2018-01-20"),
        ("2018-01-20T10:00:00Z", "2018-01-20T10:00:00Z"),
        ("12:30:45", "12:30:45"),
        ("'200'", "200"),
        ('"true"', "true"),
        ("!!str 200", "200"),
        ("! 200", "200"),
        ("!!int 200", 200),
        ("!!float 2", 2.0),
        ("!!null", None),
        ('"\\ud83d\\ude00"', "\U0001f600"),
    ],
)
def test_a_scalar_reads_by_the_core_schema(written: str, value: Any) -> None:
    found = read(f"value: {written}\n")["value"]
    assert found == value
    assert type(found) is type(value)


def test_keys_are_text_as_written() -> None:
    text = "200: a\ntrue: b\n1.50: c\n~: d\n0x1F: e\n'q': f\n: g\n"
    assert list(read(text)) == ["200", "true", "1.50", "~", "0x1F", "q", ""]


def test_json_reads_too_with_tabs_and_escapes() -> None:
    assert read('{\n\t"a\\/b":1,\n\t"c": [\n\t\t"\\u00e9", null, -1.5e3]}') == {
        "a/b": 1,
        "c": ["é", None, -1500.0],
    }


def test_key_order_is_kept() -> None:
    assert list(read("b: 1\na: 2\nc: 3\n")) == ["b", "a", "c"]


def test_an_alias_is_an_independent_copy() -> None:
    data = loads("first: &x {list: [1]}\nsecond: *x\nthird: *x\n").data
    data["second"]["list"].append(2)
    assert plain(data) == {"first": {"list": [1]}, "second": {"list": [1, 2]}, "third": {"list": [1]}}


def test_an_alias_takes_the_latest_anchor_of_its_name() -> None:
    assert read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n") == {"a": 1, "b": 1, "c": 2, "d": 2}
    assert read("a: &x [&x 1, 2]\nb: *x\n") == {"a": [1, 2], "b": 1}
    assert read("&k key: *k\n") == {"key": "key"}


def test_a_byte_order_mark_is_no_part_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert plain(load(tmp_path / "a.yaml").data) == {"a": 1}


def test_a_loaded_document_has_text_path_and_digest(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: é\r\n".encode())
    document = load(path)
    assert document.text == "a: é\r\n"
    assert document.path == path
    assert document.digest == "sha256:" + hashlib.sha256("a: é\r\n".encode()).hexdigest()
    assert isinstance(document.data, Map)


def test_text_and_file_have_the_same_digest(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: é\n", encoding="utf-8")
    assert loads("a: é\n").digest == load(tmp_path / "a.yaml").digest


def test_nested_containers_are_nodes() -> None:
    data = loads("a: [{b: []}]\n").data
    assert isinstance(data["a"], Seq)
    assert isinstance(data["a"][0], Map)
    assert isinstance(data["a"][0]["b"], Seq)
