"""The verification of a token: the page is opened, an outcome is chosen, both URLs receive it.

``/faceid/lite/do`` is the URL that third-party clients send browsers to; the vendor's own page about it
cannot be read. A token is good for one verification: opening the page again before its end is the same one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from ....delivery import Callback
from ....http import Response
from ....quoting import quoted
from ..settings import MegviiSettings
from . import page
from .result import OUTCOMES, Outcome, result, signed

if TYPE_CHECKING:
    from ....examination import Examination
    from ....services import Services

PATH = "/faceid/lite/do"
TOKEN, _OPEN = "lite-token", "lite-open"
_GRACE = 3.0
"""Seconds after a token has expired in which an open page may still submit, and is redirected."""


class Flow:
    """The verifications of one emulator."""

    def __init__(self, services: Services, ports: list[int], product: str) -> None:
        """Args: `ports`, where callbacks may go by the contract of `product`."""
        self._services = services
        self._ports = ports
        self._product = product
        services.background.add(self._sweep)
        if services.store.scan(_OPEN, "", 0):
            services.background.wake()

    def respond(self, examination: Examination) -> Response:
        """Respond to a browser: GET opens the page, POST ends the verification."""
        request = examination.request
        if request.method == "POST":
            response = self._end(examination)
        elif request.method in {"GET", "HEAD"}:
            response = self._show(request.query.get("token", ""))
        else:
            response = page.refusal(405, "this page accepts GET and POST")
        return response

    def _show(self, token: str) -> Response:
        now = self._services.clock.now()
        store = self._services.store
        record = store.get(TOKEN, token, now)
        if record is not None:
            store.put(_OPEN, token, record)
            if store.get(TOKEN, token, now) is None:  # it ended in between and must not reopen
                store.take(_OPEN, token, 0)
                record = None
        if record is None:
            return page.refusal(404, "unknown token, or it has expired, or its verification has ended")
        if self._services.account(record["api_key"]) is None:
            store.take(_OPEN, token, 0)
            return page.refusal(
                500, f"the key {quoted(record['api_key'])} of this token does not exist: check the seed"
            )
        expires = record["expires"]
        self._services.background.wake()
        seconds = 3600.0 if expires is None else max(0.0, expires - now)
        response = page.ask(PATH, token, record, seconds)
        response.why = "the verification is open"
        return response

    def _end(self, examination: Examination) -> Response:
        form = examination.request.form
        token, asked = form.get("token", ""), form.get("outcome", "")
        chosen: Outcome | None = next((outcome for outcome in OUTCOMES if outcome == asked), None)
        if chosen is None:
            return page.refusal(400, f"outcome: expected one of: {', '.join(OUTCOMES)}")
        store, now = self._services.store, self._services.clock.now()
        record = store.take(TOKEN, token, now)
        if record is None:
            # Just expired: it timed out, whatever the page submits.
            opened = store.get(_OPEN, token, 0)
            if opened and opened["expires"] is not None and opened["expires"] <= now:
                record, chosen = store.take(_OPEN, token, 0), "timeout"
        else:
            store.take(_OPEN, token, 0)
        if record is None:
            return page.refusal(404, "unknown token, or its verification has ended")
        examination.notes["outcome"] = chosen
        fields = self._tell(record, chosen)
        if fields is None:
            return page.refusal(
                500, f"the key {quoted(record['api_key'])} of this token does not exist: check the seed"
            )
        return self._back(record, fields)

    def _tell(self, record: dict[str, Any], outcome: Outcome) -> dict[str, str] | None:
        """Queue the callback; returns its fields, or None when the account that signs no longer exists."""
        services = self._services
        account = services.account(record["api_key"])
        if account is None:
            return None
        request_id = f"{int(services.clock.now())},{services.ids.uuid()}"
        fields = signed(result(record, outcome, request_id), str(account["secret"]))
        services.courier.post(
            Callback(record["token"], record["notify_url"], fields, self._ports, self._product)
        )
        return fields

    def _back(self, record: dict[str, Any], fields: dict[str, str]) -> Response:
        url: str = record["return_url"]
        if record.get("action_http_method") != "GET":
            response = page.onward(url, fields, record)
            response.why = "the browser posts the result to return_url"
            return response
        known = {"biz_id": record["biz_id"], **fields}
        added = urlencode(
            {
                name: known[name]
                for name in self._services.settings.of(MegviiSettings).lite_return
                if name in known
            }
        )
        parts = urlsplit(url)
        query = "&".join(part for part in (parts.query, added) if part)
        location = urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))
        return Response(
            303,
            "text/plain; charset=utf-8",
            b"",
            None,
            why="the browser goes to return_url",
            headers=(
                ("location", location),
                ("cache-control", "no-store"),
                ("referrer-policy", "no-referrer"),
            ),
            own=True,
        )

    def _sweep(self) -> bool:
        """End open verifications that have expired; True while any is open."""
        services = self._services
        now = services.clock.now()
        for record in services.store.scan(_OPEN, "", 0):
            expires = record["expires"]
            if (
                expires is not None
                and expires + _GRACE <= now
                and services.store.take(_OPEN, record["token"], 0)
            ):
                self._tell(record, "timeout")
        return bool(services.store.scan(_OPEN, "", 0))
