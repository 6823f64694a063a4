"""What a vendor's own overlay says already, so that a new product of the vendor does not say it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...document import is_map, is_seq, load
from ...project import Product


@dataclass(frozen=True, slots=True)
class Vendor:
    """Security schemes of the vendor's wire overlay, and whether it says how failures look."""

    schemes: tuple[str, ...] = ()
    has_error_body: bool = False
    error_body: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])
    """The pointers of the error body that there is, by what they lead to."""


def vendor_of(product: Product) -> Vendor:
    """Look into the vendor's wire overlay, if there is one. Raises `Refused` where it cannot be read."""
    path = product.vendor_overlay("wire")
    if path is None:
        return Vendor()
    schemes: list[str] = []
    has_error_body = False
    actions = load(path, product.shown(path)).data.get("actions")
    for action in actions if is_seq(actions) else ():
        update = action.get("update") if is_map(action) else None
        if not is_map(update):
            continue
        has_error_body = has_error_body or "x-error-body" in update
        found = update.get("securitySchemes")
        schemes += found if is_map(found) else ()
    return Vendor(tuple(schemes), has_error_body)
