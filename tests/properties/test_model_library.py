"""Model suite: face libraries of two owners: added to, searched, paged through, saved, restored and reset."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from specseal_emulator import UNLIMITED, Account, Face, FaceUser, Group, Seed
from tests.properties.callers import calling
from tests.properties.contracts import of
from tests.properties.model_support import KINDS, OTHER, Machine, alone, run
from tests.properties.profiles import examples
from tests.properties.signing import MAIN
from tests.properties.starting import Tapped, seed

pytestmark = pytest.mark.suite("model")

OWNERS = {"demo": MAIN, "other": OTHER}
owners = st.sampled_from(sorted(OWNERS))
groups = st.sampled_from(["demo_group", "one", "两"])
tokens = st.sampled_from(["9eab9fe14a402295fb78409a81abfc3c", "t1", "t 2/+"])
isolations = st.sampled_from(["ZheJiangHZ", "Two"])
user_ids = st.sampled_from(["u1", "u2", "u3", "u4", "u5"])
names = st.sampled_from(["Tony", "Ada", "李雷", "To", "ny_2"])
params = st.sampled_from(["", '{"a":1}', "<&>"])
times = st.integers(0, 3).map(lambda n: 1_700_000_000_000 + n)


class Library:
    """The model: the contents of the libraries, by owner."""

    def __init__(self, start: Seed) -> None:
        self.groups = {(each.owner, each.group_id) for each in start.groups}
        self.groups |= {(each.owner, each.group_id) for each in start.faces}
        self.faces = {(each.owner, each.group_id, each.face_token): each for each in start.faces}
        self.users = {(each.owner, each.isolation_id, each.user_id): each for each in start.face_users}

    def copy(self) -> Library:
        other = Library(Seed())
        other.groups, other.faces, other.users = set(self.groups), dict(self.faces), dict(self.users)
        return other

    def found(self, owner: str, isolation: str, name: str, wanted: str) -> list[FaceUser]:
        """Users whose name contains `name` and whose data equals `params`, in order of creation."""
        there = [
            user
            for (whose, where, _), user in self.users.items()
            if (whose, where) == (owner, isolation) and name in user.name and wanted in {"", user.params}
        ]
        return sorted(there, key=lambda user: (user.create_time, user.user_id))


class Libraries(Machine):
    """Both products' libraries, of two owners."""

    @initialize()
    def begin(self) -> None:
        self.library = Library(seed())
        self.saved: tuple[Any, Library] | None = None
        self.added = 0
        self.other_owner()

    def other_owner(self) -> None:
        account = Account(OTHER.key, OTHER.secret, owner="other", limits=UNLIMITED)
        self.control.seed(Seed(accounts=(account,)))

    @rule(owner=owners, group=groups)
    def add_group(self, owner: str, group: str) -> None:
        self.control.seed(Seed(groups=(Group(group, owner),)))
        self.library.groups.add((owner, group))

    @rule(owner=owners, group=groups, token=tokens, data=st.text(max_size=4), at=times)
    def add_face(self, owner: str, group: str, token: str, data: str, at: int) -> None:
        self.added += 1
        face = Face(group, token, f"user of {owner}", data, at, owner)
        self.control.seed(Seed(faces=(face,)))
        self.library.groups.add((owner, group))
        self.library.faces[owner, group, token] = face

    @rule(
        owner=owners,
        isolation=isolations,
        users=st.lists(st.tuples(user_ids, names, params, times), min_size=1, max_size=4),
    )
    def add_users(self, owner: str, isolation: str, users: list[tuple[str, str, str, int]]) -> None:
        self.added += 1
        made = {
            (owner, isolation, user_id): FaceUser(
                isolation, user_id, name, data, "", at, at + 1, "md5", "https://example.com/", "", owner
            )
            for user_id, name, data, at in users
        }
        self.control.seed(Seed(face_users=tuple(made.values())))
        self.library.users |= made

    @rule(owner=owners, group=groups, token=tokens, kind=KINDS)
    def look_up(self, owner: str, group: str, token: str, kind: str) -> None:
        callers = self.clients("finauth-facesearch", OWNERS[owner])
        result, error = self.attempt(callers, kind, {"group_id": group, "face_token": token})
        if (owner, group) not in self.library.groups:
            assert error == "InvalidGroupIdError"
        elif (owner, group, token) not in self.library.faces:
            assert error == "InvalidFaceTokenError"
        else:
            assert not error
            face = self.library.faces[owner, group, token]
            info = result.info
            assert (info.face_token, info.user_id, info.user_data) == (token, face.user_id, face.user_data)
            assert info.add_time == face.add_time
        self.seen[error or "a face was found"] += 1

    @rule(which=st.integers(0, 15), kind=KINDS)
    def look_up_what_is_there(self, which: int, kind: str) -> None:
        there = list(self.library.faces)
        self.look_up(*there[which % len(there)], kind)

    @rule(
        owner=owners,
        isolation=isolations,
        name=st.none() | names,
        data=st.none() | params,
        number=st.integers(1, 3),
        size=st.sampled_from([1, 2, 50]),
        kind=KINDS,
        signature=st.sampled_from(["v1", "v3"]),
        form=st.sampled_from(["JSON", "XML"]),
    )
    def search(
        self,
        owner: str,
        isolation: str,
        name: str | None,
        data: str | None,
        number: int,
        size: int,
        kind: str,
        signature: str,
        form: str,
    ) -> None:
        callers = self.clients("linkvisual", OWNERS[owner], signature=signature, format=form)
        arguments = {
            "IsolationId": isolation,
            "PageNo": number,
            "PageSize": size,
            "Name": name,
            "Params": data,
        }
        result, error = self.attempt(callers, kind, arguments)
        assert not error
        wanted = self.library.found(owner, isolation, name or "", data or "")
        page = wanted[(number - 1) * size : number * size]
        assert (result.data.total, result.data.page, result.data.page_size) == (len(wanted), number, size)
        assert [user.user_id for user in result.data.list] == [user.user_id for user in page]
        for shown, user in zip(result.data.list, page, strict=True):
            assert (shown.name, shown.params or "") == (user.name, user.params)
            assert (shown.create_time, shown.modify_time) == (user.create_time, user.modify_time)
        assert result.has_next_page() == (bool(page) and number * size < len(wanted))
        self.seen["a page of several" if len(wanted) > size else "everybody on one page"] += 1

    @rule(owner=owners, isolation=isolations, size=st.integers(1, 4), kind=KINDS)
    def walk(self, owner: str, isolation: str, size: int, kind: str) -> None:
        callers = self.clients("linkvisual", OWNERS[owner])
        first = callers.call(kind, {"IsolationId": isolation, "PageNo": 1, "PageSize": size})
        runner = callers.client(kind)[1]

        async def everyone() -> list[str]:
            return [user.user_id async for user in first]

        seen = runner.run(everyone()) if runner else [user.user_id for user in first]
        wanted = [user.user_id for user in self.library.found(owner, isolation, "", "")]
        assert seen == wanted
        self.seen["a walk over pages" if len(wanted) > size else "a walk over one page"] += 1

    @rule()
    def save(self) -> None:
        self.saved = self.control.snapshot(), self.library.copy()

    @rule()
    def restore(self) -> None:
        if self.saved:
            self.control.restore(self.saved[0])
            self.library = self.saved[1].copy()
            self.seen["restored"] += 1

    @precondition(lambda self: self.added >= 4)  # otherwise most runs find only what the seed has
    @rule()
    def reset(self) -> None:
        self.added = 0
        self.control.reset()
        self.library = Library(seed())
        self.other_owner()
        self.seen["reset"] += 1


