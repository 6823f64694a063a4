"""All chosen mutants, in the order of the table."""

from ..patch import Patch
from . import breadth, checks, clients, contracts, data, emulator, generator, generic, lint, transport

PATCHES: tuple[Patch, ...] = (
    *contracts.PATCHES,
    *generator.PATCHES,
    *checks.PATCHES,
    *lint.PATCHES,
    *clients.PATCHES,
    *breadth.PATCHES,
    *data.PATCHES,
    *transport.PATCHES,
    *emulator.PATCHES,
    *generic.PATCHES,
)

__all__ = ["PATCHES"]
