"""Images: validation, and the number of faces."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from .settings import MegviiSettings
from .vision import see_faces

if TYPE_CHECKING:
    from .settings import MegviiSettings

_MARKER = re.compile(r"specseal-faces:\s*([0-9]{1,3})", re.ASCII)


class ImageProblem(Exception):
    """The bytes are not an accepted image; the text says why."""


def count_faces(content: bytes, settings: MegviiSettings, *, turned: bool = False) -> int:
    """The number of faces by the image's marker, ``specseal-faces: N``; without one it is 1.

    With the setting ``faces=vision`` they are detected in the image itself; `turned` also sideways and upside
    down.

    The marker is a text chunk of a PNG (or a chunk named ``specseal-faces`` with the number) or a comment of
    a JPEG. Raises `ImageProblem` when the bytes are not an image within the bounds of the settings.
    """
    from PIL import Image  # noqa: PLC0415 - slow to import: the first response need not wait for it

    if len(content) > settings.image_max_bytes:
        raise ImageProblem(f"longer than {settings.image_max_bytes} bytes")
    try:
        with Image.open(io.BytesIO(content), formats=settings.image_formats) as image:
            small = max(image.size) <= settings.image_max_side
            if small:
                image.load()
                if settings.faces == "vision":
                    return see_faces(image, turned=turned)
            texts = [_text(name, value) for name, value in image.info.items()]
    except Exception as error:  # decoders raise almost anything for corrupt data
        raise ImageProblem(f"not a valid image (unsupported format or corrupt data): {error}") from error
    if not small:
        raise ImageProblem(f"a side is longer than {settings.image_max_side} pixels")
    for text in texts:
        if found := _MARKER.search(text):
            return int(found[1])
    return 1


def _text(name: object, value: object) -> str:
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    return f"{name}: {text}" if isinstance(text, str) else ""
