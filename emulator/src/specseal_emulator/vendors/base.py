"""What every vendor's part is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ..contract import ContractError, InputCheck, Operation, OutputCheck
from ..examination import Examination
from ..http import Answer, Request
from ..plugins import Declaration
from ..services import Services
from ..state import Limits


class Refusal(Exception):
    """A documented error, raised where it is found and rendered by the vendor's site."""

    def __init__(
        self, code: str, detail: str = "", *, message: str = "", why: str = "", bare: bool = False
    ) -> None:
        """Args: `code`; `detail`, what stands behind the colon; `message` for people; `why` for the journal.

        `bare` asks for a body without the ids of the request, where the contract allows that.
        """
        self.code = code
        self.detail = detail
        self.message = message
        self.why = why or f"{code} {detail} {message}".strip()
        self.bare = bare
        super().__init__(self.why)


def standing(account: Mapping[str, Any], disabled: str) -> str:
    """The error that every call of an account meets, or an empty text. `disabled` is the product's own."""
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
        """A text parameter, empty where a contract lets it be absent."""
        return str(self.values.get(name, ""))

    def number(self, name: str, default: int) -> int:
        """A whole number, the default where a contract lets it be absent."""
        value = self.values.get(name, default)
        return value if isinstance(value, int) else default


@dataclass(slots=True)
class Endpoint:
    """An operation with its compiled checks and its behaviour."""

    operation: Operation
    check_input: InputCheck
    check_output: OutputCheck
    handler: Callable[[Call], dict[str, Any]] | None
    """None: the operation is answered with its example."""

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
                        f"has no error row {code}, which the emulator answers with",
                        f"{operation.pointer}/x-errors",
                    )
        return cls(operation, InputCheck(operation, ignore=ignore), OutputCheck(operation), handler)


@dataclass(slots=True)
class Route:
    """What a request asks for: found once, before anything else is done with it. Vendors derive from it."""

    endpoint: Endpoint | None = None
    """The operation, whatever the method; None when there is none."""


R = TypeVar("R", bound=Route)


class Site(Protocol[R]):
    """One vendor's part of the emulator: some paths, and everything that happens behind them."""

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
        """What a person should know at start."""
        ...

    def route(self, request: Request) -> R:
        """What a request to one of its paths, or to no known path, asks for. Never raises for what was sent."""
        ...

    def refuse(self, examination: Examination, route: R, refusal: Refusal) -> Answer:
        """A documented error of the operation that was routed to, rendered for a request."""
        ...

    def answer(self, examination: Examination, route: R) -> Answer:
        """Answer a request that was routed. Never raises for what was sent."""
        ...

    def limits(self, operation: Operation) -> Limits:
        """What an account without limits of its own may do."""
        ...


Served = Mapping[str, list[Operation]]
"""Operations by the product of their contract."""


@dataclass(frozen=True, kw_only=True)
class Vendor(Declaration):
    """One vendor, as an entry point of the group ``specseal_emulator.vendors`` leads to it."""

    products: tuple[str, ...]
    """The products whose contracts it serves."""
    site: Callable[[Services, Served], Site[Any]]
    """Makes its part of an emulator, for those products that a contract was given of. Raises `ContractError`, and
    `Unusable` for a setting that cannot be met."""
    contracts: tuple[Path, ...] = ()
    """Contract files that it brings, served with the packaged ones."""
    unknown_paths: bool = False
    """Whether it answers requests to paths that nobody serves."""
