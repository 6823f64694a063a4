"""Error tables, and where a failing body carries what."""

from __future__ import annotations

from dataclasses import dataclass

from ..contract import Contract, ErrorBody, ErrorRow, Operation
from ..naming import error_class
from .change import Changes


@dataclass(frozen=True, slots=True)
class Errors:
    """Compares the documented failures."""

    changes: Changes
    classes: tuple[frozenset[str], frozenset[str]]
    """The error classes of both packages: a row may go while another operation keeps its class."""

    def compare(self, old: Operation, new: Operation) -> None:
        """Note every change of the error table of an operation."""
        ones, others = ({row.code: row for row in each.errors} for each in (old, new))
        for code, row in ones.items():
            at = f"{old.id} error {code}"
            if code in others:
                self._row(at, row, others[code])
            else:
                name = class_of(row)
                names = (name,) if name not in self.classes[1] else ()
                message = f"The error {code} was removed."
                self.changes.add("error-removed", at, message, row.location, new.location, names)
        for code, row in others.items():
            if code not in ones:
                message = f"The error {code} was added, with HTTP status {row.status}."
                self.changes.add("error-added", f"{old.id} error {code}", message, old.location, row.location)

    def _row(self, at: str, old: ErrorRow, new: ErrorRow) -> None:
        def add(code: str, message: str) -> None:
            self.changes.add(code, at, message, old.location, new.location)

        if old.status != new.status:
            add("error-status-changed", f"It comes with HTTP status {new.status}, not {old.status}.")
        if old.key != new.key:
            add("error-key-changed", f"The code stands under `{new.key}`, not under `{old.key}`.")
        if old.retryable and not new.retryable:
            add("error-retry-lost", "The call is not repeated any more: it would fail again.")
        if new.retryable and not old.retryable:
            add("error-retry-gained", "The call may succeed later, and is repeated.")
        if old.detail != new.detail:
            code = "error-detail-changed" if old.detail else "error-detail-added"
            told = f"the {new.detail}" if new.detail else "not read"
            add(code, f"What stands behind the code is {told}.")
        before, after = dict(old.reasons), dict(new.reasons)
        for reason in before.keys() - after.keys():
            add("error-reason-removed", f"The reason `{reason}` does not come any more.")
        for reason in sorted(after.keys() - before.keys()):
            add("error-reason-added", f"The reason `{reason}` was added.")
        if old.arguments != new.arguments:
            add("error-arguments-changed", f"It names one of {', '.join(new.arguments) or 'any'}.")
        if _matched(old) != _matched(new):
            add("error-match-changed", "How it is recognised changed: pattern, clock or text to sign.")
        reworded = any(before[name] != after[name] for name in before.keys() & after.keys())
        if reworded or " ".join(old.description.split()) != " ".join(new.description.split()):
            add("documentation", "Its description was rewritten.")

    def body(self, old: Contract, new: Contract) -> None:
        """Note another place of code, message or request id in a failing body."""
        before, after = old.error_body, new.error_body
        if before == after:
            return
        further = before is not None and after is not None and _reads_all(before, after)
        code = "error-body-extended" if further else "error-body-changed"
        message = "Failures carry code, message or request id elsewhere."
        if further:
            message = "Failures may carry code, message or request id in further places."
        self.changes.add(code, "failures", message, old.location, new.location)


def _reads_all(old: ErrorBody, new: ErrorBody) -> bool:
    """Whether all that was read is read first, and more behind it."""
    places = ("code", "message", "request_id", "request_id_headers", "retry_after_ms")
    for name in places:
        before, after = getattr(old, name), getattr(new, name)
        if after[: len(before)] != before:
            return False
    return (old.separator, old.failed_when) == (new.separator, new.failed_when)


def class_of(row: ErrorRow) -> str:
    """The Python class of a row."""
    return row.name or error_class(row.code)


def classes_of(contract: Contract) -> frozenset[str]:
    """The error classes of a package."""
    return frozenset(class_of(row) for operation in contract.operations for row in operation.errors)


def _matched(row: ErrorRow) -> tuple[object, ...]:
    return row.pattern, row.clock_skew, row.string_to_sign
