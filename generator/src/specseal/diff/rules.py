"""Every kind of change that is reported, and how it is classed: the table in ``docs/diff.md`` is this one.

A change is *breaking* when code or a request that fitted the old contract may not fit the new one, *additive* when
there is more to use and everything that fitted still fits, and *fixing* when nothing has to be changed by anyone.
Requests and responses are opposites: a request is broken by what is accepted no longer, a response by what was
promised and is not any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["breaking", "additive", "fixing"]
Section = Literal["Added", "Changed", "Deprecated", "Removed", "Fixed"]
Seen = Literal["api", "names", "types", "wire"]
SECTIONS: Final[tuple[Section, ...]] = ("Added", "Changed", "Deprecated", "Removed", "Fixed")


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of change is classed."""

    kind: Kind
    section: Section
    """Of the changelog."""
    seen: Seen
    """How it shows in the Python package: in its names and so in types (``api``), in names and defaults alone, in types
    alone, or only in what travels."""
    what: str


_BREAKING: Final[dict[str, tuple[Section, Seen, str]]] = {
    "product-removed": ("Removed", "wire", "A product is gone."),
    # hosts
    "host-removed": ("Removed", "types", "A region is gone."),
    "host-changed": ("Changed", "wire", "A region has another address, which a firewall may not know."),
    "default-region-changed": ("Changed", "wire", "Callers who choose no region reach another host."),
    # operations
    "operation-removed": ("Removed", "api", "An operation is gone."),
    "operation-renamed": ("Changed", "wire", "The same path and method have another operation id."),
    "operation-moved": ("Changed", "wire", "An operation has another path or method."),
    "idempotence-lost": ("Changed", "wire", "A call is not repeated any more when its fate is unknown."),
    "rate-lowered": ("Changed", "wire", "Fewer calls are allowed, or a limit is documented where none was."),
    "paging-removed": ("Removed", "api", "A result cannot be paged through any more."),
    "paging-changed": ("Changed", "wire", "Paging uses other parameters or fields."),
    # requests
    "request-media-removed": ("Removed", "wire", "A media type of the body is not accepted any more."),
    "request-body-required": ("Changed", "wire", "The body became required."),
    "request-field-removed": ("Removed", "api", "A parameter is gone."),
    "request-key-removed": ("Removed", "names", "A key of a nested value is gone."),
    "request-field-added-required": ("Added", "api", "A new parameter is required."),
    "request-field-moved": ("Changed", "wire", "A parameter travels elsewhere."),
    "request-field-required": ("Changed", "api", "A parameter became required."),
    "request-field-needed": ("Changed", "wire", "A parameter became required under a condition."),
    "request-field-signed": ("Changed", "api", "Signing fills in what was a parameter."),
    "request-field-unsigned": ("Changed", "api", "A required field is not filled in by signing any more."),
    "request-type-changed": ("Changed", "types", "A parameter has another type."),
    "request-type-narrowed": ("Changed", "types", "A parameter takes fewer types."),
    "request-alternative-removed": ("Changed", "types", "A kind of value is not accepted any more."),
    "request-values-removed": ("Removed", "types", "A value of an enumeration is not accepted any more."),
    "request-values-listed": ("Changed", "types", "A parameter takes listed values only."),
    "request-constant-changed": ("Changed", "wire", "A constant has another value."),
    "request-format-changed": ("Changed", "wire", "A parameter must have a format, or another one."),
    "request-limit-narrowed": ("Changed", "wire", "A limit of a parameter became tighter."),
    "request-limit-changed": ("Changed", "wire", "A limit was replaced by one that cannot be compared."),
    "request-keyword-changed": (
        "Changed",
        "wire",
        "A keyword that cannot be compared came or went: `not`, `else`.",
    ),
    "request-null-refused": ("Changed", "wire", "`null` is not accepted any more."),
    "request-default-changed": ("Changed", "wire", "Leaving a parameter out means something else."),
    "request-default-removed": ("Changed", "wire", "Nobody knows any more what leaving it out means."),
    "request-unit-changed": ("Changed", "wire", "A number counts in another unit."),
    "request-port-removed": ("Removed", "wire", "The vendor does not deliver to a port any more."),
    "request-encoding-changed": ("Changed", "wire", "A parameter is written in another way."),
    "request-keys-closed": ("Changed", "wire", "Keys that are not listed are refused."),
    # responses
    "response-status-removed": ("Changed", "wire", "A successful status does not come any more."),
    "response-media-removed": ("Removed", "wire", "A media type of the response is gone."),
    "response-field-removed": ("Removed", "api", "A field of a response is gone."),
    "response-field-optional": ("Changed", "types", "A field that was always there may be absent."),
    "response-type-changed": ("Changed", "types", "A field of a response has another type."),
    "response-type-widened": ("Changed", "types", "A field of a response may have further types."),
    "response-alternative-added": (
        "Changed",
        "types",
        "A field of a response may hold another kind of value.",
    ),
    "response-format-changed": ("Changed", "wire", "A text has another format, or none that is promised."),
    "response-limit-widened": ("Changed", "wire", "A value may be larger or smaller than was promised."),
    "response-limit-changed": ("Changed", "wire", "A limit was replaced by one that cannot be compared."),
    "response-keyword-changed": ("Changed", "wire", "A keyword that cannot be compared came or went."),
    "response-null-allowed": ("Changed", "types", "A field may be `null`."),
    "response-unit-changed": ("Changed", "wire", "A number counts in another unit."),
    # errors
    "error-removed": ("Removed", "api", "An error code is gone, and its class with it."),
    "error-status-changed": ("Changed", "wire", "An error comes with another HTTP status."),
    "error-key-changed": ("Changed", "wire", "An error code stands under another key."),
    "error-retry-lost": ("Changed", "wire", "A call is not repeated any more after this error."),
    "error-detail-changed": ("Changed", "wire", "What stands behind the code means something else."),
    "error-body-changed": ("Changed", "wire", "Failures carry code, message or request id elsewhere."),
    # signing
    "signing-removed": ("Removed", "types", "A way of signing is gone."),
    "signing-default-changed": (
        "Changed",
        "names",
        "Callers who choose no way of signing sign in another way.",
    ),
    "signing-steps-changed": ("Changed", "wire", "Requests are signed in another way."),
    "credential-removed": ("Removed", "api", "A credential is gone."),
    "credential-added-required": ("Added", "wire", "Signing needs one more credential."),
    "credential-required": ("Changed", "wire", "A credential became required."),
    # callbacks and pages
    "callback-removed": ("Removed", "api", "The vendor does not send it any more."),
    "callback-fields-changed": ("Changed", "api", "What the vendor sends comes in other form fields."),
    "callback-scheme-changed": ("Changed", "wire", "What the vendor sends is signed by another scheme."),
    "page-removed": ("Removed", "api", "A page for the browser is gone."),
    "page-moved": ("Changed", "wire", "A page for the browser has another address."),
    "page-query-added": ("Added", "api", "A page for the browser takes one more parameter."),
    "page-query-removed": ("Removed", "api", "A page for the browser takes a parameter less."),
    # the Python package
    "python-package-renamed": ("Changed", "types", "The wheel or its import name has another name."),
    "python-class-renamed": ("Changed", "api", "The client class has another name."),
    "python-method-renamed": ("Changed", "api", "A method has another name."),
    "python-argument-renamed": ("Changed", "api", "An argument has another name."),
    "python-argument-withdrawn": ("Removed", "api", "The client does not offer a parameter any more."),
    "python-argument-required": (
        "Changed",
        "api",
        "The client asks for a parameter that it did not ask for.",
    ),
    "python-argument-type": ("Changed", "types", "An argument has another type, and the contract has not."),
    "python-option-default": ("Changed", "names", "An argument of the constructor has another default."),
    "python-environment-changed": ("Changed", "wire", "A setting is read from another environment variable."),
    "python-signature-renamed": ("Changed", "types", "A value of `signature=` has another name."),
    "python-model-removed": ("Removed", "api", "A class of `models` is gone."),
    "python-attribute-renamed": ("Changed", "api", "An attribute of a result has another name."),
    "python-attribute-removed": ("Removed", "api", "An attribute for fields that are not named is gone."),
    "python-attribute-type": ("Changed", "types", "An attribute has another type, and the contract has not."),
    "python-result-changed": ("Changed", "types", "A method gives another class."),
    "python-error-renamed": ("Changed", "api", "The class of an error has another name."),
    "python-api-only": (
        "Changed",
        "api",
        "griffe sees a break of the Python API that no rule above explains.",
    ),
}
_ADDITIVE: Final[dict[str, tuple[Section, str]]] = {
    "product-added": ("Added", "There is a new product."),
    "host-added": ("Added", "There is a new region."),
    "operation-added": ("Added", "There is a new operation."),
    "operation-deprecated": ("Deprecated", "The vendor advises against an operation."),
    "idempotence-gained": ("Changed", "A call is repeated when its fate is unknown."),
    "rate-raised": ("Changed", "More calls are allowed."),
    "paging-added": ("Added", "A result can be paged through."),
    "request-media-added": ("Added", "A further media type of the body is accepted."),
    "request-body-optional": ("Changed", "The body may be left out."),
    "request-field-added": ("Added", "There is a new optional parameter."),
    "request-field-optional": ("Changed", "A parameter may be left out."),
    "request-field-unneeded": ("Changed", "A parameter is not required under a condition any more."),
    "request-field-opened": ("Added", "An optional field is not filled in by signing any more."),
    "request-type-widened": ("Changed", "A parameter takes further types."),
    "request-alternative-added": ("Added", "A further kind of value is accepted."),
    "request-values-added": ("Added", "An enumeration has a new value."),
    "request-values-open": ("Changed", "A parameter takes any value."),
    "request-format-lifted": ("Changed", "A parameter needs no particular format any more."),
    "request-limit-widened": ("Changed", "A limit of a parameter became wider."),
    "request-null-allowed": ("Changed", "`null` is accepted."),
    "request-port-added": ("Added", "The vendor delivers to a further port."),
    "request-deprecated": ("Deprecated", "The vendor advises against a parameter."),
    "request-keys-opened": ("Changed", "Keys that are not listed are accepted."),
    "response-status-added": ("Added", "There is a further successful status."),
    "response-media-added": ("Added", "There is a further media type of the response."),
    "response-field-added": ("Added", "A response has a new field."),
    "response-field-required": ("Changed", "A field is always there."),
    "response-type-narrowed": ("Changed", "A field has fewer types than before."),
    "response-alternative-removed": ("Changed", "A kind of value does not come any more."),
    "response-values-added": (
        "Added",
        "An enumeration of a response has a new value: such enumerations are open.",
    ),
    "response-format-stated": ("Changed", "A text has a promised format."),
    "response-limit-narrowed": ("Changed", "A value keeps within tighter limits."),
    "response-null-refused": ("Changed", "A field is not `null` any more."),
    "response-deprecated": ("Deprecated", "The vendor advises against a field of a response."),
    "error-added": (
        "Added",
        "There is a new error code: it was an `APIStatusError` before, and still is one.",
    ),
    "error-body-extended": ("Added", "Failures carry code, message or request id in further places too."),
    "error-retry-gained": ("Changed", "A call is repeated after this error."),
    "error-detail-added": ("Added", "What stands behind an error code is read."),
    "error-reason-added": ("Added", "An error has a new documented reason."),
    "signing-added": ("Added", "There is a further way of signing."),
    "credential-added": ("Added", "There is a new optional credential."),
    "credential-optional": ("Changed", "A credential may be left out."),
    "callback-added": ("Added", "The vendor sends something new by itself."),
    "page-added": ("Added", "There is a new page for the browser."),
    "python-argument-offered": ("Added", "The client offers a parameter that it did not offer."),
    "python-model-added": ("Added", "There is a new class of `models`."),
}
_FIXING: Final[dict[str, str]] = {
    "api-version-changed": "The vendor gives its interface another version.",
    "documentation": "A description or an example was rewritten.",
    "operation-undeprecated": "The vendor does not advise against an operation any more.",
    "request-undeprecated": "The vendor does not advise against a parameter any more.",
    "request-default-stated": "What leaving a parameter out means is documented.",
    "request-unit-stated": "The unit of a number is documented.",
    "response-values-removed": "A value of an enumeration does not come any more.",
    "response-values-listed": "The values of a field are listed.",
    "response-values-open": "The values of a field are not listed any more: such enumerations are open.",
    "response-unit-stated": "The unit of a number is documented.",
    "response-default-changed": "A default of a response is documented in another way.",
    "response-undeprecated": "The vendor does not advise against a field any more.",
    "response-keys-changed": "What a response may hold besides its listed fields is said in another way.",
    "error-reason-removed": "A documented reason of an error does not come any more.",
    "error-arguments-changed": "The arguments that an error may name are listed in another way.",
    "error-match-changed": "An error is recognised in another way.",
    "failure-added": "A failing status is described that was not.",
    "failure-removed": "A failing status is not described any more.",
    "signing-setting-changed": "A setting of a signature has another value.",
    "credential-secrecy-changed": "Another credential is never shown.",
}

RULES: Final[dict[str, Rule]] = {
    **{code: Rule("breaking", section, seen, what) for code, (section, seen, what) in _BREAKING.items()},
    **{code: Rule("additive", section, "wire", what) for code, (section, what) in _ADDITIVE.items()},
    **{code: Rule("fixing", "Fixed", "wire", what) for code, what in _FIXING.items()},
}


def table() -> str:
    """The rules as a Markdown table, for the documentation."""
    seen = {"api": "names, types", "names": "names", "types": "types", "wire": "no"}
    lines = ["| change | class | shows in Python code | changelog | what it means |", "|---|---|---|---|---|"]
    lines += [
        f"| `{code}` | {rule.kind} | {seen[rule.seen] if rule.kind == 'breaking' else ''} "
        f"| {rule.section} | {rule.what} |"
        for code, rule in RULES.items()
    ]
    return "\n".join(lines)
