"""YAML 1.2 as plain data that knows its lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

Path = tuple[str | int, ...]
# Nodes are typed as Any: ruamel.yaml leaves the types of their attributes open.

_CORE = "tag:yaml.org,2002:"
_MOST_VALUES = 1_000_000


class NotTaken(ValueError):
    """A text that is no YAML, or not of the kind that is taken. The text begins with the line."""

    def __init__(self, line: int, why: object) -> None:
        super().__init__(f"{line}: {why}")


@dataclass(slots=True)
class Located:
    """Data and where it stands."""

    data: Any
    _values: dict[Path, int] = field(default_factory=dict)
    _names: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path, *, name: bool = False) -> int:
        """The line, from 1, of the value at a path, or of the name before it; of what holds it, if it is absent."""
        lines = self._names if name else self._values
        while path and path not in lines:
            path = path[:-1]
        return lines.get(path, self._values.get(path, 1))

    def note(self, path: Path, node: Any, *, name: bool = False) -> None:
        """Remember the line of a node."""
        (self._names if name else self._values)[path] = node.start_mark.line + 1


def read_yaml(content: bytes) -> Located:
    """One YAML document. Numbers, true, false and null are typed; everything else, dates too, stays text.

    Raises `NotTaken` for what is not YAML, has a tag of its own, a name
    twice or a name that is no text.
    """
    try:
        root: Any = YAML(typ="safe", pure=True).compose(content.decode())  # pyright: ignore[reportUnknownMemberType]
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotTaken(line, "is not UTF-8") from error
    except MarkedYAMLError as error:
        told: Any = error
        mark = told.problem_mark or told.context_mark
        raise NotTaken(mark.line + 1 if mark else 1, f"{told.problem or told.context}") from error
    except RecursionError as error:
        raise NotTaken(1, "holds too many levels") from error
    except YAMLError as error:
        raise NotTaken(1, error) from error
    located = Located({})
    if root is not None:
        located.data = _plain(root, (), located, [0])
    return located


def _plain(node: Any, path: Path, located: Located, count: list[int]) -> Any:
    located.note(path, node)
    count[0] += 1
    if count[0] > _MOST_VALUES or len(path) > 50:
        raise NotTaken(node.start_mark.line + 1, "holds too much; does an alias hold itself?")
    if node.id == "mapping":
        return _mapping(node, path, located, count)
    if node.id == "sequence":
        return [_plain(item, (*path, n), located, count) for n, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: Any, path: Path, located: Located, count: list[int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name_node, value_node in node.value:
        name = _scalar(name_node) if name_node.id == "scalar" else None
        line = name_node.start_mark.line + 1
        if not isinstance(name, str):
            raise NotTaken(line, "a name must be a text; put it in quotes")
        if name in found:
            raise NotTaken(line, f"{name} is here twice")
        located.note((*path, name), name_node, name=True)
        found[name] = _plain(value_node, (*path, name), located, count)
    return found


def _scalar(node: Any) -> Any:
    tag, text = str(node.tag), str(node.value)
    if tag == f"{_CORE}null":
        return None
    if tag == f"{_CORE}bool":
        return text.lower() == "true"
    try:
        if tag == f"{_CORE}int":
            return int(text, 0) if text.lstrip("+-")[:2] in {"0x", "0o"} else int(text)
        if tag == f"{_CORE}float":
            return float(text)
    except ValueError:
        return text
    if tag in {f"{_CORE}str", f"{_CORE}timestamp"}:
        return text
    raise NotTaken(node.start_mark.line + 1, f"the tag {tag.replace(_CORE, '!!')} is not taken")
