"""Mutants of what lint refuses: names, unions, recursion, keywords, servers, files."""

from ..patch import Patch

_SOURCES = "generator/src/specseal"

PATCHES = (
    Patch(
        "device-as-product",
        "a product may be called like a device of Windows",
        f"{_SOURCES}/reserved.py",
        "if _DEVICES.fullmatch(name) else None",
        "if not name else None",
        suites=("tests/generator/naming",),
    ),
    Patch(
        "arguments-collide",
        "two parameters may become one argument",
        f"{_SOURCES}/lint/names.py",
        "elif taken.setdefault(name, one) is not one:",
        "elif taken.setdefault(name, one) is None:",
        suites=("tests/generator/lint",),
    ),
    Patch(
        "recursion-followed",
        "a recursive schema is followed without end",
        f"{_SOURCES}/contract/schema.py",
        "return None if schema.pointer in inside or len(inside) >= _DEEPEST else inside | {schema.pointer}",
        "return inside | {schema.pointer}",
        suites=("tests/generator/lint",),
    ),
    Patch(
        "body-union-unnoticed",
        "a form may be one of several schemas that are no objects",
        f"{_SOURCES}/lint/bodies.py",
        'if isinstance(schema, Union) and fields and fields[0].where == "others":',
        'if isinstance(schema, Union) and fields and fields[0].where == "form":',
        suites=("tests/generator/lint",),
    ),
    Patch(
        "response-union-unnoticed",
        "a value of a response may be one of two objects",
        f"{_SOURCES}/classes.py",
        "sum(_objects(found)) > 1",
        "sum(_objects(found)) > 2",
        suites=("tests/generator/plan",),
    ),
    Patch(
        "unknown-keyword-passed",
        "an unknown keyword of a schema is ignored",
        f"{_SOURCES}/lint/keywords.py",
        'if key in KNOWN or key.startswith("x-"):',
        'if key in KNOWN or not key.startswith("y-"):',
        suites=("tests/generator/lint",),
    ),
    Patch(
        "unknown-required-passed",
        "a required name without a property is ignored",
        f"{_SOURCES}/lint/values.py",
        "for name in (*schema.required, *schema.needed):",
        "for name in schema.needed:",
        suites=("tests/generator/lint",),
    ),
    Patch(
        "deprecation-silent",
        "a deprecated operation does not warn",
        f"{_SOURCES}/render/templates/_client.py.jinja",
        "{% if operation.deprecated %}\n        {{",
        "{% if false %}\n        {{",
        suites=("tests/generator/generated/test_deprecated.py",),
    ),
    Patch(
        "default-region-by-order",
        "the first server is the default although another one is marked",
        f"{_SOURCES}/contract/read.py",
        'default=bool(server.get("x-default")) if chosen else position == 0,',
        "default=position == 0,",
        suites=(
            "tests/generator/contract",
            "tests/generator/lint",
            "tests/generator/generated/test_servers.py",
        ),
    ),
    Patch(
        "folder-read",
        "a folder in the place of a source is read",
        f"{_SOURCES}/project.py",
        "if not path.is_file() and not",
        "if not (path.is_file() or path.is_dir()) and not",
        suites=("tests/generator/cli/test_cli.py",),
    ),
    Patch(
        "vendor-names-hidden",
        "a field of a response may be hidden by an attribute of the runtime",
        f"{_SOURCES}/plan/models.py",
        "taken = {field.attribute for field in fields}",
        "taken: set[str] = set()",
        suites=("tests/generator/generated/test_vendor_names.py",),
    ),
)
