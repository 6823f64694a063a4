"""What the emulator keeps of Megvii's products."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...plugins import Kind, Section
from ...state.accounts import check_texts
from ...state.keys import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...plugins.declaration import Dumped


@dataclass(frozen=True, slots=True)
class Group:
    """One FinAuth face library, which may be empty. A `Face` brings its group by itself."""

    group_id: str
    owner: str = "demo"

    def __post_init__(self) -> None:
        check_texts(self, "group_id", "owner")


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a FinAuth face library."""

    group_id: str
    face_token: str
    user_id: str
    user_data: str
    add_time: int
    """Unix time in milliseconds."""
    owner: str = "demo"

    def __post_init__(self) -> None:
        check_texts(self, "group_id", "face_token", "owner")


@dataclass(frozen=True, slots=True)
class BizToken:
    """One business token of FinAuth Premium."""

    biz_token: str
    liveness_id: str
    uuid: str | None = None
    owner: str = "demo"
    expires: float | None = None
    """Unix time in seconds."""

    def __post_init__(self) -> None:
        check_texts(self, "biz_token", "owner")


@dataclass(frozen=True, slots=True)
class LiteToken:
    """One FaceID Lite token, whose verification has not begun: its page can be opened at once."""

    token: str
    biz_id: str
    api_key: str
    """The key that made it; its secret signs the callbacks."""
    return_url: str
    notify_url: str
    biz_no: str
    uuid: str
    comparison_type: str = "-1"
    """``"0"`` with reference pictures, ``"-1"`` liveness only."""
    biz_extra_data: str = ""
    action_http_method: str = "POST"
    """How the browser is sent to `return_url`: ``POST`` or ``GET``."""
    get_fail_reason: str = "0"
    owner: str = "demo"
    expires: float | None = None
    """Unix time in seconds."""

    def __post_init__(self) -> None:
        check_texts(self, "token", "api_key", "return_url", "notify_url", "owner")


def _group_key(item: Group | Face) -> str:
    return key(item.owner, item.group_id)


def _group(face: Face) -> Iterable[Dumped]:
    yield "group", _group_key(face), {}, None


SECTIONS = (
    Section("groups", Group, "group", _group_key, ("owner", "group_id"), record=lambda _: {}),
    Section(
        "faces",
        Face,
        "face",
        lambda face: key(face.owner, face.group_id, face.face_token),
        ("owner", "group_id", "face_token"),
        more=_group,
    ),
    Section("biz_tokens", BizToken, "biz-token", lambda token: token.biz_token, ("biz_token",)),
    Section("lite_tokens", LiteToken, "lite-token", lambda token: token.token, ("token",)),
)
_VERIFICATION = Kind(
    texts=("token", "biz_id", "api_key", "owner", "return_url", "notify_url"),
    identity=lambda record: str(record["token"]),
    expires=True,
)
KINDS: Mapping[str, Kind] = {
    "group": Kind(),
    "biz-token": Kind(texts=("owner", "liveness_id")),
    "lite-token": _VERIFICATION,
    "lite-open": _VERIFICATION,
    "biz-no": Kind(),
    "sign": Kind(),
}


def demo() -> Mapping[str, tuple[Any, ...]]:
    """The face of FaceSearch's document."""
    face = Face("demo_group", "9eab9fe14a402295fb78409a81abfc3c", "user_01", "Test user", 1769739690208)
    return {"faces": (face,)}


def seed_schema() -> Mapping[str, Any]:
    """The JSON Schemas of the sections."""
    path = Path(__file__).with_name("seed.schema.json")
    schema: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema
