"""Edits of what the vendor sends on its own, and of the pages that a browser opens."""

from __future__ import annotations

from .edit import Edit, pop, sha, thing

RECEIVED: tuple[Edit, ...] = (
    thing(
        "a callback removed",
        lambda c: pop(c.document, "x-callbacks"),
        *("callback-removed", "python-model-removed"),
    ),
    thing(
        "a callback added",
        lambda c: c.document["x-callbacks"].update(
            again=dict(c.document["x-callbacks"]["outcome"], data="data", sign="sign")
        ),
        *("callback-added", "python-method-renamed"),
    ),
    thing(
        "a callback in other fields",
        lambda c: (
            c.document["x-callbacks"]["outcome"].update(sign="seal"),
            c.recipe("callback").update(
                steps=c.recipe("callback")["steps"].replace('form["sign"]', 'form["seal"]')
            ),
            c.recipe("callback")["vectors"][0].update(expect={"form": {"seal": sha("s{}")}}),
        ),
        *("callback-fields-changed", "signing-steps-changed"),
    ),
    thing(
        "a callback signed in another way",
        lambda c: (
            c.document["components"]["securitySchemes"].update(
                sealed=c.document["components"]["securitySchemes"]["callback"]
            ),
            c.document["x-callbacks"]["outcome"].update(scheme="sealed"),
        ),
        "callback-scheme-changed",
    ),
    thing(
        "a field of a callback removed",
        lambda c: c.rename("Outcome", "status", "state"),
        *("response-field-removed", "response-field-added"),
    ),
    thing("a page removed", lambda c: pop(c.document, "x-pages"), "page-removed"),
    thing(
        "a page added",
        lambda c: c.document["x-pages"].update(end=dict(c.document["x-pages"]["start"])),
        "page-added",
    ),
    thing("a page moved", lambda c: c.document["x-pages"]["start"].update(path="/begin"), "page-moved"),
    thing(
        "other parameters of a page",
        lambda c: c.document["x-pages"]["start"].update(query={"ticket": "The ticket."}),
        *("page-query-removed", "page-query-added"),
    ),
)
