"""The arguments of the constructor, and their documentation."""

from __future__ import annotations

from dataclasses import replace

from ..constructor import ARGUMENTS, CERTIFICATE, CREDENTIALS, Argument
from ..plan.docs import paragraph
from ..plan.package import CredentialPlan, Package


def arguments(package: Package) -> tuple[Argument, ...]:
    """The arguments that constructors have in common; without regions where there are none to choose from."""
    if package.servers:
        return ARGUMENTS
    return tuple(
        replace(one, doc=f"The base URL. {one.doc.partition('. ')[2]}") if one.name == "base_url" else one
        for one in ARGUMENTS
        if one.name != "region"
    )


def settings(package: Package) -> list[tuple[str, str]]:
    """The arguments of the constructor and their descriptions."""
    documented = [
        (
            one.argument,
            f"{_use(one)}Default: the environment variable `{one.variable}`"
            + (f", or `{one.default}`." if one.default else "."),
        )
        for one in package.credentials
    ]
    documented.append((CREDENTIALS.name, CREDENTIALS.doc))
    if len(package.schemes) > 1:
        names = ", ".join(f"`{one.name}`" for one in package.schemes)
        first = (
            f"the first way of an operation whose credentials are all given, of {names}"
            if package.chosen
            else f"`{package.schemes[0].name}`"
        )
        documented.append(("signature", f"How requests are signed. Default: {first}."))
    documented += [(one.argument.name, one.argument.doc) for one in package.options]
    if package.certificate:
        documented.append((CERTIFICATE.name, CERTIFICATE.doc))
    documented += [(one.argument, one.doc) for one in package.variables]
    region = package.servers[0][0] if package.servers else ""
    documented += [
        (one.name, one.doc.format(region=region, environment=package.environment))
        for one in arguments(package)
    ]
    return documented


def _use(credential: CredentialPlan) -> str:
    """When a credential is needed."""
    if credential.demanded and not credential.optional:
        return ""
    return f"For {' or '.join(f'`{one}`' for one in credential.ways)}. " if credential.ways else "Optional. "


def constructor_doc(package: Package) -> list[str]:
    """The ``Args`` of the constructor."""
    lines = ["Args:"]
    for name, text in settings(package):
        lines += paragraph(f"{name}: {text}", "    ", "        ")
    lines += [
        "",
        "Raises:",
        *paragraph(
            "ConfigurationError: A credential is missing, the region is unknown, or the base URL is refused.",
            "    ",
            "        ",
        ),
    ]
    return lines
