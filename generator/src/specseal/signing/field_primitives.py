"""The primitives for fields and headers of a request; a part of the table in `primitives`."""

from __future__ import annotations

from .literals import any_text, field_name, header_pattern, header_prefix
from .values import Group, Kind, Parameter, Primitive

_TEXT = (Kind.TEXT,)
_FIELDS = (Kind.FIELDS,)
_BOTH = (Kind.FIELDS, Kind.HEADERS)
_FIELDS_ARGUMENT = Parameter("fields", _FIELDS)


def _written(name: str, doc: str, module: str = "field_sets") -> Primitive:
    """Fields written as a text."""
    return Primitive(name, Group.FIELDS, (_FIELDS_ARGUMENT,), Kind.TEXT, f"{name}({{}})", doc, module)


def _changed(
    name: str, doc: str, *more: Parameter, module: str = "field_sets", repeats: int = 0
) -> Primitive:
    """Fields made from others."""
    parameters = (_FIELDS_ARGUMENT, *more)
    return Primitive(
        name, Group.FIELDS, parameters, Kind.FIELDS, f"{name}({{}})", doc, module, repeats=repeats
    )


_HEADERS_ARGUMENT = Parameter("headers", (Kind.HEADERS,))
_PATTERN = Parameter("pattern", _TEXT, header_pattern)
FIELD_PRIMITIVES = (
    _written("query_string", "`name=value&…`: the query as sent, in its order", "primitives"),
    _written(
        "form_encode",
        "`name=value&…`: as `application/x-www-form-urlencoded`, in its order; a space is `+`",
        "primitives",
    ),
    _written(
        "canonical_query",
        "`name=value&…`, sorted by name, then by value, both as they are; both then encoded by RFC 3986",
        "primitives",
    ),
    _written(
        "encoded_query",
        "the same, but encoded first, and sorted by the encoded names and values",
        "primitives",
    ),
    _written("sorted_query", "as `canonical_query`, but the values of a repeated name stay in their order"),
    _written("bare_query", "as `sorted_query`, but a field with an empty value is its name, without `=`"),
    Primitive(
        "join_fields",
        Group.FIELDS,
        (
            _FIELDS_ARGUMENT,
            Parameter("between", _TEXT, any_text),
            Parameter("separator", _TEXT, any_text),
        ),
        Kind.TEXT,
        "join_fields({})",
        'text, not encoded: name, `between` and value of each field, with `separator` between them, such as `"="` and '
        '`"&"`; sorted by name, and the values of a repeated name stay in their order',
        "field_sets",
    ),
    Primitive(
        "names_of",
        Group.FIELDS,
        (_FIELDS_ARGUMENT, Parameter("separator", _TEXT, any_text)),
        Kind.TEXT,
        "names_of({})",
        "text: the names, each once, sorted, with `separator` between them",
        "field_sets",
    ),
    Primitive(
        "value",
        Group.FIELDS,
        (
            Parameter("fields", _BOTH),
            Parameter("name", _TEXT, field_name),
            Parameter("absent", _TEXT),
        ),
        Kind.TEXT,
        "value({})",
        "text: the value of a field or header, and the first of several; `absent` if there is none",
        "field_sets",
    ),
    Primitive(
        "take",
        Group.FIELDS,
        (Parameter("fields", _BOTH), Parameter("name", _TEXT, field_name)),
        Kind.TEXT,
        "take({})",
        "removes a field from `query`, `form` or `headers`, and returns its value; an error unless it is there once",
    ),
    Primitive(
        "fields",
        Group.FIELDS,
        (Parameter("name", _TEXT, field_name), Parameter("value", _TEXT)),
        Kind.FIELDS,
        "fields({})",
        "fields of these names and values, which are signed and not sent; each name once",
        repeats=2,
    ),
    _changed(
        "merged",
        "the fields of both; of a name that is in both, the values of the first come first",
        Parameter("others", _FIELDS),
        module="primitives",
    ),
    _changed("filled", "the fields without empty values"),
    _changed(
        "without",
        "the fields without those of these names, which are thereby unsigned by design",
        Parameter("name", _TEXT, field_name),
        repeats=1,
    ),
    _changed("lowered", "the fields with their names in lower case"),
    _changed("encoded", "the fields with names and values encoded by RFC 3986"),
    Primitive(
        "signed_names",
        Group.HEADERS,
        (_HEADERS_ARGUMENT, _PATTERN),
        Kind.TEXT,
        "signed_names({})",
        'text: the names of the headers that are present and match a pattern, such as `"host"` or `"x-acs-*"`, '
        "sorted, joined by `;`; an error if there is none",
        repeats=1,
    ),
    Primitive(
        "canonical_headers",
        Group.HEADERS,
        (_HEADERS_ARGUMENT, Parameter("names", _TEXT)),
        Kind.TEXT,
        "canonical_headers({})",
        "`name:value` and a line feed for each of those names, in their order; blanks around a value are removed, "
        "those inside it stay (`squeeze`); an error if a header is absent",
    ),
    Primitive(
        "header_lines",
        Group.HEADERS,
        (_HEADERS_ARGUMENT, Parameter("prefix", _TEXT, header_prefix)),
        Kind.TEXT,
        "header_lines({})",
        "the same for each header whose name begins with the prefix, sorted; empty if there is none",
        "field_sets",
    ),
    Primitive(
        "matching",
        Group.HEADERS,
        (_HEADERS_ARGUMENT, _PATTERN),
        Kind.FIELDS,
        "matching({})",
        "the headers that match a pattern, as fields, without blanks around their values",
        "field_sets",
        repeats=1,
    ),
)
