"""Names that `specseal lint` refuses: of methods, classes, packages and attributes."""

from __future__ import annotations

from typing import Any

from .parts import OBJECT, TEXT, received
from .row import Row, both, given

_NAME, _ONE_NAME = (
    "Set `x-client: {name: …}` in the client overlay.",
    "Set `x-client: {name: …}` on one of them in the client overlay.",
)


def named(s: Any, target: str, name: str) -> None:
    s.overlay("client", {"target": target, "update": {"x-client": {"name": name}}})


NAMES: list[Row] = [
    Row(
        "name-impossible",
        lambda s: s.answer.update({"名字": TEXT}),
        lambda s: named(s, "$..Thing.properties['名字']", "full_name"),
        _NAME,
    ),
    Row(
        "name-reserved",
        lambda s: s.operation.update(operationId="close"),
        lambda s: named(s, "$.paths.*.post", "close_thing"),
        _NAME,
    ),
    Row(
        "name-collision",
        lambda s: s.spec["paths"].update({"/other": {"post": s.operation | {"operationId": "get_thing"}}}),
        lambda s: named(s, "$.paths['/other'].post", "other"),
        _ONE_NAME,
    ),
    Row(
        "name-collision",
        both(
            received,
            lambda s: s.spec["x-callbacks"]["outcome"].update(scheme="a-b"),
            lambda s: s.spec["components"]["securitySchemes"].update(
                {"a-b": s.spec["components"]["securitySchemes"]["callback"]}
            ),
            lambda s: s.spec["components"]["securitySchemes"].update(
                {"a.b": s.spec["components"]["securitySchemes"].pop("callback")}
            ),
            lambda s: s.spec.update(security=[{"a.b": []}]),
        ),
        both(
            lambda s: s.spec["components"]["securitySchemes"].update(
                {"c": s.spec["components"]["securitySchemes"].pop("a.b")}
            ),
            lambda s: s.spec.update(security=[{"c": []}]),
        ),
        "Rename one of the schemes.",
    ),
    *[
        Row(
            "name-reserved",
            given(
                lambda s, key, bad: s.overlay("client", {"target": "$", "update": {"x-client": {key: bad}}}),
                key,
                bad,
            ),
            given(
                lambda s, key, good: s.overlay(
                    "client", {"target": "$", "update": {"x-client": {key: good}}}
                ),
                key,
                good,
            ),
            f"Set another name with `x-client: {{{key}: …}}` at the root, in the client overlay.",
        )
        for key, bad, good in (("package", "json", "acme_json"), ("class", "Timeout", "Thing"))
    ],
    Row(
        "name-collision",
        lambda s: s.answer.update(
            x=OBJECT | {"x-client": {"class": "One"}}, y=OBJECT | {"x-client": {"class": "One"}}
        ),
        lambda s: s.answer["y"].update({"x-client": {"class": "Other"}}),
        "Set another `x-client: {class: …}`.",
    ),
]
