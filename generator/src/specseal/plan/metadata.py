"""What an index shows of a wheel beyond its name: who made it, where it belongs, what it is about."""

from __future__ import annotations

from ..publishing import Publishing
from .package import MetadataPlan

_KEYWORDS = ("api", "client", "sdk", "async")


def plan_metadata(publishing: Publishing, vendor: str, product: str, version: str) -> MetadataPlan:
    """The metadata of a product's wheel: the project's settings, and keywords from the names."""
    return MetadataPlan(
        authors=tuple((author.name, author.email) for author in publishing.authors),
        urls=publishing.urls_of(product, version),
        keywords=tuple(
            dict.fromkeys([vendor, product, *product.split("-"), *publishing.keywords, *_KEYWORDS])
        ),
        index=publishing.index,
    )
