"""Whether every value of one Python type is a value of another, as a type checker judges it."""

from __future__ import annotations

from collections.abc import Mapping

from ..python_types import Alias, Choice, EachOf, ListOf, MapOf, Model, OneOf, Plain, PythonType, Structure

#: What else fits a type.
_WIDER: Mapping[str, tuple[str, ...]] = {
    "date": ("datetime",),
    "DateTime": ("str", "datetime"),
    "Date": ("str", "date", "datetime"),
    "Time": ("str", "time"),
    "DecimalText": ("str", "Decimal"),
}


def accepts(wide: PythonType, narrow: PythonType) -> bool:
    """Whether code that takes ``wide`` may be given ``narrow``. What may be anything fits everywhere."""
    if isinstance(narrow, OneOf):
        return all(accepts(wide, one) for one in narrow.members)
    if isinstance(wide, OneOf):
        return any(accepts(one, narrow) for one in wide.members)
    match wide, narrow:
        case (Plain(name="any"), _) | (_, Plain(name="any")):
            return True
        case Choice(values=known, open=is_open), Choice(values=values, open=others):
            if is_open:
                return _base(known) == _base(values)
            return not others and set(map(_typed, values)) <= set(map(_typed, known))
        case Choice(values=known, open=True), Plain(name=name):
            return _base(known) == name
        case Plain(name=name), Choice(values=values):
            return _fits(name, _base(values))
        case Plain(name=name), Plain(name=other):
            return _fits(name, other)
        case (ListOf(item=one), ListOf(item=other)) | (MapOf(value=one), MapOf(value=other)):
            return accepts(one, other)
        case (
            (Model(name=name), Model(name=other))
            | (Alias(name=name), Alias(name=other))
            | (Structure(name=name), Structure(name=other))
        ):
            return name == other
        case EachOf(item=one), EachOf(item=other):
            return accepts(one, other)
        case _:
            return False


def _fits(wide: str, narrow: str) -> bool:
    order = ("bool", "int", "float")
    if wide in order and narrow in order:
        return order.index(narrow) <= order.index(wide)
    return wide == narrow or narrow in _WIDER.get(wide, ())


def _base(values: tuple[str | int | bool, ...]) -> str:
    return type(values[0]).__name__


def _typed(value: str | int | bool) -> tuple[str, str | int | bool]:
    return type(value).__name__, value
