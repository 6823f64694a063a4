"""Whether a generated package can hold and send all that a document says.

The document is read as it lies, by a walk of its own: every parameter and every property of every request and
successful response, through ``$ref``, ``allOf``, ``oneOf``, ``anyOf``, conditions, items and maps, is looked up in the
annotations of the package. Also compared are the kinds of values, enumerations, and whether ``null`` is allowed.

What the documentation leaves out is left out here: ``readOnly`` properties of requests, ``writeOnly`` ones of
responses, header parameters that OpenAPI ignores, media types of a response that the client does not ask for, keys of
a body that are no media types beside others. Errors keep their body as it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeGuard

from .held import Generated, Held, Outcome, Package, Record, Type, Variant

_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
_IGNORED = frozenset({"accept", "content-type", "authorization"})
_WHOLE = frozenset({"text", "bytes", "none"})
Json = Any
_EMPTY: Mapping[str, Json] = {}


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that the document says and the package cannot hold or send."""

    operation: str
    place: str
    """The way to it, such as ``response 200 .data.items[]``."""
    what: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.place}: {self.what}"


@dataclass(slots=True)
class Compared:
    """What came of comparing a document with a package."""

    losses: list[Loss] = field(default_factory=list[Loss])
    operations: int = 0
    parameters: int = 0
    properties: int = 0
    untyped: int = 0
    """Objects with documented properties that are held as plain JSON."""


class _Step(NamedTuple):
    """A schema to compare with types, and what the schemas around it say of the same value."""

    node: Json
    types: tuple[Type, ...]
    place: str
    sends: bool
    nulls: bool
    """Whether the place can be ``null``: only JSON can."""
    kinds: frozenset[str] | None = None
    """The kinds of values that are left; ``None`` for all."""
    names: frozenset[str] = frozenset()
    """Properties that the same object has beside those of the schema."""


def compare(
    document: Mapping[str, Json], package: Package, *, only: Iterable[tuple[str, str]] | None = None
) -> Compared:
    """Every operation of a document against a package; ``only`` has path and method of those that were generated."""
    walk = _Walk(document, package)
    wanted = None if only is None else frozenset(only)
    generated = {(one.method, one.path, one.id): one for one in package.operations}
    for path, item in document.get("paths", {}).items():
        shared = walk.resolved(item)
        for method, operation in shared.items():
            if method not in _METHODS:
                continue
            id_ = operation.get("operationId", "")
            if wanted is not None and (path, method) not in wanted:
                continue
            found = generated.get((method.upper(), path.partition("#")[0], id_))
            if found is None:
                walk.lose("", "is not part of the package", f"{method.upper()} {path}")
            else:
                walk.operation(f"{method.upper()} {path}", shared, operation, found)
    return walk.compared


