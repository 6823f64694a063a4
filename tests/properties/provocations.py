"""One way to provoke each documented error, for the raw and the client suite.

The raw suite changes the request; the client suite changes arguments, credentials or the account. Where a typed call
cannot provoke an error, because signing prevents it, the client suite arms a fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from specseal_emulator import Account, Limits
from tests.properties.contracts import OPERATIONS, Operation
from tests.properties.pictures import picture
from tests.properties.signing import MAIN, Keys

OWN = Keys("own-key", "own-secret")
"""The key of the account that a provocation seeds."""


@dataclass(frozen=True)
class Provocation:
    """How to provoke an error. With nothing but the error, a fault is armed."""

    error: str
    """As the vendor writes it; for a code with a pattern, one example."""
    changes: dict[str, Any] = field(default_factory=dict)
    """Arguments by wire name; None omits one."""
    keys: Keys = MAIN
    account: Account | None = None
    """Seeded before the call."""
    way: dict[str, Any] = field(default_factory=dict)
    """Raw only: changes of `sending.Way`."""
    ahead: float = 0.0
    """Client only: seconds by which the emulator's clock is ahead."""
    escape: tuple[str, str, dict[str, str]] | None = None
    """Client only: method, path and query of a `client.request`."""
    twice: bool = False
    """Raw only: send the same request twice; the second gets the error."""

    @property
    def fault(self) -> bool:
        """Whether the raw suite arms a fault for it."""
        return not (self.changes or self.account or self.way or self.twice) and self.keys == MAIN

    @property
    def fault_for_clients(self) -> bool:
        """Whether the client suite arms a fault for it."""
        return not (self.changes or self.account or self.ahead or self.escape) and self.keys == MAIN


def _refused(error: str) -> Provocation:
    return Provocation(error, keys=OWN, account=Account(OWN.key, OWN.secret, refusal=error))


def _limited(error: str, limits: Limits) -> Provocation:
    return Provocation(error, keys=OWN, account=Account(OWN.key, OWN.secret, limits=limits))


def _megvii(operation: Operation, missing: str) -> Iterator[Provocation]:
    yield Provocation(f"MISSING_ARGUMENTS: {missing}", {missing: None})
    yield _limited("CONCURRENCY_LIMIT_EXCEEDED", Limits(concurrency=0))
    yield Provocation("API_NOT_FOUND", way={"method": "GET"}, escape=("GET", operation.path, {}))
    yield Provocation("INTERNAL_ERROR")


def _finauth(operation: Operation, missing: str) -> Iterator[Provocation]:
    yield from _megvii(operation, missing)
    yield Provocation("AUTHENTICATION_ERROR", keys=Keys("nobody", "any"))
    for reason in ("API_KEY_BE_DISCONTINUED", "IP_NOT_ALLOWED", "DENIED"):
        yield _refused(f"AUTHORIZATION_ERROR: {reason}")
    yield _limited("AUTHORIZATION_ERROR: LIMIT_REACHED", Limits(calls=0, seconds=86_400))
    yield Provocation("AUTHORIZATION_ERROR: EXPIRED_SIGN", way={"now": 1_700_000_000.0}, ahead=86_400.0)
    yield Provocation("AUTHORIZATION_ERROR: INVALID_SIGN", keys=Keys(MAIN.key, "another"))


def _facesearch(operation: Operation) -> Iterator[Provocation]:
    yield from _finauth(operation, "group_id")
    yield Provocation("BAD_ARGUMENTS: sign_version", way={"spoil": {"sign_version": "hmac_sha9"}})
    yield Provocation("INVALID_GROUP_ID", {"group_id": "nowhere"})
    yield Provocation("INVALID_FACE_TOKEN", {"group_id": "demo_group", "face_token": "0" * 32})


def _premium(operation: Operation) -> Iterator[Provocation]:
    yield from _finauth(operation, "liveness_id")
    yield Provocation("BAD_ARGUMENTS: uuid", {"uuid": "é" * 64 + "a"})


def _lite(operation: Operation) -> Iterator[Provocation]:
    yield from _megvii(operation, "biz_no")
    yield Provocation("MISSING_ARGUMENTS: image_ref1", {"comparison_type": "0", "image_ref1": None})
    yield Provocation("BAD_ARGUMENTS: comparison_type", {"comparison_type": "7"})
    yield Provocation("AUTHENTICATION_ERROR", keys=Keys(MAIN.key, "another"))
    yield _refused("AUTHORIZATION_ERROR: Denied.")
    yield _refused("AUTHORIZATION_ERROR: No data source permission.")
    good = {
        "comparison_type": "0",
        "image_ref1": picture(),
        "image_ref2": picture("JPEG"),
        "fail_when_ref_multiple_faces": None,
    }
    for name in ("image_ref1", "image_ref2"):
        yield Provocation(f"IMAGE_ERROR_UNSUPPORTED_FORMAT: {name}", good | {name: b"no picture"})
    yield Provocation("NO_FACE_FOUND", good | {"image_ref2": picture(faces=0)})
    yield Provocation("MULTIPLE_FACES", good | {"image_ref1": picture("JPEG", faces=2)})


def _linkvisual(operation: Operation) -> Iterator[Provocation]:
    action = {"Action": operation.id}
    yield _refused("Forbidden.RiskControl")
    yield Provocation("SignatureDoesNotMatch", keys=Keys(MAIN.key, "another"))
    yield Provocation("SignatureNonceUsed", way={"nonce": "once"}, twice=True)
    yield Provocation("InvalidTimeStamp.Expired", way={"now": 1_700_000_000.0}, ahead=86_400.0)
    yield Provocation(
        "IllegalTimestamp", way={"spoil": {"Timestamp": "yesterday", "x-acs-date": "yesterday"}}
    )
    yield Provocation("InvalidAccessKeyId.NotFound", keys=Keys("nobody", "any"))
    yield Provocation("InvalidAccessKeyId", keys=Keys("STS.demo-key", "demo-secret", "wrong"))
    yield Provocation("MissingPageNo", {"PageNo": None})
    yield Provocation(
        "InvalidVersion", {"Version": "2018-01-21"}, escape=("POST", "/", action | {"Version": "2018-01-21"})
    )
    yield Provocation(
        "InvalidAction.NotFound", {"Action": "Nothing"}, escape=("POST", "/", {"Action": "Nothing"})
    )
    yield _limited("Throttling.User", Limits(calls=0))
    yield Provocation("InternalError")
    yield Provocation("ServiceUnavailable")


_BY_PRODUCT = {
    "faceid-lite": _lite,
    "finauth-facesearch": _facesearch,
    "finauth-premium": _premium,
    "linkvisual": _linkvisual,
}


def _common(operation: Operation) -> Iterator[Provocation]:
    """For a product without provocations of its own: every error as a fault."""
    for code, detail in operation.rows():
        yield Provocation(f"{code}: {detail}" if detail else code)


PROVOCATIONS = [
    (operation, provocation)
    for operation in OPERATIONS
    for provocation in _BY_PRODUCT.get(operation.product, _common)(operation)
]
IDS = [f"{operation.product}-{provocation.error}".replace(" ", "") for operation, provocation in PROVOCATIONS]
