"""Recipes to change and run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from specseal.diagnostics import Diagnostic, Refused
from specseal.document import load, loads
from specseal.runtime.signing import Signed, Signer
from specseal.runtime.sources import Sources
from specseal.signing import Recipe, compile_signer, load_signer, parse_recipe
from specseal.signing.trial import SampleRequest

FOLDER = Path(__file__).parent / "recipes"

VECTOR: dict[str, Any] = {
    "name": "made up",
    "source": "a test",
    "credentials": {"key": "k", "secret": "s3cr3t"},
    "request": {"method": "POST", "url": "https://api.example.com/a"},
    "expect": {"query": {"x": "1"}},
}


class Bench:
    """Reads recipes, and signs with them."""

    def signing(self, steps: str, **changes: Any) -> dict[str, Any]:
        """An ``x-signing`` value with the credentials ``key``, ``secret`` and, optional, ``token``."""
        base: dict[str, Any] = {
            "credentials": [name for name in ("key", "secret", "token?") if name.rstrip("?") in steps],
            "secrets": [name for name in ("secret", "token") if name in steps],
            "steps": steps,
            "vectors": [VECTOR],
        }
        return base | changes

    def recipe(self, steps: str, **changes: Any) -> Recipe:
        """A checked recipe."""
        value = self.signing(steps, **changes)
        return parse_recipe(value, root={"x-signing": value}, pointer="/x-signing")

    def problems(self, steps: str, **changes: Any) -> list[Diagnostic]:
        """What is wrong with a recipe."""
        with pytest.raises(Refused) as refused:
            self.recipe(steps, **changes)
        return list(refused.value.diagnostics)

    def source(self, steps: str, **changes: Any) -> str:
        """The compiled function."""
        return compile_signer(self.recipe(steps, **changes), "sign", "Sign.").source

    def signer(self, steps: str, **changes: Any) -> Signer:
        """The compiled function, to call."""
        return load_signer(compile_signer(self.recipe(steps, **changes), "sign"))

    def sign(
        self,
        signer: Signer,
        credentials: Mapping[str, str] | None = None,
        sources: Sources | None = None,
        **parts: Any,
    ) -> tuple[SampleRequest, Signed]:
        """A request that has been signed, and what the signer says of it."""
        defaults: dict[str, Any] = {"method": "POST", "host": "api.example.com", "path": "/a"}
        request = SampleRequest(**defaults | {"query": {}, "form": {}, "headers": {}} | parts)
        fixed = Sources(clock=lambda: 1700000000.25, uuid=lambda: "uuid-1", random_digits="7".zfill)
        given = {"key": "k", "secret": "s3cr3t"} if credentials is None else credentials
        return request, signer(cast("Any", request), given, sources or fixed)


@pytest.fixture
def bench() -> Bench:
    """The bench."""
    return Bench()


@pytest.fixture
def stored() -> Callable[[str], Recipe]:
    """Reads one of the recipes beside the tests."""

    def read(name: str) -> Recipe:
        return parse_recipe(
            (root := load(FOLDER / f"{name}.yaml").data)["x-signing"], root=root, pointer="/x-signing"
        )

    return read


@pytest.fixture
def written() -> Callable[[str], Recipe]:
    """Reads a recipe from YAML, as the file ``scheme.yaml``."""

    def read(text: str) -> Recipe:
        root = loads(text, "scheme.yaml").data
        return parse_recipe(root["x-signing"], root=root, pointer="/x-signing")

    return read
