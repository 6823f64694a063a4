"""Why a field of a digest and its text is wrong, which has to be read before anybody knows whose it is.

It is read with the recipe and with each recipe that has a mistake in it, and signed again with what was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .budget import LONGEST, Budget
from .evaluate import TOOLS, Run
from .invert import Reading, read_back
from .mistakes import ON_THE_WAY, Case, Credentials, Found, Laboratory, Names
from .nodes import Literal, inside
from .primitives import NotComputable, Value, base64_bytes
from .received import over_received, told_beside
from .rewrites import OF_TEXT, Rewritten, rewritten
from .times import MILLIS
from .verify import signed_text
from .wording import diagnosis

if TYPE_CHECKING:
    from ..examination import Diagnosis
    from .received import OverReceived
    from .scheme import Scheme
    from .view import Target, View

Owner = Callable[[Reading], "Credentials | None"]
"""Gives the credentials of an account that a request names; None when there is none."""
_MOST = 2
"""Mistakes that change how a field is read."""
_TOGETHER = 3
"""Mistakes that are looked for together."""
_PLACES = 8
"""Places in a field at which its text is looked for."""
_DIGEST = b"\0" * 64


class _Candidate:
    """A recipe that the caller may have had. What few of them need is compiled when it is needed."""

    def __init__(self, wrong: Rewritten, target: Target) -> None:
        self.wrong = wrong
        self._target = target

    @cached_property
    def told(self) -> str:
        """The local name of the text beside the digest."""
        return told_beside(self.wrong.scheme.recipe, self._target)

    @cached_property
    def over(self) -> OverReceived:
        """What computes the field with the text as it came."""
        return over_received(self.wrong.scheme, self._target, {self.told})

    @cached_property
    def anew(self) -> OverReceived:
        """What computes it with a text of what was read."""
        return over_received(self.wrong.scheme, self._target, ())


@dataclass(slots=True)
class _Read:
    """A field as one candidate reads it."""

    candidate: _Candidate
    on_the_way: tuple[str, ...]
    view: View
    reading: Reading
    credentials: Credentials
    lab: Laboratory

    @property
    def number(self) -> int:
        """Of mistakes."""
        return len(self.on_the_way) + len(self.candidate.wrong.mistakes)


class Misreader:
    """Finds the mistakes in one field of one recipe."""

    def __init__(self, scheme: Scheme, target: Target) -> None:
        self._scheme = scheme
        self._target = target

    @cached_property
    def _candidates(self) -> Sequence[_Candidate]:
        return [_Candidate(wrong, self._target) for wrong in rewritten(self._scheme, self._target)]

    def diagnose(self, view: View, received: str, owner: Owner, names: Names) -> Diagnosis | None:
        """Why a field is wrong. None when nobody can say whose it is, and when nothing is wrong."""
        if len(received) > LONGEST:
            return None
        budget = Budget()
        reads = list(self._reads(view, received, owner, budget))
        if any(read.number == 0 and read.lab.found(()) for read in reads):
            return None
        for total in range(1, _TOGETHER + 1):
            for read in reads:
                found = _differently(read, total - read.number, names)
                if found is not None:
                    return self._diagnosed(read, received, found, names)
        return self._of_nobody(view, received, owner, reads, budget)

    def _reads(self, view: View, received: str, owner: Owner, budget: Budget) -> Iterator[_Read]:
        """The field as the caller may have meant it, the fewest mistakes first."""
        found: list[_Read] = []
        for way, text in _ways(received):
            for candidate in self._candidates:
                if len(way) + len(candidate.wrong.mistakes) <= _MOST:
                    read = self._read(candidate, way, view, text, owner, budget)
                    found += [read] if read else []
        yield from sorted(found, key=lambda read: read.number)

    def _read(
        self,
        candidate: _Candidate,
        way: tuple[str, ...],
        view: View,
        text: str,
        owner: Owner,
        budget: Budget,
    ) -> _Read | None:
        scheme, target = candidate.wrong.scheme, self._target
        reading = read_back(scheme.recipe, {target: text})
        if not _complete(scheme, reading):
            return None
        credentials = owner(reading)
        if credentials is None:
            return None
        names = {**scheme.recipe.settings, **reading.settings}
        told = {candidate.told: reading.names[candidate.told]} if candidate.told in reading.names else {}
        over = candidate.over if told else candidate.anew

        def begin(used: Credentials) -> Run:
            run = _run(view, {**names, **used, **told})
            run.drawn = reading.drawn
            return run

        case = Case(
            scheme=scheme,
            program=over.numbered,
            view=view,
            credentials=credentials,
            begin=begin,
            received={target: text},
            expected={},
            differing=(target,),
            string_to_sign="",
        )
        return _Read(candidate, way, view, reading, credentials, Laboratory(case, budget))

    def _of_nobody(
        self, view: View, received: str, owner: Owner, reads: list[_Read], budget: Budget
    ) -> Diagnosis | None:
        """What was expected of a field that no known mistake makes."""
        if reads:
            return self._diagnosed(reads[0], received, None, {})
        for way, data in _unpacked(received):
            for candidate in self._candidates:
                if all(mistake in OF_TEXT for mistake, _ in candidate.wrong.mistakes):
                    for text in self._with_another_digest(candidate, data):
                        if read := self._read(candidate, way, view, text, owner, budget):
                            return self._diagnosed(read, received, None, {})
        return None

    def _with_another_digest(self, candidate: _Candidate, data: bytes) -> Iterator[str]:
        """The field with a digest of the right length before each text in it that may be the one that was signed."""
        recipe = candidate.wrong.scheme.recipe
        told = recipe.values.get(candidate.told)
        digests = [call for call in candidate.wrong.scheme.changeable if call.primitive.startswith("hmac_")]
        first = next((part for part in inside(told) if isinstance(part, Literal)), None) if told else None
        size = recipe.length(digests[0]) if digests else None
        if first is None or size is None:
            return
        start = data.find(str(first.value).encode())
        for _ in range(_PLACES):
            if start < 0:
                return
            yield str(TOOLS["base64"](_DIGEST[:size] + data[start:]))
            start = data.find(str(first.value).encode(), start + 1)

    def _diagnosed(self, read: _Read, received: str, found: Found | None, names: Names) -> Diagnosis:
        right = self._right(read)
        text = signed_text(right)
        expected = right.placed.get(self._target, "")
        if found is None:
            came = str(read.reading.names.get(read.candidate.told, ""))
            return diagnosis(
                ("secret",), expected=expected, received=received, signed=text, caller_signed=came
            )
        wrong = read.candidate.wrong.mistakes
        of_digest = [names.get(one, one[0]) for one in wrong if one[0] not in OF_TEXT]
        of_text = [one[0] for one in wrong if one[0] in OF_TEXT]
        mistakes = [*read.on_the_way, *of_digest, *found.mistakes, *of_text]
        notes = [note for mistake, note in wrong if note and (mistake, note) not in names]
        return diagnosis(
            tuple(dict.fromkeys(mistakes)),
            expected=expected,
            received=received,
            signed=text,
            caller_signed=found.signed,
            note="; ".join([*notes, *([found.note] if found.note else [])]),
        )

    def _right(self, read: _Read) -> Run:
        """The recipe with what was read, which is what the caller should have made."""
        scheme, reading = self._scheme, read.reading
        settings = {**scheme.recipe.settings, **reading.settings}
        drawn = dict(reading.drawn)
        if any(mistake == "milliseconds" for mistake, _ in read.candidate.wrong.mistakes):
            settings |= {
                name: value // 1000 for name, value in reading.settings.items() if isinstance(value, int)
            }
            drawn |= {call.number: int(drawn[call.number]) // 1000 for call in scheme.recipe.clocks}
        run = _run(read.view, {**settings, **read.credentials})
        run.drawn = drawn
        return scheme.program(run)


def _run(view: View, names: dict[str, Value]) -> Run:
    return Run(
        view.method,
        view.path,
        view.host,
        view.scheme,
        view.query,
        view.form,
        dict(view.headers),
        view.body,
        {},
        names,
    )


def _differently(read: _Read, more: int, names: Names) -> Found | None:
    """What a caller did differently besides what was read, if it is this many things."""
    if more == 0:
        return read.lab.found((), names)
    if more == 1:
        return read.lab.single(names)
    return read.lab.pair(names) if more == 2 and not read.number else None


def _unpacked(received: str) -> Iterator[tuple[tuple[str, ...], bytes]]:
    """What base64 of a field, as it came or as it may have been, holds."""
    for way, text in _ways(received):
        try:
            data = base64_bytes(text)
        except NotComputable:
            continue
        yield way, data
        try:
            yield way, base64_bytes(data)
        except NotComputable:
            continue


def _ways(received: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """A field as it came, and as it was before something happened to it on its way."""
    yield (), received
    for name, undo in ON_THE_WAY.items():
        if undo(received) != received:
            yield (name,), undo(received)


def _complete(scheme: Scheme, reading: Reading) -> bool:
    """Whether everything was read, with times in the unit that they should have."""
    recipe = scheme.recipe
    if len(reading.drawn) < recipe.draws:
        return False
    return all(
        (int(reading.drawn[call.number]) >= MILLIS) == (call.primitive == "unix_millis")
        for call in recipe.clocks
    )
