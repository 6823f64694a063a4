"""The Python package: names and types that changed although the contract did not, or not in this way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..contract import Contract, Operation, RequestField, request_fields
from ..diagnostics import Location
from ..plan import Package
from ..plan.package import OTHERS, Argument, OperationPlan
from ..python_types import PythonType
from ..render.expressions import annotation, returned
from .change import Change, Changes
from .operations import Pair, method_of
from .python_fit import accepts
from .requests import argument_of

#: Changes of the contract that say already that a Python type is another one.
_TYPED = ("type-", "values-", "field-", "null-", "alternative-", "constant-")


@dataclass(frozen=True, slots=True)
class _Offered:
    """A value of a request as the client offers it."""

    argument: Argument
    option: bool
    default: str | None


@dataclass(frozen=True, slots=True)
class Surface:
    """Compares two packages, whose contracts have been compared."""

    changes: Changes
    contracts: tuple[Contract, Contract]
    packages: tuple[Package, Package]

    def compare(self, pairs: Sequence[Pair]) -> None:
        """Note every change of names, types and settings of the Python side."""
        told = tuple(self.changes.found)
        self._package()
        self._schemes()
        self._callbacks()
        plans = tuple({one.operation_id: one for one in each.operations} for each in self.packages)
        for old, new in pairs:
            self._operation(old, new, plans[0][old.id], plans[1][new.id], told)
        self._models(told)
        self._errors(pairs)

    def _add(
        self, code: str, at: str, message: str, places: tuple[Location, Location], names: Sequence[str] = ()
    ) -> None:
        self.changes.add(code, at, message, *places, names)

    def _package(self) -> None:
        old, new = self.packages
        clients = [each.client for each in self.contracts]
        places = (clients[0].package_location, clients[1].package_location)
        if (old.module, old.distribution) != (new.module, new.distribution):
            message = (
                f"`{old.distribution}`, imported as `{old.module}`, "
                f"became `{new.distribution}`, imported as `{new.module}`."
            )
            self._add("python-package-renamed", "package", message, places, (old.module,))
        places = (clients[0].class_location, clients[1].class_location)
        if old.class_name != new.class_name:
            message = f"`{old.class_name}` became `{new.class_name}`."
            name = old.class_name
            names = [f"{prefix}{name}{end}" for prefix in ("", "Async") for end in ("", "WithRawResponse")]
            self._add("python-class-renamed", "client", message, places, [*names, f"{name}Callbacks"])
        if old.chosen != new.chosen and old.schemes and new.schemes:
            message = (
                "`signature` has another default: the given credentials choose the way"
                f"{'' if new.chosen else ' no more'}."
            )
            self._add("python-option-default", "client", message, places, ("signature",))
        if old.environment != new.environment:
            message = f"Settings come from `{new.environment}_…`, not from `{old.environment}_…`."
            self._add("python-environment-changed", "client", message, places)
        variables = {one.name: one.variable for one in new.credentials}
        for one in old.credentials:
            if one.name in variables and one.variable != variables[one.name]:
                message = f"`{one.name}` comes from `{variables[one.name]}`, not from `{one.variable}`."
                self._add("python-environment-changed", "client", message, places)

    def _schemes(self) -> None:
        for scheme in self.contracts[0].schemes:
            other = self.contracts[1].scheme(scheme.name)
            if other is None:
                continue
            before, after = (one.client_name or one.name for one in (scheme, other))
            if before != after:
                message = f"`signature={before!r}` became `signature={after!r}`."
                places = (scheme.location, other.location)
                self._add("python-signature-renamed", f"signing {scheme.name}", message, places)

        ways = [each.schemes for each in self.packages]
        if len(ways[0]) > 1 >= len(ways[1]):
            message = "`signature` is not an argument of the constructor any more: one way is left."
            places = (self.contracts[0].location, self.contracts[1].location)
            self._add("python-argument-withdrawn", "signing", message, places, ("signature", "Signature"))

    def _callbacks(self) -> None:
        """A client with one callback calls the method `unwrap`, one with several names each."""
        counts = [len(each.callbacks) for each in self.packages]
        if (counts[0] == 1) == (counts[1] == 1):
            return
        others = {one.name: one for one in self.contracts[1].callbacks}
        for one in self.contracts[0].callbacks:
            if one.name in others:
                before, after = ("unwrap" if count == 1 else f"unwrap_{one.name}" for count in counts)
                message = f"The method `{before}` became `{after}`."
                places = (one.location, others[one.name].location)
                self._add("python-method-renamed", f"callback {one.name}", message, places, (before,))

    def _operation(
        self,
        old: Operation,
        new: Operation,
        before: OperationPlan,
        after: OperationPlan,
        told: Sequence[Change],
    ) -> None:
        places = (old.location, new.location)
        if before.method_name != after.method_name:
            message = f"The method `{before.method_name}` became `{after.method_name}`."
            self._add("python-method-renamed", old.id, message, places, (method_of(old),))
        if before.result != after.result and before.result is not None:
            message = f"It gives `{_result(after)}`, not `{_result(before)}`."
            self._add("python-result-changed", old.id, message, places)
        ones, others = (_offered(plan) for plan in (before, after))
        fields = tuple({one.name: one for one in request_fields(each)} for each in (old, new))
        for wire, one in ones.items():
            field, other = fields[1].get(wire), others.get(wire)
            if field is None:
                continue  # the request tells it
            at, both = f"{old.id} request /{wire}", (fields[0][wire].location, field.location)
            names = (one.argument.name,)
            if other is None or other.option != one.option:
                if argument_of(new, field) or field.client.omit:
                    message = f"`{one.argument.name}` is not an argument of {_of(one, before)} any more."
                    self._add("python-argument-withdrawn", at, message, both, names)
                continue
            if one.argument.name != other.argument.name:
                message = f"The argument `{one.argument.name}` became `{other.argument.name}`."
                self._add("python-argument-renamed", at, message, both, names)
            if one.default != other.default:
                message = (
                    f"The default of `{other.argument.name}` was {one.default!r}, and is {other.default!r}."
                )
                self._add("python-option-default", at, message, both, names)
            if not accepts(other.argument.type, one.argument.type):
                self._type("python-argument-type", at, (one.argument.type, other.argument.type), both, told)
        self._offered_now(old, new, ones, others, fields)

    def _offered_now(
        self,
        old: Operation,
        new: Operation,
        ones: dict[str, _Offered],
        others: dict[str, _Offered],
        fields: tuple[dict[str, RequestField], ...],
    ) -> None:
        for wire, other in others.items():
            field, one = fields[0].get(wire), ones.get(wire)
            if field is None or (one is not None and one.option == other.option):
                continue
            if one is None and not (argument_of(old, field) or field.client.omit):
                continue  # signing or a constant filled it in: the request tells it
            needed = other.argument.required and not other.option
            code = "python-argument-required" if needed else "python-argument-offered"
            places = (field.location, fields[1][wire].location)
            message = f"`{other.argument.name}` is {'a required' if needed else 'an optional'} argument."
            at = f"{old.id} request /{wire}"
            self._add(code, at, message, places, (other.argument.name, method_of(new)))

    def _type(
        self,
        code: str,
        at: str,
        types: tuple[PythonType, PythonType],
        places: tuple[Location, Location],
        told: Sequence[Change],
    ) -> None:
        before, after = map(annotation, types)
        wire = at.rpartition("/")[2]
        if any(
            one.kind == "breaking"
            and one.at.endswith(f"/{wire}")
            and one.code.partition("-")[2].startswith(_TYPED)
            for one in told
        ):
            return
        self._add(code, at, f"Its type was `{before}`, and is `{after}`.", places)

    def _models(self, told: Sequence[Change]) -> None:
        ones, others = ({one.name: one for one in (*each.models, *each.headers)} for each in self.packages)
        where = (self.contracts[0].location, self.contracts[1].location)
        for name, one in ones.items():
            if name not in others:
                message = f"The class `models.{name}` was removed."
                self._add("python-model-removed", f"models {name}", message, where, (name,))
                continue
            fields = {field.wire: field for field in others[name].fields}
            for field in one.fields:
                other, at = fields.get(field.wire), f"models {name} /{field.wire}"
                if other is None:
                    if field.wire == OTHERS:  # of the others, the response tells it
                        message = f"The attribute `{field.attribute}` was removed."
                        self._add("python-attribute-removed", at, message, where, (field.attribute,))
                    continue
                if field.attribute != other.attribute:
                    message = f"The attribute `{field.attribute}` became `{other.attribute}`."
                    self._add("python-attribute-renamed", at, message, where, (field.attribute,))
                if not accepts(field.type, other.type):
                    self._type("python-attribute-type", at, (field.type, other.type), where, told)
        for name in others:
            if name not in ones:
                self._add("python-model-added", f"models {name}", f"`models.{name}` was added.", where)

    def _errors(self, pairs: Sequence[Pair]) -> None:
        for old, new in pairs:
            before, after = self.packages
            known = {one.class_name for one in after.errors}
            ones, others = ({one.code: one.class_name for one in each.errors} for each in (before, after))
            rows = {row.code: row for row in new.errors}
            for row in old.errors:
                if row.code in rows and ones[row.code] != others[row.code]:
                    message = f"`errors.{ones[row.code]}` became `errors.{others[row.code]}`."
                    places = (row.location, rows[row.code].location)
                    names = () if ones[row.code] in known else (ones[row.code],)
                    self._add("python-error-renamed", f"error {row.code}", message, places, names)


def _offered(plan: OperationPlan) -> dict[str, _Offered]:
    arguments = {one.name: one for one in plan.arguments}
    found = {one.name: _Offered(arguments[one.argument], False, None) for one in plan.fields}
    return found | {one.field.name: _Offered(one.argument, True, one.default) for one in plan.options}


def _of(offered: _Offered, plan: OperationPlan) -> str:
    return "the constructor" if offered.option else f"`{plan.method_name}`"


def _result(plan: OperationPlan) -> str:
    """The type of a result, as people read it."""
    return returned(plan.result).replace("models.", "")
