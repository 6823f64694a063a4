"""The runtime modules that a wheel needs, copied with the header on top.

Left out is what the contract never needs. What callers may choose with any product stays: transports, proxies, and the
limits that several processes share, whatever the vendor documents. It is imported when it is chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from importlib.resources import files

from ..plan.package import Package
from ..python_types import OneOf, Plain, PythonType, plain_names
from .prune import definitions, imported, prune

_ROOT = "specseal.runtime"
#: Modules of primitives that only some signers call.
_PRIMITIVES = ("digests", "encodings", "field_sets", "hmacs", "keys")
_OPTIONAL = frozenset(
    {
        "advice.py",
        "bodies.py",
        "callbacks.py",
        "certificate.py",
        "choice.py",
        "events.py",
        "files.py",
        "mismatch.py",
        "multipart.py",
        "null.py",
        "others.py",
        "outcomes.py",
        "pages_by_cursor.py",
        "pages_by_link.py",
        "pages_by_number.py",
        "pages_by_offset.py",
        "paging.py",
        "places.py",
        "received.py",
        "servers.py",
        "signed_callbacks.py",
        "stream_bodies.py",
        "stream_head.py",
        "streaming.py",
        "styles.py",
        "tokens.py",
        "typed_headers.py",
        "unions.py",
        "uploads.py",
        "variants.py",
        "xml.py",
        "xml_form.py",
    }
)
#: Of those, the ones that ``PRODUCT`` passes to the runtime: the field of ``Parts``, and what stands for it.
_PARTS = {
    "tokens.py": ("tokens", "Tokens"),
    "servers.py": ("fill", "fill"),
    "choice.py": ("choose", "choose"),
    "styles.py": ("structured", "structured"),
    "places.py": ("place", "place"),
    "bodies.py": ("body", "whole"),
    "uploads.py": ("multipart", "StreamedForm"),
    "xml.py": ("parse_xml", "parse_xml"),
    "outcomes.py": ("outcome_result", "outcome_result"),
    "xml_form.py": ("write_xml", "write_xml"),
    "mismatch.py": ("explain", "explain"),
}


#: The module of each style of paging.
_STYLES = {
    "Cursors": "pages_by_cursor",
    "LastItems": "pages_by_cursor",
    "Links": "pages_by_link",
    "Offsets": "pages_by_offset",
    "PageNumbers": "pages_by_number",
}


def paging_styles(package: Package) -> list[tuple[str, str]]:
    """Module and class of each style of paging that the package uses."""
    used = {operation.paging.style for operation in package.operations if operation.paging}
    return sorted((_STYLES[style], style) for style in used)


def runtime_files(package: Package, header: str, primitives: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Files below ``_runtime/``, by name; ``primitives`` are those that signers call, by module."""
    dropped = _OPTIONAL - _used(package) | {f"{one}.py" for one in _PRIMITIVES if one not in primitives}
    found = {
        entry.name: entry.read_text("utf-8")
        for entry in sorted(files(_ROOT).iterdir(), key=lambda one: one.name)
        if entry.name.endswith(".py") and entry.name not in dropped
    }
    for module in _PRIMITIVES:
        if module in primitives:
            found[f"{module}.py"] = prune(found[f"{module}.py"], primitives[module])
    needed = _imported(found, "primitives").union(primitives.get("primitives", ()))
    found["primitives.py"] = prune(found["primitives.py"], needed)
    if not _imported(found, "openssl"):
        del found["openssl.py"]
    for name, unused in _unused(package):
        found[name] = prune(found[name], definitions(found[name]) - unused)
    return {name: f"{header}\n{text}" for name, text in found.items()}


def _imported(found: Mapping[str, str], module: str) -> set[str]:
    """What the modules of a wheel import from one of them."""
    return {name for text in found.values() for name in imported(text, module)}


def _unused(package: Package) -> Iterator[tuple[str, set[str]]]:
    """Definitions that no callback of the package needs, by module."""
    forms = any(one.signed is None for one in package.callbacks)
    if not package.callbacks:
        yield "errors.py", {"CallbackError"}
    elif not forms:
        yield "callbacks.py", {"CallbackReader"}
    signed = any(one.signed for one in package.callbacks)
    yield "operation.py", {*(() if forms else ("Callback",)), *(() if signed else ("SignedCallback",))}


def parts(runtime: Collection[str]) -> list[tuple[str, str]]:
    """The arguments of ``Parts(…)``, by name, in a wheel with these modules of the runtime."""
    found = [argument for module, argument in _PARTS.items() if module in runtime]
    return [*found, *([("upload", "upload")] if "uploads.py" in runtime else [])]


def _used(package: Package) -> set[str]:
    """The optional modules that the package needs."""
    requests = [request for operation in package.operations for request in (operation.media or (operation,))]
    fields = [field for request in requests for field in request.fields]
    types = [argument.type for request in requests for argument in request.arguments]
    places = {field.place for field in fields}
    sends_files = any(request.body in {"multipart", "binary"} for request in requests)
    advised = any(
        operation.deprecated or any(one.deprecated for one in operation.signature)
        for operation in package.operations
    )
    read = {one.read for operation in package.operations for one in operation.outcomes}
    streamed = any(operation.streamed is not None for operation in package.operations)
    wanted = {
        "events.py": bool(read & {"events", "lines"}),
        "advice.py": advised,
        "bodies.py": "body" in places,
        "callbacks.py": bool(package.callbacks),
        "servers.py": bool(package.variables),
        "tokens.py": any(one.token for one in package.schemes),
        "certificate.py": package.certificate,
        "choice.py": package.chosen,
        "files.py": sends_files,
        "mismatch.py": any(error.string_to_sign for error in package.errors),
        "multipart.py": sends_files,
        "null.py": any(field.null for field in fields) or any(map(_takes_null, types)),
        "others.py": any("Open" in model.bases for model in package.models),
        "outcomes.py": any(operation.outcomes for operation in package.operations),
        "paging.py": any(operation.paging for operation in package.operations),
        "places.py": bool(places & {"cookie", "others"}),
        "received.py": any(
            name in {"DateTime", "Date", "Time", "DecimalText"}
            for one in _received(package)
            for name in plain_names(one)
        ),
        "signed_callbacks.py": any(one.signed for one in package.callbacks),
        **dict.fromkeys(("stream_bodies.py", "stream_head.py", "streaming.py"), streamed),
        "styles.py": any(field.style not in {"single", "repeat"} for field in fields),
        "typed_headers.py": bool(package.headers),
        "unions.py": bool(package.unions),
        "uploads.py": sends_files,
        "variants.py": any(operation.media for operation in package.operations),
        "xml.py": any("xml" in operation.accept for operation in package.operations),
        "xml_form.py": any(request.body == "xml" for request in requests),
    }
    styles = {f"{module}.py" for module, _ in paging_styles(package)}
    return {name for name, used in wanted.items() if used} | styles


def _received(package: Package) -> Iterator[PythonType]:
    """The types of values in responses."""
    for model in (*package.models, *package.headers):
        yield from (field.type for field in model.fields)
    for union in package.unions:
        yield from union.members
    for operation in package.operations:
        yield from (one.type for one in operation.outcomes)
        if operation.result is not None:
            yield operation.result


def _takes_null(type_: PythonType) -> bool:
    return isinstance(type_, OneOf) and Plain("null") in type_.members
