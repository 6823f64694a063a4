"""Extensions that `specseal lint` refuses."""

from __future__ import annotations

from .row import Row

EXTENSIONS: list[Row] = [
    Row(
        "extension-unknown",
        lambda s: s.operation.update({"x-idempotant": True}),
        lambda s: s.operation.update({"x-idempotent": s.operation.pop("x-idempotant")}),
        "Did you mean 'x-idempotent'?",
    ),
    Row(
        "extension-misplaced",
        lambda s: s.spec.update({"x-source": {"document": "a"}}),
        lambda s: s.operation.update({"x-source": s.spec.pop("x-source")}),
        "Move it to one of: info, operation, parameter, schema, response, server, media type, example, path item.",
    ),
    Row(
        "extension-value",
        lambda s: s.operation.update({"x-idempotent": "yes"}),
        lambda s: s.operation.update({"x-idempotent": True}),
        "Correct it; docs/extensions.md describes the value.",
    ),
    Row(
        "source-missing",
        lambda s: s.spec["info"].pop("x-source"),
        lambda s: s.spec["info"].update({"x-source": {"document": "a.txt", "digest": f"sha256:{'0' * 64}"}}),
        "Add `x-source` with `document` and `digest` to `info` (docs/extensions.md).",
    ),
]
