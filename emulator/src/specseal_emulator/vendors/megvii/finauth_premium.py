"""FinAuth Premium: the business token that starts a verification in the SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...quoting import quoted
from ...sites.base import Refusal
from .product import Product
from .settings import MegviiSettings
from .sign import authenticate_by

if TYPE_CHECKING:
    from ...sites.base import Call


def get_biz_token(call: Call) -> dict[str, Any]:
    """A new business token, which lives for an hour unless the settings say otherwise."""
    services = call.services
    liveness_id = call.text("liveness_id")
    known = services.settings.of(MegviiSettings).liveness_ids
    if known and liveness_id not in known:
        raise Refusal(
            "BAD_ARGUMENTS",
            "liveness_id",
            why=f"liveness id {quoted(liveness_id)} is not in the setting liveness_ids",
        )
    now = services.clock.now()
    biz_token = f"{int(now)},{services.ids.uuid()}"
    services.store.put(
        "biz-token",
        biz_token,
        {"owner": call.owner, "liveness_id": liveness_id, "uuid": call.values.get("uuid")},
        now + services.settings.of(MegviiSettings).biz_token_ttl,
    )
    return {"biz_token": biz_token}


FINAUTH_PREMIUM = Product(
    name="finauth-premium",
    authenticate_by=authenticate_by,
    handlers={"/finauth/v5/sdk/get_biz_token": get_biz_token},
    needs=(),
)
