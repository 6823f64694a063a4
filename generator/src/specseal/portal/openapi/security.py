"""Signatures as portals can show them.

A scheme of ``type: http`` with a name of its own is shown as a user name and a password, which it is not. What OpenAPI
can say is which header or query parameter carries the signature (``type: apiKey``). It has no way to say that a field
of the form carries it: such a scheme is left to the text and to ``x-authentication``, and the field is marked where it
stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...contract.walk import METHODS, walk
from ...document import is_map
from ...signing import Recipe
from ...signing.secrecy import Secrecy
from ..markdown import blocks, code
from ..subject import Subject

_IN = {"headers": "header", "query": "query"}


def carrier(recipe: Recipe) -> tuple[str, str, bool] | None:
    """Where and under which name OpenAPI can say that a scheme travels, and whether that is a signature.

    ``None`` where OpenAPI can say it of no field.
    """
    levels = recipe.secrecy.fields
    able = [(place, name) for place, name in recipe.placed if place in _IN]
    for level in (Secrecy.SIGNATURE, Secrecy.SECRET):
        for place, name in reversed(able):
            if levels.get((place, name)) is level:
                return _IN[place], name, level is Secrecy.SIGNATURE
    return None


def show_security(document: dict[str, Any], subject: Subject) -> None:
    """Replace the schemes, their uses and the fields that they fill in by what portals show rightly."""
    components = document.get("components", {})
    schemes: Mapping[str, Any] = components.get("securitySchemes", {})
    builtin = {one.name for one in subject.contract.schemes if one.builtin}
    carriers = {name: carrier(recipe) for name, recipe in subject.recipes.items() if name not in builtin}
    received = {callback.scheme for callback in subject.contract.callbacks}
    asked = {name for operation in subject.contract.operations for name in operation.scheme_names}
    document["x-authentication"] = {
        name: _described(schemes[name], subject.recipes[name], received=name in received - asked)
        for name in schemes
        if name in subject.recipes
    }
    shown = {
        name: _plain(scheme) if name in builtin else _api_key(scheme, carriers[name])
        for name, scheme in schemes.items()
        if name in builtin or (name in asked and carriers.get(name))
    }
    components.pop("securitySchemes", None)
    if shown:
        components["securitySchemes"] = shown
    _replace_uses(document, frozenset(shown))
    _mark_fields(document, {place[:2] for name, place in carriers.items() if place and name in shown})


def _api_key(scheme: Mapping[str, Any], carried: tuple[str, str, bool] | None) -> dict[str, Any]:
    where, name, signature = carried or ("", "", False)
    hint = (
        "This is no fixed key: it is a signature, computed anew for each request. "
        "*Authentication* in the introduction says how."
    )
    return {
        "type": "apiKey",
        "in": where,
        "name": "Authorization" if name == "authorization" else name,
        "description": blocks(str(scheme.get("description", "")), hint if signature else ""),
    }


def _plain(scheme: Mapping[str, Any]) -> dict[str, Any]:
    """A scheme that OpenAPI itself describes."""
    return {key: value for key, value in scheme.items() if not key.startswith("x-")}


def _described(scheme: Mapping[str, Any], recipe: Recipe, *, received: bool) -> dict[str, Any]:
    signing = scheme["x-signing"]
    return {
        "scheme": scheme.get("scheme", ""),
        "description": scheme.get("description", ""),
        "signs": "callbacks" if received else "requests",
        "credentials": list(recipe.credentials),
        "optional": sorted(recipe.optional),
        "secrets": sorted(recipe.secrets),
        "settings": dict(recipe.settings),
        "places": [{"in": place, "name": name} for place, name in dict.fromkeys(recipe.placed)],
        "steps": signing["steps"],
    }


def _replace_uses(document: dict[str, Any], shown: frozenset[str]) -> None:
    holders: list[dict[str, Any]] = [document] if "security" in document else []
    holders += [
        found.node for found in walk(document) if found.kind == "operation" and "security" in found.node
    ]
    for holder in holders:
        kept = [
            requirement
            for requirement in holder["security"]
            if shown.issuperset(requirement) and (requirement or shown)
        ]
        holder["security"] = kept
    document.setdefault("security", [])


def _mark_fields(document: dict[str, Any], carried: set[tuple[str, str]]) -> None:
    for found in walk(document):
        node = found.node
        if found.kind in {"parameter", "schema"} and (names := node.get("x-placed-by")):
            listed = " or ".join(code(str(name)) for name in names)
            text = str(node.get("description", "")).strip()
            node["description"] = f"{text} Filled in by the signature {listed}.".strip()
    for item in document.get("paths", {}).values():
        for holder in (item, *(item[method] for method in METHODS if is_map(item.get(method)))):
            if holder.get("parameters"):
                holder["parameters"] = _ordered(holder["parameters"], carried)


def _ordered(parameters: list[Any], carried: set[tuple[str, str]]) -> list[Any]:
    """What callers give first, what signing fills in last; without what a scheme describes already."""

    def is_carried(one: Any) -> bool:
        where, name = one.get("in"), str(one.get("name", ""))
        return (where, name.lower() if where == "header" else name) in carried

    kept = [one for one in parameters if not (is_map(one) and is_carried(one))]
    return sorted(kept, key=lambda one: is_map(one) and bool(one.get("x-placed-by")))
