"""Publishes what `make wheels` made, product by product, and only versions that the index does not have yet.

    python -m tools.publish --dry-run          # say what would be uploaded
    python -m tools.publish --index URL        # to an index of one's own
    python -m tools.publish faceid-lite        # one project, to the index of [tool.specseal], or pip's default

All files are compared with the index before the first is uploaded: identical ones are left alone, and a version that is
there with other content is refused. Credentials come from twine's variables (TWINE_USERNAME, TWINE_PASSWORD), or from
trusted publishing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from specseal.diagnostics import Refused
from specseal.publishing import index_problem, read_publishing, without_credentials
from tools.common import ROOT
from tools.publishing.commands import PublishingError
from tools.publishing.index import Index
from tools.publishing.release import Release, Step, plan, read_releases, refuse_placeholders, tagged


def main(arguments: Sequence[str] | None = None) -> int:
    """Publish, or say what would be published, and return the exit code."""
    parser = argparse.ArgumentParser(
        description="Publish the wheels and sdists of dist/ that the index does not have.",
        epilog="Credentials come from TWINE_USERNAME and TWINE_PASSWORD, or from trusted publishing.",
    )
    parser.add_argument("projects", nargs="*", help="names to publish (all)")
    parser.add_argument("--tag", default="", help="publish the project and version of a tag NAME-vVERSION")
    parser.add_argument("--dist", type=Path, default=ROOT / "dist", help="what make wheels made (dist)")
    parser.add_argument("--index", help="URL of the simple index ([tool.specseal] index, or pip's default)")
    parser.add_argument(
        "--upload-url", default="", help="where to upload (the index's address without simple/)"
    )
    parser.add_argument("--dry-run", action="store_true", help="compare and say what would be uploaded")
    parser.add_argument(
        "--copy-to", type=Path, help="copy what is to be uploaded to DIR/NAME/, for other uploaders"
    )
    parser.add_argument("--json", action="store_true", help="print the names to publish as one JSON list")
    options = parser.parse_args(arguments)
    try:
        url = read_publishing(ROOT).index if options.index is None else options.index
        for option, given in (("--index", url), ("--upload-url", options.upload_url)):
            if problem := index_problem(given):
                raise PublishingError(f"{option}: {without_credentials(given)} {problem}")  # noqa: TRY301
        index = Index(url, options.upload_url)
        dist: Path = options.dist.resolve()
        releases = read_releases(dist, options.projects)
        if options.tag:
            releases = [tagged(releases, options.tag)]
        steps = publish(releases, index, upload=not options.dry_run)
        if options.copy_to:
            if not index.is_local:
                refuse_placeholders(steps)
            copy(steps, dist, options.copy_to.resolve())
    except (PublishingError, Refused) as error:
        print(f"publish: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps([step.release.name for step in steps if step.files]))
    else:
        print("\n".join(map(str, steps)))
    return 0


def publish(releases: Sequence[Release], index: Index, *, upload: bool = True) -> list[Step]:
    """Compare all releases with the index, then upload what it lacks, and see that it is there.

    Raises `PublishingError`: before anything is uploaded when a file is there with other content.
    """
    steps = plan(releases, index.published)
    if upload and not index.is_local:
        refuse_placeholders(steps)
    for step in steps:
        if upload and step.files:
            index.upload(step.files)
            index.wait_for(step.release.name, step.release.digests)
    return steps


def copy(steps: Sequence[Step], dist: Path, folder: Path) -> None:
    """Copy what is to be uploaded: files to ``NAME/``, bills of materials to ``sboms/NAME.cdx.json``."""
    for step in steps:
        name, wheel = step.release.name, step.release.files[0].name
        for path in step.files:
            (folder / name).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / name / path.name)
        sbom = dist / f"{'-'.join(wheel.split('-')[:2])}.cdx.json"
        if step.files and sbom.is_file():
            (folder / "sboms").mkdir(exist_ok=True)
            shutil.copyfile(sbom, folder / "sboms" / f"{name}.cdx.json")


if __name__ == "__main__":
    sys.exit(main())
