"""Reads error tables and ``x-source``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..document import is_seq
from ..pointer import join
from .error_table import ErrorBody, ErrorRow, FailedWhen
from .places import Places
from .values import Source


def source_of(node: dict[str, Any], key: str = "x-source") -> Source:
    """The source that a node names; an empty one if it names none."""
    found = node.get(key, {})
    return Source(
        **{one: str(found[one]) for one in ("document", "section", "digest", "certainty") if one in found}
    )


def error_rows(places: Places, pointer: str, rows: dict[str, Any]) -> Iterator[ErrorRow]:
    """The rows of an error table at a pointer."""
    for code, row in rows.items():
        skewed = row.get("clock_skew", ())
        yield ErrorRow(
            code=code,
            name=row.get("name", ""),
            status=row["status"],
            by_status=row.get("by_status", False),
            stated=True,
            key=row.get("key", ""),
            description=row["description"],
            retryable=row["retryable"],
            detail=row.get("detail"),
            reasons=tuple(row.get("reasons", {}).items()),
            arguments=tuple(row.get("arguments", ())),
            pattern=row.get("pattern"),
            clock_skew=(None,) if skewed is True else tuple(skewed),
            string_to_sign=tuple(row.get("string_to_sign", ())),
            emulates=_emulates(row.get("emulates", ())),
            certainty=source_of(row, "source").certainty,
            location=places.at(join(pointer, code)),
        )


def _emulates(given: Any) -> tuple[str, ...]:
    """The failures that a row stands for: one, a list, or the keys of a map."""
    return (given,) if isinstance(given, str) else tuple(map(str, given))


def error_body(node: dict[str, Any] | None) -> ErrorBody | None:
    """``x-error-body``."""
    if node is None:
        return None
    return ErrorBody(
        code=tuple(node.get("code", ())),
        message=tuple(node.get("message", ())),
        request_id=tuple(node.get("request_id", ())),
        request_id_headers=tuple(node.get("request_id_headers", ())),
        retry_after_ms=tuple(node.get("retry_after_ms", ())),
        separator=node.get("separator"),
        failed_when=tuple(
            FailedWhen(
                pointer=one["pointer"], equals=_texts(one, "equals"), not_equals=_texts(one, "not_equals")
            )
            for one in node.get("failed_when", ())
        ),
    )


def _texts(condition: dict[str, Any], key: str) -> tuple[str, ...] | None:
    """One value or several, as clients compare them."""
    if key not in condition:
        return None
    found = condition[key]
    values = found if is_seq(found) else [found]
    return tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in values)
