"""What is sent is signed: each operation against the recipes that sign it.

A field that a recipe sets or takes must have its place in the request. The query, the body and the files that are sent
must be covered by the signature, unless the recipe says that they are unsigned by design.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ..contract import Contract, Media, Operation, RequestField, Scheme, body_fields
from ..diagnostics import Diagnostic
from ..signing import Recipe
from ..signing.coverage import Coverage, changed_places, coverage

BodyKind = Literal["form", "json", "other"]
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_NAMED = {"form": "form", "json": "JSON object"}
_READ = {
    "query": "`query`, `params` or `target`",
    "form": "`form`, `params` or `body`",
    "json": "`json` or `body`",
    "other": "`body`",
    "files": "`body`",
}


@dataclass(frozen=True, slots=True)
class _Finding:
    """A fault of a recipe, whatever the operation."""

    code: str
    message: str
    hint: str


def check_signing(contract: Contract) -> Iterator[Diagnostic]:
    """Yield what operations send unsigned, and what recipes set without a place for it; each once per scheme."""
    for scheme in contract.schemes:
        if scheme.recipe is None:
            continue
        signed = [one for one in contract.operations if scheme.name in one.scheme_names]
        covered = coverage(scheme.recipe)
        found: dict[_Finding, list[Operation]] = {}
        for operation in signed:
            for finding in _findings(scheme, scheme.recipe, covered, operation):
                found.setdefault(finding, []).append(operation)
        for finding, operations in found.items():
            more = f" (and {len(operations) - 1} more)" if len(operations) > 1 else ""
            message = f"{operations[0].id}{more}: {finding.message}"
            yield Diagnostic(finding.code, message, operations[0].location, finding.hint)


def _findings(scheme: Scheme, recipe: Recipe, covered: Coverage, operation: Operation) -> Iterator[_Finding]:
    kinds: list[BodyKind] = [_kind(media) for media in operation.body.media] if operation.body else []
    yield from _misplaced(recipe, kinds)
    yield from _absent(recipe, operation)
    if not covered.signs:
        return
    if _query_unsigned(scheme, recipe, covered, operation):
        yield _unsigned(scheme, "the query", "query", "query")
    for kind, media in zip(kinds, operation.body.media if operation.body else (), strict=True):
        if "body" in recipe.unsigned or covered.body:
            continue
        if kind == "other" or not covered.whole(kind):
            yield _unsigned(scheme, f"a body of {media.type}", kind, "body")
        elif "files" not in recipe.unsigned and any(_is_file(one) for one in body_fields(media)):
            yield _unsigned(scheme, "the files of the form", "files", "files")


def _misplaced(recipe: Recipe, kinds: list[BodyKind]) -> Iterator[_Finding]:
    for place in changed_places(recipe):
        if place in _NAMED and (not kinds or any(kind != place for kind in kinds)):
            name = next(name for other, name in recipe.placed if other == place)
            yield _Finding(
                "signing-place",
                f'the recipe of {recipe.name!r} sets {place}["{name}"], and the body is no {_NAMED[place]}.',
                "Set the field in the query or in a header, or sign this operation by another scheme.",
            )


def _absent(recipe: Recipe, operation: Operation) -> Iterator[_Finding]:
    """Fields that the recipe takes, and that the operation does not have."""
    for place, name in recipe.taken:
        where = {"headers": "header"}.get(place, place)
        names = {
            one.name.lower() if where == "header" else one.name
            for one in (*operation.parameters, *_properties(operation))
            if one.where == where
        }
        if name not in names and place != "headers":
            yield _Finding(
                "signing-place",
                f'the recipe of {recipe.name!r} takes {place}["{name}"], which the request does not have.',
                "Add the field to the operation, or sign it by another scheme.",
            )


def _query_unsigned(scheme: Scheme, recipe: Recipe, covered: Coverage, operation: Operation) -> bool:
    if "query" in recipe.unsigned or covered.whole("query"):
        return False
    return any(
        one.where == "query"
        and scheme.name not in one.notes.placed_by
        and ("query", one.name) not in {*recipe.taken, *recipe.placed}
        and not covered.field("query", one.name)
        for one in operation.parameters
    )


def _unsigned(scheme: Scheme, what: str, part: str, declared: str) -> _Finding:
    return _Finding(
        "signing-unsigned",
        f"the signature of {scheme.name!r} does not cover {what}.",
        f"Read {_READ[part]} in the recipe, or declare `unsigned: [{declared}]` if the vendor leaves it unsigned.",
    )


def _kind(media: Media) -> BodyKind:
    """What signing sees of a body. The fields of a flat XML document are those of a form."""
    if media.type in _FORMS or media.root:
        return "form"
    return "json" if any(one.where == "json" for one in body_fields(media)) else "other"


def _properties(operation: Operation) -> Iterable[RequestField]:
    for media in operation.body.media if operation.body else ():
        yield from body_fields(media)


def _is_file(field: RequestField) -> bool:
    schema = field.schema.resolved()
    items = getattr(schema, "items", None)
    found = items.resolved() if items is not None else schema
    return getattr(found, "format", "") == "binary"
