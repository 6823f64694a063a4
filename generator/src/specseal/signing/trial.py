"""Runs a compiled signer on the request of a vector."""

from __future__ import annotations
import __future__

import builtins
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

import msgspec

from ..runtime import digests, encodings, field_sets, hmacs, keys, primitives, signing
from ..runtime.primitives import form_encode
from ..runtime.signing import Signed, Signer, Values
from ..runtime.sources import Sources
from .compile import SignerCode
from .primitives import PRIMITIVES
from .vectors import Vector

_BUILTINS = ("int", "len", "round", "str")
#: What signers may import, by module of the runtime.
_CALLED: Mapping[str, Mapping[str, Any]] = {
    "digests": vars(digests),
    "encodings": vars(encodings),
    "field_sets": vars(field_sets),
    "hmacs": vars(hmacs),
    "keys": vars(keys),
    "primitives": vars(primitives),
    "signing": vars(signing),
}
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(slots=True)
class SampleRequest:
    """A request with the interface that signers use."""

    method: str
    host: str
    path: str
    query: Values
    form: Values
    headers: dict[str, str]
    content: str | None = None
    scheme: str = "https"
    json: dict[str, Any] = field(default_factory=dict[str, Any])

    def body(self) -> bytes:
        """The given content, or the encoded JSON or form."""
        if self.content is not None:
            return self.content.encode()
        return msgspec.json.encode(self.json) if self.json else form_encode(self.form).encode()


def load_signer(code: SignerCode, replaced: Mapping[str, Callable[..., Any]] = _NOTHING) -> Signer:
    """The compiled function, with the real primitives or those that replace them. Its namespace has nothing else."""
    namespace: dict[str, Any] = {"__builtins__": {name: getattr(builtins, name) for name in _BUILTINS}}
    for module, names in code.imports.items():
        namespace.update({name: replaced.get(name, _CALLED[module][name]) for name in names})
    flags = __future__.annotations.compiler_flag
    # The source is generated from a checked recipe: it has no other names, no attributes and no imports.
    exec(compile(code.source, f"<{code.name}>", "exec", flags, dont_inherit=True), namespace)  # noqa: S102
    return cast("Signer", namespace[code.name])


def primitive(name: str) -> Callable[..., Any]:
    """The runtime function of a primitive."""
    found: Callable[..., Any] = _CALLED[PRIMITIVES[name].module][name]
    return found


def run(
    signer: Signer, code: SignerCode, vector: Vector, credentials: Mapping[str, str] | None = None
) -> tuple[SampleRequest, Signed]:
    """The signed request of a vector that fits the recipe. Raises what signers raise.

    ``credentials`` replace those of the vector.
    """
    request = sample_request(vector)
    given = dict(vector.credentials if credentials is None else credentials)
    constants: dict[str, Any] = {}
    for name, value in vector.settings.items():
        if name in code.arguments:
            constants[code.arguments[name]] = value
        else:
            given[name] = str(value)
    return request, cast("Any", signer)(request, given, _sources(vector), **constants)


def sample_request(vector: Vector) -> SampleRequest:
    """The request of a vector before it is signed, with the host among its headers, as in the runtime."""
    sample = vector.request
    return SampleRequest(
        sample.method,
        sample.host,
        sample.path,
        _copied(sample.query),
        _copied(sample.form),
        {"host": sample.host, **sample.headers},
        sample.body,
        sample.scheme,
        dict(sample.json),
    )


def _sources(vector: Vector) -> Sources:
    def digits(_count: int) -> str:
        return vector.random["random_digits"]

    def millis(seconds: float) -> int:
        """As the first call gives them."""
        return round(seconds * 1000)

    return Sources(
        clock=lambda: vector.clock or 0.0,
        uuid=lambda: vector.random["uuid"],
        random_digits=digits,
        growing_millis=millis,
    )


def _copied(values: Values) -> Values:
    return {name: value if isinstance(value, str) else list(value) for name, value in values.items()}
