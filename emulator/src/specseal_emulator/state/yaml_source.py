"""YAML 1.2 as plain data with line numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

YAMLPath = tuple[str | int, ...]
# Nodes are typed as Any: ruamel.yaml leaves the types of their attributes open.

_HALVES = re.compile("[\ud800-\udfff]")
_CORE = "tag:yaml.org,2002:"
_MOST_VALUES = 1_000_000


class InvalidYAML(ValueError):
    """Text that is not YAML, or uses an unsupported feature. The message begins with the line number."""

    def __init__(self, line: int, why: object) -> None:
        super().__init__(f"{line}: {why}")


@dataclass(slots=True)
class Located:
    """Data with the lines of its values."""

    data: Any
    _values: dict[YAMLPath, int] = field(default_factory=dict)
    _names: dict[YAMLPath, int] = field(default_factory=dict)

    def line(self, path: YAMLPath, *, name: bool = False) -> int:
        """The line, from 1, of the value at a path, or of its key; of the container, if it is absent."""
        lines = self._names if name else self._values
        while path and path not in lines:
            path = path[:-1]
        return lines.get(path, self._values.get(path, 1))

    def note(self, path: YAMLPath, node: Any, *, name: bool = False) -> None:
        """Remember the line of a node."""
        (self._names if name else self._values)[path] = node.start_mark.line + 1


def read_yaml(content: bytes) -> Located:
    """Parse one YAML document. Numbers, true, false and null are typed; everything else, dates too, stays text.

    Raises `InvalidYAML` for what is not YAML, an unsupported tag, a duplicate key and a key that is not a string.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 - slow to import, and few starts have a seed in YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    try:
        root: Any = YAML(typ="safe", pure=True).compose(content.decode())  # pyright: ignore[reportUnknownMemberType]
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidYAML(line, "not valid UTF-8") from error
    except MarkedYAMLError as error:
        marked: Any = error
        mark = marked.problem_mark or marked.context_mark
        raise InvalidYAML(mark.line + 1 if mark else 1, f"{marked.problem or marked.context}") from error
    except RecursionError as error:
        raise InvalidYAML(1, "nested too deeply") from error
    except YAMLError as error:
        raise InvalidYAML(1, error) from error
    located = Located({})
    if root is not None:
        located.data = _plain(root, (), located, [0])
    return located


def _plain(node: Any, path: YAMLPath, located: Located, count: list[int]) -> Any:
    located.note(path, node)
    count[0] += 1
    if count[0] > _MOST_VALUES or len(path) > 50:
        raise InvalidYAML(
            node.start_mark.line + 1, "too many values or levels; does an alias contain itself?"
        )
    if node.id == "scalar":
        return _scalar(node)
    if str(node.tag) not in {f"{_CORE}map", f"{_CORE}seq"}:
        raise _unsupported(node)
    if node.id == "mapping":
        return _mapping(node, path, located, count)
    return [_plain(item, (*path, n), located, count) for n, item in enumerate(node.value)]


def _mapping(node: Any, path: YAMLPath, located: Located, count: list[int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name_node, value_node in node.value:
        name = _scalar(name_node) if name_node.id == "scalar" else None
        line = name_node.start_mark.line + 1
        if not isinstance(name, str):
            raise InvalidYAML(line, "keys must be strings; put this one in quotes")
        if name in found:
            raise InvalidYAML(line, f"duplicate key {name!r}")
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
        if not text.isascii() and _HALVES.search(text):
            raise InvalidYAML(node.start_mark.line + 1, "unpaired surrogate is not valid Unicode")
        return text
    raise _unsupported(node)


def _unsupported(node: Any) -> InvalidYAML:
    tag = str(node.tag).replace(_CORE, "!!")
    return InvalidYAML(node.start_mark.line + 1, f"unsupported YAML tag {tag}")
