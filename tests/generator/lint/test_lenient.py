"""What is told without refusing anything: foreign extensions and keywords, and, leniently, faults that harm nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specseal.cli import main
from specseal.generate import check_product
from specseal.project import Project

BODY = "/paths/~1thing/post/requestBody/content/multipart~1form-data"


def told(sandbox: Any, *, lenient: bool = False) -> list[tuple[str, str, str]]:
    (product,) = sandbox.save().products()
    checked = check_product(Project(sandbox.root, lenient=lenient), product)
    return [(one.severity, one.code, one.location.pointer if one.location else "") for one in checked.told]


def test_foreign_extensions_are_listed_once_each(sandbox: Any) -> None:
    sandbox.operation["x-acme-tag"] = "a"
    sandbox.spec["info"]["x-acme-tag"] = "b"
    sandbox.properties["id"]["x-order"] = 1
    assert told(sandbox) == [
        ("note", "extension-foreign", "/info/x-acme-tag"),
        ("note", "extension-foreign", f"{BODY}/schema/properties/id/x-order"),
    ]
    assert "x-acme-tag" in sandbox.output().contract


@pytest.mark.parametrize("key", ["x-idempotant", "x-Idempotent", "x-limit", "x-placed_by", "x-error"])
def test_an_extension_that_is_nearly_one_of_ours_is_a_mistake(sandbox: Any, key: str) -> None:
    sandbox.operation[key] = True
    assert sandbox.codes() == {"extension-unknown"}


@pytest.mark.parametrize("key", ["x-methodName", "x-order", "x-example", "x-internal"])
def test_an_extension_that_is_like_none_of_ours_is_somebody_elses(sandbox: Any, key: str) -> None:
    sandbox.operation[key] = True
    assert [code for _, code, _ in told(sandbox)] == ["extension-foreign"]


def test_foreign_keywords_are_listed_once_each(sandbox: Any) -> None:
    sandbox.properties["id"]["optional"] = True
    sandbox.answer["name"]["optional"] = True
    ((severity, code, _),) = told(sandbox)
    assert (severity, code) == ("note", "keyword-foreign")


def test_what_nothing_is_generated_from_is_listed(sandbox: Any) -> None:
    path_item = {"post": {"responses": {"200": {"description": "ok"}}}}
    sandbox.operation["callbacks"] = {"done": {"{$request.body#/url}": path_item}}
    sandbox.spec["webhooks"] = {"done": path_item}
    del sandbox.spec["servers"]
    assert told(sandbox) == [
        ("note", "server-missing", ""),
        ("note", "not-generated", "/webhooks"),
        ("note", "not-generated", "/paths/~1thing/post/callbacks"),
    ]


FAULTS: list[tuple[str, Any]] = [
    ("example-invalid", lambda s: s.properties["id"].update(examples=[5])),
    ("example-invalid", lambda s: s.properties["id"].update(default=5)),
    ("keyword-unknown", lambda s: s.properties["id"].update(minLenght=3)),
    ("media-type-misnamed", lambda s: s.operation["requestBody"]["content"].update(none={})),
    ("tag-twice", lambda s: s.spec.update(tags=[{"name": "a"}, {"name": "a"}])),
    ("openapi-invalid", lambda s: s.spec.update(tags=[{"description": "Nameless."}])),
    ("openapi-invalid", lambda s: s.operation["responses"]["200"].pop("description")),
    ("openapi-invalid", lambda s: s.spec["info"].update(contact="me")),
    ("openapi-invalid", lambda s: s.spec["info"].update(license="mine")),
    ("openapi-invalid", lambda s: s.spec["info"].update(termsOfService=5)),
    ("openapi-invalid", lambda s: s.body["schema"].update(required=["id", "id"])),
]


@pytest.mark.parametrize(("code", "change"), FAULTS)
def test_faults_that_harm_nobody(sandbox: Any, code: str, change: Any) -> None:
    change(sandbox)
    assert sandbox.codes() == {code}
    ((severity, found, _),) = told(sandbox, lenient=True)
    assert (severity, found) == ("warning", code)


def test_a_required_property_that_nothing_declares_may_be_anything(sandbox: Any) -> None:
    sandbox.spec["components"]["schemas"]["Thing"]["required"] = ["kind"]
    assert sandbox.codes() == {"required-unknown"}
    assert [code for _, code, _ in told(sandbox, lenient=True)] == ["required-unknown"]
    (sandbox.root / "pyproject.toml").write_text("[tool.specseal]\nlenient = true\n")
    assert "    kind: Any" in sandbox.file("models.py")


def test_a_body_is_sent_as_the_media_type_that_is_one(sandbox: Any) -> None:
    (sandbox.root / "pyproject.toml").write_text("[tool.specseal]\nlenient = true\n")
    before = sandbox.file("_client.py")
    sandbox.operation["requestBody"]["content"]["none"] = {"schema": {"type": "string"}}
    assert sandbox.file("_client.py") == before


def test_a_body_of_which_no_media_type_is_one_is_refused(sandbox: Any) -> None:
    (sandbox.root / "pyproject.toml").write_text("[tool.specseal]\nlenient = true\n")
    sandbox.operation["requestBody"]["content"] = {"none": {"schema": {"type": "string"}}}
    assert sandbox.codes() == {"media-type-invalid"}


def test_faults_that_do_harm_are_refused_leniently_too(sandbox: Any, capsys: Any) -> None:
    sandbox.properties["id"]["examples"] = [5]
    sandbox.operation["requestBody"]["content"] = []
    sandbox.save()
    assert main(["lint", "--lenient", "--root", str(sandbox.root)]) == 1
    said = capsys.readouterr().err
    assert "openapi-invalid" in said and "Refused: 1 problem;" in said


def test_the_command_prints_warnings_and_writes(sandbox: Any, capsys: Any) -> None:
    sandbox.properties["id"]["examples"] = [5]
    sandbox.operation["x-acme"] = 1
    sandbox.save()
    root = ["--root", str(sandbox.root)]
    assert main(["generate", *root]) == 1
    assert main(["generate", "--lenient", *root]) == 0
    said = capsys.readouterr().err
    assert "warning: example-invalid" in said and "note:" not in said
    assert (sandbox.root / "generated/thing/pyproject.toml").exists()
    assert main(["lint", "--lenient", "--format", "json", *root]) == 0
    diagnostics = json.loads(capsys.readouterr().out)["diagnostics"]
    assert [one["severity"] for one in diagnostics] == ["note", "warning"]


def test_the_settings_of_the_project_may_say_so(sandbox: Any) -> None:
    sandbox.properties["id"]["examples"] = [5]
    sandbox.save()
    settings = sandbox.root / "pyproject.toml"
    settings.write_text("[tool.specseal]\nlenient = true\n")
    assert main(["lint", "--root", str(sandbox.root)]) == 0
    settings.write_text("[tool.specseal]\nlenient = 1\n")
    assert main(["lint", "--root", str(sandbox.root)]) == 1


def test_what_the_emulator_has_to_guess_is_told_in_one_line(sandbox: Any) -> None:
    row = {"status": 400, "key": "error", "description": "Bad.", "retryable": False}
    sandbox.operation["x-errors"] = {"BAD": dict(row), "OLD": dict(row)}
    sandbox.spec["x-error-body"] = {"code": ["/error"]}
    failure = {"type": "object", "properties": {"error": {"type": "string"}}}
    content = {"application/json": {"schema": failure}}
    sandbox.operation["responses"]["default"] = {"description": "It failed.", "content": content}
    assert told(sandbox) == []  # a vendor with a module of its own says nothing
    sandbox.overlay(
        "wire",
        {
            "target": "$..['x-errors'].BAD",
            "update": {"emulates": ["missing", "malformed", "too-large", "credentials", "unknown-key"]},
        },
        {
            "target": "$..['x-errors'].OLD",
            "update": {"emulates": {"expired": "", "nonce": "", "signature": "", "forbidden": ""}},
        },
    )
    (product,) = sandbox.save().products()
    (note,) = check_product(Project(sandbox.root), product).told
    assert (note.severity, note.code) == ("note", "emulates-guessed")
    assert "for not-found, conflict, route, method, rate, concurrency, server: the emulator" in note.message
