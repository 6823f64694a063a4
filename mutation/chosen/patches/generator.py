"""Mutants of the generator: its templates, its plan, its names. They reach every client."""

from ..patch import Patch

_TEMPLATES = "generator/src/specseal/render/templates"

PATCHES = (
    Patch(
        "last-argument-dropped",
        "methods do not pass their last argument on",
        f"{_TEMPLATES}/_client.py.jinja",
        "{% for argument in operation.signature %}\n                {{ argument.name | py }}: {{ argument.name }},",
        "{% for argument in operation.signature[:-1] %}\n"
        "                {{ argument.name | py }}: {{ argument.name }},",
    ),
    Patch(
        "constants-dropped",
        "constant parameters are not sent",
        f"{_TEMPLATES}/_operations.py.jinja",
        "{% for constant in operation.constants %}",
        "{% for constant in operation.constants[:0] %}",
    ),
    Patch(
        "error-row-dropped",
        "the first row of the error table is missing",
        f"{_TEMPLATES}/_operations.py.jinja",
        "{% for error in operation.errors %}",
        "{% for error in operation.errors[1:] %}",
    ),
    Patch(
        "detail-dropped",
        "rows of the error table lose their reason or argument",
        "generator/src/specseal/render/expressions.py",
        'keys = ("pattern", "detail", "clock_skew", "string_to_sign", "reasons")',
        'keys = ("pattern", "clock_skew", "string_to_sign", "reasons")',
    ),
    Patch(
        "pattern-dropped",
        "error codes with a pattern are unknown",
        "generator/src/specseal/render/expressions.py",
        'keys = ("pattern", "detail", "clock_skew", "string_to_sign", "reasons")',
        'keys = ("detail", "clock_skew", "string_to_sign", "reasons")',
    ),
    Patch(
        "retryable-dropped",
        "no error is temporary",
        f"{_TEMPLATES}/_operations.py.jinja",
        "    retryable=frozenset({{ operation.retryable | py }}),\n",
        "    retryable=frozenset(),\n",
    ),
    Patch(
        "everything-idempotent",
        "every request may be retried after it was sent",
        "generator/src/specseal/plan/build.py",
        "idempotent=operation.idempotent,",
        "idempotent=True,",
    ),
    Patch(
        "words-not-split",
        "`PageNo` becomes `pageno`",
        "generator/src/specseal/naming.py",
        're.compile(r"(?<=[a-z0-9])(?=[A-Z])"),',
        're.compile(r"(?<=[0-9])(?=[A-Z])"),',
    ),
    Patch(
        "option-not-passed",
        "an option of the constructor is not passed on",
        f"{_TEMPLATES}/_client.py.jinja",
        "                {{ option.argument.name | py }}: {{ option.argument.name }},\n",
        "                {{ option.argument.name | py }}: None,\n",
    ),
)
