"""What the emulator keeps of Alibaba Cloud's products."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...listing import Index
from ...plugins import Kind, Section
from ...state.accounts import check_texts
from ...state.keys import key

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class FaceUser:
    """One user of a Link Visual face library, with one picture and its feature."""

    isolation_id: str
    user_id: str
    name: str
    params: str
    custom_user_id: str
    create_time: int
    """Unix time in milliseconds."""
    modify_time: int
    """Unix time in milliseconds."""
    face_md5: str
    face_url: str
    feature_error: str = ""
    """Why the algorithm failed on the picture; empty: it did not."""
    owner: str = "demo"

    def __post_init__(self) -> None:
        check_texts(self, "isolation_id", "user_id", "owner")


SECTIONS = (
    Section(
        "face_users",
        FaceUser,
        "face-user",
        lambda user: key(user.owner, user.isolation_id, user.user_id),
        ("owner", "isolation_id", "user_id"),
        index=Index(
            scope=("owner", "isolation_id"), order=("create_time", "user_id"), search="name", equal="params"
        ),
    ),
)
KINDS: Mapping[str, Kind] = {"nonce": Kind()}
_OTHER_NAMES = ("Ada", "Bruno", "Chen_Li", "李雷", "Dewi", "韩梅梅", "Emil-2")


def demo() -> Mapping[str, tuple[Any, ...]]:
    """The isolation id ``ZheJiangHZ`` holds eight users, of whom one is ``Tony``.

    So both totals of the vendor's page, 8 and 1, can be met, and there is something to page through.
    """
    tony = FaceUser(
        isolation_id="ZheJiangHZ",
        user_id="3mtjaqebeq4d****",
        name="Tony",
        params='{"key1":"value1", "key2":"value2"}',
        custom_user_id="1234567890",
        create_time=1636427314000,
        modify_time=1636436864000,
        face_md5="TestFaceMd5",
        face_url="https://example.com/test.jpeg",
    )
    others = (
        FaceUser(
            isolation_id="ZheJiangHZ",
            user_id=f"3mtjaqebeq4d{position:04d}",
            name=name,
            params=f'{{"team":"{"night" if position % 2 else "day"}"}}',
            custom_user_id=f"{1234567890 + position}",
            create_time=1636427314000 + position * 60_000,
            modify_time=1636436864000 + position * 60_000,
            face_md5=f"TestFaceMd5{position}",
            face_url=f"https://example.com/test{position}.jpeg",
        )
        for position, name in enumerate(_OTHER_NAMES, start=1)
    )
    return {"face_users": (tony, *others)}


def seed_schema() -> Mapping[str, Any]:
    """The JSON Schemas of the sections."""
    path = Path(__file__).with_name("seed.schema.json")
    schema: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema
