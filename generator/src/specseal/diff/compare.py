"""All changes between two sides."""

from __future__ import annotations

from dataclasses import dataclass

from ..contract import Contract
from .change import Change, Changes, worst
from .errors import Errors, classes_of
from .operations import Pair, compare_operations
from .received import compare_callbacks, compare_pages
from .requests import Requests
from .responses import Responses
from .rules import Kind
from .security import Signing
from .servers import compare_servers
from .sides import Side
from .surface import Surface

_ORDER: tuple[Kind, ...] = ("breaking", "additive", "fixing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed between two sides of one product."""

    product: str
    old: str
    new: str
    changes: tuple[Change, ...]
    """The gravest first."""
    notes: tuple[str, ...] = ()
    """What could not be compared, or what is worth knowing besides."""

    @property
    def worst(self) -> Kind | None:
        """The gravest class; ``None`` where nothing changed."""
        return worst(self.changes)

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """The changes of one class."""
        return tuple(one for one in self.changes if one.kind == kind)


def compare(old: Side, new: Side) -> Difference:
    """Everything that changed for callers from one side to the other."""
    changes = Changes()
    pairs = _contracts(changes, old.contract, new.contract)
    notes: tuple[str, ...] = ()
    if old.package is not None and new.package is not None:
        surface = Surface(changes, (old.contract, new.contract), (old.package, new.package))
        surface.compare(pairs)
    else:
        missing = old.label if old.package is None else new.label
        notes = (f"Python names were not compared: no client can be made of {missing}.",)
    return Difference(
        product=new.product, old=old.label, new=new.label, changes=in_order(changes.found), notes=notes
    )


def in_order(changes: list[Change]) -> tuple[Change, ...]:
    """The gravest first, otherwise in the order in which they were found."""
    return tuple(sorted(changes, key=lambda one: _ORDER.index(one.kind)))


def _contracts(changes: Changes, old: Contract, new: Contract) -> list[Pair]:
    _info(changes, old, new)
    compare_servers(changes, old, new)
    pairs = compare_operations(changes, old, new)
    signing = Signing(changes)
    errors = Errors(changes, (classes_of(old), classes_of(new)))
    for one, other in pairs:
        Requests(changes).compare(one, other)
        Responses(changes).compare(one, other)
        errors.compare(one, other)
        signing.alternatives(one, other)
    signing.recipes(old, new)
    errors.body(old, new)
    compare_callbacks(changes, old, new)
    compare_pages(changes, old, new)
    return pairs


def _info(changes: Changes, old: Contract, new: Contract) -> None:
    places = (old.info.location, new.info.location)
    if old.info.version != new.info.version:
        message = f"The version of the interface was {old.info.version}, and is {new.info.version}."
        changes.add("api-version-changed", "interface", message, *places)
    words = [(one.title, one.summary, " ".join(one.description.split())) for one in (old.info, new.info)]
    if words[0] != words[1]:
        changes.add("documentation", "interface", "Its title or description was rewritten.", *places)
