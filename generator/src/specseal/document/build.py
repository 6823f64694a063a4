"""From parser events to nodes, with an explicit stack: no input can make it recurse."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from ruamel.yaml import events as slow
from yaml import events as quick

from specseal.diagnostics import Diagnostic, Location, Refused
from specseal.document.nodes import Map, Seq, clone, measure
from specseal.document.scalars import resolve
from specseal.document.size_limits import MAX_COPIED_NODES, MAX_DEPTH
from specseal.pointer import join

# the events of both parsers, which have the same attributes
_DOCUMENT = (quick.DocumentStartEvent, slow.DocumentStartEvent)
_MAP = (quick.MappingStartEvent, slow.MappingStartEvent)
_SEQ = (quick.SequenceStartEvent, slow.SequenceStartEvent)
_END = (quick.MappingEndEvent, quick.SequenceEndEvent, slow.MappingEndEvent, slow.SequenceEndEvent)
_ALIAS = (quick.AliasEvent, slow.AliasEvent)
_SCALAR = (quick.ScalarEvent, slow.ScalarEvent)
_CORE = "tag:yaml.org,2002:"
_MAX_PROBLEMS = 20
_WRITE_OUT = "Write the value out instead."
_UNTAG = "Remove the tag."
_MAP_ROOT = "Write a map: lines of `key: value`."
_PAIR = "Write the whole character, or both of its \\u escapes."
_CONTAINER_TAGS = {Map: "map", Seq: "seq"}


@dataclass(slots=True)
class _Open:
    """A map or list that is still being read."""

    node: Map | Seq
    anchor: str | None
    token: str = ""  # of this node in its parent's pointer
    key: str | None = None  # the key whose value comes next
    key_mark: Location | None = None
    expects_key: bool = field(default=True)


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an alias copies: a node, its number of nodes, and its nesting depth."""

    node: Any
    nodes: int = 1
    depth: int = 0


