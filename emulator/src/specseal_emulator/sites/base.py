"""The types that every site builds on, of a vendor or of a contract alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ..contract import ContractError, InputCheck, Operation, OutputCheck
from ..examination import Examination
from ..http import Request, Response
from ..plugins import Declaration
from ..services import Services
from ..state import Limits


class Refusal(Exception):
    """A documented error, raised where it is found, and rendered by the vendor's site."""

    def __init__(
        self, code: str, detail: str = "", *, message: str = "", why: str = "", bare: bool = False
    ) -> None:
        """Args: `code`; `detail`, what stands behind the colon; `message` for people; `why` for the journal.

        `bare` leaves the ids of the request out of the body, where the contract allows that.
        """
        self.code = code
        self.detail = detail
        self.message = message
        self.why = why or f"{code} {detail} {message}".strip()
        self.bare = bare
        super().__init__(self.why)


def account_error(account: Mapping[str, Any], disabled: str) -> str:
    """The error for every call of an account, or an empty string. Args: `disabled`, the product's for disabled keys."""
    return str(account.get("refusal") or (disabled if account.get("disabled") else ""))


@dataclass(slots=True)
class Call:
    """One authenticated call with valid parameters, as a product's handler sees it."""

    services: Services
    operation: Operation
    request: Request
    owner: str
    values: Mapping[str, Any]
    """Typed parameters. Files are in `request.files`."""

    def text(self, name: str) -> str:
        """A string parameter, empty when absent."""
        return str(self.values.get(name, ""))

    def number(self, name: str, default: int) -> int:
        """An integer parameter, the default when absent."""
        value = self.values.get(name, default)
        return value if isinstance(value, int) else default


@dataclass(slots=True)
class Endpoint:
    """An operation with its compiled checks and its behaviour."""

    operation: Operation
    check_input: InputCheck
    check_output: OutputCheck
    handler: Callable[[Call], dict[str, Any]] | None
    """None: the response is the example of the contract."""

    @classmethod
    def build(
        cls,
        operation: Operation,
        handlers: Mapping[str, Callable[[Call], dict[str, Any]]],
        needs: Iterable[str],
        *,
        ignore: frozenset[str] = frozenset(),
    ) -> Endpoint:
        """Compile. Raises `ContractError` when the contract lacks an error row that the behaviour needs."""
        handler = handlers.get(operation.action or operation.path)
        if handler is not None:
            for code in needs:
                if operation.error(code) is None:
                    raise ContractError(
                        operation.contract.path,
                        f"has no error row {code}, which the emulator responds with",
                        f"{operation.pointer}/x-errors",
                    )
        return cls(operation, InputCheck(operation, ignore=ignore), OutputCheck(operation), handler)


@dataclass(slots=True)
class Route:
    """The result of routing a request, done once. Vendors derive from it."""

    endpoint: Endpoint | None = None
    """The operation, whatever the method; None when there is none."""


R = TypeVar("R", bound=Route)


class Site(Protocol[R]):
    """One vendor's part of the emulator: its paths, and everything that happens behind them."""

    @property
    def paths(self) -> Mapping[str, Operation]:
        """The paths it serves, each with an operation that it serves there."""
        ...

    @property
    def pages(self) -> Iterable[str]:
        """Further paths that it serves, which no contract has."""
        ...

    @property
    def operations(self) -> Iterable[Operation]:
        """Every operation that it serves."""
        ...

    @property
    def warnings(self) -> Iterable[str]:
        """Warnings to show at start."""
        ...

    def route(self, request: Request) -> R:
        """Route a request to one of its paths, or to an unknown path. Never raises, whatever was sent."""
        ...

    def refuse(self, examination: Examination, route: R, refusal: Refusal) -> Response:
        """Render a documented error of the operation that was routed to."""
        ...

    def respond(self, examination: Examination, route: R) -> Response:
        """Respond to a routed request. Never raises, whatever was sent."""
        ...

    def limits(self, operation: Operation) -> Limits:
        """The documented limits of an operation."""
        ...


Served = Mapping[str, list[Operation]]
"""Operations by the product of their contract."""


@dataclass(frozen=True, kw_only=True)
class Vendor(Declaration):
    """One vendor, as an entry point of the group ``specseal_emulator.vendors`` leads to it."""

    products: tuple[str, ...]
    """The products whose contracts it serves."""
    site: Callable[[Services, Served], Site[Any]]
    """Builds its site, for those of its products that have a contract. Raises `ContractError`, and
    `Unusable` for a setting that cannot be met."""
    contracts: tuple[Path, ...] = ()
    """Contract files that it brings, served with the packaged ones."""
    unknown_paths: bool = False
    """Whether it handles requests to paths that no site serves."""
