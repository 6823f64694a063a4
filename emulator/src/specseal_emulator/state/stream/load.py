"""From the rows of a stream to records: checked like a seed file, with progress, and nothing half-loaded."""

from __future__ import annotations

import os
from array import array
from collections import Counter
from dataclasses import asdict, dataclass, fields, is_dataclass
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, get_args, get_type_hints
from zlib import crc32

import jsonschema_rs

from ...plugins import Section
from ..bulk import prepare
from ..limits import UNLIMITED, Limits
from ..seed import sections
from ..seedfile import SeedError, describe, seed_schema
from ..sizes import TooLong, fits
from .apart import Progress, is_possible, read_apart
from .rows import BadRow, Row, Rows, csv_rows, ndjson_rows
from .yaml_rows import extends_default, yaml_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from io import TextIOWrapper
    from pathlib import Path

    from ...listing import Index
    from ..store import Dumped, Prepared

_SUFFIXES = {".csv", ".ndjson", ".jsonl"}
_LONG = 4 * 1024 * 1024
"""Bytes of a YAML file from which on it is read as a stream."""
_VERY_LONG = 16 * 1024 * 1024
"""Bytes from which on another process saves more time than its start takes."""
_MOST = 20
"""Bad rows that are named."""
_Problem = tuple[int, str]
"""A line, and what is wrong there."""
_PARTS = 64
_EVERY = 10_000
"""Rows between two calls of `progress`."""


def is_stream(path: Path) -> bool:
    """Whether a seed file is read as a stream: CSV, NDJSON, and YAML that is long. Raises `SeedError`."""
    if path.suffix.lower() in _SUFFIXES:
        return True
    try:
        return path.stat().st_size > _LONG
    except OSError as error:
        raise SeedError(f"{path}: {error.strerror or error}") from error


@dataclass(frozen=True, slots=True)
class SeedStream:
    """A file of records, to be written with `Store.bulk` or `Store.load`.

    All that can be made of a record without the store is made while it is read: a very long file is read by a process
    of its own, which then has about as much to do as the one that writes.
    """

    path: Path
    progress: Progress | None = None

    def adds_to_default(self) -> bool:
        """Whether it stands on the demo data where no other seed is named: rows do, YAML says ``extends: default``."""
        if self.path.suffix.lower() in _SUFFIXES:
            return True
        try:
            with self.path.open(encoding="utf-8", errors="replace") as file:
                return extends_default(file)
        except OSError as error:
            raise SeedError(f"{self.path}: {error.strerror or error}") from error

    def prepared(self, indexes: Mapping[str, Index]) -> Iterator[Prepared]:
        """Its records, ready to be written. Raises `SeedError` as `records` does.

        Args: `indexes` of the store that they are for.
        """
        try:
            long = self.path.stat().st_size > _VERY_LONG
        except OSError as error:
            raise SeedError(f"{self.path}: {error.strerror or error}") from error
        if long and is_possible():
            return read_apart(self.path, indexes, self.progress)
        return (prepare(record, indexes) for record in self.records())

    def records(self) -> Iterator[Dumped]:
        """Its records. Raises `SeedError` at the end, naming lines, when any row is bad: nothing is to be kept then."""
        problems: list[_Problem] = []
        try:
            with self._open() as file:
                yield from self._records(file, problems)
        except OSError as error:
            raise SeedError(f"{self.path}: {error.strerror or error}") from error
        except UnicodeDecodeError as error:
            raise SeedError(f"{self.path}: not valid UTF-8: {error.reason}") from error
        if problems:
            told = [f"{self.path}:{line}: {why}" for line, why in sorted(problems[:_MOST])]
            more = [f"{self.path}: further rows were not checked"] * (len(problems) >= _MOST)
            raise SeedError("\n".join(told + more))

    def _open(self) -> TextIOWrapper:
        return self.path.open(encoding="utf-8-sig", newline="")

    def _records(self, file: TextIOWrapper, problems: list[_Problem]) -> Iterator[Dumped]:
        readers: dict[str, _Reader] = {}
        size = max(1, self.path.stat().st_size)
        number = 0
        for number, row in enumerate(self._rows(file), 1):
            if self.progress and number % _EVERY == 0:
                self.progress(self.path, number, min(1.0, os.lseek(file.fileno(), 0, os.SEEK_CUR) / size))
            if isinstance(row, BadRow):
                why = row.why
            else:
                reader = readers.get(row.section)
                if reader is None:
                    reader = readers[row.section] = _Reader.of(row.section, self.path)
                records, why = reader.read(row)
                if not why and not problems:
                    yield from records
            if why:
                problems.append((row.line, why))
                if len(problems) == _MOST:
                    return
        if [reader for reader in readers.values() if reader.has_repeats()]:
            with self._open() as again:
                problems += islice(_repeats(self._rows(again), readers), _MOST - len(problems))
        if self.progress and number >= _EVERY:
            self.progress(self.path, number, 1.0)

    def _rows(self, file: TextIOWrapper) -> Rows:
        suffix, name = self.path.suffix.lower(), self.path.name.partition(".")[0]
        known = sections()
        if suffix == ".csv":
            if name not in known:
                raise SeedError(
                    f"{self.path}: the name of a CSV file begins with its section and a full stop,"
                    f" such as faces.csv; sections: {', '.join(known)}"
                )
            return csv_rows(file, name, known[name])
        if suffix in _SUFFIXES:
            return ndjson_rows(file, name if name in known else "")
        return yaml_rows(file)


