"""The introduction: ``info`` and its description, in sections that portals turn into pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...contract import Source
from ...document import is_map
from ..authentication import explain
from ..markdown import blocks, code, prose, sentence, table
from ..subject import Subject
from .provenance import told_source

LICENCE = {"name": "Apache License 2.0", "identifier": "Apache-2.0"}
"""Of this description and of the clients that are made from it, unless the contract names another."""


def introduce(document: dict[str, Any], subject: Subject) -> None:
    """Complete ``info``. Read the schemes before portals' own take their place."""
    info: dict[str, Any] = document["info"]
    schemes: Mapping[str, Any] = document.get("components", {}).get("securitySchemes", {})
    summary = sentence(str(info.get("summary") or subject.package.summary))
    info["description"] = blocks(
        str(info.get("description") or summary),
        told_source(info["x-source"]) if is_map(info.get("x-source")) else "",
        _authentication(subject, schemes),
        _failures(subject),
        _pages(document),
        _clients(subject),
        _changelog(subject.changelog),
        _sources(subject),
    )
    chosen: Mapping[str, Any] = document.pop("x-portal", {})
    by_default = {"name": f"Maintainers of {subject.package.distribution}"}
    info["contact"] = dict(chosen.get("contact") or info.get("contact") or by_default)
    info["license"] = dict(chosen.get("license") or info.get("license") or LICENCE)


def _authentication(subject: Subject, schemes: Mapping[str, Any]) -> str:
    contract = subject.contract
    asked = dict.fromkeys(name for operation in contract.operations for name in operation.scheme_names)
    named = [name for name in asked if name in subject.recipes]
    if not named:
        return ""
    client_names = {scheme.name: scheme.client_name or scheme.name for scheme in contract.schemes}
    several = len(named) > 1
    choice = (
        " There are several ways; the first is the one that the client takes by itself." if several else ""
    )
    return blocks(
        "# Authentication",
        f"The clients authenticate every request. Whoever calls by other means follows the recipe.{choice}",
        *(
            explain(
                subject.recipes[name],
                schemes[name],
                subject.package,
                chosen_by=client_names[name] if several else "",
            )
            for name in named
        ),
    )


def _failures(subject: Subject) -> str:
    body = subject.package.error_body
    rows = [
        (what, ", ".join(code(one) for one in places))
        for what, places in (
            ("code", body.code),
            ("message", body.message),
            ("id of the request", (*body.request_id, *(f"header {one}" for one in body.request_id_headers))),
            ("milliseconds to wait", tuple(f"header {one}" for one in body.retry_after_ms)),
        )
        if places
    ]
    if not rows:
        return ""
    failed = " or ".join(
        f"has {code(one.pointer)}"
        + (f" equal to {' or '.join(map(code, one.equals))}" if one.equals is not None else "")
        + (f" other than {' and '.join(map(code, one.not_equals))}" if one.not_equals is not None else "")
        for one in body.failed_when
    )
    return blocks(
        "# Failures",
        "Where a failure carries what, as JSON Pointers into its body; of several, the first that is there counts.",
        table(("what", "where"), rows),
        f"Behind the code, {code(body.separator)} parts it from its reason or argument."
        if body.separator
        else "",
        f"A response with a successful status is a failure too when its body {failed}." if failed else "",
    )


def _pages(document: Mapping[str, Any]) -> str:
    return blocks(*_pages_told(document.get("x-pages", {}), document))


def _pages_told(pages: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[str]:
    if not pages:
        return
    yield "# Pages"
    server = next((str(one["url"]) for one in document.get("servers", ()) if one.get("url")), "")
    for name, page in pages.items():
        yield f"## {prose(name)}"
        yield sentence(str(page["description"]))
        yield f"{code(server + page['path'])}; clients give it as {code(f'client.{name}_url')}."
        rows = [(code(one), prose(str(meaning))) for one, meaning in page["query"].items()]
        yield table(("query parameter", "meaning"), rows)
        yield told_source(page.get("source", {}))


def _clients(subject: Subject) -> str:
    package = subject.package
    methods = [(code(one.method_name), prose(one.doc[0]) if one.doc else "") for one in package.operations]
    return blocks(
        "# Python client",
        f"`pip install {package.distribution}` installs {code(package.class_name)} and its async twin "
        f"{code(f'Async{package.class_name}')}, version {package.version}.",
        table(("method", "what it does"), methods),
    )


def _changelog(text: str) -> str:
    """The changelog one level of headings down, so that it is a section."""
    lines = [line for line in text.splitlines() if not line.startswith("<!--")]
    body = "\n".join(lines).strip().removeprefix("# Changelog").strip()
    return blocks("# Changelog", body) if body else ""


def _sources(subject: Subject) -> str:
    contract = subject.checked.contract
    sources = [contract.info.source, *(operation.source for operation in contract.operations)]
    lines = dict.fromkeys(_source_line(source) for source in sources if source)
    listed = "\n".join(f"- {prose(line)}" for line in lines if line)
    return blocks("# Sources", "What this description was made from:", listed) if listed else ""


def _source_line(source: Source) -> str:
    return ", ".join(part for part in (source.document, source.section) if part)
