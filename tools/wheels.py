"""Builds, checks and describes one wheel and one sdist of every project: `make wheels`.

The files of `dist/` are replaced once all checks have passed, and stay as they were when one fails: for each project
the wheel, the sdist, the bill of materials (`….cdx.json`, CycloneDX) and the provenance (`….provenance.json`, in-toto
with SLSA's predicate), and `SHA256SUMS` over all of them. The same sources give the same bytes anywhere.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from specseal.diagnostics import Refused
from tools.common import CONSTRAINTS, ROOT, SetUpError, split_pins
from tools.publishing.archives import Built, build, unusual_compression
from tools.publishing.checks import check_archives, check_sources
from tools.publishing.commands import PublishingError, perform
from tools.publishing.installs import check_installs
from tools.publishing.provenance import Builder, statement
from tools.publishing.sbom import bill_of_materials
from tools.publishing.sources import Source, all_sources, sha256

SUMS = "SHA256SUMS"
#: What `make portal` and `make site` write beside them.
BESIDE = ("portal", "site")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make everything, print what was made and return the exit code."""
    parser = argparse.ArgumentParser(description="Build, check and describe all wheels and sdists.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder to replace (dist)")
    parser.add_argument(
        "--commit", action="store_true", help="name the commit in the provenance; it must be clean"
    )
    parser.add_argument(
        "--builder",
        default=os.environ.get("SPECSEAL_BUILDER", ""),
        help="URI of the builder, for the provenance (SPECSEAL_BUILDER)",
    )
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="specseal-wheels-") as work:
            builder = Builder(_uri(options.builder), _commit() if options.commit else "")
            make(all_sources(), options.out.resolve(), Path(work), builder)
    except (PublishingError, SetUpError, Refused) as error:
        print(f"wheels: {error}", file=sys.stderr)
        return 1
    return 0


def make(sources: Sequence[Source], out: Path, work: Path, builder: Builder) -> None:
    """Fill ``out`` with the files of all projects. Raises `PublishingError`, and then leaves it as it was."""
    root = sources[0].root
    refuse_foreign(out)
    check_sources(sources, root)
    if warning := unusual_compression():
        print(f"wheels: {warning}", file=sys.stderr)
    made = work / "dist"
    made.mkdir()
    built = build_all(sources, made, work, builder)
    check_archives(built, work)
    check_installs(built, work)
    replace_files(made, out)
    print(table(out))


def build_all(sources: Sequence[Source], out: Path, work: Path, builder: Builder) -> list[Built]:
    """Build and describe every project, unchecked."""
    pins = versions()
    built: list[Built] = []
    for source in sources:
        sbom = out / f"{source.stem}.cdx.json"
        text = bill_of_materials(source, pins)
        one = build(source, text, work / "build" / source.name, out)
        _write(sbom, text)
        _write(out / f"{source.stem}.provenance.json", statement(one, sbom, pins, builder))
        built.append(one)
    lines = [f"{sha256(path.read_bytes())}  {path.name}\n" for path in sorted(out.iterdir())]
    _write(out / SUMS, "".join(lines))
    return built


def versions() -> dict[str, str]:
    """The pinned version of every package of the repository, by name."""
    pins = split_pins(CONSTRAINTS.read_text("utf-8"))
    return {name: pin.split("==")[1].split()[0] for name, pin in pins.items()}


def table(folder: Path) -> str:
    """What is in a folder: file, size in bytes, SHA-256."""
    rows = [(path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.is_file()]
    width = max(len(name) for name, _ in rows)
    lines = [f"{'file':<{width}}  {'bytes':>9}  sha256"]
    lines += [f"{name:<{width}}  {len(content):>9,}  {sha256(content)}" for name, content in rows]
    return "\n".join(lines)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
    path.chmod(0o644)


def refuse_foreign(out: Path) -> None:
    """What is replaced must be a former output, or empty; the feed and the site beside it stay."""
    if out.exists() and not out.is_dir():
        raise PublishingError(f"{out} is not a folder")
    known = (".whl", ".tar.gz", ".cdx.json", ".provenance.json", SUMS)
    files = [path for path in out.glob("*") if path.name not in BESIDE]
    foreign = [path.name for path in files if path.is_dir() or not path.name.endswith(known)]
    if foreign:
        raise PublishingError(
            f"{out} holds something else ({foreign[0]}); move it away or choose another folder"
        )


def replace_files(made: Path, out: Path) -> None:
    """Put new files in the place of the old ones; the feed and the site beside them stay."""
    new, old = out.with_name(f"{out.name}.new"), out.with_name(f"{out.name}.old")
    for path in (new, old):
        shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(made, new)
    if out.exists():
        out.rename(old)
    new.rename(out)
    for name in BESIDE:
        if (old / name).exists():
            (old / name).rename(out / name)
    shutil.rmtree(old, ignore_errors=True)


def _uri(text: str) -> str:
    if text and not re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s\"<>\\^`{|}]+", text):
        raise PublishingError(f"--builder: {text!r} is not a URI")
    return text


def _commit() -> str:
    """The commit of the work tree. Raises `PublishingError` when there is none, or files differ from it."""
    try:
        changed = perform("asking git for changes", ["git", "status", "--porcelain"], ROOT)
        commit = perform("asking git for the commit", ["git", "rev-parse", "HEAD"], ROOT).strip()
    except (OSError, subprocess.SubprocessError) as error:
        raise PublishingError(f"--commit needs git: {error}") from error
    if changed.strip():
        raise PublishingError(f"--commit: these files differ from the commit:\n{changed.rstrip()}")
    return commit


if __name__ == "__main__":
    sys.exit(main())
