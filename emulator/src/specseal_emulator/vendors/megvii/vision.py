"""Face detection, offline, by the Haar cascades that come with OpenCV. Needs the extra ``[vision]``."""

from __future__ import annotations

import threading
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...plugins import Unusable

if TYPE_CHECKING:
    from PIL.Image import Image

_CASCADE = "haarcascade_frontalface_alt2.xml"  # of the frontal ones it sees the fewest faces where none are
_LONGEST_SIDE = 1024
_SMALLEST_FACE = 40
_one_at_a_time = threading.Lock()  # a cascade keeps state while it looks


class VisionMissing(Unusable):
    """OpenCV is not installed; the text says what to install."""


def require() -> None:
    """Raises `VisionMissing` when faces cannot be counted."""
    if find_spec("cv2") is None:
        raise VisionMissing("the setting faces=vision needs OpenCV: pip install 'specseal-emulator[vision]'")


def see_faces(image: Image, *, turned: bool) -> int:
    """The number of upright, frontal faces in an image.

    `turned`: when none is found, try again with the image rotated by 90, 180 and 270 degrees. Faces smaller
    than 40 pixels, in an image scaled down to 1024 pixels, are not detected.
    """
    grey = image.convert("L")
    grey.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    found = 0
    for angle in (0, 90, 180, 270) if turned else (0,):
        found = _look(grey.rotate(angle, expand=True))
        if found:
            break
    return found


def _look(grey: Image) -> int:
    import numpy as np  # noqa: PLC0415 - of an extra

    with _one_at_a_time:
        return len(_cascade().detectMultiScale(np.asarray(grey), 1.1, 5, 0, (_SMALLEST_FACE, _SMALLEST_FACE)))


@cache
def _cascade() -> Any:
    import cv2  # noqa: PLC0415 - of an extra

    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / _CASCADE))
