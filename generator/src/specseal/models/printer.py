"""The one place that knows datamodel-code-generator: prints relaxed components as ``msgspec.Struct`` classes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final

from datamodel_code_generator import generate
from datamodel_code_generator.enums import DataModelType, InputFileType, OpenAPIScope
from datamodel_code_generator.format import Formatter

from ..naming import snake_case
from .relaxed import relaxed_components, results

#: Dated and immutable, so that an upgrade of the tool changes nothing by itself.
PRESET: Final = "standard-py311-20261027"


#: Bases of results, and the modules of the runtime that have them.
_MODULE: Final = {"Answer": "response", "Page": "paging"}
_DOCSTRING = '"""What the vendor answers. Absent fields read as `None`, absent lists as `[]`."""'


def print_models(document: dict[str, Any], header: str, pages: Mapping[str, str] | None = None) -> str:
    """The source of ``models.py``: one frozen Struct per object that an answer holds, attributes in snake case.

    ``pages`` are the results that are one page of many, with the type of their items.
    """
    components = relaxed_components(document)
    if not components:
        return f"{header}\n{_DOCSTRING}\n"
    aliases = {
        f"{name}.{wire}": snake_case(wire)
        for name, schema in components.items()
        for wire in schema["properties"]
        if snake_case(wire) != wire
    }
    # version 3.0, because its `nullable` prints as `X | None = None`
    source = {
        "openapi": "3.0.3",
        "info": {"title": "models", "version": "1"},
        "paths": {},
        "components": {"schemas": components},
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
        keep_model_order=True,
        use_annotated=False,
        use_schema_description=True,
        use_field_description=True,
        use_inline_field_description=True,
        use_single_line_docstring=True,
        # trees of values hold no circles, and the garbage collector need not look for them
        extra_template_data=defaultdict(
            dict, {"#all#": {"base_class_kwargs": {"frozen": True, "gc": False}}}
        ),
    )
    if not isinstance(printed, str):
        raise TypeError("datamodel-code-generator printed no single module")
    return _with_bases(printed, results(document), pages or {})


def _with_bases(printed: str, answers: Collection[str], pages: Mapping[str, str]) -> str:
    """The module with the bases of the runtime under the results of calls; the tool offers one base for all."""
    used: set[str] = set()
    for name in answers:
        base = f"Page[{pages[name]!r}]" if name in pages else "Answer"
        used.add(base.partition("[")[0])
        before = f"\nclass {name}(Struct, frozen=True, gc=False,"
        if printed.count(before) != 1:
            raise TypeError(f"datamodel-code-generator printed no class {name} to give a base to")
        printed = printed.replace(before, f"\nclass {name}({base}, frozen=True,")
    imports = [f"from ._runtime.{_MODULE[name]} import {name}" for name in sorted(used)]
    marker = "from msgspec import "
    at = printed.index("\n", printed.index(marker)) + 1
    return printed[:at] + "\n" + "\n".join(imports) + "\n" + printed[at:] if imports else printed
