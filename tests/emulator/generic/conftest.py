"""The contracts of a test module, ``CONTRACTS`` by product, and an emulator that serves them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from specseal_emulator.contract import default_contracts
from specseal_emulator.testing import Running, running
from tests.emulator.generic.vendors import write


@pytest.fixture(scope="module")
def contracts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of the module's contracts; those of the four products where it has none."""
    documents: dict[str, dict[str, Any]] | None = getattr(request.module, "CONTRACTS", None)
    if documents is None:
        return default_contracts()
    folder = tmp_path_factory.mktemp("contracts")
    return [write(folder, product, document) for product, document in documents.items()]


@pytest.fixture(scope="module")
def server(contracts: list[Path]) -> Iterator[Running]:
    """It serves the module's contracts; `emulator` of the folder above resets it for each test."""
    with running(contracts) as found:
        yield found
