"""openapi-python-client: its own parser, templates and formatter, as its command runs them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.openapi import Endpoint, GeneratorData
from openapi_python_client.parser.properties.any import AnyProperty

from .made import Documented, Function, Made, Tool

_PACKAGE = "opc"


class _RefusedError(Exception):
    """It said no."""


def _make(document: dict[str, Any], folder: Path) -> Made:
    try:
        return _made(document, folder, ConfigFile())
    except ValueError as error:
        if "literal_enums" not in str(error):
            raise
        return _made(document, folder, ConfigFile(literal_enums=True))  # as it says


def _made(document: dict[str, Any], folder: Path, settings: ConfigFile) -> Made:
    config = Config.from_sources(
        settings,
        MetaType.NONE,
        folder / "document.json",
        "utf-8",
        overwrite=True,
        output_path=folder / _PACKAGE,
    )
    read = GeneratorData.from_dict(document, config=config)
    if isinstance(read, GeneratorError):
        raise _RefusedError(f"{read.header} {read.detail}")
    warnings = Project(openapi=read, config=config).build()
    documented = Documented(document)
    # two endpoints with one name overwrite each other
    functions = {one.module: one for one in _functions(read, folder, documented)}
    return Made(tuple(functions.values()), (_PACKAGE,), len(warnings))


def _functions(read: GeneratorData, folder: Path, documented: Documented) -> Iterator[Function]:
    spelled = {(method, _shape(path)): path for method, path in documented.parts}
    for tag, collection in read.endpoint_collections_by_tag.items():
        for endpoint in collection.endpoints:
            method = endpoint.method.upper()
            path = spelled[method, _shape(endpoint.path.get_untrusted_value())]
            if (folder / _PACKAGE / "api" / tag / f"{endpoint.name}.py").is_file():
                module = f"{_PACKAGE}.api.{tag}.{endpoint.name}"
                gaps = tuple(_gaps(endpoint, documented.parts[method, path], documented))
                yield Function(method, path, module, "sync_detailed", gaps)


def _shape(path: str) -> str:
    """A path without the names of its parameters, which are changed."""
    outside = [part.partition("}")[2] if index else part for index, part in enumerate(path.split("{"))]
    return "{}".join(outside)


def _gaps(endpoint: Endpoint, operation: dict[str, Any], documented: Documented) -> Iterator[str]:
    """What is dropped of it, with a warning or without; responses of errors do not count."""
    for error in endpoint.errors:
        said = (error.detail or error.header).partition("\n")[0]
        if not said.startswith("Cannot parse response"):
            yield said
    for parameter in map(documented.resolved, operation["parameters"]):
        if "schema" not in parameter:
            yield f"parameter {parameter.get('name')} is left out"
    typed = {one.status_code.pattern: not isinstance(one.prop, AnyProperty) for one in endpoint.responses}
    for status, schemas in documented.results(operation).items():
        if any(map(documented.says, schemas)) and not typed.get(status, False):
            yield f"response {status} is {'Any' if status in typed else 'left out'}"
    for media in documented.resolved(operation.get("requestBody")).get("content", {}).values():
        if documented.says(media.get("schema")) and all(
            isinstance(one.prop, AnyProperty) for one in endpoint.bodies
        ):
            yield "body is Any"


TOOL = Tool("openapi-python-client", _make, _RefusedError)
