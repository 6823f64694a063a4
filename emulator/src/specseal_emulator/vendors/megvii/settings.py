"""Settings for undocumented behaviour of Megvii. The README says how certain each default is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class MegviiSettings:
    """Assumed behaviour. Times are in seconds, sizes in bytes."""

    megvii_separator: str = ": "
    """What stands between an error code and its reason or argument."""
    sign_clock_skew: int = 86_400
    """How far in the future a sign may have been made; milliseconds taken for seconds go beyond it."""
    sign_without_expiry: Literal["once", "expired"] = "once"
    """What a sign with ``b=0`` is: good for one call, or expired."""
    unknown_group: Literal["INVALID_GROUP_ID", "INVALID_FACE_TOKEN"] = "INVALID_GROUP_ID"
    """The error of face_info for a group that does not exist."""
    liveness_ids: tuple[str, ...] = ()
    """The liveness ids of get_biz_token that exist; none listed: every one does."""
    biz_token_ttl: int = 3_600
    """How long a biz_token lives."""
    scene_ids: tuple[str, ...] = ()
    """The scene ids of get_token that exist; none listed: every one does."""
    token_ttl: int = 3_600
    """How long a FaceID Lite token lives."""
    unique_biz_no: bool = False
    """Whether a business number that was used before is refused."""
    megvii_concurrency: int = 0
    """How many calls of one account to one Megvii product may be under way at once, where the account has no
    limit of its own; 0: any number."""
    faces: Literal["marker", "vision"] = "marker"
    """How faces in reference images are counted: by a marker in the file, or looked for by OpenCV."""
    image_formats: tuple[str, ...] = ("PNG", "JPEG", "BMP")
    """Formats of reference images."""
    image_max_bytes: int = 2 * 1024 * 1024
    """Longest reference image."""
    image_max_side: int = 4_096
    """Longest side of a reference image, in pixels."""
    lite_return: tuple[str, ...] = ("biz_id", "data", "sign")
    """What is added to the query of return_url when the browser goes there by GET."""
