"""From the text of a recipe to its steps. Python's parser reads it; only what is listed here gets through."""

from __future__ import annotations

import ast
import re
import warnings

from .nodes import (
    PLACES,
    Assign,
    At,
    Call,
    Expression,
    Integer,
    Name,
    Place,
    Put,
    Step,
    Sum,
    Template,
    Text,
    When,
)
from .primitives import PRIMITIVES
from .problems import Problem, Wrong

MOST_CHARACTERS = 4096
MOST_STEPS = 64
MOST_DEPTH = 32
LARGEST_INTEGER = 10**15
LONGEST_FIELD = 200

_NOT_ALLOWED = re.compile(r"[^ -~\n]")
_HEADER = re.compile(r"[A-Za-z0-9_-]+")
_TRANSPORT_HEADERS = frozenset({"connection", "content-length", "host", "te", "trailer", "transfer-encoding"})
_STEPS_ARE = (
    'A step is name = …, form["…"] = …, query["…"] = …, headers["…"] = …, or such under "if credential:".'
)
_VALUES_ARE = "A value is a name, a constant text or integer, an f-string, a sum, or a call of a primitive."
_UNSAFE_IN_BRACES = re.compile(r"[^ -~]|[\"'\\#{}]")
_CALLED: dict[type[ast.expr], str] = {
    ast.Attribute: "attribute access",
    ast.Subscript: "reading with [ ]",
    ast.Lambda: "a lambda",
    ast.IfExp: "a conditional expression",
    ast.NamedExpr: "an assignment inside an expression",
    ast.Compare: "a comparison",
    ast.BoolOp: "and/or",
    ast.BinOp: "an operator other than +",
    ast.UnaryOp: "a sign, or not,",
    ast.Starred: "an unpacking",
    ast.Tuple: "a tuple",
    ast.List: "a list",
    ast.Dict: "a dict",
    ast.Set: "a set",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.Await: "await",
    ast.Yield: "yield",
    ast.YieldFrom: "yield",
}


def read_steps(source: str) -> tuple[tuple[Step, ...], list[Problem]]:
    """The steps of a block and what is wrong with it. A step with a problem is left out."""
    try:
        body = _parse(source)
    except Wrong as wrong:
        return (), [wrong.problem]
    steps: list[Step] = []
    problems: list[Problem] = []
    for statement in body:
        try:
            steps.append(_step(statement))
        except Wrong as wrong:
            problems.append(wrong.problem)
    return tuple(steps), problems


def _parse(source: str) -> list[ast.stmt]:
    if len(source) > MOST_CHARACTERS:
        raise Wrong(
            "signing-limit", f"the recipe has {len(source)} characters; {MOST_CHARACTERS} are allowed."
        )
    if found := _NOT_ALLOWED.search(source):
        line = source.count("\n", 0, found.start()) + 1
        at = At(line, found.start() - source.rfind("\n", 0, found.start()))
        raise Wrong(
            "signing-syntax",
            f"the character U+{ord(found[0]):04X} is not allowed; a recipe is plain ASCII, without tabs.",
            at,
            r'Write another character in a text as an escape, such as "\u00e9".',
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # an unknown escape, such as "\d", is a mistake
            body = ast.parse(source).body
    except SyntaxError as error:
        at = At(error.lineno or 1, error.offset or 1)
        raise Wrong("signing-syntax", f"this cannot be read: {error.msg}.", at, _STEPS_ARE) from None
    except (ValueError, MemoryError, RecursionError):
        raise Wrong(
            "signing-limit", "the recipe is nested too deeply, or holds too large a number."
        ) from None
    count = sum(len(statement.body) if isinstance(statement, ast.If) else 1 for statement in body)
    if count > MOST_STEPS:
        raise Wrong("signing-limit", f"the recipe has {count} steps; {MOST_STEPS} are allowed.")
    if not body:
        raise Wrong("signing-shape", "the recipe has no steps.", None, _STEPS_ARE)
    return body


def _step(statement: ast.stmt) -> Step:
    at = _at(statement)
    match statement:
        case ast.Assign():
            return _assignment(statement)
        case ast.If(test=ast.Name(id=credential), body=body, orelse=[]):
            return When(credential, tuple(_put(inner) for inner in body), at)
        case ast.If():
            raise Wrong(
                "signing-syntax",
                'an "if" asks for one optional credential, and has no other branch.',
                at,
                "Write: if security_token:",
            )
        case _:
            raise Wrong("signing-syntax", "this is not a step of a recipe.", at, _STEPS_ARE)


def _put(statement: ast.stmt) -> Put:
    found = _assignment(statement) if isinstance(statement, ast.Assign) else None
    if not isinstance(found, Put):
        raise Wrong(
            "signing-syntax", 'under "if", fields are placed and nothing else.', _at(statement), _STEPS_ARE
        )
    return found


def _assignment(statement: ast.Assign) -> Assign | Put:
    at = _at(statement)
    match statement.targets:
        case [ast.Name(id=name)]:
            return Assign(name, _expression(statement.value), at)
        case [ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(field)))]:
            for place in PLACES:
                if name == place:
                    return Put(place, _field(place, field, at), _expression(statement.value), at)
            raise Wrong("signing-place", f"fields are placed in form, query or headers, not in {name!r}.", at)
        case _:
            raise Wrong("signing-syntax", "this cannot be assigned to.", at, _STEPS_ARE)


