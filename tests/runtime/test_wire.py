"""What the client sends, byte for byte, as an independent parser reads it."""

import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from specseal.runtime import multipart


def test_fields_leave_as_multipart_even_without_a_file(call: Any, server: Any) -> None:
    call.face_info(group_id="group-1", face_token="face-1")
    parts = server.last.parts()
    assert [(part.name, part.filename) for part in parts] == [
        ("group_id", None),
        ("face_token", None),
        ("sign", None),
    ]
    assert parts[0].content == b"group-1"
    assert "Content-Type" not in parts[0].headers


def test_the_head_is_complete_and_nothing_is_sent_twice(call: Any, server: Any) -> None:
    call.face_info()
    seen = server.last
    assert (seen.method, seen.target) == ("POST", "/finauth/face_info")
    assert len(seen.header_names) == len({name.lower() for name in seen.header_names})
    assert seen.headers["host"] == f"127.0.0.1:{server.port}"
    assert seen.headers["content-length"] == str(len(seen.body))
    assert seen.headers["accept"] == "application/json"
    assert seen.headers["accept-encoding"] == "gzip, deflate"
    assert seen.headers["user-agent"].startswith("acme-faces/1.2.3 ")
    assert re.fullmatch(r"multipart/form-data; boundary=[0-9a-f]{32}", seen.headers["content-type"])


def test_a_form_without_fields_is_still_a_form(call: Any, server: Any) -> None:
    call.with_settings(language="")  # an option that is sent, so that the form is empty but for constants
    call("add_face", group_id="g")
    assert server.last.form() == {"sign_version": "hmac_sha1", "lang": ""}
    assert multipart.encode_form({}, {}, [], "b") == b"--b--\r\n"


def test_names_and_values_that_are_not_ascii_round_trip(call: Any, server: Any) -> None:
    call("add_face", group_id="g", image=('面 "1"\r\n.png', b"\x00\xff"), tags=["托尼", "a\r\nb", "ß"])
    parts = server.last.parts()
    assert [part.content.decode() for part in parts if part.name == "tags[]"] == ["托尼", "a\r\nb", "ß"]
    assert b'filename="\xe9\x9d\xa2 %221%22%0D%0A.png"' in server.last.raw
    assert parts[-1].content == b"\x00\xff"


def test_values_are_written_the_way_the_field_says(call: Any, server: Any) -> None:
    call(
        "add_face",
        group_id="g",
        flag=True,
        tags=[1, False, 2.5, 1e-7],
        order=("b", "a"),
        meta={"k": [1, "ü"]},
        filter_={"since": 1, "in": {"x": "y"}, "none": None},
    )
    parts = server.last.parts()
    assert [(part.name, part.content.decode()) for part in parts] == [
        ("sign_version", "hmac_sha1"),
        ("lang", "en"),
        ("flag", "1"),
        ("tags[]", "1"),
        ("tags[]", "false"),
        ("tags[]", "2.5"),
        ("tags[]", "0.0000001"),
        ("order", "b,a"),
        ("meta", '{"k":[1,"ü"]}'),
        ("filter[since]", "1"),
        ("filter[in][x]", "y"),
    ]
    assert parts[8].content_type == "application/json"
    assert parts[8].headers["X-Meta"] == "1"


def test_the_constructor_s_option_wins_over_its_default(call: Any, server: Any) -> None:
    call.with_settings(language="id")
    call("add_face", group_id="g")
    assert server.last.form()["lang"] == "id"


@pytest.mark.parametrize(
    ("given", "name", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n...", "image", "image/png"),
        (bytearray(b"\xff\xd8\xff\xe0"), "image", "image/jpeg"),
        (memoryview(b"BM...."), "image", "image/bmp"),
        (("photo.gif", b"not really"), "photo.gif", "image/gif"),
        (("photo.png", b"\xff\xd8\xff"), "photo.png", "image/jpeg"),
        (("photo", b"x", "image/x-raw"), "photo", "image/x-raw"),
        ((None, b"x", None), "image", "application/octet-stream"),
        (io.BytesIO(b"GIF89a"), "image", "image/gif"),
    ],
)
def test_files_travel_with_a_name_and_a_media_type(
    call: Any, server: Any, given: Any, name: str, media_type: str
) -> None:
    call("add_face", group_id="g", image=given)
    part = server.last.parts()[-1]
    assert (part.name, part.filename, part.content_type) == ("image", name, media_type)


def test_a_path_and_an_open_file_give_their_name_and_content(call: Any, server: Any, tmp_path: Path) -> None:
    path = tmp_path / "face.jpeg"
    path.write_bytes(b"content\r\n--")
    call("add_face", group_id="g", image=path)
    assert server.last.parts()[-1][:3] == ("image", "face.jpeg", "image/jpeg")
    assert server.last.parts()[-1].content == b"content\r\n--"
    with path.open("rb") as file:
        file.read(4)
        for _ in range(2):  # from where it stands, and again
            call("add_face", group_id="g", image=file)
            assert server.last.parts()[-1][:2] == ("image", "face.jpeg")
            assert server.last.parts()[-1].content == b"ent\r\n--"


def test_a_stream_that_cannot_seek_is_sent_once(call: Any, server: Any) -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.left = [b"", b"data"]

        def readable(self) -> bool:
            return True

        def readall(self) -> bytes:
            return self.left.pop()

        def read(self, size: int = -1) -> bytes:
            return self.readall()

    call("add_face", group_id="g", image=Pipe())
    assert server.last.parts()[-1].content == b"data"


