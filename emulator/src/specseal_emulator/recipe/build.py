"""A scheme made of ``x-signing`` and ``x-emulator``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .evaluate import REQUEST_NAMES, Program
from .model import Recipe
from .nodes import Call, Literal, Name, Place, inside, numbered
from .parse import RecipeError, parse
from .primitives import CHANGEABLE, KNOWN, NotComputable
from .received import digested, holds
from .scheme import Scheme
from .selftest import judged
from .statements import read_statements

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..json_types import Json
    from .view import Target

_ESCAPE = re.compile("%[0-9A-F]{2}")
_DIGESTS = frozenset({"md5", "sha1", "sha256", "sha384", "sha512"})


def scheme_of(
    name: str,
    signing: Json,
    stated: Json,
    optional_fields: Collection[Target] = frozenset(),
    *,
    judge: bool = True,
) -> Scheme:
    """The scheme of ``x-signing`` and ``x-emulator``.

    Args: `optional_fields`, those that the contract documents as optional; ``x-emulator.optional`` names others;
    `judge`, whether to find out what of it cannot be checked, which takes several times as long as the rest.
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
    parts = [part for step in steps for part in inside(step.value)]
    changeable = tuple(part for part in parts if isinstance(part, Call) and part.primitive in CHANGEABLE)
    texts = [part.value for part in parts if isinstance(part, Literal) and isinstance(part.value, str)]
    literals = dict(enumerate(dict.fromkeys(text for text in texts if _ESCAPE.search(text))))
    try:
        program = Program(steps)
        variable = Program(numbered(steps, CHANGEABLE, literals))
    except NotComputable as error:
        raise RecipeError(str(error)) from error
    window = stated.get("window")
    secret_targets = frozenset(
        (step.place, step.field)
        for step in places
        if digested(recipe, step.value) or holds(recipe, step.value, signing.get("secrets", ()))
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
        numbered=variable,
        changeable=changeable,
        literals=literals,
        body_digests=_body_digests(recipe, places),
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
        settable=frozenset(map(str, signing.get("adjustable", ()))),
        unverified=(),
    )
    return judged(scheme, signing) if judge else scheme


def _body_digests(recipe: Recipe, places: Collection[Place]) -> dict[Target, Call]:
    """The fields that hold a digest of the body, each with the call that writes it."""
    found: dict[Target, Call] = {}
    for step in places:
        match recipe.values.get(step.value.id) if isinstance(step.value, Name) else step.value:
            case Call(arguments=(Call(primitive=digest, arguments=(Name("body"),)),)) as call if (
                digest in _DIGESTS and call.primitive in {"hex", "base64"}
            ):
                found[step.place, step.field] = call
            case _:
                pass
    return found
