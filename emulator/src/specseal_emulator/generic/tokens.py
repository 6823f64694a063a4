"""Access tokens of OAuth 2 by client credentials: the endpoint that issues them."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus, urlsplit

from ..http import Response
from ..http.response import render_json
from ..json_types import is_object
from ..recipe.verify import same
from .credentials import TOKENS, parse_authorization

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..contract import Contract
    from ..examination import Examination
    from ..http import Request
    from ..services import Services

_LIFE = 3600


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """Issues tokens at the ``tokenUrl`` of a scheme."""

    path: str
    product: str
    services: Services

    def respond(self, examination: Examination) -> Response:
        """The response to a request for a token (RFC 6749, 4.4 and 5)."""
        data, status, why = self._issued(examination)
        headers = (("cache-control", "no-store"),)
        code = "" if status == 200 else str(data.get("error", ""))
        return Response(status, "application/json", render_json(data), data, code, why, headers, own=True)

    def _issued(self, examination: Examination) -> tuple[dict[str, Any], int, str]:
        request = examination.request
        examination.check("grant")
        grant = request.form.get("grant_type", "")
        if request.method != "POST" or not grant:
            return {"error": "invalid_request"}, 400, "a token is asked for by POST, with a grant_type"
        if grant not in {"client_credentials", "refresh_token"}:
            return {"error": "unsupported_grant_type"}, 400, f"grant_type {grant} is not supported"
        examination.check("client")
        client, secret = self._client(request)
        account = self.services.account(client) if client else None
        if account is None or not same(secret, str(account["secret"])):
            why = "the client is not known, or its secret is wrong"
            examination.failed(why)
            return {"error": "invalid_client"}, 401, why
        examination.notes["account"] = client
        examination.passed()
        token = issue(self.services, self.product, client, _LIFE)
        found: dict[str, Any] = {"access_token": token, "token_type": "Bearer", "expires_in": _LIFE}
        if scope := request.form.get("scope"):
            found["scope"] = scope
        return found, 200, ""

    def _client(self, request: Request) -> tuple[str, str]:
        scheme, text = parse_authorization(request)
        if scheme == "basic":
            try:
                user, _, password = base64.b64decode(text, validate=True).decode().partition(":")
            except (binascii.Error, ValueError):
                return "", ""
            return unquote_plus(user), unquote_plus(password)
        return request.form.get("client_id", ""), request.form.get("client_secret", "")


def issue(services: Services, product: str, client: str, life: int) -> str:
    """A new token of an account; it is remembered longer than it lives, so that it can be said to have expired."""
    token = services.ids.hex32()
    now = services.clock.now()
    record = {"product": product, "key": client, "until": now + life}
    services.store.put(TOKENS, token, record, now + life + 86_400)
    return token


def token_endpoints(contract: Contract, services: Services) -> Mapping[str, TokenEndpoint]:
    """The token endpoints of a contract, by path."""
    found: dict[str, TokenEndpoint] = {}
    for said in contract.document.get("components", {}).get("securitySchemes", {}).values():
        flow = contract.resolve(said).get("flows", {}).get("clientCredentials", {})
        if is_object(flow) and (url := str(flow.get("tokenUrl", ""))):
            path = urlsplit(url).path or "/"
            path = path if path.startswith("/") else f"/{path}"
            found[path] = TokenEndpoint(path, contract.product, services)
    return found
