"""The two scripts of others that the site carries: Scalar's reference and CryptoJS, at pinned versions and digests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ..diagnostics import Diagnostic, Refused


@dataclass(frozen=True, slots=True)
class Script:
    """One file of an npm package."""

    package: str
    version: str
    path: str
    """Below the package's folder."""
    sha256: str


SCALAR = Script(
    "@scalar/api-reference",
    "1.72.1",
    "dist/browser/standalone.js",
    "bf091006bdc3af6067af77c2f534812e3e633e94a94e87138069f570f33b762c",
)
CRYPTO = Script(
    "crypto-js",
    "4.2.0",
    "crypto-js.js",
    "ee02257ffbaf0a9b481c7039b0f3bb20c360c9674fe4be8b38ae709b2ea59bbe",
)
_TO_TYPE = "npm install --no-save --ignore-scripts " + " ".join(
    f"{script.package}@{script.version}" for script in (SCALAR, CRYPTO)
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """The texts of both scripts."""

    scalar: str
    crypto: str


def read_bundle(modules: Path) -> Bundle:
    """The scripts from a `node_modules` folder.

    Raises `Refused` where one is missing or is not the pinned one; the hint says what to type.
    """
    problems: list[Diagnostic] = []
    texts = [_read(modules, script, problems) for script in (SCALAR, CRYPTO)]
    if problems:
        raise Refused(problems)
    return Bundle(*texts)


def _read(modules: Path, script: Script, problems: list[Diagnostic]) -> str:
    path = modules / script.package / script.path
    hint = f"In the project's folder, type: {_TO_TYPE}"
    try:
        data = path.read_bytes()
    except OSError:
        message = f"The site needs {script.package} {script.version}, and {path} cannot be read."
        problems.append(Diagnostic("site-bundle", message, hint=hint))
        return ""
    if hashlib.sha256(data).hexdigest() != script.sha256:
        message = f"{path} is not that of {script.package} {script.version}: its SHA-256 differs."
        problems.append(Diagnostic("site-bundle", message, hint=hint))
        return ""
    text = data.decode()
    source_map = text.rfind("//# sourceMappingURL=")
    return text if source_map < 0 or "\n" in text[source_map:].rstrip() else text[:source_map]
