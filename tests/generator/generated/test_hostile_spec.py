"""Text of a document never becomes code: hostile text in every string gives the same program as harmless text."""

from __future__ import annotations

import ast
import copy
import io
import tokenize
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HOSTILE = {
    "quotes": '""" \'\'\' " \' \\" \\\' \\""" "',
    "backslashes": "\\ \\\\ \\n \\x41 \\u0041 \\N{BULLET} \\U00000041 ends with \\",
    "newlines": "one\ntwo\rthree\r\nfour\u2028five\u2029six\x0cseven\x0beight\x85nine",
    "templates": "{{ 7 * 7 }} {% raw %} {# x #} {{ package }} ${x} %(x)s {0} {x!r}",
    "python": '"""\nimport os\nos.abort()\n"""',
    "comment": "text\nimport os; os.abort()  # ",
    "expression": '" + __import__("os").abort() + "',
    "format": "{__import__('os').abort()}",
    "hidden": "a\u202eb\u200bc\ufeffd\ue000",
    "markup": "``` \n```python\nimport os\n``` <script>alert(1)</script> | cell -->",
    "toml": '"\n[project.scripts]\nx = "os:abort"\n',
    "deep": "(" * 300 + ")" * 300,
    "long": "w" * 900,
}
HARMLESS = "Some text."


def fill(sandbox: Any, text: str) -> None:
    """Put the text into every string of the spec that is not a name or a number."""
    sandbox.spec["info"] |= {"title": text, "summary": text, "description": text}
    sandbox.spec["info"]["x-source"] |= {"document": text, "section": text, "note": text, "lost": text}
    sandbox.spec["servers"][0]["description"] = text
    sandbox.spec["tags"] = [{"name": text, "description": text}]
    sandbox.operation.update({"summary": text, "description": text, "tags": [text]})
    sandbox.operation["x-source"] = {"document": text, "section": text}
    sandbox.operation["x-limits"] = {"rate": {"calls": 5, "seconds": 1, "scope": text}}
    sandbox.operation["x-codeSamples"] = [{"lang": text, "label": text, "source": text}]
    sandbox.operation["parameters"] = [
        {"name": text, "in": "query", "required": True, "schema": {"type": "string", "const": text}},
        {
            "name": f"q{text}",
            "in": "query",
            "description": text,
            "schema": {"type": "string"},
            "x-client": {"name": "q"},
        },
    ]
    sandbox.properties["id"] |= {"description": text, "title": text, "examples": [text], "default": text}
    sandbox.properties["kind"] = {"type": "string", "enum": [text, "b"], "x-source": {"lost": text}}
    sandbox.properties[text] = {"type": "string", "x-client": {"name": "weird"}}
    sandbox.properties["secret"] = {"type": "string", "x-client": {"omit": text}}
    schema = sandbox.spec["components"]["schemas"]["Thing"]
    schema |= {"description": text, "title": text}
    schema["properties"]["name"] |= {"description": text, "title": text, "examples": [text], "format": text}
    schema["properties"]["list"] = {
        "type": "array",
        "items": {"type": "string", "description": text},
        "description": text,
    }
    sandbox.operation["responses"]["200"]["description"] = text
    sandbox.operation["responses"]["400"] = {"description": text}
    sandbox.spec["x-error-body"] = {
        "code": ["/error"],
        "separator": text,
        "failed_when": [{"pointer": "/error", "equals": text}],
    }
    sandbox.operation["x-errors"] = {
        "BAD": {
            "status": 400,
            "key": "error",
            "description": text,
            "retryable": False,
            "detail": "reason",
            "reasons": {text: text},
            "arguments": [text],
            "message": text,
            "source": {"document": text, "note": text},
        }
    }


class _Shape(ast.NodeTransformer):
    """Forgets what strings say."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant("…") if isinstance(node.value, str) else node


def shape(source: str) -> str:
    """A module's structure without the content of its strings."""
    return ast.dump(_Shape().visit(ast.parse(source)))


def comments(source: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [
        token.string for token in tokens if token.type == tokenize.COMMENT and "sha256" not in token.string
    ]


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory, new_sandbox: Callable[[Path], Any]) -> dict[str, str]:
    """The files of the same spec with harmless text in it."""
    sandbox = new_sandbox(tmp_path_factory.mktemp("harmless"))
    fill(sandbox, HARMLESS)
    return dict(sandbox.output().files)


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_stays_text(sandbox: Any, harmless: dict[str, str], kind: str) -> None:
    fill(sandbox, HOSTILE[kind])
    files = sandbox.output().files
    assert files.keys() == harmless.keys()
    for path, source in files.items():
        if path.endswith(".py"):
            assert shape(source) == shape(harmless[path]), path
            assert comments(source) == comments(harmless[path]), path
    project = tomllib.loads(files["pyproject.toml"])
    assert project.keys() == {"build-system", "project", "tool"}
    assert "scripts" not in project["project"]
    assert files["README.md"].count("```") == harmless["README.md"].count("```")
    prose = "".join(files["README.md"].split("```")[::2])
    assert "<script" not in prose


def test_all_of_it_at_once_imports_and_says_what_the_document_says(
    sandbox: Any, imported: Callable[[], ModuleType]
) -> None:
    # a key of YAML has at most 1,024 characters
    text = " ".join(value[:120] for value in HOSTILE.values())[:900]
    fill(sandbox, text)
    package = imported()
    operations = package._operations
    assert operations.GET_THING.fields[0].default == text
    assert operations.GET_THING.fields[0].name == text
    assert package.errors.BadError.__doc__


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.spec["components"]["schemas"].update({'Thing"(object): import os #': {"type": "object"}}),
        lambda s: s.operation.update(operationId="x(): pass\nimport os\ndef y"),
        lambda s: s.operation.update(
            {
                "x-errors": {
                    'E"\nimport os\n': {"status": 400, "key": "error", "description": "x", "retryable": False}
                },
            }
        ),
        lambda s: s.properties.update({"p = __import__('os')": {"type": "string"}}),
        lambda s: s.properties.update(id={"type": "string", "x-client": {"name": "a: __import__('os')"}}),
        lambda s: s.spec["servers"][0].update({"x-region": '"\nimport os'}),
        lambda s: s.spec.update({"x-client": {"class": "A(object): pass #"}}),
        lambda s: s.spec.update({"x-client": {"environment": 'A"\nx="'}}),
    ],
)
def test_names_that_are_code_are_refused_or_tamed(sandbox: Any, change: Callable[[Any], None]) -> None:
    from specseal.diagnostics import Refused

    before = copy.deepcopy(sandbox.spec)
    sandbox.spec["x-error-body"] = {"code": ["/error"]}
    change(sandbox)
    assert sandbox.spec != before
    try:
        files = sandbox.output().files
    except Refused:
        return
    for path, source in files.items():
        if path.endswith(".py"):
            imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import)]
            assert not [
                alias
                for node in imports
                for alias in node.names
                if alias.name == "os" and "_runtime" not in path
            ]
