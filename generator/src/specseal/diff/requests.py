"""Requests: parameters, wherever they travel, and bodies."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..argument_names import argument_name
from ..contract import (
    Body,
    Constant,
    Media,
    Object,
    Operation,
    Property,
    RequestField,
    body_fields,
)
from .at import At
from .change import Changes
from .notes import compare_notes
from .values import Values, compare_presence


@dataclass(frozen=True, slots=True)
class Requests:
    """Compares the requests of an operation."""

    changes: Changes

    def compare(self, old: Operation, new: Operation) -> None:
        """Note every change of parameters and bodies."""
        at = At(who=f"{old.id} request", direction="request")
        self._fields(at, old, new, old.parameters, new.parameters)
        if old.body is None or new.body is None:
            self._whole_body(at, old, new)
            return
        self._required(at, old.body, new.body)
        self._media(at, old, new, old.body, new.body)

    def _whole_body(self, at: At, old: Operation, new: Operation) -> None:
        for media in old.body.media if old.body else ():
            self._fields(at, old, new, tuple(body_fields(media)), ())
            message = f"There is no body of {media.type} any more."
            self.changes.add("request-media-removed", str(at), message, media.location, new.location)
        for media in new.body.media if new.body else ():
            self._fields(at, old, new, (), tuple(body_fields(media)))
            message = f"There is a body of {media.type}."
            code = "request-body-required" if new.body and new.body.required else "request-media-added"
            self.changes.add(code, str(at), message, old.location, media.location)

    def _required(self, at: At, old: Body, new: Body) -> None:
        if old.required != new.required:
            code = "request-body-required" if new.required else "request-body-optional"
            message = "The body became required." if new.required else "The body may be left out."
            self.changes.add(code, str(at), message, old.location, new.location)

    def _media(self, at: At, old: Operation, new: Operation, before: Body, after: Body) -> None:
        ones, others = ({media.type: media for media in body.media} for body in (before, after))
        for name, media in ones.items():
            if name not in others:
                message = f"A body of {name} is not accepted any more."
                self.changes.add("request-media-removed", str(at), message, media.location, after.location)
        for name, media in others.items():
            if name not in ones:
                message = f"A body of {name} is accepted."
                self.changes.add("request-media-added", str(at), message, before.location, media.location)
        pairs = [(ones[name], others[name]) for name in ones if name in others]
        if not pairs and len(ones) == len(others) == 1:
            pairs = [(before.media[0], after.media[0])]
        for one, other in pairs:
            self._content(at, old, new, one, other)

    def _content(self, at: At, old: Operation, new: Operation, one: Media, other: Media) -> None:
        if one.schema is None or other.schema is None:
            return
        if isinstance(one.schema.resolved(), Object) and isinstance(other.schema.resolved(), Object):
            self._fields(at, old, new, tuple(body_fields(one)), tuple(body_fields(other)))
        else:
            Values(self.changes).compare(replace(at, typed=False), one.schema, other.schema)

    def _fields(
        self,
        at: At,
        old: Operation,
        new: Operation,
        ones: tuple[RequestField, ...],
        others: tuple[RequestField, ...],
    ) -> None:
        moved = _paired(ones, others)
        for one in ones:
            other = moved.get(_key(one))
            here = at.inside(one.name, *argument_of(old, one))
            if other is None:
                message = f"The {_noun(one)} `{one.name}` was removed."
                self.changes.add(
                    "request-field-removed", str(here), message, one.location, new.location, here.names
                )
            else:
                self._field(here, old, new, one, other)
        known = {_key(other) for other in moved.values()}
        for other in others:
            if _key(other) not in known:
                code = "request-field-added" + ("-required" if other.required else "")
                here = at.inside(other.name, *argument_of(new, other))
                message = (
                    f"The {'required ' if other.required else ''}{_noun(other)} `{other.name}` was added."
                )
                self.changes.add(code, str(here), message, old.location, other.location, here.names)

    def _field(self, at: At, old: Operation, new: Operation, one: RequestField, other: RequestField) -> None:
        add, places = self.changes.add, (one.location, other.location)
        if one.where != other.where and {one.where, other.where} - {"form", "json"}:
            message = f"It travels as {_noun(other)}, not as {_noun(one)}."
            add("request-field-moved", str(at), message, *places)
        signed, fills = _signed(old, one), _signed(new, other)
        if fills and not signed:
            add("request-field-signed", str(at), "Signing fills it in.", *places, at.names)
        elif signed and not fills:
            code = "request-field-unsigned" if other.required else "request-field-opened"
            add(code, str(at), "Signing does not fill it in any more.", *places, argument_of(new, other))
        compare_presence(self.changes, at, _as_property(one), _as_property(other))
        if _written(one) != _written(other):
            message = "It is written in another way: style, content type or headers of its part."
            add("request-encoding-changed", str(at), message, *places)
        # what a parameter says stands before what its schema says, so that it is told here and not there
        before, after = one.schema.resolved(), other.schema.resolved()
        if one.notes != before.notes or other.notes != after.notes:
            compare_notes(self.changes, at, before, after, (one.notes, other.notes))
        Values(self.changes).compare(replace(at, typed=False), one.schema, other.schema)


def argument_of(operation: Operation, field: RequestField) -> tuple[str, ...]:
    """The Python argument of a field; none where the client sends it by itself, or does not offer it."""
    constant = field.schema.resolved()
    if field.client.omit or _signed(operation, field):
        return ()
    if field.required and isinstance(constant, Constant) and constant.value is not None:
        return ()
    return (argument_name(field),)


def _signed(operation: Operation, field: RequestField) -> bool:
    return bool(operation.security and field.notes.placed_by)


def _key(field: RequestField) -> tuple[str, str]:
    return field.where, field.name


def _paired(
    ones: tuple[RequestField, ...], others: tuple[RequestField, ...]
) -> dict[tuple[str, str], RequestField]:
    """What became of each field: the one of the same place and name, or else of the same name."""
    exact = {_key(other): other for other in others}
    found = {_key(one): exact[_key(one)] for one in ones if _key(one) in exact}
    taken = {_key(other) for other in found.values()}
    for one in ones:
        left = [other for other in others if other.name == one.name and _key(other) not in taken]
        if _key(one) not in found and left:
            found[_key(one)] = left[0]
            taken.add(_key(left[0]))
    return found


def _as_property(field: RequestField) -> Property:
    return Property(
        name=field.name,
        schema=field.schema,
        required=field.required,
        needed=field.needed,
        location=field.location,
    )


def _written(field: RequestField) -> tuple[object, ...]:
    return field.style, field.explode, bool(field.allow_reserved), field.encoding


def _noun(field: RequestField) -> str:
    return {"form": "form field", "json": "key", "query": "query parameter", "path": "path parameter"}.get(
        field.where, field.where
    )
