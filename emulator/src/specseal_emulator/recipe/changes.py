"""What a caller may have done differently from a recipe: in the request, in a primitive, or with the secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from .fields import as_query
from .nodes import LITERAL, Call, Literal, Name, Sum, Template, inside, numbered_name
from .primitives import PLAIN, NotComputable, base64_bytes, hex_bytes
from .variants import Wrapper, as_text, constant, of_digest, of_encoding, of_query, undigested

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .evaluate import Run
    from .fields import Fields, Pair
    from .model import Recipe
    from .nodes import Expression
    from .scheme import Scheme
    from .view import Target, View

_PARAMETERS = 40
_METHODS = ("GET", "POST", "PUT", "DELETE")
_QUERIES = frozenset({"canonical_query", "encoded_query", "sorted_query", "bare_query", "query_string"})
ASPECTS = (
    "order",
    "encoding",
    "fields",
    "whole",
    "literal",
    "method",
    "host",
    "path",
    "body",
    "parameters",
    "headers",
    "names",
    "digested",
    "text",
    "arguments",
    "algorithm",
    "key",
)
"""What mistakes concern, from the text that is signed to what is made of it: the order in which they are named."""
_OF_TEXTS = ASPECTS.index("digested")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a caller may have done differently."""

    mistake: str
    aspect: str
    """What it concerns: one of `ASPECTS`, with the number of a call where each call has its own."""
    tools: Mapping[str, Wrapper] = field(default_factory=dict[str, Wrapper])
    request: Callable[[Run], None] | None = None
    credentials: Mapping[str, str | None] | None = None
    note: str = ""

    @property
    def rank(self) -> int:
        """Its place among the mistakes of one signature."""
        return ASPECTS.index(self.aspect.partition("#")[0])

    @property
    def of_text(self) -> bool:
        """Whether it concerns the text that is signed, not how it is signed."""
        return self.rank <= _OF_TEXTS


def joinable(one: Change, other: Change) -> bool:
    """Whether a caller may have done both: they concern different things, and not parameters and another text."""
    if one.aspect == other.aspect:
        return False
    return "parameters" not in {one.aspect, other.aspect} or not (one.of_text and other.of_text)


def changes(
    scheme: Scheme,
    view: View,
    credentials: Mapping[str, str | None],
    received: Mapping[Target, str],
    hosts: tuple[str, ...],
) -> Iterator[Change]:
    """Everything that a caller may have done differently, the likeliest first.

    Args: `received`, the fields that the recipe places, as they came; `hosts` that may have been signed.
    """
    recipe = scheme.recipe
    parts = [part for step in recipe.steps for part in inside(step.value)]
    used = {part.primitive for part in parts if isinstance(part, Call)}
    reads = {part.id for part in parts if isinstance(part, Name)}
    yield from _of_secrets(scheme, credentials)
    for call in reversed(scheme.changeable):  # the last one first: that is most likely the signature's own
        yield from _of_call(recipe, call)
    for primitive in sorted(used):
        for mistake, aspect, change, note in of_query(primitive):
            yield Change(mistake, aspect, {primitive: change}, note=note)
    yield from _of_literals(scheme)
    yield from _of_requests(view, reads, _unsigned(scheme, view), hosts)
    if "body" in reads:
        yield from _of_bodies(scheme, view, received)
    if reads & {"query", "form", "params", "target"}:
        yield from _of_parameters(view)


def _of_secrets(scheme: Scheme, credentials: Mapping[str, str | None]) -> Iterator[Change]:
    key = next(
        (credentials[n] for n in scheme.credentials if n not in scheme.secrets and credentials[n]), None
    )
    ends = {_key_end(call) for call in scheme.changeable}
    for name in scheme.credentials:
        secret = credentials.get(name)
        if name not in scheme.secrets or not secret:
            continue
        others = {
            "key-with-newline": f"{secret}\n",
            "key-with-ampersand": "" if "&" in ends else f"{secret}&",
            "key-id-as-secret": key or "",
            "key-decoded": _tried(base64_bytes, secret),
            "key-hex-decoded": _tried(hex_bytes, secret),
        }
        for mistake, other in others.items():
            if other:
                yield Change(mistake, "key", credentials={**credentials, name: other})


def _tried(decode: Callable[[str], bytes], secret: str) -> Any:
    try:
        return decode(secret)
    except NotComputable:
        return ""


def _key_end(call: Call) -> str:
    """The text that stands behind the secret in the key of an HMAC."""
    if not call.primitive.startswith("hmac_"):
        return ""
    match call.arguments[0]:
        case Sum(terms=(*_, Literal(value=str(end)))) | Template(parts=(*_, Literal(value=str(end)))):
            return end
        case _:
            return ""


