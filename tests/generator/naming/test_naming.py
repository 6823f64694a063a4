from __future__ import annotations

import pytest

from specseal.naming import (
    UnnameableError,
    constant_case,
    error_class,
    is_component_class,
    pascal_case,
    snake_case,
)


@pytest.mark.parametrize(
    ("wire", "python"),
    [
        ("face_md5", "face_md5"),
        ("FaceMd5", "face_md5"),
        ("FeatureDTOList", "feature_dto_list"),
        ("image_ref1", "image_ref1"),
        ("IsolationId", "isolation_id"),
        ("X-Acs-Date", "x_acs_date"),
        ("getFaceInfo", "get_face_info"),
        ("get_biz_token", "get_biz_token"),
        ("QueryFaceUserByName", "query_face_user_by_name"),
        ("List", "list"),
        ("from", "from_"),
        ("Class", "class_"),
        ("a.b[c]", "a_b_c"),
        ("_id", "id"),
        ("HTTPServer2Go", "http_server2_go"),
    ],
)
def test_wire_names_become_snake_case(wire: str, python: str) -> None:
    assert snake_case(wire) == python


@pytest.mark.parametrize("wire", ["", "___", "1st", "größe", "名字", "a\u200bb"])
def test_names_without_a_python_form_are_refused(wire: str) -> None:
    with pytest.raises(UnnameableError):
        snake_case(wire)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("INVALID_FACE_TOKEN", "InvalidFaceTokenError"),
        ("MISSING_ARGUMENTS", "MissingArgumentsError"),
        ("AUTHENTICATION_ERROR", "AuthenticationError"),
        ("INTERNAL_ERROR", "InternalError"),
        ("Throttling.User", "ThrottlingUserError"),
        ("InvalidAccessKeyId.NotFound", "InvalidAccessKeyIdNotFoundError"),
        ("IMAGE_ERROR_UNSUPPORTED_FORMAT", "ImageErrorUnsupportedFormatError"),
        ("EAPI:Invalid key", "EAPIInvalidKeyError"),
        ("EGeneral:Invalid arguments", "EGeneralInvalidArgumentsError"),
        ("InvalidIP.NotFound", "InvalidIPNotFoundError"),
        ("IO_ERROR: disk", "IoErrorDiskError"),
        ("EAPI", "EapiError"),
    ],
)
def test_error_codes_name_their_class(code: str, name: str) -> None:
    assert error_class(code) == name


def test_products_and_operations_name_classes_and_constants() -> None:
    assert pascal_case("acme-pay") == "AcmePay"
    assert constant_case("getFaceInfo") == "GET_FACE_INFO"
    assert constant_case("import") == "IMPORT"


@pytest.mark.parametrize(
    ("name", "kept"),
    [("FaceInfo", True), ("faceInfo", False), ("Face_Info", False), ("None", False), ("Größe", False)],
)
def test_component_names_that_both_tools_keep(name: str, kept: bool) -> None:
    assert is_component_class(name) is kept
