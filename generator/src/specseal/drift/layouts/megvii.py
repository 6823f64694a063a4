"""Pages of FinAuth and FaceID."""

from __future__ import annotations

import re
from dataclasses import replace

from ..facts import Field
from ..reading import Layout

_REPEATED = re.compile(r"\[\w*\]$")
_MOST = 20


def _numbered(field: Field) -> tuple[Field, ...]:
    """``image_ref[x]`` stands for image_ref1 and so on, as many as its text allows; only the first is a must."""
    if not _REPEATED.search(field.at):
        return (field,)
    first, last = int(field.minimum or 1), int(field.maximum or 1)
    stem = _REPEATED.sub("", field.at)
    plain = replace(field, minimum=None, maximum=None)
    names = range(first, min(last, first + _MOST) + 1)
    return tuple(
        replace(plain, at=f"{stem}{x}", required=field.required if x == first else False) for x in names
    )


LAYOUT = Layout(expand=_numbered)
