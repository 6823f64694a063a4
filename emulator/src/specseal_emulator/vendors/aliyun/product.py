"""What makes one Alibaba Cloud product differ, and the errors that the gateway writes for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...sites.base import Refusal
from .settings import AliyunSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ...contract import Problem
    from ...sites.base import Call


@dataclass(frozen=True, slots=True)
class Product:
    """One Alibaba Cloud product."""

    name: str
    """As its contract is named."""
    title: str
    """As the gateway's troubleshooting links name it."""
    version: str
    """Of its API."""
    handlers: Mapping[str, Callable[[Call], dict[str, Any]]]
    """Action to behaviour."""
    bad_parameter: Callable[[Problem, AliyunSettings], dict[str, Any]]
    """The body, with status 200, for a parameter that the contract does not allow."""


# Code: status, message. The texts are the gateway's own, from error bodies quoted in public issues; a row of
# the contract with the same code rules over the status and, where it has one, the text.
GATEWAY: Mapping[str, tuple[int, str]] = {
    "InvalidVersion": (400, "Specified parameter Version is not valid."),
    "InvalidAction.NotFound": (404, "Specified api is not found, please check your url and method."),
    "IllegalTimestamp": (
        400,
        'The input parameter "Timestamp" that is mandatory for processing this request is not supplied.',
    ),
    "InvalidTimeStamp.Expired": (400, "Specified time stamp or date value is expired."),
    "InvalidAccessKeyId.NotFound": (404, "Specified access key is not found."),
    "InvalidAccessKeyId": (400, "Specified access key is not found or invalid."),
    "SignatureNonceUsed": (400, "Specified signature nonce was used already."),
    "Throttling.User": (400, "Request was denied due to user flow control."),
    "Forbidden.RiskControl": (400, "Your account is at risk. Contact customer support for more details."),
    "ServiceUnavailable": (503, "The request has failed due to a temporary failure of the server."),
    "InternalError": (500, "The request has failed due to an unknown error, exception or failure."),
}


def missing(name: str, why: str = "") -> Refusal:
    """The error for a parameter that must be there and is not."""
    return Refusal(f"Missing{name}", message=f"{name} is mandatory for this action.", why=why)
