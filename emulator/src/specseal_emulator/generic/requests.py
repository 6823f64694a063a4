"""The request of one operation, checked against its contract by validators that are compiled once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from ..contract import Problem
from ..contract.parameters import bodies, parameters, resolved, types
from ..contract.validate import compiled
from ..empty import no_items
from ..json_types import is_object
from .bodies import FORMS, FormBody, Unreadable, form_body, is_lines, read_value
from .decode import ABSENT, Received, by_name, cookies, reader
from .files import FileCheck, content_problem
from .query_forms import form_in_query, form_names, is_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..contract import Operation
    from ..contract.model import Json
    from ..contract.parameters import Body, Parameter
    from ..http import Request

_ALTERNATIVES = (jsonschema_rs.ValidationErrorKind.AnyOf, jsonschema_rs.ValidationErrorKind.OneOfNotValid)


@dataclass(slots=True)
class Checked:
    """What a request holds."""

    values: dict[str, Any] = field(default_factory=no_items)
    """Parameters and fields of the body together, by name; those of the body win."""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class _BodyCheck:
    body: Body
    form: FormBody | None
    validator: jsonschema_rs.Draft202012Validator
    order: Mapping[str, int]
    binary: Json | None
    """The schema of a body that is bytes."""
    filled: frozenset[str] = frozenset()
    """Fields of a form that may not be empty."""


class RequestCheck:
    """The checks of one operation's requests."""

    def __init__(self, operation: Operation) -> None:
        """Compile. Raises `ContractError`."""
        self._operation = operation
        found = [one for one in parameters(operation) if not one.placed]
        self._readers: list[tuple[Parameter, str, Callable[[Received], Any]]] = [
            (one, _key(one, found), reader(operation.contract, one)) for one in found
        ]
        self._order = {key: position for position, (_, key, _) in enumerate(self._readers)}
        self._parameters = compiled(operation.contract, _whole(self._readers), operation.pointer)
        known, self._required = bodies(operation)
        self._form_names = form_names(operation)
        self._bodies = {body.media_type: _body_check(operation, body) for body in known}

    def __call__(
        self, request: Request, path: Mapping[str, str], moved: Iterable[tuple[tuple[str, str], str]] = ()
    ) -> Checked:
        """Check. Args: `path`, the parameters in the path; `moved`, what signing moved elsewhere, by place and name."""
        query = by_name(request.query_pairs)
        headers: Mapping[str, str] = request.headers
        for (place, name), value in moved:
            if place == "query":
                query.setdefault(name, [value])
            elif place == "headers":
                headers = {**headers, name.lower(): value}
        received = Received(path, query, headers, cookies(headers.get("cookie", "")))
        values: dict[str, Any] = {}
        for parameter, key, read in self._readers:
            value = read(received)
            if value is not ABSENT and (value != "" or not parameter.required):
                values[key] = value
        checked = Checked(values)
        if not self._parameters.is_valid(values):
            checked.problem = _first(self._parameters, values, self._order)
        body, problem = self._body(request, query if form_in_query(self._operation, request) else None)
        if is_object(body):
            checked.values = {**values, **body}
        checked.problem = _before(checked.problem, problem)
        return checked

    def _body(self, request: Request, queried: Mapping[str, list[str]] | None) -> tuple[Any, Problem | None]:
        """Args: `queried`, the fields of the query, if those of the form are there."""
        if not self._bodies:
            return None, None
        if queried is not None:
            check = next(one for one in self._bodies.values() if one.form)
            own = {name: values for name, values in queried.items() if is_of(name, self._form_names)}
            return self._judged(check, "", request, own) if own or self._required else (None, None)
        sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if not request.body and not request.form_pairs:
            if (
                self._required
                and not (check := self._check_of(sent) or next(iter(self._bodies.values()))).form
            ):
                return None, Problem("missing", "body", "the request has no body")
            if not self._required:
                return None, None
            check = self._check_of(sent) or next(iter(self._bodies.values()))
        else:
            found = self._check_of(sent)
            if found is None:
                return None, Problem(
                    "bad", "Content-Type", f"is {sent or 'missing'}, not {', '.join(self._bodies)}"
                )
            check = found
        return self._judged(check, sent, request)

    def _judged(
        self, check: _BodyCheck, sent: str, request: Request, of: Mapping[str, list[str]] | None = None
    ) -> tuple[Any, Problem | None]:
        if check.form is not None:
            if request.form_error:
                return None, Problem("bad", "body", f"is no form: {request.form_error}")
            value, problem = check.form.read(request, of=of)
            for name in check.filled & value.keys():
                if value[name] == "":
                    del value[name]
        else:
            problem = None
            try:
                value = read_value(self._operation.contract, check.body, sent, request.body)
            except Unreadable as error:
                return None, Problem("bad", "body", str(error))
            if check.binary is not None and isinstance(value, bytes):
                found = content_problem(check.binary, value, _images(check.body.media_type), sent)
                return None, Problem(found[0], "body", found[1]) if found else None
        if not check.validator.is_valid(value):
            problem = _before(_first(check.validator, value, check.order), problem)
        return value, problem

    def _check_of(self, sent: str) -> _BodyCheck | None:
        """The body of a media type: as named, as a family such as ``image/*``, or of any."""
        family = f"{sent.partition('/')[0]}/*"
        return self._bodies.get(sent) or self._bodies.get(family) or self._bodies.get("*/*")


