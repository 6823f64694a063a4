"""What the generated code states about a product as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from .operation import Operation
from .parts import Parts


class Product(msgspec.Struct, frozen=True):
    """What the client class of a product needs."""

    name: str  # of the wheel
    version: str
    servers: Mapping[str, str]  # region to base URL; the first is the default
    environment: str  # prefix of the environment variables, such as FINAUTH
    credentials: Mapping[str, str]  # credential to environment variable
    optional_credentials: frozenset[str]
    secrets: frozenset[str]  # credentials and wire fields whose values are never shown
    undocumented: Operation[Any]  # what undocumented calls have in common with the others
    parts: Parts = Parts()
    tokens: Mapping[str, Any] = {}  # by way of signing
    variables: Mapping[str, Any] = {}  # of server URLs, by name
    demanded: frozenset[str] | None = (
        None  # credentials that every call needs; None for all but the optional ones
    )
