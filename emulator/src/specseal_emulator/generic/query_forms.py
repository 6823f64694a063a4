"""Forms in the query: an operation that also accepts GET by ``x-methods`` takes the fields of its form there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from .bodies import FORMS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ..contract import Operation
    from ..http import Request

_BODILESS = frozenset({"GET", "HEAD"})


class Named(Protocol):
    """A field with its name."""

    @property
    def name(self) -> str:
        """The name."""
        ...


NamedT = TypeVar("NamedT", bound=Named)


def form_in_query(operation: Operation | None, request: Request) -> bool:
    """Whether the fields of the operation's form are in the query of a request."""
    return operation is not None and is_bodiless(request) and bool(query_methods(operation))


def query_methods(operation: Operation) -> list[str]:
    """The methods with which an operation takes the fields of its form in the query."""
    content = operation.contract.resolve(operation.data.get("requestBody", {})).get("content", {})
    further = operation.data.get("x-methods", ())
    return [method for method in further if method in _BODILESS] if FORMS.intersection(content) else []


def is_bodiless(request: Request) -> bool:
    """Whether a request has no body, and a method that has none."""
    return request.method in _BODILESS and not request.body


def form_names(operation: Operation) -> frozenset[str]:
    """The fields of the form that are not also parameters of the query."""
    places: dict[str, set[str]] = {"form": set(), "query": set()}
    for field in operation.fields:
        places[field.location].add(field.name)
    return frozenset(places["form"] - places["query"])


def is_of(name: str, names: Collection[str]) -> bool:
    """Whether a field is one of the form's, or a part of one, as in ``filter[name]``."""
    return name in names or name.partition("[")[0] in names


def apart(fields: Sequence[NamedT], names: Collection[str]) -> tuple[tuple[NamedT, ...], tuple[NamedT, ...]]:
    """The fields of the query without those of the form, and these."""
    return (
        tuple(one for one in fields if not is_of(one.name, names)),
        tuple(one for one in fields if is_of(one.name, names)),
    )
