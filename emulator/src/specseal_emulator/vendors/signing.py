"""A vendor's signature by the recipe of its contract, computed over the request as it arrived."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..contract import ContractError
from ..generic.accounts import credentials_of
from ..generic.security import schemes_of
from ..generic.signatures import RecipeScheme
from ..recipe import View
from ..recipe.evaluate import Run
from ..recipe.received import over_received
from ..recipe.verify import signed_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..contract import Operation
    from ..examination import Diagnosis
    from ..http import Request
    from ..recipe import Scheme
    from ..recipe.fields import Fields
    from ..recipe.invert import Reading
    from ..recipe.misread import Misreader
    from ..recipe.model import Recipe
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
    told: str
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

    def __init__(self, scheme: Scheme, target: Target, told: str) -> None:
        self.scheme = scheme
        self.target = target
        self.told = told
        """The local name that requests tell; empty for none."""
        self._over = over_received(scheme, target, {told})

    @cached_property
    def _misreader(self) -> Misreader:
        from ..recipe.misread import Misreader  # noqa: PLC0415 - slow to import: right signatures need none of it

        return Misreader(self.scheme, self.target)

    @classmethod
    def of(
        cls,
        operations: Sequence[Operation],
        target: Target,
        services: Services,
        told: Callable[[Recipe, Target], str],
    ) -> Signing:
        """The security scheme that computes a field. Raises `ContractError` when the contract has none.

        Args: `told`, which gives the local name of a recipe that requests tell, and is then taken as it came.
        """
        contract = operations[0].contract
        for found in schemes_of(contract, operations, services, once=True, judge=False).values():
            if isinstance(found, RecipeScheme) and target in found.scheme.secret_targets:
                return cls(found.scheme, target, told(found.scheme.recipe, target))
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
        told: str = "",
    ) -> Signature:
        """The signature of a request.

        Args: `query` and `form` without the field that holds it; `told`, the value of the local name.
        """
        headers, credentials = request.headers, credentials_of(self.scheme, account)
        run = Run(
            request.method,
            request.raw_path or request.path,
            headers.get("host", ""),
            request.scheme,
            query,
            form,
            headers,
            request.body,
            {},
            {**self.scheme.recipe.settings, **credentials, self.told: told},
        )
        self._over.program(run)
        return Signature(run, told, credentials, run.placed[self.target])

    def diagnose(
        self,
        signature: Signature,
        received: str,
        view: View,
        hosts: tuple[str, ...] = (),
    ) -> Diagnosis:
        """Why the caller's signature is another. Args: `received`, the field that holds it; `view` of the request."""
        from ..recipe.mistakes import Case, diagnose  # noqa: PLC0415 - slow to import: right signatures need none of it

        settings, told = self.scheme.recipe.settings, signature.told
        case = Case(
            scheme=self.scheme,
            program=self._over.numbered,
            view=view,
            credentials=signature.credentials,
            begin=lambda used: replace(signature.run, names={**settings, **used, self.told: told}),
            received={**view.received(self.scheme.targets), self.target: received},
            expected={self.target: signature.expected},
            differing=(self.target,),
            string_to_sign=signature.string_to_sign,
        )
        return diagnose(case, hosts, _NAMES)

    def misread(
        self, request: Request, received: str, account: Callable[[str], Mapping[str, Any] | None]
    ) -> Diagnosis | None:
        """Why a field that tells what was signed is wrong. None when it cannot be said whose it is, or nothing is.

        Args: `received`, the field; `account`, which gives the account of a key.
        """

        def owner(reading: Reading) -> Mapping[str, str | None] | None:
            keys = [name for name in self.scheme.credentials if name not in self.scheme.secrets]
            found = next((account(str(reading.names[name])) for name in keys if name in reading.names), None)
            return None if found is None else credentials_of(self.scheme, found)

        headers = request.headers
        view = View(
            request.method,
            request.path,
            headers.get("host", ""),
            headers,
            (),
            (),
            request.body,
            request.scheme,
        )
        return self._misreader.diagnose(view, received, owner, _NAMES)
