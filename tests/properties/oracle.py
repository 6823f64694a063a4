"""The right outcomes of a correctly signed request, derived from the bytes that were sent.

A request that breaks its contract must be refused, for one of its actual defects; any other must succeed unless the
vendor's data say otherwise (`Domain`). Which of several defects is reported first is the vendor's choice. Where a
value can be read in two ways, such as ``+5`` for a number, both outcomes are right: see `Defects.doubtful`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from tests.properties import pictures
from tests.properties.contracts import Json, Operation, Parameter, vendor
from tests.properties.wire import Sent, SentFile

INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,15})", re.ASCII)
ALMOST_INTEGER = re.compile(r"\s*[+-]?[0-9]+(\.0*)?([eE][+]?[0-9]+)?\s*", re.ASCII)
ADDRESS = re.compile(
    r"https?://"
    r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::(\d{1,5}))?"
    r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:#(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?",
    re.ASCII,
)
HEADERS_FOR = {"Action": "x-acs-action", "Version": "x-acs-version"}
"""Parameters that ACS3 sends as headers."""
# The gateway reads these itself; how it treats odd values is not documented.
GATEWAY_READS = frozenset({"Format", "RegionId", "SignatureType", "x-acs-credentials-provider"})


@dataclass(slots=True)
class Defects:
    """The defects of a request: missing and bad parameters."""

    missing: set[str] = field(default_factory=set)
    bad: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    """Parameters whose value a vendor might accept or refuse."""

    @property
    def valid(self) -> bool:
        return not (self.missing or self.bad)


def _pattern(_: Any, pattern: str, instance: Any, __: Json) -> Any:
    # in JSON Schema `$` is the end of the string; in Python it also matches before a final newline
    pattern = re.sub(r"(?<!\\)\$", r"\\Z", pattern)
    if isinstance(instance, str) and not re.search(pattern, instance):
        yield ValidationError(f"does not match {pattern}")


def _max_bytes(_: Any, limit: int, instance: Any, __: Json) -> Any:
    if isinstance(instance, str) and len(instance.encode()) > limit:
        yield ValidationError(f"is longer than {limit} bytes")


Validator = extend(Draft202012Validator, {"pattern": _pattern, "x-max-bytes": _max_bytes})


def named(sent: Sent) -> dict[str, str | SentFile]:
    """Everything that was sent, by the names in the contract: ACS3 sends some parameters as headers."""
    given = sent.values()
    if sent.headers.get("authorization", "").startswith("ACS3"):
        for name, header in HEADERS_FOR.items():
            given.pop(name, None)
            if header in given:
                given[name] = given[header]
    return given


def defects_of(operation: Operation, sent: Sent) -> Defects:
    """Compare a request with its contract. What signing filled in is not checked."""
    found = Defects()
    values: dict[str, Any] = {}
    given = named(sent)
    for name, parameter in operation.parameters.items():
        value = given.get(name)
        if parameter.placed_by:
            if parameter.required and not value:  # a request without a form cannot carry it
                found.missing.add(name)
            continue
        if parameter.binary:
            if value is not None:
                values[name] = ""
            continue
        if isinstance(value, SentFile):
            value = None  # a file is not a string
        if value is None or (value == "" and parameter.required):  # an empty one could be either
            if parameter.required:
                found.missing.add(name)
            continue
        values[name] = _look(parameter, value, found)
    _look_at_the_whole(operation, values, found)
    return found


def _look(parameter: Parameter, text: str, found: Defects) -> Any:
    value: Any = text
    schema = {key: each for key, each in parameter.schema.items() if key != "format"}
    if schema.get("type") == "integer":
        if not INTEGER.fullmatch(text):
            (found.doubtful if ALMOST_INTEGER.fullmatch(text) else found.bad).add(parameter.name)
            return 0
        value = int(text)
    if not Validator(schema).is_valid(value):
        (found.doubtful if parameter.name in GATEWAY_READS else found.bad).add(parameter.name)
    elif parameter.schema.get("format") == "uri":
        address = ADDRESS.fullmatch(text)
        if address is None or (address[1] and not 0 < int(address[1]) < 65536):
            # only an obviously invalid URL must be refused
            surely = not re.match(r"https?://[^\s/]", text) or bool(
                re.search(r"[\x00-\x20<>\"{}|\\^`]", text)
            )
            (found.bad if surely else found.doubtful).add(parameter.name)
    return value


def _look_at_the_whole(operation: Operation, values: Mapping[str, Any], found: Defects) -> None:
    """Parameters that another value makes required."""
    body = operation.body_schema
    conditions = {key: body[key] for key in ("if", "then", "else", "allOf", "anyOf", "oneOf") if key in body}
    for error in Validator(conditions).iter_errors(dict(values)):
        for inner in [error, *(error.context or ())]:
            if inner.validator == "required":
                found.missing |= set(inner.validator_value) - set(values)


Domain = Callable[[Sent], set[str]]
"""The outcomes of a valid request that the vendor's data allow: errors as it writes them, ``""`` for success."""


