"""`specseal new`: what a page says comes into the draft, what it does not say is marked, and bad names are refused."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from specseal.cli import main
from specseal.generate import check_product
from specseal.project import Product, Project
from specseal.scaffold.draft.recipes import RECIPES
from tests.drift.bench import NATIVE, PRODUCTS, facts_of
from tests.drift.writer import Sheet, can_say, write
from tests.scaffold import pages
from tests.scaffold.pages import COPIED, DEPOT, LEDGER, MESSAGES, ORDERS, PHRASES, WEATHER

ROOT = Path(__file__).parents[2]


class Bench:
    """An empty project, and the command in it."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self._capsys = capsys
        (root / "specs").mkdir()

    def run(self, *arguments: str) -> tuple[int, Any]:
        """The exit code, and what is told to machines."""
        code = main([*arguments, "--root", str(self.root), "--format", "json"])
        return code, json.loads(self._capsys.readouterr().out)

    def draft(self, name: str, page: str, file: str = "page.md") -> dict[str, Any]:
        """Make a product from a page."""
        (self.root / file).write_text(page)
        code, found = self.run("new", name, "--from-doc", str(self.root / file))
        assert code == 0
        return found

    def contract(self, product: str) -> dict[str, Any]:
        """The contract of a product, which lints."""
        code, found = self.run("contract", product)
        assert code == 0, found
        return found

    def files(self) -> set[str]:
        return {path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file()}

    def uncomment(self, file: str, title: str) -> None:
        """Take the marks of comments from the lines below a title, up to the next empty one."""
        path = self.root / file
        before, mark, rest = path.read_text().partition(f"  # --- {title}\n")
        assert mark
        recipe, _, after = rest.partition("  #\n")
        path.write_text(before + re.sub(r"(?m)^  # ?", "  ", recipe) + after)


