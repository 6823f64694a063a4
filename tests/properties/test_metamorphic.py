"""Differential suite: laws that hold for any data. The same call made in two ways has the same outcome."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from hypothesis import example, given
from hypothesis import strategies as st

from specseal_emulator import FaceUser, Seed
from specseal_emulator.client import EmulatorClient
from tests.properties import responses, signing
from tests.properties.callers import Callers, calling
from tests.properties.contracts import OPERATIONS, Operation, of, vendor
from tests.properties.profiles import examples
from tests.properties.reproduction import retelling
from tests.properties.sending import Way, deliver, sign
from tests.properties.starting import Tapped
from tests.properties.tap import Exchange
from tests.properties.test_recipes import NASTY

pytestmark = pytest.mark.suite("differential")

MEGVII = [each for each in OPERATIONS if vendor(each) == "megvii"]
LINKVISUAL = of("linkvisual")
OF_A_CALL = {
    "request_id",
    "time_used",
    "biz_token",
    "token",
    "biz_id",
    "expired_time",
    "RequestId",
    "Recommend",
}
"""What differs between two requests that are otherwise the same."""
TEXTS = st.text(st.one_of(st.sampled_from(NASTY), st.characters(exclude_categories=["Cs"])), max_size=12)
# what XML 1.0 can carry; a carriage return would come back as a line feed
XML_TEXTS = st.text(
    st.one_of(
        st.sampled_from("<>&'\"]]> +%\t\n"),
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
    ),
    max_size=12,
)


def outcome(operation: Operation, exchange: Exchange) -> tuple[int, str, Any]:
    """A response without what is unique to one request."""
    value = responses.read(operation, exchange)
    return (
        exchange.status,
        responses.error_of(operation, exchange),
        {name: inner for name, inner in value.items() if name not in OF_A_CALL and name != "Message"},
    )


def forms(operation: Operation) -> st.SearchStrategy[dict[str, str]]:
    """Fields of a Megvii request without files: valid, invalid and unknown ones."""
    address = st.sampled_from(["https://example.com/?a=b&c=%20", "example.com", ""])
    known = {
        "return_url": address,
        "notify_url": address,
        "biz_no": TEXTS | st.sampled_from(["é" * 64, "é" * 65]),
        "comparison_type": st.sampled_from(["-1", "-1", "0", "7"]),
        "maximum_shooting_time": st.sampled_from(["2", "60", "61", "x", ""]),
        "biz_extra_data": TEXTS,
        "group_id": st.sampled_from(["demo_group", "nowhere"]) | TEXTS,
        "face_token": st.sampled_from(["9eab9fe14a402295fb78409a81abfc3c", "0"]) | TEXTS,
        "liveness_id": TEXTS,
        "uuid": TEXTS | st.sampled_from(["é" * 64, "é" * 65, "a" * 128, "a" * 129]),
    }
    taken = {name: known[name] for name in operation.parameters if name in known}
    return st.fixed_dictionaries({}, optional={**taken, "unknown": TEXTS})


def post(operation: Operation, emulator: Tapped, fields: dict[str, str], *, multipart: bool) -> Exchange:
    """Send a signed form, multipart or urlencoded."""
    url = emulator.base_url + operation.path
    parts: list[Any] = [(name, (None, value.encode())) for name, value in fields.items()]
    request = (
        requests.Request("POST", url, files=parts)
        if multipart
        else requests.Request("POST", url, data=fields)
    )
    return deliver(request.prepare(), emulator)[0]


@pytest.mark.parametrize("operation", MEGVII, ids=lambda each: each.product)
def test_multipart_equals_urlencoded_in_any_order(operation: Operation, emulator: Tapped) -> None:
    seen: set[str] = set()
    right = {
        "group_id": "demo_group",
        "face_token": "9eab9fe14a402295fb78409a81abfc3c",
        "liveness_id": "写 +&=",
        "return_url": "https://example.com/return",
        "notify_url": "https://example.com/notify",
        "biz_no": "写 +&=",
        "comparison_type": "-1",
        "uuid": "user",
    }
    full = {name: value for name, value in right.items() if name in operation.parameters}

    @examples(60)
    @given(forms(operation), st.randoms(use_true_random=False))
    @example(full, random.Random(1))
    @example(full | {"unknown": " +%&=你"}, random.Random(2))
    @example({}, random.Random(3))
    def same(fields: dict[str, str], chance: random.Random) -> None:
        given = list((fields | signing.megvii(operation.product)).items())
        shuffled = given[:]
        chance.shuffle(shuffled)
        emulator.reset()
        with retelling(emulator):
            wanted = post(operation, emulator, dict(given), multipart=True)
            for other in (
                post(operation, emulator, dict(given), multipart=False),
                post(operation, emulator, dict(shuffled), multipart=True),
            ):
                assert outcome(operation, other) == outcome(operation, wanted)
        seen.add(responses.error_of(operation, wanted).partition(":")[0])

    same()
    assert {"", "MISSING_ARGUMENTS"} <= seen


def queries() -> st.SearchStrategy[dict[str, str]]:
    """Parameters of a Link Visual request: valid, invalid and unknown ones."""
    taken = {
        "IsolationId": st.sampled_from(["ZheJiangHZ", "Failed", "no one", ""]),
        "PageNo": st.sampled_from(["1", "2", "0", "1000001", "x", ""]),
        "PageSize": st.sampled_from(["1", "3", "50", "51", "1.5"]),
        "Name": st.sampled_from(["Tony", "on", "李雷", "x" * 65]) | TEXTS,
        "Params": TEXTS,
        "Format": st.sampled_from(["JSON", "XML"]),
        "Unknown": TEXTS,
    }
    return st.fixed_dictionaries({}, optional=taken)


ALL = {"IsolationId": "ZheJiangHZ", "PageNo": "1", "PageSize": "50", "Format": "JSON"}


def asked(
    emulator: Tapped, query: dict[str, str], scheme: str, method: str, *, form: bool = False
) -> Exchange:
    """Send a Link Visual request; with `form` its parameters are in the body."""
    given = {"Action": LINKVISUAL.id, "Version": "2018-01-20", **query}
    request = requests.Request(method, f"{emulator.base_url}/", params=given).prepare()
    sign(request, Way("", method, scheme))
    if form:
        url, _, text = str(request.url).partition("?")
        kind = {"content-type": "application/x-www-form-urlencoded"}
        request = requests.Request(method, url, data=text.encode(), headers=kind).prepare()
    return deliver(request, emulator)[0]


def test_every_way_of_a_call_has_the_same_outcome(emulator: Tapped) -> None:
    """GET and POST, parameters in the query and in the form, RPC signature 1.0 and ACS3."""
    seen: set[str] = set()

    @examples(80)
    @given(queries())
    @example(ALL)
    @example(ALL | {"Name": "Tony", "Params": '{"key1":"value1", "key2":"value2"}'})
    @example(ALL | {"Params": " +%&=?/~*'()\"你𝄞"})
    @example(ALL | {"PageSize": "51"})
    @example({})
    def same(query: dict[str, str]) -> None:
        emulator.reset()
        with retelling(emulator):
            wanted = asked(emulator, query, "rpc1", "POST")
            ways = [
                asked(emulator, query, "rpc1", "GET"),
                asked(emulator, query, "rpc1", "POST", form=True),
            ]
            if "Format" in query:  # the default is XML for RPC 1.0 and JSON for ACS3
                ways += [asked(emulator, query, "acs3", "GET"), asked(emulator, query, "acs3", "POST")]
            for other in ways:
                assert outcome(LINKVISUAL, other) == outcome(LINKVISUAL, wanted)
        seen.add(responses.error_of(LINKVISUAL, wanted))

    same()
    assert {"", "460", "MissingIsolationId"} <= seen


def users() -> st.SearchStrategy[list[FaceUser]]:
    """Users of one library, in the order of their ids, with any text that XML can carry."""
    user = st.builds(
        FaceUser,
        isolation_id=st.just("Drawn"),
        user_id=st.text("abc", min_size=1, max_size=3),
        name=XML_TEXTS,
        params=XML_TEXTS,
        custom_user_id=XML_TEXTS,
        create_time=st.integers(0, 2_000_000_000_000),
        modify_time=st.integers(0, 2_000_000_000_000),
        face_md5=XML_TEXTS,
        face_url=XML_TEXTS,
        feature_error=st.just("") | XML_TEXTS,
    )
    return st.lists(user, max_size=7, unique_by=lambda each: each.user_id)


@contextlib.contextmanager
def seeded(emulator: Tapped, library: list[FaceUser]) -> Iterator[None]:
    """An emulator with these users and the seed's."""
    emulator.reset()
    with retelling(emulator):
        EmulatorClient(emulator.base_url).seed(Seed(face_users=tuple(library)))
        yield


