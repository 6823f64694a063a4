"""The bill of materials of a wheel: CycloneDX 1.6 as JSON, from its pyproject.toml and what is copied into it.

A library fixes no versions of what it depends on: such a component has none, and says in properties which versions are
allowed and with which one the tests ran. What a wheel carries inside (the runtime of a client, the contracts of the
emulator) is a component with a digest. There is no time stamp, and the serial number follows from the content.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import cyclonedx.schema
import jsonschema_rs
from packageurl import PackageURL
from packaging.requirements import Requirement

from tools.publishing.sources import CONTRACTS, Source, normalised, sha256, tree_digest

_SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
_NAMESPACE = uuid.UUID("6b1d8f0e-6a0c-5a54-9d9c-3f2c1f0f7c55")
_REFERENCES = {
    "homepage": "website",
    "repository": "vcs",
    "source": "vcs",
    "changelog": "release-notes",
    "documentation": "documentation",
    "issues": "issue-tracker",
}
"""What a URL of pyproject.toml is to CycloneDX, by its label."""


def bill_of_materials(source: Source, pins: Mapping[str, str]) -> str:
    """The document for a project. ``pins`` are the versions that the repository is tested with, by name."""
    itself = _itself(source)
    components = [*_dependencies(source, pins), *_carried(source)]
    needed = [one["bom-ref"] for one in components if one["scope"] == "required"]
    content = {
        "version": 1,
        "metadata": {
            "tools": {"components": [_tool("hatchling", pins["hatchling"])]},
            "component": itself,
        },
        "components": components,
        "dependencies": [
            {"ref": itself["bom-ref"], "dependsOn": needed},
            *({"ref": one["bom-ref"]} for one in components),
        ],
    }
    serial = uuid.uuid5(_NAMESPACE, json.dumps(content, sort_keys=True))
    document = {
        "$schema": _SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        **content,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def problems(text: str) -> list[str]:
    """What the official schema says against a document, by JSON Pointer; empty for a valid one."""
    return [
        f"/{'/'.join(map(str, error.instance_path))}: {error.message}"
        for error in _validator().iter_errors(json.loads(text))
    ]


def _itself(source: Source) -> dict[str, Any]:
    project = source.project
    purl = PackageURL("pypi", name=source.name, version=source.version).to_string()
    return {
        "type": "library",
        "bom-ref": purl,
        "name": source.name,
        "version": source.version,
        "description": project["description"],
        "authors": project.get("authors", []),
        "licenses": [{"expression": project["license"]}],
        "purl": purl,
        "externalReferences": [
            {"type": _REFERENCES.get(label.lower(), "other"), "url": url, "comment": label}
            for label, url in project.get("urls", {}).items()
        ],
    }


def _tool(name: str, version: str) -> dict[str, Any]:
    return {
        "type": "application",
        "name": name,
        "version": version,
        "purl": PackageURL("pypi", name=name, version=version).to_string(),
    }


def _dependencies(source: Source, pins: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """What pyproject.toml asks for, each package once, by name."""
    asked: dict[str, list[tuple[str, str]]] = {}
    lists = {"": source.project.get("dependencies", []), **source.project.get("optional-dependencies", {})}
    for extra, requirements in lists.items():
        for text in requirements:
            requirement = Requirement(text)
            asked.setdefault(normalised(requirement.name), []).append((extra, str(requirement)))
    for name, asking in sorted(asked.items()):
        purl = PackageURL("pypi", name=name).to_string()
        said = [(f"specseal:requirement{f':{extra}' if extra else ''}", text) for extra, text in asking]
        said += [("specseal:tested-version", pins[name])] if name in pins else []
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "scope": "required" if any(not extra for extra, _ in asking) else "optional",
            "purl": purl,
            "properties": [{"name": key, "value": value} for key, value in said],
        }


def _carried(source: Source) -> Iterator[dict[str, Any]]:
    """What was copied into the wheel from elsewhere in the repository."""
    runtime = f"src/{source.package}/_runtime/"
    copied = {
        path.removeprefix(runtime): content
        for path, content in source.files.items()
        if path.startswith(runtime)
    }
    made = re.search(rb"(?m)^# Made by specseal (\S+);", source.files["pyproject.toml"])
    if source.is_client and copied and made:
        version = made[1].decode()
        yield {
            "type": "library",
            "bom-ref": "specseal-runtime",
            "name": "specseal-runtime",
            "version": version,
            "description": f"Copied into the package as {source.package}/_runtime, with only what it uses.",
            "scope": "required",
            "purl": PackageURL(
                "pypi", name="specseal", version=version, subpath="specseal/runtime"
            ).to_string(),
            "properties": [{"name": "specseal:dirHash", "value": tree_digest(copied)}],
        }
    for path, content in source.files.items():
        if path.startswith(f"{CONTRACTS}/"):
            name = path.removeprefix("src/")
            yield {
                "type": "data",
                "bom-ref": name,
                "name": name,
                "scope": "required",
                "hashes": [{"alg": "SHA-256", "content": sha256(content)}],
            }


@cache
def _validator() -> jsonschema_rs.Draft7Validator:
    folder = Path(cyclonedx.schema.__file__).parent / "_res"
    names = [f"{name}.SNAPSHOT.schema.json" for name in ("bom-1.6", "spdx", "jsf-0.82")]
    schemas = {name: json.loads((folder / name).read_text("utf-8")) for name in names}
    base = _SCHEMA.rpartition("/")[0]
    registry = jsonschema_rs.Registry([(f"{base}/{name}", schema) for name, schema in schemas.items()])
    return jsonschema_rs.Draft7Validator(schemas[names[0]], registry=registry, validate_formats=True)
