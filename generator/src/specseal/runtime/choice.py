"""Chooses how a request is signed where operations offer ways that need different credentials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import ConfigurationError
from .operation import Operation, Scheme


def choose(
    operation: Operation[Any],
    signature: str | None,
    credentials: Mapping[str, str],
    variables: Mapping[str, str],
) -> Scheme:
    """The way that ``signature`` names, else the first whose credentials are all given, else one that needs none.

    ``variables`` has the environment variable of each credential. Raises ``ConfigurationError`` with what is missing.
    """
    free: Scheme | None = None
    for scheme in operation.schemes:
        if scheme.name == signature:
            return scheme
    for scheme in operation.schemes:
        if not scheme.needs:
            free = free or scheme
        elif any(all(map(credentials.get, names)) for names in _sets(scheme)):
            return scheme
    if free is not None:
        return free
    ways = [
        " and ".join([f"{name}=… ({variables[name]})" for name in names])
        for scheme in operation.schemes
        for names in _sets(scheme)
    ]
    raise ConfigurationError(f"{operation.id} needs credentials that are missing: pass {', or '.join(ways)}")


def _sets(scheme: Scheme) -> list[tuple[str, ...]]:
    """Each of which is enough."""
    return [scheme.needs] if scheme.instead is None else [scheme.needs, scheme.instead]
