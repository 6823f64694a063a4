"""Named mistakes of a signature: the recipe is evaluated with one or two things changed, until it makes the caller's.

Single mistakes come first. Pairs are of changes that make a difference by themselves. One `Budget` bounds the work for
a request, so that nobody else waits for long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..quoting import quoted
from .budget import LONGEST, Budget, cost, names_of, size
from .changes import Change, changes, joinable
from .evaluate import TOOLS, Run
from .hosts import came_by_proxy
from .nodes import LITERAL, numbered_name
from .primitives import Function, NotComputable, Value
from .verify import same, signed_text
from .wording import diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..examination import Diagnosis
    from .evaluate import Program
    from .scheme import Scheme
    from .view import Target, View

Credentials = Mapping[str, "str | None"]
Names = Mapping[tuple[str, str], str]
"""Other names for mistakes, by mistake and note."""
_KEPT = frozenset(
    {
        *("canonical_query", "encoded_query", "sorted_query", "bare_query", "query_string", "form_encode"),
        *("join_fields", "filled", "merged", "rfc3986"),
    }
)
"""Primitives whose results are kept during a search."""

ON_THE_WAY: Mapping[str, Callable[[str], str]] = {
    "signature-not-encoded": lambda text: text.replace(" ", "+"),
    "signature-encoded-twice": unquote,
}
"""What was before something happened to a field in a URL or a form."""


@dataclass(frozen=True, slots=True)
class Case:
    """A signature that is not the one that was expected."""

    scheme: Scheme
    program: Program
    """The steps that are evaluated, with calls that can be changed one by one."""
    view: View
    credentials: Credentials
    begin: Callable[[Credentials], Run]
    """Gives an evaluation that has not begun."""
    received: Mapping[Target, str]
    """The fields that the recipe places, as they came."""
    expected: Mapping[Target, str]
    differing: tuple[Target, ...]
    string_to_sign: str


@dataclass(frozen=True, slots=True)
class Found:
    """The mistakes that together make the caller's signature."""

    mistakes: tuple[str, ...]
    note: str
    signed: str
    """What the caller signed."""


def diagnose(
    case: Case,
    hosts: tuple[str, ...] = (),
    names: Names | None = None,
) -> Diagnosis:
    """Why a signature is another than the expected one.

    Args: `hosts` that a caller may have signed in place of the one that arrived; `names` in place of the
    usual ones, by mistake and note.
    """
    target = next(one for one in case.differing if one in case.scheme.secret_targets)
    expected, received = case.expected.get(target, ""), case.received.get(target, "")
    text = case.string_to_sign
    if size(case.scheme, case.view) > LONGEST:
        return diagnosis(("too-long",), expected=expected, received=received, signed=text)
    budget = Budget()
    found = search(case, hosts, names, budget)
    if found is None and budget.cut_short:
        return diagnosis(("too-long",), expected=expected, received=received, signed=text)
    if found is None:
        note = ""
        if names_of(case.scheme) & {"host", "headers"} and came_by_proxy(case.view.headers):
            note = f"or a proxy rewrote the Host header, which arrived as {quoted(case.view.host)}"
        return diagnosis(("secret",), expected=expected, received=received, signed=text, note=note)
    return diagnosis(
        found.mistakes,
        expected=expected,
        received=received,
        signed=text,
        caller_signed=found.signed,
        note=found.note,
    )


def search(
    case: Case, hosts: tuple[str, ...] = (), names: Names | None = None, budget: Budget | None = None
) -> Found | None:
    """The first mistakes, as few as can be, with which the recipe makes what the caller sent."""
    lab = Laboratory(case, budget or Budget(), hosts)
    return lab.found((), names) or lab.single(names) or lab.pair(names)


def _pairs(found: list[Change]) -> Iterable[tuple[Change, Change]]:
    """Those of which at most one concerns the text come first."""
    pairs = [pair for pair in combinations(sorted(found, key=_rank), 2) if joinable(*pair)]
    return sorted(pairs, key=lambda pair: sum(one.of_text for one in pair))


def _rank(change: Change) -> int:
    return change.rank


@dataclass(frozen=True, slots=True)
class _Tried:
    """What comes of some changes."""

    outcome: tuple[str, ...]
    """The fields that differ; none when nothing can be computed."""
    signed: str
    sent: str | None
    """What happened to the right field when it was sent, empty for nothing; None when the field is another."""


