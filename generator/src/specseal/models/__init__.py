"""Response models: a relaxed copy of the contract's response schemas, printed by datamodel-code-generator."""

from .printer import print_models
from .relaxed import result_class, success_schema, success_status

__all__ = ["print_models", "result_class", "success_schema", "success_status"]
