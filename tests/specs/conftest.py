"""The four products' specs and contracts, read from this repository alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from specseal.contract import resolve_product
from specseal.document import load, plain
from specseal.project import find_project

PRODUCTS = ("faceid-lite", "finauth-facesearch", "finauth-premium", "linkvisual")


#: Reads one document of a product; the caller must not change it.
Reader = Callable[[str], dict[str, Any]]


@pytest.fixture(params=PRODUCTS)
def product(request: pytest.FixtureRequest) -> str:
    """The name of each product in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def spec_of(root: Path) -> Reader:
    """Reads the spec of a product, without overlays."""
    paths = {path.stem: path for path in root.glob("specs/*/*.yaml")}

    @cache
    def read(product: str) -> dict[str, Any]:
        data: dict[str, Any] = plain(load(paths[product]).data)
        return data

    return read


@pytest.fixture(scope="session")
def contract_of(root: Path) -> Reader:
    """Builds the contract of a product: spec, wire overlays, resolved."""
    project = find_project(root)

    @cache
    def read(product: str) -> dict[str, Any]:
        (chosen,) = project.select((product,))
        data: dict[str, Any] = plain(resolve_product(project, chosen).document)
        return data

    return read


@pytest.fixture(scope="session")
def overlay_texts(root: Path) -> dict[str, Any]:
    """Every overlay by its path, read with another YAML reader than the generator's."""
    return {
        path.relative_to(root).as_posix(): yaml.safe_load(path.read_text("utf-8"))
        for path in sorted(root.glob("overlays/**/*.yaml"))
    }
