"""Both signatures of Alibaba Cloud: where requests carry them, and what the gateway demands of them.

RPC signature 1.0: help pages "common parameters" of Link Visual. ACS3-HMAC-SHA256: help page "common
parameters" of Resource Management. How they are computed is in the contract.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...recipe.fields import Pair
from ...recipe.hosts import forwarded_hosts
from ...recipe.nodes import Call
from ...recipe.received import view_of
from ...recipe.wording import diagnosis
from ..signing import Signing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ...contract import Operation
    from ...examination import Diagnosis
    from ...http import Request
    from ...recipe.fields import Fields
    from ...recipe.model import Recipe
    from ...recipe.view import Target
    from ...services import Services
    from ..signing import Signature

ACS3 = "ACS3-HMAC-SHA256"
RPC = "HMAC-SHA1", "1.0"
"""SignatureMethod and SignatureVersion."""
_SIGNATURE = "query", "Signature"
_AUTHORIZATION = "headers", "authorization"


@dataclass(frozen=True, slots=True)
class Authorization:
    """The parts of an ACS3 ``Authorization`` header."""

    key: str
    signed_headers: tuple[str, ...]
    signature: str

    def __str__(self) -> str:
        names = ";".join(self.signed_headers)
        return f"{ACS3} Credential={self.key},SignedHeaders={names},Signature={self.signature}"


def parse_authorization(header: str) -> Authorization | None:
    """Read ``ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…``; None for anything else.

    A header signed twice is anything else: what is signed then never is longer than what was sent.
    """
    scheme, _, rest = header.strip().partition(" ")
    named = (part.strip().partition("=") for part in rest.split(","))
    parts = {name: value for name, _, value in named}
    if scheme != ACS3 or not {"Credential", "SignedHeaders", "Signature"} <= parts.keys():
        return None
    names = tuple(parts["SignedHeaders"].split(";"))
    if len(set(names)) < len(names):
        return None
    return Authorization(parts["Credential"], names, parts["Signature"])


def must_be_signed(request: Request) -> set[str]:
    """The headers that ACS3 has to cover when they are sent: the host and everything of the vendor's own."""
    return {name for name in request.headers if name == "host" or name.startswith("x-acs-")}


class Signatures:
    """Both signatures of one product."""

    def __init__(self, operations: Sequence[Operation], services: Services) -> None:
        """Raises `ContractError` when the contract lacks one."""
        self._rpc = Signing.of(operations, _SIGNATURE, services, lambda _recipe, _target: "")
        self._acs3 = Signing.of(operations, _AUTHORIZATION, services, _list_of_headers)
        self._hosts = operations[0].contract.hosts

    def rpc(self, request: Request, account: Mapping[str, Any]) -> Signature:
        """What RPC signature 1.0 should be: over all parameters of query and form, but for itself."""
        query, form = _fields(request.query_pairs), _fields(request.form_pairs)
        return self._rpc.sign(request, query, form, account)

    def diagnose_rpc(self, signature: Signature, received: str, algorithm: tuple[str, str]) -> Diagnosis:
        """Find the mistakes that make a caller's RPC signature 1.0."""
        if algorithm != RPC:
            return diagnosis(
                ("algorithm",),
                expected=signature.expected,
                received=received,
                signed=signature.string_to_sign,
                note=f"{algorithm[0]} version {algorithm[1]} instead of {RPC[0]} version {RPC[1]}",
            )
        return self._rpc.diagnose(signature, received, view_of(signature.run))

    def acs3(self, request: Request, authorization: Authorization, account: Mapping[str, Any]) -> Signature:
        """What the ACS3 signature should be: over method, path, query, signed headers and body."""
        names = ";".join(authorization.signed_headers)
        signature = self._acs3.sign(request, _fields(request.query_pairs), (), account, names)
        signature.expected = _of_authorization(signature.expected)
        return signature

    def diagnose_acs3(
        self, signature: Signature, authorization: Authorization, unsigned: Iterable[str]
    ) -> Diagnosis:
        """Find the mistakes that make a caller's ACS3 signature."""
        if unsigned:
            return diagnosis(
                ("header-not-signed",),
                expected=signature.expected,
                received=authorization.signature,
                signed=signature.string_to_sign,
                note=", ".join(sorted(unsigned)),
            )
        view = view_of(signature.run)
        hosts = (*forwarded_hosts(view.headers), *self._hosts)
        right = replace(signature, expected=str(replace(authorization, signature=signature.expected)))
        found = self._acs3.diagnose(right, str(authorization), view, hosts)
        return replace(found, expected=signature.expected, received=authorization.signature)


def _list_of_headers(recipe: Recipe, _target: Target) -> str:
    """The local name that lists the signed headers."""
    values = recipe.values.items()
    return next(
        (name for name, value in values if isinstance(value, Call) and value.primitive == "signed_names"), ""
    )


def _of_authorization(header: str) -> str:
    return header.rpartition("Signature=")[2]


def _fields(pairs: Iterable[tuple[str, str]]) -> Fields:
    return tuple([Pair(name, value) for name, value in pairs if name != "Signature"])
