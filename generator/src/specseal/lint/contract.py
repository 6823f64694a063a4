"""All checks of a contract, in the order in which a reader would mend what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..diagnostics import Diagnostic, Refused
from ..document import Map
from .errors import check_errors
from .examples import check_examples
from .extensions import check_extensions
from .helpers import check_helpers
from .names import check_names
from .references import check_references
from .requests import check_requests
from .responses import check_responses
from .security import check_security
from .servers import check_servers
from .structure import check_structure

_Check = Callable[[Map], Iterator[Diagnostic]]
#: Each stage relies on what those before it have established.
_WELL_FORMED: tuple[tuple[_Check, ...], ...] = ((check_references,), (check_structure,), (check_extensions,))
_STAGES: tuple[tuple[_Check, ...], ...] = (
    *_WELL_FORMED,
    (check_servers, check_security, check_errors, check_requests, check_responses),
    (check_helpers,),
    (check_names,),
    (check_examples,),
)


def lint_sources(document: Map) -> None:
    """Raise `Refused` unless a spec with its wire overlays is well-formed: what resolving takes for granted."""
    _run(_WELL_FORMED, document)


def lint_contract(document: Map) -> None:
    """Raise `Refused` with everything that is wrong with a contract (with or without its client overlay)."""
    _run(_STAGES, document)


def _run(stages: tuple[tuple[_Check, ...], ...], document: Map) -> None:
    for stage in stages:
        # a schema that is met twice, by itself and within another, is reported once
        if problems := dict.fromkeys(problem for check in stage for problem in check(document)):
            raise Refused(problems)
