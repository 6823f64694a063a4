"""The documented response that a caller prefers, or a list of those it can ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .generic.responders import Responders
from .generic.success import NoResponse
from .http.response import render_json
from .prefer import NoSuchResponse, error_for, refusal, statuses
from .sites.responses import plain

if TYPE_CHECKING:
    from .examination import Examination
    from .http import Response
    from .prefer import Preference
    from .services import Services
    from .sites.base import Endpoint, Route, Site


class Preferred:
    """Responds as callers prefer."""

    def __init__(self, services: Services) -> None:
        self._responders = Responders(services)

    def __call__(
        self, asked: Preference, examination: Examination, site: Site[Any], route: Route, endpoint: Endpoint
    ) -> Response:
        """The response of an operation that fits a preference; 400 with those that exist where none does."""
        responder = self._responders.of(endpoint)
        operation, accept = responder.operation, examination.request.headers.get("accept", "")
        try:
            error = error_for(operation, asked, responder.statuses)
            if asked.example:
                response = responder.named(asked.example)
            elif error:
                response = site.refuse(
                    examination, route, refusal(operation, error, f"the caller prefers {asked}")
                )
            else:
                response = responder.plain(accept, int(asked.code), why="responded as the contract documents")
        except (NoSuchResponse, NoResponse) as problem:
            response = plain(400, f"Prefer: {problem}")
            response.data |= {
                "codes": statuses(operation, responder.statuses),
                "errors": list(operation.errors),
                "examples": responder.examples(),
            }
            response.body = render_json(response.data)
            return response
        response.headers += (("preference-applied", str(asked)),)
        return response
