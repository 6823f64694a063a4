"""From text to nodes: YAML 1.2 (and so JSON), read strictly.

Refused, with file and line: what is not UTF-8, several documents, a root that is not a map, duplicate keys,
keys that are not scalars, merge keys, tags beyond the core schema, numbers JSON cannot carry, recursive
aliases, and whatever exceeds ``size_limits``. Aliases become independent copies; dates stay text; keys are always
text.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from specseal.diagnostics import Diagnostic, Location, Refused
from specseal.document.build import Builder
from specseal.document.size_limits import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specseal.document.nodes import Map

_CHECK = "Check that the file exists, and that you may read it."
# The scanner folds these as line breaks, as YAML 1.1 did; in YAML 1.2 they are ordinary characters.
_FOREIGN_BREAKS = {"\x85": "U+0085", "\u2028": "U+2028", "\u2029": "U+2029"}


@dataclass(frozen=True, slots=True)
class Document:
    """A source document: its content, its text, and the ``sha256:`` digest of its bytes."""

    data: Map
    path: Path
    text: str
    digest: str


def load(path: Path, file: str | None = None) -> Document:
    """Read a YAML or JSON file. Its locations name ``file``, or ``path`` as given.

    Raises ``Refused`` when the file cannot be read or is not one well-formed map.
    """
    file = file or str(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Refused(
            Diagnostic("file-unreadable", f"cannot be read: {reason}.", Location(file), _CHECK)
        ) from error
    except ValueError as error:
        raise Refused(
            Diagnostic("file-unreadable", f"cannot be read: {error}.", Location(file), _CHECK)
        ) from error
    if len(raw) > MAX_BYTES:
        message = f"larger than {MAX_BYTES} bytes, the limit for a document."
        raise Refused(Diagnostic("yaml-size", message, Location(file), "Shorten it."))
    return _document(_decode(raw, file), raw, path, file)


def loads(text: str, file: str = "<text>") -> Document:
    """Read YAML or JSON text; ``file`` is what its locations name. Raises ``Refused`` as ``load`` does."""
    try:
        raw = text.encode()
    except UnicodeEncodeError as error:
        place = _place(file, text, error.start)
        raise Refused(
            Diagnostic(
                "yaml-encoding",
                "unpaired surrogate is not valid Unicode.",
                place,
                "Write the whole character.",
            )
        ) from error
    if len(raw) > MAX_BYTES:
        message = f"{len(raw)} bytes; the limit for a document is {MAX_BYTES}."
        raise Refused(Diagnostic("yaml-size", message, Location(file), "Shorten it."))
    return _document(text, raw, Path(file), file)


def _document(text: str, raw: bytes, path: Path, file: str) -> Document:
    data = _parse(text, file)
    return Document(data, path, text, "sha256:" + hashlib.sha256(raw).hexdigest())


def _decode(raw: bytes, file: str) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"not valid UTF-8: byte 0x{raw[error.start]:02x}."
        raise Refused(
            Diagnostic("yaml-encoding", message, Location(file, line), "Save the file as UTF-8.")
        ) from error


def _parse(text: str, file: str) -> Map:
    for character, name in _FOREIGN_BREAKS.items():
        if character in text:
            message = f"the character {name} is written raw."
            hint = "Write it as an escape in a double-quoted string."
            raise Refused(
                Diagnostic("yaml-character", message, _place(file, text, text.index(character)), hint)
            )
    if not text.startswith("%") and (quick := _parse_quickly(text, file)) is not None:
        return quick
    builder = Builder(file)
    try:
        for event in _events(text):
            builder.take(event)
    except MarkedYAMLError as error:
        builder.problems.append(_syntax(error, file, text))
    except YAMLError as error:
        builder.problems.append(_unreadable(error, file, text))
    return builder.result()


def _parse_quickly(text: str, file: str) -> Map | None:
    """The document as libyaml reads it, which takes a tenth of the time; ``None`` of a text that it refuses.

    Both readers give the same events for what both read, but for directives. What libyaml refuses is read again by
    ruamel.yaml, which takes more of YAML 1.2 and says what is wrong; so is
    everything where PyYAML has no libyaml.
    """
    if not yaml.__with_libyaml__:
        return None
    builder = Builder(file)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.YAMLError:
        return None
    return builder.result()


def _events(text: str) -> Iterator[Any]:
    reader: Any = YAML(typ="safe", pure=True)
    return cast("Iterator[Any]", reader.parse(text))


def _syntax(error: Any, file: str, text: str) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    place = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file)
    message = str(error.problem or error.context or "cannot be read")
    if mark and text[mark.index : mark.index + 1] == "\t":
        return Diagnostic(
            "yaml-syntax", "a tab is not allowed here.", place, "Indent and separate with spaces."
        )
    context = f" ({error.context})" if error.context and error.problem else ""
    return Diagnostic("yaml-syntax", f"{message}{context}.", place)


def _unreadable(error: YAMLError, file: str, text: str) -> Diagnostic:
    position, character = getattr(error, "position", None), getattr(error, "character", None)
    if isinstance(position, int) and isinstance(character, int):
        message = f"the control character U+{character:04X} is not allowed."
        return Diagnostic(
            "yaml-character",
            message,
            _place(file, text, position),
            "Remove it, or write it as an escape in double quotes.",
        )
    return Diagnostic("yaml-syntax", f"{error}.", Location(file))


def _place(file: str, text: str, index: int) -> Location:
    start = text.rfind("\n", 0, index) + 1
    return Location(file, text.count("\n", 0, index) + 1, index - start + 1)
