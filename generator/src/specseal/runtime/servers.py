"""Servers whose URLs have variables."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from .errors import ConfigurationError


class Variable(msgspec.Struct, frozen=True):
    """A variable of server URLs: its argument, its default, and the values that it may have; none if any."""

    argument: str
    default: str
    allowed: tuple[str, ...] = ()


def fill(url: str, variables: Mapping[str, Variable], given: Mapping[str, str | None]) -> str:
    """The URL with the values that are given, or their defaults. Raises ``ConfigurationError``."""
    for name, variable in variables.items():
        if "{" + name + "}" not in url:
            continue
        value = given.get(variable.argument)
        if value is None:
            value = variable.default
        elif not (isinstance(value, str) and value):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigurationError(f"{variable.argument} must be a non-empty str")
        if not value or "{" in value:
            raise ConfigurationError(f"{variable.argument} is missing: pass {variable.argument}=…")
        if variable.allowed and value not in variable.allowed:
            expected = ", ".join(variable.allowed)
            raise ConfigurationError(
                f"{variable.argument}: unknown value {value!r}; expected one of: {expected}"
            )
        url = url.replace("{" + name + "}", value)
    return url
