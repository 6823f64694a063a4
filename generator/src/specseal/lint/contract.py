"""All checks of a contract. Each runs once, and all problems are reported in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..contract import Contract
from ..diagnostics import Diagnostic
from .callbacks import check_callbacks
from .constraints import check_constraints
from .emulation import check_emulated_parameters
from .errors import check_errors
from .info import check_info
from .names import check_names
from .paging import check_paging
from .requests import check_requests
from .responses import check_responses
from .security import check_security
from .servers import check_servers
from .signing import check_signing
from .tokens import check_tokens
from .values import check_objects
from .verification import check_verification

_CHECKS: tuple[Callable[[Contract], Iterator[Diagnostic]], ...] = (
    check_info,
    check_servers,
    check_security,
    check_tokens,
    check_errors,
    check_emulated_parameters,
    check_requests,
    check_constraints,
    check_responses,
    check_objects,
    check_paging,
    check_signing,
    check_verification,
    check_callbacks,
    check_names,
)


def lint_contract(contract: Contract) -> list[Diagnostic]:
    """Return all problems of a contract, each once."""
    # a schema reached twice, by itself and within another, is reported once
    return list(dict.fromkeys(problem for check in _CHECKS for problem in check(contract)))
