"""Entities for Backstage: a location that leads to one API per product, and a system per vendor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..document import dump_yaml
from .subject import Subject

FILE = "catalog-info.yaml"
_VERSION = "backstage.io/v1alpha1"
UNKNOWN_OWNER = "unknown"


def api_entity(subject: Subject) -> str:
    """The entity of a product, beside its OpenAPI document."""
    chosen = _chosen(subject)
    entity = {
        "apiVersion": _VERSION,
        "kind": "API",
        "metadata": {
            "name": subject.name,
            "title": subject.package.title,
            "description": subject.package.summary,
            "tags": ["openapi", subject.product.vendor],
        },
        "spec": {
            "type": "openapi",
            "lifecycle": str(chosen.get("lifecycle", "production")),
            "owner": _owner(subject),
            "system": subject.product.vendor,
            "definition": {"$text": "./openapi.yaml"},
        },
    }
    return _written(subject.generated, [entity])


def catalogue(subjects: Iterable[Subject], generated: str) -> str:
    """The file that is registered: it leads to all others."""
    found = list(subjects)
    owners: dict[str, str] = {}
    for subject in found:
        owners.setdefault(subject.product.vendor, _owner(subject))
    location = {
        "apiVersion": _VERSION,
        "kind": "Location",
        "metadata": {"name": "vendor-apis", "description": "Vendor APIs with generated clients."},
        "spec": {"type": "file", "targets": [f"./{subject.name}/{FILE}" for subject in found]},
    }
    systems = [
        {
            "apiVersion": _VERSION,
            "kind": "System",
            "metadata": {"name": vendor, "description": f"The APIs of {vendor} that there are clients for."},
            "spec": {"owner": owner},
        }
        for vendor, owner in owners.items()
    ]
    return _written(generated, [location, *systems])


def _chosen(subject: Subject) -> Mapping[str, Any]:
    chosen: Mapping[str, Any] = subject.document.get("x-portal", {})
    return chosen


def _owner(subject: Subject) -> str:
    return str(_chosen(subject).get("owner", UNKNOWN_OWNER))


def _written(generated: str, entities: Iterable[Mapping[str, Any]]) -> str:
    return f"# {generated}\n" + "---\n".join(dump_yaml(entity) for entity in entities)
