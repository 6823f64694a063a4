"""A response that may be a failure and cannot be decoded is not a success."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specseal.runtime.errors import APIDecodeError, APIStatusError

GBK = '{"error_message":"BAD_ARGUMENTS: 参数"}'


def _answered(call: Any, method: str) -> Any:
    return call(
        method, **({"group_id": "g"} if method == "add_face" else {"group_id": "g", "face_token": "t"})
    )


@pytest.mark.parametrize("method", ["get_face_info", "add_face"])
@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (GBK.encode("gbk"), "application/json"),
        ('{"request_id":"r","error_message":"托"}'.encode("utf-16-le"), "application/json"),
        ('{"error":"A"}'.encode("utf-16-be"), "application/json"),
        ('{"error":"A"}'.encode("utf-32-le"), "application/json"),
        (b'{"error":"A","x":1e999}', "application/json"),
        (b'{"error":"A","x":"\\ud800"}', "application/json"),
        (b'{"error":"A","x":"\xff"}', "application/json"),
        (b'{"error":"A","x":NaN}', "application/json"),
        (b'{"error":"A","error":""}', "application/json"),
        (b'{"error":"","error":"A"}', "application/json"),
        (b'{"\\u0065rror":"","error":""}', "application/json"),
        (b'{"x":{"a":1,"a":2},"error_message":"A"}', "application/json"),
        (b'{"error":"A"', "application/json"),
        (b'{"error":"A"}}', "application/json"),
        (b'  {"error":"A"', "text/plain"),
        (b"<html><body>Sign in to the network</body></html>", "text/html"),
        (b"<R><error>A</error>", "text/xml"),
        (b'<?xml version="1.0" encoding="nope"?><R><error>A</error></R>', "text/xml"),
        (b'{"error":"A"}', "application/json\r\nContent-Encoding: gzip"),
        (b'{"error":"A"}', "application/json\r\nContent-Encoding: br"),
        (b"\x1f\x8b\x08", "application/json\r\nContent-Encoding: gzip"),
    ],
)
def test_what_may_be_a_refusal_and_cannot_be_read(
    call: Any, server: Any, acme: Any, method: str, body: bytes, media_type: str
) -> None:
    server.say(acme.answer(body, content_type=media_type))
    with pytest.raises(APIDecodeError) as caught:
        _answered(call, method)
    assert caught.value.response is not None
    assert caught.value.response.content == body


@pytest.mark.parametrize("body", ['""', "null", "[]", "0", "true", '"error"', '[{"error":"A"}]'])
def test_json_that_is_no_object_is_no_result(call: Any, server: Any, acme: Any, body: str) -> None:
    server.say(acme.answer(body))
    with pytest.raises(APIDecodeError, match=r"expected an object"):
        call.face_info()
    with pytest.raises(APIDecodeError, match=r"expected an object"):
        call("query_users")


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"OK", "text/plain"),
        ("成功".encode("gbk"), "text/plain"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (b"", "application/json"),
        (b'{"error":""}', "application/json"),
        (b'{"error":null,"x":[{"error":"A"}]}', "application/json"),
    ],
)
def test_what_cannot_be_a_refusal_is_none(
    call: Any, server: Any, acme: Any, body: bytes, media_type: str
) -> None:
    server.say(acme.answer(body, content_type=media_type))
    assert call("add_face", group_id="g") is None


@pytest.mark.parametrize(
    "body",
    [
        '{"Success":true,"Success":false}',
        '{"Success":false,"Success":true}',
        '{"Success":true,"Data":{},"\\u0053uccess":false}',
        '{"Success":[false]}',
        '{"Success":{"a":false}}',
        "<R><Success>true</Success><Success>false</Success></R>",
        "<R><Success>false<x/></Success></R>",
        '{"Success":false,"x":1e999}',
    ],
)
def test_a_verdict_that_can_be_read_in_two_ways_is_none(call: Any, server: Any, acme: Any, body: str) -> None:
    server.say(acme.answer(body, content_type="text/xml" if body[0] == "<" else "application/json"))
    with pytest.raises(APIDecodeError):
        call("query_users")


def test_a_name_may_be_there_twice_where_it_decides_nothing(call: Any, server: Any, acme: Any) -> None:
    server.say(acme.answer('{"Success":true,"Success":true,"RequestId":"a","RequestId":"b"}'))
    assert call("query_users").request_id == "b"


def test_a_raw_response_is_looked_at_too(server: Any, acme: Any) -> None:
    server.say(acme.answer(GBK.encode("gbk")))
    with acme.Acme(api_key="k", api_secret="s", base_url=server.url) as client, pytest.raises(APIDecodeError):
        client._raw(acme.GET_FACE_INFO, {"group_id": "g", "face_token": "t"})


def test_a_failing_status_is_a_failure_whatever_the_body(call: Any, server: Any, acme: Any) -> None:
    for body in (GBK.encode("gbk"), b'{"error":"A","error":""', b"<html>", b"\0", b'{"error":1e999}'):
        server.say(acme.answer(body, 403))
        with pytest.raises(APIStatusError, match="HTTP 403") as caught:
            call.face_info()
        assert (caught.value.code, caught.value.body) == (None, None)


# ---------------------------------------------------------------- charsets

NAMES = '<?xml version="1.0" encoding="{}"?><R><Data><List><Name>{}</Name></List></Data></R>'


@pytest.mark.parametrize(
    ("name", "codec", "text"),
    [
        ("GBK", "gbk", "托尼"),
        ("gb2312", "gb2312", "托"),
        ("GB18030", "gb18030", "托€"),
        ("UTF-8", "utf-8", "托尼é"),
        ("utf8", "utf-8", "é"),
        ("US-ASCII", "ascii", "Tony"),
        ("ISO-8859-1", "latin-1", "é"),
        ("windows-1252", "cp1252", "é€"),
        ("UTF-16", "utf-16", "托尼"),
    ],
)
@pytest.mark.parametrize("where", ["declared", "header"])
def test_xml_in_a_charset_of_the_list(
    call: Any, server: Any, acme: Any, name: str, codec: str, text: str, where: str
) -> None:
    header = f"text/xml; charset={name}" if where == "header" else "text/xml"
    server.say(acme.answer(NAMES.format(name, text).encode(codec), content_type=header))
    assert call("query_users").data.list_[0].name == text


@pytest.mark.parametrize(
    "name", ["nope", "hex", "utf-7", "UCS-4", "punycode", "rot13", "base64", "idna", "UTF-16", ""]
)
@pytest.mark.parametrize("status", [200, 400])
def test_xml_in_another_charset(call: Any, server: Any, acme: Any, name: str, status: int) -> None:
    server.say(acme.answer(NAMES.format(name, "T"), status, "text/xml"))
    with pytest.raises(APIDecodeError if status == 200 else APIStatusError):
        call("query_users")


@pytest.mark.parametrize("charset", ["ISO-8859-1", "punycode", "utf-16", "nope", "gbk", "hex"])
def test_json_is_utf_8_whatever_the_header_says(call: Any, server: Any, acme: Any, charset: str) -> None:
    body = json.dumps({"request_id": "托é", "x": "y" * 400_000}, ensure_ascii=False)
    server.say(acme.answer(body, content_type=f"application/json; charset={charset}"))
    result = call.face_info()
    assert result.request_id == "托é"
    assert result.raw_response.json()["request_id"] == "托é"
    assert "托é" in result.raw_response.text


def test_an_empty_first_element_counts(call: Any, server: Any, acme: Any) -> None:
    rows = "<FacePicList/><FacePicList><FaceMd5>m</FaceMd5></FacePicList>"
    body = f"<R><Success>true</Success><Data><List>{rows}</List></Data></R>"
    server.say(acme.answer(body, content_type="text/xml"))
    (user,) = call("query_users").data.list_
    assert [picture.face_md5 for picture in user.face_pic_list] == [None, "m"]
    server.say(
        acme.answer("<R><Data><List/><List><Name>b</Name></List><List/></Data></R>", content_type="text/xml")
    )
    assert [user.name for user in call("query_users").data.list_] == [None, "b", None]