@pytest.fixture
def bench(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    return Bench(tmp_path, capsys)


@pytest.mark.parametrize("layout", ["native", "html"])
@pytest.mark.parametrize("product", PRODUCTS)
def test_what_a_page_says_comes_into_the_draft(product: str, layout: str, bench: Bench) -> None:
    """Drift between a page and what was drafted from it is what the page itself contradicts, and nothing else."""
    form, language = NATIVE[product] if layout == "native" else ("html", "en")
    vendor = "aliyun" if product == "linkvisual" else "megvii"
    found = bench.draft(f"{vendor}/{product}", write(Sheet(can_say(facts_of(product), form), form, language)))
    assert {one["code"] for one in found["diagnostics"]} <= {"example-invalid"}
    assert found["rows"]["parameters"] == len(facts_of(product).request)
    _, drift = bench.run("drift", product, "--doc", str(bench.root / "page.md"), "--full")
    assert {one["code"] for one in drift["findings"]} <= {"example-invalid"}


def test_get_with_headers_and_an_answer_without_a_table(bench: Bench) -> None:
    found = bench.draft("acme/weather", WEATHER)
    assert found["diagnostics"] == []
    contract = bench.contract("weather")
    operation = contract["paths"]["/v2/stations/{station}/now"]["get"]
    assert {(one["name"], one["in"], one.get("required", False)) for one in operation["parameters"]} == {
        ("X-Api-Key", "header", True),
        ("station", "path", True),
        ("units", "query", False),
        ("hours", "query", False),
        ("fields", "query", False),
        ("moon", "query", False),
    }
    units, hours = operation["parameters"][2]["schema"], operation["parameters"][3]["schema"]
    assert units == {"type": "string", "enum": ["metric", "imperial"], "default": "metric"}
    assert hours == {"type": "integer", "minimum": 1, "maximum": 48}
    assert {one["x-region"]: one["url"] for one in contract["servers"]} == {
        "eu": "https://eu.weather.example",
        "us": "https://us.weather.example",
    }
    schemas = contract["components"]["schemas"]
    assert {name: one["type"] for name, one in schemas["Reading"]["properties"].items() if "type" in one} == {
        "at": "integer",
        "temperature": "number",
    }
    assert schemas["NowResponse"]["properties"]["tags"]["items"] == {"type": "string"}
    assert contract["x-error-body"] == {
        "code": ["/error/code"],
        "message": ["/error/message"],
        "request_id": ["/trace_id"],
    }
    todo = {(one["file"], one["line"]): one["text"] for one in found["todo"]}
    for (file, line), text in todo.items():
        assert f"# TODO: {text[:20]}" in (bench.root / file).read_text().splitlines()[line - 1]
    said = " ".join(todo.values())
    assert "line 24 could not be read: the type 'Phase' of moon" in said
    assert "lines 49 to 50 state no HTTP status; 400 is assumed." in said
    assert "choose the default host" in said
    _, drift = bench.run("drift", "weather", "--doc", str(bench.root / "page.md"))
    assert [(one["code"], one["line"]) for one in drift["findings"]] == [("row-unread", 24)]
    assert "specs/acme/weather.facts.json" not in bench.files(), "it is not taken as read"


PAGES = {name.lower(): text for name, text in vars(pages).items() if name.isupper()} | {
    path.stem: path.read_text("utf-8") for path in sorted((ROOT / "tests/docs/pages").glob("*.html"))
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_and_its_fresh_draft_do_not_differ(name: str, bench: Bench) -> None:
    """What the draft decided is waived, each with its reason; what could not be read is told."""
    found = bench.draft(f"acme/{name}", PAGES[name])
    assert found["diagnostics"] == []
    unread = sum("could not be read" in one["text"] for one in found["todo"])
    for full in ([], ["--full"]):
        _, drift = bench.run("drift", name, "--doc", str(bench.root / "page.md"), *full)
        assert [one["code"] for one in drift["findings"]] == ["row-unread"] * unread
    if not unread:
        _, accepted = bench.run("accept", name, "--doc", str(bench.root / "page.md"), "--dry-run")
        assert accepted["left"] == []


def test_a_page_that_says_how_to_call_in_a_table(bench: Bench) -> None:
    found = bench.draft("acme/phrases", PHRASES)
    contract = bench.contract("phrases")
    assert [one["url"] for one in contract["servers"]] == ["https://open.phrases.example"]
    operation = contract["paths"]["/v1/phrases"]["post"]
    assert [*operation["requestBody"]["content"]] == ["application/x-www-form-urlencoded"]
    schemas = contract["components"]["schemas"]
    stated = {
        name: {key: one[key] for key in ("maxLength", "enum", "default") if key in one}
        for name, one in schemas["PhrasesRequest"]["properties"].items()
    }
    assert stated == {
        "words": {"maxLength": 40},
        "tone": {"enum": ["0", "1"], "default": "0"},
        "exact": {"enum": ["true", "false"], "default": "false"},
    }
    answer = schemas["PhrasesResponse"]
    assert answer["required"] == ["code"]
    assert answer["properties"]["phrases"]["items"] == {"type": "integer"}
    assert answer["properties"].keys() == {"code", "phrases", "entry", "trace"}
    assert {row["status"] for row in operation["x-errors"].values()} == {200}
    examples = operation["responses"]["200"]["content"]["application/json"]["examples"]
    assert examples["failure"]["value"] == {"code": "31", "trace": "t-1"}
    assert contract["x-error-body"]["failed_when"] == [{"pointer": "/code", "not_equals": "0"}]
    said = " ".join(one["text"] for one in found["todo"])
    assert "line 8 allows GET, too." in said
    assert "how the fields are sent" not in said and "no host" not in said


def test_codes_of_words_in_a_list_that_is_always_there(bench: Bench) -> None:
    found = bench.draft("acme/ledger", LEDGER)
    assert found["rows"]["error rows"] == 2
    contract = bench.contract("ledger")
    operation = contract["paths"]["/0/balance"]["post"]
    assert {code: row["status"] for code, row in operation["x-errors"].items()} == {
        "EAPI:Invalid key": 200,
        "EOrder:Rate limit exceeded": 200,
    }
    assert contract["x-error-body"] == {"code": ["/error/0"], "failed_when": [{"pointer": "/error/0"}]}
    examples = operation["responses"]["200"]["content"]["application/json"]["examples"]
    assert examples.keys() == {"success", "failure"}


def test_the_copied_text_of_a_page_made_from_openapi(bench: Bench) -> None:
    bench.draft("acme/copied", COPIED)
    contract = bench.contract("copied")
    operation = contract["paths"]["/private/things"]["post"]
    (media,) = operation["requestBody"]["content"]
    schemas = contract["components"]["schemas"]
    request = schemas["ThingsRequest"]
    assert (media, request["required"]) == ("application/json", ["nonce", "kind"])
    assert request["properties"]["kind"]["enum"] == ["small", "large"]
    assert request["properties"]["parts"]["items"] == {"type": "integer"}
    assert request["properties"]["fast"]["default"] is False
    assert schemas["ThingsResponse"]["properties"].keys() == {"id", "size"}


def test_json_with_nested_tables(bench: Bench) -> None:
    found = bench.draft("acme/orders", ORDERS, "orders.html")
    assert found["diagnostics"] == []
    contract = bench.contract("orders")
    (media,) = contract["paths"]["/orders"]["post"]["requestBody"]["content"]
    assert media == "application/json"
    schemas = contract["components"]["schemas"]
    request = schemas["OrdersRequest"]
    assert request["required"] == ["reference"]
    assert request["properties"]["reference"]["maxLength"] == 20
    customer = schemas[request["properties"]["customer"]["$ref"].rpartition("/")[2]]
    assert customer["required"] == ["email"]
    line = schemas[request["properties"]["lines"]["items"]["$ref"].rpartition("/")[2]]
    assert line["required"] == ["sku"]
    assert (line["properties"]["count"]["maximum"], line["properties"]["count"]["default"]) == (99, 1)
    assert schemas["OrdersResponse"]["properties"]["total"]["type"] == "number", "the example alone has it"


def test_an_address_with_its_query_and_codes_in_a_list(bench: Bench) -> None:
    found = bench.draft("acme/messages", MESSAGES)
    assert found["diagnostics"] == []
    contract = bench.contract("messages")
    (operation,) = (one["get"] for one in contract["paths"].values())
    assert list(contract["paths"]) == ["/sms/send"]
    assert [one["name"] for one in operation["parameters"]] == ["account", "phone", "sender"]
    assert {code: row.get("name") for code, row in operation["x-errors"].items()} == {
        "101": "Code101",
        "-7": "Code7",
        "NO_CREDIT": None,
    }
    assert contract["x-error-body"] == {
        "code": ["/code"],
        "message": ["/msg"],
        "failed_when": [{"pointer": "/code", "not_equals": 0}],
    }
    said = [one["text"] for one in found["todo"]]
    assert [one for one in said if "HTTP status" in one or "number cannot" in one] == [
        "lines 36 to 38 state no HTTP status; 200 is assumed, because successes have /code, too.",
        "name the error classes of the numeric codes; a number cannot.",
    ]
    assert any("line 42 has another address, /sms/balance" in one["text"] for one in found["todo"])


SHELVES = """\
# Add a book
POST https://api.shelves.example/v1/shelves/{shelf}/books
## Parameters
| Name | In | Type | Required | Description |
|---|---|---|---|---|
| shelf | path | string | Yes | The shelf. |
| quiet | query | boolean | No | Whether to tell nobody. |
| tenant | header | string | Yes | Whose shelf. |
| title | form | string | Yes | The title. |
| section | path | string | Yes | The section. |
## Response
| Field | Type | Description |
|---|---|---|
| id | string | The id. |
# List books
GET https://api.shelves.example/v1/shelves/{shelf}/books
"""


def test_a_column_says_where_each_parameter_is_sent(bench: Bench) -> None:
    found = bench.draft("shelves/shelves-books", SHELVES)
    assert found["diagnostics"] == []
    operation = bench.contract("shelves-books")["paths"]["/v1/shelves/{shelf}/books"]["post"]
    assert {one["name"]: one["in"] for one in operation["parameters"]} == {
        "shelf": "path",
        "quiet": "query",
        "tenant": "header",
        "section": "query",
    }
    (media,) = operation["requestBody"]["content"].values()
    schemas = bench.contract("shelves-books")["components"]["schemas"]
    assert list(schemas[media["schema"]["$ref"].rpartition("/")[2]]["properties"]) == ["title"]
    said = [one["text"] for one in found["todo"]]
    assert "line 10 says that it is in the path, and the path has no {section}. Add it there." in said


def test_a_second_method_of_the_same_address_may_be_another_operation(bench: Bench) -> None:
    found = bench.draft("shelves/shelves-books", SHELVES)
    assert [one["text"] for one in found["todo"] if "another method" in one["text"]] == [
        "line 16 has another method, GET /v1/shelves/{shelf}/books. If that is another operation, this draft mixes"
        " both: save the part of the page that is about each as a file of its own, draft the first again, and add the"
        " other: specseal new --add-to shelves-books --from-doc FILE."
    ]


def test_what_sentences_and_the_example_of_a_request_say(bench: Bench) -> None:
    found = bench.draft("depot/depot-orders", DEPOT)
    contract = bench.contract("depot-orders")
    assert contract["servers"][0]["url"] == "https://api.depot.example"
    operation = contract["paths"]["/v2/orders"]["post"]
    (media,) = operation["requestBody"]["content"]
    assert media == "application/json"
    body = operation["requestBody"]["content"][media]
    assert body["examples"]["request"]["value"] == {"reference": "A-1", "speed": "fast"}
    schemas = contract["components"]["schemas"]
    assert {name: one.get("enum") for name, one in schemas["OrdersRequest"]["properties"].items()} == {
        "reference": None,
        "speed": ["slow", "fast"],
        "currency": ["EUR", "CHF"],
    }
    success = operation["responses"]["200"]["content"]["application/json"]["examples"]
    assert [one["value"] for one in success.values()] == [{"errcode": 0, "errmsg": "ok", "order_id": "o-7"}]
    assert {code: one["status"] for code, one in operation["x-errors"].items()} == {
        "40001": 200,
        "40002": 200,
    }
    assert schemas["OrdersResponse"]["properties"].keys() == {"errcode", "errmsg", "order_id"}
    assert operation["responses"].keys() == {"200"}, "failures have the response of successes"
    assert contract["x-error-body"] == {
        "code": ["/errcode"],
        "message": ["/errmsg"],
        "failed_when": [{"pointer": "/errcode", "not_equals": 0}],
    }
    assert not [one for one in found["todo"] if "no example" in one["text"] or "HTTP status" in one["text"]]


@pytest.mark.parametrize(
    ("old", "new", "media"),
    [
        ("Content-Type: application/json\n", "", "application/json"),  # the example of the request says it
        ("Content-Type: application/json", "Content-Type: multipart/form-data", "multipart/form-data"),
    ],
)
def test_how_fields_are_sent(bench: Bench, old: str, new: str, media: str) -> None:
    bench.draft("depot/depot-orders", DEPOT.replace(old, new))
    operation = bench.contract("depot-orders")["paths"]["/v2/orders"]["post"]
    assert list(operation["requestBody"]["content"]) == [media]


@pytest.mark.parametrize(
    ("sentence", "host", "path"),
    [
        ("The base URL is https://gate.depot.example/open.", "https://gate.depot.example", "/open/v2/orders"),
        ("接口域名:api.depot.example", "https://api.depot.example", "/v2/orders"),
        ("See docs.depot.example for more.", "https://api.example.com", "/v2/orders"),
    ],
)
def test_hosts_that_sentences_name(bench: Bench, sentence: str, host: str, path: str) -> None:
    line = "All requests are sent to api.depot.example over HTTPS."
    bench.draft("depot/depot-orders", DEPOT.replace(line, sentence))
    contract = bench.contract("depot-orders")
    assert contract["servers"][0]["url"] == host
    assert list(contract["paths"]) == [path]


def test_a_field_that_only_the_example_of_a_request_has_is_named(bench: Bench) -> None:
    page = DEPOT.replace('"speed": "fast"}', '"speed": "fast", "note": "fragile"}')
    found = bench.draft("depot/depot-orders", page)
    assert any("has fields that no table lists: note." in one["text"] for one in found["todo"])
    operation = bench.contract("depot-orders")["paths"]["/v2/orders"]["post"]
    assert "examples" not in operation["requestBody"]["content"]["application/json"]


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("All errors come with HTTP status code 200.", 200),
        ("HTTP状态码均为200", 200),
        ("请求失败时,HTTP状态码也为200。", 200),
        ("The HTTP status code is always 200, even if the call failed.", 200),
        ("An error never has HTTP status 200: it is always not 200.", 400),
        ("Errors are listed below.", 200),  # successes have a code, too
    ],
)
def test_the_status_of_failures(bench: Bench, sentence: str, status: int) -> None:
    line = "Errors are answered with HTTP status 200 as well."
    bench.draft("depot/depot-orders", DEPOT.replace(line, sentence))
    operation = bench.contract("depot-orders")["paths"]["/v2/orders"]["post"]
    assert {one["status"] for one in operation["x-errors"].values()} == {status}


