"""The files by which VS Code and PyCharm know the schemas, relative to the project."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from .overlay import STAGES, overlay_schema
from .spec import spec_schema

FOLDER: Final = "schemas"
_PATTERNS: Final[Mapping[str, tuple[str, ...]]] = {
    "spec": ("specs/*/*.yaml",),
    **{f"overlay.{stage}": (f"overlays/*/{stage}.yaml", f"overlays/*/*/{stage}.yaml") for stage in STAGES},
}


def schema_of(name: str) -> dict[str, Any]:
    """The schema of ``spec``, or of ``overlay.STAGE``."""
    kind, _, stage = name.partition(".")
    if kind == "spec":
        return spec_schema()
    return overlay_schema(next(one for one in STAGES if one == stage))


def editor_files() -> dict[str, str]:
    """Relative path → text: the schemas, and the settings of VS Code and PyCharm that lead to them."""
    schemas = {name: f"{FOLDER}/{name}.schema.json" for name in _PATTERNS}
    settings = {"yaml.schemas": {f"./{path}": list(_PATTERNS[name]) for name, path in schemas.items()}}
    return {
        **{path: as_text(schema_of(name)) for name, path in schemas.items()},
        ".vscode/settings.json": as_text(settings),
        ".vscode/extensions.json": as_text({"recommendations": ["redhat.vscode-yaml"]}),
        ".idea/jsonSchemas.xml": _pycharm(schemas),
    }


def stale_schemas(root: Path) -> list[str]:
    """The schemas of a project that are missing, or not those of today."""
    wanted = {path: text for path, text in editor_files().items() if path.startswith(f"{FOLDER}/")}
    return [path for path, text in wanted.items() if not _has(root / path, text)]


def _has(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def as_text(value: Any) -> str:
    """JSON for people."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _pycharm(schemas: Mapping[str, str]) -> str:
    entries = "".join(_entry(name, path) for name, path in schemas.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<project version="4">\n'
        '  <component name="JsonSchemaMappingsProjectConfiguration">\n'
        "    <state>\n"
        "      <map>\n"
        f"{entries}"
        "      </map>\n"
        "    </state>\n"
        "  </component>\n"
        "</project>\n"
    )


def _entry(name: str, path: str) -> str:
    items = "".join(
        "                    <Item>\n"
        '                      <option name="pattern" value="true" />\n'
        f'                      <option name="path" value="{pattern}" />\n'
        '                      <option name="mappingKind" value="Pattern" />\n'
        "                    </Item>\n"
        for pattern in _PATTERNS[name]
    )
    title = f"Specseal {name.replace('.', ' ')}"
    return (
        f'        <entry key="{title}">\n'
        "          <value>\n"
        "            <SchemaInfo>\n"
        f'              <option name="name" value="{title}" />\n'
        f'              <option name="relativePathToSchema" value="{path}" />\n'
        '              <option name="schemaVersion" value="JSON Schema version 7" />\n'
        '              <option name="patterns">\n'
        "                <list>\n"
        f"{items}"
        "                </list>\n"
        "              </option>\n"
        "            </SchemaInfo>\n"
        "          </value>\n"
        "        </entry>\n"
    )
