"""Draws the output of `make demo` for the README: `make picture`. `--check` reports whether the picture is current.

The picture shows the real output in a terminal of 100 columns. Tokens and times differ from run to run; `--check`
compares everything else.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "demo.svg"
COLUMNS = 100

# rich's own layout, with local fonts in place of a downloaded one, and without window buttons
LAYOUT = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>make demo</title>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def output() -> str:
    """The output of the demo, colours included."""
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    done = subprocess.run(  # noqa: S603  our own demo
        [sys.executable, str(ROOT / "demo" / "run.py")],
        env=environment | {"COLUMNS": str(COLUMNS), "FORCE_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def drawn(printed: str) -> str:
    """A picture of the prompt, the command and its output."""
    console = Console(width=COLUMNS, record=True, file=io.StringIO())
    console.print(Text.assemble(("$ ", "bold green"), ("make demo", "bold")))
    console.print(Text.from_ansi(printed.rstrip()))
    return console.export_svg(title="", theme=MONOKAI, code_format=LAYOUT, unique_id="demo")


def comparable(picture: str) -> str:
    """A picture without tokens and times, which differ in each run."""
    return re.sub(r"[0-9a-f]{4,}", "#", re.sub(r"textLength=\"[^\"]*\"", "", picture))


def main() -> int:
    """Draw or compare the picture; returns the exit status."""
    picture = drawn(output())
    if "--check" not in sys.argv[1:]:
        PICTURE.write_text(picture, encoding="utf-8")
        print(f"{PICTURE.relative_to(ROOT)}: {len(picture)} bytes")
    elif comparable(PICTURE.read_text(encoding="utf-8")) != comparable(picture):
        print(f"{PICTURE.relative_to(ROOT)} is out of date; run make picture", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
