"""A project of one made-up product, which tests change a piece at a time."""

from __future__ import annotations

import _imp
import copy
import json
import marshal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest

from specseal.diagnostics import Diagnostic, Refused
from specseal.generate import output_of
from specseal.output import Output, write_products
from specseal.project import Project
from tests.generator.packages import importing

MINIMAL: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Thing",
        "version": "1",
        "summary": "Things.",
        "x-source": {"document": "thing.txt", "digest": f"sha256:{'0' * 64}"},
    },
    "servers": [{"url": "https://api.example.com", "x-region": "eu"}],
    "paths": {
        "/thing": {
            "post": {
                "operationId": "getThing",
                "summary": "Get a thing",
                "requestBody": {
                    "required": True,
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "required": ["id"],
                                "properties": {"id": {"type": "string", "description": "Which thing."}},
                            }
                        }
                    },
                },
                "responses": {
                    "200": {
                        "description": "The thing.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                    }
                },
            }
        }
    },
    "components": {"schemas": {"Thing": {"type": "object", "properties": {"name": {"type": "string"}}}}},
}


SCHEME: dict[str, Any] = {
    "type": "http",
    "scheme": "acme-callback",
    "x-signing": {
        "credentials": ["key"],
        "secrets": ["key"],
        "steps": 'data = take(form, "data")\nform["sign"] = hex(sha1(key + data))\n',
        "vectors": [
            {
                "name": "one",
                "source": "printf %s 'secret{}' | openssl dgst -sha1",
                "credentials": {"key": "secret"},
                "request": {"method": "POST", "url": "https://x.example/", "form": {"data": "{}"}},
                "expect": {"form": {"sign": "313497c3712f3817a8a95eb3763b52f7c09690ba"}},
            }
        ],
    },
}
CALLBACK: dict[str, Any] = {
    "description": "What became of it.",
    "data": "data",
    "sign": "sign",
    "schema": {"$ref": "#/components/schemas/Thing"},
    "scheme": "callback",
}


class Sandbox:
    """A project in a temporary folder with the product ``thing`` of the vendor ``acme``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.spec: dict[str, Any] = copy.deepcopy(MINIMAL)
        self.overlays: dict[str, list[dict[str, Any]]] = {}

    @property
    def operation(self) -> dict[str, Any]:
        """The one operation of the spec."""
        found: dict[str, Any] = self.spec["paths"]["/thing"]["post"]
        return found

    def page(self, **changes: str) -> None:
        """Let the answer be one page of many."""
        integer = {"type": "integer"}
        self.operation["parameters"] = [
            {"name": "page", "in": "query", "required": True, "schema": integer},
            {"name": "size", "in": "query", "required": True, "schema": integer},
            {"name": "hint", "in": "query", "schema": integer},
        ]
        schemas = self.spec["components"]["schemas"]
        schemas["Thing"]["properties"] |= {
            "total": integer,
            "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
        }
        schemas["Row"] = {"type": "object", "properties": {"name": {"type": "string"}}}
        told = {"page": "page", "size": "size", "total": "/total", "items": "/rows"} | changes
        self.operation["x-pagination"] = told

    def receive(self, **changes: Any) -> None:
        """Let the vendor send something by itself."""
        self.spec["components"]["securitySchemes"] = {"callback": copy.deepcopy(SCHEME)}
        self.spec["x-callbacks"] = {"outcome": CALLBACK | changes}

    @property
    def body(self) -> dict[str, Any]:
        """The media type object of the request."""
        (found,) = self.operation["requestBody"]["content"].values()
        assert isinstance(found, dict)
        return found

    @property
    def properties(self) -> dict[str, Any]:
        """The fields of the form."""
        found: dict[str, Any] = self.body["schema"]["properties"]
        return found

    @property
    def answer(self) -> dict[str, Any]:
        """The properties of the answer."""
        found: dict[str, Any] = self.spec["components"]["schemas"]["Thing"]["properties"]
        return found

    def overlay(self, stage: str, *actions: dict[str, Any]) -> None:
        """Add a product overlay."""
        self.overlays[f"acme/thing/{stage}"] = list(actions)

    def save(self) -> Project:
        """Write all of it; JSON is YAML."""
        files = {"specs/acme/thing.yaml": self.spec} | {
            f"overlays/{path}.yaml": {
                "overlay": "1.1.0",
                "info": {"title": "Test", "version": "1"},
                "actions": actions,
            }
            for path, actions in self.overlays.items()
        }
        for path, content in files.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(content, indent=2), "utf-8")
        return Project(self.root)

    def output(self) -> Output:
        """What is generated."""
        project = self.save()
        (product,) = project.products()
        return output_of(project, product)

    def file(self, name: str) -> str:
        """A generated module."""
        return self.output().files[f"src/thing/{name}"]

    def problems(self) -> list[Diagnostic]:
        """The diagnostics that stop generation; nothing may have been written by then."""
        with pytest.raises(Refused) as refused:
            self.output()
        assert not (self.root / "generated").exists()
        return [one for one in refused.value.diagnostics if one.severity == "error"]

    def codes(self) -> set[str]:
        """The codes of those diagnostics."""
        return {one.code for one in self.problems()}

    def generate(self) -> Path:
        """Write the wheel project; its source folder."""
        project = self.save()
        write_products(project, [self.output()])
        return project.generated / "thing" / "src"


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Compiles each text once in a process: the runtime of hundreds of generated packages is the same."""
    known: dict[bytes, bytes] = {}
    compile_source = SourceFileLoader.source_to_code

    def source_to_code(loader: SourceFileLoader, data: Any, path: Any, **options: Any) -> Any:
        if not isinstance(data, bytes) or "_runtime" not in str(path):
            return compile_source(loader, data, path, **options)
        if data not in known:
            known[data] = marshal.dumps(compile_source(loader, data, "", **options))
        code = marshal.loads(known[data])
        cast("Any", _imp)._fix_co_filename(code, str(path))
        return code

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SourceFileLoader, "source_to_code", source_to_code)
        yield


@pytest.fixture(scope="session")
def new_sandbox() -> type[Sandbox]:
    """Makes further projects."""
    return Sandbox


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    """A project with one minimal, valid product."""
    return Sandbox(tmp_path)


@pytest.fixture
def imported(sandbox: Sandbox) -> Iterator[Callable[[], ModuleType]]:
    """Imports the generated package ``thing`` of the sandbox; forgets it afterwards."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(importing(sandbox.generate(), "thing"))
