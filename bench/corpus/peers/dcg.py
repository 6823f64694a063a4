"""datamodel-code-generator with ``--generate-client``: pydantic models, and a client for them."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datamodel_code_generator import Error, InputFileType, OpenAPIScope, generate
from datamodel_code_generator.enums import ClientType, DataModelType

from .made import Documented, Function, Made, Tool

_MODELS, _CLIENT = "dcg_models", "dcg_client"
PRESET = "standard-py311-20261027"


def _make(document: dict[str, Any], folder: Path) -> Made:
    with warnings.catch_warnings(record=True) as raised:
        warnings.simplefilter("always")
        generate(
            document,
            **_models(document, folder),
            openapi_scopes=[OpenAPIScope.Schemas, OpenAPIScope.Api],
            generate_client=ClientType.HTTPX2,
            client_output=folder / _CLIENT,
            client_package=_CLIENT,
            client_model_package=_MODELS,
            # a document without a server is no fault of a generator
            client_default_base_url="http://127.0.0.1",
        )
    functions = tuple(_functions(folder / _CLIENT, Documented(document)))
    return Made(functions, (_MODELS, _CLIENT), len(raised))


def _make_models(document: dict[str, Any], folder: Path) -> Made:
    with warnings.catch_warnings(record=True) as raised:
        warnings.simplefilter("always")
        generate(document, **_models(document, folder))
    return Made((), (_MODELS,), len(raised))


def _models(document: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The options of both."""
    dotted = any("." in name for name in document.get("components", {}).get("schemas", {}))
    options: dict[str, Any] = {
        "input_file_type": InputFileType.OpenAPI,
        "input_filename": "document.json",
        "output": folder / f"{_MODELS}.py",
        "output_model_type": DataModelType.PydanticV2BaseModel,
        "preset": PRESET,
    }
    # a component whose name has dots would be a module, for which one file is no room
    return options | ({"treat_dot_as_module": False} if dotted else {})


def _functions(client: Path, documented: Documented) -> Iterator[Function]:
    plans = dict(_plans(client / "_operations.py"))
    for path in sorted(client.glob("resources/**/_sync.py")):
        module = ".".join((_CLIENT, *path.relative_to(client).with_suffix("").parts))
        for class_ in ast.parse(path.read_text("utf-8")).body:
            if isinstance(class_, ast.ClassDef) and class_.name.endswith("Resource"):
                yield from _methods(class_, module, plans, documented)


def _plans(path: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """Method and path of each operation in the registry of the client."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and isinstance(node.value, ast.Call)
        ):
            stated = {
                one.arg: one.value.value for one in node.value.keywords if isinstance(one.value, ast.Constant)
            }
            if "method" in stated and "path" in stated:
                yield node.target.id, (str(stated["method"]), str(stated["path"]))


def _methods(
    class_: ast.ClassDef, module: str, plans: dict[str, tuple[str, str]], documented: Documented
) -> Iterator[Function]:
    for node in class_.body:
        used = [one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute) and one.attr in plans]
        if isinstance(node, ast.FunctionDef) and used:
            method, path = plans[used[0]]
            operation = documented.parts.get((method, path), {"responses": {}})
            gaps = tuple(_gaps(node, operation, documented))
            yield Function(method, path, module, f"{class_.name}.{node.name}", gaps)


def _gaps(function: ast.FunctionDef, operation: dict[str, Any], documented: Documented) -> Iterator[str]:
    """Results and bodies that are Any, of which the document says more."""
    returned = function.returns
    said = [any(map(documented.says, one)) for one in documented.results(operation).values()]
    if isinstance(returned, ast.Name) and returned.id == "Any" and any(said):
        yield "the response is Any"
    for argument in function.args.kwonlyargs:
        given = argument.annotation
        if argument.arg == "body" and isinstance(given, ast.Name) and given.id == "Any":
            yield "body is Any"


TOOL = Tool("datamodel-code-generator", _make, Error)
MODELS = Tool("datamodel-code-generator, models", _make_models, Error)
