"""The successful responses of every operation, whoever serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .endpoint import GenericEndpoint
from .making import Maker
from .success import Responder

if TYPE_CHECKING:
    from ..services import Services
    from ..sites.base import Endpoint


class Responders:
    """Finds the responder of an operation; those of vendors' operations are made when they are first asked for."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._made: dict[int, Responder] = {}

    def of(self, endpoint: Endpoint) -> Responder:
        """The responder of an operation."""
        if isinstance(endpoint, GenericEndpoint):
            return endpoint.respond
        found = self._made.get(id(endpoint))
        if found is None:
            found = self._made[id(endpoint)] = responder_of(endpoint, self._services)
        return found


def responder_of(endpoint: Endpoint, services: Services) -> Responder:
    """The responder of an operation that a vendor serves."""
    maker = Maker(endpoint.operation.contract, services.clock, services.ids)
    return Responder(endpoint.operation, endpoint.check_output, maker, services)
