"""Which values may be shown: tracks secrets through a recipe.

A keyed hash of public data is a signature and may be shown, unless it is the key of another hash, as in schemes that
derive keys. Any other value that depends on a secret is as sensitive as the secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from .nodes import Assign, Call, Expression, Name, Put, Step, inside, parts, simple_steps
from .primitives import HMACS


class Secrecy(IntEnum):
    """How much of a secret is in a value."""

    NONE = 0
    SIGNATURE = 1
    """A keyed hash made with a secret."""
    SECRET = 2


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrecy of the local names and of the placed fields of a recipe."""

    names: dict[str, Secrecy]
    fields: dict[tuple[str, str], Secrecy]
    keys: frozenset[str]
    """Names that a keyed hash takes as its key, or that such a key is made of."""


def follow_secrets(steps: tuple[Step, ...], secrets: frozenset[str]) -> Secrets:
    """The secrecy of everything that the steps compute."""
    names = dict.fromkeys(secrets, Secrecy.SECRET)
    fields: dict[tuple[str, str], Secrecy] = {}
    simple = simple_steps(steps)
    keys = _keys(simple)
    for step in simple:
        level = _level(step.value, names)
        if isinstance(step, Put):
            fields[step.place, step.field] = level
        else:
            names[step.name] = Secrecy.SECRET if level and step.name in keys else level
    return Secrets(
        {name: level for name, level in names.items() if name not in secrets}, fields, frozenset(keys)
    )


def _level(expression: Expression, names: dict[str, Secrecy]) -> Secrecy:
    match expression:
        case Name(id=name):
            return names.get(name, Secrecy.NONE)
        case Call(primitive=primitive, arguments=(key, text)) if primitive in HMACS:
            if _level(text, names) is Secrecy.SECRET:
                return Secrecy.SECRET
            return Secrecy.SIGNATURE if _level(key, names) or _level(text, names) else Secrecy.NONE
        case _:
            return max((_level(part, names) for part in parts(expression)), default=Secrecy.NONE)


def _keys(steps: tuple[Assign | Put, ...]) -> set[str]:
    """Names that end up in the key of a keyed hash, directly or through others."""
    values = {step.name: step.value for step in steps if isinstance(step, Assign)}
    pending = [
        call.arguments[0]
        for step in steps
        for call in inside(step.value)
        if isinstance(call, Call) and call.primitive in HMACS
    ]
    found: set[str] = set()
    while pending:
        match pending.pop():
            case Call(primitive=primitive, arguments=(key, _)) if primitive in HMACS:
                pending.append(key)
            case Name(id=name) if name not in found:
                found.add(name)
                pending += [values[name]] if name in values else []
            case other:
                pending += parts(other)
    return found
