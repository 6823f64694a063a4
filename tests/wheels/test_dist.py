"""What `make wheels` leaves in dist/: archives with all that users and tools expect, and their descriptions."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.model.bom import Bom
from google.protobuf import json_format
from in_toto_attestation.predicates.provenance.v1.provenance_pb2 import Provenance
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1.statement_pb2 import Statement as StatementMessage

from specseal.publishing import read_publishing
from tests.wheels.conftest import ROOT, Dist
from tools.matrix import PYTHONS
from tools.publishing import sbom
from tools.publishing.sources import Source, all_sources


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith(".dist-info/METADATA")]
        return Parser().parsestr(archive.read(name).decode())


@pytest.mark.slow
def test_what_was_checked_is_what_was_built_and_the_table_names_every_file(
    dist: Dist, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tools.wheels", "--out", str(tmp_path / "dist")]
    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = {
        line.split()[0]: line.split()[1:]
        for line in done.stdout.splitlines()[1:]
        if ".whl" in line or "." in line
    }
    files = {path.name: path for path in (tmp_path / "dist").iterdir()}
    assert {name: path.read_bytes() for name, path in files.items()} == {
        path.name: path.read_bytes() for path in dist.folder.iterdir()
    }
    wanted = {
        f"{one.stem}{ending}"
        for one in all_sources()
        for ending in ("-py3-none-any.whl", ".tar.gz", ".cdx.json", ".provenance.json")
    }
    assert set(files) == wanted | {"SHA256SUMS"}
    for name in wanted:
        assert rows[name] == [f"{files[name].stat().st_size:,}", digest(files[name])]


def test_the_sums_are_those_of_the_files(dist: Dist) -> None:
    lines = (dist.folder / "SHA256SUMS").read_text().splitlines()
    assert {line.split("  ")[1]: line.split("  ")[0] for line in lines} == {
        path.name: digest(path) for path in dist.folder.iterdir() if path.name != "SHA256SUMS"
    }


def test_the_metadata_says_what_an_index_shows(dist: Dist, source: Source) -> None:
    fields = metadata(dist.wheel(source))
    assert (fields["Name"], fields["Version"]) == (source.project["name"], source.version)
    assert (fields["License-Expression"], fields["License-File"]) == ("Apache-2.0", "LICENSE")
    assert fields["Requires-Python"] == ">=3.11"
    settings = read_publishing(ROOT)
    (author,) = settings.authors
    assert fields["Author-email"] == f"{author.name} <{author.email}>"
    assert "api" in fields["Keywords"].split(",")
    urls = dict(value.split(", ") for value in fields.get_all("Project-URL", []))
    assert urls["Repository"] == dict(settings.urls)["Repository"]
    assert urls["Changelog"].endswith(f"/{source.path}/CHANGELOG.md")
    classifiers = fields.get_all("Classifier", [])
    assert "Typing :: Typed" in classifiers
    tested = re.findall(r"Python :: 3\.(\d+)$", "\n".join(classifiers), re.MULTILINE)
    assert [f"3.{minor}" for minor in tested] == list(PYTHONS)
    assert fields["Description-Content-Type"] == "text/markdown"
    assert source.project["name"] in str(fields.get_payload())


def test_wheel_and_sdist_hold_what_they_must(dist: Dist, source: Source) -> None:
    information = f"{source.stem}.dist-info"
    with zipfile.ZipFile(dist.wheel(source)) as archive:
        names = set(archive.namelist())
        inside = archive.read(f"{information}/sboms/{source.name}.cdx.json")
    assert {f"{source.package}/py.typed", f"{information}/licenses/LICENSE"} <= names
    assert {name.split("/")[0] for name in names} == {source.package, information}
    written = {path.removeprefix("src/") for path in source.files if path.startswith("src/")}
    assert written == {name for name in names if not name.startswith(information)}
    unwanted = r"\.pyc$|/(test_[^/]*|tests/.*)\.py$" if source.is_client else r"\.pyc$"
    assert not [name for name in names if re.search(unwanted, name)]
    assert inside == (dist.folder / f"{source.stem}.cdx.json").read_bytes()
    with tarfile.open(dist.sdist(source)) as archive:
        members = archive.getmembers()
        assert {(one.uid, one.gid, one.uname, one.gname, one.mode) for one in members} == {
            (0, 0, "", "", 0o644)
        }
        changelog = archive.extractfile(f"{source.stem}/CHANGELOG.md")
        assert changelog is not None
        assert f"## {source.version}" in changelog.read().decode()
    paths = {one.name.partition("/")[2] for one in members}
    assert {"README.md", "LICENSE", "PKG-INFO", f"sboms/{source.name}.cdx.json"} <= paths
    if source.is_client:
        assert f"tests/test_{source.package}.py" in paths


def test_the_tools_hold_what_they_work_with(dist: Dist) -> None:
    generator, emulator = all_sources()[:2]
    with zipfile.ZipFile(dist.wheel(generator)) as archive:
        names = archive.namelist()
    assert "specseal/runtime/client.py" in names
    assert "specseal/render/templates/_client.py.jinja" in names
    with zipfile.ZipFile(dist.wheel(emulator)) as archive:
        for path in (ROOT / "generated" / "contracts").glob("*.json"):
            assert archive.read(f"specseal_emulator/contracts/{path.name}") == path.read_bytes()


def test_the_bill_of_materials_is_valid_and_complete(dist: Dist, source: Source) -> None:
    text = (dist.folder / f"{source.stem}.cdx.json").read_text("utf-8")
    assert sbom.problems(text) == []
    read: Any = Bom  # a decorator adds the method
    bom = read.from_json(json.loads(text))
    assert str(bom.metadata.component.purl) == f"pkg:pypi/{source.name}@{source.version}"
    required = {one.name for one in bom.components if one.scope.value == "required"}
    demanded = {
        re.split(r"[<>=!\[; ]", value)[0].lower()
        for value in metadata(dist.wheel(source)).get_all("Requires-Dist", [])
        if "extra ==" not in value
    }
    assert demanded <= required
    carried = required - demanded
    if source.is_client:
        assert carried == {"specseal-runtime"}
    else:
        assert all(name.startswith("specseal_emulator/contracts/") for name in carried)


def test_the_schema_refuses_a_wrong_bill_of_materials(dist: Dist) -> None:
    (path, *_) = sorted(dist.folder.glob("*.cdx.json"))
    document = json.loads(path.read_text("utf-8"))
    document["components"][0]["type"] = "thing"
    document["serialNumber"] = "1"
    places = [problem.split(":")[0] for problem in sbom.problems(json.dumps(document))]
    assert sorted(places) == ["/components/0/type", "/serialNumber"]


def test_the_provenance_says_what_was_built_from_what(dist: Dist, source: Source) -> None:
    text = (dist.folder / f"{source.stem}.provenance.json").read_text("utf-8")
    message = json_format.Parse(text, StatementMessage())  # refuses a field that the format does not have
    Statement.copy_from_pb(message).validate()
    assert message.predicate_type == "https://slsa.dev/provenance/v1"
    assert {one.name: one.digest["sha256"] for one in message.subject} == {
        path.name: digest(path) for path in (dist.wheel(source), dist.sdist(source))
    }
    predicate = json_format.ParseDict(json_format.MessageToDict(message.predicate), Provenance())
    assert predicate.run_details.builder.id
    assert {one.name: one.digest["sha256"] for one in predicate.run_details.byproducts} == {
        f"{source.stem}.cdx.json": digest(dist.folder / f"{source.stem}.cdx.json")
    }
    materials = {
        one.name or one.uri: dict(one.digest) for one in predicate.build_definition.resolved_dependencies
    }
    assert materials["constraints.txt"] == {"sha256": digest(ROOT / "constraints.txt")}
    (backend,) = source.table["build-system"]["requires"]
    assert f"pkg:pypi/{backend.replace('==', '@')}" in materials
    lines = [
        f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(source.files.items())
    ]
    assert materials[source.path] == {"dirHash": hashlib.sha256("".join(lines).encode()).hexdigest()}
    if source.is_client:
        (spec,) = ROOT.glob(f"specs/*/{source.folder.name}.yaml")
        assert materials[spec.relative_to(ROOT).as_posix()] == {"sha256": digest(spec)}


def test_the_wheel_of_an_unpacked_sdist_is_the_published_one(dist: Dist, tmp_path: Path) -> None:
    emulator = all_sources()[1]
    with tarfile.open(dist.sdist(emulator)) as archive:
        # the default of 3.14; the first 3.11 does not have it
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(tmp_path)
    command = [sys.executable, "-Im", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / emulator.stem)], check=True, capture_output=True)
    assert (tmp_path / dist.wheel(emulator).name).read_bytes() == dist.wheel(emulator).read_bytes()


_ELSEWHERE = """
import os, sys
os.umask(0o077)
from pathlib import Path
from tools.publishing.provenance import Builder
from tools.publishing.sources import all_sources
from tools.wheels import build_all
work = Path(sys.argv[1])
build_all([one for one in all_sources() if one.name in sys.argv[2:]], work / "out", work / "work", Builder())
"""


def test_the_same_bytes_come_out_elsewhere(dist: Dist, tmp_path: Path) -> None:
    root, out = tmp_path / "ein anderer Ordner", tmp_path / "out"
    chosen = [one for one in all_sources() if one.name in {"linkvisual", "specseal-emulator"}]
    for path in sorted(
        (ROOT / "generated").rglob("*"), reverse=True
    ):  # made in another order, at other times
        if path.is_file() and "__pycache__" not in path.parts and ".specseal" not in path.parts:
            target = root / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            target.chmod(0o600)
    for folder in ("emulator", "generator", "specs", "overlays", "releases", "tools"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "constraints.txt", root / "constraints.txt")
    out.mkdir()
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "TZ": "America/Lima",
        "LC_ALL": "C",
        "SOURCE_DATE_EPOCH": "1234567890",
        "PYTHONHASHSEED": "7",
    }
    command = [sys.executable, "-c", _ELSEWHERE, str(tmp_path), *(one.name for one in chosen)]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = {path.name: path.read_bytes() for path in out.iterdir() if path.name != "SHA256SUMS"}
    assert len(made) == 4 * len(chosen)
    assert made == {name: (dist.folder / name).read_bytes() for name in made}
    assert {path.stat().st_mode & 0o777 for path in out.iterdir()} == {0o644}
