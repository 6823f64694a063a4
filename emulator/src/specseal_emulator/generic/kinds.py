"""Which error row of a contract stands for which failure: by its overlay, or guessed from its texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..contract import ErrorRow

Kind = Literal[
    "missing",
    "malformed",
    "too-large",
    "credentials",
    "unknown-key",
    "signature",
    "expired",
    "nonce",
    "forbidden",
    "not-found",
    "conflict",
    "route",
    "method",
    "rate",
    "concurrency",
    "server",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

STATUS: Mapping[Kind, int] = {
    "missing": 400,
    "malformed": 400,
    "too-large": 413,
    "credentials": 401,
    "unknown-key": 401,
    "signature": 401,
    "expired": 401,
    "nonce": 401,
    "forbidden": 403,
    "not-found": 404,
    "conflict": 409,
    "route": 404,
    "method": 405,
    "rate": 429,
    "concurrency": 429,
    "server": 500,
}
"""The HTTP status of a failure for which a contract has no row."""
OF_PARAMETERS: tuple[Kind, ...] = ("missing", "malformed", "too-large", "not-found", "conflict")
"""The failures that name a parameter; ``malformed:image`` is one of them for one parameter."""
_INSTEAD: Mapping[Kind, tuple[Kind, ...]] = {
    "missing": ("malformed",),
    "malformed": ("missing",),
    "too-large": ("malformed", "missing"),
    "credentials": ("signature", "unknown-key", "missing", "malformed"),
    "unknown-key": ("signature", "credentials"),
    "signature": ("unknown-key", "credentials", "forbidden"),
    "expired": ("signature", "unknown-key", "credentials"),
    "nonce": ("signature", "unknown-key", "credentials"),
    "forbidden": ("unknown-key", "signature", "credentials"),
    "not-found": ("malformed",),
    "conflict": ("malformed",),
    "route": ("not-found",),
    "method": ("route",),
    "rate": ("concurrency",),
    "concurrency": ("rate",),
    "server": (),
}
"""What stands for a failure that has no row of its own, the nearest first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The row for a failure."""

    row: ErrorRow
    detail: str
    """The reason behind its code, or an empty text."""
    why: Literal["stated", "guessed", "stands in"]


def _words(*patterns: str) -> Callable[[str], bool]:
    found = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
    return lambda text: all(pattern.search(text) for pattern in found)


_PARAMETER = r"param|argument|field|value|body|mandatory|input"
_GUESSES: tuple[tuple[Kind, int, Callable[[str], bool]], ...] = (
    ("concurrency", 9, _words(r"concurren|parallel|at once|simultaneous")),
    (
        "rate",
        8,
        _words(
            r"rate|thrott|too many|quota|qps|frequen|flow control|limit",
            r"limit|thrott|many|exceed|quota|flow|frequen",
        ),
    ),
    (
        "nonce",
        9,
        _words(
            r"nonce|replay|(repeat|duplicate)d? (request|sign)|same nonce|used (already|before)",
            r"nonce|replay|sign",
        ),
    ),
    ("expired", 8, _words(r"expir|time ?stamp|recv.?window|clock|too old|outdated|not valid any")),
    ("signature", 7, _words(r"signature|\bsign\b|invalid_sign|sign(ing)? (error|fail)|hmac|digest")),
    (
        "unknown-key",
        8,
        _words(
            r"(access|api|secret|account|app|client|merchant|auth|bearer).{0,12}(key|id|sid|token)",
            r"unknown|not (exist|found)|invalid|does not|no such|wrong|incorrect|rejected|unauthor",
        ),
    ),
    (
        "credentials",
        7,
        _words(
            r"(\bno\b(?! such)|missing|without|lacks?|required?).{0,20}(credential|authenti|authoriz|token|key|sign)"
        ),
    ),
    ("credentials", 5, _words(r"authenticat|unauthori[sz]ed|credential|login")),
    (
        "forbidden",
        6,
        _words(r"forbidden|permission|denied|not allowed|disabled|discontinued|suspend|authoriz"),
    ),
    (
        "too-large",
        9,
        _words(r"too (large|long|big)|exceeds? .{0,20}(size|bytes|length)|larger than|oversize|file.?size"),
    ),
    (
        "missing",
        8,
        _words(r"missing|absent|lack|mandatory|required|was not sent|not sent|left out|empty", _PARAMETER),
    ),
    (
        "malformed",
        7,
        _words(
            r"invalid|malformed|illegal|bad|wrong|not valid|incorrect|out of range|unparsable|format",
            _PARAMETER,
        ),
    ),
    (
        "route",
        9,
        _words(
            r"\bapi\b(?! key)|route|path|action|interface|url|endpoint|operation|version",
            r"not (exist|found)|no such|unknown|unsupported|invalid",
        ),
    ),
    ("method", 9, _words(r"method", r"not (allowed|supported)|unsupported|invalid|wrong")),
    ("conflict", 8, _words(r"already exist|duplicate|conflict|is taken|exists already")),
    (
        "not-found",
        7,
        _words(r"not (exist|found)|no such|unknown|does not exist|cannot be found|unable to find"),
    ),
    ("server", 7, _words(r"internal|server error|unknown error|unavailable|server fail|try again later")),
)
_CALLER = _words(
    r"\b(unknown|invalid|wrong|incorrect|bad|no such) (key|account|app|application|client)\b"
    r"|\b(key|account|app|application|client) (is )?(unknown|invalid|incorrect|not (found|exist)|does not exist)\b"
)
"""What says of the caller that it is unknown, where the status says that it is about the caller."""
_ABOUT_CALLERS = (401, 403)
_BY_STATUS: Mapping[int, tuple[tuple[Kind, int], ...]] = {
    400: (("malformed", 2), ("missing", 1)),
    401: (("signature", 3), ("credentials", 4), ("unknown-key", 4)),
    403: (("forbidden", 3), ("signature", 2)),
    404: (("not-found", 4), ("route", 1)),
    405: (("method", 9),),
    409: (("conflict", 5),),
    413: (("too-large", 9),),
    422: (("malformed", 4),),
    429: (("rate", 7), ("concurrency", 3)),
    500: (("server", 6),),
    502: (("server", 3),),
    503: (("server", 4),),
}
_LEAST = 4
"""Points below which a guess would be a mere status."""
_OF_STATUS_ALONE = 5
"""Points from which a status says enough by itself."""
_CLEAR = 6
"""Points for words from which a row is about one kind of failure."""
_NEARLY = 6
"""Points that a row may fit another kind better by."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row, or one of its reasons."""

    row: ErrorRow
    detail: str
    points: Mapping[Kind, int]
    said: Mapping[Kind, int]
    """The part of the points that is for its words, not for its status."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The rows of an operation's failures."""

    of: Mapping[Kind, Choice]
    of_parameters: Mapping[tuple[Kind, str], Choice]
    """Those that a row stands for if one parameter is to blame."""

    def get(self, kind: Kind, parameter: str = "") -> Choice | None:
        """The row for a failure: that of its parameter, or of the object that this is a part of, before the others."""
        for name in (parameter, parameter.partition(".")[0]):
            if name and (kind, name) in self.of_parameters:
                return self.of_parameters[kind, name]
        return self.of.get(kind)


