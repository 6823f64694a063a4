"""A vendor's signature by the recipe of its contract, computed over the request as it arrived."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..contract import ContractError
from ..generic.accounts import credentials_of
from ..generic.security import schemes_of
from ..generic.signatures import RecipeScheme
from ..recipe.evaluate import Run
from ..recipe.mistakes import Case, diagnose
from ..recipe.verify import signed_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..contract import Operation
    from ..examination import Diagnosis
    from ..http import Request
    from ..recipe import Scheme, View
    from ..recipe.fields import Fields
    from ..recipe.view import Target
    from ..services import Services

_NAMES: Mapping[tuple[str, str], str] = {
    ("algorithm-used", "hmac_sha256 instead of hmac_sha1"): "sha256-for-sha1",
    ("algorithm-used", "hmac_sha1 instead of hmac_sha256"): "sha1-for-sha256",
    ("body-not-signed", ""): "body-digest",
}
"""What some mistakes have always been called for these vendors."""


@dataclass(slots=True)
class Signature:
    """The signature that was expected of a request."""

    run: Run
    """Its evaluation over the request."""
    told: Mapping[str, Any]
    """What the request tells besides its credentials."""
    credentials: Mapping[str, str | None]
    expected: str
    """The signature as it should be."""

    @property
    def string_to_sign(self) -> str:
        """What is signed."""
        return signed_text(self.run)


class Signing:
    """One signature of a vendor: a recipe, and the field that holds the result."""

    def __init__(self, scheme: Scheme, target: Target) -> None:
        self.scheme = scheme
        self.target = target

    @classmethod
    def of(cls, operations: Sequence[Operation], target: Target, services: Services) -> Signing:
        """The security scheme that computes a field. Raises `ContractError` when the contract has none."""
        contract = operations[0].contract
        for scheme in schemes_of(contract, operations, services, once=True).values():
            if isinstance(scheme, RecipeScheme) and target in scheme.scheme.signatures:
                return cls(scheme.scheme, target)
        place, name = target
        raise ContractError(
            contract.path,
            f"has no security scheme whose x-signing computes {place}[{name!r}]",
            "/components/securitySchemes",
        )

    def sign(
        self,
        request: Request,
        query: Fields,
        form: Fields,
        account: Mapping[str, Any],
        told: Mapping[str, Any],
    ) -> Signature:
        """The signature of a request.

        Args: `query` and `form` without the field that holds it; `told`, what the request tells besides credentials.
        """
        headers, credentials = request.headers, credentials_of(self.scheme, account)
        run = Run(
            request.method,
            quote(request.path, "/"),
            headers.get("host", ""),
            request.scheme,
            query,
            form,
            headers,
            request.body,
            {},
            {**self.scheme.recipe.settings, **credentials, **told},
        )
        self.scheme.received(run)
        return Signature(run, told, credentials, run.placed[self.target])

    def diagnose(
        self,
        signature: Signature,
        received: str,
        view: View,
        hosts: tuple[str, ...] = (),
    ) -> Diagnosis:
        """Why the caller's signature is another. Args: `received`, the field that holds it; `view` of the request."""
        settings, told = self.scheme.recipe.settings, signature.told
        case = Case(
            scheme=self.scheme,
            program=self.scheme.received_numbered,
            view=view,
            credentials=signature.credentials,
            begin=lambda used: replace(signature.run, names={**settings, **used, **told}),
            received={**view.received(self.scheme.targets), self.target: received},
            expected={self.target: signature.expected},
            differing=(self.target,),
            string_to_sign=signature.string_to_sign,
        )
        return diagnose(case, hosts, _NAMES)
