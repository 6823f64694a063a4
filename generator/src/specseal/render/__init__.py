"""From package to files: the templates and their environment. Pure; nothing is written here."""

from .files import render_package

__all__ = ["render_package"]
