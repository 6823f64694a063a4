"""Faults of the generator: its templates, its plan, its names. They travel into every client."""

from ..fault import Fault

_TEMPLATES = "generator/src/specseal/render/templates"

FAULTS = (
    Fault(
        "argument-dropped-by-template",
        "the last argument of a method is not passed on",
        f"{_TEMPLATES}/_client.py.jinja",
        "{% for argument in operation.arguments %}\n                {{ argument.name | py }}: {{ argument.name }},",
        "{% for argument in operation.arguments[:-1] %}\n"
        "                {{ argument.name | py }}: {{ argument.name }},",
        count=2,
    ),
    Fault(
        "constants-dropped",
        "what every call sends is not sent",
        f"{_TEMPLATES}/_operations.py.jinja",
        "{% for constant in operation.constants %}",
        "{% for constant in operation.constants[:0] %}",
    ),
    Fault(
        "error-rows-lost",
        "the first row of the error table is left out",
        f"{_TEMPLATES}/_operations.py.jinja",
        "{% for error in operation.errors %}",
        "{% for error in operation.errors[1:] %}",
    ),
    Fault(
        "detail-dropped",
        "the rows of the error table lose what stands behind the colon",
        "generator/src/specseal/render/expressions.py",
        'keys = ("pattern", "detail", "clock_skew", "string_to_sign", "reasons")',
        'keys = ("pattern", "clock_skew", "string_to_sign", "reasons")',
    ),
    Fault(
        "pattern-dropped",
        "families of error codes are not known",
        "generator/src/specseal/render/expressions.py",
        'keys = ("pattern", "detail", "clock_skew", "string_to_sign", "reasons")',
        'keys = ("detail", "clock_skew", "string_to_sign", "reasons")',
    ),
    Fault(
        "retryable-dropped",
        "no error is temporary",
        f"{_TEMPLATES}/_operations.py.jinja",
        "    retryable=frozenset({{ operation.retryable | py }}),\n",
        "    retryable=frozenset(),\n",
    ),
    Fault(
        "everything-idempotent",
        "every call may be repeated after it reached the vendor",
        "generator/src/specseal/plan/build.py",
        "idempotent=operation.idempotent,",
        "idempotent=True,",
    ),
    Fault(
        "words-not-parted",
        "`PageNo` becomes `pageno`",
        "generator/src/specseal/naming.py",
        're.compile(r"(?<=[a-z0-9])(?=[A-Z])"),',
        're.compile(r"(?<=[0-9])(?=[A-Z])"),',
    ),
    Fault(
        "option-default-lost",
        "an option of the constructor is not passed on",
        f"{_TEMPLATES}/_client.py.jinja",
        "                {{ option.argument.name | py }}: {{ option.argument.name }},\n",
        "                {{ option.argument.name | py }}: None,\n",
    ),
)
