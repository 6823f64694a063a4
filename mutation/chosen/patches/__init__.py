"""All chosen mutants, in the order of the table."""

from ..patch import Patch
from . import checks, clients, contracts, data, emulator, generator, lint, transport

PATCHES: tuple[Patch, ...] = (
    *contracts.PATCHES,
    *generator.PATCHES,
    *checks.PATCHES,
    *lint.PATCHES,
    *clients.PATCHES,
    *data.PATCHES,
    *transport.PATCHES,
    *emulator.PATCHES,
)

__all__ = ["PATCHES"]