def test_several_files_of_one_field_keep_their_order(call: Any, server: Any) -> None:
    call("add_face", group_id="g", image=[("1", b"1"), ("2", b"2")], thumb=b"\xff\xd8\xff")
    assert [(part.name, part.filename, part.content_type) for part in server.last.parts()[-3:]] == [
        ("image", "1", "application/octet-stream"),
        ("image", "2", "application/octet-stream"),
        ("thumb", "thumb", "image/png"),  # the contract's encoding names one type
    ]


def test_a_boundary_that_occurs_in_a_file_is_not_used(
    call: Any, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = [b"2" * 16, b"1" * 16]
    monkeypatch.setattr("specseal.runtime.multipart.urandom", lambda _count: random.pop())
    content = b"before\r\n--" + (b"1" * 16).hex().encode() + b"--\r\nafter"
    call("add_face", group_id="g", image=content)
    assert server.last.headers["content-type"].endswith(f"boundary={(b'2' * 16).hex()}")
    assert server.last.parts()[-1].content == content


def test_the_boundary_is_new_each_time(call: Any, server: Any) -> None:
    call.face_info()
    call.face_info()
    first, second = (seen.headers["content-type"] for seen in server.seen)
    assert first != second


def test_a_query_is_encoded_by_rfc_3986_and_a_post_without_a_body_says_so(call: Any, server: Any) -> None:
    call("query_users", name="托尼 A+b*~/&=", page_no=1)
    seen = server.last
    assert "Name=%E6%89%98%E5%B0%BC%20A%2Bb%2A~%2F%26%3D" in seen.target
    assert dict(parse_qsl(urlsplit(seen.target).query, strict_parsing=True)) == {
        "Action": "QueryUsers",
        "Format": "JSON",
        "Name": "托尼 A+b*~/&=",
        "PageNo": "1",
    }
    assert (seen.body, seen.headers["content-length"]) == (b"", "0")
    assert "content-type" not in seen.headers


def test_a_path_argument_stays_one_segment(call: Any, server: Any) -> None:
    call("add_face", group_id="a/b?c#d e%2F")
    assert server.last.target == "/groups/a%2Fb%3Fc%23d%20e%252F/faces?limit=15"


def test_the_base_url_s_own_path_goes_in_front(call: Any, server: Any) -> None:
    call.with_settings(base_url=f"{server.url}/gate way/").face_info()
    assert server.last.target == "/gate%20way/finauth/face_info"


def test_a_json_body_holds_what_was_given(call: Any, server: Any) -> None:
    call("save", a=[1, "ü"])
    assert msgspec.json.decode(server.last.body) == {"a": [1, "ü"]}
    assert server.last.headers["content-type"] == "application/json"


def test_a_header_argument_travels_as_a_header(call: Any, server: Any) -> None:
    call("add_face", group_id="g", trace="t-1")
    assert server.last.headers["x-trace"] == "t-1"


@pytest.mark.parametrize(
    ("arguments", "error", "names"),
    [
        ({"tags": [b"x"]}, TypeError, "tags"),
        ({"flag": object()}, TypeError, "flag"),
        ({"flag": []}, TypeError, "flag: list cannot be sent"),
        ({"trace": ("a", "b")}, TypeError, "trace: tuple cannot be sent"),
        ({"thumb": []}, TypeError, "thumb: list is not a file"),
        ({"thumb": [b"one", b"two"]}, TypeError, "thumb: list is not a file"),
        ({"flag": float("nan")}, ValueError, "flag"),
        ({"flag": "\ud800"}, ValueError, "flag"),
        ({"order": ["a,b"]}, ValueError, "order"),
        ({"meta": {"k": object()}}, TypeError, "meta"),
        ({"tags": {"not": "a list"}}, TypeError, "tags"),
        ({"image": "face.jpg"}, TypeError, "image: a str is ambiguous; pass bytes or a pathlib.Path"),
        ({"image": io.StringIO("text")}, TypeError, "image: the file is open in text mode"),
        ({"image": 5}, TypeError, "image: int is not a file"),
        ({"image": ("a", b"b", "c", "d")}, TypeError, "image"),
        ({"image": (1, b"b")}, TypeError, "image"),
        ({"group_id": ".."}, ValueError, "group_id"),
        ({"group_id": ""}, ValueError, "group_id"),
        ({"trace": "a\r\nX-Evil: 1"}, ValueError, "x-trace must not contain control or non-ASCII characters"),
        ({"trace": "é"}, ValueError, "x-trace must not contain control or non-ASCII characters"),
        ({"trace": "a "}, ValueError, "x-trace must not have surrounding whitespace"),
        ({"trace": "\ta"}, ValueError, "x-trace must not have surrounding whitespace"),
        ({"image": ("a", b"b", "text/plain\r\nX-Evil: 1")}, ValueError, "image"),
        ({"image": Path("/nowhere/at-all.jpg")}, FileNotFoundError, "at-all.jpg"),
    ],
)
def test_what_cannot_be_sent_exactly_is_refused_by_name(
    call: Any, server: Any, arguments: dict[str, Any], error: type[Exception], names: str
) -> None:
    with pytest.raises(error, match=names):
        call("add_face", **{"group_id": "g", **arguments})
    assert server.seen == []


def test_nothing_is_sent_for_none_and_everything_the_vendor_may_relax_is_sent(call: Any, server: Any) -> None:
    call("query_users", name=None, page_no=-999999999999)
    assert "Name=" not in server.last.target
    assert "PageNo=-999999999999" in server.last.target
