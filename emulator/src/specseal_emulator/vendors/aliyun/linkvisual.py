"""Link Visual: users of a face library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...listing import Query
from .product import Product
from .settings import AliyunSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...contract import Problem
    from ...sites.base import Call


_FEATURE_FAILED = "400"  # nothing public has one


def query_face_user_by_name(call: Call) -> dict[str, Any]:
    """The users whose name holds a text and whose parameters are another, one page of them."""
    settings = call.services.settings.of(AliyunSettings)
    number, size = call.number("PageNo", 1), call.number("PageSize", 10)
    page = call.services.store.page(
        "face-user",
        Query(
            (call.owner, call.text("IsolationId")),
            text=call.text("Name"),
            equal=call.text("Params") or None,
            start=(number - 1) * size,
            size=size,
        ),
        call.services.clock.now(),
    )
    if not page.total and settings.no_match == "error":
        return _failure(settings.no_match_code, "face user not exist")
    return {
        "Code": "200",
        "Success": True,
        "Data": {
            "Page": number,
            "PageSize": size,
            "Total": page.total,
            "List": [_user(user) for user in page.records],
        },
    }


def bad_parameter(problem: Problem, settings: AliyunSettings) -> dict[str, Any]:
    """The response to a parameter that the contract does not allow: a failure with status 200."""
    return _failure(settings.invalid_parameter_code, f"parameter error: {problem.name}")


def _failure(code: str, message: str) -> dict[str, Any]:
    return {"Code": code, "Success": False, "ErrorMessage": message}


def _user(user: Mapping[str, Any]) -> dict[str, Any]:
    feature = {
        "AlgorithmName": "TestAlgorithmName",
        "AlgorithmProvider": "TestAlgorithmProvider",
        "AlgorithmVersion": "TestAlgorithmVersion",
        "ErrorCode": "200",
        "FaceMd5": user["face_md5"],
    }
    if failure := user.get("feature_error"):  # absent from the states of older versions
        feature |= {"ErrorCode": _FEATURE_FAILED, "ErrorMessage": failure}
    picture = {"FaceMd5": user["face_md5"], "FaceUrl": user["face_url"], "FeatureDTOList": [feature]}
    return {
        "UserId": user["user_id"],
        "CustomUserId": user["custom_user_id"],
        "Name": user["name"],
        "Params": user["params"],
        "CreateTime": user["create_time"],
        "ModifyTime": user["modify_time"],
        "FacePicList": [picture],
    }


LINKVISUAL = Product(
    name="linkvisual",
    title="Linkvisual",
    version="2018-01-20",
    handlers={"QueryFaceUserByName": query_face_user_by_name},
    bad_parameter=bad_parameter,
)
