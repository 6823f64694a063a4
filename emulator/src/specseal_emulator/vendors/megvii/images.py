"""Pictures: whether the bytes are one, and how many faces it is said to hold."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from PIL import Image

from .settings import MegviiSettings
from .vision import see_faces

if TYPE_CHECKING:
    from .settings import MegviiSettings

_MARKER = re.compile(r"specseal-faces:\s*([0-9]{1,3})", re.ASCII)


class ImageProblem(Exception):
    """The bytes are not a picture that is accepted; the text says why."""


def count_faces(content: bytes, settings: MegviiSettings, *, turned: bool = False) -> int:
    """How many faces a picture holds by its marker, ``specseal-faces: N``; without one it is one face.

    With the setting ``faces=vision`` they are looked for in the picture itself; `turned` also sideways and
    upside down.

    The marker is a text chunk of a PNG (or a chunk named ``specseal-faces`` with the number) or a comment of
    a JPEG. Raises `ImageProblem` when the bytes are not a picture within the settings' bounds.
    """
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
    except Exception as error:  # a broken file makes the decoders raise almost anything
        raise ImageProblem(f"cannot be decoded: {error}") from error
    if not small:
        raise ImageProblem(f"a side is longer than {settings.image_max_side} pixels")
    for text in texts:
        if found := _MARKER.search(text):
            return int(found[1])
    return 1


def _text(name: object, value: object) -> str:
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    return f"{name}: {text}" if isinstance(text, str) else ""
