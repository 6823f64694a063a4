"""Whether a product is up to date, without generating it.

A stamp holds one digest over everything that generation reads (sources, the generator itself, the libraries below it)
and writes. Stamps are not part of the output: a project without them is generated once. Nothing here imports a heavy
library, so that a run with nothing to do ends quickly.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import get_args

from .project import Product, Project, Stage
from .publishing import fingerprint
from .release.folder import kept
from .write import read_tree, write_file

_FOLDER = ".specseal"
_TOOLS = ("datamodel-code-generator", "jinja2", "jsonschema-rs", "openapi-python-client", "ruff")


def is_current(project: Project, product: Product) -> bool:
    """Whether the sources, the tools and the generated files of a product are unchanged since it was generated."""
    stamp = _stamp(project, product)
    return stamp.is_file() and stamp.read_text("ascii") == _fingerprint(project, product)


def remember(project: Project, product: Product) -> None:
    """Store the stamp of a product that has just been generated."""
    write_file(project.generated / _FOLDER / ".gitignore", "*\n")
    write_file(_stamp(project, product), _fingerprint(project, product))


def _stamp(project: Project, product: Product) -> Path:
    return project.generated / _FOLDER / product.name


def _fingerprint(project: Project, product: Product) -> str:
    sources = [product.spec]
    for stage in get_args(Stage):
        sources += [path for path in (product.vendor_overlay(stage), product.overlay(stage)) if path]
    sources += [path for path in [kept(product).changelog] if path.is_file()]
    contract = project.generated / "contracts" / f"{product.name}.json"
    written = read_tree(project.generated / product.name)
    total = hashlib.sha256(_generator().encode())
    for name, content in (
        *((product.shown(path), path.read_bytes()) for path in sources),
        ("settings", fingerprint(project.root)),
        ("contract", contract.read_bytes() if contract.is_file() else b""),
        *written.items(),
    ):
        total.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()


@functools.cache
def _generator() -> str:
    """A digest of the generator and of the libraries that it uses."""
    root = Path(__file__).parent
    total = hashlib.sha256("".join(f"{tool} {version(tool)}\n" for tool in _TOOLS).encode())
    for path in _code(root):
        total.update(f"{path.relative_to(root).as_posix()} ".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _code(root: Path) -> Iterable[Path]:
    return (path for path in sorted(root.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
