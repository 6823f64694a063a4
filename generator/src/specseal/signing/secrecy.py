"""Which values may be shown: tracks secrets through a recipe.

A keyed hash of public data is a signature and may be shown, unless it is the key of another hash, as in schemes that
derive keys. Any other value that depends on a secret is as sensitive as the secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from .nodes import Assign, Call, Expression, Name, Put, Step, When, inside, parts, simple_steps
from .primitives import DIGESTS, KEYED
from .problems import Problem


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


def follow_secrets(
    steps: tuple[Step, ...], secrets: frozenset[str], absent: frozenset[str] = frozenset()
) -> Secrets:
    """The secrecy of everything that the steps compute, without the optional credentials that are ``absent``."""
    names = dict.fromkeys(secrets - absent, Secrecy.SECRET)
    fields: dict[tuple[str, str], Secrecy] = {}
    simple = simple_steps(
        tuple(step for step in steps if not (isinstance(step, When) and step.credential in absent))
    )
    keys = _keys(simple)
    for step in simple:
        level = _level(step.value, names, absent)
        if isinstance(step, Put):
            fields[step.place, step.field] = level
        else:
            names[step.name] = Secrecy.SECRET if level and step.name in keys else level
    return Secrets(
        {name: level for name, level in names.items() if name not in secrets}, fields, frozenset(keys)
    )


def signatures(steps: tuple[Step, ...], secrecy: Secrets) -> frozenset[tuple[str, str]]:
    """The placed fields that depend on a secret and are made with a digest."""
    made: set[str] = set()
    found: set[tuple[str, str]] = set()
    for step in simple_steps(steps):
        digested = any(
            (isinstance(part, Call) and part.primitive in DIGESTS)
            or (isinstance(part, Name) and part.id in made)
            for part in inside(step.value)
        )
        if digested and isinstance(step, Assign):
            made.add(step.name)
        elif digested and isinstance(step, Put) and secrecy.fields.get((step.place, step.field)):
            found.add((step.place, step.field))
    return frozenset(found)


def check_signed(steps: tuple[Step, ...], secrets: frozenset[str], optional: frozenset[str]) -> list[Problem]:
    """Whether a request without the optional credentials would leave unsigned."""
    full, least = follow_secrets(steps, secrets), follow_secrets(steps, secrets, optional)
    signed = signatures(steps, full)
    kept = signatures(steps, least) if signed else {name for name, level in least.fields.items() if level}
    wanted = signed or {name for name, level in full.fields.items() if level}
    if kept or not wanted:
        return []
    what = "no signature" if signed else "no secret"
    place, name = min(wanted)
    at = next(
        step.at
        for step in simple_steps(steps)
        if isinstance(step, Put) and (step.place, step.field) == (place, name)
    )
    message = f"without the optional {' and '.join(sorted(optional))}, a request would leave with {what}."
    return [
        Problem("signing-credential", message, at, 'Place it always, or list the credential without "?".')
    ]


def _level(
    expression: Expression, names: dict[str, Secrecy], absent: frozenset[str] = frozenset()
) -> Secrecy:
    match expression:
        case Call(primitive="given", arguments=(Name(id=name), *rest)) if name in absent:
            return _level(rest[1], names, absent) if len(rest) > 1 else Secrecy.NONE
        case Name(id=name):
            return names.get(name, Secrecy.NONE)
        case Call(primitive=primitive, arguments=(key, text)) if primitive in KEYED:
            inner = _level(text, names, absent)
            if inner is Secrecy.SECRET:
                return Secrecy.SECRET
            return Secrecy.SIGNATURE if _level(key, names, absent) or inner else Secrecy.NONE
        case _:
            return max((_level(part, names, absent) for part in parts(expression)), default=Secrecy.NONE)


def _keys(steps: tuple[Assign | Put, ...]) -> set[str]:
    """Names that end up in the key of a keyed hash, directly or through others."""
    values = {step.name: step.value for step in steps if isinstance(step, Assign)}
    pending = [
        call.arguments[0]
        for step in steps
        for call in inside(step.value)
        if isinstance(call, Call) and call.primitive in KEYED
    ]
    found: set[str] = set()
    while pending:
        match pending.pop():
            case Call(primitive=primitive, arguments=(key, _)) if primitive in KEYED:
                pending.append(key)
            case Name(id=name) if name not in found:
                found.add(name)
                pending += [values[name]] if name in values else []
            case other:
                pending += parts(other)
    return found
