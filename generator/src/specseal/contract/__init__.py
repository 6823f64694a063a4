"""Spec + wire overlays = contract: the one resolved OpenAPI document that everything below reads."""

from .build import Contract, build_contract, with_stage
from .operations import OperationAt, callbacks, error_rows, escape, operations, schemes_of
from .references import dereference, follow

__all__ = [
    "Contract",
    "OperationAt",
    "build_contract",
    "callbacks",
    "dereference",
    "error_rows",
    "escape",
    "follow",
    "operations",
    "schemes_of",
    "with_stage",
]
