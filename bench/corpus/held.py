"""What a generated package can hold and send, read from its source: nothing is imported, and no plan is asked.

A type is the text of an annotation and the module whose names it uses. `expand` says what values it allows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

#: The kinds of JSON values that each class of Python stands for.
_KINDS: dict[str, frozenset[str]] = {
    "str": frozenset({"string"}),
    "bytes": frozenset({"string"}),
    "FileInput": frozenset({"string"}),
    "Content": frozenset({"string"}),
    "AsyncContent": frozenset({"string"}),
    "int": frozenset({"integer"}),
    "float": frozenset({"integer", "number"}),
    "bool": frozenset({"boolean"}),
    "None": frozenset({"null"}),
    "Null": frozenset({"null"}),
    "datetime": frozenset({"string"}),
    "date": frozenset({"string"}),
    "DateTime": frozenset({"string"}),
    "Date": frozenset({"string"}),
    "Time": frozenset({"string"}),
    "DecimalText": frozenset({"string"}),
    "UUID": frozenset({"string"}),
    "Decimal": frozenset({"string", "integer", "number"}),
}
_ANYTHING = frozenset({"Any", "object"})
_MAPS = frozenset({"Mapping", "dict"})
_LISTS = frozenset({"Sequence", "list", "Iterable", "AsyncIterable", "ListPage"})
_AROUND = frozenset({"Annotated", "Required", "NotRequired"})
#: The type of the attribute in which a class of results keeps the properties that it does not name.
_OTHERS = "_Others["


class Type(NamedTuple):
    """An annotation, and where its names are defined: ``models``, ``types``, or ``made`` for a record made up here."""

    scope: str
    text: str


@dataclass(slots=True)
class Record:
    """An object: the type of each property, by wire name, and that of all others."""

    name: str
    keys: dict[str, Type]
    extra: Type | None = None


@dataclass(slots=True)
class Held:
    """The values that types allow."""

    anything: bool = False
    kinds: set[str] = field(default_factory=set[str])
    open: set[str] = field(default_factory=set[str])
    """Kinds of which any value is allowed."""
    values: list[Any] = field(default_factory=list[Any])
    """Single values that are allowed."""
    items: list[Type] = field(default_factory=list[Type])
    maps: list[Type] = field(default_factory=list[Type])
    records: list[Record] = field(default_factory=list[Record])


class Sent(NamedTuple):
    """A field of a request, as ``_operations.py`` states it."""

    name: str
    argument: str
    place: str
    value: Any
    """What is always sent, if there is no argument."""


class Outcome(NamedTuple):
    """A response, as ``_operations.py`` states it."""

    status: str
    media: str
    read: str
    type: Type | None


@dataclass(slots=True)
class Variant:
    """A request with a body of one media type."""

    body: str
    media_type: str
    fields: list[Sent]
    arguments: dict[str, Type]


@dataclass(slots=True)
class Generated:
    """An operation of a package."""

    id: str
    method: str
    path: str
    signed: bool
    accept: frozenset[str]
    result: Type | None
    outcomes: list[Outcome]
    variants: dict[str, Variant]
    """By media type of the body; one with the key ``""`` if there is no choice."""


class Package:
    """The operations, models and structures of the package in a folder."""

    def __init__(self, folder: Path) -> None:
        trees = {
            name: ast.parse((folder / f"{name}.py").read_text("utf-8")) for name in ("_operations", "_client")
        }
        self._definitions = {name: dict(_definitions(folder / f"{name}.py")) for name in ("models", "types")}
        self._imported = {name: dict(_imported(folder / f"{name}.py")) for name in ("models", "types")}
        self._records: dict[tuple[str, str], Record] = {}
        self._expanded: dict[Type, Held] = {}
        self._constants: dict[str, Any] = {}
        self.secrets: frozenset[str] = frozenset()
        self.operations: list[Generated] = []
        methods, self.options = _methods(trees["_client"])
        self._read(trees["_operations"], methods)

    def made(self, record: Record) -> Type:
        """The type of a record that is made up for the arguments of a call."""
        self._records["made", record.name] = record
        return Type("made", record.name)

    def expand(self, types: tuple[Type, ...]) -> Held:
        """What values these types allow together."""
        found = Held()
        pending, seen = list(types), set[Type]()
        while pending:
            one = pending.pop()
            if one not in seen:
                seen.add(one)
                pending += self._one(one, found)
        return found

    def _one(self, type_: Type, found: Held) -> list[Type]:
        """Add what a type allows; returns the types that it is made of."""
        if type_.scope == "made":
            _add_record(found, self._records["made", type_.text])
            found.kinds.add("null")  # a body of named properties is an object, even if it might be `null`
            return []
        match ast.parse(type_.text, mode="eval").body:
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return [_type(type_.scope, left), _type(type_.scope, right)]
            case ast.Constant(value=None):
                found.kinds |= _KINDS["None"]
            case ast.Constant(value=str(text)):
                return [Type(type_.scope, text)]
            case ast.Subscript(value=base, slice=inner):
                return _subscript(type_.scope, self._plain(type_.scope, _name(base)), inner, found)
            case ast.Attribute(value=ast.Name(id="models"), attr=name):
                return self._named("models", name, found)
            case ast.Name(id=name):
                return self._named(type_.scope, name, found)
            case other:
                raise ValueError(f"unknown annotation: {ast.unparse(other)}")
        return []

    def _named(self, scope: str, name: str, found: Held) -> list[Type]:
        plain = self._plain(scope, name)
        definition = self._definitions[scope].get(name)
        if definition is None and plain in _ANYTHING:
            found.anything = True
        elif definition is None and plain in _KINDS:
            found.kinds |= _KINDS[plain]
            found.open |= _KINDS[plain]
        elif definition is None and plain in _MAPS:
            found.anything = True
        elif isinstance(definition, ast.AnnAssign) and definition.value is not None:
            return [_type(scope, definition.value)]
        elif isinstance(definition, ast.ClassDef | ast.Assign):
            _add_record(found, self._record(scope, name, definition))
        else:
            raise ValueError(f"{name} is not defined in {scope}.py")
        return []

    def _plain(self, scope: str, name: str) -> str:
        """The name of an imported class where it is defined."""
        return self._imported[scope].get(name, name).lstrip("_")

    def _record(self, scope: str, name: str, definition: ast.ClassDef | ast.Assign) -> Record:
        if (scope, name) not in self._records:
            keys = dict(
                _class_keys(scope, definition)
                if isinstance(definition, ast.ClassDef)
                else _keys(scope, definition)
            )
            apart = next((key for key, type_ in keys.items() if type_.text.startswith(_OTHERS)), None)
            extra = None if apart is None else keys.pop(apart)
            if extra is not None:
                extra = Type(scope, extra.text.removeprefix(_OTHERS).removesuffix("]"))
            self._records[scope, name] = Record(name, keys, extra)
        return self._records[scope, name]

    def _read(self, tree: ast.Module, methods: dict[str, dict[str, dict[str, Type]]]) -> None:
        for one in tree.body:
            if not isinstance(one, ast.AnnAssign | ast.Assign) or one.value is None:
                continue
            target = one.target if isinstance(one, ast.AnnAssign) else one.targets[0]
            name, value = ast.unparse(target), one.value
            if isinstance(value, ast.Call) and _name(value.func) == "Operation":
                self._operation(name, _keywords(value), methods.get(name, {}))
            elif isinstance(value, ast.Call) and _name(value.func) == "Product":
                self.secrets = frozenset(_values(_keywords(value)["secrets"]))
            elif name.endswith("_BODIES") and isinstance(value, ast.Dict):
                self._variants(value, methods.get(name.removesuffix("_BODIES"), {}))

    def _operation(
        self, constant: str, given: dict[str, ast.expr], methods: dict[str, dict[str, Type]]
    ) -> None:
        result = given["result"]
        outcomes = given.get("outcomes")
        media_type = _constant(given.get("media_type")) or ""
        self.operations.append(
            Generated(
                id=_constant(given["id"]),
                method=_constant(given["method"]),
                path=_constant(given["path"]),
                signed=bool(isinstance(given["schemes"], ast.Tuple) and given["schemes"].elts),
                accept=frozenset(_essence(one) for one in _constant(given["accept"]).split(",")),
                result=None if _is_none(result) else _type("models", result),
                outcomes=[_outcome(one) for one in getattr(outcomes, "elts", ())],
                variants={
                    "": Variant(
                        _constant(given["body"]), media_type, _sent(given["fields"]), methods.get("", {})
                    )
                },
            )
        )
        self._constants[constant] = self.operations[-1]

    def _variants(self, listed: ast.Dict, methods: dict[str, dict[str, Type]]) -> None:
        first = self.operations[-1].variants.pop("")
        for key, value in zip(listed.keys, listed.values, strict=True):
            media_type = _constant(key)
            arguments = methods.get(media_type, methods.get("", {}))
            call = value.args[0] if isinstance(value, ast.Call) else None
            variant = Variant(first.body, media_type, first.fields, arguments)
            if isinstance(call, ast.Call):
                given = _keywords(call)
                variant = Variant(_constant(given["body"]), media_type, _sent(given["fields"]), arguments)
            self.operations[-1].variants[media_type] = variant


def _add_record(found: Held, record: Record) -> None:
    found.kinds.add("object")
    found.records.append(record)
    if record.extra is not None:
        found.maps.append(record.extra)


def _subscript(scope: str, base: str, inner: ast.expr, found: Held) -> list[Type]:
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    if base == "Literal":
        for value in (ast.literal_eval(one) for one in parts):
            found.values.append(value)
            found.kinds.add(_kind(value))
        return []
    if base in _AROUND:
        return [_type(scope, parts[0])]
    if base in _MAPS:
        found.kinds.add("object")
        found.maps.append(_type(scope, parts[1]))
        return []
    if base in _LISTS:
        found.kinds.add("array")
        found.items.append(_type(scope, parts[0]))
        return []
    raise ValueError(f"unknown annotation: {base}")


def _kind(value: object) -> str:
    names: dict[type, str] = {bool: "boolean", int: "integer", str: "string", float: "number"}
    return names.get(type(value), "null")


def _definitions(path: Path) -> Iterator[tuple[str, ast.stmt]]:
    """Classes, functional ``TypedDict``s and aliases of a module, by name."""
    for one in ast.parse(path.read_text("utf-8")).body if path.exists() else ():
        match one:
            case ast.ClassDef(name=name):
                yield name, one
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
                yield name, one
            case _:
                pass


def _imported(path: Path) -> Iterator[tuple[str, str]]:
    """Names that a module gives to what it imports, such as ``list_aliased``, and the names at their origin."""
    for one in ast.walk(ast.parse(path.read_text("utf-8"))) if path.exists() else ():
        if isinstance(one, ast.ImportFrom):
            yield from ((name.asname, name.name) for name in one.names if name.asname is not None)


def _class_keys(scope: str, definition: ast.ClassDef) -> Iterator[tuple[str, Type]]:
    for one in definition.body:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            named = _keywords(one.value).get("name") if isinstance(one.value, ast.Call) else None
            yield (one.target.id if named is None else _constant(named)), _type(scope, one.annotation)


def _keys(scope: str, definition: ast.Assign) -> Iterator[tuple[str, Type]]:
    if isinstance(definition.value, ast.Call) and isinstance(listed := definition.value.args[1], ast.Dict):
        for key, value in zip(listed.keys, listed.values, strict=True):
            yield _constant(key), _type(scope, value)


def _methods(
    tree: ast.Module,
) -> tuple[dict[str, dict[str, dict[str, Type]]], dict[str, Type]]:
    """Of the first client: arguments by constant and media type; and the arguments of the constructor."""
    found: dict[str, dict[str, dict[str, Type]]] = {}
    overloads: list[ast.FunctionDef] = []
    client = next(one for one in tree.body if isinstance(one, ast.ClassDef))
    options: dict[str, Type] = {}
    for one in client.body:
        if not isinstance(one, ast.FunctionDef):
            continue
        if one.name == "__init__":
            options = _arguments(one)
        elif any(_name(decorator) == "overload" for decorator in one.decorator_list):
            overloads.append(one)
        else:
            typed = {media_type: _arguments(each) for each in overloads for media_type in _media_types(each)}
            for constant in _called(one):
                found[constant] = {"": _arguments(one), **typed}
            overloads = []
    return found, options


def _called(method: ast.FunctionDef) -> Iterator[str]:
    for one in ast.walk(method):
        if (
            isinstance(one, ast.Attribute)
            and isinstance(one.value, ast.Name)
            and one.value.id == "_operations"
        ):
            yield one.attr.removesuffix("_BODIES")


def _media_types(method: ast.FunctionDef) -> list[str]:
    for one in method.args.kwonlyargs:
        if one.arg == "media_type" and isinstance(one.annotation, ast.Subscript):
            inner = one.annotation.slice
            return [_constant(each) for each in (inner.elts if isinstance(inner, ast.Tuple) else [inner])]
    return []


def _arguments(method: ast.FunctionDef) -> dict[str, Type]:
    """Keyword-only arguments; ``None`` is no value of those that it leaves out."""
    found: dict[str, Type] = {}
    for one, default in zip(method.args.kwonlyargs, method.args.kw_defaults, strict=True):
        if one.annotation is not None:
            kept = list(_members(one.annotation))
            if default is not None and _is_none(default):
                kept = [member for member in kept if not _is_none(member)]
            found[one.arg] = Type("types", " | ".join(map(ast.unparse, kept)))
    return found


def _members(annotation: ast.expr) -> Iterator[ast.expr]:
    match annotation:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            yield from _members(left)
            yield from _members(right)
        case _:
            yield annotation


def _sent(listed: ast.expr) -> list[Sent]:
    found: list[Sent] = []
    for one in listed.elts if isinstance(listed, ast.Tuple) else ():
        if isinstance(one, ast.Call):
            name, argument, place = (_constant(each) for each in one.args[:3])
            default = _keywords(one).get("default")
            found.append(Sent(name, argument, place, None if default is None else _constant(default)))
    return found


def _outcome(call: ast.expr) -> Outcome:
    arguments = call.args if isinstance(call, ast.Call) else []
    status, media, read = (_constant(one) for one in arguments[:3])
    return Outcome(status, media, read, _type("models", arguments[3]) if len(arguments) > 3 else None)


def _essence(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def _values(expression: ast.expr) -> Iterator[Any]:
    for one in ast.walk(expression):
        if isinstance(one, ast.Constant):
            yield one.value


def _type(scope: str, expression: ast.expr) -> Type:
    return Type(scope, ast.unparse(expression))


def _keywords(call: ast.Call) -> dict[str, ast.expr]:
    return {one.arg: one.value for one in call.keywords if one.arg is not None}


def _constant(expression: ast.expr | None) -> Any:
    try:
        return None if expression is None else ast.literal_eval(expression)
    except ValueError:  # a name, such as NULL
        return None


def _is_none(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Constant) and expression.value is None


def _name(expression: ast.expr) -> str:
    return expression.attr if isinstance(expression, ast.Attribute) else getattr(expression, "id", "")
