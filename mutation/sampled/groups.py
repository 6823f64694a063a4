"""The groups of modules that are sampled, the tests near to each, and the size of a sample."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SEED = 20261126
PER_GROUP = 60
"""Ten groups: 600 mutants."""

GENERATOR = "generator/src/specseal"
EMULATOR = "emulator/src/specseal_emulator"
_OF_GENERATOR = ("tests/generator", "tests/specs", "tests/properties/test_recipes.py")
_OF_EMULATOR = ("tests/emulator",)
UNREACHABLE = ("test_container.py", "test_h5_browser.py")
"""They need root or a browser, and run no line that other tests do not."""


@dataclass(frozen=True, slots=True)
class Group:
    """Modules below one folder. Paths are from the root of the repository."""

    name: str
    folder: str
    near: tuple[str, ...]
    """Suites whose coverage is recorded test by test."""
    far: tuple[str, ...] = ()
    """Other suites that reach the modules; a survivor must pass all of them."""
    words: tuple[str, ...] = ()
    """What the files of the nearest tests are named after, besides the group."""

    @property
    def generates(self) -> bool:
        """Whether what is generated may change with a mutant."""
        return self.folder.startswith(GENERATOR)

    @property
    def copied(self) -> bool:
        """Whether generated clients carry copies of the modules."""
        return self.name == "runtime"

    def is_nearest(self, test: str) -> bool:
        """Whether a folder or the file of a test is named like the group, or after one of its words."""
        return not {self.name, *self.words}.isdisjoint(re.split(r"[/_.]", test.partition("::")[0]))

    def modules(self, root: Path) -> list[str]:
        """The modules, sorted."""
        return sorted(path.relative_to(root).as_posix() for path in (root / self.folder).rglob("*.py"))


GROUPS: Sequence[Group] = (
    Group(
        "runtime",
        f"{GENERATOR}/runtime",
        ("tests/runtime", "tests/generator/generated", "tests/generator/signing"),
        ("tests/clients", "tests/properties", "generated"),
        ("generated",),
    ),
    Group("signing", f"{GENERATOR}/signing", _OF_GENERATOR),
    Group("overlay", f"{GENERATOR}/overlay", _OF_GENERATOR),
    Group("lint", f"{GENERATOR}/lint", _OF_GENERATOR),
    *(
        Group(name, f"{EMULATOR}/{name}", _OF_EMULATOR, ("tests/properties", "tests/clients"), words)
        for name, words in {
            "state": ("durability", "journal", "limits", "listing", "seedfile", "streams"),
            "control": ("inspector",),
            "vendors": ("diagnosis", "faceid", "finauth", "linkvisual", "megvii"),
            "delivery": (),
            "recipe": ("recipes",),
            "generic": (),
        }.items()
    ),
)


def ignored() -> list[str]:
    """Arguments that exclude the tests that cannot run in a copy."""
    return [f"--ignore-glob=*/{name}" for name in UNREACHABLE]