def _of_call(recipe: Recipe, call: Call) -> Iterator[Change]:
    name = numbered_name(call)
    if call.primitive == "rfc3986":
        for mistake, aspect, change, note in of_encoding(whole=_writes_query(recipe, call)):
            yield Change(mistake, aspect, {name: change}, note=note)
        return
    for mistake, aspect, change, note in of_digest(call.primitive, _key_end(call)):
        yield Change(
            mistake, f"{aspect}#{call.number}" if aspect != "key" else aspect, {name: change}, note=note
        )
    match call:
        case Call(primitive="hex", arguments=(Call() as inner,)) if _of_long_text(inner):
            tools = {name: as_text, numbered_name(inner): undigested}
            yield Change("request-not-digested", "digested", tools)
        case _:
            pass


def _of_long_text(digest: Call) -> bool:
    return digest.primitive in PLAIN and digest.arguments != (Name("body"),)


def _writes_query(recipe: Recipe, call: Call) -> bool:
    """Whether a call encodes a query."""
    argument: Expression = call.arguments[0]
    if isinstance(argument, Name):
        argument = recipe.values.get(argument.id, argument)
    return isinstance(argument, Call) and argument.primitive in _QUERIES


def _of_literals(scheme: Scheme) -> Iterator[Change]:
    for number, text in scheme.literals.items():
        if text.strip("&") == "%2F":
            yield Change("path-not-encoded", "literal", {f"{LITERAL}#{number}": constant(unquote(text))})


def _unsigned(scheme: Scheme, view: View) -> Fields:
    """The query without what the recipe sets."""
    return tuple(pair for pair in view.query if ("query", pair.name) not in scheme.targets)


def _of_requests(view: View, reads: set[str], query: Fields, hosts: tuple[str, ...]) -> Iterator[Change]:
    if "method" in reads:
        yield Change("method-case", "method", request=_setting("method", view.method.lower()))
        for method in _METHODS:
            if method != view.method:
                note = f"{method} instead of {view.method}"
                yield Change("method", "method", request=_setting("method", method), note=note)
    if "host" in reads or "headers" in reads:
        yield Change("host-without-port", "host", request=_host(view.host.rpartition(":")[0] or view.host))
        for host in hosts:
            yield Change("host", "host", request=_host(host), note=f"{host}, which arrived as {view.host}")
    if "path" in reads or "target" in reads:
        for mistake, path in _paths(view.path):
            yield Change(mistake, "path", request=_setting("path", path))
        if query:
            path = f"{view.path}?{as_query(query)}"
            yield Change("query-in-path", "path", request=_setting("path", path))


def _paths(path: str) -> Iterator[tuple[str, str]]:
    yield "path-empty", ""
    if path.endswith("/") and path != "/":
        yield "path-slash", path.rstrip("/")
    else:
        yield "path-slash", f"{path}/"
    _, _, rest = path[1:].partition("/")
    if rest:
        yield "path-base", f"/{rest}"
    yield "double-encoding", quote(path, "/")


def _of_bodies(scheme: Scheme, view: View, received: Mapping[Target, str]) -> Iterator[Change]:
    yield Change("body-not-signed", "body", request=_setting("body", b""))
    yield Change("body-digest", "body", request=_setting("body", b"{}"))
    if view.body[-1:] in {b"\n", b"\r"}:
        yield Change("body-digest", "body", request=_setting("body", view.body.rstrip()))
    for target, call in scheme.body_digests.items():
        if sent := received.get(target):
            yield Change("body-digest", "body", {numbered_name(call): constant(sent)})


def _of_parameters(view: View) -> Iterator[Change]:
    if view.query:
        yield Change("query-not-signed", "parameters", request=_keeping("query", lambda _: False))
    if view.form:
        yield Change("form-not-signed", "parameters", request=_keeping("form", lambda _: False))
    names = list(dict.fromkeys(pair.name for pair in (*view.query, *view.form)))
    for name in names[:_PARAMETERS]:

        def others(pair: Pair, name: str = name) -> bool:
            return pair.name != name

        def without(run: Run, keep: Callable[[Pair], bool] = others) -> None:
            _keeping("query", keep)(run)
            _keeping("form", keep)(run)

        yield Change("parameter-not-signed", "parameters", request=without, note=name)


def _setting(attribute: str, value: Any) -> Callable[[Run], None]:
    return lambda run: setattr(run, attribute, value)


def _host(host: str) -> Callable[[Run], None]:
    def change(run: Run) -> None:
        run.host = host
        run.headers["host"] = host

    return change


def _keeping(attribute: str, keep: Callable[[Pair], bool]) -> Callable[[Run], None]:
    def change(run: Run) -> None:
        fields: Fields = getattr(run, attribute)
        setattr(run, attribute, tuple(pair for pair in fields if keep(pair)))

    return change