def _images(media_type: str) -> tuple[str, ...]:
    return (media_type,) if media_type.startswith("image/") else ()


def _key(parameter: Parameter, known: list[Parameter]) -> str:
    twins = [one for one in known if one.name == parameter.name]
    return parameter.name if len(twins) == 1 else f"{parameter.name} ({parameter.place})"


def _whole(found: list[tuple[Parameter, str, Any]]) -> Json:
    return {
        "type": "object",
        "properties": {key: parameter.schema for parameter, key, _ in found},
        "required": [key for parameter, key, _ in found if parameter.required],
    }


def _body_check(operation: Operation, body: Body) -> _BodyCheck:
    contract, pointer = operation.contract, f"{operation.pointer}/requestBody"
    whole = resolved(contract, body.schema)
    order = {name: position for position, name in enumerate(whole.get("properties", {}))}
    if body.media_type in FORMS:
        form = form_body(contract, body)
        schema = _form_schema(whole, form)
        filled = frozenset(schema["required"]) - form.files.keys()
        return _BodyCheck(body, form, compiled(contract, schema, pointer), order, None, filled)
    kinds = types(whole)
    textual = body.media_type.startswith("text/") or "json" in body.media_type or "xml" in body.media_type
    binary = whole if not textual and (kinds <= {"string"}) else None
    schema = (
        {"type": "array", "items": body.schema}
        if is_lines(body.media_type) and "array" not in kinds
        else body.schema
    )
    return _BodyCheck(
        body, None, compiled(contract, {} if binary is not None else schema, pointer), order, binary
    )


def _form_schema(whole: Json, form: FormBody) -> Json:
    """The schema of a form's values: vendors ignore what they do not know, and files are checked on their own."""
    schema = {
        name: value
        for name, value in whole.items()
        if name not in {"additionalProperties", "unevaluatedProperties"}
    }
    schema["type"] = "object"
    placed = {
        name
        for name, prop in whole.get("properties", {}).items()
        if is_object(prop) and prop.get("x-placed-by")
    }
    schema["properties"] = {
        name: _of_files(form.files[name]) if name in form.files else {} if name in placed else prop
        for name, prop in whole.get("properties", {}).items()
    }
    schema["required"] = [name for name in whole.get("required", ()) if name not in placed]
    return schema


def _of_files(check: FileCheck) -> Json:
    """Of files, each of which is checked by itself, how many there may be."""
    return {name: check.whole[name] for name in ("minItems", "maxItems") if name in check.whole}


def _first(validator: jsonschema_rs.Draft202012Validator, values: Any, order: Mapping[str, int]) -> Problem:
    """The first problem: missing before invalid, then in the order of the contract."""
    problems = [_problem(error) for error in validator.iter_errors(values)]
    return min(
        problems, key=lambda one: (one.kind != "missing", order.get(one.name.partition(".")[0], len(order)))
    )


def _problem(error: jsonschema_rs.ValidationError) -> Problem:
    path = [str(step) for step in error.instance_path]
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
        return Problem("missing", ".".join([*path, error.kind.property]), error.message)
    if isinstance(error.kind, _ALTERNATIVES) and (chosen := _meant(error)) is not None:
        return _problem(chosen)
    if not path and isinstance(error.kind, _ALTERNATIVES):
        lacking = [one.kind for alternative in error.kind.context for one in alternative]
        if lacking and all(isinstance(kind, jsonschema_rs.ValidationErrorKind.Required) for kind in lacking):
            return Problem("missing", str(getattr(lacking[0], "property", "body")), error.message)
    return Problem("bad", ".".join(path) or "body", error.message)


def _meant(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError | None:
    """Why the one alternative refuses a value whose constants it has; None unless there is one such alternative."""
    alternatives: list[list[jsonschema_rs.ValidationError]] = getattr(error.kind, "context", [])
    fitting = [
        problems for problems in alternatives if problems and not any(_tells(error, one) for one in problems)
    ]
    if len(fitting) != 1 or len(alternatives) == 1:
        return None
    required = jsonschema_rs.ValidationErrorKind.Required
    return min(fitting[0], key=lambda one: not isinstance(one.kind, required))


def _tells(error: jsonschema_rs.ValidationError, one: jsonschema_rs.ValidationError) -> bool:
    """Whether a problem says that another alternative is meant: a constant differs, or the type of the whole."""
    if isinstance(one.kind, jsonschema_rs.ValidationErrorKind.Type):
        return list(one.instance_path) == list(error.instance_path)
    if isinstance(one.kind, jsonschema_rs.ValidationErrorKind.Enum):
        return len(one.kind.options) == 1
    return isinstance(one.kind, jsonschema_rs.ValidationErrorKind.Constant)


def _before(one: Problem | None, other: Problem | None) -> Problem | None:
    if one is None or other is None:
        return one or other
    return other if other.kind == "missing" and one.kind != "missing" else one
