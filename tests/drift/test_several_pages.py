"""A product of an unknown vendor, with one page for each operation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from specseal.cli import main

NOTHING = f"sha256:{'0' * 64}"
SPEC = f"""\
openapi: 3.1.0
info:
  title: Acme
  version: "1"
  summary: Things.
  x-source: {{document: index.md, digest: "{NOTHING}"}}
servers:
  - url: https://api.example.com
    x-region: eu
paths:
  /thing/get:
    post:
      operationId: getThing
      summary: Get a thing
      x-source: {{document: get.md, digest: "{NOTHING}"}}
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [id]
              properties:
                id: {{type: string, x-max-bytes: 9, description: Which thing.}}
      responses:
        "200":
          description: The thing.
          content:
            application/json:
              schema:
                type: object
                properties:
                  size: {{type: integer, description: Its size.}}
              examples:
                one: {{value: {{size: 3}}}}
  /thing/put:
    post:
      operationId: putThing
      summary: Put a thing
      x-source: {{document: put.md, digest: "{NOTHING}"}}
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [size]
              properties:
                size: {{type: integer, minimum: 1, description: How large.}}
      responses:
        "200":
          description: Done.
          content:
            application/json:
              schema:
                type: object
                properties:
                  id: {{type: string, description: Its id.}}
              examples:
                one: {{value: {{id: "7"}}}}
"""
DRIFT = """\
overlay: 1.1.0
info: {title: Known, version: 1.0.0}
actions:
  - target: $
    update:
      x-waivers:
        - {finding: example-type, at: /id, reason: A number in the example., source: {document: put.md}}
"""


def page(path: str, parameter: str, field: str, example: str) -> str:
    """A page of Acme."""
    return (
        f"# Endpoint\nPOST https://api.example.com{path}, as application/x-www-form-urlencoded\n"
        f"# Input\n|Parameter|Type|Mandatory|Meaning|\n|---|---|---|---|\n|{parameter}|\n"
        f"# Output\n|Field|Type|Meaning|\n|---|---|---|\n|{field}|\n"
        f"# Example\n{example}\n"
    )


GET = page("/thing/get", "id|string|yes|At most 9 bytes.", "size|integer|Its size.", '{"size": 3}')
PUT = page("/thing/put", "size|integer|yes|At least 1.", "id|string|Its id.", '{"id": "7"}')


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The project, with both pages accepted."""
    (tmp_path / "specs/acme").mkdir(parents=True)
    (tmp_path / "specs/acme/things.yaml").write_text(SPEC)
    for name, text in (("get.md", GET), ("put.md", PUT)):
        (tmp_path / name).write_text(text)
        assert (
            main(["accept", "things", "--doc", str(tmp_path / name), "--root", str(tmp_path), "--yes"]) == 0
        )
    return tmp_path


def drift(root: Path, name: str, text: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """The exit code, and code and place of each finding."""
    (root / name).write_text(text)
    capsys.readouterr()
    code = main(["drift", "things", "--doc", str(root / name), "--root", str(root), "--format", "json"])
    return code, [f"{one['code']} {one['at']}" for one in json.loads(capsys.readouterr().out)["findings"]]


def test_each_page_has_its_facts_and_its_digest(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages = json.loads((root / "specs/acme/things.facts.json").read_text("utf-8"))["pages"]
    assert [(one["document"], one["path"]) for one in pages] == [
        ("get.md", "/thing/get"),
        ("put.md", "/thing/put"),
    ]
    spec = (root / "specs/acme/things.yaml").read_text("utf-8")
    assert all(one["digest"] in spec for one in pages)
    assert spec.count(NOTHING) == 1, "that of the page nobody accepted"
    assert drift(root, "get.md", GET, capsys) == (0, [])
    assert drift(root, "put.md", PUT, capsys) == (0, [])


def test_an_edit_of_one_page_is_reported_for_one_operation(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert drift(root, "get.md", GET.replace("9 bytes", "8 bytes"), capsys) == (4, ["parameter-limit /id"])
    assert drift(root, "saved-as.md", PUT.replace("At least 1", "At least 2"), capsys) == (
        4,
        ["parameter-limit /size"],
    ), "the operation is known by the path"


def test_a_waiver_applies_to_the_page_that_it_names(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "overlays/acme/things").mkdir(parents=True)
    (root / "overlays/acme/things/drift.yaml").write_text(DRIFT)
    assert drift(root, "get.md", f"{GET}\n", capsys) == (0, [])
    assert drift(root, "put.md", f"{PUT}\n", capsys) == (4, ["waiver-idle example-type /id"])


def test_a_page_without_an_operation_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "other.md").write_text(PUT.replace("/thing/put", "/thing/other"))
    assert main(["drift", "things", "--doc", str(root / "other.md"), "--root", str(root)]) == 5
    assert "page-ambiguous: The page could be that of getThing, putThing." in capsys.readouterr().err


SHARED = """\
components:
  responses:
    Failure:
      description: It failed.
      x-source: {document: get.md}
      content:
        application/json:
          schema: {type: object, properties: {error: {type: string, description: The code.}}}
          examples:
            no: {value: {error: NO_SUCH_THING}}
x-errors:
  NO_SUCH_THING:
    {status: 404, key: error, description: There is none., retryable: false, source: {document: get.md}}
"""
FAILURE = """\
# Errors
|Code|Status|Meaning|
|---|---|---|
|NO_SUCH_THING|404|There is none.|
# Example of an error
{"error": "NO_SUCH_THING"}
"""


def test_what_one_page_says_of_errors_the_others_need_not_repeat(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = root / "specs/acme/things.yaml"
    default = '        default: {$ref: "#/components/responses/Failure"}\n'
    for end in ("one: {value: {size: 3}}\n", 'one: {value: {id: "7"}}\n'):
        spec.write_text(spec.read_text().replace(end, f"{end}{default}"))
    spec.write_text(spec.read_text() + SHARED)
    assert drift(root, "get.md", GET + FAILURE, capsys) == (4, ["example-unlisted /error"])
    assert drift(root, "put.md", f"{PUT}\n", capsys) == (0, [])
    code, found = drift(root, "get.md", f"{GET}\n", capsys)
    assert code == 4
    assert {one.partition(" ")[0] for one in found} == {"error-removed", "example-removed", "field-removed"}
