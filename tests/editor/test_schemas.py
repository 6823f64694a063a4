"""The schemas of editors, held to lint: what lint takes they take, and typical mistakes they see too."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from specseal.cli import main
from specseal.contract.walk import METHODS
from specseal.diagnostics import Refused
from specseal.document import load, loads, plain
from specseal.editor.files import editor_files, schema_of
from specseal.editor.overlay import STAGES
from specseal.generate import check_product
from specseal.project import Product, Project
from specseal.scaffold.init import project_files

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path
    for folder in (ROOT, *ROOT.glob("examples/*/"))
    for path in (*folder.glob("specs/*/*.yaml"), *folder.glob("overlays/**/*.yaml"))
)
SPEC = "specs/harbour/harbour-parcels.yaml"
WIRE = "overlays/harbour/harbour-parcels/wire.yaml"
CLIENT = "overlays/harbour/harbour-parcels/client.yaml"


def name_of(path: Path | str) -> str:
    """The schema that an editor holds a file to."""
    path = Path(path)
    return "spec" if "specs" in path.parts else f"overlay.{path.stem}"


def problems(name: str, text: str) -> list[str]:
    """What a schema says of a text."""
    data = plain(loads(text, "file.yaml").data)
    return [error.message for error in jsonschema.Draft7Validator(schema_of(name)).iter_errors(data)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_source_of_this_repository_passes(path: Path) -> None:
    data = plain(load(path, path.name).data)
    assert list(jsonschema.Draft7Validator(schema_of(name_of(path))).iter_errors(data)) == []


@pytest.mark.parametrize("name", ["spec", *(f"overlay.{stage}" for stage in STAGES)])
def test_schemas_are_schemas(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(schema_of(name))


#: file, what is replaced in it, by what
MISTAKES: dict[str, tuple[str, str, str]] = {
    "an unknown extension": (SPEC, "x-limits:", "x-limit:"),
    "an extension in the wrong place": (SPEC, "x-region: main", "x-unit: seconds"),
    "an unknown unit": (SPEC, "x-unit: unix-seconds", "x-unit: hours"),
    "a version of OpenAPI that is not read": (SPEC, "openapi: 3.1.0", "openapi: 4.0.0"),
    "no title": (SPEC, "  title: Harbour Parcels\n", ""),
    "an unknown key of an operation": (SPEC, "operationId:", "operationid:"),
    "an unknown keyword of a schema": (SPEC, "maxLength:", "maxlength:"),
    "an unknown type": (SPEC, "type: integer", "type: int"),
    "an error row without a status": (SPEC, "          status: 401\n", ""),
    "an error row with a text for a truth": (SPEC, "retryable: true", "retryable: sometimes"),
    "a response without a description": (SPEC, "          description: The parcel.\n", ""),
    "a host of another protocol": (SPEC, "https://api.", "ftp://api."),
    "an unknown extension in an update": (WIRE, "x-idempotent:", "x-idempotence:"),
    "an unknown key of a recipe": (WIRE, "steps: |", "step: |"),
    "an action without a target": (WIRE, "  - target: $.components\n    description", "  - description"),
    "a target that is no JSONPath": (WIRE, "target: $.components", "target: components"),
    "an unknown key of an action": (
        WIRE,
        "    update:\n      x-idempotent",
        "    updates:\n      x-idempotent",
    ),
    "a version of overlays that is not read": (WIRE, "overlay: 1.1.0", "overlay: 2.0.0"),
    "a pointer without its slash": (WIRE, "code: [/error]", "code: [error]"),
    "another stage's business": (CLIENT, "update:\n      x-client:", "update:\n      x-limits:"),
    "a package that is no name": (CLIENT, "package: harbour_parcels", "package: Harbour Parcels"),
    "an unknown key of x-client": (CLIENT, "environment:", "env:"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_seen_by_editor_and_lint(mistake: str, tmp_path: Path) -> None:
    name, right, wrong = MISTAKES[mistake]
    files = {path: text for path, text in project_files().items() if path.startswith(("specs/", "overlays/"))}
    assert right in files[name]
    assert problems(name_of(name), files[name]) == []
    files[name] = files[name].replace(right, wrong, 1)
    assert problems(name_of(name), files[name])
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    with pytest.raises(Refused):
        check_product(Project(tmp_path), Product("harbour-parcels", "harbour", tmp_path))


_PARAMETER = """
      security: []
      parameters:
        - {name: Extra, description: Something., "x-source": {document: harbour-parcels.md}, %s}
      requestBody:"""
_LIST = "schema: {type: array, items: {type: string}}"
#: what of OpenAPI is used, and how the spec of the template comes to use it
CONSTRUCTS: dict[str, tuple[str, str]] = {
    "servers of an operation": (
        "      operationId:",
        "      servers: [{url: https://track.harbour.example}]\n      operationId:",
    ),
    "servers of a path": ("    post:\n", "    servers: [{url: https://track.harbour.example}]\n    post:\n"),
    **{
        name: ("\n      requestBody:", _PARAMETER % text)
        for name, text in {
            "a cookie": "in: cookie, schema: {type: string}",
            "a parameter with content": "in: query, content: {application/json: {schema: {type: object}}}",
            "reserved characters": "in: query, allowReserved: true, schema: {type: string}",
            "spaces between values": f"in: query, style: spaceDelimited, explode: false, {_LIST}",
            "pipes between values": f"in: query, style: pipeDelimited, explode: false, {_LIST}",
        }.items()
    },
}


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_what_lint_takes_the_editor_takes(construct: str, tmp_path: Path) -> None:
    usual, other = CONSTRUCTS[construct]
    files = {path: text for path, text in project_files().items() if path.startswith(("specs/", "overlays/"))}
    assert usual in files[SPEC]
    files[SPEC] = files[SPEC].replace(usual, other, 1)
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    check_product(Project(tmp_path), Product("harbour-parcels", "harbour", tmp_path))
    assert problems("spec", files[SPEC]) == []


@pytest.mark.parametrize("method", METHODS)
def test_every_method_of_openapi_is_known(method: str) -> None:
    assert problems("spec", project_files()[SPEC].replace("    post:\n", f"    {method}:\n", 1)) == []


def test_names_of_the_vendor_are_no_extensions() -> None:
    overlay = project_files()[CLIENT]
    update = """
  - target: $.components.schemas.Parcel
    update:
      properties: {x-parcel: {type: string, description: A field of that name.}}
      examples: [{x-anything: 1}]
