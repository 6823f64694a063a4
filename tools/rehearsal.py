"""Publishes to an index on this machine and installs from it: `make publish-dry-run`, after `make wheels`.

The index is pypiserver on 127.0.0.1, in a folder that is removed at the end; nothing leaves the machine. It shows that

1. all projects are published, and pip installs a client from there into an empty environment, with the emulator, where
   the tests of its source distribution pass;
2. publishing again uploads nothing;
3. a raised version is published, alone;
4. a version that is there with other content is refused, before anything is uploaded.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from pathlib import Path

from tools.common import ROOT, SetUpError
from tools.publish import publish
from tools.publishing.archives import Built
from tools.publishing.commands import PublishingError, bare_environment, perform
from tools.publishing.index import Index
from tools.publishing.installs import fill_wheelhouse, unpacked
from tools.publishing.provenance import Builder
from tools.publishing.release import Release, read_releases
from tools.publishing.sources import Source, all_sources
from tools.wheels import build_all


def main(arguments: Sequence[str] | None = None) -> int:
    """Rehearse, say what was seen and return the exit code."""
    parser = argparse.ArgumentParser(
        description="Publish dist/ to an index on this machine, and install from it."
    )
    parser.add_argument("--dist", type=Path, default=ROOT / "dist", help="what make wheels made (dist)")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="specseal-index-") as work:
            rehearse(options.dist.resolve(), Path(work))
    except (PublishingError, SetUpError) as error:
        print(f"publish-dry-run: {error}", file=sys.stderr)
        return 1
    return 0


def rehearse(dist: Path, work: Path) -> None:
    """All four steps. Raises `PublishingError` at the first that does not go as it must."""
    releases = read_releases(dist)
    client = next(source for source in all_sources() if source.is_client)
    store = work / "index"
    _fill(releases, dist, store)
    with serving(store, work) as index:
        _expect(
            [step.release.name for step in publish(releases, index) if step.files],
            [one.name for one in releases],
        )
        _say(f"published {len(releases)} projects to {index.url}")
        _say(f"installed {client.name} from there: {_try_installed(client, dist, index, work)}")
        _expect([step.release.name for step in publish(releases, index) if step.files], [])
        _say("published again: nothing to upload")
        before = _names(store)
        raised = read_releases(_rebuilt(client, work / "raised", version="0.999.0"))
        _expect(
            [step.release.name for step in publish([*raised, *releases], index) if step.files], [client.name]
        )
        _say(f"published {', '.join(sorted(_names(store) - before))}, and nothing else")
        before = _names(store)
        changed = read_releases(_rebuilt(client, work / "changed", text="\nOther words.\n"))
        fresh = read_releases(_rebuilt(client, work / "fresh", version="0.999.1"))
        try:
            publish([*fresh, *changed], index)
        except PublishingError as refused:
            _expect(_names(store), before)
            _say(f"refused, with nothing uploaded: {str(refused).splitlines()[0]}")
        else:
            raise PublishingError("a version that is there with other content was taken")


@contextlib.contextmanager
def serving(store: Path, work: Path) -> Generator[Index]:
    """A package index on 127.0.0.1 over a folder of wheels. Raises `PublishingError` when it does not start."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    command = [
        *(sys.executable, "-Im", "pypiserver", "run", "--interface", "127.0.0.1", "--port", str(port)),
        *(
            "--authenticate",
            ".",
            "--passwords",
            ".",
            "--disable-fallback",
            "--hash-algo",
            "sha256",
            str(store),
        ),
    ]
    log = work / "pypiserver.log"
    with (
        log.open("wb") as out,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out) as server,
    ):
        try:
            _await(port, server, log)
            yield Index(f"http://127.0.0.1:{port}/simple/")
        finally:
            server.terminate()


def _await(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and server.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise PublishingError(f"{log.read_text('utf-8', 'replace')}\nthe index does not answer")


def _fill(releases: Sequence[Release], dist: Path, store: Path) -> None:
    """The index has what the projects need, as a mirror would."""
    sources = {source.name: source for source in all_sources()}
    built = [Built(sources[one.name], dist / one.files[0].name, dist / one.files[1].name) for one in releases]
    fill_wheelhouse(built, store)


def _try_installed(client: Source, dist: Path, index: Index, work: Path) -> str:
    """Install the client as its README says, into an empty environment, and run its tests; what pytest closes with."""
    environment, home = work / "environment", bare_environment(work)
    perform("making an environment", [sys.executable, "-Im", "venv", environment], work, home)
    python = environment / "bin" / "python"
    options = ["--quiet", "--no-cache-dir", "--index-url", index.url]
    for names in ([client.name], ["pytest", "specseal-emulator"]):
        install: list[str | Path] = [python, "-Im", "pip", "install", *options, *names]
        perform(f"installing {' '.join(names)}", install, work, home)
    tests = unpacked(dist / f"{client.stem}.tar.gz", work) / "tests"
    command: list[str | Path] = [python, "-Im", "pytest", "-q", "-p", "no:cacheprovider", tests]
    return perform(f"the tests of the installed {client.name}", command, tests, home).strip().splitlines()[-1]


def _rebuilt(client: Source, folder: Path, *, version: str = "", text: str = "") -> Path:
    """A client with another version, or with other words in its README, built in a copy of the repository."""
    root = folder / "repository"
    project = root / client.path
    shutil.copytree(client.folder, project, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("specs", "overlays", "releases"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copyfile(ROOT / "constraints.txt", root / "constraints.txt")
    if version:
        settings = project / "pyproject.toml"
        changed = re.sub(r'(?m)^version = ".*"$', f'version = "{version}"', settings.read_text("utf-8"))
        settings.write_text(changed, encoding="utf-8")
    with (project / "README.md").open("a", encoding="utf-8") as readme:
        readme.write(text)
    out = folder / "dist"
    out.mkdir()
    build_all([Source(project, root)], out, folder, Builder())
    return out


def _names(store: Path) -> set[str]:
    return {path.name for path in store.iterdir()}


def _expect(found: object, wanted: object) -> None:
    if found != wanted:
        raise PublishingError(f"expected {wanted}, and it was {found}")


def _say(text: str) -> None:
    print(f"publish-dry-run: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
