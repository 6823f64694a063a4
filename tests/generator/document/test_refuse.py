"""What cannot be read for certain is refused, with code, file, line and pointer."""

from pathlib import Path

import pytest

from specseal.diagnostics import Diagnostic, Refused
from specseal.document import load, loads, size_limits

BOMB = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{new}: &{new} [" + ",".join([f"*{old}"] * 10) + "]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def problems(text: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(Refused) as caught:
        loads(text, "spec.yaml")
    return caught.value.diagnostics


@pytest.mark.parametrize(
    ("text", "code", "line", "pointer"),
    [
        ("", "yaml-empty", None, ""),
        ("# only a comment\n", "yaml-empty", None, ""),
        ("null\n", "yaml-empty", None, ""),
        ("\n- a\n", "yaml-root", 2, ""),
        ("text\n", "yaml-root", 1, ""),
        ("a: 1\n---\nb: 2\n", "yaml-documents", 2, ""),
        ("a: 1\nb:\n  c: 2\n  'c': 3\n", "yaml-duplicate-key", 4, "/b/c"),
        ("200: a\n'200': b\n", "yaml-duplicate-key", 2, "/200"),
        ("a:\n  b: &b {c: 1}\n  <<: *b\n", "yaml-merge-key", 3, "/a"),
        ("a:\n  ? [x]\n  : 1\n", "yaml-key", 2, "/a"),
        ("a: &x k\n*x : 1\n", "yaml-key", 2, ""),
        ("a:\n  - .nan\n", "yaml-number", 2, "/a/0"),
        ("a: -.Inf\n", "yaml-number", 1, "/a"),
        ("a: 1e999\n", "yaml-number", 1, "/a"),
        ("a: 1e-999\n", "yaml-number", 1, "/a"),
        pytest.param("a: " + "9" * 5000 + "\n", "yaml-number", 1, "/a", id="digits"),
        ("a: !python/name:os.system x\n", "yaml-tag", 1, "/a"),
        ("a: !!python/object/apply:os.system [x]\n", "yaml-tag", 1, "/a"),
        ("a: !!timestamp 2018-01-20\n", "yaml-tag", 1, "/a"),
        ("a: !!binary aGk=\n", "yaml-tag", 1, "/a"),
        ("a: !!set {b}\n", "yaml-tag", 1, "/a"),
        ("a: !!int x\n", "yaml-tag", 1, "/a"),
        ("a: !!int 1.5\n", "yaml-tag", 1, "/a"),
        ("a: !!bool 1\n", "yaml-tag", 1, "/a"),
        ("!!int 1: a\n", "yaml-tag", 1, ""),
        ("a:\n  b/c~: *none\n", "yaml-alias", 2, "/a/b~1c~0"),
        ("a: &x\n  b: [*x]\n", "yaml-alias", 2, "/a/b/0"),
        pytest.param(BOMB, "yaml-alias", 6, "/f/7", id="bomb"),
        ("a:\n\tb: 1\n", "yaml-syntax", 2, ""),
        ("a: b: c\n", "yaml-syntax", 1, ""),
        ("a: [1, 2\n", "yaml-syntax", 2, ""),
        ("a: 'x\n", "yaml-syntax", 2, ""),
        ("a: @x\n", "yaml-syntax", 1, ""),
        ("%YAML 1.1\n---\na: yes\n", "yaml-version", 2, ""),
        ("a: 1\nb: \x01\n", "yaml-character", 2, ""),
        ("a: x\u2028y\n", "yaml-character", 1, ""),
        ('a: "\\ud83d"\n', "yaml-character", 1, "/a"),
        ("a: \ud83d\n", "yaml-encoding", 1, ""),
    ],
)
def test_refused(text: str, code: str, line: int | None, pointer: str) -> None:
    [found] = problems(text)
    assert found.code == code
    assert found.location is not None
    assert (found.location.file, found.location.line) == ("spec.yaml", line)
    assert found.location.pointer == pointer


def test_a_duplicate_key_names_both_lines() -> None:
    [found] = problems("a: 1\nb: 2\na: 3\n")
    place, message, hint = (
        "spec.yaml:3:1 /a",
        "duplicate key 'a', first used on line 1.",
        "Remove or rename one of them.",
    )
    assert str(found) == f"{place}: yaml-duplicate-key: {message} {hint}"


def test_several_problems_are_reported_together() -> None:
    found = problems("a: .nan\nb: !x 1\na: 2\nc: [\n")
    assert [problem.code for problem in found] == [
        "yaml-number",
        "yaml-tag",
        "yaml-duplicate-key",
        "yaml-syntax",
    ]


def test_a_flood_of_problems_is_cut() -> None:
    assert len(problems("".join(f"k{i}: .nan\n" for i in range(1000)))) == 20


def nested(levels: int) -> str:
    return "a: " + "[" * (levels - 1) + "]" * (levels - 1) + "\n"


def test_nesting_has_a_limit() -> None:
    assert loads(nested(size_limits.MAX_DEPTH))
    [found] = problems(nested(size_limits.MAX_DEPTH + 1))
    assert found.code == "yaml-depth"


def test_hostile_nesting_is_refused_without_reading_on() -> None:
    [found] = problems("[" * 100_000)
    assert found.code == "yaml-depth"
    assert found.location is not None
    assert found.location.column == size_limits.MAX_DEPTH + 1


def test_aliases_cannot_nest_beyond_the_limit() -> None:
    half = size_limits.MAX_DEPTH // 2 + 10
    text = f"a: &x {'[' * half}{']' * half}\nb: {'[' * half}*x{']' * half}\n"
    [found] = problems(text)
    assert found.code == "yaml-depth"


def test_bytes_that_are_not_utf_8_name_their_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("a: 1\nb: é\n".encode("latin-1"))
    with pytest.raises(Refused, match=r"latin\.yaml:2: yaml-encoding: not valid UTF-8: byte 0xe9"):
        load(path)


def test_utf_16_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.yaml"
    path.write_bytes("a: 1\n".encode("utf-16"))
    with pytest.raises(Refused, match="yaml-encoding"):
        load(path)


@pytest.mark.parametrize("name", ["missing.yaml", "", "nul\0.yaml"])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="file-unreadable"):
        load(tmp_path / name)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    path.write_bytes(b"#" * (size_limits.MAX_BYTES + 1))
    with pytest.raises(Refused, match="yaml-size"):
        load(path)
