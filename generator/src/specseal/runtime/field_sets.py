"""What signing recipes do with fields of a request besides sending them. A wheel has only the functions that it uses.

Fields map a name to its value, or to a list of its values. None of these functions changes what it is given. Sorting is
by the bytes of UTF-8, which is the order of code points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .primitives import pairs, query_string, rfc3986

if TYPE_CHECKING:
    from .signing import Fields, Signable, Values

_BLANKS = " \t"


def target(request: Signable) -> str:
    """The path as sent, with ``?`` and the query as sent if there is one."""
    query = query_string(request.query)
    return f"{request.path}?{query}" if query else request.path


def filled(fields: Fields) -> Values:
    """The fields without empty values."""
    return _gathered([(name, value) for name, value in pairs(fields) if value])


def without(fields: Fields, *names: str) -> Values:
    """The fields without those of these names."""
    return {name: value for name, value in fields.items() if name not in names}


def lowered(fields: Fields) -> Values:
    """The fields with their names in lower case."""
    return _gathered([(name.lower(), value) for name, value in pairs(fields)])


def encoded(fields: Fields) -> Values:
    """The fields with names and values percent-encoded by RFC 3986."""
    return _gathered([(rfc3986(name), rfc3986(value)) for name, value in pairs(fields)])


def matching(headers: dict[str, str], *patterns: str) -> Values:
    """The headers that match a pattern, without blanks around their values.

    A pattern is a lower-case name, or a prefix followed by ``*``.
    """
    prefixes = tuple([pattern[:-1] for pattern in patterns if pattern.endswith("*")])
    return {
        name: value.strip(_BLANKS)
        for name, value in headers.items()
        if name in patterns or name.startswith(prefixes)
    }


def value(fields: Fields, name: str, absent: str) -> str:
    """The value of a field, and the first of several; ``absent`` if there is none."""
    found = fields.get(name)
    if isinstance(found, list):
        return found[0] if found else absent
    return absent if found is None else found


def join_fields(fields: Fields, between: str, separator: str) -> str:
    """Name, ``between`` and value of each field, not encoded, with ``separator`` between the fields.

    Sorted by name; the values of a repeated name stay in their order.
    """
    return separator.join([f"{name}{between}{value}" for name, value in _by_name(fields)])


def names_of(fields: Fields, separator: str) -> str:
    """The names, each once, sorted and joined with ``separator``."""
    return separator.join(sorted(fields))


def sorted_query(fields: Fields) -> str:
    """``name=value`` joined with ``&``, both encoded by RFC 3986: sorted by name as it is before it is encoded.

    The values of a repeated name stay in their order.
    """
    return "&".join([f"{rfc3986(name)}={rfc3986(value)}" for name, value in _by_name(fields)])


def bare_query(fields: Fields) -> str:
    """As `sorted_query`, but a field with an empty value is its name alone."""
    found = [f"={rfc3986(value)}" if value else "" for _, value in _by_name(fields)]
    return "&".join(
        [f"{rfc3986(name)}{rest}" for (name, _), rest in zip(_by_name(fields), found, strict=True)]
    )


def header_lines(headers: dict[str, str], prefix: str) -> str:
    """``name:value`` and a line feed for each header whose name begins with ``prefix``, sorted by name.

    Blanks around a value are removed, those inside it stay. Empty if there is no such header.
    """
    names = sorted([name for name in headers if name.startswith(prefix)])
    return "".join([f"{name}:{headers[name].strip(_BLANKS)}\n" for name in names])


def json_texts(body: dict[str, Any]) -> Values:
    """The fields of a JSON body as texts: a string itself, any other value as the JSON that is sent."""
    import msgspec  # noqa: PLC0415

    texts: Values = {}
    for name, value in body.items():
        text = bytes(msgspec.json.encode(value)).decode()
        texts[name] = msgspec.json.decode(text) if text.startswith('"') else text
    return texts


def _by_name(fields: Fields) -> list[tuple[str, str]]:
    return sorted(pairs(fields), key=lambda pair: pair[0])


def _gathered(found: list[tuple[str, str]]) -> Values:
    values: Values = {}
    for name, value in found:
        earlier = values.get(name)
        if earlier is None:
            values[name] = value
        else:
            values[name] = [*([earlier] if isinstance(earlier, str) else earlier), value]
    return values
