"""What was signed, without the secrets: from which a mismatch of a vector can be traced.

The recipe runs a second time with ``***`` in place of each secret. What it covers with a digest then can be shown in
full, however the secret is encoded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..runtime.signing import Signed, SigningError
from .compile import SignerCode
from .nodes import Name
from .primitives import DIGESTS, PRIMITIVES
from .recipe import Recipe
from .trial import SampleRequest, load_signer, primitive, run
from .vectors import Vector

_STARS = "***"


@dataclass(frozen=True, slots=True)
class Told:
    """A run with ``***`` for each secret; without a request if that cannot be signed."""

    recipe: Recipe
    request: SampleRequest | None
    texts: tuple[tuple[str, str | bytes], ...]
    """Digest and what it covered, in order."""

    def value(self, place: str, name: str) -> str | None:
        """A field that was placed, quoted."""
        if self.request is None:
            return None
        found: Any = getattr(self.request, place).get(name)
        return None if found is None else repr(found)

    def covered(self, signed: Signed) -> str:
        """What the digests covered, by the names that it has in the recipe."""
        names = [
            last.id if isinstance(last := call.arguments[-1], Name) and last.id in self.recipe.kinds else ""
            for call in self.recipe.calls()
            if call.primitive in DIGESTS
        ]
        seen: set[str] = set()
        told: list[str] = []
        for index, (digest, data) in enumerate(self.texts):
            text = _text(data)
            name = names[index] if len(names) == len(self.texts) else ""
            if not text or text in seen:
                continue
            seen.add(text)
            if not name and signed.text is not None and index == len(self.texts) - 1:
                name = "string_to_sign"
            told.append(f"{name} was {text!r}." if name else f"{digest} covered {text!r}.")
        return " ".join(told)


def told_in_secret(recipe: Recipe, code: SignerCode, vector: Vector) -> Told:
    """Run a vector with ``***`` for each secret."""
    texts: list[tuple[str, str | bytes]] = []
    credentials = {
        name: _STARS if name in recipe.secrets else value for name, value in vector.credentials.items()
    }

    def recorded(name: str) -> Callable[..., bytes]:
        real = None if PRIMITIVES[name].module == "keys" else primitive(name)

        def called(*arguments: str | bytes) -> bytes:
            texts.append((name, arguments[-1]))
            return b"" if real is None else real(*arguments)

        return called

    replaced: dict[str, Callable[..., Any]] = {name: recorded(name) for name in recipe.primitives & DIGESTS}
    replaced |= dict.fromkeys(("base64_decode", "hex_decode"), str.encode)
    try:
        request, _ = run(load_signer(code, replaced), code, vector, credentials)
    except (SigningError, ValueError, OverflowError, OSError):
        return Told(recipe, None, tuple(texts))
    return Told(recipe, request, tuple(texts))


def _text(data: str | bytes) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.hex()
