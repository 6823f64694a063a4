"""Markdown for readers and for language models: one page per operation and callback, and what leads to them."""

from .llms import llms_full, llms_index
from .operation import product_pages

__all__ = ["llms_full", "llms_index", "product_pages"]
