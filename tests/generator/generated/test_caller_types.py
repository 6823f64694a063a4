"""Code that uses results of every kind passes mypy strict and basedpyright strict, with the documented types."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
USER = """
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, assert_type

from thing import AsyncThing, Thing, errors, models
from thing.types import ListPage, ParsedResponse, Stream


def use(client: Thing) -> None:
    found = client.get_thing(id="1")
    assert_type(found, models.Thing)
    pet = found.pet
    assert_type(pet, models.Cat | models.Dog | dict[str, Any])
    if isinstance(pet, models.Dog):
        assert_type(pet.kind, Literal["dog"] | str)
        assert_type(pet.tricks, list[str])
    elif isinstance(pet, models.Cat):
        assert_type(pet.lives, int | None)
    shape = found.shape
    assert_type(shape, models.Circle | models.Square | dict[str, Any] | str | None)
    if isinstance(shape, models.Circle):
        assert_type(shape.radius, Decimal)
    assert_type(found.pets, list[models.Cat | models.Dog | dict[str, Any]])
    assert_type(found.by_name, dict[str, models.Circle] | None)
    assert_type(found.grid, list[list[int]])
    assert_type(found.either, int | str | None)
    assert_type(found.at, datetime | str | None)
    assert_type(found.days, list[date | str])
    assert_type(found.additional_properties_, dict[str, int])
    assert_type(found.headers_, models.GetThingHeaders)
    assert_type(found.headers_.x_left, int)
    assert_type(found.headers_.x_tags, list[str])
    raw = client.with_raw_response.get_thing(id="1")
    assert_type(raw, ParsedResponse[models.Thing])
    assert_type(raw.parse(), models.Thing)
    assert_type(models.GetThingHeaders.of(raw), models.GetThingHeaders)


def lists(client: Thing) -> None:
    assert_type(client.list_days(), list[datetime | str])
    assert_type(client.map_numbers(), dict[str, Decimal])
    assert_type(client.any_pet(), models.Cat | models.Dog | dict[str, Any])
    page = client.list_rows(offset=0)
    assert_type(page, models.Rows)
    for row in page:
        assert_type(row, models.Row)
    for following in page.iter_pages():
        assert_type(following, models.Rows)
        assert_type(following.items, list[models.Row])
    bare = client.list_bare(offset=0)
    assert_type(bare, ListPage[models.Row])
    for row in bare:
        assert_type(row.id, int | None)


def streams(client: Thing) -> None:
    with client.with_streaming_response.stream_pets() as stream:
        assert_type(stream, Stream[models.Cat | models.Dog | dict[str, Any]])
        assert_type(models.StreamPetsHeaders.of(stream).x_left, int)
        for pet in stream:
            assert_type(pet, models.Cat | models.Dog | dict[str, Any])
    with client.with_streaming_response.get_file() as file:
        for part in file:
            assert_type(part, bytes)


def failures(client: Thing) -> None:
    try:
        client.delete_thing()
    except errors.NotFoundError as error:
        assert_type(models.DeleteThingErrorHeaders.of(error.response).x_reason, int | None)


async def use_async(client: AsyncThing) -> None:
    page = await client.list_rows(offset=0)
    async for row in page:
        assert_type(row, models.Row)
    async with client.with_streaming_response.stream_pets() as stream:
        async for pet in stream:
            assert_type(pet, models.Cat | models.Dog | dict[str, Any])
    raw = await client.with_raw_response.map_numbers()
    assert_type(raw.parse(), dict[str, Decimal])
"""


def obj(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def array(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


@pytest.fixture(scope="module")
def source(new_sandbox: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the package, with the user's module in it."""
    sandbox = new_sandbox(tmp_path_factory.mktemp("callers"))
    at, day = TEXT | {"format": "date-time"}, TEXT | {"format": "date"}
    sandbox.spec["components"]["schemas"] |= {
        "Cat": obj("kind", kind={"const": "cat"}, lives=NUMBER),
        "Dog": obj("kind", kind={"const": "dog"}, tricks=array(TEXT)),
        "Pet": {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}},
        "Circle": obj("radius", radius={"type": "number"}),
        "Square": obj("side", side={"type": "number"}),
        "Row": obj(id=NUMBER),
        "Rows": obj(total=NUMBER, rows=array(ref("Row"))),
        "Thing": obj(
            "pet",
            pet=ref("Pet"),
            pets=array(ref("Pet")),
            shape={"anyOf": [ref("Circle"), ref("Square"), TEXT]},
            by_name={"type": "object", "additionalProperties": ref("Circle")},
            grid=array(array(NUMBER)),
            either={"type": ["integer", "string"]},
            at=at,
            days=array(day),
        )
        | {"additionalProperties": NUMBER},
    }
    left = {"x-left": {"required": True, "schema": NUMBER}}
    sandbox.operation["responses"]["200"]["headers"] = left | {"x-tags": {"schema": array(TEXT)}}
    offset = {"name": "offset", "in": "query", "required": True, "schema": NUMBER}
    paged = {
        "parameters": [offset],
        "x-pagination": {"items": "/rows", "offset": "offset", "total": "/total"},
    }
    for name, media_type, schema, more in (
        ("listDays", "application/json", array(at), {}),
        (
            "mapNumbers",
            "application/json",
            {"type": "object", "additionalProperties": {"type": "number"}},
            {},
        ),
        ("anyPet", "application/json", ref("Pet"), {}),
        ("streamPets", "text/event-stream", ref("Pet"), {}),
        ("getFile", "application/octet-stream", TEXT | {"format": "binary"}, {}),
        ("listRows", "application/json", ref("Rows"), paged),
        (
            "listBare",
            "application/json",
            array(ref("Row")),
            paged | {"x-pagination": {"items": "", "offset": "offset"}},
        ),
    ):
        told = {"description": "It.", "content": {media_type: {"schema": schema}}}
        if name == "streamPets":
            told["headers"] = left
        sandbox.spec["paths"][f"/{name}"] = {"get": {"operationId": name, "responses": {"200": told}} | more}
    gone = {"description": "Gone.", "headers": {"x-reason": {"schema": NUMBER}}}
    responses = {"204": {"description": "Done."}, "404": gone}
    sandbox.spec["paths"]["/gone"] = {"delete": {"operationId": "deleteThing", "responses": responses}}
    options = {"dates": "datetime", "decimals": "Decimal"}
    sandbox.overlay("client", {"target": "$", "update": {"x-client": options}})
    folder: Path = sandbox.generate()
    (folder / "user.py").write_text(USER, "utf-8")
    return folder


def checked(source: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=source, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.slow
def test_mypy_strict(source: Path, tmp_path: Path) -> None:
    options = ("--strict", "--config-file=", f"--cache-dir={tmp_path}")
    assert checked(source, "mypy", *options, "user.py") == ""
    assert checked(source, "mypy", *options, "-p", "thing") == ""


def test_basedpyright_strict(source: Path) -> None:
    config = {"include": ["user.py", "thing/models.py"], "typeCheckingMode": "strict"}
    (source / "pyrightconfig.json").write_text(json.dumps(config), "utf-8")
    assert checked(source, "basedpyright", "--pythonpath", sys.executable) == ""