HOSTILE = FaceUser("Drawn", "a", "<&>\"' ]]>", '{"a":"<b>&amp;"}', "\n", 1, 2, "&", "https://x/?a=1&b=<2>")


def plain(value: Any) -> Any:
    """A typed result without what is unique to one request."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if hasattr(value, "__struct_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__ if name != "request_id"}
    return value


@pytest.fixture
def everyone(emulator: Tapped) -> Iterator[dict[str, tuple[Callers, str]]]:
    """Blocking and async clients of Link Visual with every signature, format and transport."""
    with (
        calling(LINKVISUAL, emulator.base_url, signature="v3") as v3,
        calling(LINKVISUAL, emulator.base_url, signature="v1") as v1,
        calling(LINKVISUAL, emulator.base_url, signature="v3", format="XML") as v3_xml,
        calling(LINKVISUAL, emulator.base_url, signature="v1", format="XML") as v1_xml,
        calling(LINKVISUAL, emulator.base_url, signature="v1", http_client="fast") as fast,
        calling(LINKVISUAL, emulator.base_url, max_retries=2, rate_limit=1_000_000.0) as patient,
    ):
        named = {"v3": v3, "v1": v1, "v3 XML": v3_xml, "v1 XML": v1_xml, "fast": fast, "patient": patient}
        yield {
            f"{name}, {kind}": (callers, kind)
            for name, callers in named.items()
            for kind in ("sync", "async")
        }


def came_to(callers: Callers, kind: str, arguments: dict[str, Any]) -> Any:
    """The typed result of a call, or the attributes of its error."""
    try:
        return plain(callers.call(kind, arguments))
    except Exception as error:
        facts = {name: getattr(error, name, None) for name in ("code", "reason", "argument", "retryable")}
        return type(error).__name__, facts


def test_every_client_gets_the_same(emulator: Tapped, everyone: dict[str, tuple[Callers, str]]) -> None:
    """JSON and XML, both signatures, both transports, blocking and async, with and without retries."""
    arguments = st.fixed_dictionaries(
        {
            "IsolationId": st.sampled_from(["Drawn", "Drawn", "no one"]),
            "PageNo": st.sampled_from([1, 2, 0]),
            "PageSize": st.sampled_from([1, 2, 50]),
        },
        optional={"Name": st.sampled_from(["a", "<", ""]), "Params": XML_TEXTS},
    )
    page = {"IsolationId": "Drawn", "PageNo": 1, "PageSize": 50}
    lengths: set[int] = set()

    @examples(30)
    @given(users(), arguments)
    @example([HOSTILE], page)
    @example([], page)
    @example([HOSTILE], page | {"PageNo": 0})
    def same(library: list[FaceUser], call: dict[str, Any]) -> None:
        with seeded(emulator, library):
            found = {name: came_to(*client, call) for name, client in everyone.items()}
            wanted = found["v3, sync"]
            assert found == dict.fromkeys(found, wanted), library
            if isinstance(wanted, dict):
                lengths.add(len(wanted["data"]["list"]))
                shown = {user["name"] for user in wanted["data"]["list"]}
                assert shown <= {user.name for user in library}

    same()
    assert {0, 1} <= lengths


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_pages_are_slices_of_everything(kind: str, emulator: Tapped) -> None:
    @examples(25)
    @given(users(), st.integers(1, 8), st.sampled_from(["JSON", "XML"]), st.sampled_from(["", "a", "Z", "-"]))
    @example([HOSTILE], 1, "XML", "")
    def sliced(library: list[FaceUser], size: int, form: str, name: str) -> None:
        with seeded(emulator, library), calling(LINKVISUAL, emulator.base_url, format=form) as callers:
            everyone = callers.call(kind, {"IsolationId": "Drawn", "PageNo": 1, "PageSize": 50})
            found = callers.call(kind, {"IsolationId": "Drawn", "PageNo": 1, "PageSize": 50, "Name": name})
            named = [user.user_id for user in everyone.data.list if name in (user.name or "")]
            ids = [user.user_id for user in found.data.list]
            assert ids == named
            assert found.data.total == len(ids)
            seen: list[str] = []
            for number in range(1, len(ids) // size + 2):
                arguments = {"IsolationId": "Drawn", "PageNo": number, "PageSize": size, "Name": name}
                page = callers.call(kind, arguments)
                assert [user.user_id for user in page.data.list] == ids[(number - 1) * size : number * size]
                assert page.data.total == len(ids)
                seen += [user.user_id for user in page.data.list]
            assert seen == ids
            first = callers.call(kind, {"IsolationId": "Drawn", "PageNo": 1, "PageSize": size, "Name": name})
            assert [user.user_id for user in walked(callers, kind, first)] == ids

    sliced()


def walked(callers: Callers, kind: str, page: Any) -> list[Any]:
    """All items of a page and of those that follow, by iterating."""
    runner = callers.client(kind)[1]
    if runner is None:
        return list(page)

    async def walk() -> list[Any]:
        return [item async for item in page]

    return runner.run(walk())


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_default_may_be_left_out(kind: str, emulator: Tapped) -> None:
    operation = of("faceid-lite")
    defaults = {
        name: each.schema["default"]
        for name, each in operation.parameters.items()
        if "default" in each.schema
    }
    required = {
        "return_url": "https://example.com/return",
        "notify_url": "https://example.com/notify",
        "biz_no": "order-1",
        "uuid": "user-1",
        "comparison_type": "-1",
    }
    assert defaults

    @examples(12)
    @given(st.sets(st.sampled_from(sorted(defaults))))
    def same(chosen: set[str]) -> None:
        emulator.reset()
        with retelling(emulator), calling(operation, emulator.base_url) as callers:
            without = callers.call(kind, required)
            with_them = callers.call(kind, required | {name: defaults[name] for name in chosen})
            assert set(plain(without)) == set(plain(with_them))
            records = [emulator.world.store.get("lite-token", each.token, 0) for each in (without, with_them)]
            given = [
                {**defaults, **{name: value for name, value in (record or {}).items() if name in defaults}}
                for record in records
            ]
            assert given[0] == given[1] == defaults

    same()
