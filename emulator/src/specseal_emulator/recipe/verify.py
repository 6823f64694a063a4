"""Verifying one signed request with the recipe of its scheme."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .evaluate import Run
from .primitives import NotComputable, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .invert import Reading
    from .scheme import Scheme
    from .view import Target, View


@dataclass(frozen=True, slots=True)
class Proof:
    """A request that was signed with given credentials."""

    run: Run
    string_to_sign: str


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A request that was not."""

    differing: tuple[Target, ...]
    """The fields that differ."""
    received: Mapping[Target, str]
    expected: Mapping[Target, str]
    string_to_sign: str
    why: str = ""
    """Why nothing could be computed; then nothing is expected either."""


def run_of(scheme: Scheme, view: View, reading: Reading, credentials: Mapping[str, str | None]) -> Run:
    """The evaluation of a recipe for a request, not begun yet."""
    names: dict[str, Any] = {**scheme.recipe.settings, **reading.settings, **credentials}
    run = view.before(scheme.targets, reading, names)
    if scheme.optional_targets:
        run.left_out = scheme.optional_targets - view.received(scheme.optional_targets).keys()
    return run


def verify(
    scheme: Scheme, view: View, reading: Reading, credentials: Mapping[str, str | None]
) -> Proof | Mismatch:
    """Sign the request again with what was read back of it, and compare."""
    received = view.received(scheme.targets)
    run = run_of(scheme, view, reading, credentials)
    try:
        scheme.program(run)
    except NotComputable as error:
        return Mismatch((), received, {}, "", str(error))
    text = signed_text(run, [credentials.get(name) for name in scheme.secrets])
    differing = tuple(
        target for target in scheme.targets if not same(run.placed.get(target, ""), received.get(target, ""))
    )
    if differing:
        return Mismatch(differing, received, dict(run.placed), text)
    return Proof(run, text)


def same(left: str, right: str) -> bool:
    """Whether two texts are the same, in constant time."""
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))


def signed_text(run: Run, secrets: Iterable[str | None] | None = None) -> str:
    """The text that the last signature of a run signs.

    Args: `secrets`, for which a text that is digested without a key has `***`; without them, there is no such text.
    """
    if run.keyed or not run.digested or secrets is None:
        return shown(run.keyed[-1][2]) if run.keyed else ""
    text = shown(run.digested[-1])
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def shown(value: Value) -> str:
    """A value as a text."""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
