"""What the method of an operation returns: by the documented statuses and media types of its successful responses."""

from __future__ import annotations

from dataclasses import dataclass

from ..classes import Classes
from ..contract import Array, Media, Operation, Response
from ..contract.media import accepted, read_as
from ..contract.media_types import essence
from ..python_types import ANY, ListOf, MapOf, Model, OneOf, Plain, PythonType
from .package import OutcomePlan
from .received import or_none, received_type, simplest

_NONE = Plain("none")


@dataclass(frozen=True, slots=True)
class ResultPlan:
    """The result of an operation."""

    type: PythonType | None
    outcomes: tuple[OutcomePlan, ...]
    accept: tuple[str, ...]


def plan_result(operation: Operation, classes: Classes) -> ResultPlan:
    """The result of a linted operation."""
    outcomes: list[OutcomePlan] = []
    accept: dict[str, None] = {}
    for response in operation.successes:
        for media in accepted(response):
            accept[media.type] = None
            outcomes.append(_outcome(response, media, classes))
        if not response.media:
            outcomes.append(OutcomePlan(response.status, "", "none", _NONE))
    types = [_result(one) for one in outcomes]
    if all(one == _NONE for one in types):
        return ResultPlan(None, (), tuple(accept))
    type_ = simplest(iter(types))
    if isinstance(type_, OneOf) and _NONE in type_.members:  # last, as everywhere
        type_ = OneOf((*(one for one in type_.members if one != _NONE), _NONE))
    alike = all(one.read == "json" for one in outcomes) and len(set(types)) == 1
    plain = alike and isinstance(type_, Model | ListOf | MapOf)
    return ResultPlan(type_, () if plain else tuple(outcomes), tuple(accept))


def _outcome(response: Response, media: Media, classes: Classes) -> OutcomePlan:
    read = read_as(media)
    type_: PythonType = ANY
    if read == "text":
        type_ = Plain("str")
    elif read == "bytes":
        type_ = Plain("bytes")
    elif media.schema is not None:
        schema = media.schema.resolved()
        listed = schema.items if read in {"events", "lines"} and isinstance(schema, Array) else media.schema
        type_ = or_none(received_type(listed, classes), listed)
    return OutcomePlan(response.status, essence(media.type), read, type_)


def _result(outcome: OutcomePlan) -> PythonType:
    return ListOf(outcome.type) if outcome.read in {"events", "lines"} else outcome.type