def choices_of(rows: Iterable[ErrorRow]) -> Choices:
    """The rows of an operation's failures, those of single parameters included."""
    known = list(rows)
    single: dict[tuple[Kind, str], Choice] = {}
    for row in known:
        for stated, detail in row.emulates.items():
            kind, colon, parameter = stated.partition(":")
            if colon and kind in OF_PARAMETERS:
                single.setdefault((kind, parameter), Choice(row, detail, "stated"))
    return Choices(choose(known), single)


def choose(rows: Iterable[ErrorRow]) -> dict[Kind, Choice]:
    """The row for each failure that has one."""
    known = list(rows)
    found: dict[Kind, Choice] = {}
    for row in known:
        for kind in KINDS:
            if kind in row.emulates:
                found.setdefault(kind, Choice(row, row.emulates[kind], "stated"))
    candidates = [one for row in known if not row.emulates for one in _candidates(row)]
    for kind in KINDS:
        if kind not in found:
            fitting = [one for one in candidates if _fits(one, kind)]
            best = max(fitting, key=partial(_rank, kind=kind), default=None)
            if best is not None:
                found[kind] = Choice(best.row, best.detail, "guessed")
    for kind, others in _INSTEAD.items():
        if kind not in found:
            other = next((found[one] for one in others if _stands_in(found.get(one), kind)), None)
            if other is not None:
                found[kind] = Choice(other.row, other.detail, "stands in")
    return found


def _stands_in(other: Choice | None, kind: Kind) -> bool:
    """Whether the row of another kind may stand in; for unknown paths only one that is a 404 does."""
    return other is not None and other.why != "stands in" and (kind != "route" or other.row.status == 404)


def _candidates(row: ErrorRow) -> Iterable[_Candidate]:
    yield _candidate(row, "", row.code, row.message, row.description)
    for reason, meaning in row.reasons.items():
        yield _candidate(row, reason, reason, "", meaning)


def _fits(one: _Candidate, kind: Kind) -> bool:
    score = one.points.get(kind, 0)
    if not one.said.get(kind) and score < _OF_STATUS_ALONE and max(one.said.values()) >= _CLEAR:
        return False  # of a row for old timestamps, that its status is 401 says nothing of signatures
    return score >= _LEAST and score >= max(one.points.values()) - _NEARLY


def _rank(one: _Candidate, *, kind: Kind) -> tuple[bool, int, int]:
    """First those that fit no other kind better, last those that fit others as well."""
    others = max((points for other, points in one.points.items() if other != kind), default=0)
    return one.points[kind] >= others, one.points[kind], -others


def _candidate(row: ErrorRow, detail: str, code: str, message: str, description: str) -> _Candidate:
    """How well a row fits each kind: its code counts most, then its message, then the first sentence about it."""
    found: dict[Kind, int] = {}
    code = re.sub(r"(?<=[a-z])(?=[A-Z])|[_.\-/]", " ", code)
    texts = (code, f"{code} {message}", f"{code} {description.partition('. ')[0]}")
    for kind, weight, fits in _GUESSES:
        score = sum(weight - number for number, text in enumerate(texts) if fits(text))
        found[kind] = max(found.get(kind, 0), score)
    if row.status in _ABOUT_CALLERS:
        score = sum(8 - number for number, text in enumerate(texts) if _CALLER(text))
        found["unknown-key"] = max(found["unknown-key"], score)
    said = dict(found)
    for kind, bonus in _BY_STATUS.get(row.status, ()):
        found[kind] = found.get(kind, 0) + bonus
    if row.status >= 500:
        found = {kind: score for kind, score in found.items() if kind == "server"}
    return _Candidate(row, detail, found, said)
