"""Alibaba Cloud, as the emulator finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...sites.base import Vendor
from .data import KINDS, SECTIONS, demo, seed_schema
from .linkvisual import LINKVISUAL
from .settings import AliyunSettings
from .site import AliyunSite

if TYPE_CHECKING:
    from ...services import Services
    from ...sites.base import Served

_PRODUCTS = {product.name: product for product in (LINKVISUAL,)}


def _site(services: Services, served: Served) -> AliyunSite:
    return AliyunSite(services, served, _PRODUCTS)


ALIYUN = Vendor(
    name="aliyun",
    products=tuple(_PRODUCTS),
    site=_site,
    settings=AliyunSettings,
    sections=SECTIONS,
    seed_schema=seed_schema,
    demo=demo,
    kinds=KINDS,
    secret_names=frozenset({"Signature", "SecurityToken", "x-acs-security-token"}),
)
