"""Maps and lists that know where each of their entries was written.

They are a ``dict`` and a ``list`` in every respect. The marks beside the entries follow them through every
method that moves, copies or deletes entries, so that a value keeps naming the file it came from.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self, SupportsIndex, TypeGuard, overload

from specseal.diagnostics import Location
from specseal.pointer import index_of, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NOWHERE = Location("<memory>")


class Map(dict[str, Any]):
    """A map with string keys. ``marks`` holds the place of each key, ``location`` that of the map itself."""

    __slots__ = ("location", "marks")

    def __init__(
        self,
        data: Mapping[str, Any] | Iterable[tuple[str, Any]] = (),
        *,
        location: Location | None = None,
        marks: Mapping[str, Location] | None = None,
    ) -> None:
        super().__init__(data)
        self.location = location
        self.marks: dict[str, Location] = dict(marks or {})

    def put(self, key: str, value: Any, mark: Location | None) -> None:
        """Set ``key``, and with it the place the new value comes from (``None``: no place is known)."""
        super().__setitem__(key, value)
        self.marks.pop(key, None)
        if mark is not None:
            self.marks[key] = mark

    def mark(self, key: str) -> Location | None:
        """Where ``key`` was written; the place of the map when the key has none of its own."""
        return self.marks.get(key, self.location)

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self.marks.pop(key, None)

    def pop(self, key: str, *default: Any) -> Any:
        """As ``dict.pop``."""
        value = super().pop(key, *default)
        self.marks.pop(key, None)
        return value

    def popitem(self) -> tuple[str, Any]:
        """As ``dict.popitem``."""
        key, value = super().popitem()
        self.marks.pop(key, None)
        return key, value

    def clear(self) -> None:
        """As ``dict.clear``."""
        super().clear()
        self.marks.clear()

    def copy(self) -> Map:
        """A shallow copy, with its marks."""
        return Map(self, location=self.location, marks=self.marks)

    __copy__ = copy

    def __deepcopy__(self, memo: dict[int, Any]) -> Map:
        return clone(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return _map, (dict(self), self.location, self.marks)


class Seq(list[Any]):
    """A list. ``marks`` holds the place of each item (always as long as the list), ``location`` its own."""

    __slots__ = ("location", "marks")

    def __init__(
        self,
        data: Iterable[Any] = (),
        *,
        location: Location | None = None,
        marks: Iterable[Location | None] | None = None,
    ) -> None:
        super().__init__(data)
        self.location = location
        self.marks: list[Location | None] = list(_marks_of(data, len(self)) if marks is None else marks)
        if len(self.marks) != len(self):
            raise ValueError(f"{len(self)} items need as many marks, not {len(self.marks)}")

    def mark(self, index: int) -> Location | None:
        """Where the item was written; the place of the list when the item has none of its own."""
        return self.marks[index] or self.location

    def append(self, item: Any, mark: Location | None = None) -> None:
        """As ``list.append``, with the place the item comes from."""
        super().append(item)
        self.marks.append(mark)

    def extend(self, items: Iterable[Any]) -> None:
        """As ``list.extend``; the marks of another ``Seq`` come along."""
        found = items if isinstance(items, list) else list(items)
        marks = list(_marks_of(found, len(found)))
        super().extend(found)
        self.marks.extend(marks)

    def insert(self, index: SupportsIndex, item: Any, mark: Location | None = None) -> None:
        """As ``list.insert``, with the place the item comes from."""
        super().insert(index, item)
        self.marks.insert(index, mark)

    def pop(self, index: SupportsIndex = -1) -> Any:
        """As ``list.pop``."""
        item = super().pop(index)
        self.marks.pop(index)
        return item

    def remove(self, item: Any) -> None:
        """As ``list.remove``."""
        del self[self.index(item)]

    def clear(self) -> None:
        """As ``list.clear``."""
        super().clear()
        self.marks.clear()

    def reverse(self) -> None:
        """As ``list.reverse``."""
        super().reverse()
        self.marks.reverse()

    def sort(self, *, key: Any = None, reverse: bool = False) -> None:
        """As ``list.sort``."""
        order = sorted(
            range(len(self)), key=lambda i: self[i] if key is None else key(self[i]), reverse=reverse
        )
        self[:] = Seq([self[i] for i in order], marks=[self.marks[i] for i in order])

    @overload
    def __setitem__(self, index: SupportsIndex, value: Any) -> None: ...
    @overload
    def __setitem__(self, index: slice, value: Iterable[Any]) -> None: ...
    def __setitem__(self, index: SupportsIndex | slice, value: Any) -> None:
        if isinstance(index, slice):
            found = value if is_seq(value) else list(value)
            marks = list(_marks_of(found, len(found)))
            super().__setitem__(index, found)
            self.marks[index] = marks
        else:
            super().__setitem__(index, value)

    def put(self, index: int, value: Any, mark: Location | None) -> None:
        """Replace an item, and with it the place it comes from."""
        super().__setitem__(index, value)
        self.marks[index] = mark

    def __delitem__(self, index: SupportsIndex | slice) -> None:
        super().__delitem__(index)
        del self.marks[index]

    def __iadd__(self, items: Iterable[Any]) -> Self:  # type: ignore[misc]  # as in typeshed's own list
        self.extend(items)
        return self

    def __imul__(self, times: SupportsIndex) -> Self:
        super().__imul__(times)
        self.marks *= times
        return self

    def copy(self) -> Seq:
        """A shallow copy, with its marks."""
        return Seq(self, location=self.location, marks=self.marks)

    __copy__ = copy

    def __deepcopy__(self, memo: dict[int, Any]) -> Seq:
        return clone(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return _seq, (list(self), self.location, self.marks)


def _map(data: dict[str, Any], location: Location | None, marks: dict[str, Location]) -> Map:
    return Map(data, location=location, marks=marks)


def _seq(data: list[Any], location: Location | None, marks: list[Location | None]) -> Seq:
    return Seq(data, location=location, marks=marks)


def _marks_of(items: Iterable[Any], count: int) -> Iterable[Location | None]:
    return items.marks if isinstance(items, Seq) else [None] * count


def is_map(node: Any) -> TypeGuard[dict[str, Any]]:
    """Whether the node is an object of JSON."""
    return isinstance(node, dict)


def is_seq(node: Any) -> TypeGuard[list[Any]]:
    """Whether the node is an array of JSON."""
    return isinstance(node, list)


@overload
def clone(node: Map) -> Map: ...
@overload
def clone(node: Seq) -> Seq: ...
@overload
def clone(node: Any) -> Any: ...
def clone(node: Any) -> Any:
    """A deep copy with all marks. Plain ``dict`` and ``list`` become ``Map`` and ``Seq`` without marks."""
    if is_map(node):
        entries: dict[str, Any] = {key: clone(value) for key, value in node.items()}
        if isinstance(node, Map):
            return Map(entries, location=node.location, marks=node.marks)
        return Map(entries)
    if is_seq(node):
        items: list[Any] = [clone(item) for item in node]
        if isinstance(node, Seq):
            return Seq(items, location=node.location, marks=node.marks)
        return Seq(items)
    return node


def plain(node: Any) -> Any:
    """A deep copy made of builtin ``dict`` and ``list``."""
    if is_map(node):
        return {key: plain(value) for key, value in node.items()}
    if is_seq(node):
        return [plain(item) for item in node]
    return node


def locate(root: Any, pointer: str) -> Location:
    """Where the value at ``pointer`` (a JSON Pointer, RFC 6901) was written.

    When the value does not exist or carries no mark, the place of its nearest ancestor that has one. The
    result always carries ``pointer`` as given.
    """
    node: Any = root
    found: Location | None = node.location if isinstance(node, (Map, Seq)) else None
    for key in split(pointer):
        mark: Location | None = None
        if is_map(node):
            if key not in node:
                break
            mark = node.marks.get(key) if isinstance(node, Map) else None
            node = node[key]
        elif is_seq(node):
            index = index_of(key, len(node))
            if index is None:
                break
            mark = node.marks[index] if isinstance(node, Seq) else None
            node = node[index]
        else:
            break
        found = mark or (node.location if isinstance(node, (Map, Seq)) else None) or found
    return replace(found or _NOWHERE, pointer=pointer)


def value_at(root: Any, pointer: str) -> Any:
    """The value at ``pointer``; ``None`` when nothing is there."""
    node: Any = root
    for key in split(pointer):
        index = index_of(key, len(node)) if is_seq(node) else None
        if is_map(node) and key in node:
            node = node[key]
        elif is_seq(node) and index is not None:
            node = node[index]
        else:
            return None
    return node


def measure(node: Any) -> tuple[int, int]:
    """How many nodes there are, and how deep maps and lists nest."""
    count, depth = 0, 0
    level: list[Any] = [node]
    while level:
        count += len(level)
        inner: list[Any] = []
        for item in level:
            if is_map(item):
                inner.extend(item.values())
            elif is_seq(item):
                inner.extend(item)
        depth += any(is_map(item) or is_seq(item) for item in level)
        level = inner
    return count, depth
