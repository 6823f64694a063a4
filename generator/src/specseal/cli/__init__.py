"""The command ``specseal``."""

from .main import main

__all__ = ["main"]
