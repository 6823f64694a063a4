"""The portal feed: what documentation portals, catalogues, consoles and language models take. Reads contracts alone."""

from .feed import ProductFeed, product_feed, whole_feed
from .subject import Subject, subject_of

__all__ = ["ProductFeed", "Subject", "product_feed", "subject_of", "whole_feed"]
