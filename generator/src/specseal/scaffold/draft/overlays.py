"""The overlays of a drafted product, with comments that say what belongs where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ...drift.findings import Finding
from ...drift.lines import flow
from ...naming import constant_case, pascal_case, snake_case
from ...placeholders import TODO
from ...project import Product
from ..commented import comment_lines, noted, to_yaml
from .recipes import RECIPES, action_lines
from .spec import Draft
from .vendor import Vendor

_SIGNATURE_NAMES = (
    *(
        "sign",
        "signature",
        "sig",
        "nonce",
        "timestamp",
        "time",
        "token",
        "access_token",
        "secret",
        "authorization",
    ),
    *("key", "api_key", "apikey", "app_key", "access_key", "access_key_id", "app_id", "appid", "client_id"),
)


def wire_text(draft: Draft, product: Product, vendor: Vendor) -> str | None:
    """The wire overlay; None where the vendor's own says all of it."""
    actions = [*_root(draft, vendor), *_more(draft)]
    if not actions:
        return None
    head = (
        f"What clients and {draft.title} exchange beyond what the page documents. It applies to client, emulator and"
        " tests alike. docs/extensions.md lists what is allowed here.",
        f"Put what applies to all products of the vendor into overlays/{product.vendor}/wire.yaml.",
    )
    lines = [_modeline("wire", 3), *_comments(head)]
    lines += _overlay(f"What travels between clients and {draft.title}", actions).splitlines()
    if not vendor.schemes:
        lines += [f"  {line}".rstrip() for line in _recipes(draft, product.vendor)]
    return "\n".join(lines) + "\n"


def wire_additions(draft: Draft, vendor: Vendor) -> list[Any]:
    """The actions that a further operation adds to the wire overlay: ``vendor`` knows what is there."""
    actions = list(_root(draft, replace(vendor, schemes=())))
    if vendor.has_error_body and (more := _further_pointers(draft, vendor)):
        comment = f"Failures of {draft.operation} have their parts elsewhere; the first pointer that is present counts."
        actions.append(noted({"target": "$", "update": {"x-error-body": more}}, comment))
    return actions + ([_unlisted_fields(draft)] if draft.components.wire else [])


def client_text(draft: Draft, product: Product) -> str:
    """The client overlay."""
    update = {
        "x-client": {
            "class": noted(pascal_case(product.name), "The class, and the package that it is imported from."),
            "package": snake_case(product.name),
            "environment": noted(
                constant_case(product.vendor),
                "Prefix of the environment variables for credentials and base URL, such as "
                f"{constant_case(product.vendor)}_BASE_URL.",
            ),
        }
    }
    head = (
        "Python names only. To rename a method or an argument, add an action:",
        f"  - target: $.paths['{draft.request.path}'].{draft.request.method}\n    update: {{x-client: {{name: "
        f"{snake_case(draft.operation)}}}}}",
    )
    text = _overlay(f"Python names of {draft.title}", [{"target": "$", "update": update}])
    return "\n".join([_modeline("client", 3), *_comments(head)]) + "\n" + text


_HEADER = "HTTP clients or the signature set this header."
#: What the draft decides where a page contradicts itself, by the code of the finding.
_WAIVED = {
    "example-unlisted": "Only an example shows it; the draft has it from there.",
    "example-type": "Where an example shows an object or a list, the draft follows it, else the table.",
    "field-type": "An example shows what it holds, and the draft follows it.",
    "example-incomplete": "The draft follows the table; an example lacks it.",
    "key-unlisted": "Failures have their code there, so the draft has it.",
}
_CONTRADICTS = (
    f"{TODO}: the page contradicts itself in these places. See whether the draft decided well, and keep the"
    " waivers."
)


def _waiver(code: str, places: list[str], reason: str, draft: Draft) -> dict[str, Any]:
    source = {"document": draft.facts.document}
    at = places if len(places) > 1 else places[0]
    return {"finding": code, "at": at, "reason": reason, "source": source}


def drift_text(draft: Draft, findings: Sequence[Finding]) -> str | None:
    """The drift overlay; None where nothing is to be waived. ``findings`` are the page's against the draft."""
    actions = drift_actions(draft, findings)
    if not actions:
        return None
    head = ("Known differences from the vendor's page, which `specseal drift` does not report.",)
    text = _overlay(f"What is known of the page of {draft.title}", actions)
    return "\n".join([_modeline("drift", 3), *_comments(head)]) + "\n" + text


