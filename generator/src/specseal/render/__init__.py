"""Package = files: the templates, and the environment they are printed in. Pure; nothing is written here."""

from .files import render_package

__all__ = ["render_package"]