def _field(place: Place, field: str, at: At) -> str:
    if place == "headers":
        if not _HEADER.fullmatch(field):
            raise Wrong("signing-place", f"{field!r} is no name of a header.", at)
        if field.lower() in _TRANSPORT_HEADERS:
            raise Wrong("signing-place", f"the header {field.lower()!r} belongs to the transport.", at)
        return field.lower()
    if not field or not field.isprintable() or len(field) > LONGEST_FIELD:
        raise Wrong("signing-place", f"a field's name has 1 to {LONGEST_FIELD} printable characters.", at)
    return field


def _expression(node: ast.expr, depth: int = 1, braces: At | None = None) -> Expression:
    """``braces`` is the place of the f-string whose braces hold the expression: Python's own is not exact there."""
    at = braces or _at(node)
    if depth > MOST_DEPTH:
        raise Wrong(
            "signing-limit", f"the step nests deeper than {MOST_DEPTH}.", at, "Give a part of it a name."
        )
    match node:
        case ast.Name(id=name):
            return Name(name, at)
        case ast.Constant(value=str(text), kind=None):
            return _text(text, at, braces)
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            if number > LARGEST_INTEGER:
                raise Wrong("signing-limit", f"the largest integer is {LARGEST_INTEGER}.", at)
            return Integer(number, at)
        case ast.JoinedStr(values=values):
            if braces:
                raise Wrong(
                    "signing-syntax", "an f-string stands in another one.", at, "Give it a name first."
                )
            return _template(values, at, depth)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return Sum(_expression(left, depth + 1, braces), _expression(right, depth + 1, braces), at)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _call(name, tuple(_expression(argument, depth + 1, braces) for argument in arguments), at)
        case ast.Call(func=ast.Name()):
            raise Wrong("signing-syntax", "primitives take arguments by position.", at)
        case ast.Constant():
            raise Wrong("signing-syntax", "constants are texts and whole numbers.", at, _VALUES_ARE)
        case _:
            what = _CALLED.get(type(node), "this")
            raise Wrong("signing-syntax", f"{what} is not part of the language.", at, _VALUES_ARE)


def _text(text: str, at: At, braces: At | None) -> Text:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Wrong("signing-syntax", "half of a surrogate pair is no character.", at)
    if braces and _UNSAFE_IN_BRACES.search(text):
        raise Wrong(
            "signing-syntax",
            "a text inside braces is plain, without quotes, braces, # and escapes.",
            at,
            "Give the value a name first.",
        )
    return Text(text, at)


def _template(values: list[ast.expr], at: At, depth: int) -> Template | Text:
    parts: list[str | Name | Call] = []
    for value in values:
        match value:
            case ast.Constant(value=str(text)):
                parts.append(_text(text, at, None).value)
            case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
                part = _expression(inner, depth + 1, at)
                if not isinstance(part, (Name, Call)):
                    raise Wrong(
                        "signing-syntax", "braces hold a name or a call.", at, "Give the value a name first."
                    )
                parts.append(part)
            case _:
                raise Wrong("signing-syntax", "braces take no =, no conversion and no format.", at)
    if all(isinstance(part, str) for part in parts):
        return Text("".join(part for part in parts if isinstance(part, str)), at)
    return Template(tuple(parts), at)


def _call(name: str, arguments: tuple[Expression, ...], at: At) -> Call:
    if name not in PRIMITIVES:
        raise Wrong(
            "signing-name", f"there is no primitive {name!r}.", at, f"There are: {', '.join(PRIMITIVES)}."
        )
    match name, arguments:
        case "take", (Name(id="headers") as place, Text(value=field) as text):
            return Call(name, (place, Text(field.lower(), text.at)), at)
        case _:
            return Call(name, arguments, at)


def _at(node: ast.stmt | ast.expr) -> At:
    return At(node.lineno, node.col_offset + 1)
