"""Responses: statuses, media types, and what their bodies hold."""

from __future__ import annotations

from dataclasses import dataclass

from ..contract import Operation, Response
from .at import At
from .change import Changes
from .values import Values


@dataclass(frozen=True, slots=True)
class Responses:
    """Compares the responses of an operation."""

    changes: Changes

    def compare(self, old: Operation, new: Operation) -> None:
        """Note every change of what comes back. Failing statuses of the error table are told by their rows."""
        ones, others = ({one.status: one for one in each.responses} for each in (old, new))
        succeeded = (
            [one for one in old.responses if one.success],
            [one for one in new.responses if one.success],
        )
        for status, one in ones.items():
            if status in others:
                self._response(old, one, others[status])
            elif len(succeeded[0]) == len(succeeded[1]) == 1 and one.success:
                message = f"Success comes with {succeeded[1][0].status}, not with {status}."
                self._status("response-status-removed", (old, new), message, one, succeeded[1][0])
                self._response(old, one, succeeded[1][0])
            elif one.success:
                message = f"{status} does not come any more."
                self._status("response-status-removed", (old, new), message, one, None)
            elif status not in {str(row.status) for row in old.errors}:
                self._status("failure-removed", (old, new), f"{status} is not described any more.", one, None)
        for status, other in others.items():
            if status in ones or (other.success and len(succeeded[0]) == len(succeeded[1]) == 1):
                continue
            if other.success:
                self._status(
                    "response-status-added", (old, new), f"Success may come with {status}.", None, other
                )
            elif status not in {str(row.status) for row in new.errors}:
                self._status("failure-added", (old, new), f"{status} is described.", None, other)

    def _status(
        self,
        code: str,
        operations: tuple[Operation, Operation],
        message: str,
        old: Response | None,
        new: Response | None,
    ) -> None:
        """Where a status is on one side only, the operation of the other is the place."""
        before, after = (
            (one or operation).location for one, operation in zip((old, new), operations, strict=True)
        )
        self.changes.add(code, f"{operations[0].id} response", message, before, after)

    def _response(self, operation: Operation, old: Response, new: Response) -> None:
        what = "response" if old.success else "failure"
        at = At(who=f"{operation.id} {what}", direction="response", typed=old.success)
        if old.description != new.description and old.success:
            message = "Its description was rewritten."
            self.changes.add("documentation", str(at), message, old.location, new.location)
        ones, others = ({media.type: media for media in one.media} for one in (old, new))
        pairs = [(ones[name], others[name]) for name in ones if name in others]
        for name, one in ones.items():
            if name not in others:
                message = f"It does not come as {name} any more."
                self.changes.add("response-media-removed", str(at), message, one.location, new.location)
        for name, other in others.items():
            if name not in ones:
                message = f"It may come as {name}."
                self.changes.add("response-media-added", str(at), message, old.location, other.location)
        if not pairs and old.media and new.media:
            pairs = [(old.media[0], new.media[0])]
        before, after = ({one.name: one for one in each.headers} for each in (old, new))
        holders = (old.location, new.location)
        Values(self.changes).properties(at.inside("headers"), before, after, holders=holders)
        for one, other in pairs:
            if one.schema is not None and other.schema is not None:
                Values(self.changes).compare(at, one.schema, other.schema)
