"""The reference page of a product: what Scalar's script is given, and what "try it" needs to sign."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..document import is_map
from ..plan.package import OperationPlan
from ..portal import ProductFeed
from ..portal.lookup import operations_of
from ..portal.request import example_request
from .prefilled import prefill

DEMO = {"key": "demo-key", "id": "demo-key", "secret": "demo-secret"}
"""The last word of a credential's name, and what the emulator's demo data has for it."""


def reference_data(feed: ProductFeed, emulator: str) -> dict[str, Any]:
    """What `reference.js` is given: the document, the addresses, and how each operation is signed."""
    subject = feed.subject
    document: dict[str, Any] = json.loads(feed.files["openapi.json"])
    plans = {
        name: plan for plan in subject.package.operations for name in (plan.method_name, plan.operation_id)
    }
    for _, operation in operations_of(document):
        prefill(document, operation, plans[operation["operationId"]])
    schemes = list(dict.fromkeys(name for one in subject.contract.operations for name in one.scheme_names))
    credentials = dict.fromkeys(
        (name, name in recipe.optional)
        for recipe in (subject.recipes[name] for name in schemes)
        for name in recipe.credentials
    )
    return {
        "document": _without_forms(document),
        "emulator": emulator,
        "schemes": schemes,
        "operations": [
            {
                "method": plan.method,
                "path": operation.path.partition("#")[0],
                "constants": _constants(plan),
                "added": _added(plan),
                "schemes": list(operation.scheme_names),
            }
            for plan, operation in zip(subject.package.operations, subject.contract.operations, strict=True)
        ],
        "signed": [
            [place, name.lower() if place == "headers" else name]
            for place, name in dict.fromkeys(
                one for scheme in schemes for one in subject.recipes[scheme].placed
            )
        ],
        "credentials": [
            {"name": name, "optional": optional, "demo": "" if optional else _demo(name)}
            for name, optional in credentials
        ],
    }


def _constants(plan: OperationPlan) -> dict[str, Any]:
    """What tells operations of one path apart."""
    return {one.name: one.value for one in plan.constants if one.place in {"query", "form"}}


def _added(plan: OperationPlan) -> list[list[str]]:
    """Place, name and value of what the client sends by itself: constants, and options with a default."""
    names = {(one.place, one.name) for one in plan.constants}
    names |= {(one.field.place, one.field.name) for one in plan.options if one.default is not None}
    sent = example_request(plan)
    places = {"query": sent.query, "form": sent.form, "headers": sent.headers}
    return [
        [place, name, value]
        for place, pairs in places.items()
        for name, value in pairs
        if any(one == place.removesuffix("s") and other.lower() == name.lower() for one, other in names)
        or (place, name) == ("headers", "accept")
    ]


def script(name: str, value: Any, generated: str) -> str:
    """A value as a script that defines it: pages opened from a file may load scripts, and no JSON."""
    return f"/* {generated} */\nglobalThis.{name} = {json.dumps(value, ensure_ascii=False, separators=(',', ':'))};\n"


def _without_forms(document: dict[str, Any]) -> dict[str, Any]:
    """The document without what Scalar would ask for: signatures are made by the page, and the server is given."""
    left = {key: value for key, value in document.items() if key not in {"security", "servers"}}
    if "components" in left:
        left["components"] = {
            key: value for key, value in left["components"].items() if key != "securitySchemes"
        }
    left["paths"] = {path: _bare(item) for path, item in document["paths"].items()}
    return left


def _bare(item: Mapping[str, Any]) -> dict[str, Any]:
    """A path without servers, its operations without servers and security."""
    dropped = {"security", "servers"}
    return {
        key: {one: inner for one, inner in value.items() if one not in dropped} if is_map(value) else value
        for key, value in item.items()
        if key != "servers"
    }


def _demo(name: str) -> str:
    return DEMO.get(name.rpartition("_")[2], "")
