"""Overlay 1.1: parse an overlay document, and apply it to an API description.

Documents of version 1.0 are read as 1.1.
"""

from specseal.overlay.apply import ApplyResult, apply
from specseal.overlay.command import apply_files
from specseal.overlay.model import Action, Overlay, parse_overlay

__all__ = ["Action", "ApplyResult", "Overlay", "apply", "apply_files", "parse_overlay"]
