"""A page against its spec, both as `Facts`: pure, and in both directions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, cast

from ..diagnostics import Location
from .facts import ErrorRow, Facts, Field, Place
from .findings import Finding, Relation


class _Aspect(NamedTuple):
    """A part of a row that both sides may state. ``name`` is that of `Field`, ``code`` ends the finding's code."""

    name: str
    code: str
    words: str
    both: bool = False  # compared only where both sides say something


_REQUEST = (
    _Aspect("type", "type", "the type", both=True),
    _Aspect("required", "required", "required", both=True),
    _Aspect("where", "where", "the part of the request", both=True),
    _Aspect("minimum", "limit", "the minimum"),
    _Aspect("maximum", "limit", "the maximum"),
    _Aspect("max_length", "limit", "the longest length in characters"),
    _Aspect("max_bytes", "limit", "the longest length in bytes"),
    _Aspect("default", "default", "the default"),
    _Aspect("values", "values", "the values"),
    _Aspect("ports", "ports", "the ports"),
    _Aspect("unit", "unit", "the unit", both=True),
    _Aspect("sample", "sample", "the sample value"),
    _Aspect("lost", "lost", "lost"),
)
_RESPONSE = (
    _Aspect("type", "type", "the type", both=True),
    _Aspect("values", "values", "the values"),
    _Aspect("unit", "unit", "the unit", both=True),
    _Aspect("sample", "sample", "the sample value"),
    _Aspect("lost", "lost", "lost"),
)
_ERROR = (
    _Aspect("status", "status", "the status", both=True),
    _Aspect("key", "key", "the key of the body", both=True),
    _Aspect("detail", "detail", "what stands behind the colon"),
    _Aspect("reasons", "reasons", "the reasons"),
    _Aspect("arguments", "arguments", "the arguments"),
)


_BODILESS = {"GET", "HEAD", "DELETE"}


def compare(page: Facts, spec: Facts) -> list[Finding]:
    """All differences, in the order of the page and then of the spec."""
    found = [*_endpoint(page, spec), *_hosts(page, spec)]
    found += _rows("parameter", page.request, spec.request, _REQUEST, spec.place("request"))
    found += _answer(page, spec)
    found += _rows("error", page.errors, spec.errors, _ERROR, spec.place("errors"))
    found += _examples(page, spec)
    found += [
        Finding(
            code="row-unread",
            relation="unread",
            at=one.what,
            message="It cannot be read.",
            remedy="Read it yourself; if the page is right, the reader has to learn it (docs/drift.md), or waive it.",
            line=one.line,
        )
        for one in page.unread
    ]
    return found


# --- one value each ------------------------------------------------------------------------------------------------


def _endpoint(page: Facts, spec: Facts) -> Iterator[Finding]:
    for name, words in (
        ("path", "path"),
        ("method", "method"),
        ("media", "form of the body"),
        ("version", "version"),
    ):
        said, has = getattr(page, name), getattr(spec, name)
        bodiless = name == "media" and has is None and spec.method in _BODILESS
        if said is not None and said != has and not bodiless:
            yield Finding(
                code=f"endpoint-{name}",
                relation="different",
                at=name,
                message=f"The {words} is {said!r} in the document and {has!r} in the spec.",
                remedy="Change the spec, or waive it.",
                line=_line(page.place(name)),
                place=_location(spec.place(name)),
            )
    if page.rate != spec.rate:
        told = page.rate or spec.rate
        yield Finding(
            code="rate-limit",
            relation=_relation(page.rate, spec.rate),
            at="rate",
            message=f"The rate is {_rate(page.rate)} in the document and {_rate(spec.rate)} in the spec.",
            remedy="Change `x-limits` of the operation, and its description.",
            line=_line(page.rate.place) if page.rate else None,
            place=_location(told.place if told is spec.rate and told else spec.place("operation")),
        )


def _rate(rate: Any) -> str:
    return "not stated" if rate is None else f"{rate.calls} calls in {rate.seconds} s for one {rate.scope}"


def _hosts(page: Facts, spec: Facts) -> Iterator[Finding]:
    known = {host.url for host in spec.hosts}
    told = {host.url for host in page.hosts}
    for host in page.hosts:
        if host.url not in known:
            yield Finding(
                code="host-added",
                relation="document-only",
                at=host.url,
                message="The document has a host that the spec has not.",
                remedy="Add it to `servers`.",
                line=_line(host.place),
                place=_location(spec.place("hosts")),
                row=host,
            )
    for host in spec.hosts:
        if host.url not in told:
            yield Finding(
                code="host-removed",
                relation="spec-only",
                at=host.url,
                message="The spec has a host that the document has not.",
                remedy="Remove it from `servers`.",
                place=_location(host.place),
            )


def _examples(page: Facts, spec: Facts) -> Iterator[Finding]:
    known = {(one.media, one.digest) for one in spec.examples}
    told = {(one.media, one.digest) for one in page.examples}
    for one in page.examples:
        if (one.media, one.digest) not in known:
            yield Finding(
                code="example-added",
                relation="document-only",
                at=f"{one.outcome} {one.media}",
                message="The spec has no such example.",
                remedy="Put it into the `examples` of the response.",
                line=_line(one.place),
                place=_location(spec.place("responses")),
            )
    for one in spec.examples:
        if (one.media, one.digest) not in told:
            yield Finding(
                code="example-removed",
                relation="spec-only",
                at=f"{one.outcome} {one.media}",
                message="The document does not show this example.",
                remedy="Replace it by the document's, or remove it.",
                place=_location(one.place),
            )


