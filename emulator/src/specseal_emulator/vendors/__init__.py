"""Vendor behaviour: one module per product, and what the products of a vendor share beside them."""

from .registry import build_sites

__all__ = ["build_sites"]
