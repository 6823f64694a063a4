"""Overlay documents: their structure, checked as the official schema of Overlay 1.1 checks it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from specseal.diagnostics import Diagnostic, Location, Refused
from specseal.document import Map, Seq, locate
from specseal.document.nodes import is_map, is_seq
from specseal.overlay.path import pointer

if TYPE_CHECKING:
    from specseal.document import Document
    from specseal.overlay.path import Path

_ADD: Final = "Add it."
_VERSION: Final = re.compile(r"1\.[01]\.[0-9]+")
_FIELDS: Final = {
    "overlay": ("overlay", "info", "extends", "actions"),
    "info": ("title", "version", "description"),
    "action": ("target", "description", "update", "copy", "remove"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """One action. ``has_update`` tells ``update: null`` from no ``update``; both paths are still text."""

    index: int
    target: str
    description: str = ""
    update: Any = None
    has_update: bool = False
    copy: str | None = None
    remove: bool = False


@dataclass(frozen=True, slots=True)
class Overlay:
    """A valid overlay document. ``data`` is its whole content, with locations."""

    version: str
    title: str
    extends: str | None
    actions: tuple[Action, ...]
    data: Map

    def locate(self, *path: str | int) -> Location:
        """The location of a node of the overlay document."""
        return locate(self.data, pointer(path))


def parse_overlay(document: Document) -> Overlay:
    """The overlay that ``document`` holds.

    Raises ``Refused`` with every deviation from the schema. The JSONPath queries are checked by ``apply``.
    """
    check = _Check(document.data)
    actions = check.root(document.data)
    if check.problems:
        raise Refused(check.problems)
    data = document.data
    return Overlay(
        version=data["overlay"],
        title=data["info"]["title"],
        extends=data.get("extends"),
        actions=tuple(_action(index, action) for index, action in enumerate(actions)),
        data=data,
    )


def _action(index: int, data: Map) -> Action:
    return Action(
        index=index,
        target=data["target"],
        description=data.get("description", ""),
        update=data.get("update"),
        has_update="update" in data,
        copy=data.get("copy"),
        remove=data.get("remove", False),
    )


class _Check:
    """Collects the problems of one document."""

    def __init__(self, data: Map) -> None:
        self.problems: list[Diagnostic] = []
        self._data = data

    def root(self, data: Map) -> list[Map]:
        self._fields(data, "overlay", ())
        if self._text(data, "overlay", (), required=True) and not _VERSION.fullmatch(data["overlay"]):
            shown = data["overlay"]
            self._refuse(
                ("overlay",), f"unknown version {shown!r}.", "Use 1.1.0; 1.0.x and 1.1.x are supported."
            )
        self._info(data)
        self._text(data, "extends", ())
        return self._actions(data)

    def _info(self, data: Map) -> None:
        info = data.get("info")
        if "info" not in data:
            self._refuse((), "the field 'info' is missing.", _ADD)
        elif not isinstance(info, Map):
            self._refuse(
                ("info",),
                f"'info' must be an object, not {_shown(info)}.",
                "Write `title` and `version` into it.",
            )
        else:
            self._fields(info, "info", ("info",))
            self._text(info, "title", ("info",), required=True)
            self._text(info, "version", ("info",), required=True)
            self._text(info, "description", ("info",))

    def _actions(self, data: Map) -> list[Map]:
        actions = data.get("actions")
        if "actions" not in data:
            self._refuse((), "the field 'actions' is missing.", _ADD)
            return []
        if not isinstance(actions, Seq):
            self._refuse(
                ("actions",),
                f"'actions' must be an array, not {_shown(actions)}.",
                "Write a list of actions.",
            )
            return []
        if not actions:
            self._refuse(("actions",), "'actions' is empty.", "Add at least one action.")
        seen: dict[str, int] = {}
        found: list[Map] = []
        for index, action in enumerate(actions):
            if not isinstance(action, Map):
                self._refuse(
                    ("actions", index),
                    f"an action must be an object, not {_shown(action)}.",
                    "Write a map with `target`.",
                )
                continue
            self._one(action, ("actions", index))
            first = seen.setdefault(json.dumps(_canonical(action), sort_keys=True), index)
            if first != index:
                self._refuse(
                    ("actions", index), f"the action is identical to actions[{first}].", "Remove it."
                )
            found.append(action)
        return found

    def _one(self, action: Map, path: Path) -> None:
        self._fields(action, "action", path)
        if self._text(action, "target", path, required=True) and not action["target"].startswith("$"):
            self._refuse(
                (*path, "target"), "'target' must start with '$'.", "Write a JSONPath query, such as $.info."
            )
        self._text(action, "description", path)
        self._text(action, "copy", path)
        if not isinstance(action.get("remove", False), bool):
            self._refuse(
                (*path, "remove"),
                f"'remove' must be a boolean, not {_shown(action['remove'])}.",
                "Write true or false.",
            )

    def _fields(self, data: Map, kind: str, path: Path) -> None:
        for name in data:
            if name not in _FIELDS[kind] and not name.startswith("x-"):
                known = ", ".join(_FIELDS[kind])
                self._refuse(
                    (*path, name), f"unknown field {name!r}.", f"Remove it, or use one of: {known}, x-…."
                )

    def _text(self, data: Map, name: str, path: Path, *, required: bool = False) -> bool:
        if name not in data:
            if required:
                self._refuse(path, f"the field {name!r} is missing.", _ADD)
            return False
        if not isinstance(data[name], str):
            self._refuse(
                (*path, name),
                f"{name!r} must be a string, not {_shown(data[name])}.",
                "Write a string; quote numbers.",
            )
            return False
        return True

    def _refuse(self, path: Path, message: str, hint: str = "") -> None:
        place = locate(self._data, pointer(path))
        self.problems.append(Diagnostic("overlay-invalid", message, place, hint))


def _shown(value: Any) -> str:
    if is_map(value):
        return "an object"
    if is_seq(value):
        return "an array"
    return json.dumps(value, ensure_ascii=False)[:40]


def _canonical(value: Any) -> Any:
    """The same for values JSON Schema calls equal: 1 and 1.0 are, 1 and true are not."""
    if is_map(value):
        return {key: _canonical(item) for key, item in value.items()}
    if is_seq(value):
        return [_canonical(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
