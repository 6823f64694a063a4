"""One operation of a document, with the components that it refers to and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from specseal.contract.walk import METHODS as _METHODS
from specseal.document import Map, is_map, is_seq
from specseal.pointer import split

from .prepare import Prepared

METHODS = frozenset(_METHODS)


class Pruner:
    """Prunes a document to one operation at a time. Nodes are shared with the document, not copied."""

    def __init__(self, prepared: Prepared) -> None:
        self._data = prepared.data
        self._components: dict[str, Any] = prepared.data.get("components", {})
        self._direct: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}

    def pruned(self, path: str, method: str) -> Map:
        """The document with this operation alone."""
        return self.several([(path, method)])

    def several(self, operations: Iterable[tuple[str, str]]) -> Map:
        """The document with these operations, by path and method."""
        paths = self._paths(operations)
        found = Map(
            {
                key: value
                for key, value in self._data.items()
                if key not in {"paths", "components", "tags", "webhooks"}
            },
            location=self._data.location,
            marks=self._data.marks,
        )
        found["paths"] = Map(paths, marks=self._data["paths"].marks)
        if components := self._components_of(paths):
            found["components"] = components
        return found

    def reached(self, operations: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Section and name of the components that these operations refer to, through others, too."""
        return self._reached(self._paths(operations))

    def _paths(self, operations: Iterable[tuple[str, str]]) -> dict[str, Map]:
        methods: dict[str, set[str]] = {}
        for path, method in operations:
            methods.setdefault(path, {"parameters", "servers", "$ref"}).add(method)
        return {path: self._item(path, kept) for path, kept in methods.items()}

    def _item(self, path: str, kept: set[str]) -> Map:
        item = self._data["paths"][path]
        return Map({key: item[key] for key in item if key in kept}, location=item.location, marks=item.marks)

    def _reached(self, paths: dict[str, Map]) -> set[tuple[str, str]]:
        pending = list(_references(paths))
        for item in paths.values():
            for method in METHODS & item.keys():
                requirements = item[method].get("security", self._data.get("security", ()))
                pending += [("securitySchemes", name) for one in requirements for name in one]
        reached: set[tuple[str, str]] = set()
        while pending:
            one = pending.pop()
            if one not in reached:
                reached.add(one)
                pending += self._references_of(one)
        return reached

    def _components_of(self, paths: dict[str, Map]) -> Map:
        reached = self._reached(paths)
        found = Map()
        for section, listed in self._components.items():
            names = [name for name in listed if (section, name) in reached]
            if names:
                found[section] = Map({name: listed[name] for name in names}, marks=listed.marks)
        return found

    def _references_of(self, component: tuple[str, str]) -> frozenset[tuple[str, str]]:
        if component not in self._direct:
            section, name = component
            node = self._components.get(section, {}).get(name)
            self._direct[component] = frozenset(_references(node))
        return self._direct[component]


def _references(node: Any) -> Iterator[tuple[str, str]]:
    """Section and name of the components that a node refers to, by ``$ref`` or by a discriminator."""
    pending = [node]
    while pending:
        one = pending.pop()
        if is_map(one):
            reference = one.get("$ref")
            mapping = one.get("mapping")
            for target in (reference, *(mapping.values() if is_map(mapping) else ())):
                steps = split(target) if isinstance(target, str) else ()
                if len(steps) >= 3 and steps[0] == "components":
                    yield steps[1], steps[2]
                elif isinstance(target, str) and target is not reference:
                    yield "schemas", target
            pending += one.values()
        elif is_seq(one):
            pending += one
