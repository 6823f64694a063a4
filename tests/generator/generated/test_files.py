"""File arguments in every form that callers may give."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

PNG = b"\x89PNG\r\n\x1a\n" + b"\r\n--boundary--\r\n" * 3


@pytest.fixture
def with_file(sandbox: Any) -> Any:
    sandbox.properties["picture"] = {"type": "string", "format": "binary", "description": "A picture."}
    return sandbox


def named(path: Path) -> Path:
    path.write_bytes(PNG)
    return path


#: what is given, and which name and media type it travels with
FORMS: dict[str, tuple[Any, str, str]] = {
    "bytes": (lambda _: PNG, "picture", "image/png"),
    "bytearray": (lambda _: bytearray(PNG), "picture", "image/png"),
    "path": (lambda folder: named(folder / 'my "ü" face.png'), 'my "ü" face.png', "image/png"),
    "buffer": (lambda _: io.BytesIO(PNG), "picture", "image/png"),
    "open file": (lambda folder: named(folder / "open.jpg").open("rb"), "open.jpg", "image/png"),
    "name and bytes": (lambda _: ("a.png", PNG), "a.png", "image/png"),
    "name and path": (lambda folder: ("b.png", named(folder / "other.png")), "b.png", "image/png"),
    "no name": (lambda folder: (None, named(folder / "own.png")), "own.png", "image/png"),
    "media type": (lambda _: ("c.bin", PNG, "image/x-odd"), "c.bin", "image/x-odd"),
    "no media type": (lambda _: ("d.bin", io.BytesIO(PNG), None), "d.bin", "image/png"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_in_each_form(with_file: Any, any_call: Any, vendor: Any, tmp_path: Path, form: str) -> None:
    make, filename, media_type = FORMS[form]
    given = make(tmp_path)
    any_call(id="1", picture=given)
    if form == "open file":
        assert given.tell() == 0, "it can be sent again"
        given.close()
    field, file = vendor.last.parts
    assert (field.name, field.filename, field.media_type, field.content) == ("id", None, None, b"1")
    assert (file.name, file.filename, file.media_type, file.content) == ("picture", filename, media_type, PNG)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("x", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("x.pdf", b"", "application/pdf"),
        ("x", b"\x00", "application/octet-stream"),
    ],
)
def test_the_media_type_is_what_the_content_or_the_name_says(
    with_file: Any, call: Any, vendor: Any, name: str, content: bytes, media_type: str
) -> None:
    call(id="1", picture=(name, content))
    part = vendor.last.parts[-1]
    assert (part.media_type, part.content) == (media_type, content)


def test_a_list_of_files(sandbox: Any, any_call: Any, vendor: Any, tmp_path: Path) -> None:
    sandbox.properties["pictures"] = {"type": "array", "items": {"type": "string", "format": "binary"}}
    any_call(id="1", pictures=[("a.txt", b"1"), named(tmp_path / "b.png"), io.BytesIO(b"3"), b"4"])
    assert [(part.name, part.filename, part.content) for part in vendor.last.parts][1:] == [
        ("pictures", "a.txt", b"1"),
        ("pictures", "b.png", PNG),
        ("pictures", "pictures", b"3"),
        ("pictures", "pictures", b"4"),
    ]
    any_call(id="1", pictures=[])
    assert vendor.last.fields == [("id", b"1")]


def test_the_annotations_of_files(with_file: Any, call: Any) -> None:
    with_file.properties["pictures"] = {"type": "array", "items": {"type": "string", "format": "binary"}}
    with_file.body["schema"]["required"].append("pictures")
    hints = call.hints()
    from thing._runtime.files import FileInput  # type: ignore[import-not-found]

    assert hints["picture"] == FileInput | None
    assert hints["pictures"] == Sequence[FileInput]


@pytest.mark.parametrize("wrong", ["face.png", io.StringIO("text"), 5, ("a.png",), ("a", b"1", "b", 2)])
def test_what_is_no_file_is_refused_by_name(with_file: Any, any_call: Any, vendor: Any, wrong: Any) -> None:
    with pytest.raises(TypeError, match="picture"):
        any_call(id="1", picture=wrong)
    assert vendor.seen == []


def test_a_file_that_is_not_there(with_file: Any, any_call: Any, vendor: Any, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"gone\.png"):
        any_call(id="1", picture=tmp_path / "gone.png")
    assert vendor.seen == []


def test_encoding_of_a_file(with_file: Any, call: Any, vendor: Any) -> None:
    with_file.body["encoding"] = {
        "picture": {"contentType": "image/webp", "headers": {"X-Kind": {"schema": {"const": "face"}}}},
    }
    call(id="1", picture=PNG)
    part = vendor.last.parts[-1]
    assert (part.media_type, part.headers["x-kind"]) == ("image/webp", "face")
    call(id="1", picture=("a", PNG, "image/x-odd"))
    assert vendor.last.parts[-1].media_type == "image/x-odd", "the caller knows better"


def test_several_media_types_leave_the_choice_to_the_file(with_file: Any, call: Any, vendor: Any) -> None:
    with_file.body["encoding"] = {"picture": {"contentType": "image/jpeg, image/png"}}
    call(id="1", picture=PNG)
    assert vendor.last.parts[-1].media_type == "image/png"
