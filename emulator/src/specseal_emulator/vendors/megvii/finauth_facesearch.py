"""FinAuth FaceSearch: faces of a face library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...quoting import quoted
from ...sites.base import Refusal
from ...state.keys import key
from .product import Product
from .settings import MegviiSettings
from .sign import authenticate_by

if TYPE_CHECKING:
    from ...sites.base import Call


def face_info(call: Call) -> dict[str, Any]:
    """One face. ``add_time`` is a number, as in the document's example, not the text of its table."""
    services, now = call.services, call.services.clock.now()
    group_id, face_token = call.text("group_id"), call.text("face_token")
    if services.store.get("group", key(call.owner, group_id), now) is None:
        raise Refusal(
            services.settings.of(MegviiSettings).unknown_group, why=f"group {quoted(group_id)} does not exist"
        )
    face = services.store.get("face", key(call.owner, group_id, face_token), now)
    if face is None:
        raise Refusal("INVALID_FACE_TOKEN", why=f"group {quoted(group_id)} has no face {quoted(face_token)}")
    return {"info": {name: face[name] for name in ("face_token", "user_id", "user_data", "add_time")}}


FINAUTH_FACESEARCH = Product(
    name="finauth-facesearch",
    authenticate_by=authenticate_by,
    handlers={"/finauth/search/group/face_info": face_info},
    needs=("INVALID_FACE_TOKEN",),
)
