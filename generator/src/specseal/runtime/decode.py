"""From a body to the model: first as documented, then as vendors are known to send it.

The second pass accepts a number for a documented string, a string for a number or a boolean, a list wrapped in an
object of one key, a single item for a list, and nothing for a list. Everything else is refused.

A type of this runtime that only some products have, such as a date that may be a text, reads its values itself, with
``read_``. Where a type has ``Decimal`` in it, the second pass is given all digits of numbers.
"""

from __future__ import annotations

import contextlib
import decimal
import functools
import types
import typing
from collections.abc import Callable, Hashable
from typing import Any, TypeGuard, TypeVar, cast

import msgspec

from .content import Mismatch, bounded

T = TypeVar("T")
_JSON = (b",", b"[", b"{")  # there is one before each value, or near enough
_EXACT = msgspec.json.Decoder(float_hook=decimal.Decimal)
OTHERS = "additional_properties_"  # the field of an object for the properties that are not named
_NAMES: dict[type, str] = {
    dict: "an object",
    list: "a list",
    str: "a string",
    bool: "a boolean",
    type(None): "null",
}


def is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def is_json(value: Any) -> bool:
    return isinstance(value, dict | list)


def is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def decode_json(content: bytes, model: type[T], plain: Callable[[], Any]) -> T:
    """The model of a JSON body; ``plain`` returns the same body as plain values. Raises ``Mismatch``."""
    try:
        if (decoder := _decoder(cast("Hashable", model))) is None:
            return convert(_plain(content, model, plain), model)
        decoded: T = decoder.decode(bounded(content, _JSON))
    except msgspec.ValidationError:
        return convert(_plain(content, model, plain), model)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(error) from None
    return decoded


def _plain(content: bytes, model: Any, plain: Callable[[], Any]) -> Any:
    return parse_exact(content) if has_decimals(model) else plain()


def parse_json(content: bytes) -> Any:
    """A JSON body as plain values. Raises ``Mismatch``."""
    try:
        return msgspec.json.decode(bounded(content, _JSON))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(error) from None


def parse_exact(content: bytes) -> Any:
    """As ``parse_json``, with ``Decimal`` for numbers that are no integers."""
    try:
        return _EXACT.decode(bounded(content, _JSON))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, decimal.DecimalException) as error:
        raise _unreadable(error) from None


def refuse_repeated_names(content: bytes) -> None:
    """Raise ``Mismatch`` for JSON with a repeated name in an object: parsers differ in which of the two they use."""
    import json  # noqa: PLC0415 - few responses are in doubt

    def once(pairs: list[tuple[str, Any]]) -> None:
        if len({name for name, _ in pairs}) < len(pairs):
            raise Mismatch(None, "the JSON repeats a name in an object")

    with contextlib.suppress(ValueError, RecursionError):  # reported by `parse_json`
        json.loads(content, object_pairs_hook=once, parse_int=len, parse_float=len)


def convert(value: Any, model: type[T]) -> T:
    """Plain values as the model, in the lenient way. Raises ``Mismatch``."""
    try:
        return cast("T", _convert(value, model, "$"))
    except RecursionError:
        raise Mismatch(None, "the body is nested too deeply") from None


def _unreadable(error: Exception) -> Mismatch:
    if isinstance(error, RecursionError):
        return Mismatch(None, "the JSON is nested too deeply")
    if isinstance(error, decimal.DecimalException):
        return Mismatch(None, "the JSON has a number that is out of range")
    return Mismatch(
        None, str(error) if isinstance(error, msgspec.DecodeError) else "the JSON is not valid UTF-8"
    )


@functools.cache
def _decoder(model: Any) -> msgspec.json.Decoder[Any] | None:
    """The decoder of a type; ``None`` for one with unions that only ``convert`` tells apart."""
    try:
        return msgspec.json.Decoder(model, strict=False, dec_hook=_read)
    except TypeError:
        return None


def _read(kind: Any, value: Any) -> Any:
    """A value of a type that reads its values itself."""
    return kind.read_(value)


wire_fields = functools.cache(msgspec.structs.fields)


def has_decimals(kind: Any) -> bool:
    """Whether a value of a type may have a ``Decimal`` in it, or be one."""
    if (known := _WITH_DECIMALS.get(kind)) is not None:
        return known
    seen, pending, found = set[Any](), [kind], False
    while pending and not found:
        one = pending.pop()
        found = getattr(one, "of_", one) is decimal.Decimal or _WITH_DECIMALS.get(one, False)
        if one in seen or typing.get_origin(one) is typing.Literal:
            continue
        seen.add(one)
        if isinstance(one, type) and issubclass(one, msgspec.Struct):
            pending += [field.type for field in wire_fields(one)]
        else:
            pending += typing.get_args(one)
    # what is inside a type without any has none either
    _WITH_DECIMALS.update({kind: True} if found else dict.fromkeys(seen, False))
    return found


_WITH_DECIMALS: dict[Any, bool] = {}