def test_without_a_page_it_lints_from_the_first_minute(bench: Bench) -> None:
    code, found = bench.run("new", "acme/acme-pay")
    assert (code, found["diagnostics"], found["rows"]) == (0, [], {})
    assert found["files"] == [
        "specs/acme/acme-pay.yaml",
        "overlays/acme/acme-pay/wire.yaml",
        "overlays/acme/acme-pay/client.yaml",
    ]
    assert bench.files() == set(found["files"])
    assert main(["generate", "--root", str(bench.root)]) == 0


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda one: one.scheme)
def test_every_recipe_holds_once_it_is_uncommented(recipe: Any, bench: Bench) -> None:
    bench.run("new", "acme/acme-pay")
    bench.uncomment("overlays/acme/acme-pay/wire.yaml", recipe.title)
    checked = check_product(Project(bench.root), Product("acme-pay", "acme", bench.root))
    assert [one.name for one in checked.contract.schemes] == ["acme"]


def test_the_second_product_of_a_vendor_is_signed_as_the_first(bench: Bench) -> None:
    shutil.copytree(
        ROOT / "overlays/megvii", bench.root / "overlays/megvii", ignore=lambda *_: _folders(_[0])
    )
    found = bench.draft("megvii/weather", WEATHER)
    wire = (bench.root / "overlays/megvii/weather/wire.yaml").read_text()
    assert "- sign: []" in wire or "{sign: []}" in wire
    assert "x-error-body" not in wire
    assert any("these schemes: sign, key_secret" in one["text"] for one in found["todo"])