def test_libraries(emulator: Tapped) -> None:
    seen = run(Libraries, emulator, examples(40, stateful_step_count=30))
    assert {"a face was found", "everybody on one page"} <= set(seen), seen


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("owner", OWNERS)
def test_a_library_from_its_first_face_to_a_reset(owner: str, kind: str, emulator: Tapped) -> None:
    """The steps that the machine takes at random, in a fixed order."""
    with alone(Libraries, emulator) as machine:
        machine.begin()
        machine.look_up(owner, "one", "t1", kind)
        machine.add_group(owner, "one")
        machine.look_up(owner, "one", "t1", kind)
        machine.add_face(owner, "one", "t1", "data 写", 1_700_000_000_000)
        machine.look_up(owner, "one", "t1", kind)
        machine.save()
        machine.add_users(
            owner, "Two", [(f"u{n}", "李雷", '{"a":1}', 1_700_000_000_003 - n) for n in (1, 2, 3)]
        )
        for signature, form in (("v1", "XML"), ("v3", "JSON")):
            for name, data in ((None, None), ("李", '{"a":1}'), ("Tony", None)):
                for number in (1, 2, 3):
                    machine.search(owner, "Two", name, data, number, 2, kind, signature, form)
        machine.walk(owner, "Two", 2, kind)
        machine.restore()
        machine.walk(owner, "Two", 2, kind)
        machine.look_up(owner, "one", "t1", kind)
        machine.reset()
        machine.look_up(owner, "one", "t1", kind)
        assert dict(machine.seen) == {
            "InvalidGroupIdError": 2,
            "InvalidFaceTokenError": 1,
            "a face was found": 2,
            "a page of several": 12,
            "everybody on one page": 6,
            "a walk over pages": 1,
            "a walk over one page": 1,
            "restored": 1,
            "reset": 1,
        }


def test_nobody_sees_what_is_anothers(emulator: Tapped) -> None:
    """Both libraries have the same names with different data."""
    face = Face("demo_group", "shared", "theirs", "", 1, "other")
    user = FaceUser("Shared", "u", "Tony", "theirs", "", 1, 1, "", "", "", "other")
    account = Account(OTHER.key, OTHER.secret, owner="other", limits=UNLIMITED)
    Seed(
        accounts=(account,),
        faces=(face, replace(face, face_token="only theirs")),
        face_users=(user, replace(user, user_id="v")),
    ).write(emulator.world.store)
    Seed(faces=(replace(face, user_id="ours", owner="demo"),)).write(emulator.world.store)
    search, page = of("finauth-facesearch"), {"IsolationId": "Shared", "PageNo": 1, "PageSize": 10}
    for kind in ("sync", "async"):
        with calling(search, emulator.base_url) as ours:
            found = ours.call(kind, {"group_id": "demo_group", "face_token": "shared"})
            assert found.info.user_id == "ours"
            with pytest.raises(Exception, match="INVALID_FACE_TOKEN"):
                ours.call(kind, {"group_id": "demo_group", "face_token": "only theirs"})
        with calling(search, emulator.base_url, OTHER) as theirs:
            for token in ("shared", "only theirs"):
                found = theirs.call(kind, {"group_id": "demo_group", "face_token": token})
                assert found.info.user_id == "theirs"
        for keys, total in ((MAIN, 0), (OTHER, 2)):
            with calling(of("linkvisual"), emulator.base_url, keys) as callers:
                assert callers.call(kind, page).data.total == total