# --- rows ----------------------------------------------------------------------------------------------------------


def _answer(page: Facts, spec: Facts) -> Iterator[Finding]:
    # the key of errors: named by the error table, or by nothing but examples
    stated = any(row.key for row in page.errors)
    keys = {f"/{row.key}" for row in (page.errors if stated else spec.errors) if page.errors}
    implied = tuple(one for one in spec.response if one.at not in keys or _named(page.response, one.at))
    yield from _rows("field", page.response, implied, _RESPONSE, spec.place("responses"))
    known = {one.at: one for one in spec.response}
    for one in page.response:
        has = known.get(one.at)
        if has and not has.failure and bool(one.required) != bool(has.required):
            where = "document" if one.required else "spec"
            yield Finding(
                code="field-required",
                relation="different",
                at=one.at,
                message=f"Only the {where} says that the field is always there.",
                remedy="Add it to `required` of the response."
                if one.required
                else "Take it out of `required`.",
                line=_line(one.place),
                place=_location(has.place),
                row=one,
                aspect="required",
            )


def _named(rows: Sequence[Field], at: str) -> bool:
    return any(one.at == at for one in rows)


def _key(row: Field | ErrorRow) -> str:
    return row.at if isinstance(row, Field) else row.code


def _rows(
    kind: str,
    page: Sequence[Field] | Sequence[ErrorRow],
    spec: Sequence[Field] | Sequence[ErrorRow],
    aspects: Sequence[_Aspect],
    whole: Place,
) -> Iterator[Finding]:
    told = {_key(one): one for one in page}
    known = {_key(one): one for one in spec}
    added = [key for key in told if key not in known]
    removed = [key for key in known if key not in told and not _implied(key, told)]
    for key, row in told.items():
        if key in known:
            yield from _differences(kind, key, row, known[key], aspects)
        else:
            yield Finding(
                code=f"{kind}-added",
                relation="document-only",
                at=key,
                message=f"The document has {_article(kind)} that the spec has not.{_renamed(key, removed, 'was')}",
                remedy="Add it to the spec, or run `specseal accept`.",
                line=_line(row.place),
                place=_location(whole),
                row=row,
            )
    for key in removed:
        yield Finding(
            code=f"{kind}-removed",
            relation="spec-only",
            at=key,
            message=f"The spec has {_article(kind)} that the document has not.{_renamed(key, added, 'is now')}",
            remedy="Take it out of the spec, or waive it.",
            place=_location(known[key].place),
        )


def _implied(key: str, told: Iterable[str]) -> bool:
    """Whether rows of the document stand below it: ``customer.name`` says that there is a customer."""
    return any(one.startswith(f"{key}/") for one in told)


def _article(kind: str) -> str:
    return {"error": "an error row", "field": "a field"}.get(kind, f"a {kind}")


def _renamed(key: str, others: Sequence[str], verb: str) -> str:
    near = difflib.get_close_matches(key, others, n=1, cutoff=0.75)
    return f" Perhaps it {verb} {near[0]}." if near else ""


def _differences(kind: str, key: str, told: Any, known: Any, aspects: Sequence[_Aspect]) -> Iterator[Finding]:
    for aspect in aspects:
        said, has = getattr(told, aspect.name), getattr(known, aspect.name)
        if (aspect.both and (said is None or has is None)) or _same(said, has):
            continue
        yield Finding(
            code=f"{kind}-{aspect.code}",
            relation=_relation(said, has),
            at=key,
            message=_message(aspect, said, has),
            remedy=_remedy(aspect, said),
            line=_line(told.place),
            place=_location(known.place),
            row=told,
            aspect=aspect.name,
        )


def _same(said: Any, has: Any) -> bool:
    if isinstance(said, tuple) and isinstance(has, tuple):
        return _texts(said) == _texts(has)
    if isinstance(said, str) and isinstance(has, str):
        return said.split() == has.split()
    return bool(said == has)


def _texts(values: Any) -> list[str]:
    return sorted(map(str, values))


def _relation(said: Any, has: Any) -> Relation:
    if said in (None, (), False):
        return "spec-only"
    return "document-only" if has in (None, (), False) else "different"


def _message(aspect: _Aspect, said: Any, has: Any) -> str:
    if aspect.name == "lost":
        if said:
            return "Something that the document should say here was lost, and the spec does not say so."
        return "The spec says that something was lost here, and the document has it, or never promised it."
    if aspect.name == "required":
        return f"It is {_mark(said)} in the document and {_mark(has)} in the spec."
    return f"{aspect.words.capitalize()}: {_value(said)} in the document, {_value(has)} in the spec."


def _mark(required: bool) -> str:
    return "required" if required else "optional"


def _value(value: Any) -> str:
    if value in (None, ()):
        return "none"
    return ", ".join(map(str, cast("Any", value))) if isinstance(value, tuple) else str(value)


def _remedy(aspect: _Aspect, said: Any) -> str:
    if aspect.name == "lost":
        return "Say so in `x-source.lost`." if said else "Read it, and take `x-source.lost` out."
    if said in (None, ()):
        return "Take it out of the spec, or waive it."
    return "Change the spec, or run `specseal accept`."


def _line(place: Place) -> int | None:
    return place if isinstance(place, int) else None


def _location(place: Place) -> Location | None:
    return place if isinstance(place, Location) else None
