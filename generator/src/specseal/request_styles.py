"""How a value is written where it is not JSON: in a path, a query, a header, a cookie or a form."""

from __future__ import annotations

from typing import Literal

from .contract import (
    Anything,
    Array,
    Dictionary,
    Object,
    RequestField,
    Schema,
    Tuple,
    Union,
    entered,
    is_json,
)

Style = Literal[
    "single",
    "repeat",
    "repeat*",
    "comma",
    "comma*",
    "space",
    "pipe",
    "brackets",
    "label",
    "label*",
    "matrix",
    "matrix*",
    "json",
    "quoted",
    "parts",
]
Shape = Literal["scalar", "list", "map"]
SCALAR: frozenset[Shape] = frozenset({"scalar"})
_ALL: frozenset[Shape] = frozenset({"scalar", "list", "map"})


def style_of(field: RequestField) -> Style:
    """The style of a field, by the rules of OpenAPI."""
    shapes = shapes_of(field.schema)
    if is_json(field.encoding.content_type):
        return "quoted" if "scalar" in shapes and shapes != _ALL else "json"
    style = field.style or field.encoding.style
    explode = field.explode if field.explode is not None else field.encoding.explode
    if field.where in {"form", "others"} and not style and explode is None and is_nested(field.schema):
        return "parts"  # the default of a part with an object is JSON
    style = style or ("simple" if field.where in {"path", "header"} else "form")
    exploded = explode if explode is not None else style == "form"
    match style:
        case "label" | "matrix":
            return f"{style}*" if exploded else style  # type: ignore[return-value]  # both are styles
        case "deepObject":
            return "brackets"
        case _ if shapes == SCALAR and not field.allow_reserved:
            return "single"
        case "spaceDelimited" | "pipeDelimited" if not exploded:
            return "space" if style == "spaceDelimited" else "pipe"
        case "simple":
            return "comma*" if exploded and "map" in shapes else "comma"
        case _:
            if not exploded:
                return "comma"
            return "repeat*" if field.allow_reserved or ("map" in shapes and shapes != _ALL) else "repeat"


def shapes_of(schema: Schema, inside: frozenset[str] = frozenset()) -> frozenset[Shape]:
    """The shapes that a value may have. ``inside`` guards against recursion."""
    within = entered(schema, inside)
    if within is None:
        return _ALL
    match schema.resolved():
        case Array() | Tuple():
            return frozenset({"list"})
        case Object() | Dictionary():
            return frozenset({"map"})
        case Union(members=members):
            return frozenset(shape for one in members for shape in shapes_of(one, within))
        case Anything():
            return _ALL
        case _:
            return SCALAR


def is_nested(schema: Schema) -> bool:
    """Whether a value is known to hold objects, or lists of lists."""
    return _known(schema, frozenset()) or any(_known(one, {"list"}) for one in _items(schema))


def is_nested_twice(schema: Schema, inside: frozenset[str] = frozenset()) -> bool:
    """Whether objects or lists are known to hold objects or lists."""
    within = entered(schema, inside)
    if within is None:
        return False
    match schema.resolved():
        case Array(items=items):
            return _is_compound(items)
        case Tuple(first=first):
            return any(map(_is_compound, first))
        case Dictionary(values=values):
            return _is_compound(values)
        case Object() as found:
            return any(_is_compound(one.schema) for one in found.properties())
        case Union(members=members):
            return any(is_nested_twice(one, within) for one in members)
        case _:
            return False


def _is_compound(schema: Schema) -> bool:
    return "scalar" not in shapes_of(schema)


def _known(schema: Schema, also: frozenset[Shape] | set[Shape]) -> bool:
    shapes = shapes_of(schema)
    return shapes != _ALL and bool(shapes & {"map", *also})


def _items(schema: Schema, inside: frozenset[str] = frozenset()) -> tuple[Schema, ...]:
    """The items of a list, of each list that a value may be."""
    within = entered(schema, inside)
    if within is None:
        return ()
    match schema.resolved():
        case Array(items=items):
            return (items,)
        case Tuple(first=first):
            return first
        case Union(members=members):
            return tuple(item for one in members for item in _items(one, within))
        case _:
            return ()
