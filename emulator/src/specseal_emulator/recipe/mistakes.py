"""Named mistakes of a signature: the recipe is evaluated with one thing changed, until it makes the caller's fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .evaluate import TOOLS, Run
from .fields import Fields, Pair, as_query
from .nodes import Call, Name, inside, numbered_name
from .primitives import Function, NotComputable, base64_bytes, hex_bytes
from .variants import of_digest, of_query
from .verify import Mismatch, run_of, same, signed_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .invert import Reading
    from .scheme import Scheme
    from .view import View

Encoding = Callable[[str], str]
LONGEST = 16 * 1024
"""Characters of a request beyond which no mistakes are searched for."""
_PARAMETERS = 40
_METHODS = ("GET", "POST", "PUT", "DELETE")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a caller may have done differently."""

    mistake: str
    tools: Mapping[str, Function] | None = None
    request: Callable[[Run], None] | None = None
    credentials: Mapping[str, str | None] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The mistake that makes the caller's signature."""

    mistake: str
    note: str
    signed: str
    """What the caller signed."""


def search(
    scheme: Scheme,
    view: View,
    reading: Reading,
    credentials: Mapping[str, str | None],
    mismatch: Mismatch,
    encodings: Mapping[str, Encoding],
) -> Found | None:
    """The first change with which the recipe makes what the caller sent. `encodings` are those of percent-encoding."""
    own = {numbered_name(call): TOOLS[call.primitive] for call in scheme.digests}
    for change in _changes(scheme, view, credentials, encodings):
        run = run_of(scheme, view, reading, change.credentials or credentials)
        run.tools = {**TOOLS, **own, **(change.tools or {})}
        if change.request:
            change.request(run)
        try:
            scheme.numbered(run)
        except (NotComputable, TypeError, ValueError, AttributeError):
            continue
        if all(
            same(run.placed.get(target, ""), mismatch.received.get(target, ""))
            for target in mismatch.differing
        ):
            return Found(change.mistake, change.note, signed_text(run))
    return None


def size(view: View) -> int:
    """The characters of a request that a search goes through again and again."""
    pairs = (*view.query, *view.form)
    return (
        sum(len(p.name) + len(p.value) for p in pairs) + sum(map(len, view.headers.values())) + len(view.body)
    )


def _changes(
    scheme: Scheme, view: View, credentials: Mapping[str, str | None], encodings: Mapping[str, Encoding]
) -> Iterator[Change]:
    parts = [part for step in scheme.recipe.steps for part in inside(step.value)]
    used = {part.primitive for part in parts if isinstance(part, Call)}
    reads = {part.id for part in parts if isinstance(part, Name)}
    yield from _of_secrets(scheme, credentials)
    for call in reversed(scheme.digests):  # the last one first: that is most likely the signature's own
        for mistake, variant, note in of_digest(call.primitive):
            yield Change(mistake, {numbered_name(call): variant}, note=note)
    for primitive in sorted(used):
        for mistake, variant, note in of_query(primitive, encodings):
            yield Change(mistake, {primitive: variant}, note=note)
    yield from _of_requests(view, reads, _unsigned(scheme, view))
    if reads & {"query", "form", "params", "target"}:
        yield from _of_parameters(view)


def _of_secrets(scheme: Scheme, credentials: Mapping[str, str | None]) -> Iterator[Change]:
    key = next(
        (credentials[n] for n in scheme.credentials if n not in scheme.secrets and credentials[n]), None
    )
    for name in scheme.credentials:
        secret = credentials.get(name)
        if name not in scheme.secrets or not secret:
            continue
        others = {
            "key-with-newline": f"{secret}\n",
            "key-with-ampersand": f"{secret}&",
            "key-id-as-secret": key or "",
            "key-decoded": _tried(base64_bytes, secret),
            "key-hex-decoded": _tried(hex_bytes, secret),
        }
        for mistake, other in others.items():
            if other:
                yield Change(mistake, credentials={**credentials, name: other})


def _tried(decode: Callable[[str], bytes], secret: str) -> Any:
    try:
        return decode(secret)
    except NotComputable:
        return ""


def _unsigned(scheme: Scheme, view: View) -> Fields:
    """The query without what the recipe sets."""
    return tuple(pair for pair in view.query if ("query", pair.name) not in scheme.targets)


def _of_requests(view: View, reads: set[str], query: Fields) -> Iterator[Change]:
    if "method" in reads:
        yield Change("method-case", request=_setting("method", view.method.lower()))
        for method in _METHODS:
            if method != view.method:
                yield Change(
                    "method", request=_setting("method", method), note=f"{method} instead of {view.method}"
                )
    if "host" in reads or "headers" in reads:
        yield Change("host-without-port", request=_host(view.host.rpartition(":")[0] or view.host))
    if "path" in reads or "target" in reads:
        for mistake, path in _paths(view.path):
            yield Change(mistake, request=_setting("path", path))
        if query:
            yield Change("query-in-path", request=_setting("path", f"{view.path}?{as_query(query)}"))
    if "body" in reads:
        yield Change("body-not-signed", request=_setting("body", b""))
        yield Change("body-digest", request=_setting("body", b"{}"))
        if view.body[-1:] in {b"\n", b"\r"}:
            yield Change("body-digest", request=_setting("body", view.body.rstrip()))


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


def _of_parameters(view: View) -> Iterator[Change]:
    if view.query:
        yield Change("query-not-signed", request=_keeping("query", lambda _: False))
    if view.form:
        yield Change("form-not-signed", request=_keeping("form", lambda _: False))
    names = list(dict.fromkeys(pair.name for pair in (*view.query, *view.form)))
    for name in names[:_PARAMETERS]:

        def others(pair: Pair, name: str = name) -> bool:
            return pair.name != name

        def without(run: Run, keep: Callable[[Pair], bool] = others) -> None:
            _keeping("query", keep)(run)
            _keeping("form", keep)(run)

        yield Change("parameter-not-signed", request=without, note=name)


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
