"""``index.json``: what the feed holds, with versions and digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from .subject import Subject

VERSION = 1
"""Of the layout of the index."""
_MEDIA_TYPES = {
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".js": "text/javascript",
    ".py": "text/x-python",
    ".sh": "application/x-sh",
}


def index(subjects: Sequence[Subject], files: Mapping[str, str], generated: str) -> str:
    """The index over all other files of the feed."""
    listed: dict[str, Any] = {
        "generated": generated,
        "index": VERSION,
        "generator": subjects[0].package.generator,
        "products": [_product(subject, files) for subject in subjects],
        "files": [_file(path, text) for path, text in files.items() if "/" not in path],
    }
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def _product(subject: Subject, files: Mapping[str, str]) -> dict[str, Any]:
    package = subject.package
    return {
        "name": subject.name,
        "vendor": subject.product.vendor,
        "title": package.title,
        "summary": package.summary,
        "version": package.api_version,
        "client": {
            "distribution": package.distribution,
            "module": package.module,
            "version": package.version,
        },
        "digest": package.digest,
        "openapi": f"{subject.name}/openapi.json",
        "operations": [
            {
                "id": plan.operation_id,
                "method": plan.method,
                "path": operation.path,
                "python": plan.method_name,
                "page": f"{subject.name}/operations/{plan.method_name}.md",
            }
            for plan, operation in zip(package.operations, subject.contract.operations, strict=True)
        ],
        "callbacks": [
            {"name": one.name, "page": f"{subject.name}/callbacks/{one.name}.md"} for one in package.callbacks
        ],
        "files": [_file(path, text) for path, text in files.items() if path.startswith(f"{subject.name}/")],
    }


def _file(path: str, text: str) -> dict[str, Any]:
    data = text.encode()
    return {
        "path": path,
        "type": _MEDIA_TYPES["." + path.rpartition(".")[2]],
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
