"""A scheme made of ``x-signing`` and ``x-emulator``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .evaluate import REQUEST_NAMES, Program
from .model import Recipe
from .nodes import Call, Expression, Name, Place, inside, numbered
from .parse import RecipeError, parse
from .primitives import BY_KEY_PAIR, KNOWN, PRIMITIVES, NotComputable
from .scheme import Scheme
from .selftest import judged
from .statements import read_statements

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..json_types import Json
    from .view import Target

_HMACS = frozenset(name for name in PRIMITIVES if name.startswith("hmac_"))
_CHANGEABLE = _HMACS | {"base64", "hex"}


def scheme_of(
    name: str, signing: Json, stated: Json, optional_fields: Collection[Target] = frozenset()
) -> Scheme:
    """The scheme of ``x-signing`` and ``x-emulator``.

    Args: `optional_fields`, those that the contract documents as optional; ``x-emulator.optional`` names others.
    Raises `RecipeError` for what cannot be read.
    """
    credentials = [str(one) for one in signing.get("credentials", ())]
    optional = frozenset(one[:-1] for one in credentials if one.endswith("?"))
    names = tuple(one.removesuffix("?") for one in credentials)
    settings: dict[str, str | int] = dict(signing.get("settings", {}))
    steps = parse(str(signing.get("steps", "")), KNOWN)
    adjustable = {name for name, value in settings.items() if isinstance(value, int)}
    adjustable.update(map(str, signing.get("adjustable", ())))
    recipe = Recipe(steps, frozenset(names), settings, frozenset(adjustable))
    known = {*names, *settings, *recipe.values, *REQUEST_NAMES}
    for step in steps:
        for part in inside(step.value):
            if isinstance(part, Name) and part.id not in known:
                raise RecipeError(f"{part.id} is neither a credential, a setting nor an earlier step")
    places = [step for step in steps if isinstance(step, Place)]
    targets = tuple(dict.fromkeys((step.place, step.field) for step in places))
    digests = tuple(
        part
        for step in steps
        for part in inside(step.value)
        if isinstance(part, Call) and part.primitive in _CHANGEABLE
    )
    try:
        program = Program(steps)
        changeable = Program(numbered(steps, _CHANGEABLE))
    except NotComputable as error:
        raise RecipeError(str(error)) from error
    window = stated.get("window")
    secret_targets = frozenset(
        (step.place, step.field)
        for step in places
        if _digested(recipe, step.value) or _holds(recipe, step.value, signing.get("secrets", ()))
    )
    stated_optional = set(map(str, stated.get("optional", ())))
    optional_targets = frozenset(
        target
        for target in targets
        if (target in optional_fields or target[1] in stated_optional) and target not in secret_targets
    )
    scheme = Scheme(
        name=name,
        recipe=recipe,
        program=program,
        numbered=changeable,
        digests=digests,
        credentials=names,
        optional=optional,
        secrets=frozenset(str(one) for one in signing.get("secrets", ())),
        targets=targets,
        needed=tuple(
            dict.fromkeys(
                (step.place, step.field)
                for step in places
                if not step.when
                and (step.place, step.field) not in optional_targets
                and not (isinstance(step.value, Name) and step.value.id in optional)
            )
        ),
        optional_targets=optional_targets,
        secret_targets=secret_targets,
        statements=read_statements(stated),
        window=window if isinstance(window, int) else None,
        unverified=(),
    )
    return judged(scheme, signing)


def _digested(recipe: Recipe, expression: Expression) -> bool:
    """Whether a digest, a signature or a local name made of one is in an expression."""
    for part in inside(expression):
        if isinstance(part, Call) and (part.primitive in _HMACS | BY_KEY_PAIR or _is_digest(part)):
            return True
        if isinstance(part, Name) and part.id in recipe.values and _digested(recipe, recipe.values[part.id]):
            return True
    return False


def _holds(recipe: Recipe, expression: Expression, secrets: Collection[str]) -> bool:
    """Whether a secret, or a local name made of one, is in an expression."""
    names = [part.id for part in inside(expression) if isinstance(part, Name)]
    made = [recipe.values[name] for name in names if name in recipe.values]
    return any(name in secrets for name in names) or any(_holds(recipe, one, secrets) for one in made)


def _is_digest(call: Call) -> bool:
    return call.primitive in PRIMITIVES and PRIMITIVES[call.primitive].length is not None
