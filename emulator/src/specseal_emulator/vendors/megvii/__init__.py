"""Megvii: FaceID and FinAuth. Forms in, JSON out, errors as ``CODE`` or ``CODE: detail``."""

from .faceid_lite import FACEID_LITE
from .finauth_facesearch import FINAUTH_FACESEARCH
from .finauth_premium import FINAUTH_PREMIUM
from .site import MegviiSite

PRODUCTS = {product.name: product for product in (FACEID_LITE, FINAUTH_FACESEARCH, FINAUTH_PREMIUM)}

__all__ = ["PRODUCTS", "MegviiSite"]
