"""Response models, printed by datamodel-code-generator."""

from .printer import print_models

__all__ = ["print_models"]
