"""Dates and decimals of responses, where the client overlay asks for their classes."""

from __future__ import annotations

import json
import pickle
import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from tests.generator.generated.conftest import Caller
from tests.generator.packages import importing

TEXT, NUMBER = {"type": "string"}, {"type": "number"}
AT, DAY = TEXT | {"format": "date-time"}, TEXT | {"format": "date"}
EXACT = "0.12345678901234567890123456789"
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def obj(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def array(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def choose(sandbox: Any, **options: str) -> None:
    sandbox.overlay("client", {"target": "$", "update": {"x-client": options}})


def describe(sandbox: Any) -> None:
    """Dates and numbers in every kind of place."""
    schemas = sandbox.spec["components"]["schemas"]
    schemas["Paid"] = obj("kind", kind={"const": "paid"}, price=NUMBER, at=AT)
    schemas["Free"] = obj("kind", kind={"const": "free"}, weight=NUMBER, note={})
    schemas["Either"] = {"oneOf": [ref("Paid"), ref("Free")], "discriminator": {"propertyName": "kind"}}
    sandbox.answer.update(
        at=AT,
        day=DAY,
        hour=TEXT | {"format": "time"},
        days=array(DAY),
        by_name={"type": "object", "additionalProperties": AT},
        when={"oneOf": [AT, DAY, {"type": "integer"}]},
        often=TEXT | {"format": "duration"},
        price=NUMBER,
        prices=array(NUMBER),
        by_day={"type": "object", "additionalProperties": NUMBER},
        fee=TEXT | {"format": "decimal"},
        step={"enum": [0.5, 1.5]},
        limit={"type": ["number", "string"]},
        candles=array({"type": "array", "prefixItems": [{"type": "integer"}, NUMBER]}),
        either=ref("Either"),
        eithers=array(ref("Either")),
        anything={},
    )
    tick = obj(
        "data", event=TEXT, data=obj(price=NUMBER, weight=NUMBER | {"x-client": {"decimals": "float"}})
    )
    results = {
        "listEvents": {"text/event-stream": ref("Either")},
        "listLines": {"application/x-ndjson": ref("Either")},
        "listTicks": {"text/event-stream": tick},
        "listDates": {"application/json": array(AT)},
        "getPrice": {"application/json": NUMBER},
        "getPrices": {"application/json": {"type": "object", "additionalProperties": NUMBER}},
    }
    for name, content in results.items():
        media = {kind: {"schema": schema} for kind, schema in content.items()}
        response = {"description": "All.", "content": media}
        sandbox.spec["paths"][f"/{name}"] = {"get": {"operationId": name, "responses": {"200": response}}}


@pytest.fixture(scope="module")
def package(new_sandbox: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package of such a spec, whose client overlay asks for dates and decimals."""
    sandbox = new_sandbox(tmp_path_factory.mktemp("received"))
    describe(sandbox)
    choose(sandbox, package="received_thing", dates="datetime", decimals="Decimal")
    with importing(sandbox.generate(), "received_thing") as found:
        yield found


@pytest.fixture(params=["sync", "async"])
def rich_call(request: pytest.FixtureRequest, package: ModuleType, vendor: Any) -> Any:
    return Caller(lambda: package, vendor, blocking=request.param == "sync")


@pytest.fixture
def rich(package: ModuleType, vendor: Any) -> Any:
    return Caller(lambda: package, vendor, blocking=True)


def ask(call: Any, vendor: Any, body: Any) -> Any:
    vendor.answer = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return call(id="1")


def test_dates_are_dates(rich_call: Any, vendor: Any) -> None:
    at = "2026-01-02T12:00:00Z"
    found = ask(
        rich_call,
        vendor,
        {
            "at": at,
            "day": "2026-01-02",
            "hour": "08:30:00",
            "days": ["2026-01-02", "soon"],
            "by_name": {"a": at, "b": "2026-01-02T12:00:00.5+02:00"},
            "often": "P1M",
        },
    )
    assert (found.at, found.day, found.hour) == (NOON, date(2026, 1, 2), time(8, 30))
    assert found.days == [date(2026, 1, 2), "soon"]
    there = timezone(timedelta(hours=2))
    assert found.by_name == {"a": NOON, "b": datetime(2026, 1, 2, 12, 0, 0, 500_000, there)}
    assert found.often == "P1M"
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize(
    "sent",
    [
        "2026-01-02 at noon",
        "2026-01-02T12:00:00",  # could be any of many
        "2026-01-02T12:00Z",
        "2026-13-02T12:00:00Z",
        "1767355200",
        "",
    ],
)
def test_what_is_no_date_comes_as_it_is(rich: Any, vendor: Any, sent: str) -> None:
    found = ask(rich, vendor, {"at": sent, "by_name": {"x": sent}, "price": 1, "either": {"kind": "x"}})
    assert (found.at, found.by_name) == (sent, {"x": sent})
    assert ask(rich, vendor, {"at": sent, "by_name": {"x": sent}}).at == sent


def test_a_number_for_a_date_is_a_text_as_everywhere(rich: Any, vendor: Any) -> None:
    assert ask(rich, vendor, {"at": 1767355200}).at == "1767355200"
    with pytest.raises(rich.package.errors.APIDecodeError, match=r"got an object at \$\.at"):
        ask(rich, vendor, {"at": {"seconds": 1}})


@pytest.mark.parametrize(
    ("sent", "got"),
    [
        ("2026-01-02T12:00:00Z", NOON),
        ("2026-01-02", date(2026, 1, 2)),
        (7, 7),
        ("tomorrow", "tomorrow"),
    ],
)
def test_dates_of_several_kinds(rich: Any, vendor: Any, sent: Any, got: Any) -> None:
    assert ask(rich, vendor, {"when": sent}).when == got


@pytest.mark.parametrize("repeated", ["", '"eithers": [], '], ids=["at once", "one by one"])
def test_decimals_keep_all_digits(rich_call: Any, vendor: Any, repeated: str) -> None:
    found = ask(
        rich_call,
        vendor,
        f"""{{{repeated}"price": {EXACT}, "prices": [1.10, 2, {EXACT}], "by_day": {{"mon": 1.50}},
        "fee": "{EXACT}", "step": 0.50, "limit": 1.10, "candles": [[1, {EXACT}]], "anything": [1.5, {{"x": 2.5}}]}}""",
    )
    exact = Decimal(EXACT)
    assert found.price == exact
    assert list(map(str, found.prices)) == ["1.10", "2", EXACT]
    assert {type(one) for one in found.prices} == {Decimal}
    assert str(found.by_day["mon"]) == "1.50"
    assert (found.fee, str(found.step), str(found.limit)) == (exact, "0.50", "1.10")
    assert found.candles == [[1, exact]]
    assert found.anything == [1.5, {"x": 2.5}]
    assert {type(found.anything[0]), type(found.anything[1]["x"])} == {float}


def test_decimals_inside_one_of_several_objects(rich: Any, vendor: Any) -> None:
    paid = f'{{"kind": "paid", "price": {EXACT}, "at": "2026-01-02T12:00:00Z"}}'
    free = f'{{"kind": "free", "weight": {EXACT}, "note": [1.5]}}'
    found = ask(
        rich, vendor, f'{{"either": {paid}, "eithers": [{free}, {{"kind": "new", "price": 1.25}}, {paid}]}}'
    )
    models = rich.package.models
    price = Decimal(EXACT)
    assert found.either == models.Paid(kind="paid", price=price, at=NOON)
    assert found.eithers[0] == models.Free(kind="free", weight=price, note=[1.5])
    assert found.eithers[1] == {"kind": "new", "price": 1.25}
    assert isinstance(found.eithers[1]["price"], float)
    assert isinstance(found.eithers[0].note[0], float)


def test_what_the_second_pass_forgives_is_exact_too(rich: Any, vendor: Any) -> None:
    found = ask(rich, vendor, f'{{"prices": {EXACT}, "fee": {EXACT}, "price": "1.10", "by_day": null}}')
    assert (found.prices, found.fee, str(found.price)) == ([Decimal(EXACT)], Decimal(EXACT), "1.10")
    assert ask(rich, vendor, '{"fee": "none"}').fee == "none"
    assert ask(rich, vendor, '{"fee": "1,50"}').fee == "1,50"
    with pytest.raises(
        rich.package.errors.APIDecodeError, match=r"expected Decimal, got a string at \$\.price"
    ):
        ask(rich, vendor, '{"price": "free"}')
    with pytest.raises(rich.package.errors.APIDecodeError, match="out of range"):
        ask(rich, vendor, '{"fee": 1e99999999999999999999}')


@pytest.mark.parametrize("name", ["list_events", "list_lines"])
def test_streamed_items(rich: Any, vendor: Any, name: str) -> None:
    item = f'{{"kind": "paid", "price": {EXACT}, "at": "2026-01-02T12:00:00Z"}}'
    vendor.media_type = "text/event-stream" if name == "list_events" else "application/x-ndjson"
    vendor.answer = (f"data: {item}\n\n" if name == "list_events" else f"{item}\n").encode()
    with (
        rich.package.Thing(base_url=vendor.url) as client,
        getattr(client.with_streaming_response, name)() as stream,
    ):
        assert [(one.price, one.at) for one in stream] == [(Decimal(EXACT), NOON)]


def test_a_whole_event(rich: Any, vendor: Any) -> None:
    vendor.media_type = "text/event-stream"
    vendor.answer = f'event: tick\ndata: {{"price": {EXACT}, "weight": 1.5}}\n\n'.encode()
    (event,) = rich("list_ticks")
    assert (event.data.price, event.data.weight) == (Decimal(EXACT), 1.5)
    assert isinstance(event.data.weight, float)


@pytest.mark.parametrize(
    ("name", "body", "got"),
    [
        ("list_dates", '["2026-01-02T12:00:00Z", "never"]', [NOON, "never"]),
        ("get_price", EXACT, Decimal(EXACT)),
        ("get_prices", '{"a": 1.10}', {"a": Decimal("1.10")}),
    ],
)
def test_results_that_are_no_objects(rich: Any, vendor: Any, name: str, body: str, got: Any) -> None:
    vendor.answer = body.encode()
    found = rich(name)
    assert found == got
    assert repr(found) == repr(got)


def test_without_the_option_nothing_changes(sandbox: Any, call: Any, vendor: Any) -> None:
    describe(sandbox)
    found = ask(call, vendor, {"at": "2026-01-02T12:00:00Z", "price": 1.5, "fee": "1.50"})
    assert (found.at, found.price, found.fee) == ("2026-01-02T12:00:00Z", 1.5, "1.50")
    assert not (sandbox.root / "generated/thing/src/thing/_runtime/received.py").exists()


def test_a_value_chooses_for_itself_and_for_what_is_inside(sandbox: Any, call: Any, vendor: Any) -> None:
    describe(sandbox)
    choose(sandbox, decimals="Decimal")
    properties = "$.components.schemas.Thing.properties"
    sandbox.overlays["acme/thing/client"] += [
        {"target": f"{properties}.days", "update": {"x-client": {"dates": "datetime"}}},
        {"target": f"{properties}.by_day", "update": {"x-client": {"decimals": "float"}}},
    ]
    found = ask(
        call,
        vendor,
        '{"at": "2026-01-02T12:00:00Z", "days": ["2026-01-02"], "price": 1.5, "by_day": {"m": 1.5}}',
    )
    assert found.days == [date(2026, 1, 2)]
    assert found.at == "2026-01-02T12:00:00Z"
    assert [type(one) for one in (found.price, found.by_day["m"])] == [Decimal, float]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"date": "datetime"}, "extension-value"),
        ({"dates": "datetme"}, "extension-value"),
        ({"decimals": "decimal"}, "extension-value"),
    ],
)
def test_a_misspelt_option_is_refused(sandbox: Any, options: dict[str, str], code: str) -> None:
    choose(sandbox, **options)
    (problem,) = sandbox.problems()
    assert problem.code == code
    assert next(iter(options)) in problem.message or next(iter(options.values())) in problem.message


@pytest.mark.parametrize("exact", [True, False])
def test_what_came_can_be_sent_back(sandbox: Any, any_call: Any, vendor: Any, *, exact: bool) -> None:
    item = obj("price", price=NUMBER, prices=array(NUMBER)) | {"additionalProperties": NUMBER}
    body = obj(price=NUMBER, item=item, items=array(item), at=AT, hour=TEXT | {"format": "time"})
    if not exact:
        body["properties"]["fee"] = TEXT | {"format": "decimal"}
    sandbox.operation["requestBody"]["content"] = {"application/json": {"schema": body}}
    sandbox.operation["parameters"] = [{"name": "least", "in": "query", "schema": NUMBER}]
    choose(sandbox, dates="datetime", decimals="Decimal")
    price = Decimal(EXACT)
    hints = any_call.hints()
    assert (Decimal in typing.get_args(hints["price"])) is exact
    if exact:
        given = {"price": price, "prices": [Decimal("1.10"), 1.5], "other": Decimal("2.50")}
        any_call(price=price, item=given, items=[given], least=price, at=NOON, hour=time(8, 30))
        sent = f'{{"price":{EXACT},"prices":[1.10,1.5],"other":2.50}}'
        assert vendor.last.body.decode() == (
            f'{{"price":{EXACT},"item":{sent},"items":[{sent}],"at":"2026-01-02T12:00:00Z","hour":"08:30:00"}}'
        )
        assert vendor.last.query == [("least", EXACT)]
        with pytest.raises(ValueError, match="item: must be a finite number"):
            any_call(item={"price": Decimal("NaN")})
    else:
        any_call(price=1.5, fee=price)
        assert json.loads(vendor.last.body) == {"price": 1.5, "fee": EXACT}
