"""What must hold of every wheel and sdist before it may be published."""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from email.message import Message
from email.parser import Parser
from pathlib import Path

from specseal.publishing import read_publishing
from tools.publishing.archives import SBOMS, Built
from tools.publishing.commands import PublishingError, perform
from tools.publishing.readme import readme_problems
from tools.publishing.sbom import problems as sbom_problems
from tools.publishing.sources import Source

RATING = 10
"""What pyroma must say of a source distribution, out of 10."""
_DUPLICATES = {"specseal": ("--ignore", "W002")}
"""The generator has its licence twice: its own, and the one that it writes into every client."""
BIN = Path(sys.executable).parent


def check_sources(sources: Sequence[Source], root: Path) -> None:
    """Judge what can be judged before anything is built. Raises `PublishingError` with all that is wrong."""
    _refuse(problem for source in sources for problem in _source_problems(source, root))


def check_archives(built: Sequence[Built], work: Path) -> None:
    """Judge the archives, by our own reading and by the usual tools. Raises `PublishingError`."""
    _refuse(problem for one in built for problem in _archive_problems(one))
    wheels, sdists = [one.wheel for one in built], [one.sdist for one in built]
    perform("twine check", [BIN / "twine", "check", "--strict", *wheels, *sdists], work)
    for one in built:
        options = ["--no-config", "--toplevel", one.source.package, *_DUPLICATES.get(one.source.name, ())]
        checked = [BIN / "check-wheel-contents", *options, one.wheel]
        perform(f"check-wheel-contents of {one.wheel.name}", checked, work)
    for sdist in sdists:
        perform(f"pyroma of {sdist.name}", [BIN / "pyroma", "--min", str(RATING), "--file", sdist], work)


def _refuse(problems: Iterable[str]) -> None:
    if found := list(problems):
        raise PublishingError("\n".join(found))


def _source_problems(source: Source, root: Path) -> Iterator[str]:
    files = source.files
    for problem in readme_problems(files.get("README.md", b"").decode()):
        yield f"{source.path}/README.md: {problem}"
    section = rf"(?m)^## \[?{re.escape(source.version)}\]?( |$)"
    if not re.search(section, files.get("CHANGELOG.md", b"").decode()):
        yield f"{source.path}/CHANGELOG.md: there is no section '## {source.version}' for the version to publish"
    settings = read_publishing(root)
    if not source.is_client:  # what the generator writes into the clients is written by hand there
        authors = [(one.get("name", ""), one.get("email", "")) for one in source.project.get("authors", [])]
        wanted = [(one.name, one.email) for one in settings.authors]
        if authors != wanted:
            yield f"{source.path}/pyproject.toml: authors are not those of [tool.specseal] in pyproject.toml"
        for label, url in settings.urls:
            if "{" not in url and source.project.get("urls", {}).get(label) != url:
                yield f"{source.path}/pyproject.toml: the URL {label} is not that of [tool.specseal.urls]: {url}"


def _archive_problems(built: Built) -> Iterator[str]:
    package, name = built.source.package, built.wheel.name
    with zipfile.ZipFile(built.wheel) as wheel:
        names = wheel.namelist()
        information = f"{built.source.stem}.dist-info"
        metadata = Parser().parsestr(wheel.read(f"{information}/METADATA").decode())
        sbom = f"{information}/{SBOMS}/{built.source.name}.cdx.json"
        for wanted in (f"{package}/py.typed", f"{information}/licenses/LICENSE", sbom):
            if wanted not in names:
                yield f"{name}: {wanted} is missing"
        if sbom in names:
            yield from (f"{name}: {sbom}{problem}" for problem in sbom_problems(wheel.read(sbom).decode()))
        yield from (
            f"{name}: {one} is no part of the package" for one in _strangers(names, package, information)
        )
    for field in _missing(metadata):
        yield f"{name}: the metadata has no {field}"
    with tarfile.open(built.sdist) as sdist:
        inside = {path.partition("/")[2] for path in sdist.getnames()}
    for wanted in (
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "PKG-INFO",
        f"{SBOMS}/{built.source.name}.cdx.json",
    ):
        if wanted not in inside:
            yield f"{built.sdist.name}: {wanted} is missing"


def _missing(metadata: Message) -> Iterator[str]:
    for field in (
        "License-Expression",
        "License-File",
        "Author-email",
        "Keywords",
        "Requires-Python",
        "Summary",
    ):
        if not metadata[field]:
            yield field
    labels = {one.partition(",")[0] for one in metadata.get_all("Project-URL", [])}
    yield from (f"URL {label}" for label in ("Changelog", "Homepage", "Repository") if label not in labels)
    classifiers = metadata.get_all("Classifier", [])
    if "Typing :: Typed" not in classifiers:
        yield "classifier Typing :: Typed"


def _strangers(names: Iterable[str], package: str, information: str) -> list[str]:
    return [name for name in names if name.split("/")[0] not in {package, information}]
