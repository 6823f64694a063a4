"""The browser flow of FaceID Lite: the verification page, the callback and the redirect."""

from .flow import PATH, Flow

__all__ = ["PATH", "Flow"]