class Builder:
    """Builds a document from parser events, one at a time; ``result`` returns its root map or raises ``Refused``."""

    def __init__(self, file: str) -> None:
        self.problems: list[Diagnostic] = []
        self._file = file
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Anchored | _Open] = {}
        self._documents = 0
        self._copied = 0
        self._root: Any = None

    def take(self, event: Any) -> None:
        """Handle one parser event. Raises ``Refused`` immediately where reading on is pointless."""
        if isinstance(event, _DOCUMENT):
            self._start_document(event)
        elif isinstance(event, _MAP):
            self._open(event, Map(location=self._place(event)))
        elif isinstance(event, _SEQ):
            self._open(event, Seq(location=self._place(event)))
        elif isinstance(event, _END):
            self._close()
        elif isinstance(event, _ALIAS):
            self._alias(event)
        elif isinstance(event, _SCALAR):
            self._scalar(event)

    def result(self) -> Map:
        """The root map. Raises ``Refused`` with every problem found."""
        if self.problems:
            raise Refused(self.problems)
        if self._documents == 0 or self._root is None:
            raise Refused(Diagnostic("yaml-empty", "the document is empty.", Location(self._file), _MAP_ROOT))
        if not isinstance(self._root, Map):
            kind = "a list" if isinstance(self._root, Seq) else "a single value"
            place = self._root.location if isinstance(self._root, Seq) else Location(self._file, 1)
            raise Refused(Diagnostic("yaml-root", f"the root must be a map, not {kind}.", place, _MAP_ROOT))
        return self._root

    def _start_document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop(
                "yaml-documents",
                "a second document starts here; a file holds exactly one.",
                event,
                "Move it to a file of its own.",
            )
        version = getattr(event, "version", None)
        if version is not None and tuple(version) != (1, 2):
            shown = ".".join(map(str, version))
            self._stop(
                "yaml-version",
                f"YAML {shown} is not supported.",
                event,
                "Write %YAML 1.2, or remove the line.",
            )

    def _open(self, event: Any, node: Map | Seq) -> None:
        expected = _CORE + _CONTAINER_TAGS[type(node)]
        if event.tag not in (None, "!", expected):
            self._problem("yaml-tag", f"unsupported YAML tag {event.tag}.", event, hint=_UNTAG)
        if self._expects_key():
            self._stop(
                "yaml-key", "a key must be a string, not a map or a list.", event, "Write a plain string."
            )
        if len(self._stack) >= MAX_DEPTH:
            self._too_deep(event)
        level = _Open(node, event.anchor, self._next_token())
        self._add(node, self._place(event))
        if event.anchor:
            self._anchors[event.anchor] = level
        self._stack.append(level)

    def _close(self) -> None:
        closed = self._stack.pop()
        # An anchor of the same name further in has taken its place.
        if closed.anchor and self._anchors[closed.anchor] is closed:
            self._anchors[closed.anchor] = _Anchored(closed.node, *measure(closed.node))

    def _alias(self, event: Any) -> None:
        if self._expects_key():
            self._stop("yaml-key", f"the alias *{event.anchor} cannot be a key.", event, _WRITE_OUT)
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            self._stop("yaml-alias", f"the alias *{event.anchor} has no anchor before it.", event, _WRITE_OUT)
        if isinstance(anchored, _Open):
            self._stop("yaml-alias", f"the alias *{event.anchor} contains itself.", event, _WRITE_OUT)
        self._copied += anchored.nodes
        if self._copied > MAX_COPIED_NODES:
            self._stop(
                "yaml-alias",
                f"the aliases expand to more than {MAX_COPIED_NODES} values.",
                event,
                "Use fewer aliases.",
            )
        if len(self._stack) + anchored.depth > MAX_DEPTH:
            self._too_deep(event)
        self._add(clone(anchored.node), self._place(event))

    def _scalar(self, event: Any) -> None:
        if self._expects_key():
            self._take_key(event)
            return
        value = self._value(event)
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(value)
        self._add(value, self._place(event))

    def _take_key(self, event: Any) -> None:
        level = self._stack[-1]
        if event.tag not in (None, "!", _CORE + "str"):
            self._problem(
                "yaml-tag",
                f"unsupported YAML tag {event.tag} on a key; keys are strings.",
                event,
                hint=_UNTAG,
            )
        key = self._text(event)
        if key == "<<" and not event.style:
            self._problem(
                "yaml-merge-key",
                "merge keys (<<) are not part of YAML 1.2.",
                event,
                hint="Write the merged keys out.",
            )
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(key)
        node = level.node
        if isinstance(node, Map) and key in node:
            first = node.marks[key]
            message = f"duplicate key {key!r}, first used on line {first.line}."
            self._problem("yaml-duplicate-key", message, event, key, "Remove or rename one of them.")
        level.key, level.key_mark, level.expects_key = key, self._place(event), False

    def _value(self, event: Any) -> Any:
        tag = event.tag
        if tag is None:
            if not event.implicit[0]:
                return self._text(event)
            return self._resolved(event)
        if tag in ("!", _CORE + "str"):
            return self._text(event)
        kinds: dict[str, tuple[type, ...]] = {
            "null": (type(None),), "bool": (bool,), "int": (int,), "float": (float, int),
        }  # fmt: skip
        kind = kinds.get(tag.removeprefix(_CORE))
        if kind is None or not tag.startswith(_CORE):
            self._problem("yaml-tag", f"unsupported YAML tag {tag}.", event, hint=_UNTAG)
            return None
        value = self._resolved(event)
        if (isinstance(value, bool) and bool not in kind) or not isinstance(value, kind):
            self._problem("yaml-tag", f"{event.value!r} does not match its tag {tag}.", event, hint=_UNTAG)
        return float(value) if tag == _CORE + "float" and isinstance(value, int) else value

    def _resolved(self, event: Any) -> Any:
        try:
            return resolve(event.value)
        except ValueError as error:
            self._problem("yaml-number", f"{error}.", event, hint="Quote it to make it a string.")
            return None

    def _text(self, event: Any) -> str:
        text: str = event.value
        if text.isascii():
            return text
        # JSON writes a character beyond the basic plane as two escapes.
        try:
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            self._problem("yaml-character", "unpaired surrogate is not valid Unicode.", event, hint=_PAIR)
            return ""

    def _add(self, value: Any, mark: Location) -> None:
        if not self._stack:
            self._root = value
            return
        level = self._stack[-1]
        if isinstance(level.node, Seq):
            level.node.append(value, mark)
        elif level.key is not None:
            if level.key not in level.node:
                level.node.put(level.key, value, level.key_mark)
            level.expects_key = True

    def _expects_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1].node, Map) and self._stack[-1].expects_key

    def _next_token(self) -> str:
        if not self._stack:
            return ""
        level = self._stack[-1]
        return str(len(level.node)) if isinstance(level.node, Seq) else level.key or ""

    def _place(self, event: Any) -> Location:
        return Location(self._file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _problem(self, code: str, message: str, event: Any, key: str | None = None, hint: str = "") -> None:
        tokens = [level.token for level in self._stack[1:]]
        if key is None and self._stack and not self._expects_key():
            key = self._next_token()
        if key is not None:
            tokens.append(key)
        pointer = join("", *tokens)
        self.problems.append(Diagnostic(code, message, replace(self._place(event), pointer=pointer), hint))
        if len(self.problems) >= _MAX_PROBLEMS:
            raise Refused(self.problems)

    def _too_deep(self, event: Any) -> NoReturn:
        # No pointer: it would be as long as the nesting is deep.
        message = f"nested more than {MAX_DEPTH} levels deep."
        raise Refused(
            [*self.problems, Diagnostic("yaml-depth", message, self._place(event), "Nest it less deeply.")]
        )

    def _stop(self, code: str, message: str, event: Any, hint: str = "") -> NoReturn:
        self._problem(code, message, event, hint=hint)
        raise Refused(self.problems)
