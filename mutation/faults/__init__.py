"""All faults, in the order of the report."""

from ..fault import Fault
from . import checks, clients, contracts, data, emulator, generator, transport

FAULTS: tuple[Fault, ...] = (
    *contracts.FAULTS,
    *generator.FAULTS,
    *checks.FAULTS,
    *clients.FAULTS,
    *data.FAULTS,
    *transport.FAULTS,
    *emulator.FAULTS,
)

__all__ = ["FAULTS"]
