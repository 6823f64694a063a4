"""The only module that knows datamodel-code-generator: prints the models as ``msgspec.Struct`` classes."""

from __future__ import annotations

import json
import re
import textwrap
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from datamodel_code_generator import generate
from datamodel_code_generator.enums import DataModelType, InputFileType, OpenAPIScope
from datamodel_code_generator.format import Formatter
from datamodel_code_generator.parser import LiteralType

from ..plan.package import OTHERS, ModelField, ModelPlan, UnionPlan
from ..pointer import COMPONENT_SCHEMAS
from ..python_types import (
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
)
from .aliases import annotation, print_aliases

#: Immutable, so that an upgrade of the library changes nothing by itself.
PRESET: Final = "standard-py311-20261027"


#: Bases of results without items; the others are generic in the class of the items.
_PLAIN_BASES: Final = frozenset({"HasRawResponse", "Result", "ResponseHeaders", "Open"})
#: The modules of the runtime that are not about pages.
_MODULES: Final = {
    "HasRawResponse": "result",
    "Result": "result",
    "ResponseHeaders": "typed_headers",
    "HasHeaders": "typed_headers",
    "Open": "others",
}
_DOCSTRING = '"""The results of calls. Absent fields are `None`, absent lists `[]`."""'
#: How a field of such properties is printed at first.
_OTHERS_STUB: Final = "    additional_properties_: _Others = field(name='*')"
#: Types of the runtime, under the private names that the module gives them.
_RECEIVED = re.compile(r"\b_(?:DateTime|Date|Time|DecimalText)\b")
#: What stands for an alias while the models are printed.
_STUB: Final[dict[str, Any]] = {"type": "object", "properties": {"stub": {"type": "string"}}}
_PLAIN: Final[dict[PlainName, dict[str, Any]]] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "file": {"type": "string"},
    "object": {"type": "object", "additionalProperties": True},
    "any": {},
    "bytes": {"type": "string"},
    "none": {"type": "null"},
    "Decimal": {"customTypePath": "decimal.Decimal"},
    "DateTime": {"customTypePath": "received._DateTime"},
    "Date": {"customTypePath": "received._Date"},
    "Time": {"customTypePath": "received._Time"},
    "DecimalText": {"customTypePath": "received._DecimalText"},
}


def print_models(models: Sequence[ModelPlan], header: str, unions: Sequence[UnionPlan] = ()) -> str:
    """The source of ``models.py``: one frozen Struct per model, then one alias per union."""
    if not models and not unions:
        return f"{header}\n{_DOCSTRING}\n"
    aliases = {
        f"{model.name}.{field.wire}": field.attribute
        for model in models
        for field in model.fields
        if field.attribute != field.wire
    }
    # version 3.0, because its `nullable` prints as `X | None = None`
    source = {
        "openapi": "3.0.3",
        "info": {"title": "models", "version": "1"},
        "paths": {},
        "components": {
            "schemas": {model.name: _model(model) for model in models} | {one.name: _STUB for one in unions}
        },
    }
    printed = generate(
        json.dumps(source),
        input_file_type=InputFileType.OpenAPI,
        openapi_scopes=[OpenAPIScope.Schemas],
        output_model_type=DataModelType.MsgspecStruct,
        preset=PRESET,
        formatters=[Formatter.BUILTIN],
        custom_file_header=f"{header}\n{_DOCSTRING}",
        disable_timestamp=True,
        aliases=aliases,
        apply_default_values_for_required_fields=True,
        keyword_only=True,
        enum_field_as_literal=LiteralType.All,
        keep_model_order=True,
        use_annotated=False,
        use_schema_description=True,
        use_field_description=True,
        use_inline_field_description=True,
        use_single_line_docstring=True,
        # values have no reference cycles, so the garbage collector can ignore them
        extra_template_data=defaultdict(
            dict, {"#all#": {"base_class_kwargs": {"frozen": True, "gc": False}}}
        ),
    )
    if not isinstance(printed, str):
        raise TypeError("datamodel-code-generator did not print a single module")
    return _with_received(_with_aliases(_with_bases(_with_others(printed, models), models), unions))


def _with_others(printed: str, models: Sequence[ModelPlan]) -> str:
    """The module with the types of the properties that objects do not name."""
    used = False
    for model in models:
        for type_ in [field.type for field in model.fields if field.wire == OTHERS]:
            head, name, body = printed.partition(f"\nclass {model.name}(")
            before, stub, after = body.partition(_OTHERS_STUB)
            if not stub or not isinstance(type_, MapOf) or "\nclass " in before:
                raise TypeError(f"datamodel-code-generator did not print {model.name} as expected")
            kind = annotation(type_.value)
            text = f"    additional_properties_: _Others[{kind}] = field(default_factory=dict)"
            printed, used = f"{head}{name}{before}{text}{after}", True
    if used:
        imports = "from ._runtime.others import Others as _Others"
        printed = printed.replace("from others import _Others", imports, 1)
    return printed


