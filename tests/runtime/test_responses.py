"""Responses: decoded as documented, and as vendors are known to send them."""

import gc
import gzip
import json
import weakref
import zlib
from typing import Any

import pytest

from specseal.runtime.errors import APIDecodeError, APIStatusError

ROW = {"Name": "Tony", "CreateTime": 1636427314000, "FacePicList": [{"FaceMd5": "m"}]}
USERS = {"Code": "200", "Success": True, "Data": {"List": [ROW], "PageSize": 15, "Total": 8}}
XML = """<?xml version="1.0" encoding="UTF-8"?><QueryUsersResponse><RequestId>R-1</RequestId><Success>true</Success>
<Code>200</Code><Data><List><Name>T&amp;ony <![CDATA[<x>]]></Name><CreateTime>1636427314000</CreateTime>
<FacePicList><FaceMd5>m</FaceMd5></FacePicList></List><PageSize>15</PageSize><Total>8</Total></Data>
</QueryUsersResponse>"""


def _users(call: Any, server: Any, acme: Any, data: Any) -> Any:
    body = data if isinstance(data, str | bytes) else json.dumps(data)
    server.say(
        acme.answer(body, content_type="text/xml" if str(body).startswith("<") else "application/json")
    )
    return call("query_users")


def test_an_answer_as_documented(call: Any, server: Any, acme: Any) -> None:
    server.say(
        acme.answer('{"request_id":"r","time_used":48,"info":{"face_token":"t","user_id":"u"},"new":[1]}')
    )
    result = call.face_info()
    assert result == acme.FaceInfo(request_id="r", time_used=48, info=acme.Info(face_token="t", user_id="u"))
    assert result.error is None


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ('{"time_used":"48"}', {"time_used": 48}),
        (
            '{"info":{"face_token":"t","add_time":1769739690208}}',
            {"info": {"face_token": "t", "add_time": "1769739690208"}},
        ),
        ('{"info":{"face_token":7,"user_id":true}}', {"info": {"face_token": "7", "user_id": "true"}}),
        ('{"info":null,"error":null}', {}),
        ('{"info":null,"error":""}', {"error": ""}),
        ('\ufeff {"time_used":1}', {"time_used": 1}),
    ],
)
def test_values_that_vendors_type_otherwise(
    call: Any, server: Any, acme: Any, sent: str, read: dict[str, Any]
) -> None:
    server.say(acme.answer(sent))
    expected = dict(read)
    if "info" in expected:
        expected["info"] = acme.Info(**expected["info"])
    assert call.face_info() == acme.FaceInfo(**expected)


@pytest.mark.parametrize(
    ("list_", "names"),
    [
        ([ROW, {"Name": "B"}], ["Tony", "B"]),
        ({"pageData": [ROW, {"Name": "B"}]}, ["Tony", "B"]),
        ({"pageData": ROW}, ["Tony"]),
        ({"pageData": []}, []),
        ({"pageData": None}, []),
        (ROW, ["Tony"]),
        ({"Name": "only"}, ["only"]),  # one key, which is a field of the item
        ({"FacePicList": []}, [None]),
        (None, []),
        ("", []),
        ([], []),
    ],
)
def test_lists_in_every_form(call: Any, server: Any, acme: Any, list_: Any, names: list[str]) -> None:
    users = _users(
        call, server, acme, {"Success": True, "Data": {"List": list_, "PageSize": "15", "Total": "8"}}
    )
    assert [user.name for user in users.data.list_] == names
    assert (users.data.page_size, users.data.total) == (15, 8)


def test_a_list_inside_a_wrapped_list(call: Any, server: Any, acme: Any) -> None:
    row = {**ROW, "FacePicList": {"facePicListItem": [{"FaceMd5": 1}]}}
    users = _users(call, server, acme, {"Success": "true", "Data": {"List": {"pageData": [row]}}})
    assert users.data.list_[0].face_pic_list == [acme.Picture(face_md5="1")]


def test_absent_fields_and_lists(call: Any, server: Any, acme: Any) -> None:
    users = _users(call, server, acme, {"Success": True, "Data": {}})
    assert users.data == acme.Data()
    assert users.data.list_ == []
    assert users.data.total is None


def test_xml_gives_the_same_result_as_json(call: Any, server: Any, acme: Any) -> None:
    from_xml = _users(call, server, acme, XML)
    plain = {**USERS, "RequestId": "R-1", "Data": {**USERS["Data"], "List": [{**ROW, "Name": "T&ony <x>"}]}}  # type: ignore[dict-item]
    assert from_xml == _users(call, server, acme, plain)


@pytest.mark.parametrize(
    ("inner", "names"),
    [
        ("<List><Name>a</Name></List><List><Name>b</Name></List>", ["a", "b"]),
        ("<List><pageData><Name>a</Name></pageData><pageData><Name>b</Name></pageData></List>", ["a", "b"]),
        ("<List><pageData><Name>a</Name></pageData></List>", ["a"]),
        ("<List/>", []),
        ("<Total/>", []),
    ],
)
def test_xml_lists(call: Any, server: Any, acme: Any, inner: str, names: list[str]) -> None:
    users = _users(call, server, acme, f"<R><Success>true</Success><Data>{inner}</Data></R>")
    assert [user.name for user in users.data.list_] == names
    assert users.data.total is None


