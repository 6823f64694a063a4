"""Megvii, as the emulator finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...sites.base import Vendor
from .data import KINDS, SECTIONS, demo, seed_schema
from .faceid_lite import FACEID_LITE
from .finauth_facesearch import FINAUTH_FACESEARCH
from .finauth_premium import FINAUTH_PREMIUM
from .settings import MegviiSettings
from .site import MegviiSite

if TYPE_CHECKING:
    from ...services import Services
    from ...sites.base import Served

_PRODUCTS = {product.name: product for product in (FACEID_LITE, FINAUTH_FACESEARCH, FINAUTH_PREMIUM)}


def _site(services: Services, served: Served) -> MegviiSite:
    return MegviiSite(services, served, _PRODUCTS)


MEGVII = Vendor(
    name="megvii",
    products=tuple(_PRODUCTS),
    site=_site,
    settings=MegviiSettings,
    sections=SECTIONS,
    seed_schema=seed_schema,
    demo=demo,
    kinds=KINDS,
    secret_names=frozenset({"api_secret", "sign"}),
    unknown_paths=True,
)
