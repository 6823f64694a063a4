"""Apply an overlay: its actions in order, each on the result of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specseal.diagnostics import Diagnostic, Location, Refused
from specseal.document import Map, Seq, clone, locate
from specseal.document.nodes import measure
from specseal.document.size_limits import MAX_COPIED_NODES, MAX_DEPTH
from specseal.overlay.merge import NAMES, Kind, add_to, kind_of, merge_into
from specseal.overlay.path import Path, PathError, Query, normalized, pointer

if TYPE_CHECKING:
    from specseal.overlay.model import Action, Overlay

_MAX_SHOWN = 20
_MATCH_NOTHING = (
    "Correct the target, or remove the action. Patterns are I-Regexp (RFC 9485), without \\d, \\w and \\s."
)
_REPLACE = "Write a value of the same kind, or remove the target in an action before this one."
_LESS = "Add less."


@dataclass(frozen=True, slots=True)
class ApplyResult:
    """The changed description, and the number of nodes that the target of each action selected."""

    data: Map
    matches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Value:
    """What an action merges in: the value, its field in the action, and its location."""

    node: Any
    field: str
    mark: Location | None
    origin: str = ""  # the place a copy is taken from


def apply(target: Map, overlay: Overlay, *, strict: bool = False) -> ApplyResult:
    """Apply ``overlay`` to a copy of ``target``; ``target`` itself is never changed.

    An action whose target selects nothing changes nothing. With ``strict`` that is an error, and so is an
    action that can have no effect: one with neither ``update``, ``copy`` nor ``remove``, or one with both
    ``update`` and ``copy``, which cancel each other in Overlay 1.1.

    Raises ``Refused`` for an invalid JSONPath (all of them at once, before anything is applied), a merge of
    values of different kinds, targets of mixed kinds, a ``copy`` that does not select exactly one node, the
    removal of the root, and results beyond the limits of documents.
    """
    return _Application(clone(target), overlay, strict=strict).run()


class _Application:
    def __init__(self, data: Map, overlay: Overlay, *, strict: bool) -> None:
        self._data = data
        self._overlay = overlay
        self._strict = strict
        self._added = 0

    def run(self) -> ApplyResult:
        queries = self._compile()
        matches: list[int] = []
        unmet: list[Diagnostic] = []
        for action, (target, copy) in zip(self._overlay.actions, queries, strict=True):
            paths = self._find(target, action, "target")
            matches.append(len(paths))
            if self._strict:
                unmet += self._without_effect(action, len(paths))
            if not paths:
                continue
            if action.remove:
                self._remove(action, paths)
            elif action.has_update and action.copy is None:
                mark = self._overlay.locate("actions", action.index, "update")
                self._merge(action, paths, _Value(action.update, "update", mark))
            elif copy is not None and not action.has_update:
                self._merge(action, paths, self._source(action, copy))
        if unmet:
            raise Refused(unmet)
        return ApplyResult(self._data, tuple(matches))

    def _compile(self) -> list[tuple[Query, Query | None]]:
        problems: list[Diagnostic] = []
        compiled: list[tuple[Query, Query | None]] = []

        def compile_one(action: Action, field: str, text: str) -> Query | None:
            try:
                return Query(text)
            except PathError as error:
                message = f"{text[:200]!r} is not a valid JSONPath query (RFC 9535): {error}."
                hint = "Correct the query."
                problems.append(self._problem("overlay-jsonpath", action, (field,), message, hint))
                return None

        for action in self._overlay.actions:
            target = compile_one(action, "target", action.target)
            used = action.copy is not None and not action.remove and not action.has_update
            copy = compile_one(action, "copy", action.copy) if used and action.copy is not None else None
            if target is not None:
                compiled.append((target, copy))
        if problems:
            raise Refused(problems)
        return compiled

    def _find(self, query: Query, action: Action, field: str) -> list[Path]:
        try:
            return query.find(self._data)
        except PathError as error:
            message = f"{query.text[:200]!r} cannot be evaluated: {error}."
            hint = "Simplify the query, or name a narrower path."
            raise Refused(self._problem("overlay-limit", action, (field,), message, hint)) from error

    def _without_effect(self, action: Action, matched: int) -> list[Diagnostic]:
        found: list[Diagnostic] = []
        if not matched:
            regexp = "search(" in action.target or "match(" in action.target
            hint = _MATCH_NOTHING if regexp else "Correct the target, or remove the action."
            message = f"the target {action.target!r} matches nothing."
            found.append(self._problem("overlay-no-match", action, ("target",), message, hint))
        if not action.remove and action.has_update == (action.copy is not None):
            message = (
                "'update' and 'copy' cancel each other out, so the action has no effect."
                if action.has_update
                else "the action has no 'update', 'copy' or 'remove', so it has no effect."
            )
            remedy = "Remove one of them." if action.has_update else "Add one of them."
            found.append(self._problem("overlay-no-effect", action, (), message, remedy))
        return found

    def _remove(self, action: Action, paths: list[Path]) -> None:
        if () in paths:
            raise Refused(
                self._problem(
                    "overlay-remove-root",
                    action,
                    ("target",),
                    "the root cannot be removed.",
                    "Name what is below it.",
                )
            )
        # Deepest and last first: no removal moves or takes away a place that is still to come.
        for path in sorted(paths, key=_removal_order):
            del _node(self._data, path[:-1])[path[-1]]

    def _source(self, action: Action, query: Query) -> _Value:
        paths = self._find(query, action, "copy")
        if len(paths) != 1:
            count = f"{len(paths)} nodes" if paths else "nothing"
            message = f"'copy' must select exactly one node; {query.text!r} selects {count}."
            hint = "Name one node, by its whole path."
            raise Refused(self._problem("overlay-copy", action, ("copy",), message, hint))
        node = _node(self._data, paths[0])
        mark = locate(self._data, pointer(paths[0]))
        # The copy is taken before anything changes, so that a node can go into its own descendant.
        return _Value(clone(node), "copy", mark, normalized(paths[0]))

    def _merge(self, action: Action, paths: list[Path], value: _Value) -> None:
        kind = self._common_kind(action, paths)
        self._check_size(action, paths, value)
        given = kind_of(value.node)
        fits = {"object": given == "object", "array": True, "primitive": given == "primitive"}[kind]
        if not fits:
            raise Refused(
                self._conflict(action, value, path, (), f"{NAMES[given]} cannot be merged into {NAMES[kind]}")
                for path in paths[:_MAX_SHOWN]
            )
        problems: list[Diagnostic] = []
        for path in paths:
            problems += self._merge_one(action, path, value)
        if problems:
            raise Refused(problems[:_MAX_SHOWN])

    def _merge_one(self, action: Action, path: Path, value: _Value) -> list[Diagnostic]:
        node = _node(self._data, path)
        if isinstance(node, Map):
            return [
                self._conflict(action, value, path, conflict.path, conflict.message)
                for conflict in merge_into(node, value.node)
            ]
        if isinstance(node, Seq):
            add_to(node, value.node, value.mark)
        else:
            _node(self._data, path[:-1]).put(path[-1], value.node, value.mark)
        return []

    def _common_kind(self, action: Action, paths: list[Path]) -> Kind:
        first: dict[Kind, Path] = {}
        for path in paths:
            first.setdefault(kind_of(_node(self._data, path)), path)
        if len(first) > 1:
            found = ", ".join(f"{normalized(path)} is {NAMES[kind]}" for kind, path in first.items())
            message = f"the targets must be all objects, all arrays or all primitives: {found}."
            hint = "Write one action for each kind."
            raise Refused(self._problem("overlay-mixed-targets", action, ("target",), message, hint))
        return next(iter(first))

    def _check_size(self, action: Action, paths: list[Path], value: _Value) -> None:
        nodes, depth = measure(value.node)
        self._added += nodes * len(paths)
        if self._added > MAX_COPIED_NODES:
            message = f"the overlay adds more than {MAX_COPIED_NODES} values."
            raise Refused(self._problem("overlay-limit", action, (value.field,), message, _LESS))
        deepest = max(paths, key=len)
        if len(deepest) + 1 + depth > MAX_DEPTH:
            message = f"at {normalized(deepest[:4])}… the result is nested more than {MAX_DEPTH} levels deep."
            raise Refused(self._problem("overlay-limit", action, (value.field,), message, _LESS))

    def _conflict(self, action: Action, value: _Value, target: Path, inner: Path, message: str) -> Diagnostic:
        place = (*target, *inner)
        written = locate(self._data, pointer(place))
        source = f" copied from {value.origin}" if value.origin else ""
        text = f"{normalized(place)}: {message}{source}; the target is at {_at(written)}."
        field: Path = ("update", *inner) if value.field == "update" else ("copy",)
        return self._problem("overlay-merge", action, field, text, _REPLACE)

    def _problem(self, code: str, action: Action, field: Path, message: str, hint: str = "") -> Diagnostic:
        place = self._overlay.locate("actions", action.index, *field)
        return Diagnostic(code, f"actions[{action.index}]: {message}", place, hint)


def _at(place: Location) -> str:
    return str(Location(place.file, place.line, place.column))


def _removal_order(path: Path) -> tuple[int, int]:
    last = path[-1]
    return (-len(path), -last if isinstance(last, int) else 0)


def _node(root: Any, path: Path) -> Any:
    node = root
    for token in path:
        node = node[token]
    return node
