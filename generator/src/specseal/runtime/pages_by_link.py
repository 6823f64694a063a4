"""Pages with a link to the next one, in the body or a header. It is never followed to another host, and signed anew."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import msgspec

from .address import MAX_URL, checked_path
from .errors import ClientError
from .operation import Field, Operation
from .paging import MOST_PAGES, Paged, Path, Shown, Step
from .result import PageCall

_LINK = r"<([^<>]*)>([^<]*)"  # RFC 8288
_NEXT = r";\s*rel\s*=\s*(?:\"[^\"]*\bnext\b[^\"]*\"|next(?=[\s;,]|$))"


class Links(Paged, frozen=True):
    """The link is absolute or relative to the request. The header ``link`` has it as ``<…>; rel="next"``."""

    items: Path
    next: Path | str

    def following(self, page: Shown) -> Step | None:
        """The step to the next page; ``None`` from the last one. Raises ``ClientError`` for a link to elsewhere."""
        link = page.text(self.next)
        if self.next == "link":
            link = _next_of(str(link or ""))
        if not link:
            return None
        path, query = _target(str(link), page)
        operation, arguments = _linked(page.turn, path, query)
        return Step(page.turn.operation.path, str(link), arguments, operation)

    def most(self, _page: Shown) -> int:
        """As many as a list may have."""
        return MOST_PAGES


def _next_of(header: str) -> str | None:
    """The link of the relation ``next`` in a ``Link`` header."""
    for found in re.finditer(_LINK, header):
        if re.search(_NEXT, found[2], re.IGNORECASE):
            return found[1]
    return None


def _target(link: str, page: Shown) -> tuple[str, dict[str, list[str]]]:
    """The path below the client's base URL, and the query, that a link leads to."""
    turn = page.turn
    try:
        if len(link) > MAX_URL:
            raise ValueError("it is too long")  # noqa: TRY301
        url = urlsplit(urljoin(page.response.request.partition(" ")[2], link))
        below = [turn.base.path] if _host(url.netloc) == turn.base.host else []
        # the vendor names its own hosts, also to a client that reaches it by way of another
        servers = [urlsplit(server) for server in turn.servers.values()]
        below += [one.path.rstrip("/") for one in servers if _host(one.netloc) == _host(url.netloc)]
        if url.scheme not in {"http", "https"} or not below:
            raise ValueError("it leads to another host")  # noqa: TRY301
        prefix = next((one for one in below if f"{url.path}/".startswith(f"{one}/")), None)
        if prefix is None:
            raise ValueError("it leads out of the API")  # noqa: TRY301
        path = checked_path("its path", url.path[len(prefix) :])
        query: dict[str, list[str]] = {}
        for name, value in parse_qsl(url.query, keep_blank_values=True, errors="strict"):
            query.setdefault(name, []).append(value)
    except ValueError as error:
        raise ClientError(f"the link to the next page is not followed: {error}") from None
    return path, query


def _host(location: str) -> str:
    """Host and port of a URL, without the port of its scheme."""
    host = location.lower()
    return host.removesuffix(":443").removesuffix(":80")


def _linked(turn: PageCall, path: str, query: dict[str, list[str]]) -> tuple[Operation[Any], dict[str, Any]]:
    """The operation with path and query of a link, and its arguments. What every call sends stays."""
    given = {f"query {name}": values[0] if len(values) == 1 else values for name, values in query.items()}
    kept: list[Field] = []
    arguments: dict[str, Any] = {}
    for field in turn.operation.fields:
        if field.place == "path" or (field.place == "query" and field.name in query):
            continue
        kept.append(field)
        if field.place != "query":
            arguments[field.argument] = turn.arguments.get(field.argument)
    added = [Field(name, f"query {name}", "query", "repeat") for name in query]
    operation = msgspec.structs.replace(turn.operation, path=path, fields=(*kept, *added))
    return operation, arguments | given
