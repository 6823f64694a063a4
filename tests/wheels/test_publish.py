"""Publishing to an index on this machine: what is new is uploaded, what is there is left alone or refused."""

from __future__ import annotations

import json
import shutil
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.tools.index import Index as Listing
from tests.wheels.conftest import Dist
from tools.publish import main
from tools.publishing.index import Index
from tools.publishing.sources import sha256
from tools.rehearsal import serving

Capture = pytest.CaptureFixture[str]
NAME = "linkvisual"
FILES = [f"{NAME}-0.1.0-py3-none-any.whl", f"{NAME}-0.1.0.tar.gz"]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The folder behind the index."""
    folder = tmp_path / "index"
    folder.mkdir()
    return folder


@pytest.fixture
def index(store: Path, tmp_path: Path) -> Iterator[Index]:
    with serving(store, tmp_path) as found:
        yield found


@pytest.fixture
def listing(store: Path) -> Iterator[Listing]:
    """An index that takes no uploads."""
    found = Listing(store)
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def ours(dist: Dist, tmp_path: Path) -> Path:
    """A copy of dist/."""
    return Path(shutil.copytree(dist.folder, tmp_path / "dist"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def altered(folder: Path, file: str) -> None:
    """Other content under the same name, as another build would have made it."""
    path = folder / file
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"other content"
    sums = folder / "SHA256SUMS"
    lines = [line for line in sums.read_text().splitlines() if not line.endswith(f"  {file}")]
    sums.write_text("\n".join([*lines, f"{sha256(path.read_bytes())}  {file}\n"]))


def test_what_is_new_is_published_once(index: Index, store: Path, ours: Path, capsys: Capture) -> None:
    command = ["--dist", str(ours), "--index", index.url, NAME]
    assert main([*command, "--dry-run"]) == 0
    assert capsys.readouterr().out == f"{NAME} 0.1.0: {', '.join(FILES)}\n"
    assert names(store) == []
    assert main(command) == 0
    assert {name: (store / name).read_bytes() for name in names(store)} == {
        name: (ours / name).read_bytes() for name in FILES
    }
    capsys.readouterr()
    assert main(command) == 0
    assert capsys.readouterr().out == f"{NAME} 0.1.0: published already\n"


def test_an_interrupted_upload_goes_on(index: Index, store: Path, ours: Path, capsys: Capture) -> None:
    shutil.copyfile(ours / FILES[0], store / FILES[0])
    assert main(["--dist", str(ours), "--index", index.url, NAME]) == 0
    assert capsys.readouterr().out == f"{NAME} 0.1.0: {FILES[1]}; the rest is there\n"
    assert names(store) == FILES


def test_other_content_is_refused_before_anything_is_uploaded(
    index: Index, store: Path, ours: Path, capsys: Capture
) -> None:
    shutil.copyfile(ours / FILES[0], store / FILES[0])
    altered(ours, FILES[0])
    assert main(["--dist", str(ours), "--index", index.url]) == 1
    first, *_, last = capsys.readouterr().err.splitlines()
    assert first.startswith(f"publish: {FILES[0]} is on the index with other content (sha256 ")
    assert first.endswith(": raise the version")
    assert last == "nothing was uploaded"
    assert names(store) == [FILES[0]], "faceid-lite comes first, and was not uploaded either"


def test_a_file_of_that_version_that_is_not_ours_is_refused(
    listing: Listing, store: Path, ours: Path, capsys: Capture
) -> None:
    (store / f"{NAME}-0.1.0-py2.py3-none-any.whl").write_bytes(b"x")
    (store / f"{NAME}-0.0.9-py3-none-any.whl").write_bytes(b"older versions are no matter")
    assert main(["--dist", str(ours), "--index", listing.url, "--dry-run", NAME]) == 1
    said = capsys.readouterr().err
    assert f"{NAME}-0.1.0-py2.py3-none-any.whl is on the index, and is not made here any more" in said
    assert "0.0.9" not in said


def test_an_index_that_does_not_answer_publishes_nothing(ours: Path, capsys: Capture) -> None:
    assert main(["--dist", str(ours), "--index", "http://127.0.0.1:9/simple/", NAME]) == 1
    assert f"publish: the index cannot be read for {NAME}: " in capsys.readouterr().err


def test_placeholders_do_not_reach_an_index_that_others_read(
    ours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(Index, "published", lambda self, name: {})
    monkeypatch.setattr(Index, "upload", lambda self, files: pytest.fail("uploaded"))
    for option in ([], ["--dry-run", "--copy-to", str(tmp_path / "upload")]):
        assert main(["--dist", str(ours), "--index", "https://packages.acme.org/simple/", NAME, *option]) == 1
        said = capsys.readouterr().err
        assert f"{FILES[0]}: https://specseal.example/source" in said
        assert "maintainers@specseal.example" in said
    assert not (tmp_path / "upload").exists()


def test_what_is_to_be_uploaded_is_copied_for_other_uploaders(
    index: Index, store: Path, ours: Path, tmp_path: Path, capsys: Capture
) -> None:
    for name in FILES:
        shutil.copyfile(ours / name, store / name)
    out = tmp_path / "upload"
    command = ["--dist", str(ours), "--index", index.url, "--dry-run", "--json", "--copy-to", str(out)]
    assert main([*command, NAME, "faceid-lite"]) == 0
    assert json.loads(capsys.readouterr().out) == ["faceid-lite"]
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()) == [
        "faceid-lite/faceid_lite-0.1.0-py3-none-any.whl",
        "faceid-lite/faceid_lite-0.1.0.tar.gz",
        "sboms/faceid-lite.cdx.json",
    ]
    assert main([*command, "--tag", f"{NAME}-v0.1.0"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("tag", ["linkvisual-v0.2.0", "visual-v0.1.0", "linkvisual"])
def test_a_tag_that_fits_nothing(ours: Path, tag: str, capsys: Capture) -> None:
    assert main(["--dist", str(ours), "--index", "http://127.0.0.1:9/simple/", "--tag", tag]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"publish: the tag {tag} fits no project; expected one of: faceid-lite-v0.1.0, ")


def test_only_what_make_wheels_made_is_published(ours: Path, tmp_path: Path, capsys: Capture) -> None:
    def said(folder: Path, *projects: str) -> str:
        assert main(["--dist", str(folder), "--index", "http://127.0.0.1:9/simple/", *projects]) == 1
        return capsys.readouterr().err

    assert "run make wheels first" in said(tmp_path / "nowhere")
    assert "there is no visual in" in said(ours, "visual")
    with (ours / FILES[1]).open("ab") as file:
        file.write(b"!")
    assert f"{FILES[1]} is not what make wheels made" in said(ours, NAME)
    (ours / FILES[1]).unlink()
    assert f"{NAME} 0.1.0 is not one wheel and one sdist" in said(ours, NAME)


@pytest.mark.parametrize("option", ["--index", "--upload-url"])
@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://bo:hunter2@acme.org/simple/", "'https://…@acme.org/simple/' carries credentials"),
        ("http://acme.org/simple/", "'http://acme.org/simple/' is plain HTTP"),
        ("acme.org", "'acme.org' is not a URL of the web"),
    ],
)
def test_an_address_that_nothing_may_be_sent_to(option: str, url: str, why: str, capsys: Capture) -> None:
    assert main(["--dry-run", option, url]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"publish: {option}: {why}")
    assert "hunter2" not in said


def test_an_index_that_asks_for_credentials_gets_those_of_twine(
    ours: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    class Guarded(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            allowed = self.headers["Authorization"] == "Basic Ym86aHVudGVyMg=="
            self.send_response(404 if allowed else 401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Guarded) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/simple/"
        command = ["--dist", str(ours), "--index", url, "--dry-run", NAME]
        assert main(command) == 1
        assert "401" in capsys.readouterr().err
        monkeypatch.setenv("TWINE_USERNAME", "bo")
        monkeypatch.setenv("TWINE_PASSWORD", "hunter2")
        assert main(command) == 0
        server.shutdown()
    assert capsys.readouterr().out == f"{NAME} 0.1.0: {', '.join(FILES)}\n"
