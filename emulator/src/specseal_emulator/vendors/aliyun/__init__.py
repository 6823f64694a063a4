"""Alibaba Cloud: RPC-style products behind one gateway, which verifies signatures and writes errors."""

from .linkvisual import LINKVISUAL
from .site import AliyunSite

PRODUCTS = {product.name: product for product in (LINKVISUAL,)}

__all__ = ["PRODUCTS", "AliyunSite"]
