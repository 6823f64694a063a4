"""Real pictures, whose verdict is known because of how they were made."""

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
    """What a picture that this module made should be taken for; None for bytes it did not make."""
    return _known.get(content)


def media_type(content: bytes) -> str | None:
    """Of bytes that begin as a picture; None for others."""
    kinds = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"BM": "image/bmp"}
    return next((kind for start, kind in kinds.items() if content.startswith(start)), None)


def _remember(content: bytes, verdict: Verdict) -> bytes:
    _known[content] = verdict
    return content


def picture(kind: str = "PNG", faces: int | None = None, side: int = 8, colour: str = "white") -> bytes:
    """A picture with a marker of its number of faces; without one, and always as BMP, it has one face."""
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
    told: Verdict = "one" if faces in {None, 1} else "none" if faces == 0 else "several"
    return _remember(target.getvalue(), told)


def cut(content: bytes, keep: float) -> bytes:
    """A picture whose end did not arrive."""
    return _remember(content[: max(1, int(len(content) * keep))], "broken")


def too_wide() -> bytes:
    """A picture with a longer side than is taken."""
    target = io.BytesIO()
    Image.new("1", (LARGEST_SIDE + 1, 1)).save(target, "PNG")
    return _remember(target.getvalue(), "broken")


def too_long() -> bytes:
    """A picture with more bytes than are taken."""
    return _remember(picture("BMP", side=8) + bytes(LARGEST_BYTES), "broken")


def other_kind() -> bytes:
    """A picture of a kind that is not taken."""
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
    """Bytes that are no picture: cut off, of another kind, too large, nothing at all, or just bytes."""
    return st.one_of(
        # half a file at most: some decoders forgive a missing end
        st.builds(cut, good(), st.floats(0.0, 0.5)),
        st.builds(too_wide),
        st.builds(too_long),
        st.builds(other_kind),
        st.just(_remember(b"", "broken")),
        st.binary(max_size=64).map(lambda data: _remember(b"no picture " + data, "broken")),
    )
