"""What the emulator lends to vendors: where they keep things, time, ids, and who delivers for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .chores import Chores
    from .delivery import Courier
    from .state import Clock, Ids, Settings, Store


@dataclass(frozen=True, slots=True)
class Services:
    """What one emulator's vendors share."""

    settings: Settings
    store: Store
    clock: Clock
    ids: Ids
    courier: Courier
    """Delivers callbacks."""
    chores: Chores
    """Looks after what is to happen without a request."""

    def account(self, key: str) -> Mapping[str, Any] | None:
        """The account of an access key or API key."""
        return self.store.get("account", key, self.clock.now())
