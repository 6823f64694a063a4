"""Contracts: loading, the parts that the emulator uses, and the validators compiled from them."""

from .files import ContractError, default_contracts, load_contract, named_contract
from .model import Contract, ErrorRow, Field, Operation
from .validate import InputCheck, OutputCheck, Problem

__all__ = [
    "Contract",
    "ContractError",
    "ErrorRow",
    "Field",
    "InputCheck",
    "Operation",
    "OutputCheck",
    "Problem",
    "default_contracts",
    "load_contract",
    "named_contract",
]
