"""FaceID Lite: the token that starts a verification in the browser."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ...quoting import quoted
from ...sites.base import Refusal
from ...state.keys import key
from ...state.sizes import short
from .images import ImageProblem, count_faces
from .product import Product
from .settings import MegviiSettings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...contract import Operation
    from ...examination import Examination
    from ...services import Services
    from ...sites.base import Call
    from .product import Authenticate

_IMAGES = ("image_ref1", "image_ref2")
_CALLBACKS = ("return_url", "notify_url")


def authenticate_by(_: Sequence[Operation], services: Services) -> Authenticate:
    """Gives the account of key and secret."""
    return lambda examination: authenticate(examination, services)


def authenticate(examination: Examination, services: Services) -> Mapping[str, Any]:
    """The account of the form's key and secret. Raises `Refusal` when they do not match."""
    form = examination.request.form
    examination.check("key and secret")
    for name in ("api_key", "api_secret"):
        if not form.get(name):
            raise Refusal("MISSING_ARGUMENTS", name)
    account = services.account(form["api_key"])
    secret = str(account["secret"]) if account else ""
    if account is None or not hmac.compare_digest(secret.encode(), form["api_secret"].encode()):
        raise Refusal("AUTHENTICATION_ERROR", bare=True, why="api_key and api_secret do not match")
    examination.notes["account"] = form["api_key"]
    return account


def get_token(call: Call) -> dict[str, Any]:
    """A new token, after checks of the URLs, the scene, the business number and the images."""
    services, values = call.services, call.values
    for name in _CALLBACKS:
        _web_address(name, call.text(name))
    scenes = services.settings.of(MegviiSettings).scene_ids
    if scenes and "scene_id" in values and call.text("scene_id") not in scenes:
        raise Refusal(
            "BAD_ARGUMENTS",
            "scene_id",
            why=f"scene {quoted(call.text('scene_id'))} is not in the setting scene_ids",
        )
    if call.text("comparison_type") == "0":
        _check_images(call)
    now = services.clock.now()
    if services.settings.of(MegviiSettings).unique_biz_no and not services.store.add(
        "biz-no", short(key(call.owner, call.text("biz_no"))), {}, now
    ):
        raise Refusal("BAD_ARGUMENTS", "biz_no", why="this business number was used before")
    token, biz_id = services.ids.hex32(), f"{int(now)},{services.ids.uuid()}"
    expires = int(now) + services.settings.of(MegviiSettings).token_ttl
    record = {
        **{name: value for name, value in values.items() if name not in {"api_secret", *_IMAGES}},
        "api_key": call.request.form["api_key"],
        "token": token,
        "biz_id": biz_id,
        "owner": call.owner,
        "expires": expires,
        "images": [name for name in _IMAGES if name in call.request.files],
    }
    services.store.put("lite-token", token, record, expires)
    return {"token": token, "biz_id": biz_id, "expired_time": expires}


def _web_address(name: str, text: str) -> None:
    try:
        parts = urlsplit(text)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise Refusal("BAD_ARGUMENTS", name, why=f"{name} is not an http or https URL")


def _check_images(call: Call) -> None:
    """All images are validated before faces are counted."""
    counts: list[int] = []
    turned = call.text("multi_oriented_detection") == "1"
    for name in _IMAGES:
        upload = call.request.files.get(name)
        content = upload.content if upload else call.request.form.get(name, "").encode()
        if upload is None and name not in call.request.form:
            continue
        try:
            counts.append(count_faces(content, call.services.settings.of(MegviiSettings), turned=turned))
        except ImageProblem as problem:
            raise Refusal("IMAGE_ERROR_UNSUPPORTED_FORMAT", name, why=f"{name}: {problem}") from problem
    if 0 in counts:
        raise Refusal("NO_FACE_FOUND", why="an image has no face")
    if call.text("fail_when_ref_multiple_faces") != "0" and any(count > 1 for count in counts):
        raise Refusal("MULTIPLE_FACES", why="an image has several faces")


FACEID_LITE = Product(
    name="faceid-lite",
    authenticate_by=authenticate_by,
    handlers={"/faceid/lite/get_token": get_token},
    disabled="AUTHORIZATION_ERROR",  # its document names no reason for this one
    needs=("IMAGE_ERROR_UNSUPPORTED_FORMAT", "NO_FACE_FOUND", "MULTIPLE_FACES"),
)