def drift_actions(draft: Draft, findings: Sequence[Finding]) -> list[Any]:
    """The waivers of one page; none where nothing is to be waived."""
    found: dict[str, list[str]] = {}
    for one in findings:
        if one.code in _WAIVED and one.at not in found.setdefault(one.code, []):
            found[one.code].append(one.at)
    headers = [row.at for row in draft.request.waived]
    waivers: list[Any] = []
    if headers:
        waivers.append(_waiver("parameter-added", headers, _HEADER, draft))
    for number, (code, places) in enumerate(found.items()):
        waiver = _waiver(code, places, _WAIVED[code], draft)
        waivers.append(waiver if number else noted(waiver, _CONTRADICTS))
    return [{"target": "$", "update": {"x-waivers": waivers}}] if waivers else []


def _overlay(title: str, actions: list[Any]) -> str:
    return to_yaml({"overlay": "1.1.0", "info": {"title": title, "version": "1.0.0"}, "actions": actions})


def _root(draft: Draft, vendor: Vendor) -> Iterator[Any]:
    update: dict[str, Any] = {}
    if vendor.schemes:
        update["security"] = noted(
            [{vendor.schemes[0]: []}],
            f"{TODO}: the vendor's overlay has these schemes: {', '.join(vendor.schemes)}. Choose the one that signs.",
        )
    if not vendor.has_error_body:
        update["x-error-body"] = _error_body(draft)
    if update:
        yield {"target": "$", "update": update}


def _error_body(draft: Draft) -> Any:
    failure = draft.responses.failure
    codes = failure.codes if failure else ("/error",)
    code = codes[0]
    body: dict[str, Any] = {"code": list(codes)}
    if failure and failure.message:
        body["message"] = [failure.message]
    if failure and failure.request_id:
        body["request_id"] = [failure.request_id]
    if failure and failure.separator:
        body["separator"] = ":"
    if failure and draft.responses.like_successes:
        body["failed_when"] = [failure.condition]
    doubt = f"{TODO}: the page does not say where the error code is; {code} is assumed."
    return noted(
        body,
        "How to read the body of a failure. All values are JSON Pointers; the first one present counts.",
        ""
        if "failed_when" in body
        else "If failures can also have status 200, say how to recognise them:\n"
        f"  failed_when: [{flow(failure.condition if failure else {'pointer': code})}]",
        doubt if failure is None or failure.guessed else "",
    )


def _further_pointers(draft: Draft, vendor: Vendor) -> dict[str, Any]:
    """What the error body does not read yet of these failures."""
    failure = draft.responses.failure
    if failure is None:
        return {}
    told = {"code": failure.codes, "message": [failure.message], "request_id": [failure.request_id]}
    found: dict[str, Any] = {
        key: fresh
        for key, pointers in told.items()
        if (fresh := [one for one in pointers if one and one not in vendor.error_body.get(key, ())])
    }
    if draft.responses.like_successes:
        condition: dict[str, Any] = failure.condition
        if condition["pointer"] not in vendor.error_body.get("failed_when", ()):
            found["failed_when"] = [condition]
    return found


def _more(draft: Draft) -> Iterator[Any]:
    if len(draft.servers) > 1:
        comment = f"{TODO}: choose the default host; the first is assumed."
        yield noted({"target": "$.servers[0]", "update": {"x-default": True}}, comment)
    if draft.components.wire:
        yield _unlisted_fields(draft)


def _unlisted_fields(draft: Draft) -> Any:
    return noted(
        {"target": "$.components.schemas", "update": draft.components.wire},
        "Fields that appear only in examples, with the types they have there.",
    )


def _recipes(draft: Draft, vendor: str) -> Iterator[str]:
    facts = draft.facts
    carried = [
        f"{row.name} (line {row.place})" if row.place else row.name
        for row in facts.request
        if row.name.lower().replace("-", "_").removeprefix("x_") in _SIGNATURE_NAMES
    ]
    signs = f" The page has these fields: {', '.join(carried)}." if carried else ""
    yield from comment_lines(
        f"{TODO}: how are requests authenticated?{signs} Uncomment one of the recipes below and adapt its names,"
        " fields and text to the page, or delete them all if requests are not signed. docs/signing.md describes the"
        " language; the folder zoo/schemes of the repository has the recipes of many vendors. A vector is a known"
        " result computed with another tool; generation fails if the recipe does not produce it."
    )
    for recipe in RECIPES:
        yield "#"
        yield from comment_lines(f"--- {recipe.title}")
        yield from (f"# {line}".rstrip() for line in action_lines(recipe, vendor))
    yield "#"
    yield from comment_lines("If the request is idempotent, clients may retry it after a lost connection:")
    yield f"# - target: $.paths['{draft.request.path}'].{draft.request.method}"
    yield "#   update: {x-idempotent: true}"


def _comments(head: tuple[str, ...]) -> list[str]:
    return [line for comment in head for line in comment_lines(comment)]


def _modeline(stage: str, depth: int) -> str:
    return f"# yaml-language-server: $schema={'../' * depth}schemas/overlay.{stage}.schema.json"
