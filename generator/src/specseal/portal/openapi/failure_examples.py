"""Examples of failures: each under the status that it belongs to, and one for each code that has none.

The contract gives every status of the error table the vendor's one example of a failure. A reader must not find the
body of a 400 under 500.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...document import is_map, value_at
from ...plan.package import ErrorBodyPlan, OperationPlan
from ..lookup import followed

Node = dict[str, Any]


def place_examples(
    document: Mapping[str, Any], operation: Node, plan: OperationPlan, told: ErrorBodyPlan
) -> None:
    """Remove examples of other statuses from failing responses, and add one for each code without an example."""
    if not told.code or not plan.errors:
        return
    rows: Mapping[str, Any] = operation.get("x-errors", {})
    statuses = {error.code: str(error.status) for error in plan.errors if not error.by_status}
    media = list(_failing(document, operation))
    template = next(
        (
            (example["value"], code)
            for _, _, one in media
            for example in _examples(document, one).values()
            if (code := _code(example.get("value"), told, statuses)) is not None
        ),
        None,
    )
    between = _between(document, [one for _, _, one in media], told, statuses)
    for status, media_type, one in media:
        shown = _examples(document, one)
        kept = {name: example for name, example in shown.items() if _belongs(example, status, told, statuses)}
        if "json" in media_type and template is not None:
            present = {_code(example.get("value"), told, statuses) for example in kept.values()}
            for code in (code for code, at in statuses.items() if at == status and code not in present):
                made = _made(template, rows.get(code, {}), code, told, between)
                if made is not None:
                    kept[re.sub(r"[^A-Za-z0-9._-]", "-", code)] = made
        if kept:
            one["examples"] = kept
        else:
            one.pop("examples", None)


def _failing(document: Mapping[str, Any], operation: Node) -> Iterator[tuple[str, str, Node]]:
    for status, listed in operation["responses"].items():
        if "$ref" not in listed and not str(status).startswith("2"):
            for media_type, media in followed(document, listed).get("content", {}).items():
                yield str(status), media_type, media


def _examples(document: Mapping[str, Any], media: Node) -> dict[str, Node]:
    return {name: followed(document, one) for name, one in media.get("examples", {}).items()}


def _belongs(example: Node, status: str, told: ErrorBodyPlan, statuses: Mapping[str, str]) -> bool:
    code = _code(example.get("value"), told, statuses)
    return code is None or statuses[code] == status


def _code(value: Any, told: ErrorBodyPlan, statuses: Mapping[str, str]) -> str | None:
    """The code of the error table that an example carries; ``None`` where it cannot be told."""
    if isinstance(value, str):  # a body in XML; a code stands alone in its element
        return next((code for code in statuses if re.search(rf">\s*{re.escape(code)}\s*<", value)), None)
    for pointer in told.code:
        found = value_at(value, pointer)
        if isinstance(found, str):
            if found not in statuses and told.separator:
                found = found.partition(told.separator)[0].strip()
            return found if found in statuses else None
    return None


def _between(
    document: Mapping[str, Any], media: list[Node], told: ErrorBodyPlan, statuses: Mapping[str, str]
) -> str:
    """The separator as the vendor's examples write it: perhaps with a space behind it."""
    mark = told.separator or ""
    starts = tuple(f"{code}{mark} " for code in statuses)
    values = [example.get("value") for one in media for example in _examples(document, one).values()]
    texts = [value_at(value, pointer) for value in values for pointer in told.code]
    return f"{mark} " if any(isinstance(text, str) and text.startswith(starts) for text in texts) else mark


def _made(
    template: tuple[Any, str], row: Mapping[str, Any], code: str, told: ErrorBodyPlan, between: str
) -> Node | None:
    """The documented example of a failure with another code; ``None`` where it cannot be made."""
    value, old = template
    key = row.get("key")
    if not is_map(value) or not isinstance(key, str) or row.get("pattern") or f"/{key}" not in told.code:
        return None
    carrying = {pointer.split("/")[1] for pointer in (*told.code, *told.message) if pointer.count("/") == 1}
    body = {
        name: copy.deepcopy(item)
        for name, item in value.items()
        if name not in carrying and old not in str(item)  # such as a link to what is known of the other code
    }
    body[key] = _text(row, code, between)
    for pointer in told.message:
        name = pointer.split("/")[-1]
        if pointer.count("/") == 1 and name in value and pointer not in told.code:
            body[name] = str(row.get("message", code))
    ordered = {name: body[name] for name in value if name in body}
    return {"summary": f"{code}, made from the documented failure", "value": {**ordered, **body}}


def _text(row: Mapping[str, Any], code: str, between: str) -> str:
    known = [*row.get("reasons", {}), *row.get("arguments", [])]
    return f"{code}{between}{known[0]}" if between and row.get("detail") and known else code
