"""One Markdown page for each operation and callback, complete in itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...contract import Operation, Response
from ...document import is_map
from ...plan.package import OperationPlan
from ..lookup import followed, operations_of
from ..markdown import blocks, code, fenced, prose
from ..samples import CodeSample
from ..subject import Subject
from .fields import header_table, request_table, response_table


def product_pages(
    subject: Subject,
    document: Mapping[str, Any],
    samples: Mapping[str, Sequence[CodeSample]],
) -> dict[str, str]:
    """The pages of a product: path in its folder to text. ``document`` is the portal's."""
    told = {operation["operationId"]: operation for _, operation in operations_of(document)}
    pages = {"introduction.md": _page(subject, subject.package.title, _introduction(document))}
    for plan, operation in zip(subject.package.operations, subject.contract.operations, strict=True):
        title = f"{subject.package.title}: {told[operation.id]['summary']}"
        content = _operation(subject, document, plan, operation, told[operation.id], samples[operation.id])
        pages[f"operations/{plan.method_name}.md"] = _page(subject, title, content)
    for callback in subject.contract.callbacks:
        received = document["webhooks"][callback.name]["post"]
        body = blocks(received["description"], "## What it brings", response_table(callback.schema))
        pages[f"callbacks/{callback.name}.md"] = _page(subject, received["summary"], body)
    return pages


def _page(subject: Subject, title: str, content: str) -> str:
    return f"<!-- {subject.generated} -->\n{blocks(f'# {prose(title)}', content)}\n"


def _introduction(document: Mapping[str, Any]) -> str:
    """The description of the document, its headings one level down: the page has a title of its own."""
    lines: list[str] = []
    fence = ""
    for line in str(document["info"]["description"]).split("\n"):
        mark = line[: len(line) - len(line.lstrip("`"))]
        if len(mark) >= 3:
            fence = "" if mark == fence else fence or mark
        lines.append(f"#{line}" if not fence and line.startswith("#") else line)
    return "\n".join(lines)


def _operation(
    subject: Subject,
    document: Mapping[str, Any],
    plan: OperationPlan,
    operation: Operation,
    told: Mapping[str, Any],
    samples: Sequence[CodeSample],
) -> str:
    description, _, errors = str(told["description"]).partition("\n\n### Errors\n\n")
    addresses = [
        f"- {code(f'{plan.method} {url}{operation.wire_path}')}" + (f" ({prose(region)})" if region else "")
        for region, url in subject.package.servers
    ]
    signed = " or ".join(code(name) for name in operation.scheme_names)
    signing = f"Signed by {signed}; the [introduction](../introduction.md) says how." if signed else ""
    return blocks(
        description,
        "Deprecated: the vendor advises against it." if operation.deprecated else "",
        "\n".join(addresses),
        signing or "The request is not signed.",
        "## Request",
        request_table(operation) or "Nothing is given.",
        *_samples(samples),
        *_response(document, operation, told),
        *(("## Errors", errors) if errors else ()),
    )


def _samples(samples: Sequence[CodeSample]) -> Iterator[str]:
    generated = [one for one in samples if one.language == "Python" and not one.by_hand]
    for one in samples:
        yield f"## {one.label}"
        yield fenced(one.source, one.fence)
        if one.printed and (one.by_hand or one is generated[-1]):
            yield f"On the documented response, {'it prints' if one.by_hand else 'both print'}:"
            yield fenced(one.printed, "text")


def _response(document: Mapping[str, Any], operation: Operation, told: Mapping[str, Any]) -> Iterator[str]:
    yield "## Response"
    several = len(operation.successes) > 1
    for success in operation.successes:
        if several:
            yield f"### HTTP {success.status}"
            yield prose(success.description)
        yield from _content(success)
        if success.headers:
            yield "Headers:"
            yield header_table(success.headers)
    for status, listed in told["responses"].items():
        response = followed(document, listed)
        for media_type, media in response.get("content", {}).items():
            for example in media.get("examples", {}).values():
                shown = followed(document, example)
                if "value" in shown:
                    yield f"HTTP {status}, {code(media_type)}: {prose(str(shown.get('summary', 'an example')))}"
                    yield _body(shown["value"])


def _content(response: Response) -> Iterator[str]:
    """The fields of a body, once for all media types that have the same; or what it is instead."""
    if not response.media:
        yield "No body."
    yield from dict.fromkeys(
        (response_table(one.schema) if one.schema is not None else "") or f"A body of type {code(one.type)}."
        for one in response.media
    )


def _body(value: Any) -> str:
    if isinstance(value, str):
        return fenced(value, "xml" if value.lstrip().startswith("<") else "text")
    indent = 2 if is_map(value) else None
    return fenced(json.dumps(value, ensure_ascii=False, indent=indent), "json")
