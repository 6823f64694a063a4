"""Any contract as a site: route, identify, admit, check, act, and refuse in the vendor's own shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..contract import InputCheck, OutputCheck
from ..contract.notation import named_error
from ..http import Response
from ..sites.admission import admit, documented
from ..sites.base import Refusal, Route, account_error
from ..sites.responses import plain
from .accounts import Denied
from .constants import constants
from .declarations import behaviour_of, kinds_of, tables_of
from .endpoint import GenericEndpoint
from .kinds import STATUS, choices_of, choose
from .making import Maker
from .misnamed import misnamed
from .refusals import ErrorBody, ErrorWriter
from .requests import RequestCheck
from .routing import Found, Router
from .security import alternatives_of, identify, schemes_of
from .signatures import RecipeScheme
from .success import Responder
from .tokens import token_endpoints
from .wording import refusal_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..contract import Contract, Operation
    from ..examination import Examination
    from ..http import Request
    from ..services import Services
    from ..state import Limits
    from .kinds import Choice, Kind
    from .records import Behaviour
    from .tokens import TokenEndpoint

_SHOWN = 3
"""Operations that a warning names."""


@dataclass(slots=True, kw_only=True)
class GenericRoute(Route):
    """What a request asks for."""

    found: Found = field(default_factory=lambda: Found(None))
    token: TokenEndpoint | None = None


class GenericSite:
    """One contract, emulated from what it says."""

    def __init__(self, contract: Contract, operations: list[Operation], services: Services) -> None:
        """Compile everything. Raises `ContractError`."""
        self._contract = contract
        self._services = services
        self._body = ErrorBody.of(contract, operations)
        maker = Maker(contract, services.clock, services.ids)
        rows = {row.code: row for operation in operations for row in operation.errors.values()}
        nonce = choose(rows.values()).get("nonce")
        self.schemes = schemes_of(
            contract, operations, services, once=nonce is not None and nonce.why != "stands in"
        )
        self._tokens = token_endpoints(contract, services)
        self.kinds = kinds = kinds_of(contract)
        tables = tables_of(contract, operations, kinds, services)
        self.endpoints = [
            self._endpoint(operation, operations, maker, behaviour_of(operation, kinds, tables))
            for operation in operations
        ]
        self._router = Router(self.endpoints)
        self._paths = self._by_path()

    def _endpoint(
        self,
        operation: Operation,
        operations: Sequence[Operation],
        maker: Maker,
        behaviour: Behaviour | None,
    ) -> GenericEndpoint:
        check = OutputCheck(operation)
        alternatives = alternatives_of(operation)
        moves = [
            move
            for name in dict.fromkeys(name for group in alternatives for name in group)
            if isinstance(scheme := self.schemes.get(name), RecipeScheme)
            for move in scheme.scheme.moved()
        ]
        return GenericEndpoint(
            operation=operation,
            check_input=InputCheck(operation, ignore=frozenset(one.name for one in operation.fields)),
            check_output=check,
            handler=None,
            constants=constants(operation, moves),
            check_request=RequestCheck(operation),
            respond=Responder(operation, check, maker, self._services),
            refuse=ErrorWriter(
                operation,
                check,
                self._body,
                maker,
                self._services.ids.uuid,
                operations,
            ),
            choices=choices_of(operation.errors.values()),
            alternatives=alternatives,
            behaviour=behaviour,
        )

    def _by_path(self) -> dict[str, Operation]:
        found = dict.fromkeys(self._tokens, self.endpoints[0].operation)
        for endpoint in self.endpoints:
            found.setdefault(endpoint.operation.path, endpoint.operation)
        return found

    @property
    def contract(self) -> Contract:
        """The contract that it serves."""
        return self._contract

    @property
    def paths(self) -> Mapping[str, Operation]:
        """See `Site.paths`."""
        return self._paths

    @property
    def pages(self) -> tuple[str, ...]:
        """See `Site.pages`: the paths without a server's."""
        return tuple(path for path in self._router.literal if path not in self._paths)

    @property
    def operations(self) -> list[Operation]:
        """See `Site.operations`."""
        return [endpoint.operation for endpoint in self.endpoints]

    @property
    def warnings(self) -> list[str]:
        """See `Site.warnings`."""
        used = {name for one in self.endpoints for group in one.alternatives for name in group}
        product = self._contract.product
        found = [
            f"{product}: {name}: {doubt}"
            for name, scheme in self.schemes.items()
            if name in used
            for doubt in scheme.doubts
            if "not checked" in doubt or "vector" in doubt
        ]
        found += [
            f"{product}: {one.operation.id}: example {name!r} breaks the contract and is not used"
            for one in self.endpoints
            for name in one.respond.misfits
        ]
        found += [
            f"{product}: {one.operation.id}: {text}"
            for one in self.endpoints
            if one.respond.statuses
            for text in one.respond.returned.misnamed(one.operation, one.respond.base())
        ]
        found += [f"{product}: {text}" for text in misnamed(self.endpoints, self.kinds)]
        found += [
            f"{product}: {endpoint.operation.id}: {gap}"
            for endpoint in self.endpoints
            if (gap := endpoint.respond.gap())
        ]
        if bare := [one.undocumented for one in self.endpoints if one.undocumented]:
            more = f"; and {len(bare) - _SHOWN} more" if len(bare) > _SHOWN else ""
            found.append(
                f"{product}: error rows have statuses that no response of the operation documents, so their bodies "
                f"are those of other failures: {'; '.join(bare[:_SHOWN])}{more}"
            )
        return found

    def claims(self, request: Request) -> int:
        """How well a request fits the contract: 0 not at all."""
        return 4 if request.path in self._tokens else self._router.find(request).score

    def route(self, request: Request) -> GenericRoute:
        """See `Site.route`."""
        found = self._router.find(request)
        token = self._tokens.get(request.path) if found.endpoint is None else None
        return GenericRoute(found.endpoint, found=found, token=token)

    def limits(self, operation: Operation) -> Limits:
        """See `Site.limits`."""
        return documented(operation)

    def refuse(self, examination: Examination, route: Route, refusal: Refusal) -> Response:
        """See `Site.refuse`."""
        endpoint = route.endpoint
        if not isinstance(endpoint, GenericEndpoint):
            raise TypeError("nothing was routed to")
        return endpoint.refuse(refusal, examination.request.headers.get("accept", ""))

    def respond(self, examination: Examination, route: GenericRoute) -> Response:
        """See `Site.respond`."""
        if route.token is not None:
            return route.token.respond(examination)
        endpoint = route.found.endpoint
        if endpoint is None:
            return self._unrouted(examination, route.found)
        try:
            response = self._call(examination, endpoint, route.found.path)
        except Denied as denied:
            examination.failed(str(denied))
            return self._denied(examination, endpoint, denied)
        except Refusal as refusal:
            examination.failed(refusal.why)
            return endpoint.refuse(refusal, examination.request.headers.get("accept", ""))
        examination.passed()
        return response

    def _call(self, examination: Examination, endpoint: GenericEndpoint, path: Mapping[str, str]) -> Response:
        request, operation = examination.request, endpoint.operation
        examination.check("route", operation.id)
        identity = identify(examination, endpoint.alternatives, self.schemes)
        account = identity.account
        examination.check("account", f"of owner {account['owner']}")
        self._usable(account, endpoint)
        examination.check("limits")
        if over := admit(examination, self._services, account, operation, self.limits(operation)):
            raise Denied(over.kind, over.why)
        examination.check("parameters")
        checked = endpoint.check_request(request, path, identity.moved)
        if problem := checked.problem:
            kinds = {"missing": "missing", "large": "too-large"}
            raise Denied(kinds.get(problem.kind, "malformed"), f"{problem.name}: {problem.why}", problem.name)
        accept = request.headers.get("accept", "")
        if not endpoint.respond.statuses:
            return plain(501, f"the contract documents no success of {operation.id}")
        if endpoint.behaviour is not None:
            examination.check("call", f"{endpoint.behaviour.does} {endpoint.behaviour.kind.name}")
            return endpoint.behaviour.respond(str(account["owner"]), checked.values, endpoint.respond, accept)
        return endpoint.respond.to(checked.values, accept)

    def _usable(self, account: Mapping[str, Any], endpoint: GenericEndpoint) -> None:
        """Raises the error that an account is configured to be refused with."""
        error = account_error(account, "disabled")
        if error == "disabled":
            raise Denied("forbidden", "the account is disabled")
        if error:
            why = f"the account is configured to be refused: {error}"
            named = named_error(endpoint.operation, error)
            if named is None:
                raise Denied("forbidden", why)
            raise Refusal(named.code, named.detail, why=why)

    def _denied(self, examination: Examination, endpoint: GenericEndpoint, denied: Denied) -> Response:
        kind: Any = denied.kind
        accept = examination.request.headers.get("accept", "")
        choice = endpoint.choices.get(kind, denied.parameter)
        if choice is None:
            return self._without_row(endpoint, kind, denied)
        examination.notes["error"] = f"{kind}: {choice.row.code} ({choice.why})"
        return endpoint.refuse(refusal_of(choice, kind, denied), accept)

    def _without_row(self, endpoint: GenericEndpoint, kind: Kind, denied: Denied) -> Response:
        """A failure for which the contract has no row: the documented response of its status, or the emulator's own."""
        status = STATUS[kind]
        return endpoint.refuse.without_row(status, str(denied)) or plain(status, str(denied))

    def _unrouted(self, examination: Examination, found: Found) -> Response:
        """The response where no operation has the path, the method or the constants."""
        examination.operation = None
        request = examination.request
        kind: Kind = "route"
        why = "no operation of the contract has this path"
        more = frozenset({"HEAD"}) if "GET" in found.allowed else frozenset[str]()
        allow = sorted(found.allowed | more)
        headers: tuple[tuple[str, str], ...] = ()
        if found.allowed:
            headers = (("allow", ", ".join(allow)),)
            if request.method == "OPTIONS":
                return Response(204, "", b"", None, why="the methods of the path", headers=headers, own=True)
            if request.method in allow:
                why = "no operation of this path has these constants"
                headers = ()
            else:
                kind, why = "method", f"{request.method} is not accepted here; allowed are {', '.join(allow)}"
        examination.check("route")
        examination.failed(why)
        response = self._refused_route(kind, why, request.headers.get("accept", ""))
        response.headers += headers
        return response

    def _refused_route(self, kind: Kind, why: str, accept: str) -> Response:
        for endpoint in self.endpoints:
            choice: Choice | None = endpoint.choices.get(kind)
            if choice is not None:
                return endpoint.refuse(refusal_of(choice, kind, Denied(kind, why)), accept)
        return plain(STATUS[kind], why)