def _folders(folder: str) -> list[str]:
    return [path.name for path in Path(folder).iterdir() if path.is_dir()]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("acme", "'acme' is not VENDOR/PRODUCT."),
        ("acme/pay/more", "'acme/pay/more' is not VENDOR/PRODUCT."),
        ("Acme/acme-pay", "'Acme' cannot be the name of a vendor."),
        ("acme/acme_pay", "'acme_pay' cannot be the name of a product."),
        ("acme/../pay", "'acme/../pay' is not VENDOR/PRODUCT."),
        ("acme/", "'' cannot be the name of a product."),
        ("con/acme-pay", "'con' cannot be the name of a vendor: Windows"),
        ("acme/httpx", "'httpx' cannot be the name of a product: its wheel"),
        ("acme/json", "'json' cannot be the name of a product: it is a module of Python's standard library"),
        ("acme/contracts", "'contracts' cannot be the name of a product: generated/contracts/"),
    ],
)
def test_bad_names_are_refused_with_the_rule(name: str, said: str, bench: Bench) -> None:
    code, found = bench.run("new", name)
    assert code == 1
    assert [one["code"] for one in found["diagnostics"]] == ["product-name"]
    assert found["diagnostics"][0]["message"].startswith(said)
    assert found["diagnostics"][0]["hint"]
    assert bench.files() == set()


