"""Requests signed by a recipe: whose they are, and whether signature, time and nonce are right."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..empty import nothing
from ..numbers import in_seconds
from ..quoting import quoted
from ..recipe import Mismatch, View, verify
from ..recipe.fields import Pair, split
from ..recipe.hosts import forwarded_hosts
from ..recipe.received import told_beside
from ..recipe.times import seconds_of
from ..recipe.verify import run_of
from ..recipe.view import json_fields
from ..state.keys import key
from ..state.sizes import short
from .accounts import Denied, credentials_of, own_credentials, some_accounts
from .bodies import is_xml
from .query_forms import apart, form_in_query, form_names, is_bodiless
from .xml import flat_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..contract import Operation
    from ..examination import Diagnosis, Examination
    from ..http import Request
    from ..recipe import Scheme
    from ..recipe.invert import Reading
    from ..recipe.misread import Misreader
    from ..recipe.mistakes import Case
    from ..recipe.view import Target
    from ..services import Services

Moved = list[tuple[tuple[str, str], str]]
NONCES = "signed-nonce"
"""The kind of records that remember nonces."""
HIGHEST_NONCES = "highest-nonce"
"""The kind of records that remember the highest nonce of an account."""
_HIGHEST = 2**63 - 1
_SOURCES = {"headers": "header", "query": "parameter", "form": "field", "json": "field"}


@dataclass(slots=True)
class Identity:
    """Who sent a request."""

    account: Mapping[str, Any]
    moved: Moved = field(default_factory=nothing)
    """Fields that signing moved elsewhere, with their values."""


class RecipeScheme:
    """A security scheme with a recipe."""

    def __init__(self, product: str, scheme: Scheme, services: Services, *, once: bool) -> None:
        """Args: `once`, whether a nonce may be used once only."""
        self.scheme = scheme
        self._product = product
        self._services = services
        self._once = once
        self._json = any(place == "json" for place, _ in scheme.targets)
        self._placed = frozenset(name for place, name in scheme.targets if place == "form")
        self._forms = bool(self._placed) or scheme.uses("form")

    @cached_property
    def _misreaders(self) -> Mapping[Target, Misreader]:
        """Of fields that hold a digest and its text."""
        from ..recipe.misread import Misreader  # noqa: PLC0415 - slow to import: right signatures need none of it

        return {
            target: Misreader(self.scheme, target)
            for target in self.scheme.targets
            if target in self.scheme.secret_targets and told_beside(self.scheme.recipe, target)
        }

    @property
    def checks(self) -> str:
        """What is checked, for people."""
        clock = bool(self.scheme.recipe.clocks)
        window = self.scheme.window or self._services.settings.own.signature_window
        parts = ["key", "signature"]
        parts += [f"time (within {window} s, or until it says that it expires)"] if clock else []
        nonce = "nonce (greater than those before)" if self.scheme.grows else "nonce"
        parts += [nonce] if self._once else []
        return ", ".join(parts)

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is not checked, for people."""
        found = self.scheme.unverified
        if not self._once and not any("no nonce" in text for text in found):
            found += ("no error row stands for a repeated nonce, so repetitions are accepted",)
        return (
            (f"the signature is not checked: {self.scheme.problem}", *found) if self.scheme.problem else found
        )

    def present(self, request: Request) -> float:
        """How much of its needed fields a request has, from 0 to 1."""
        found = self._view(request).received(self.scheme.needed)
        return len(found) / max(len(self.scheme.needed), 1)

    def verify(self, examination: Examination) -> Identity:
        """The sender of a request. Raises `Denied`."""
        scheme, view = self.scheme, self._view(examination.request, examination.operation)
        examination.check("signature fields", scheme.name)
        received = view.received(scheme.targets)
        for place, name in scheme.needed:
            if not received.get((place, name)):
                kind = "credentials" if place == "headers" else "missing"
                raise Denied(kind, f"{_SOURCES[place]} {name} of {scheme.name} is missing", name)
        reading = scheme.read(view)
        examination.check("key")
        account = self._account(reading)
        if account is None:
            account = self._unnamed(view, reading)
        credentials = credentials_of(scheme, account)
        self._token(reading, credentials)
        examination.notes["account"] = str(account["key"])
        if scheme.problem:
            examination.notes["signature"] = f"not checked: {scheme.problem}"
            return Identity(account, list(reading.taken.items()))
        examination.check("signature", scheme.name)
        result = verify(scheme, view, reading, credentials)
        if result.string_to_sign:
            examination.notes["string_to_sign"] = result.string_to_sign
        if isinstance(result, Mismatch):
            raise self._refused(examination, view, reading, credentials, result)
        examination.check("time")
        lasts = self._in_time(reading)
        self._first_use(examination, account, reading, lasts)
        return Identity(account, list(reading.taken.items()))

    def _view(self, request: Request, operation: Operation | None = None) -> View:
        headers = request.headers
        media_type = headers.get("content-type", "")
        if media_type.startswith("application/x-www-form-urlencoded"):
            form = split(request.body.decode("latin-1"))
        elif is_xml(media_type.partition(";")[0].strip().lower()):
            form = tuple(Pair(name, value) for name, value in flat_fields(request.body))
        else:
            form = tuple(Pair(name, value) for name, value in request.form_pairs)
        query = split(request.raw_query)
        if self._forms and operation is not None and form_in_query(operation, request):
            query, form = apart(query, self._placed | form_names(operation))
        elif operation is None and is_bodiless(request):
            form = query
        return View(
            request.method,
            request.raw_path or request.path,
            headers.get("host", ""),
            headers,
            query,
            form,
            request.body,
            request.scheme,
            json_fields(request.body, media_type) if self._json else {},
        )

    def _account(self, reading: Reading) -> Mapping[str, Any] | None:
        """The account that a request names; None when it names none. Raises `Denied` for one that does not exist."""
        scheme = self.scheme
        named = [name for name in scheme.credentials if name not in scheme.secrets and name in reading.names]
        for name in named:
            value = str(reading.names[name])
            if account := self._services.account(value):
                return account
            for account in some_accounts(self._services):
                if own_credentials(account).get(name) == value:
                    return account
        if named:
            shown = str(reading.names[named[0]])
            raise Denied("unknown-key", f"{named[0]} {quoted(shown)} does not exist", named[0])
        return None

    def _unnamed(self, view: View, reading: Reading) -> Mapping[str, Any]:
        """The account whose secret fits, or the first one."""
        accounts = some_accounts(self._services)
        if not accounts:
            raise Denied("unknown-key", "there are no accounts")
        for account in accounts:
            if not isinstance(
                verify(self.scheme, view, reading, credentials_of(self.scheme, account)), Mismatch
            ):
                return account
        return accounts[0]

    def _token(self, reading: Reading, credentials: dict[str, str | None]) -> None:
        for name in self.scheme.optional:
            sent, own = reading.names.get(name), credentials.get(name)
            if own and not sent:
                raise Denied("unknown-key", f"the key requires {name}", name)
            if sent is not None and own is None and name in self.scheme.secrets:
                raise Denied("unknown-key", f"{name} is not the one of this key", name)
            if own is None:
                credentials[name] = None if sent is None else str(sent)

    def _refused(
        self,
        examination: Examination,
        view: View,
        reading: Reading,
        credentials: Mapping[str, str | None],
        found: Mismatch,
    ) -> Denied:
        if found.why:
            if diagnosed := self._misread(view):
                examination.diagnosis = diagnosed
                why = f"signature verification failed: {diagnosed.explanation}"
                return Denied("signature", why, string_to_sign=diagnosed.string_to_sign)
            return self._unread(view, reading, found.why)
        plain = [target for target in found.differing if target not in self.scheme.secret_targets]
        if plain and len(plain) == len(found.differing):
            place, name = plain[0]
            wanted = found.expected.get(plain[0], "")
            why = f"{_SOURCES[place]} {name} of {self.scheme.name} is not {quoted(wanted)}"
            return Denied("malformed", why, name)
        from ..recipe.mistakes import diagnose  # noqa: PLC0415 - slow to import: right signatures need none of it

        hosts = forwarded_hosts(view.headers)
        diagnosed = diagnose(self._case(view, reading, credentials, found), hosts)
        examination.diagnosis = diagnosed
        why = f"signature verification failed: {diagnosed.explanation}"
        return Denied("signature", why, string_to_sign=found.string_to_sign)

    def _case(
        self, view: View, reading: Reading, credentials: Mapping[str, str | None], found: Mismatch
    ) -> Case:
        from ..recipe.mistakes import Case  # noqa: PLC0415 - slow to import: right signatures need none of it

        return Case(
            scheme=self.scheme,
            program=self.scheme.numbered,
            view=view,
            credentials=credentials,
            begin=lambda used: run_of(self.scheme, view, reading, used),
            received=found.received,
            expected=found.expected,
            differing=found.differing,
            string_to_sign=found.string_to_sign,
        )

    def _misread(self, view: View) -> Diagnosis | None:
        """Why a field that holds a digest and its text cannot be read."""

        def owner(reading: Reading) -> Mapping[str, str | None] | None:
            try:
                account = self._account(reading)
            except Denied:
                return None
            return None if account is None else credentials_of(self.scheme, account)

        received = view.received(self._misreaders)
        for target, text in received.items():
            if found := self._misreaders[target].diagnose(view, text, owner, {}):
                return found
        return None

    def _unread(self, view: View, reading: Reading, why: str) -> Denied:
        """The refusal of a request from which a value cannot be read."""
        from ..recipe.unread import unread  # noqa: PLC0415 - right signatures need none of it

        field = next(unread(self.scheme, view, reading), None)
        if field is None:
            return Denied("malformed", f"{self.scheme.name} cannot be read: {why}")
        place, name = field.target
        has = f"it has the shape {quoted(field.shape)}" if field.shape else "it is missing"
        said = (
            f"{_SOURCES[place]} {name} of {self.scheme.name} cannot be read: expected {field.expected}; {has}"
        )
        return Denied("malformed", said, name)

    def _in_time(self, reading: Reading) -> float:
        """Seconds for which the request stays valid. Raises `Denied`."""
        now = self._services.clock.now()
        window = self.scheme.window or self._services.settings.own.signature_window
        made, expires = self.scheme.times(reading)
        known = made and not (expires and self.scheme.supposes(reading))
        if known and min(map(seconds_of, made)) > now + window:
            ahead = min(map(seconds_of, made)) - now
            raise Denied("expired", f"it was made {in_seconds(ahead)} in the future; {window} are allowed")
        if expires:
            left = min(map(seconds_of, expires)) - now
            if left < 0:
                raise Denied("expired", f"it expired {in_seconds(-left)} ago")
            return left
        if made and (age := now - min(map(seconds_of, made))) > window:
            raise Denied("expired", f"it is {in_seconds(age)} old; {window} are allowed")
        return 2.0 * window

    def _first_use(
        self, examination: Examination, account: Mapping[str, Any], reading: Reading, lasts: float
    ) -> None:
        """A nonce is used up only by a request with a valid signature. Raises `Denied`."""
        if not self._once:
            return
        holder = (self._product, self.scheme.name, str(account["key"]))
        nonces = self.scheme.nonces(reading)
        growing = self.scheme.growing(reading)
        if nonces or growing is not None:
            examination.check("nonce", ", ".join([*nonces, *([] if growing is None else [str(growing)])]))
        if nonces:
            now = self._services.clock.now()
            if not self._services.store.add(NONCES, short(key(*holder, *nonces)), {}, now, now + lasts + 1):
                raise Denied("nonce", f"nonce {quoted(', '.join(nonces))} was used before")
        if growing is None:
            return
        if not 0 <= growing <= _HIGHEST:
            raise Denied("nonce", f"nonce {growing} is not from 0 to {_HIGHEST}")
        if not self._services.store.grow(HIGHEST_NONCES, short(key(*holder)), growing):
            raise Denied("nonce", f"nonce {growing} is not greater than those before")
