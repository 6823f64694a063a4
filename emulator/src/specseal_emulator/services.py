"""The services that vendors use: store, clock, ids, settings, callbacks and background tasks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .background import BackgroundTasks
    from .delivery import Courier
    from .state import Clock, Ids, Settings, Store


@dataclass(frozen=True, slots=True)
class Services:
    """The services of one emulator, shared by its vendors."""

    settings: Settings
    store: Store
    clock: Clock
    ids: Ids
    courier: Courier
    """Delivers callbacks."""
    background: BackgroundTasks
    """Runs what happens without a request."""

    def account(self, key: str) -> Mapping[str, Any] | None:
        """The account of an access key or API key."""
        return self.store.get("account", key, self.clock.now())
