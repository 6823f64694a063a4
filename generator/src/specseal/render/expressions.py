"""Values of a plan as Python expressions."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping

from ..contract.error_table import FailedWhen
from ..literals import python
from ..plan.docs import paragraph
from ..plan.package import (
    UNKNOWN,
    ErrorPlan,
    FieldPlan,
    OperationPlan,
    OutcomePlan,
    PagingPlan,
    Sample,
    SampleFile,
    StructurePlan,
)
from ..python_types import (
    NONE,
    Alias,
    Choice,
    EachOf,
    ListOf,
    MapOf,
    Model,
    OneOf,
    Plain,
    PlainName,
    PythonType,
    Structure,
    leaves,
)
from .environment import docstring

_PLAIN: Mapping[PlainName, str] = {
    "str": "str",
    "int": "int",
    "float": "float",
    "bool": "bool",
    "bytes": "bytes",
    "date": "_date",
    "datetime": "_datetime",
    "time": "_time",
    "Decimal": "Decimal",
    "UUID": "UUID",
    "DateTime": "_DateTime",
    "Date": "_Date",
    "Time": "_Time",
    "DecimalText": "_DecimalText",
    "none": "None",
    "null": "Null",
    "file": "FileInput",
    "content": "Content",
    "object": "Mapping[str, Any]",
    "any": "Any",
}
#: What reads the items of a stream.
_READERS = {"events": "ServerSentEvents", "lines": "Lines"}
#: Where a result differs from an argument.
_RETURNED: Mapping[PlainName, str] = {"file": "str", "object": "dict[str, Any]"}

#: Classes of the standard library that are slow to import.
_LATER = re.compile(r"\b(_date|_datetime|_time|Decimal|UUID)\b")


def annotation(type_: PythonType, prefix: str = "") -> str:
    """The annotation of an argument; ``prefix`` is ``Async`` for what only async clients accept."""
    match type_:
        case Plain(name="content"):
            return f"{prefix}Content"
        case Plain(name=name):
            return _PLAIN[name]
        case Choice(values=values):
            return f"Literal[{', '.join(map(python, values))}]"
        case ListOf(item=item):
            return f"Sequence[{annotation(item)}]"
        case EachOf(item=item):
            each = f"Iterable[{annotation(item)}]"
            return f"{each} | AsyncIterable[{annotation(item)}]" if prefix else each
        case MapOf(value=value):
            return f"Mapping[str, {annotation(value)}]"
        case OneOf(members=members):
            # the order of the contract, but for `None`, which is read last
            last = [one for one in members if one == NONE]
            ordered = [one for one in members if one != NONE] + last
            return " | ".join(dict.fromkeys(annotation(one, prefix) for one in ordered))
        case Model(name=name) | Alias(name=name):
            return f"models.{name}"
        case Structure(name=name):
            return name


def structures_in(type_: PythonType) -> Iterator[str]:
    """The names of the structures that an annotation names."""
    return (one.name for one in leaves(type_) if isinstance(one, Structure))


def typed_dict(plan: StructurePlan) -> str:
    """The definition of a structure: a class, or a call where a key is no name of Python's."""
    keys = [
        (one.wire, f"{'Required' if one.required else 'NotRequired'}[{_deferred(one.type)}]")
        for one in plan.fields
    ]
    words = [*paragraph(plan.doc), *_keys(plan)]
    if all(_is_attribute(one.wire) for one in plan.fields):
        lines = [f"class {plan.name}(TypedDict):"]
        if words:
            lines += [f'    """{docstring(words)}', '    """', ""]
        lines += [f"    {name}: {text}" for name, text in keys]
        return "\n".join(lines if keys or words else [*lines, "    pass"])
    lines = [f"#: {line}".rstrip() for line in docstring(words, 0).split("\n")] if words else []
    lines += [f"{plan.name} = TypedDict({python(plan.name)}, {{"]
    lines += [f"    {python(name)}: {text}," for name, text in keys]
    return "\n".join([*lines, "})"])


def _deferred(type_: PythonType) -> str:
    """An annotation that is evaluated at import; in quotes if it names what is not defined by then."""
    text = annotation(type_)
    return python(text) if any(structures_in(type_)) or _LATER.search(text) else text


def _keys(plan: StructurePlan) -> list[str]:
    described = [(one.wire, one.doc) for one in plan.fields if one.doc]
    if not described:
        return []
    lines = [line for wire, doc in described for line in paragraph(f"{wire}: {doc}", "    ", "        ")]
    return [*([""] if plan.doc else []), "Keys:", *lines]


def _is_attribute(name: str) -> bool:
    """Whether a key can be written as an attribute without hiding a type of other keys."""
    return (
        name.isidentifier()
        and name.isascii()
        and not keyword.iskeyword(name)
        and not name.startswith("__")
        and name not in _PLAIN.values()
    )


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


def page_type(operation: OperationPlan) -> str:
    """The annotation of what a method returns."""
    if operation.paging is not None and operation.paging.bare and isinstance(operation.result, ListOf):
        return f"ListPage[{returned(operation.result.item)}]"
    return returned(operation.result)


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
        ("reserved", plan.reserved, False),
        ("numbers", plan.numbers, False),
    ):
        if value != default:
            parts.append(f"{key}={python(value)}")
    if plan.null:
        parts.append("default=NULL")
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
        "LastItems": ("id", "inclusive", "more"),
        "Links": ("next",),
    }[plan.style]
    defaults = {"size": "", "usual": 0, "first": 1, "inclusive": False}
    parts += [f"{key}={python(value)}" for key in named if (value := getattr(plan, key)) != defaults.get(key)]
    return f"{plan.style}({', '.join(parts)})"


def failed_when(condition: FailedWhen) -> str:
    """The ``FailedWhen(…)`` expression of a condition, without defaults."""
    keys = (("equals", condition.equals), ("not_equals", condition.not_equals))
    parts = [f"{key}={python(values)}" for key, values in keys if values is not None]
    return f"FailedWhen({', '.join([python(condition.pointer), *parts])})"