"""
    wire = overlay[: overlay.index("actions:")] + "actions:" + update
    assert problems("overlay.wire", wire) == []
    assert problems("overlay.wire", wire.replace("type: string", "x-typ: string"))


def test_the_files_of_this_repository_are_current() -> None:
    for name, text in editor_files().items():
        assert (ROOT / name).read_text() == text, "run specseal schema --write"


def test_pycharm_is_led_to_every_schema() -> None:
    tree = ElementTree.fromstring(editor_files()[".idea/jsonSchemas.xml"])
    paths = {
        one.attrib["value"] for one in tree.iter("option") if one.attrib["name"] == "relativePathToSchema"
    }
    assert paths == {name for name in editor_files() if name.startswith("schemas/")}


def test_the_command_prints_and_writes(tmp_path: Path, capsys: Any) -> None:
    assert main(["schema", "overlay", "--stage", "client"]) == 0
    assert capsys.readouterr().out == editor_files()["schemas/overlay.client.schema.json"]
    assert main(["schema", "spec"]) == 0
    assert capsys.readouterr().out == editor_files()["schemas/spec.schema.json"]
    (tmp_path / "specs").mkdir()
    assert main(["schema", "--write", "--root", str(tmp_path)]) == 0
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert written == set(editor_files())
    assert "unchanged" not in capsys.readouterr().out
    assert main(["--root", str(tmp_path), "schema", "--write"]) == 0
    assert ": written" not in capsys.readouterr().out
