"""Parses the text of a recipe into steps. Python's parser reads it; only the constructs listed here are accepted."""

from __future__ import annotations

import ast
import re
import warnings

from ..suggest import perhaps
from .nodes import (
    PLACES,
    Assign,
    At,
    Call,
    Expression,
    FieldPlace,
    Integer,
    Name,
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
    'Write name = …, or form["…"], query["…"], headers["…"] or json["…"] = …, '
    'these also under "if credential:".'
)
_VALUES_ARE = "Use a name, a string or integer literal, an f-string, a sum, or a call of a primitive."
_CONDITION = (
    "Write given(value, text, otherwise); q of more than 20 characters is given(substring(q, 20, 1), …, q)."
)
_PART = "Write substring(text, start, length), or tail(text, length) for the end."
_READ = 'Write value(form, "…", "") to read a field, or take(form, "…") to move it.'
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
    ast.UnaryOp: "a sign or not",
    ast.Starred: "unpacking",
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
    """The steps of a block, and its problems. Invalid steps are left out."""
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
            "signing-limit",
            f"the recipe has {len(source)} characters; the limit is {MOST_CHARACTERS}.",
            None,
            "Shorten it; comments count.",
        )
    if found := _NOT_ALLOWED.search(source):
        line = source.count("\n", 0, found.start()) + 1
        at = At(line, found.start() - source.rfind("\n", 0, found.start()))
        raise Wrong(
            "signing-syntax",
            f"the character U+{ord(found[0]):04X} is not allowed; recipes are ASCII, without tabs.",
            at,
            r'Write it as an escape in a string, such as "\u00e9".',
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # an unknown escape, such as "\d", is a mistake
            body = ast.parse(source).body
    except SyntaxError as error:
        at = At(error.lineno or 1, error.offset or 1)
        raise Wrong("signing-syntax", f"syntax error: {error.msg}.", at, _STEPS_ARE) from None
    except (ValueError, MemoryError, RecursionError):
        raise Wrong(
            "signing-limit",
            "the recipe is nested too deeply, or contains too large a number.",
            None,
            "Assign parts of it to names.",
        ) from None
    count = sum(len(statement.body) if isinstance(statement, ast.If) else 1 for statement in body)
    if count > MOST_STEPS:
        raise Wrong(
            "signing-limit", f"the recipe has {count} steps; the limit is {MOST_STEPS}.", None, "Join some."
        )
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
                '"if" takes one optional credential, and no other branch.',
                at,
                _CONDITION
                if isinstance(statement.test, ast.Compare | ast.BoolOp | ast.Call)
                else "Write it as: if security_token:",
            )
        case _:
            raise Wrong("signing-syntax", "not a step of a recipe.", at, _STEPS_ARE)


def _put(statement: ast.stmt) -> Put:
    found = _assignment(statement) if isinstance(statement, ast.Assign) else None
    if not isinstance(found, Put):
        raise Wrong("signing-syntax", 'only fields can be set under "if".', _at(statement), _STEPS_ARE)
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
            raise Wrong(
                "signing-place", f"{name!r} has no fields to set.", at, "Use form, query, headers or json."
            )
        case _:
            raise Wrong("signing-syntax", "invalid assignment target.", at, _STEPS_ARE)


def _field(place: FieldPlace, field: str, at: At) -> str:
    if place == "headers":
        if not _HEADER.fullmatch(field):
            raise Wrong(
                "signing-place", f"invalid header name {field!r}.", at, "Use letters, digits, - and _."
            )
        if field.lower() in _TRANSPORT_HEADERS:
            raise Wrong(
                "signing-place",
                f"the header {field.lower()!r} is set by the transport.",
                at,
                "Use another header.",
            )
        return field.lower()
    if not field or not field.isprintable() or len(field) > LONGEST_FIELD:
        raise Wrong(
            "signing-place",
            f"a field name has 1 to {LONGEST_FIELD} printable characters.",
            at,
            "Correct the name.",
        )
    return field


def _expression(node: ast.expr, depth: int = 1, braces: At | None = None) -> Expression:
    """``braces`` is the location of the f-string around the expression; Python's own is not exact there."""
    at = braces or _at(node)
    if depth > MOST_DEPTH:
        raise Wrong(
            "signing-limit",
            f"the step is nested more than {MOST_DEPTH} levels deep.",
            at,
            "Assign a part of it to a name.",
        )
    match node:
        case ast.Name(id=name):
            return Name(name, at)
        case ast.Constant(value=str(text), kind=None):
            return _text(text, at, braces)
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            if number > LARGEST_INTEGER:
                raise Wrong(
                    "signing-limit", f"the largest integer is {LARGEST_INTEGER}.", at, "Use a smaller one."
                )
            return Integer(number, at)
        case ast.JoinedStr(values=values):
            if braces:
                raise Wrong(
                    "signing-syntax",
                    "nested f-strings are not supported.",
                    at,
                    "Assign the inner one to a name first.",
                )
            return _template(values, at, depth)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return Sum(_expression(left, depth + 1, braces), _expression(right, depth + 1, braces), at)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _call(name, tuple(_expression(argument, depth + 1, braces) for argument in arguments), at)
        case ast.Call(func=ast.Name()):
            raise Wrong(
                "signing-syntax", "primitives take positional arguments.", at, "Remove the names and stars."
            )
        case ast.Constant():
            raise Wrong("signing-syntax", "literals are strings and integers.", at, _VALUES_ARE)
        case _:
            what = _CALLED.get(type(node), "this")
            message = f"{what} is not part of the language."
            match node:
                case ast.IfExp() | ast.Compare() | ast.BoolOp():
                    raise Wrong("signing-syntax", message, at, _CONDITION)
                case ast.Subscript(slice=ast.Slice() | ast.Constant(value=int())):
                    raise Wrong("signing-syntax", message, at, _PART)
                case ast.Subscript():
                    raise Wrong("signing-syntax", message, at, _READ)
                case _:
                    raise Wrong("signing-syntax", message, at, _VALUES_ARE)


def _text(text: str, at: At, braces: At | None) -> Text:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Wrong(
            "signing-syntax",
            "unpaired surrogate is not valid Unicode.",
            at,
            r"Write the character as one escape, such as \U0001f600.",
        )
    if braces and _UNSAFE_IN_BRACES.search(text):
        raise Wrong(
            "signing-syntax",
            "a string inside a placeholder cannot contain quotes, braces, # or escapes.",
            at,
            "Assign the value to a name first.",
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
                        "signing-syntax",
                        "a placeholder takes a name or a call.",
                        at,
                        "Assign the value to a name first.",
                    )
                parts.append(part)
            case _:
                raise Wrong(
                    "signing-syntax",
                    "placeholders take no =, conversion or format.",
                    at,
                    "Remove it; utc(…) formats times.",
                )
    if all(isinstance(part, str) for part in parts):
        return Text("".join(part for part in parts if isinstance(part, str)), at)
    return Template(tuple(parts), at)


def _call(name: str, arguments: tuple[Expression, ...], at: At) -> Call:
    if name not in PRIMITIVES:
        raise Wrong(
            "signing-name",
            f"unknown primitive {name!r}{perhaps(name, PRIMITIVES)}.",
            at,
            f"Expected one of: {', '.join(PRIMITIVES)}.",
        )
    match name, arguments:
        case (("take" | "value"), (Name(id="headers") as place, Text(value=field) as text, *rest)):
            return Call(name, (place, Text(field.lower(), text.at), *rest), at)
        case _:
            return Call(name, arguments, at)


def _at(node: ast.stmt | ast.expr) -> At:
    return At(node.lineno, node.col_offset + 1)
