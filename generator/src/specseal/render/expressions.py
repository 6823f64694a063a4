"""Values of a plan as Python expressions."""

from __future__ import annotations

from ..contract.error_table import FailedWhen
from ..literals import python
from ..plan.package import UNKNOWN, ErrorPlan, FieldPlan, OutcomePlan, PagingPlan, Sample, SampleFile
from ..python_types import Alias, Choice, ListOf, MapOf, Model, OneOf, Plain, PythonType

_PLAIN = {
    "str": "str",
    "int": "int",
    "float": "float",
    "bool": "bool",
    "file": "FileInput",
    "object": "Mapping[str, Any]",
    "any": "Any",
    "bytes": "bytes",
    "none": "None",
    "datetime": "datetime",
    "date": "date",
    "decimal": "Decimal",
}
#: What reads the items of a stream.
_READERS = {"events": "ServerSentEvents", "lines": "Lines"}
#: Where a result differs from an argument.
_RETURNED = {"file": "str", "object": "dict[str, Any]"}


def annotation(type_: PythonType) -> str:
    """The annotation of an argument."""
    match type_:
        case Plain(name=name):
            return _PLAIN[name]
        case Choice(values=values):
            return f"Literal[{', '.join(map(python, values))}]"
        case ListOf(item=item):
            return f"Sequence[{annotation(item)}]"
        case MapOf(value=value):
            return f"Mapping[str, {annotation(value)}]"
        case OneOf(members=members):
            return " | ".join(dict.fromkeys(map(annotation, members)))
        case Model(name=name) | Alias(name=name):
            return f"models.{name}"


def returned(type_: PythonType | None) -> str:
    """The annotation of a result."""
    match type_:
        case None:
            return "None"
        case Plain(name=name):
            return _RETURNED.get(name) or _PLAIN[name]
        case Choice(values=values, open=True):
            return f"{annotation(type_)} | {type(values[0]).__name__}"
        case ListOf(item=item):
            return f"list[{returned(item)}]"
        case MapOf(value=value):
            return f"dict[str, {returned(value)}]"
        case OneOf(members=members):
            return " | ".join(dict.fromkeys(map(returned, members)))
        case _:
            return annotation(type_)


def outcome(plan: OutcomePlan) -> str:
    """The ``Outcome(…)`` expression of a documented response."""
    parts = [python(plan.status), python(plan.media), python(plan.read)]
    if plan.read in {"json", "events", "lines"}:
        parts.append(returned(plan.type))
    if plan.read in _READERS:
        parts.append(_READERS[plan.read])
    return f"Outcome({', '.join(parts)})"


def sample(value: Sample) -> str:
    """An example argument."""
    if value == UNKNOWN:
        return f'"{UNKNOWN}"'
    return f"Path({python(value.name)})" if isinstance(value, SampleFile) else python(value)


def field(plan: FieldPlan) -> str:
    """The ``Field(…)`` expression of a field, without defaults."""
    parts = [python(plan.name), python(plan.argument), python(plan.place)]
    for key, value, default in (
        ("style", plan.style, "single"),
        ("content_type", plan.content_type, None),
        ("headers", plan.headers, ()),
        ("flag", plan.flag, False),
    ):
        if value != default:
            parts.append(f"{key}={python(value)}")
    return f"Field({', '.join(parts)})"


def error_row(plan: ErrorPlan) -> str:
    """The ``ErrorRow(…)`` expression of an error, without defaults."""
    parts = [python(plan.code), f"errors.{plan.class_name}"]
    keys = ("pattern", "detail", "clock_skew", "string_to_sign", "reasons")
    parts += [f"{key}={python(value)}" for key in keys if (value := getattr(plan, key))]
    if plan.by_status:
        parts.append(f"status={plan.status}")
    return f"ErrorRow({', '.join(parts)})"


def paging(plan: PagingPlan) -> str:
    """The expression of a style of paging, without defaults."""
    keys = [("argument", plan.argument), ("items", plan.items)] if plan.argument else [("items", plan.items)]
    parts = [python(value) for _, value in keys]
    named = {
        "PageNumbers": ("size", "usual", "first", "total", "pages", "more"),
        "Offsets": ("total", "more", "next"),
        "Cursors": ("next", "more"),
        "LastItems": ("id", "more"),
        "Links": ("next",),
    }[plan.style]
    defaults = {"size": "", "usual": 0, "first": 1}
    parts += [f"{key}={python(value)}" for key in named if (value := getattr(plan, key)) != defaults.get(key)]
    return f"{plan.style}({', '.join(parts)})"


def failed_when(condition: FailedWhen) -> str:
    """The ``FailedWhen(…)`` expression of a condition, without defaults."""
    keys = (("equals", condition.equals), ("not_equals", condition.not_equals))
    parts = [f"{key}={python(values)}" for key, values in keys if values is not None]
    return f"FailedWhen({', '.join([python(condition.pointer), *parts])})"