class Laboratory:
    """Evaluates the recipe with changes. What several evaluations need is computed once."""

    def __init__(self, case: Case, budget: Budget, hosts: tuple[str, ...] = ()) -> None:
        self._case = case
        self._budget = budget
        self._cost = cost(case.scheme, case.view)
        self._hosts = hosts
        self._effective: list[Change] = []
        self._changes: list[Change] = []  # kept, because what is computed is kept by their identity
        self._tools: dict[str, Function] = dict(TOOLS)
        self._tools |= {numbered_name(call): TOOLS[call.primitive] for call in case.scheme.changeable}
        self._tools |= {f"{LITERAL}#{number}": _itself for number in case.scheme.literals}
        self._kept: dict[tuple[str, tuple[int, ...]], Function] = {}
        self._runs: dict[int, Run] = {}
        for name in self._tools:
            if name.partition("#")[0] in _KEPT:
                self._tools[name] = self._keeping(name, (), self._tools[name])
        self._ways = list(_ways(case))

    def found(self, made: tuple[Change, ...], names: Names | None = None) -> Found | None:
        """What the caller did, if it is this. Args: `names`, others for mistakes, by mistake and note."""
        return _found(made, self.tried(made), names)

    def single(self, names: Names | None = None) -> Found | None:
        """The one thing that the caller did differently."""
        case = self._case
        outcomes = {self.tried(()).outcome}
        self._changes = list(changes(case.scheme, case.view, case.credentials, case.received, self._hosts))
        for change in self._changes:
            if not self._budget.pays(self._cost):
                self._budget.cut_short = True
                return None
            made = self.tried((change,))
            if found := _found((change,), made, names):
                return found
            if made.outcome and made.outcome not in outcomes:
                outcomes.add(made.outcome)
                self._effective.append(change)
        return None

    def pair(self, names: Names | None = None) -> Found | None:
        """The two things that the caller did differently, after `single` has found none."""
        for pair in _pairs(self._effective):
            if not self._budget.pays(self._cost):
                break
            if found := _found(pair, self.tried(pair), names):
                return found
        return None

    def tried(self, made: tuple[Change, ...]) -> _Tried:
        """Evaluate with these changes."""
        case = self._case
        run = self._run(made)
        tools = dict(self._tools)
        changed = {name for change in made for name in change.tools}
        for name in changed:
            wrappers = [change.tools[name] for change in made if name in change.tools]
            function = TOOLS.get(name.partition("#")[0], _itself)
            for wrapper in wrappers:
                function = wrapper(function)
            tools[name] = self._keeping(name, tuple(map(id, wrappers)), function)
        run.tools = tools
        for change in made:
            if change.request:
                change.request(run)
        try:
            case.program(run)
        except (NotComputable, TypeError, ValueError, AttributeError):
            return _Tried((), "", None)
        outcome = tuple([run.placed.get(target, "") for target in case.differing])
        for name, wanted in self._ways:
            if all(map(same, outcome, wanted)):
                return _Tried(outcome, signed_text(run), name)
        return _Tried(outcome, signed_text(run), None)

    def _run(self, made: tuple[Change, ...]) -> Run:
        credentials = next((one.credentials for one in made if one.credentials), self._case.credentials)
        begun = self._runs.get(id(credentials))
        if begun is None:
            begun = self._runs[id(credentials)] = self._case.begin(credentials)
        return replace(
            begun,
            headers=dict(begun.headers),
            json=dict(begun.json),
            names=dict(begun.names),
            placed={},
            keyed=[],
            digested=[],
        )

    def _keeping(self, name: str, wrappers: tuple[int, ...], function: Function) -> Function:
        if name.partition("#")[0] not in _KEPT:
            return function
        known = self._kept.get((name, wrappers))
        if known is None:
            known = self._kept[name, wrappers] = _remembering(function)
        return known


def _found(made: tuple[Change, ...], tried: _Tried, names: Names | None) -> Found | None:
    if tried.sent is None:
        return None
    mistakes = [change.mistake for change in made]
    notes: list[str] = []
    for number, change in enumerate(made):
        other = (names or {}).get((change.mistake, change.note))
        mistakes[number] = other or change.mistake
        notes += [change.note] if change.note and not other else []
    if tried.sent:
        mistakes.append(tried.sent)
    return Found(tuple(dict.fromkeys(mistakes)), "; ".join(notes), tried.signed)


def _ways(case: Case) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The fields as they came, and as they were before something happened to them on their way."""
    came = tuple(case.received.get(target, "") for target in case.differing)
    yield "", came
    in_urls = [place in {"query", "form"} for place, _ in case.differing]
    for name, undo in ON_THE_WAY.items():
        other = tuple([undo(text) if one else text for one, text in zip(in_urls, came, strict=True)])
        if other != came:
            yield name, other


def _remembering(function: Function) -> Function:
    known: dict[tuple[Value, ...], Value] = {}

    def remembering(*arguments: Value) -> Value:
        try:
            return known[arguments]
        except KeyError:
            value = known[arguments] = function(*arguments)
            return value
        except TypeError:  # such as headers, which change
            return function(*arguments)

    return remembering


def _itself(value: Value) -> Value:
    return value
