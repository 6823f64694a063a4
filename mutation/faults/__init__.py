"""All faults, in the order of the report."""

from ..fault import Fault
from . import checks, clients, contracts, emulator, generator

FAULTS: tuple[Fault, ...] = (
    *contracts.FAULTS,
    *generator.FAULTS,
    *checks.FAULTS,
    *clients.FAULTS,
    *emulator.FAULTS,
)

__all__ = ["FAULTS"]
