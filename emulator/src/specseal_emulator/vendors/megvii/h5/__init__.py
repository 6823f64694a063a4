"""The browser's part of FaceID Lite: a page that ends a verification, the callback and the way back."""

from .flow import PATH, Flow

__all__ = ["PATH", "Flow"]
