"""Compares every saved vendor page of a folder with the spec that was written from it.

``make drift DIR=path/to/vendor-docs``. A page has the file name that its spec gives it (``x-source.document``). Each is
read, also when it has not changed, and what is waived is listed. Ends with the highest exit code of ``specseal drift``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from specseal.cli import main as specseal
from specseal.drift.store import load_facts
from specseal.project import find_project


def main() -> int:
    """Run ``specseal drift`` for each page that is there."""
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
        print(f"No page of any product is in {folder}.", file=sys.stderr)
        return 1
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