def _repeats(rows: Rows, readers: Mapping[str, _Reader]) -> Iterator[_Problem]:
    """The rows whose key an earlier one has."""
    for row in rows:
        if isinstance(row, Row) and (why := readers[row.section].repeat(row)):
            yield row.line, why


class _Reader:
    """Turns the rows of one section into records."""

    def __init__(self, name: str, section: Section | None, first: int) -> None:
        self._name = name
        self._first = first
        self._section = section
        # the hashes of all keys, in parts that are searched one at a time: a key that repeats is an error
        self._hashes = [array("q") for _ in range(_PARTS)]
        self._repeated: dict[int, int] = {}
        if section is None:
            return
        schema = seed_schema()
        item = schema["properties"][name]["items"]
        self._validator = jsonschema_rs.Draft202012Validator(
            {**item, "$schema": schema["$schema"], "$defs": schema["$defs"]}, offline=True
        )
        self._names = [field.name for field in fields(section.model)]
        self._values = attrgetter(*self._names)
        flat = section.record is asdict and not _holds_dataclasses(section.model)
        self._record: Callable[[Any], dict[str, Any]] = self._flat if flat else section.record

    @classmethod
    def of(cls, name: str, path: Path) -> _Reader:
        # files stand one behind another, each before what a seed has and before what is made later
        return cls(name, sections().get(name), -(2**44) + (crc32(path.name.encode()) % 2**12 << 32))

    def read(self, row: Row) -> tuple[list[Dumped], str]:
        """The records of a row, or what is wrong with it."""
        section = self._section
        if section is None:
            return [], f"unknown section {self._name[:100]!r}; expected one of: {', '.join(sections())}"
        if not self._validator.is_valid(row.data):
            return [], self._problem(row.data)
        data = row.data
        if (limits := data.get("limits")) is not None:
            data = {**data, "limits": UNLIMITED if limits == "none" else Limits(**limits)}
        try:
            item = section.model(**data)
        except ValueError as error:
            return [], str(error)
        name = section.key(item)
        number = hash(name)
        self._hashes[number % _PARTS].append(number)
        if type(section).records is not Section.records:  # it makes more of an item than a record of its kind
            found = list(section.records_at([item], self._first + row.line))
        else:
            record = section.kind, name, self._record(item), getattr(item, "expires", None)
            found = [*section.more(item), record]
        for kind, of, *_ in found:
            if not fits(of):
                return [], str(TooLong.of(kind, of))
        return found, ""

    def has_repeats(self) -> bool:
        """Whether two of the rows read have one key."""
        for part in self._hashes:
            if len(set(part)) < len(part):
                self._repeated |= {number: 0 for number, times in Counter(part).items() if times > 1}
        return bool(self._repeated)

    def repeat(self, row: Row) -> str:
        """What is wrong with a row, once all have been read and some repeat: that an earlier one has its key."""
        if self._section is None or not self._repeated or not self._validator.is_valid(row.data):
            return ""
        data = {name: value for name, value in row.data.items() if name != "limits"}
        try:
            number = hash(self._section.key(self._section.model(**data)))
        except ValueError:
            return ""
        if number not in self._repeated:
            return ""
        if earlier := self._repeated[number]:
            return f"has the same {' and '.join(self._section.unique)} as the one of line {earlier}"
        self._repeated[number] = row.line
        return ""

    def _problem(self, data: dict[str, Any]) -> str:
        texts = [
            f"{'.'.join(map(str, path))}: {text}" if path else text
            for error in self._validator.iter_errors(data)
            for path, text, _ in describe(error, self._known)
        ]
        return texts[0]

    def _known(self, _path: tuple[str | int, ...]) -> list[str]:
        return self._names

    def _flat(self, item: Any) -> dict[str, Any]:
        """`asdict` of an item whose only field that is no plain value is its limits."""
        found = dict(zip(self._names, self._values(item), strict=True))
        if found.get("limits") is not None:
            found["limits"] = asdict(found["limits"])
        return found


def _holds_dataclasses(model: type[Any]) -> bool:
    """Whether items have dataclasses in them, limits aside. Attrgetter gives no tuple for one name alone."""
    hints = get_type_hints(model).values()
    parts = {part for hint in hints for part in (get_args(hint) or (hint,))} - {Limits}
    return any(map(is_dataclass, parts)) or len(fields(model)) == 1