class _Walk:
    def __init__(self, document: Mapping[str, Json], package: Package) -> None:
        self.compared = Compared()
        self._document = document
        self._package = package
        self._old = str(document.get("openapi", "")).startswith("3.0")
        self._operation = ""
        self._seen: dict[tuple[object, ...], Json] = {}  # keeps the nodes, whose ids are in the keys
        self._heirs: dict[int, list[Json]] | None = None

    def lose(self, place: str, what: str, operation: str = "") -> None:
        self.compared.losses.append(Loss(operation or self._operation, place, what))

    # operations

    def operation(self, name: str, item: Json, operation: Json, found: Generated) -> None:
        self._operation = name
        self.compared.operations += 1
        parameters = {
            (one["name"], one["in"]): one
            for listed in (item.get("parameters", ()), operation.get("parameters", ()))
            for one in map(self.resolved, listed)
        }
        for variant in found.variants.values():
            self._parameters(parameters, found, variant)
        body = self.resolved(operation.get("requestBody", {}))
        content: Json = body.get("content", {})
        proper = {name: media for name, media in content.items() if "/" in name} or content
        for media_type, media in proper.items():
            self._body(media_type, self.resolved(media), found, len(proper))
        self._responses(operation.get("responses", {}), found)

    def _parameters(
        self, parameters: dict[tuple[str, str], Json], found: Generated, variant: Variant
    ) -> None:
        sent = {(one.name, one.place): one for one in variant.fields}
        for (name, place), parameter in parameters.items():
            if place == "header" and name.lower() in _IGNORED:
                continue
            self.compared.parameters += 1
            field_ = sent.get((name, place))
            if field_ is None:
                if not (found.signed and name in self._package.secrets):
                    self.lose(f"{place} {name}", "parameter is not sent")
                continue
            content: Json = next(iter(parameter.get("content", _EMPTY).values()), _EMPTY)
            schema = parameter.get("schema", self.resolved(content).get("schema", {}))
            self._send(
                schema,
                self._argument(field_.argument, field_.value, variant),
                f"{place} {name}",
                "content" in parameter,
            )

    def _argument(self, name: str, value: Json, variant: Variant) -> Type | None:
        """The type of an argument, of the method or of the client; that of what is always sent without one."""
        if not name:
            return Type("types", f"Literal[{value!r}]")
        return variant.arguments.get(name) or self._package.options.get(name)

    def _send(self, schema: Json, type_: Type | None, place: str, nulls: bool) -> None:
        if type_ is None:
            self.lose(place, "no argument has its value")
        else:
            self._walk(_Step(schema, (type_,), place, True, nulls))

    def _body(self, media_type: str, media: Json, found: Generated, several: int) -> None:
        variant = found.variants.get(media_type) if several > 1 else next(iter(found.variants.values()))
        if variant is None:
            self.lose(f"body {media_type}", "media type cannot be sent")
            return
        schema = media.get("schema", media.get("itemSchema", {}))
        place = f"body {media_type.partition(';')[0]} "
        for one in variant.fields:
            if one.place == "body":
                type_ = self._argument(one.argument, one.value, variant)
                if variant.body in {"value", "lines"} and type_ is not None:
                    self._whole(schema, type_, place, variant.body)
                return
        if variant.body == "none":
            self.lose(place, "has no argument")
            return
        keys: dict[str, Type] = {}
        extra: Type | None = None
        for one in variant.fields:
            if one.place in {"json", "form", "file", "others"}:
                type_ = self._argument(one.argument, one.value, variant)
                if type_ is None:
                    self.lose(f"{place}.{one.name}", "no argument has its value")
                elif one.place == "others":
                    extra = self._package.expand((type_,)).maps[0] if type_.text != "Any" else type_
                else:
                    keys[one.name] = type_
        if found.signed:
            keys |= {name: Type("types", "Any") for name in self._package.secrets if name not in keys}
        record = Record(f"{self._operation} {media_type}", keys, extra)
        self._walk(_Step(schema, (self._package.made(record),), place, True, variant.body == "json"))

    def _whole(self, schema: Json, type_: Type, place: str, body: str) -> None:
        if body == "value":
            self._walk(_Step(schema, (type_,), place, True, True))
            return
        items = next((one["items"] for one in self._parts(schema) if "items" in one), schema)
        self._walk(_Step(items, tuple(self._package.expand((type_,)).items), f"{place}[]", True, True))

    def _responses(self, responses: Json, found: Generated) -> None:
        good = {status: one for status, one in responses.items() if str(status).startswith("2")}
        if not good and "default" in responses:
            good = {"default": responses["default"]}
        for status, response in good.items():
            content = self.resolved(response).get("content", {})
            asked = {name: media for name, media in content.items() if _essence(name) in found.accept}
            if content and not asked:
                self.lose(f"response {status}", "no media type of it is asked for")
            for media_type, media in asked.items():
                schema = self.resolved(media).get("schema", self.resolved(media).get("itemSchema"))
                if schema is not None:
                    self._response(str(status), media_type, schema, found)

    def _response(self, status: str, media_type: str, schema: Json, found: Generated) -> None:
        place = f"response {status} "
        outcome = Outcome(status, "", "json", found.result)
        if found.outcomes:
            fitting = [
                one
                for one in found.outcomes
                if one.status.upper() == status.upper() and one.media == _essence(media_type)
            ]
            if not fitting:
                self.lose(place, f"{media_type} is not read")
                return
            outcome = fitting[0]
        if outcome.read in _WHOLE:
            return
        if outcome.type is None:
            self.lose(place, "the result is dropped")
            return
        if outcome.read in {"events", "lines"}:
            schema = next((one["items"] for one in self._parts(schema) if "items" in one), schema)
        self._walk(_Step(schema, (outcome.type,), place, False, True))

    # schemas

    def _walk(self, first: _Step) -> None:
        pending = [first]
        while pending:  # not by recursion: documents nest deeply
            step = pending.pop()
            key = (id(step.node), frozenset(step.types), *step[3:])
            if key not in self._seen and _is_object(step.node):
                self._seen[key] = step.node
                pending += self._step(step)

    def _step(self, step: _Step) -> Iterator[_Step]:
        held = self._package.expand(step.types)
        parts = list(self._parts(step.node))
        names = frozenset(
            name
            for part in parts
            for name, schema in part.get("properties", {}).items()
            if not self._one_way(schema, step.sends)
        )
        if held.anything:
            self.compared.untyped += bool(names)
            return
        kinds = step.kinds
        for part in parts:
            kinds = _both(kinds, self._kinds(part))
        branched = [branch for part in parts for branch in self._branches(part, step)]
        if kinds is not None and not branched:
            self._check_kinds(step, parts, kinds, held)
        if kinds is not None and "object" not in kinds and "array" not in kinds and not branched:
            return
        yield from self._properties(step, parts, names, held)
        yield from self._elements(step, parts, kinds, held)
        for branch in branched:
            yield step._replace(node=branch, kinds=kinds, names=step.names | names)

    def _properties(
        self, step: _Step, parts: list[Json], names: frozenset[str], held: Held
    ) -> Iterator[_Step]:
        if not names:
            return
        wanted = names | step.names
        whole = [one for one in held.records if wanted <= one.keys.keys()]
        if not whole and not held.maps:
            best = max(held.records, key=lambda one: len(wanted & one.keys.keys()), default=None)
            if best is None:
                self.lose(step.place, "an object with documented properties cannot be held")
                return
            for name in sorted(wanted - best.keys.keys()):
                self.lose(f"{step.place}.{name}", f"property is missing in {best.name}")
        for part in parts:
            for name, schema in part.get("properties", {}).items():
                if name not in names:
                    continue
                self.compared.properties += 1
                types = tuple(
                    dict.fromkeys(one.keys[name] for one in whole or held.records if name in one.keys)
                )
                types = types or tuple(held.maps)
                if types:
                    yield _Step(schema, types, f"{step.place}.{name}", step.sends, step.nulls)

    def _elements(
        self, step: _Step, parts: list[Json], kinds: frozenset[str] | None, held: Held
    ) -> Iterator[_Step]:
        """Items of lists, and properties that have no names."""
        for part in parts:
            items = [part["items"]] if "items" in part and (kinds is None or "array" in kinds) else []
            for schema in [*items, *part.get("prefixItems", ())]:
                if held.items:
                    yield _Step(schema, tuple(held.items), f"{step.place}[]", step.sends, step.nulls)
                elif schema is not False:
                    self.lose(step.place, "a list cannot be held")
            others = [part[key] for key in ("additionalProperties",) if part.get(key, False) is not False]
            for schema in [*others, *part.get("patternProperties", {}).values()]:
                if held.maps:
                    yield _Step(schema, tuple(held.maps), f"{step.place}.*", step.sends, step.nulls)
                else:
                    self.lose(step.place, "properties without a name cannot be held")

    def _branches(self, part: Json, step: _Step) -> Iterator[Json]:
        """The alternatives of a schema: each is documented by itself."""
        for keyword in ("oneOf", "anyOf"):
            yield from part.get(keyword, ())
        for keyword in ("then", "else"):
            if "if" in part and keyword in part:
                yield part[keyword]
        yield from part.get("dependentSchemas", {}).values()
        if (
            "discriminator" in part
            and not ({"oneOf", "anyOf"} & part.keys())
            and self._is_whole(part, step.node)
        ):
            yield from self._heirs_of(part)

    def _is_whole(self, part: Json, node: Json) -> bool:
        """Whether a part is the schema itself, at the end of its references, and not inherited by ``allOf``."""
        seen = 0
        while _is_object(node) and "$ref" in node and seen < 100:
            node, seen = self._target(node["$ref"]), seen + 1
        return node is part

    def _heirs_of(self, part: Json) -> list[Json]:
        """The components that are composed of one that has a discriminator."""
        if self._heirs is None:
            self._heirs = {}
            for schema in self._document.get("components", {}).get("schemas", {}).values():
                for base in schema.get("allOf", ()) if _is_object(schema) else ():
                    if _is_object(base) and "$ref" in base:
                        self._heirs.setdefault(id(self._target(base["$ref"])), []).append(schema)
        return self._heirs.get(id(part), [])

    def _parts(self, node: Json) -> Iterator[dict[str, Json]]:
        """A schema and what it consists of: the targets of ``$ref`` and the parts of ``allOf``."""
        pending: list[Json] = [node]
        seen = set[int]()
        while pending:
            one = pending.pop()
            if not _is_object(one) or id(one) in seen:
                continue
            seen.add(id(one))
            if "$ref" in one:
                pending.append(self._target(one["$ref"]))
            if "$ref" not in one or not self._old:  # 3.0 ignores what stands beside a reference
                pending += one.get("allOf", ())
                yield one

    def _one_way(self, schema: Json, sends: bool) -> bool:
        """Whether a property is only for the other direction."""
        word = "readOnly" if sends else "writeOnly"
        return any(part.get(word) is True for part in self._parts(schema))

    # values

    def _kinds(self, part: Json) -> frozenset[str] | None:
        """The kinds of values that a schema allows, without its parts and alternatives; ``None`` for all."""
        stated = part.get("type")
        found = None if stated is None else frozenset([stated] if isinstance(stated, str) else stated)
        listed = part.get("enum", [part["const"]] if "const" in part else None)
        if listed is not None:
            found = _both(found, frozenset(map(_kind, listed)))
        if found is not None and part.get("nullable") is True and self._old:
            found |= {"null"}
        return found

    def _check_kinds(self, step: _Step, parts: list[Json], kinds: frozenset[str], held: Held) -> None:
        missing: set[str] = {
            one for one in kinds - held.kinds if not (one == "integer" and "number" in held.kinds)
        }
        if not step.nulls or (held.items and not step.sends):  # a list that is null is read as an empty one
            missing.discard("null")
        if (
            missing == {"string"}
            and any("pattern" in one for one in parts)
            and held.kinds & {"integer", "number"}
        ):
            missing = set[str]()  # a number that is also written as text
        if missing:
            self.lose(step.place, f"cannot be: {', '.join(sorted(missing))}")
        for part in parts:
            for value in part.get("enum", ()):
                kind = _kind(value)
                if (
                    kind in kinds & held.kinds - {"object", "array", "null"}
                    and kind not in held.open
                    and value not in held.values
                ):
                    self.lose(step.place, f"cannot be {value!r}")

    # references

    def resolved(self, node: Json) -> Json:
        """A node that is no schema, at the end of its references, with what stands beside them."""
        seen = 0
        while _is_object(node) and "$ref" in node and seen < 100:
            node, seen = (
                {**self._target(node["$ref"]), **{k: v for k, v in node.items() if k != "$ref"}},
                seen + 1,
            )
        return node

    def _target(self, reference: str) -> Json:
        found: Json = self._document
        for step in reference.removeprefix("#").split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            found = found[int(name)] if _is_list(found) else found[name]
        return found


def _is_object(value: object) -> TypeGuard[dict[str, Json]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[Json]]:
    return isinstance(value, list)


def _both(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    """The kinds that both allow; an integer is a number."""
    if first is None or second is None:
        return second if first is None else first
    wide = [one | {"integer"} if "number" in one else one for one in (first, second)]
    return wide[0] & wide[1]


def _kind(value: object) -> str:
    names: dict[type, str] = {
        bool: "boolean",
        int: "integer",
        str: "string",
        float: "number",
        dict: "object",
        list: "array",
    }
    return names.get(type(value), "null")


def _essence(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()
