"""What ``x-emulator`` names: kinds of records, fields of records, requests and responses, names of recipes.

The emulator knows no more than the contract: a line about a name that the contract does not have would do nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..contract import Contract, Operation, Places, Schema, Scheme
from ..diagnostics import Diagnostic
from ..document import is_map, is_seq
from ..pointer import join, split
from ..signing.nodes import Assign, Put, simple_steps
from ..suggest import nearest
from .declared import everywhere, lead, may_be_object, names_of

_KEYED = frozenset({"read", "update", "delete", "put"})
"""What is done with a record that the request names."""


def check_memory(contract: Contract, places: Places) -> Iterator[Diagnostic]:
    """Yield each name of ``x-emulator`` that the contract does not have."""
    checks = _Checks(places, _kinds(places.value("/x-emulator")))
    for operation in contract.operations:
        said = places.value(join(operation.location.pointer, "x-emulator"))
        if is_map(said):
            yield from checks.operation(operation, _Said.read(said))
    for kind in checks.kinds.values():
        yield from checks.kind(kind)
    for scheme in contract.schemes:
        said = places.value(join(scheme.location.pointer, "x-emulator"))
        if is_map(said):
            yield from checks.scheme(scheme, said)


@dataclass(frozen=True, slots=True)
class _Said:
    """What an operation does with records."""

    record: str | None
    does: str
    at: str | None
    fields: Mapping[str, str]
    match: Sequence[str]
    conditions: Sequence[tuple[str, str, tuple[str, ...]]]
    """Of a list: parameter, field of the record, and where in ``match`` that is written."""

    @classmethod
    def read(cls, said: Any) -> _Said:
        match = said.get("match", {})
        return cls(
            record=str(said["record"]) if "record" in said else None,
            does=str(said.get("does", "")),
            at=str(said["at"]) if "at" in said else None,
            fields={str(name): str(source) for name, source in said.get("fields", {}).items()},
            match=list(map(str, match)),
            conditions=[
                (str(one), str(how["field"]), (str(one), "field"))
                if is_map(how) and "field" in how
                else (str(one), str(one), (str(one),))
                for one, how in match.items()
            ],
        )


@dataclass(slots=True)
class _Kind:
    """A kind of records, and the operations with them."""

    name: str
    key: Sequence[str]
    unique: Sequence[str]
    defaults: Sequence[str]
    users: list[tuple[Operation, _Said]] = field(default_factory=list[tuple[Operation, _Said]])

    @property
    def pointer(self) -> str:
        return join("/x-emulator/records", self.name)

    def shown(self) -> frozenset[str] | None:
        """The fields that responses have of its records; ``None`` where one may have others."""
        found: set[str] = set()
        for operation, said in self.users:
            if said.does != "delete" and operation.result is not None:
                names = names_of(lead(operation.result, _place(operation, said)).schema)
                if names is None:
                    return None
                found |= names.keys()
        return frozenset(found)

    def brought(self) -> frozenset[str]:
        """The fields that requests bring."""
        found: set[str] = set()
        for operation, said in self.users:
            if said.does != "list":
                found |= _brought(_sent(operation), said)
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Checks:
    places: Places
    kinds: dict[str, _Kind]

    def operation(self, operation: Operation, said: _Said) -> Iterator[Diagnostic]:
        at, sent = join(operation.location.pointer, "x-emulator"), _sent(operation)
        for name, source in said.fields.items():
            yield from self._sent(operation, sent, source, join(at, "fields", name))
        for name in said.match:
            yield from self._sent(operation, sent, name, join(at, "match", name))
        if said.record is None:
            yield from self._returned(operation, said, at)
            return
        kind = self.kinds.get(said.record)
        if kind is None:
            near = nearest(said.record, self.kinds)
            yield Diagnostic(
                "emulator-record",
                f"`x-emulator` of the root has no kind of records {said.record!r}.",
                self.places.at(join(at, "record")),
                f"Did you mean {near}?"
                if near
                else f"Declare it at the root: `x-emulator: {{records: {{{said.record}: {{key: …}}}}}}`.",
            )
            return
        kind.users.append((operation, said))
        yield from self._at(operation, said, at)

    def kind(self, kind: _Kind) -> Iterator[Diagnostic]:
        if not kind.users:
            yield Diagnostic(
                "emulator-unused",
                f"no operation has records of the kind {kind.name!r}.",
                self.places.at(kind.pointer),
                f"Write `record: {kind.name}` at the operations that have them, or remove it.",
                "warning",
            )
            return
        shown = kind.shown()
        stated = {*kind.defaults, *(shown or ())}
        yield from self._key(kind, None if shown is None else stated | kind.brought())
        if shown is None:
            return
        for what, names in (("key", kind.key), ("unique", kind.unique)):
            for name in names:
                yield from self._field(kind, name, stated | kind.brought(), join(kind.pointer, what))
        conditions = {one for _, said in kind.users for _, one, _ in said.conditions}
        held = {*kind.key, *kind.unique, *stated, *conditions}
        for operation, said in kind.users:
            at, sent = join(operation.location.pointer, "x-emulator"), _sent(operation) or {}
            for parameter, name, stands in said.conditions:
                if name != parameter or not may_be_object(sent.get(parameter)):
                    yield from self._field(kind, name, stated | kind.brought(), join(at, "match", *stands))
            for name in said.fields:
                yield from self._field(kind, name, held, join(at, "fields", name))

    def _key(self, kind: _Kind, known: Iterable[str] | None) -> Iterator[Diagnostic]:
        """Requests that do not name the record that they are about."""
        key = [name for name in kind.key if known is None or name in known]
        for operation, said in kind.users:
            sent = _sent(operation)
            for name in key if said.does in _KEYED and sent is not None else ():
                if name not in _brought(sent, said):
                    yield Diagnostic(
                        "emulator-key",
                        f"the request of {operation.id} has no {name!r}, which is in the key of {kind.name}.",
                        self.places.at(join(operation.location.pointer, "x-emulator", "does")),
                        f"Say which field of the request holds it: `fields: {{{name}: …}}`.",
                    )

    def scheme(self, scheme: Scheme, said: Any) -> Iterator[Diagnostic]:
        if scheme.recipe is None:
            return
        at, steps = join(scheme.location.pointer, "x-emulator"), simple_steps(scheme.recipe.steps)
        names = {one.name for one in steps if isinstance(one, Assign)}
        names |= {*scheme.recipe.credentials, *scheme.recipe.settings}
        fields = {one.field for one in steps if isinstance(one, Put)}
        for name in said.get("reads", {}):
            if name not in names:
                yield self._misnamed(
                    f"the recipe of {scheme.name} has no name {name!r}.",
                    join(at, "reads", name),
                    nearest(str(name), names),
                    "Name a local name of the recipe.",
                )
        for index, name in enumerate(said.get("optional", ())):
            if name not in fields:
                yield self._misnamed(
                    f"the recipe of {scheme.name} sets no field {name!r}.",
                    join(at, "optional", index),
                    nearest(str(name), fields),
                    "Name a field that the recipe sets.",
                )

    def _sent(
        self, operation: Operation, sent: dict[str, Schema | None] | None, source: str, at: str
    ) -> Iterator[Diagnostic]:
        """A name of the request, or a pointer into it."""
        first, *rest = split(source) if source.startswith("/") else [source]
        if sent is None:
            return
        missing, known = (first, frozenset(sent)) if first not in sent else ("", frozenset[str]())
        if not missing:
            led = lead(sent[first], rest)
            missing, known = led.missing, led.known
        if missing:
            yield self._misnamed(
                f"the request of {operation.id} has no {source!r}.",
                at,
                _mended(source, missing, known),
                "Name a parameter or a field of the body.",
            )

    def _returned(self, operation: Operation, said: _Said, at: str) -> Iterator[Diagnostic]:
        """Fields of a response without a record."""
        if operation.result is None:
            return
        names = everywhere(operation.result)
        for name in said.fields:
            missing, known = "", frozenset[str]()
            if name.startswith("/"):
                led = lead(operation.result, split(name))
                missing, known = led.missing, led.known
            elif names is not None and name not in names:
                missing, known = name, names
            if missing:
                yield self._misnamed(
                    f"the response of {operation.id} has no {name!r}.",
                    join(at, "fields", name),
                    _mended(name, missing, known),
                    "Name a field that the response declares.",
                )

    def _at(self, operation: Operation, said: _Said, at: str) -> Iterator[Diagnostic]:
        if said.at is None or operation.result is None:
            return
        led = lead(operation.result, split(said.at))
        if led.missing:
            yield self._misnamed(
                f"the response of {operation.id} has nothing at {said.at!r}.",
                join(at, "at"),
                _mended(said.at, led.missing, led.known),
                "Write a JSON Pointer to it, through declared properties.",
            )

    def _field(self, kind: _Kind, name: str, known: Iterable[str], at: str) -> Iterator[Diagnostic]:
        names = frozenset(known)
        if name not in names:
            yield self._misnamed(
                f"the record {kind.name} has no {name!r}.",
                at,
                nearest(name, names),
                "Name a field of the record, as responses have it.",
            )

    def _misnamed(self, message: str, at: str, near: str | None, hint: str) -> Diagnostic:
        return Diagnostic(
            "emulator-name", message, self.places.at(at), f"Did you mean {near}?" if near else hint
        )


def _mended(source: str, missing: str, known: frozenset[str]) -> str | None:
    """A name or a pointer with the name that was most likely meant."""
    near = nearest(missing, known)
    if near is None or not source.startswith("/"):
        return near
    steps = list(split(source))
    steps[steps.index(missing)] = near
    return join("", *steps)


def _sent(operation: Operation) -> dict[str, Schema | None] | None:
    """The parameters of an operation and the fields of its bodies; ``None`` where a body may have others."""
    found: dict[str, Schema | None] = {one.name: one.schema for one in operation.parameters}
    for media in operation.body.media if operation.body else ():
        names = names_of(media.schema)
        if names is None:
            return None
        found |= names
    return found


def _brought(sent: Mapping[str, Schema | None] | None, said: _Said) -> frozenset[str]:
    """The fields of a record that a request brings."""
    sources = said.fields.values()
    return frozenset({name for name in sent or () if name not in sources} | said.fields.keys())


def _place(operation: Operation, said: _Said) -> list[str]:
    """Where the response has the record, or the first of a list."""
    listed = said.does == "list"
    items = operation.paging.items if listed and operation.paging else ""
    return [*split(items if said.at is None else said.at), *(["0"] if listed else [])]


def _kinds(root: Any) -> dict[str, _Kind]:
    """The kinds of records that the root declares."""
    records = root.get("records") if is_map(root) else None
    return {
        str(name): _Kind(
            str(name),
            _listed(said.get("key")),
            _listed(said.get("unique")),
            list(map(str, said.get("defaults", {}))),
        )
        for name, said in (records.items() if is_map(records) else ())
    }


def _listed(said: Any) -> list[str]:
    return list(map(str, said)) if is_seq(said) else [said] if isinstance(said, str) else []
