"""The provenance of a project's files: an in-toto Statement v1 with SLSA's provenance v1 predicate, unsigned.

It says what was built (subjects), from what (the project's files as one digest, the spec and overlays, the pins) and by
what. Nothing in it depends on when, where or by whom it was made, unless ``commit`` and ``builder`` are given.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.publishing.archives import EPOCH, Built
from tools.publishing.sources import Source, sha256, tree_digest

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
BACKEND = ("build", "hatchling", "packaging", "pathspec", "pluggy", "pyproject-hooks", "trove-classifiers")
"""The packages whose versions decide what is in an archive."""


@dataclass(frozen=True, slots=True)
class Builder:
    """Who builds, and from which commit, where that is known."""

    identity: str = ""
    """URI of the builder; empty for `make wheels` on a machine of one's own."""
    commit: str = ""
    """40 hexadecimal digits; empty where the files are all that is known."""


def statement(built: Built, sbom: Path, pins: Mapping[str, str], builder: Builder) -> str:
    """The statement about a project's wheel and sdist, as JSON."""
    source = built.source
    home = source.project.get("urls", {}).get("Repository", "https://specseal.example/source")
    document = {
        "_type": STATEMENT,
        "subject": [_described(path) for path in (built.wheel, built.sdist)],
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": f"{home}#make-wheels-v1",
                "externalParameters": {"command": "make wheels", "project": source.path},
                "internalParameters": {"SOURCE_DATE_EPOCH": str(EPOCH)},
                "resolvedDependencies": [
                    _project(source, home, builder.commit),
                    *_inputs(source),
                    *({"uri": f"pkg:pypi/{name}@{pins[name]}"} for name in BACKEND),
                ],
            },
            "runDetails": {
                "builder": {"id": builder.identity or f"{home}#make-wheels"},
                "byproducts": [_described(sbom)],
            },
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _described(path: Path) -> dict[str, Any]:
    return {"name": path.name, "digest": {"sha256": sha256(path.read_bytes())}}


def _project(source: Source, home: str, commit: str) -> dict[str, Any]:
    """The project's files; ``dirHash`` is over the files that are published, before the bill of materials."""
    digest = {"dirHash": tree_digest(source.files)} | ({"gitCommit": commit} if commit else {})
    return {"name": source.path, "uri": f"git+{home}", "digest": digest}


def _inputs(source: Source) -> list[dict[str, Any]]:
    """What the project's files were generated from, the last release among it, and the pins of all that built them."""
    paths = [source.root / "constraints.txt"]
    if source.is_client:
        name = source.folder.name
        for spec in sorted(source.root.glob(f"specs/*/{name}.yaml")):
            vendor = source.root / "overlays" / spec.parent.name
            last = source.root / "releases" / spec.parent.name / name
            paths += [spec, *sorted(vendor.glob("*.yaml")), *sorted((vendor / name).glob("*.yaml"))]
            paths += sorted(path for path in last.rglob("*") if path.is_file())
    return [
        {"name": path.relative_to(source.root).as_posix(), "digest": {"sha256": sha256(path.read_bytes())}}
        for path in paths
    ]