def _with_bases(printed: str, models: Sequence[ModelPlan]) -> str:
    """The module with runtime base classes for results; the library supports only one base for all."""
    used: set[str] = set()
    for model in models:
        if not model.bases:
            continue
        used.update(model.bases)
        base = ", ".join(_base(name, model) for name in model.bases)
        before = f"\nclass {model.name}(Struct, frozen=True, gc=False,"
        if printed.count(before) != 1:
            raise TypeError(f"datamodel-code-generator did not print the class {model.name} as expected")
        printed = printed.replace(before, f"\nclass {model.name}({base}, frozen=True,")
    # private names, since a component may have the same name
    imports = [
        f"from ._runtime.{_MODULES.get(name, 'paging')} import {name} as _{name}" for name in sorted(used)
    ]
    marker = "from msgspec import "
    at = printed.index("\n", printed.index(marker)) + 1
    return printed[:at] + "\n" + "\n".join(imports) + "\n" + printed[at:] if imports else printed


def _base(name: str, model: ModelPlan) -> str:
    if name in _PLAIN_BASES:
        return f"_{name}"
    item = " | ".join(model.headers) if name == "HasHeaders" else model.page_of
    return f"_{name}[{item!r}]"


def _with_aliases(printed: str, unions: Sequence[UnionPlan]) -> str:
    """The module with aliases in place of the stubs that stand for them."""
    if not unions:
        return printed
    for one in unions:
        start = printed.find(f"\nclass {one.name}(Struct,")
        if start < 0:
            raise TypeError(f"datamodel-code-generator did not print the stub {one.name} as expected")
        end = printed.find("\n\n\n", start)
        printed = printed[:start].rstrip("\n") + "\n" + (printed[end:] if end >= 0 else "\n")
    future = "from __future__ import annotations\n"
    imports = "\nfrom typing import Annotated, Any, Literal, TypeAlias\n"
    rule = "\nfrom ._runtime.unions import OneOf as _OneOf\n"
    head, _, body = printed.partition(future)
    before, _, after = body.partition("\n\n\n")
    return (
        f"{head}{future}{imports}{before.rstrip()}\n{rule}\n\n{after.rstrip()}\n\n\n{print_aliases(unions)}\n"
    )


def _with_received(printed: str) -> str:
    """The module with the types of the runtime that it names, under private names, and `Decimal`."""
    printed = re.sub(r"\nfrom received import .*", "", printed)
    if names := sorted({found.removeprefix("_") for found in _RECEIVED.findall(printed)}):
        listed = ", ".join(f"{one} as _{one}" for one in names)
        marker = "\n\n\n"  # before the first class or alias
        head, _, body = printed.partition(marker)
        imports = f"\nfrom ._runtime.received import {listed}"
        printed = f"{head.rstrip()}\n{imports}{marker}{body}"
    if re.search(r"\bDecimal\b", printed) and "from decimal import" not in printed:
        future = "from __future__ import annotations\n"
        printed = printed.replace(future, f"{future}\nfrom decimal import Decimal\n", 1)
    return printed


def _model(model: ModelPlan) -> dict[str, Any]:
    printed: dict[str, Any] = {
        "type": "object",
        "description": _wrapped(model.doc),
        "properties": {field.wire: _field(field) for field in model.fields},
    }
    # a required list with a default is printed as a list that defaults to empty
    if required := [
        one.wire for one in model.fields if one.required or isinstance(one.type, ListOf) or one.wire == OTHERS
    ]:
        printed["required"] = required
    return printed


def _field(field: ModelField) -> dict[str, Any]:
    printed: dict[str, Any] = {**_type(field.type)}
    if field.wire == OTHERS:
        printed = {"customTypePath": "others._Others"}
    elif isinstance(field.type, ListOf):
        printed["default"] = []
    elif field.nullable:
        if "$ref" in printed:
            printed = {"allOf": [printed]}
        printed["nullable"] = True
    if field.doc:
        printed["description"] = _wrapped(field.doc)
    return printed


def _type(type_: PythonType) -> dict[str, Any]:
    match type_:
        case Plain(name=name):
            return _PLAIN[name]
        case Choice(values=values, open=is_open):
            base = _PLAIN[_kind(values)]
            known = {**base, "enum": list(values)}
            return {"anyOf": [known, base]} if is_open else known
        case ListOf(item=item):
            return {"type": "array", "items": _type(item)}
        case MapOf(value=value):
            return {"type": "object", "additionalProperties": _type(value) or True}
        case OneOf(members=members):
            return {"anyOf": [_type(member) for member in members]}
        case Structure() | EachOf():
            raise TypeError(f"responses have no {type_}")
        case Model(name=name) | Alias(name=name):
            return {"$ref": f"#{COMPONENT_SCHEMAS}/{name}"}


def _kind(values: tuple[str | int | bool, ...]) -> PlainName:
    match values[0]:
        case bool():
            return "bool"
        case int():
            return "int"
        case _:
            return "str"


def _wrapped(text: str) -> str:
    return "\n".join(
        textwrap.wrap(" ".join(text.split()), 100, break_long_words=False, break_on_hyphens=False)
    )
