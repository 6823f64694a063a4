"""The arguments of the constructor, and their documentation."""

from __future__ import annotations

from ..constructor import ARGUMENTS, CREDENTIALS
from ..plan.docs import paragraph
from ..plan.package import Package


def settings(package: Package) -> list[tuple[str, str]]:
    """The arguments of the constructor and their descriptions."""
    documented = [
        (
            one.argument,
            f"{'Optional. ' if one.optional else ''}Default: the environment variable `{one.variable}`"
            + (f", or `{one.default}`." if one.default else "."),
        )
        for one in package.credentials
    ]
    documented.append((CREDENTIALS.name, CREDENTIALS.doc))
    if len(package.schemes) > 1:
        documented.append(("signature", f"How requests are signed. Default: `{package.schemes[0].name}`."))
    documented += [(one.argument.name, one.argument.doc) for one in package.options]
    region, environment = package.servers[0][0], package.environment
    documented += [(one.name, one.doc.format(region=region, environment=environment)) for one in ARGUMENTS]
    return documented


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
