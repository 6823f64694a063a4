"""Real pictures, made so that the right verdict on each is known."""

from __future__ import annotations

import io
from typing import Literal

from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

Verdict = Literal["one", "none", "several", "broken"]
KINDS = ("PNG", "JPEG", "BMP")
LARGEST_SIDE = 4096
LARGEST_BYTES = 2 * 1024 * 1024

_known: dict[bytes, Verdict] = {}


def verdict(content: bytes) -> Verdict | None:
    """The right verdict on a picture that this module made; None for any other bytes."""
    return _known.get(content)


def media_type(content: bytes) -> str | None:
    """The media type of bytes that begin like a picture; None for others."""
    kinds = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"BM": "image/bmp"}
    return next((kind for start, kind in kinds.items() if content.startswith(start)), None)


def _remember(content: bytes, verdict: Verdict) -> bytes:
    _known[content] = verdict
    return content


def picture(kind: str = "PNG", faces: int | None = None, side: int = 8, colour: str = "white") -> bytes:
    """A picture that states its number of faces; without a number, and always as BMP, it has one face."""
    target = io.BytesIO()
    image = Image.new("RGB", (side, side), colour)
    text = f"specseal-faces: {faces}"
    if kind == "PNG" and faces is not None:
        marker = PngImagePlugin.PngInfo()
        marker.add_text("Comment", text)
        image.save(target, kind, pnginfo=marker)
    elif kind == "JPEG" and faces is not None:
        image.save(target, kind, comment=text.encode())
    else:
        faces = None
        image.save(target, kind)
    verdict_: Verdict = "one" if faces in {None, 1} else "none" if faces == 0 else "several"
    return _remember(target.getvalue(), verdict_)


def cut(content: bytes, keep: float) -> bytes:
    """A truncated picture."""
    return _remember(content[: max(1, int(len(content) * keep))], "broken")


def too_wide() -> bytes:
    """A picture with a side above the limit."""
    target = io.BytesIO()
    Image.new("1", (LARGEST_SIDE + 1, 1)).save(target, "PNG")
    return _remember(target.getvalue(), "broken")


def too_long() -> bytes:
    """A picture with more bytes than allowed."""
    return _remember(picture("BMP", side=8) + bytes(LARGEST_BYTES), "broken")


def other_kind() -> bytes:
    """A picture in an unsupported format."""
    target = io.BytesIO()
    Image.new("RGB", (8, 8)).save(target, "TIFF")
    return _remember(target.getvalue(), "broken")


def good() -> st.SearchStrategy[bytes]:
    """Pictures that can be read, with any number of faces."""
    return st.builds(
        picture,
        st.sampled_from(KINDS),
        st.sampled_from([None, 1, 0, 2, 7]),
        st.sampled_from([1, 8, 64]),
        st.sampled_from(["white", "red", "black"]),
    )


def broken() -> st.SearchStrategy[bytes]:
    """Bytes that are not a valid picture: truncated, unsupported, too large, empty, or arbitrary."""
    return st.one_of(
        # at most half of the file: some decoders tolerate a missing end
        st.builds(cut, good(), st.floats(0.0, 0.5)),
        st.builds(too_wide),
        st.builds(too_long),
        st.builds(other_kind),
        st.just(_remember(b"", "broken")),
        st.binary(max_size=64).map(lambda data: _remember(b"no picture " + data, "broken")),
    )
