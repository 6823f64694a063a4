"""Resolve the repository's dependencies into `constraints.txt`: versions and hashes of all files, without an index.

Pins that still fit are kept; `--upgrade` renews them all; `--check` only reports whether the dependencies were edited
since the last run. uv resolves them; it is pinned there too.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tools.common import CACHE, CONSTRAINTS, ROOT, SetUpError, digest, fail, projects, say, split_pins
from tools.installer import UV, ensure_uv, uv_environment

DIRECT = ROOT / "requirements.in"
HEADER = "# Made by `make constraints`, do not edit. Inputs: sha256:{inputs}\n"


def main() -> int:
    """Run one of the three modes and return the exit code."""
    parser = argparse.ArgumentParser(description="Resolve dependencies into constraints.txt.")
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument(
        "--check", action="store_true", help="only report whether constraints.txt is up to date"
    )
    modes.add_argument("--upgrade", action="store_true", help="take the newest versions that fit")
    arguments = parser.parse_args()
    header = HEADER.format(inputs=inputs_digest())
    try:
        if arguments.check:
            _check(header)
        else:
            _resolve(header, upgrade=arguments.upgrade)
    except SetUpError as error:
        return fail(error)
    return 0


def inputs_digest() -> str:
    """Return a digest of the set of direct dependencies; another client with the same ones does not change it."""
    wanted = {line.split("#")[0].strip() for line in DIRECT.read_text(encoding="utf-8").splitlines()}
    for folder in projects():
        table = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        wanted.update(table.get("dependencies", []))
        wanted.update(entry for extra in table.get("optional-dependencies", {}).values() for entry in extra)
    return digest(sorted(wanted - {""}))


def _check(header: str) -> None:
    if not CONSTRAINTS.read_text(encoding="utf-8").startswith(header):
        raise SetUpError("constraints.txt no longer fits what is asked for; run make constraints")


def _resolve(header: str, *, upgrade: bool) -> None:
    ensure_uv()
    new = CACHE / CONSTRAINTS.name
    shutil.copyfile(CONSTRAINTS, new)  # uv keeps the pins that it finds in its output file
    command: list[str | Path] = [
        UV, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
        "--generate-hashes", "--no-header", "--no-annotate", "--all-extras",
        "--output-file", new, *(["--upgrade"] if upgrade else []),
        DIRECT, *(folder / "pyproject.toml" for folder in projects()),
    ]  # fmt: skip
    if code := subprocess.run(command, cwd=ROOT, env=uv_environment(), check=False).returncode:
        raise SetUpError(f"resolving failed (uv ended with {code}); constraints.txt is as it was")
    text = new.read_text(encoding="utf-8")
    if "://" in text:
        raise SetUpError("a dependency names a URL instead of a version; constraints.txt is as it was")
    CONSTRAINTS.write_text(header + text, encoding="utf-8")
    say(f"constraints.txt now pins {len(split_pins(text))} packages; the next make fetches what changed")


if __name__ == "__main__":
    sys.exit(main())
