"""Compares the vendors' saved pages with the specs that were written from them.

``make drift DIR=path/to/vendor-docs``. The file name of a page is in its spec (``x-source.document``). Unchanged pages
are read too, and waived findings are listed. Exits with the highest exit code of ``specseal drift``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from specseal.cli import main as specseal
from specseal.drift.store import load_facts
from specseal.project import find_project


def main() -> int:
    """Run ``specseal drift`` for each page in the folder."""
    folder = Path(sys.argv[1])
    project = find_project(Path(__file__).parent)
    codes: list[int] = []
    for product in project.products():
        for facts in load_facts(product):
            page = folder / facts.document
            if page.is_file():
                codes.append(specseal(["drift", product.name, "--doc", str(page), "--full"]))
            else:
                print(f"{product.name}: {facts.document} is not in {folder}")
    if not codes:
        print(f"{folder} has no page of any product.", file=sys.stderr)
        return 1
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
