"""Values that few requests have: cookies, and fields of a body that its description does not name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from .encode import encode_field, is_mapping, json_bytes
from .operation import Field
from .primitives import rfc3986

if TYPE_CHECKING:
    from .request import Draft


def place(draft: Draft, field: Field, value: Any) -> None:
    """Put a value into its place. Raises ``TypeError`` or ``ValueError``, which names the argument."""
    if field.place == "cookie":
        pairs = encode_field(field, value, draft.parts.structured)
        cookies = [f"{rfc3986(name)}={getattr(text, 'wire', None) or rfc3986(text)}" for name, text in pairs]
        earlier = draft.headers.get("cookie")
        draft.headers["cookie"] = "; ".join([*([earlier] if earlier else []), *cookies])
    else:
        _others(draft, field, value)


def _others(draft: Draft, field: Field, value: Mapping[str, Any]) -> None:
    if not is_mapping(value):
        raise TypeError(f"{field.argument}: must be a mapping of names to values, not {type(value).__name__}")
    known = {one.name for one in draft.operation.fields if one.place in {"json", "form", "file"}}
    for name, item in value.items():
        if not isinstance(name, str):
            raise TypeError(f"{field.argument}: the name of a field must be a str, not {type(name).__name__}")
        if name in known:
            raise ValueError(f"{field.argument}: {name!r} has an argument of its own")
        if draft.operation.body == "json":
            draft.json[name] = msgspec.Raw(json_bytes(field.argument, item, numbers=field.numbers))
        elif item is not None:
            one = msgspec.structs.replace(field, name=name, place="form")
            draft.put_form(one, item)
