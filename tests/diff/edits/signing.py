"""Edits of the ways of signing."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from .edit import Edit, sha, thing


def another_vector(recipe: Any, credentials: Mapping[str, str | None]) -> Any:
    """Add a vector like the first with other credentials, which expects the signature alone."""
    vector = copy.deepcopy(recipe["vectors"][0])
    vector["credentials"] |= credentials
    vector["credentials"] = {name: value for name, value in vector["credentials"].items() if value}
    for found in vector["expect"].values():
        found.pop("x-key", None)
    return recipe["vectors"].append(vector)


SIGNING: tuple[Edit, ...] = (
    thing(
        "a way of signing removed",
        lambda c: c.document["security"].pop(),
        *("signing-removed", "request-field-opened", "python-argument-withdrawn"),
    ),
    thing(
        "a way of signing added",
        lambda c: c.operation("getThing").update(security=[{"key": []}, {"old": []}, {"callback": []}]),
        "signing-added",
    ),
    thing(
        "another way of signing first",
        lambda c: c.document["security"].reverse(),
        "signing-default-changed",
    ),
    thing(
        "other steps",
        lambda c: (
            c.recipe("old").update(steps='form["sign"] = hex(sha256(api_key + api_secret))\n'),
            c.recipe("old")["vectors"][0].update(expect={"form": {"sign": sha("ks")}}),
        ),
        "signing-steps-changed",
    ),
    thing(
        "another setting",
        lambda c: (
            c.recipe("key")["settings"].update(ttl=60),
            c.recipe("key")["vectors"][0]["expect"]["headers"].update({"x-sign": sha("s60")}),
        ),
        "signing-setting-changed",
    ),
    thing(
        "a credential removed",
        lambda c: (
            c.recipe("key")["credentials"].remove("token?"),
            c.recipe("key")["vectors"].pop(),
            c.recipe("key").update(
                steps=c.recipe("key")["steps"].replace('headers["x-token"] = token\n', "")
            ),
        ),
        *("credential-removed", "signing-steps-changed"),
    ),
    thing(
        "a credential required",
        lambda c: (
            c.recipe("key").update(credentials=["api_key", "api_secret", "token"]),
            c.recipe("key")["vectors"][0]["credentials"].update(token="t"),
            c.recipe("key")["vectors"][0]["expect"]["headers"].update({"x-token": "t"}),
        ),
        *("credential-required", "python-option-default"),
    ),
    thing(
        "a credential that may be left out",
        lambda c: (
            c.recipe("old").update(
                credentials=["api_key", "api_secret", "hint?"],
                steps=c.recipe("old")["steps"] + 'form["hint"] = hint\n',
            ),
            another_vector(c.recipe("old"), {"hint": "h"}),
        ),
        *("credential-added", "signing-steps-changed"),
    ),
    thing(
        "a credential that is needed no more",
        lambda c: (
            c.recipe("key").update(
                credentials=["api_key?", "api_secret", "token?"],
            ),
            another_vector(c.recipe("key"), {"api_key": None}),
        ),
        *("credential-optional", "python-option-default"),
    ),
    thing(
        "one more credential",
        lambda c: (
            c.recipe("old").update(
                credentials=["api_key", "api_secret", "hint"],
                steps=c.recipe("old")["steps"] + 'form["hint"] = hint\n',
            ),
            c.recipe("old")["vectors"][0]["credentials"].update(hint="h"),
            c.recipe("old")["vectors"][0]["expect"]["form"].update(hint="h"),
        ),
        *("credential-added-required", "signing-steps-changed", "python-option-default"),
    ),
    thing(
        "a credential that is a secret",
        lambda c: c.recipe("key").update(secrets=["api_secret", "api_key"]),
        "credential-secrecy-changed",
    ),
    thing(
        "vectors alone",
        lambda c: c.recipe("old")["vectors"][0].update(name="another"),
    ),
)
