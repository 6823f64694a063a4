"""Error codes within examples: which example shows a failure, whatever its title says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from .facts import Example
from .nesting import paths_of

_NAMED = re.compile(r"err|code|status|ret", re.IGNORECASE)
_NONE = re.compile(r"0*|ok|success|none|null|false", re.IGNORECASE)


def codes_in(value: Any) -> Iterator[str]:
    """The texts of a value that may be codes: a scalar, and what it has before a colon; the items of a list."""
    if isinstance(value, list):
        items: list[Any] = cast("Any", value)
        for item in items:
            if isinstance(item, str | int):
                yield from codes_in(item)
    elif isinstance(value, str | int):
        text = str(value).strip()
        yield text
        yield text.partition(":")[0].strip()


def with_outcomes(examples: Sequence[Example], codes: Collection[str]) -> list[Example]:
    """The examples, as failures where a field for codes has one of the page's, and as successes where it says none."""
    return [replace(one, outcome=_outcome(one, codes)) for one in examples]


def _outcome(example: Example, codes: Collection[str]) -> Any:
    fields = [value for at, value in paths_of(example.value).items() if _NAMED.search(at.rpartition("/")[2])]
    texts = [text for value in fields for text in codes_in(value)]
    if any(text in codes and not _NONE.fullmatch(text) for text in texts):
        return "failure"
    plain = [value for value in fields if value == [] or isinstance(value, str | int)]
    if codes and plain and all(value == [] or _NONE.fullmatch(str(value).strip()) for value in plain):
        return "success"
    return example.outcome
