"""JSONPath (RFC 9535): the only module that knows the engine.

The engine is corrected where it leaves the standard: ``?@`` also selects ``false``, ``0`` and ``""``,
integers in filters keep all their digits, and regular expressions cannot run away. A query visits a bounded
number of nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathNodeList
from jsonpath_rfc9535.exceptions import JSONPathError
from jsonpath_rfc9535.filter_expressions import (
    Expression,
    FilterContext,
    IntegerLiteral,
    RelativeFilterQuery,
    RootFilterQuery,
)
from jsonpath_rfc9535.node import JSONPathNode
from jsonpath_rfc9535.parse import Parser
from jsonpath_rfc9535.serialize import canonical_string

from specseal.document.size_limits import MAX_DEPTH
from specseal.overlay.regexp import Match, PatternError, Search
from specseal.pointer import join

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jsonpath_rfc9535.query import JSONPathQuery
    from jsonpath_rfc9535.tokens import TokenStream

Path = tuple[str | int, ...]
"""Where a node is: names and indices from the root down."""

MAX_QUERY_LENGTH: Final = 4_096
"""Limit of a query's length, in characters."""

MAX_VISITED: Final = 1_000_000
"""Limit of nodes that one query may visit, including those visited by its filters."""


class PathError(ValueError):
    """The query is invalid, or too expensive. The message says why."""


class Query:
    """A compiled query. Raises ``PathError`` when ``text`` is not a well-typed RFC 9535 query."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_QUERY_LENGTH:
            raise PathError(f"{len(text)} characters; the limit for a query is {MAX_QUERY_LENGTH}")
        self.text = text
        self._environment = _Environment()
        try:
            self._query = self._environment.compile(text)
        except JSONPathError as error:
            raise PathError(str(error)) from error
        except (ValueError, OverflowError, IndexError) as error:
            raise PathError(f"it cannot be parsed ({error})") from error
        except RecursionError as error:
            raise PathError("its filters are nested too deeply") from error

    def find(self, root: Any) -> list[Path]:
        """The paths of the selected nodes, each once, in the order of the engine.

        Raises ``PathError`` when the query visits more than ``MAX_VISITED`` nodes or holds a regular
        expression that is too large.
        """
        self._environment.visited = 0
        try:
            return list(dict.fromkeys(node.location for node in _walk(self._query, root)))
        except (JSONPathError, PatternError) as error:
            raise PathError(str(error)) from error
        except RecursionError as error:
            raise PathError("its filters are nested too deeply") from error


def normalized(path: Path) -> str:
    """The Normalized Path of RFC 9535: ``$['paths']['/']['get']``."""
    return "$" + "".join(f"[{canonical_string(p)}]" if isinstance(p, str) else f"[{p}]" for p in path)


def pointer(path: Path) -> str:
    """The same place as a JSON Pointer (RFC 6901)."""
    return join("", *path)


def _walk(query: JSONPathQuery, root: Any) -> Iterable[JSONPathNode]:
    nodes: Iterable[JSONPathNode] = [JSONPathNode(value=root, location=(), parent=None, root=root)]
    for segment in query.segments:
        nodes = _counted(segment.resolve(nodes), query.env)
    return nodes


def _counted(nodes: Iterable[JSONPathNode], environment: JSONPathEnvironment) -> Iterable[JSONPathNode]:
    for node in nodes:
        if isinstance(environment, _Environment):
            environment.visited += 1
            if environment.visited > MAX_VISITED:
                raise PathError(f"it visits more than {MAX_VISITED} nodes")
        yield node


class _Relative(RelativeFilterQuery):
    __slots__ = ()

    def evaluate(self, context: FilterContext) -> object:
        return JSONPathNodeList(_walk(self.query, context.current))


class _Root(RootFilterQuery):
    __slots__ = ()

    def evaluate(self, context: FilterContext) -> object:
        return JSONPathNodeList(_walk(self.query, context.root))


class _Parser(Parser):
    def parse_relative_query(self, stream: TokenStream) -> Expression:
        parsed = super().parse_relative_query(stream)
        return _Relative(parsed.token, parsed.query) if isinstance(parsed, RelativeFilterQuery) else parsed

    def parse_root_query(self, stream: TokenStream) -> Expression:
        parsed = super().parse_root_query(stream)
        return _Root(parsed.token, parsed.query) if isinstance(parsed, RootFilterQuery) else parsed

    def parse_integer_literal(self, stream: TokenStream) -> Expression:
        parsed = super().parse_integer_literal(stream)
        text = stream.current.value
        return IntegerLiteral(parsed.token, int(text)) if text.lstrip("-").isdecimal() else parsed


class _Environment(JSONPathEnvironment):
    parser_class = _Parser
    max_recursion_depth = MAX_DEPTH + 1
    visited = 0

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        self.function_extensions["match"] = Match()
        self.function_extensions["search"] = Search()
