"""Callbacks of the vendor, and URLs that a browser opens."""

from __future__ import annotations

from collections.abc import Mapping

from ..classes import Classes
from ..contract import Callback, Contract
from ..naming import snake_case
from .docs import paragraph
from .package import CallbackPlan, PagePlan, SchemePlan, SignedHeaderPlan


def plan_callbacks(
    contract: Contract, schemes: Mapping[str, SchemePlan], classes: Classes
) -> tuple[CallbackPlan, ...]:
    """The callbacks of the vendor (``x-callbacks``)."""
    return tuple(
        CallbackPlan(
            one.name,
            tuple(paragraph(one.description)),
            one.data,
            one.sign,
            _signed(one),
            classes.of(one.schema),
            schemes[one.scheme],
        )
        for one in contract.callbacks
    )


def _signed(callback: Callback) -> SignedHeaderPlan | None:
    signed = callback.signed
    if signed is None:
        return None
    time = (signed.time_header, signed.time_item) if signed.time_header else None
    return SignedHeaderPlan(signed.header, signed.item, time, signed.age)


def plan_pages(contract: Contract) -> tuple[PagePlan, ...]:
    """The URLs that a browser opens (``x-pages``)."""
    return tuple(
        PagePlan(
            f"{one.name}_url",
            tuple(paragraph(one.description)),
            one.path,
            tuple((wire, snake_case(wire), meaning) for wire, meaning in one.query),
        )
        for one in contract.pages
    )
