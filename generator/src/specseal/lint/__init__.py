"""All checks before anything is generated. Fail closed: what cannot be generated exactly is refused."""

from .contract import lint_contract
from .document import lint_document
from .error_responses import check_error_responses
from .examples import check_examples
from .harmless import softened
from .memory import check_memory
from .outcomes import check_outcomes, fails_by
from .package import check_package
from .stage import lint_stage
from .success_rows import check_success_rows
from .unfinished import check_unfinished

__all__ = [
    "check_error_responses",
    "check_examples",
    "check_memory",
    "check_outcomes",
    "check_package",
    "check_success_rows",
    "check_unfinished",
    "fails_by",
    "lint_contract",
    "lint_document",
    "lint_stage",
    "softened",
]