@functools.cache
def literals_of(kind: Any) -> tuple[Any, ...]:
    """The known values of an enumeration, open or not, or of a constant."""
    found = kind if typing.get_origin(kind) is typing.Literal else None
    for one in typing.get_args(kind):
        if typing.get_origin(one) is typing.Literal:
            found = one
    return () if found is None else typing.get_args(found)


def _convert(value: Any, kind: Any, path: str) -> Any:
    origin = typing.get_origin(kind)
    if origin is typing.Annotated:
        inner, *marks = typing.get_args(kind)
        for mark in marks:
            if hasattr(mark, "convert"):  # a rule for the members of a union
                return mark.convert(value, inner, path, _part if has_decimals(inner) else _value)
        return _convert(value, inner, path)
    if origin in {types.UnionType, typing.Union}:
        return _union(value, typing.get_args(kind), path)
    if _is_list(kind):
        (item,) = typing.get_args(kind) or (Any,)
        return [_convert(one, item, f"{path}[{index}]") for index, one in enumerate(_items(value, item))]
    if origin is dict and is_object(value):
        item = typing.get_args(kind)[1]
        return {key: _convert(one, item, f"{path}.{key}") for key, one in value.items()}
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _struct(value, kind, path)
    return _leaf(value, kind, path)


def _value(value: Any, kind: Any, path: str) -> Any:
    """As ``_convert``, at full speed for a type without unions that only this module tells apart."""
    if _decoder(kind) is not None:
        try:
            return msgspec.convert(value, kind, strict=False, dec_hook=_read)
        except msgspec.ValidationError:
            pass
    return _convert(value, kind, path)


def _part(value: Any, kind: Any, path: str) -> Any:
    """As ``_value``, of a value inside one that has decimals."""
    return _convert(value, kind, path) if has_decimals(kind) else _value(_with_floats(value), kind, path)


def _with_floats(value: Any) -> Any:
    """Plain values as ``parse_json`` returns them."""
    if is_object(value):
        return {key: _with_floats(one) for key, one in value.items()}
    if is_list(value):
        return [_with_floats(one) for one in value]
    return float(value) if isinstance(value, decimal.Decimal) else value


def _struct(value: Any, model: type[msgspec.Struct], path: str) -> msgspec.Struct:
    if value == "" and path != "$":  # an empty XML element; a whole body is never one
        value = {}
    if not is_object(value):
        raise Mismatch(path, f"expected an object, got {_named(value)}")
    found: dict[str, Any] = {}
    convert_field = _value if _decoder(model) is None else _convert
    if has_decimals(model):
        convert_field = _part
    for field in wire_fields(model):
        wire = field.encode_name
        if field.name == OTHERS:
            found[OTHERS] = getattr(model, "others_")(value, convert_field, path)  # noqa: B009 - of some classes
        elif wire in value:
            found[field.name] = convert_field(value[wire], field.type, f"{path}.{wire}")
        elif field.required:
            if not _is_list(field.type):
                raise Mismatch(path, f"{wire} is missing")
            found[field.name] = []
    return model(**found)


def _items(value: Any, item: Any) -> list[Any]:
    """The items of a list, of a list in a wrapper, of a single item, or of nothing."""
    if is_object(value) and len(value) == 1:
        ((key, inner),) = value.items()
        if is_list(inner) or is_object(inner) or inner is None or inner == "":
            kinds = (one for one in (item, *typing.get_args(item)) if isinstance(one, type))
            model = next((one for one in kinds if issubclass(one, msgspec.Struct)), None)
            if model is None or key not in {field.encode_name for field in wire_fields(model)}:
                value = inner
    if value is None or value == "":
        return []
    return value if is_list(value) else [value]


def _is_list(kind: Any) -> bool:
    return list in {kind, typing.get_origin(kind)}


def _union(value: Any, kinds: tuple[Any, ...], path: str) -> Any:
    if types.NoneType in kinds:
        if value is None:
            return None
        kinds = tuple(kind for kind in kinds if kind is not types.NoneType)
        if value == "" and not any(one is str or _is_list(one) or hasattr(one, "read_") for one in kinds):
            return None  # an empty XML element, or a vendor's way of leaving it out
    if type(value) is str and (readers := [one.read_ for one in kinds if hasattr(one, "read_")]):
        return next((found for read in readers if type(found := read(value)) is not str), value)
    if type(value) in kinds:
        return value
    convert_member = _part if any(map(has_decimals, kinds)) else _convert
    problem: Mismatch | None = None
    for kind in (
        sorted(kinds, key=lambda one: _is_list(one) is not is_list(value)) if is_json(value) else kinds
    ):
        try:
            return convert_member(value, kind, path)
        except Mismatch as error:
            problem = problem or error
    raise problem or Mismatch(path, "no alternative matches")


def _leaf(value: Any, kind: Any, path: str) -> Any:
    if kind is str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(value)
    try:
        return msgspec.convert(value, kind, strict=False, dec_hook=_read)
    except msgspec.ValidationError:
        raise Mismatch(path, f"expected {getattr(kind, '__name__', kind)}, got {_named(value)}") from None


def _named(value: Any) -> str:
    return next((name for kind, name in _NAMES.items() if isinstance(value, kind)), "a number")
