"""The static site with the pinned scripts from npm: `python -m tools.site [options of specseal site]` writes it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from specseal.cli import main as specseal
from tools import npm
from tools.common import ROOT, SetUpError, fail


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch the scripts where they are not there, and write the site; return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        modules = npm.install("site") / "node_modules"
    except SetUpError as error:
        return fail(error)
    return specseal(["site", "--root", str(ROOT), "--modules", str(modules), "--title", "Specseal", *given])


if __name__ == "__main__":
    sys.exit(main())
