"""Reading a page: sections, rows, examples, and what they say together.

A vendor's layout says only how it differs: see `Layout`, and `layouts` for those there are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from .blocks import Line, Page
from .codes import with_outcomes
from .endpoint import fails_with_200, find_media, find_method, find_rate, find_urls, find_version, more_hosts
from .examples import Found, find_examples
from .facts import ErrorRow, Facts, Field, Host, Place, Unread
from .fields import error_of, field_of, unread_in
from .nesting import Follows, nest
from .rows import (
    Row,
    declared_rows,
    flat_rows,
    header_in,
    header_of,
    listed_codes,
    rows_of,
    says_errors,
    unknown_columns,
)
from .sections import Section, protocol_of, sections_of
from .words import Role, sentences


def _itself(one: Field) -> tuple[Field, ...]:
    return (one,)


def _anywhere(_above: str, _name: str) -> bool:
    return True


def _as_they_are(facts: Facts, _found: Found) -> Facts:
    return facts


@dataclass(frozen=True, slots=True)
class Layout:
    """How the pages of a vendor differ from the general layout.

    ``expand`` makes the parameters that one row stands for, ``follows`` says which field of a response may stand
    below which, and ``finish`` has the last word.
    """

    expand: Callable[[Field], tuple[Field, ...]] = _itself
    follows: Follows = _anywhere
    finish: Callable[[Facts, Found], Facts] = _as_they_are


@dataclass(slots=True)
class _Rows:
    request: list[Field] = field(default_factory=list[Field])
    response: list[Field] = field(default_factory=list[Field])
    errors: list[ErrorRow] = field(default_factory=list[ErrorRow])
    unread: list[Unread] = field(default_factory=list[Unread])
    lines: set[int] = field(default_factory=set[int])


def read(page: Page, layout: Layout, known: Collection[str] = ()) -> Facts:
    """The facts of a page. ``known`` are pointers of fields of the response, from an earlier reading."""
    found = find_examples(page.blocks)
    blocks = [one for one in page.blocks if not (isinstance(one, Line) and one.number in found.lines)]
    sections = sections_of(blocks)
    rows = _Rows()
    for section in sections:
        for role, row in _rows(section, rows):
            _take(rows, role, row)
    request = tuple(_once((one for row in rows.request for one in layout.expand(row)), rows.unread))
    response = nest(rows.response, found.responses, layout.follows, known)
    key = next((one.name for one in response if one.failure), None)
    told = rows.lines | found.titles
    prose = [line for section in sections for line in section.lines if line.number not in told]
    responses = with_outcomes(found.responses, {row.code for row in rows.errors})
    facts = Facts(
        document=page.name,
        digest=page.digest,
        request=request,
        response=response,
        errors=tuple(replace(row, key=row.key or key) for row in rows.errors),
        examples=tuple(responses),
        unread=tuple(sorted([*rows.unread, *found.unread], key=lambda one: one.line)),
    )
    return layout.finish(_with_endpoint(facts, sections, prose, found), found)


def _with_endpoint(facts: Facts, sections: Sequence[Section], prose: Sequence[Line], found: Found) -> Facts:
    sections = [*sections, *protocol_of(sections)]
    hosts, paths = find_urls(sections)
    first = next(iter(found.addresses), None)
    if first and (not paths or first.line < paths[0][1]):  # the address is given with its query
        paths.insert(0, (first.path, first.line))
        if all(one.url != first.host for one in hosts):
            hosts.insert(0, Host(first.host, None, first.line))
    hosts = more_hosts(sections, hosts)
    rate = find_rate(prose)
    media = find_media(sections)
    shown = next((one for one in found.requests if isinstance(one.place, int)), None)
    if media is None and shown and isinstance(shown.place, int):  # the example says it
        media = (shown.media, shown.place)
    places: dict[str, Place] = {}
    values: dict[str, str] = {}
    for name, stated in (
        ("path", paths[0] if paths else None),
        ("method", find_method(sections)),
        ("media", media),
        ("version", find_version(sections)),
    ):
        if stated:
            values[name], places[name] = stated
    digests: dict[str, Place] = {}
    addressed = {line for _, line in paths}
    for line in (line for line in prose if line.number not in addressed):
        for digest in sentences(line.text):
            digests.setdefault(digest, line.number)
    for one in found.requests:
        digests.setdefault(one.digest[:8], one.place)
    if fails_with_200(prose):
        facts = replace(facts, errors=tuple(replace(row, status=row.status or 200) for row in facts.errors))
    return replace(
        facts,
        method=values.get("method"),
        path=values.get("path"),
        media=values.get("media"),
        version=values.get("version"),
        hosts=tuple(hosts) or facts.hosts,
        rate=rate,
        prose=tuple(digests),
        places=tuple({**places, **digests}.items()),
        bodies=tuple(found.requests),
    )


def _rows(section: Section, rows: _Rows) -> Iterator[tuple[Role, Row]]:
    for table in section.tables:
        columns = header_of(table)
        role = _role(columns, "errors" if says_errors(table) else section.role)
        if role:
            rows.unread += [Unread(table.line, f"the column {title!r}") for title in unknown_columns(table)]
            for row in rows_of(table):
                yield role, row
        elif section.role in {"request", "response", "errors"}:
            titles = ", ".join(repr(cell.text) for cell in table.rows[0])
            rows.unread.append(Unread(table.line, f"a table with the columns {titles}"))
    header = header_in(section.lines)
    if section.role == "errors" and not section.tables and not header:
        for row in listed_codes(section.lines):
            rows.lines.add(row.line)
            yield "errors", row
    if section.role in {"request", "response"} and not section.tables and not header:
        declared = list(declared_rows(section.lines))
        for row in declared if len(declared) > 1 else ():
            rows.lines.add(row.line)
            yield section.role, row
    if header:
        index, columns = header
        if role := _role(columns, section.role):
            lines = section.lines[index:]
            rows.lines.update(line.number for line in lines)
            for row in flat_rows(lines[1:], columns):
                yield role, row


def _role(columns: tuple[str, ...], role: Role) -> Role | None:
    """What the rows of a table are, by its columns first."""
    if "code" in columns and ("status" in columns or "name" not in columns) and "type" not in columns:
        return "errors" if "status" in columns or role == "errors" else None
    if "name" in columns and ("type" in columns or "required" in columns):
        if role in {"request", "response"}:
            return role
        return "request" if "required" in columns else None
    return None


def _take(rows: _Rows, role: Role, row: Row) -> None:
    made = error_of(row) if role == "errors" else field_of(row, response=role == "response")
    if isinstance(made, Unread):
        rows.unread.append(made)
    elif isinstance(made, ErrorRow):
        rows.errors.append(made)
    else:
        (rows.response if role == "response" else rows.request).append(made)
    rows.unread += unread_in(row)


def _once(fields: Iterable[Field], unread: list[Unread]) -> Iterator[Field]:
    """Each parameter once: a page repeats one whose condition differs. The first row counts, with both texts."""
    found: dict[str, Field] = {}
    for one in fields:
        first = found.setdefault(one.at, one)
        if first is not one:
            if replace(one, text=first.text) != first and isinstance(one.place, int):
                unread.append(Unread(one.place, f"the second row of {one.at}, which says otherwise"))
            found[one.at] = replace(first, text=(*first.text, *one.text))
    yield from found.values()
