"""The gateway's checks before an action runs. The version comes before the signature [public report]."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...numbers import in_seconds
from ...quoting import quoted
from ...recipe.times import from_text
from ...recipe.verify import same
from ...sites.base import Refusal
from ...state.sizes import short
from .product import missing
from .settings import AliyunSettings
from .signatures import ACS3, RPC, must_be_signed, parse_authorization

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...examination import Examination
    from ...http import Request
    from ...services import Services
    from .signatures import Signatures

_TIME = "%Y-%m-%dT%H:%M:%SZ"
RPC_MISMATCH = "Specified signature is not matched with our calculation. server string to sign is"
ACS3_MISMATCH = "Specified signature does not match our calculation. server StringToSign is"


def is_acs3(request: Request) -> bool:
    """Whether a request is signed with ACS3: its headers then carry what RPC 1.0 has in parameters."""
    return request.headers.get("authorization", "").startswith(ACS3)


def parameters(request: Request) -> dict[str, str]:
    """The parameters of query and form together; those of the query count first."""
    return {**request.form, **request.query}


def action_and_version(request: Request, params: Mapping[str, str]) -> tuple[str, str]:
    """The requested action and version; empty strings when absent."""
    if is_acs3(request):
        return request.headers.get("x-acs-action", ""), request.headers.get("x-acs-version", "")
    return params.get("Action", ""), params.get("Version", "")


def wants_json(request: Request, params: Mapping[str, str]) -> bool:
    """ACS3 gets JSON unless ``Accept`` asks for XML alone, RPC 1.0 gets XML unless ``Format`` says JSON."""
    if is_acs3(request):
        accept = request.headers.get("accept", "")
        return not ("application/xml" in accept or "text/xml" in accept) or "application/json" in accept
    return params.get("Format", "").upper() == "JSON"


def authenticate(
    examination: Examination, params: Mapping[str, str], services: Services, signatures: Signatures
) -> Mapping[str, Any]:
    """The account that signed. Raises `Refusal` with the gateway's error otherwise."""
    if is_acs3(examination.request):
        return _acs3(examination, services, signatures)
    return _rpc(examination, params, services, signatures)


def _rpc(
    examination: Examination, params: Mapping[str, str], services: Services, signatures: Signatures
) -> Mapping[str, Any]:
    request = examination.request
    examination.check("signature fields", "RPC signature 1.0")
    for name in (
        "AccessKeyId",
        "Timestamp",
        "SignatureNonce",
        "SignatureMethod",
        "SignatureVersion",
        "Signature",
    ):
        if not params.get(name):
            raise missing(name)
    examination.check("time", params["Timestamp"])
    _in_time(params["Timestamp"], services)
    examination.check("access key", params["AccessKeyId"])
    account = _account(params["AccessKeyId"], params.get("SecurityToken", ""), services)
    signature = signatures.rpc(request, account)
    text = signature.string_to_sign
    examination.notes["account"] = params["AccessKeyId"]
    examination.notes["string_to_sign"] = text
    examination.check("signature", "HMAC-SHA1")
    algorithm = params["SignatureMethod"], params["SignatureVersion"]
    if algorithm != RPC or not same(params["Signature"], signature.expected):
        # The colon matters: the old Python SDK splits the text there and compares the rest with its own.
        examination.diagnosis = signatures.diagnose_rpc(signature, params["Signature"], algorithm)
        raise Refusal(
            "SignatureDoesNotMatch",
            message=f"{RPC_MISMATCH}:{text}",
            why=f"signature verification failed: {examination.diagnosis.explanation}",
        )
    examination.check("nonce", params["SignatureNonce"])
    _first_use(params["AccessKeyId"], params["SignatureNonce"], services)
    return account


def _acs3(examination: Examination, services: Services, signatures: Signatures) -> Mapping[str, Any]:
    request = examination.request
    headers = request.headers
    examination.check("signature fields", "ACS3-HMAC-SHA256")
    authorization = parse_authorization(headers["authorization"])
    if authorization is None or not authorization.key:
        raise missing("AccessKeyId", why="the Authorization header cannot be read")
    for header, name in (("x-acs-date", "Timestamp"), ("x-acs-signature-nonce", "SignatureNonce")):
        if not headers.get(header):
            raise missing(name, why=f"missing header {header}")
    examination.check("time", headers["x-acs-date"])
    _in_time(headers["x-acs-date"], services)
    examination.check("access key", authorization.key)
    account = _account(authorization.key, headers.get("x-acs-security-token", ""), services)
    signature = signatures.acs3(request, authorization, account)
    text = signature.string_to_sign
    examination.notes["account"] = authorization.key
    examination.notes["string_to_sign"] = text
    examination.check("signature", "HMAC-SHA256")
    unsigned = must_be_signed(request) - set(authorization.signed_headers)
    if unsigned or not same(authorization.signature, signature.expected):
        examination.diagnosis = signatures.diagnose_acs3(signature, authorization, unsigned)
        raise Refusal(
            "SignatureDoesNotMatch",
            message=f"{ACS3_MISMATCH} [{text}]",
            why=f"signature verification failed: {examination.diagnosis.explanation}",
        )
    examination.check("nonce", headers["x-acs-signature-nonce"])
    _first_use(authorization.key, headers["x-acs-signature-nonce"], services)
    return account


def _in_time(text: str, services: Services) -> None:
    sent = from_text(text, _TIME)
    if sent is None:
        raise Refusal("IllegalTimestamp", why=f"{quoted(text)} is not YYYY-MM-DDThh:mm:ssZ in UTC")
    away = abs(services.clock.now() - sent / 1000)
    if away > services.settings.of(AliyunSettings).timestamp_window:
        raise Refusal("InvalidTimeStamp.Expired", why=f"{text} is {in_seconds(away)} from now")


def _account(key: str, security_token: str, services: Services) -> Mapping[str, Any]:
    account = services.account(key)
    if account is None or ("security_token" in account and not security_token):
        raise Refusal(
            "InvalidAccessKeyId.NotFound",
            why=f"access key {quoted(key)} does not exist, or requires a security token",
        )
    if not same(security_token, str(account.get("security_token", security_token))):
        raise Refusal("InvalidAccessKeyId", why="the security token is not the one of this access key")
    return account


def _first_use(key: str, nonce: str, services: Services) -> None:
    """A nonce is used up only by a request with a valid signature."""
    now = services.clock.now()
    remembered = now + 2 * services.settings.of(AliyunSettings).timestamp_window
    if not services.store.add("nonce", short(f"{key} {nonce}"), {}, now, remembered):
        raise Refusal("SignatureNonceUsed", why=f"nonce {quoted(nonce)} was used before")
