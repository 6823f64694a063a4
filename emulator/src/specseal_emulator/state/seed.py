"""What an emulator starts with: accounts, and the data of the vendors' own examples."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from .keys import key
from .limits import Limits
from .secrets import changed

if TYPE_CHECKING:
    from .store import Dumped, Store


def _check(value: Any, *filled: str) -> None:
    """Raises `ValueError` for a text that cannot be sent, or an empty one where something must stand."""
    for part in fields(value):
        text = getattr(value, part.name)
        if isinstance(text, str):
            if part.name in filled and not text:
                raise ValueError(f"{part.name} must not be empty")
            if not text.isascii():
                try:
                    text.encode()
                except UnicodeEncodeError as error:
                    raise ValueError(f"{part.name} holds half a surrogate pair") from error


__all__ = ["Account", "Face", "FaceUser", "Limits", "Seed", "TemporaryAccount", "default_seed", "key"]


@dataclass(frozen=True, slots=True)
class Account:
    """One key with its secret, for every vendor at once."""

    key: str
    secret: str
    owner: str = "demo"
    """Whose data the key sees: keys of one owner share it."""
    refusal: str = ""
    """The error that every correctly signed call of this key meets: a documented code, perhaps with a colon
    and its detail, such as ``AUTHORIZATION_ERROR: LIMIT_REACHED`` or ``Throttling.User``."""
    disabled: bool = False
    """Every correctly signed call meets the error that the product has for a disabled key."""
    limits: Limits | None = None
    """What it may do, instead of the documented limits; `UNLIMITED` for a load test."""

    def __post_init__(self) -> None:
        _check(self, "key", "secret", "owner")


@dataclass(frozen=True, slots=True)
class TemporaryAccount:
    """Temporary Alibaba Cloud credentials (STS): the key works only together with its security token."""

    key: str
    secret: str
    security_token: str
    owner: str = "demo"
    expires: float | None = None
    """Unix time in seconds."""
    limits: Limits | None = None
    """As of `Account`."""

    def __post_init__(self) -> None:
        _check(self, "key", "secret", "security_token", "owner")


@dataclass(frozen=True, slots=True)
class Group:
    """One FinAuth face library, which may be empty. A `Face` brings its group by itself."""

    group_id: str
    owner: str = "demo"

    def __post_init__(self) -> None:
        _check(self, "group_id", "owner")


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
        _check(self, "group_id", "face_token", "owner")


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
        _check(self, "isolation_id", "user_id", "owner")


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
        _check(self, "biz_token", "owner")


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
        _check(self, "token", "api_key", "return_url", "notify_url", "owner")


@dataclass(frozen=True, slots=True)
class Seed:
    """Everything an emulator starts with."""

    accounts: tuple[Account, ...] = ()
    temporary_accounts: tuple[TemporaryAccount, ...] = ()
    groups: tuple[Group, ...] = ()
    faces: tuple[Face, ...] = ()
    face_users: tuple[FaceUser, ...] = ()
    biz_tokens: tuple[BizToken, ...] = ()
    lite_tokens: tuple[LiteToken, ...] = ()

    def records(self) -> list[Dumped]:
        """What a store holds of it. Of two things of one key the later one counts."""
        found: list[Dumped] = [("account", each.key, asdict(each), None) for each in self.accounts]
        found += [("account", each.key, asdict(each), each.expires) for each in self.temporary_accounts]
        libraries: tuple[Group | Face, ...] = (*self.groups, *self.faces)
        found += [("group", key(each.owner, each.group_id), {}, None) for each in libraries]
        for face in self.faces:
            found.append(("face", key(face.owner, face.group_id, face.face_token), asdict(face), None))
        for user in self.face_users:
            found.append(("face-user", key(user.owner, user.isolation_id, user.user_id), asdict(user), None))
        found += [("biz-token", each.biz_token, asdict(each), each.expires) for each in self.biz_tokens]
        found += [("lite-token", each.token, asdict(each), each.expires) for each in self.lite_tokens]
        return found

    def write(self, store: Store) -> None:
        """Put everything into a store, over what it has under the same keys."""
        for kind, name, record, expires in [*self.records(), changed()]:
            store.put(kind, name, record, expires)

    def __add__(self, other: Seed) -> Seed:
        """Both; where they name the same thing the right one counts."""
        return Seed(
            **{part.name: (*getattr(self, part.name), *getattr(other, part.name)) for part in fields(Seed)}
        )


_OTHER_NAMES = ("Ada", "Bruno", "Chen_Li", "李雷", "Dewi", "韩梅梅", "Emil-2")


def default_seed() -> Seed:
    """One account for all vendors, ``demo-key`` with ``demo-secret``, and the documents' own example data.

    The isolation id ``ZheJiangHZ`` holds eight users, of whom one is ``Tony``: so both totals of the vendor's
    page, 8 and 1, can be met, and there is something to page through.
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
    return Seed(
        accounts=(Account("demo-key", "demo-secret"),),
        temporary_accounts=(TemporaryAccount("STS.demo-key", "demo-secret", "demo-token"),),
        faces=(
            Face("demo_group", "9eab9fe14a402295fb78409a81abfc3c", "user_01", "Test user", 1769739690208),
        ),
        face_users=(tony, *others),
    )
