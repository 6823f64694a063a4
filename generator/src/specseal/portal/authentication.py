"""Authentication explained: what is needed, what is placed where, how it is computed, and a worked example."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from ..document import is_map
from ..plan import Package
from ..signing import Recipe
from ..signing.nodes import Call, Expression, Name, Put, Text, simple_steps
from ..signing.secrecy import Secrecy
from .markdown import blocks, code, fenced, sentence, table
from .worked import Worked, work

PLACES = {"form": "form field", "query": "query parameter", "headers": "header", "json": "JSON field"}


def explain(
    recipe: Recipe, scheme: Mapping[str, Any], package: Package, *, chosen_by: str = "", level: int = 2
) -> str:
    """The section of one scheme, in Markdown.

    ``chosen_by`` is what the client's ``signature=`` calls it, where there is a choice; ``level`` that of the heading.
    """
    heading, sub = "#" * level, "#" * (level + 1)
    kind = {"apiKey": "API key", "oauth2": "OAuth 2.0"}.get(str(scheme.get("type")), "a signature")
    title = f"{heading} {recipe.name} ({scheme.get('scheme', kind)})"
    chosen = f'The client chooses it with `signature="{chosen_by}"`.' if chosen_by else ""
    return blocks(
        title,
        sentence(str(scheme.get("description", ""))),
        chosen,
        _credentials(recipe, package),
        f"{sub} What it fills in",
        _placed(recipe),
        f"{sub} How it is computed",
        "Text is UTF-8; `hex` writes lower-case digits; `rfc3986` escapes all but `A-Z a-z 0-9 - _ . ~`.",
        fenced(recipe_steps(recipe, scheme), "python"),
        _settings(recipe),
        *_example(recipe, sub),
    )


def recipe_steps(recipe: Recipe, scheme: Mapping[str, Any]) -> str:
    """The steps as the contract writes them."""
    signing = scheme.get("x-signing")
    return str(signing["steps"]) if is_map(signing) else recipe.name


def _credentials(recipe: Recipe, package: Package) -> str:
    variables = {one.name: one.variable for one in package.credentials}
    rows = [
        (
            code(name),
            ", ".join(
                word
                for word, holds in (
                    ("secret", name in recipe.secrets),
                    ("optional", name in recipe.optional),
                )
                if holds
            ),
            code(variables[name]) if name in variables else "",
        )
        for name in recipe.credentials
    ]
    return table(("credential", "kind", "environment variable of the client"), rows)


def _placed(recipe: Recipe) -> str:
    conditional = recipe.conditional
    rows: list[tuple[str, str, str]] = []
    for place, name in dict.fromkeys(recipe.placed):
        left_out = "Left out without its credential." if (place, name) in conditional else ""
        rows.append((PLACES[place], code(name), f"{_what(recipe, place, name)} {left_out}"))
    moved = ", ".join(f"the {PLACES[place]} {code(name)}" for place, name in recipe.taken)
    return blocks(
        table(("where", "field", "what"), rows), f"It takes out of the request: {moved}." if moved else ""
    )


def _what(recipe: Recipe, place: str, name: str) -> str:
    value = next(
        step.value
        for step in simple_steps(recipe.steps)
        if isinstance(step, Put) and (step.place, step.field) == (place, name)
    )
    match recipe.secrecy.fields.get((place, name)):
        case Secrecy.SIGNATURE:
            return "The signature."
        case Secrecy.SECRET if not isinstance(value, Name):
            return "Made with a secret: never log it."
        case _:
            return _value(recipe, value)


def _value(recipe: Recipe, value: Expression) -> str:
    """What is placed, in a word."""
    match value:
        case Text(value=text):
            return f"Always {code(text)}."
        case Name(id=name) if name in recipe.secrets:
            return f"The credential {code(name)}: never log it."
        case Name(id=name) if name in recipe.credentials:
            return f"The credential {code(name)}."
        case Name(id=name):
            return f"{code(name)}, as computed below."
        case Call(primitive="take", arguments=(_, Text(value=field))):
            return f"What {code(field)} was."
        case _:
            return "Computed; see below."


def _settings(recipe: Recipe) -> str:
    stated = ", ".join(f"{code(name)} is {code(str(value))}" for name, value in recipe.settings.items())
    return f"Constants: {stated}." if stated else ""


def _example(recipe: Recipe, heading: str) -> Iterator[str]:
    if not recipe.vectors:
        return
    worked = work(recipe, recipe.vectors[0])
    yield f"{heading} Worked example"
    yield sentence(f"Input: {worked.vector.name}")
    yield table(("input", "value"), _inputs(recipe, worked))
    if worked.names:
        yield "On the way:"
        yield fenced("\n".join(f"{name} = {_shown(value)}" for name, value in worked.names.items()), "text")
    yield "Output:"
    yield table(
        ("where", "field", "value"),
        [(PLACES[place], code(name), code(value)) for place, name, value in worked.placed],
    )


def _inputs(recipe: Recipe, worked: Worked) -> Iterator[tuple[str, str]]:
    vector, request = worked.vector, worked.vector.request
    yield "request", code(f"{request.method} {request.path}") + f" at {code(request.host)}"
    for place, values in (("query", request.query), ("headers", request.headers), ("form", request.form)):
        for name, value in values.items():
            listed = [value] if isinstance(value, str) else value
            for one in listed:
                yield f"{PLACES[place]} {code(name)}", code(one) if one else "(empty)"
    if request.body is not None:
        yield "body", code(request.body) if request.body else "(empty)"
    for name, value in vector.credentials.items():
        yield f"credential {code(name)}", code(value)
    for name, setting in vector.settings.items():
        yield f"constant {code(name)}", code(str(setting))
    if recipe.reads_clock and vector.clock is not None:
        moment = datetime.fromtimestamp(vector.clock, UTC)
        yield "time", f"{code(f'{vector.clock:.15g}')} ({moment:%Y-%m-%d %H:%M:%S} UTC)"
    for name, value in vector.random.items():
        yield f"random {code(f'{name}()')}", code(value)


def _shown(value: str) -> str:
    """A text with what a line cannot show written as in a recipe."""
    return json.dumps(value, ensure_ascii=False)