def _face_info(sent: Sent) -> set[str]:
    if sent.form["group_id"] != "demo_group":
        return {"INVALID_GROUP_ID"}
    known = sent.form["face_token"] == "9eab9fe14a402295fb78409a81abfc3c"
    return {"" if known else "INVALID_FACE_TOKEN"}


def _get_token(sent: Sent) -> set[str]:
    if sent.form["comparison_type"] != "0":
        return {""}
    sure: set[str] = set()
    perhaps: set[str] = set()
    for name in ("image_ref1", "image_ref2"):
        file = sent.files.get(name)
        if file is None and name not in sent.form:
            continue
        content = file.content if file else sent.form[name].encode()
        shown = pictures.verdict(content)
        unreadable = f"IMAGE_ERROR_UNSUPPORTED_FORMAT: {name}"
        if shown is None and pictures.media_type(content):
            perhaps.add(unreadable)  # made by schemathesis: it may or may not decode
        elif shown in {None, "broken"}:
            sure.add(unreadable)
        elif shown == "none":
            sure.add("NO_FACE_FOUND")
        elif shown == "several" and sent.form.get("fail_when_ref_multiple_faces") != "0":
            sure.add("MULTIPLE_FACES")
    return (sure or {""}) | perhaps


_DOMAINS: Mapping[str, Domain] = {"getFaceInfo": _face_info, "getToken": _get_token}


@dataclass(frozen=True, slots=True)
class Expectation:
    """The right outcomes: errors as the vendor writes them, and ``""`` for success."""

    outcomes: frozenset[str]

    def check(self, error: str, context: str) -> None:
        """Raise `AssertionError` for any other outcome. `error` is the error of a response, empty for a success."""
        assert error in self.outcomes, (
            f"got {error or 'success'!r}, expected one of {sorted(self.outcomes)}; {context}"
        )


def expect(operation: Operation, sent: Sent) -> tuple[Defects, Expectation]:
    """The defects of a correctly signed request, and its right outcomes."""
    defects = defects_of(operation, sent)
    if vendor(operation) == "aliyun":
        return defects, Expectation(frozenset(_aliyun(operation, sent, defects)))
    return defects, Expectation(frozenset(_megvii(operation, sent, defects)))


def _megvii(operation: Operation, sent: Sent, defects: Defects) -> set[str]:
    found = {f"MISSING_ARGUMENTS: {name}" for name in defects.missing}
    found |= {f"BAD_ARGUMENTS: {name}" for name in defects.bad}
    if defects.valid:
        domain = _DOMAINS.get(operation.id)
        found = domain(sent) if domain else {""}
    return found | {f"BAD_ARGUMENTS: {name}" for name in defects.doubtful}


def _aliyun(operation: Operation, sent: Sent, defects: Defects) -> set[str]:
    found = {f"Missing{name}" for name in defects.missing}
    bad = defects.bad | defects.missing
    if "Version" in bad:
        found.add("InvalidVersion")
    if "Action" in bad:
        found.add("InvalidAction.NotFound")
    if defects.bad - {"Version", "Action"}:
        found.add("460")
    if defects.doubtful - GATEWAY_READS:
        found.add("460")
    return found | ({""} if defects.valid else set())
