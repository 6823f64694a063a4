"""One attempt to generate a document: lint, plan, render and compile, in memory."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from specseal.contract import resolve_document
from specseal.diagnostics import Diagnostic, Refused
from specseal.document import Map
from specseal.generate import check_contract
from specseal.lint import lint_document
from specseal.opc.parser import parse_operations
from specseal.plan import Origin, plan_package
from specseal.publishing import Publishing
from specseal.render import render_package


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of it. Generated is what was neither refused nor crashed."""

    refused: tuple[Diagnostic, ...] = ()
    crashed: str = ""
    """The last line of the traceback, and where it was raised."""
    seconds: float = 0.0

    @property
    def generated(self) -> bool:
        """Whether a package came out."""
        return not self.refused and not self.crashed


def attempt(name: str, document: Map, *, lenient: bool = False) -> Attempt:
    """Generate a package of a document, in memory; runtime modules are not compiled."""
    started = time.perf_counter()
    refused: tuple[Diagnostic, ...] = ()
    crashed = ""
    try:
        _generate(name, document, lenient=lenient)
    except Refused as error:
        refused = error.diagnostics
    except Exception as error:  # the measure is how many of these there are
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.lineno}"
        crashed = f"{type(error).__name__} at {where}: {str(error)[:120]}"
    return Attempt(refused, crashed, time.perf_counter() - started)


def _generate(name: str, document: Map, *, lenient: bool) -> None:
    lint_document(document, lenient=lenient)
    contract, signers, _ = check_contract(name, resolve_document(document), lenient=lenient)
    origin = Origin("corpus", name, f"specs/corpus/{name}.yaml", "sha256:0", "0", Publishing())
    package = plan_package(contract, signers.recipes, parse_operations(contract), origin)
    for path, text in render_package(package, signers).items():
        if path.endswith(".py") and "/_runtime/" not in path:
            compile(text, path, "exec", dont_inherit=True)
