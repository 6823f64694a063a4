"""Files of a request: size, media type, and whether an image is one."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..contract import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..contract.model import Json
    from ..http import Upload

_NOBODY_KNOWS = frozenset({"", "application/octet-stream"})


def is_file(schema: Json, sent_as: str) -> bool:
    """Whether a property of a form is a file: OpenAPI 3.1 has three ways to say so."""
    if schema.get("format") == "binary":
        return True
    if "contentEncoding" in schema:
        return False
    return "contentMediaType" in schema or sent_as.startswith(("image/", "application/octet-stream"))


@dataclass(frozen=True, slots=True)
class FileCheck:
    """The checks of one field that is a file."""

    name: str
    schema: Json
    sent_as: str
    several: bool
    whole: Json
    """The schema of the field, which is an array where there may be several files."""

    def __call__(self, files: Sequence[Upload], texts: Sequence[str]) -> Problem | None:
        """The first problem. Args: `texts`, what came in place of files."""
        if texts:
            return Problem("bad", self.name, "is a text, not a file")
        for file in files:
            if problem := content_problem(self.schema, file.content, self._types(), file.content_type):
                return Problem(problem[0], self.name, problem[1])
        return None

    def _types(self) -> tuple[str, ...]:
        said = self.sent_as or str(self.schema.get("contentMediaType", ""))
        return tuple(part.strip().lower() for part in said.split(",") if part.strip())


def content_problem(
    schema: Json, content: bytes, wanted: Sequence[str], sent_as: str
) -> tuple[Any, str] | None:
    """The problem of binary content: kind and text. Args: `wanted` media types, none for any."""
    shortest = schema.get("minLength", 0)
    limits = [schema[key] for key in ("maxLength", "x-max-bytes") if isinstance(schema.get(key), int)]
    if limits and len(content) > (longest := min(limits)):
        return "large", f"is longer than {longest} bytes"
    if len(content) < shortest:
        return "bad", f"is shorter than {shortest} bytes"
    sent = sent_as.partition(";")[0].strip().lower()
    if wanted and sent not in _NOBODY_KNOWS and not any(_fits(sent, one) for one in wanted):
        return "bad", f"is {sent}, not {', '.join(wanted)}"
    if wanted and all(one.startswith("image/") for one in wanted):
        return image_problem(content, wanted)
    return None


def _fits(sent: str, wanted: str) -> bool:
    return wanted in {sent, "*/*"} or (wanted.endswith("/*") and sent.startswith(wanted[:-1]))


def image_problem(content: bytes, wanted: Sequence[str]) -> tuple[Any, str] | None:
    """Why content is not an image of one of these media types, decoded as a whole."""
    from PIL import Image  # noqa: PLC0415 - slow to import, and many contracts have no images

    try:
        with Image.open(io.BytesIO(content)) as image:
            image.load()
            found = str(image.get_format_mimetype() if hasattr(image, "get_format_mimetype") else "")
            found = found or f"image/{str(image.format).lower()}"
    except Exception as error:  # decoders raise almost anything for corrupt data
        return "bad", f"is not a valid image: {error}"
    if not any(_fits(found, one) for one in wanted):
        return "bad", f"is an image of type {found}, not {', '.join(wanted)}"
    return None
