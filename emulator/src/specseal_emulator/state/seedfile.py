"""Seeds from YAML files, validated against a published JSON Schema."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import jsonschema_rs

from ..json_types import Json, is_array
from ..plugins import installed
from .keys import key
from .limits import UNLIMITED, Limits
from .seed import Seed, default_seed, sections
from .sizes import check_key
from .yaml_source import InvalidYAML, Located, read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ..plugins import Section
    from .yaml_source import YAMLPath

_TYPES = {
    "string": "a string; put it in quotes",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
}


class SeedError(ValueError):
    """An invalid seed file. Each line of the message names the file, the line and the key."""


@cache
def seed_schema() -> Json:
    """The JSON Schema (2020-12) of seed files."""
    schema: Json = json.loads(
        (files(__name__.rpartition(".")[0]) / "seed.schema.json").read_text(encoding="utf-8")
    )
    for vendor in installed():
        own = vendor.seed_schema() if vendor.seed_schema else _derived(vendor.sections)
        schema["properties"] |= own["properties"]
        schema["$defs"] |= own.get("$defs", {})
    return schema


def _derived(vendors: Iterable[Section]) -> Json:
    """Schemas of sections from their dataclasses, for vendors that bring none."""
    properties: Json = {}
    definitions: Json = {}
    for section in vendors:
        hints = get_type_hints(section.model)
        definitions[section.model.__name__] = {
            "type": "object",
            "additionalProperties": False,
            "required": [
                part.name
                for part in fields(section.model)
                if part.default is MISSING and part.default_factory is MISSING
            ],
            "properties": {part.name: _of_hint(hints[part.name]) for part in fields(section.model)},
        }
        item = {"$ref": f"#/$defs/{section.model.__name__}"}
        properties[section.name] = {"type": "array", "items": item}
    return {"properties": properties, "$defs": definitions}


def _of_hint(hint: Any) -> Json:
    names = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
    parts = [names[part] for part in get_args(hint) or (hint,) if part in names]
    return {"type": parts if len(parts) > 1 else parts[0]} if parts else {}


def read_seed(path: Path) -> Seed:
    """The seed of a YAML file. Raises `SeedError`."""
    try:
        located = read_yaml(path.read_bytes())
    except OSError as error:
        raise SeedError(f"{path}: {error.strerror or error}") from error
    except InvalidYAML as error:
        raise SeedError(f"{path}:{error}") from error
    items: dict[str, list[Any]] = {}
    problems = _problems(located) or _repeated(located) or list(_read_items(located, items))
    if problems:
        problems.sort()
        raise SeedError("\n".join(f"{path}:{line}: {where}{text}" for line, where, text in problems))
    own = Seed(**items)
    return default_seed() + own if located.data.get("extends") == "default" else own


def _read_items(located: Located, items: dict[str, list[Any]]) -> Iterator[Problem]:
    """Make the items, by section, and say which cannot be."""
    for name, section in sections().items():
        items[name] = []
        for position, given in enumerate(located.data.get(name, ())):
            try:
                item = section.model(**_with_limits(given))
                for kind, of, *_ in section.records([item]):
                    check_key(kind, of)
            except ValueError as error:
                yield _problem(located, (name, position), str(error))
            else:
                items[name].append(item)


def _with_limits(item: Json) -> Json:
    limits = item.get("limits")
    if limits is None:
        return item
    return {**item, "limits": UNLIMITED if limits == "none" else Limits(**limits)}


Problem = tuple[int, str, str]
"""Line, path followed by a colon and a space, and what is wrong there."""


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(seed_schema(), offline=True)


def describe(
    error: jsonschema_rs.ValidationError, known: Callable[[YAMLPath], Iterable[str]]
) -> Iterator[tuple[YAMLPath, str, bool]]:
    """What is wrong, in words: path, text, and whether it is about the key at the path rather than its value.

    Args: `known`, the names that the schema allows at a path.
    """
    path: YAMLPath = tuple(error.instance_path)
    kind: Json = error.kind.as_dict()
    if "unexpected" in kind:
        text = f"unknown key; expected one of: {', '.join(known(path))}"
        yield from (((*path, name), text, True) for name in kind["unexpected"])
    elif "property" in kind:
        yield path, f"{kind['property']} is missing", False
    elif "types" in kind:
        wanted = " or ".join(_TYPES.get(str(name), str(name)) for name in kind["types"])
        yield path, f"must be {wanted}", False
    else:
        yield path, error.message, False


def _problems(located: Located) -> list[Problem]:
    return [
        _problem(located, path, text, name=name)
        for error in _validator().iter_errors(located.data)
        for path, text, name in describe(error, _properties)
    ]


def _problem(located: Located, path: YAMLPath, text: str, *, name: bool = False) -> Problem:
    where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    return located.line(path, name=name), f"{where}: " if where else "", text


def _properties(path: YAMLPath) -> list[str]:
    """The property names that the schema allows at a path."""
    schema = seed_schema()
    for step in path:
        inner: Any = schema["items"] if isinstance(step, int) else schema["properties"][step]
        reference = str(inner.get("else", inner).get("$ref", "")).rpartition("/")[2]
        schema = seed_schema()["$defs"][reference] if reference else inner
    return list(schema["properties"])


def _repeated(located: Located) -> list[Problem]:
    found: list[Problem] = []
    for section, names in ((name, each.unique) for name, each in sections().items()):
        seen: dict[str, int] = {}
        items = located.data.get(section, ())
        for position, item in enumerate(items if is_array(items) else ()):
            identity = key(*(str(item.get(name, "demo")) for name in names))
            line = located.line((section, position))
            if identity in seen:
                text = f"has the same {' and '.join(names)} as the one of line {seen[identity]}"
                found.append(_problem(located, (section, position), text))
            seen[identity] = line
    return found