def test_xml_in_the_charset_of_its_header_or_of_its_declaration(call: Any, server: Any, acme: Any) -> None:
    text = '<?xml version="1.0" encoding="{}"?><R><Data><List><Name>托尼é</Name></List></Data></R>'
    gbk = text.format("GBK").replace("é", "").encode("gbk")
    server.say(acme.answer(gbk, content_type="text/xml; charset=GBK"))
    assert call("query_users").data.list_[0].name == "托尼"
    latin = text.format("ISO-8859-1").replace("托尼", "").encode("latin-1")
    server.say(acme.answer(latin, content_type="text/xml"))
    assert call("query_users").data.list_[0].name == "é"


def test_json_in_another_charset(call: Any, server: Any, acme: Any) -> None:
    body = '{"request_id":"托"}'.encode("gbk")
    server.say(acme.answer(body, content_type="application/json;charset=GBK"))
    assert call.face_info().request_id == "托"


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><R><Success>true</Success>'
    "<Code>&b;</Code></R>"
)


@pytest.mark.parametrize(
    ("body", "media_type", "why"),
    [
        (BILLION, "text/xml", "document type"),
        ('<!DOCTYPE r SYSTEM "file:///etc/passwd"><R/>', "text/xml", "document type"),
        pytest.param(
            "<R>" + "<a>" * 5000 + "</a>" * 5000 + "</R>", "text/xml", "nested deeper", id="deep xml"
        ),
        ("<R><a></R>", "text/xml", "malformed"),
        ("<html><body>login</body></html>", "application/xml", "HTML"),
        ("<p>login</p>", "text/html", "HTML"),
        pytest.param(
            '{"Data":' + "[" * 100_000 + "]" * 100_000 + "}", "application/json", "too deep", id="deep list"
        ),
        pytest.param('{"unknown":' + "[" * 500_000, "application/json", "too deep", id="deep unknown"),
        pytest.param('{"Data":{"a":' * 350_000, "application/json", "too deep", id="deep object"),
        ('{"Success":true,"Data":{"Total":', "application/json", "truncated"),
        ("", "application/json", "truncated"),
        (b'{"Code":"\xff\xfe"}', "application/json", "not valid UTF-8"),
        ("OK", "text/plain", "malformed"),
        ("[1]", "application/json", r"at \$"),
        ("null", "application/json", r"at \$"),
        ('{"Data":{"Total":"many"}}', "application/json", r"expected int, got a string at \$\.Data\.Total"),
        ('{"Data":{"List":[{},{"CreateTime":[1]}]}}', "application/json", r"\$\.Data\.List\[1\]\.CreateTime"),
        ('{"Data":[]}', "application/json", r"expected an object, got a list at \$\.Data"),
    ],
)
def test_what_cannot_be_understood_keeps_the_response(
    call: Any, server: Any, acme: Any, body: str | bytes, media_type: str, why: str
) -> None:
    server.say(acme.answer(body, content_type=media_type, headers={"X-Request-Id": "h-1"}))
    with pytest.raises(APIDecodeError, match=why) as caught:
        call("query_users")
    error = caught.value
    assert error.response is not None
    assert error.response.content == (body if isinstance(body, bytes) else body.encode())
    assert error.status_code == 200
    assert "many" not in str(error)


def test_a_missing_required_field_is_named(call: Any, server: Any, acme: Any) -> None:
    server.say(acme.answer('{"info":{"user_id":"u"}}'))
    with pytest.raises(APIDecodeError, match="face_token is missing") as caught:
        call.face_info()
    assert caught.value.path == "$.info"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw deflate"])
def test_compressed_answers(call: Any, server: Any, acme: Any, coding: str) -> None:
    plain = b'{"time_used":5}'
    raw = zlib.compressobj(wbits=-15)
    body = {
        "gzip": gzip.compress(plain),
        "deflate": zlib.compress(plain),
        "raw deflate": raw.compress(plain) + raw.flush(),
    }[coding]
    server.say(acme.answer(body, headers={"Content-Encoding": coding.rsplit(maxsplit=1)[-1]}))
    assert call.face_info().time_used == 5


def test_a_damaged_compressed_answer_keeps_its_bytes(call: Any, server: Any, acme: Any) -> None:
    body = gzip.compress(b'{"time_used":5}')[:-9]
    server.say(acme.answer(body, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(APIDecodeError) as caught:
        call.face_info()
    assert caught.value.response is not None
    assert caught.value.response.content == body


def test_chunked_answers(call: Any, server: Any) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n"
    server.say(head + b'6\r\n{"time\r\n9;x=y\r\n_used":5}\r\n0\r\n\r\n')
    assert call.face_info().time_used == 5


def test_a_call_without_a_documented_body_gives_none(call: Any, server: Any, acme: Any) -> None:
    for body in ("", "OK", "{}", '{"x":1}'):
        server.say(acme.answer(body))
        assert call("add_face", group_id="g") is None
    server.say(acme.answer("", status=204, content_type=None))
    assert call("add_face", group_id="g") is None
    server.say(acme.answer('{"error":"INTERNAL_ERROR"}'))
    with pytest.raises(APIStatusError, match="INTERNAL_ERROR"):
        call("add_face", group_id="g")


@pytest.mark.parametrize("http_client", [None, "fast"])
def test_a_response_is_freed_with_its_result(call: Any, server: Any, acme: Any, http_client: Any) -> None:
    """At once, and not when cycles of references are looked for: it holds its body."""
    server.say(acme.answer('{"request_id":"r"}'))
    gc.disable()
    try:
        result = call.with_settings(http_client=http_client).face_info()
        response = weakref.ref(result.raw_response)
        assert response() is not None
        del result
        assert response() is None
    finally:
        gc.enable()
