"""The results, as the templates write their classes."""

from __future__ import annotations

import msgspec

from specseal.runtime.result import HasRawResponse


class Info(msgspec.Struct, frozen=True, kw_only=True):
    face_token: str
    user_id: str | None = None
    add_time: str | None = None


class FaceInfo(HasRawResponse, frozen=True, kw_only=True):
    request_id: str | None = None
    time_used: int | None = None
    info: Info | None = None
    error: str | None = None


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    face_md5: str | None = msgspec.field(name="FaceMd5", default=None)


class User(msgspec.Struct, frozen=True, kw_only=True):
    name: str | None = msgspec.field(name="Name", default=None)
    create_time: int | None = msgspec.field(name="CreateTime", default=None)
    face_pic_list: list[Picture] = msgspec.field(name="FacePicList", default_factory=list)


class Data(msgspec.Struct, frozen=True, kw_only=True):
    list_: list[User] = msgspec.field(name="List", default_factory=list)
    page_size: int | None = msgspec.field(name="PageSize", default=None)
    total: int | None = msgspec.field(name="Total", default=None)


class Users(HasRawResponse, frozen=True, kw_only=True):
    code: str | None = msgspec.field(name="Code", default=None)
    success: bool | None = msgspec.field(name="Success", default=None)
    request_id: str | None = msgspec.field(name="RequestId", default=None)
    data: Data | None = msgspec.field(name="Data", default=None)