@pytest.mark.parametrize(
    "there",
    ["specs/acme/pay-api.yaml", "specs/other/pay-api.yaml", "overlays/acme/pay-api/x", "generated/pay-api/x"],
)
def test_a_name_that_is_taken_is_refused(there: str, bench: Bench) -> None:
    path = bench.root / there
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    code, found = bench.run("new", "acme/pay-api")
    assert (code, {one["code"] for one in found["diagnostics"]}) == (1, {"product-exists"})
    assert bench.files() == {there}
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (b"\xff\xfe", "page-encoding"),
        (b"", "page-empty"),
        (b"# Welcome\n\nNothing is explained here.\n", "page-nothing-read"),
        (b'# Welcome\n\nOnly examples.\n\n{"id": "1"}\n', "page-nothing-read"),
        (None, "page-unreadable"),
    ],
)
def test_an_unreadable_page_writes_nothing(page: bytes | None, code: str, bench: Bench) -> None:
    path = bench.root / "page.txt"
    if page is not None:
        path.write_bytes(page)
    before = bench.files()
    status, found = bench.run("new", "acme/acme-pay", "--from-doc", str(path))
    assert (status, [one["code"] for one in found["diagnostics"]]) == (5, [code])
    assert bench.files() == before


def test_a_page_from_standard_input_is_named_after_the_product(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ORDERS.encode())))
    assert bench.run("new", "acme/orders", "--from-doc", "-")[0] == 0
    assert "document: orders.html" in (bench.root / "specs/acme/orders.yaml").read_text()


def test_people_are_told_what_is_left(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    (bench.root / "page.md").write_text(WEATHER)
    page = str(bench.root / "page.md")
    assert main(["new", "acme/weather", "--from-doc", page, "--root", str(bench.root)]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[0] == "specs/acme/weather.yaml"
    assert "read: 7 parameters, 0 response fields, 2 error rows, 2 examples, 2 hosts" in told.err
    assert "specs/acme/weather.yaml:6: TODO: line 24 could not be read" in told.err
    assert told.err.splitlines()[-1].startswith("weather: 9 to resolve (TODO); lint reports no problem.")
