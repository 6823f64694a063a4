"""Faces counted for real, in pictures drawn here: no photograph of anybody is needed."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFilter

from specseal_emulator import Settings
from specseal_emulator.testing import running


def face(scale: float = 1.0) -> Image.Image:
    """A drawn face, 240 pixels high at scale 1, whose light and shade are where a detector expects them."""
    image = Image.new("L", (int(240 * scale), int(240 * scale)), 200)
    draw = ImageDraw.Draw(image)

    def oval(x: float, y: float, rx: float, ry: float, shade: int) -> None:
        draw.ellipse([scale * (x - rx), scale * (y - ry), scale * (x + rx), scale * (y + ry)], fill=shade)

    def line(x: float, y: float, to: float, shade: int, width: float) -> None:
        draw.line([(scale * x, scale * y), (scale * to, scale * y)], fill=shade, width=int(width * scale))

    oval(120, 105, 82, 100, 60)  # hair
    oval(120, 128, 68, 88, 185)
    for x in (90, 150):
        oval(x, 108, 24, 14, 120)
        oval(x, 110, 17, 8, 225)
        oval(x, 110, 8, 8, 30)
        line(x - 20, 92, x + 20, 70, 7)
    draw.polygon(
        [(scale * 120, scale * 105), (scale * 110, scale * 150), (scale * 130, scale * 150)], fill=205
    )
    oval(112, 150, 5, 4, 90)
    oval(128, 150, 5, 4, 90)
    oval(120, 178, 28, 9, 95)
    line(94, 178, 146, 50, 3)
    return image.filter(ImageFilter.GaussianBlur(2.5 * scale))


def picture(*scales: float, turn: int = 0, kind: str = "PNG") -> bytes:
    """A picture with so many faces side by side."""
    image = Image.new("L", (60 + sum(int(260 * scale) for scale in scales), 480), 200)
    x = 30
    for scale in scales:
        image.paste(face(scale), (x, 60))
        x += int(260 * scale)
    target = io.BytesIO()
    image.rotate(turn, expand=True).convert("RGB").save(target, kind)
    return target.getvalue()


@pytest.fixture(scope="module")
def seeing() -> Iterator[str]:
    with running(settings=Settings(faces="vision")) as emulator:
        yield emulator.base_url


@pytest.fixture
def send(seeing: str, megvii: Any) -> Any:
    megvii.base_url = seeing

    def call(content: bytes, **fields: str) -> str:
        response = megvii.get_token({"image_ref1": content}, comparison_type="0", **fields)
        body = response.json()
        return "accepted" if response.status_code == 200 else body["error_message"]

    return call


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP"])
def test_one_face(send: Any, kind: str) -> None:
    assert send(picture(1, kind=kind)) == "accepted"


def test_no_face(send: Any) -> None:
    assert send(picture()) == "NO_FACE_FOUND"


def test_several_faces(send: Any) -> None:
    assert send(picture(1, 1.2)) == "MULTIPLE_FACES"
    assert send(picture(1, 1.2), fail_when_ref_multiple_faces="0") == "accepted"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_face_is_found_when_that_is_asked_for(send: Any, turn: int) -> None:
    content = picture(1, turn=turn)
    assert send(content) == "NO_FACE_FOUND"
    assert send(content, multi_oriented_detection="1") == "accepted"


def test_a_marker_counts_no_more(send: Any) -> None:
    target = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(target, "JPEG", comment=b"specseal-faces: 1")
    assert send(target.getvalue()) == "NO_FACE_FOUND"


def test_a_large_picture(send: Any) -> None:
    target = io.BytesIO()
    face(10).save(target, "JPEG", quality=60)
    assert send(target.getvalue()) == "accepted"


def test_it_says_what_to_install() -> None:
    code = (
        "import sys, importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'cv2' else find(name, *rest)\n"
        "from specseal_emulator.cli import main\n"
        "sys.exit(main(['serve', '--port', '0', '--set', 'faces=vision']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert done.stderr == (
        "specseal-emulator: error: the setting faces=vision needs OpenCV: pip install 'specseal-emulator[vision]'\n"
    )
