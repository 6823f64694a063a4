"""Layouts of vendors' pages: one module per vendor, named after the folder of its specs.

``specs/acme-pay/…`` is read with ``layouts/acme_pay.py``, which holds a `Layout` named ``LAYOUT``. A package that is
installed beside this one offers its own under the entry point group ``specseal.layouts``, by the vendor's name; it
wins. A vendor that has neither is read with the general layout.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from importlib.metadata import entry_points

from ..reading import Layout

GROUP = "specseal.layouts"


@functools.cache  # looking through what is installed takes longer than reading a page
def layout_of(vendor: str) -> Layout:
    """The layout of a vendor's pages.

    Raises `TypeError` when what is registered is no layout.
    """
    for entry in entry_points(group=GROUP, name=vendor):
        return _checked(entry.load(), entry.value)
    name = f"{__name__}.{vendor.replace('-', '_')}"
    if importlib.util.find_spec(name) is None:
        return Layout()
    return _checked(importlib.import_module(name).LAYOUT, name)


def _checked(found: object, name: str) -> Layout:
    if not isinstance(found, Layout):
        raise TypeError(f"{name} is {type(found).__name__}; a layout is a specseal.drift.reading.Layout")
    return found
