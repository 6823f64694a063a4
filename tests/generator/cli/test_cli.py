"""The command as a user meets it: exit codes, what is on which stream; each command in a real process at least once."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from specseal.cli import main
from specseal.write import read_tree


def specseal(*arguments: str, cwd: Path, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "specseal", *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def main_in(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in this process, which is quicker; a hang would be the test's time limit."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([*arguments, "--root", str(root)])
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def test_generate_writes_and_then_changes_nothing(sandbox: Any) -> None:
    sandbox.save()
    first = specseal("generate", cwd=sandbox.root)
    assert (first.returncode, first.stdout) == (0, "thing: written\n")
    assert (sandbox.root / "generated/contracts/thing.json").is_file()
    again = specseal("generate", cwd=sandbox.root)
    assert (again.returncode, again.stdout) == (0, "thing: unchanged\n")
    assert specseal("generate", "--check", cwd=sandbox.root).returncode == 0


def test_check_names_what_is_not_current(sandbox: Any) -> None:
    sandbox.save()
    main_in(sandbox.root, "generate")
    models = sandbox.root / "generated/thing/src/thing/models.py"
    models.write_text(models.read_text() + "# touched\n")
    (sandbox.root / "generated/thing/stray.txt").write_text("")
    done = specseal("generate", "--check", cwd=sandbox.root)
    assert done.returncode == 3
    assert "outdated: generated/thing/src/thing/models.py" in done.stderr
    assert "outdated: generated/thing/stray.txt" in done.stderr
    assert models.read_text().endswith("# touched\n"), "--check writes nothing"


def test_check_names_schemas_that_are_not_current(sandbox: Any) -> None:
    sandbox.save()
    specseal("generate", cwd=sandbox.root)
    assert specseal("generate", "--check", cwd=sandbox.root).returncode == 0, (
        "a project need not keep schemas"
    )
    specseal("schema", "--write", cwd=sandbox.root)
    assert specseal("generate", "--check", cwd=sandbox.root).returncode == 0
    spec, wire = sandbox.root / "schemas/spec.schema.json", sandbox.root / "schemas/overlay.wire.schema.json"
    spec.write_text(spec.read_text() + " ")
    wire.unlink()
    done = specseal("generate", "--check", cwd=sandbox.root)
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "outdated: schemas/spec.schema.json",
        "outdated: schemas/overlay.wire.schema.json",
        "Run `specseal schema --write`, and commit the changes.",
    ]
    machine = specseal("generate", "--check", "--format", "json", cwd=sandbox.root)
    assert json.loads(machine.stdout)["stale"] == [
        "schemas/spec.schema.json",
        "schemas/overlay.wire.schema.json",
    ]
    assert specseal("generate", "--check", "thing", cwd=sandbox.root).returncode == 0


def test_two_runs_at_once_both_write_all_of_it(sandbox: Any) -> None:
    sandbox.save()
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "specseal", "generate"],
            cwd=sandbox.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    said = [run.communicate() for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], said
    assert sorted(out for out, _ in said) == ["thing: unchanged\n"] * 2 + ["thing: written\n"]
    assert sum("Waiting for another specseal" in err for _, err in said) <= 2
    assert main_in(sandbox.root, "generate", "--check").returncode == 0
    assert sorted(path.name for path in (sandbox.root / "generated").iterdir()) == [
        ".specseal",
        "contracts",
        "thing",
    ]


def test_two_products_cannot_be_one_package(sandbox: Any) -> None:
    sandbox.save()
    folder = sandbox.root / "specs/acme"
    (folder / "other.yaml").write_text((folder / "thing.yaml").read_text().replace("/thing", "/other"))
    sandbox.overlays["acme/other/client"] = [{"target": "$", "update": {"x-client": {"package": "thing"}}}]
    sandbox.save()
    done = main_in(sandbox.root, "generate")
    assert done.returncode == 1
    assert (
        "specs/acme/thing.yaml: package-twice: other and thing have the same import package, 'thing'."
        in done.stderr
    )
    assert not (sandbox.root / "generated").exists()


def two_products(sandbox: Any, **packages: str) -> None:
    """``thing`` and ``other``, each with an import package."""
    sandbox.save()
    folder = sandbox.root / "specs/acme"
    (folder / "other.yaml").write_text((folder / "thing.yaml").read_text().replace("/thing", "/other"))
    for product, package in packages.items():
        actions = [{"target": "$", "update": {"x-client": {"package": package}}}]
        sandbox.overlays[f"acme/{product}/client"] = actions
    sandbox.save()


def test_two_products_may_exchange_their_packages_one_after_the_other(sandbox: Any) -> None:
    two_products(sandbox, thing="one", other="two")
    assert main_in(sandbox.root, "generate").returncode == 0
    two_products(sandbox, thing="two", other="one")
    assert main_in(sandbox.root, "generate", "thing").returncode == 0
    assert main_in(sandbox.root, "generate", "other").returncode == 0
    assert (sandbox.root / "generated/thing/src/two/__init__.py").is_file()
    assert (sandbox.root / "generated/other/src/one/__init__.py").is_file()
    assert main_in(sandbox.root, "generate", "--check").returncode == 0


def test_a_package_that_another_product_will_have_is_taken(sandbox: Any) -> None:
    """Its sources say so, whether it has been generated or not."""
    two_products(sandbox, thing="one", other="one")
    done = main_in(sandbox.root, "generate", "thing")
    assert done.returncode == 1
    assert "specs/acme/thing.yaml: package-twice: other and thing have the same" in done.stderr
    two_products(sandbox, thing="other", other="one")
    assert main_in(sandbox.root, "generate", "thing").returncode == 0


def test_a_product_that_cannot_be_read_keeps_its_package(sandbox: Any) -> None:
    two_products(sandbox, thing="one", other="two")
    assert main_in(sandbox.root, "generate").returncode == 0
    two_products(sandbox, thing="two", other="one")
    (sandbox.root / "specs/acme/other.yaml").write_text("a: [")
    done = main_in(sandbox.root, "generate", "thing")
    assert "package-twice: other and thing have the same import package, 'two'." in done.stderr


def test_files_that_are_not_generated_are_kept_and_named(sandbox: Any) -> None:
    sandbox.save()
    main_in(sandbox.root, "generate")
    mine = sandbox.root / "generated/thing/src/thing/mine.py"
    mine.write_text("print('mine')\n")
    old = mine.with_name("_gone.py")
    old.write_text(mine.with_name("models.py").read_text())
    sandbox.properties["more"] = {"type": "string"}
    sandbox.save()
    done = main_in(sandbox.root, "generate")
    assert (done.returncode, done.stdout) == (0, "thing: written\n")
    assert "generated/thing/src/thing/mine.py is not a generated file; kept." in done.stderr
    assert "generated/thing/src/thing/_gone.py is no longer generated; removed." in done.stderr
    assert mine.read_text() == "print('mine')\n"
    assert not old.exists()
    check = main_in(sandbox.root, "generate", "--check")
    assert check.returncode == 3
    assert "outdated: generated/thing/src/thing/mine.py\n" in check.stderr


LIMITED = """
import contextlib, io, json, resource
from specseal.cli import main
told = {{}}
for form in ("text", "json"):
    out, err = io.StringIO(), io.StringIO()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, before[1]))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["generate", "--format", form])
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    told[form] = code, out.getvalue(), err.getvalue()
print(json.dumps(told))
"""


@pytest.mark.parametrize("limit", [1000, 3000, 12000])
def test_a_disk_that_takes_no_more_is_one_sentence_and_changes_nothing(sandbox: Any, limit: int) -> None:
    sandbox.save()
    main_in(sandbox.root, "generate")
    before = read_tree(sandbox.root)
    sandbox.properties["more"] = {"type": "string"}
    sandbox.save()
    spec = {"specs/acme/thing.yaml": (sandbox.root / "specs/acme/thing.yaml").read_bytes()}
    done = subprocess.run(
        [sys.executable, "-c", LIMITED.format(limit=limit)],
        cwd=sandbox.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    for form, (code, out, err) in json.loads(done.stdout).items():
        assert code == 6
        assert "Traceback" not in err
        assert re.fullmatch(r"/\S+: File too large\. No file was left incomplete\.", err.splitlines()[-1])
        if form == "json":
            told = json.loads(out)
            assert told["ok"] is False
            assert told["error"].endswith("File too large")
    assert read_tree(sandbox.root) == before | spec


def test_standard_output_that_takes_no_more_is_one_sentence(sandbox: Any) -> None:
    sandbox.save()
    for arguments in (["contract", "thing"], ["products"], ["products", "--format", "json"]):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "specseal", *arguments],
                cwd=sandbox.root,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert (done.returncode, done.stderr) == (
            6,
            "No space left on device. No file was left incomplete.\n",
        )


@pytest.mark.parametrize(
    "place", ["specs/acme/other.yaml", "overlays/acme/wire.yaml", "specs/acme/thing.yaml"]
)
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "link to nothing"])
def test_what_is_no_file_is_refused_and_not_read(sandbox: Any, place: str, kind: str) -> None:
    sandbox.save()
    path = sandbox.root / place
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "folder":
            path.mkdir()
        case _:
            path.symlink_to("nothing.yaml")
    done = main_in(sandbox.root, "generate")
    assert done.returncode == 1
    assert f"{place}: file-unreadable: Not a regular file." in done.stderr
    assert not (sandbox.root / "generated").exists()


def test_a_document_without_an_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "o.yaml").write_text("overlay: 1.0.0\n")
    done = specseal("overlay", "/dev/zero", "o.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert "yaml-size" in done.stderr


def test_output_is_the_same_for_any_hash_seed(sandbox: Any, tmp_path: Path) -> None:
    sandbox.properties["kind"] = {"type": "string", "enum": ["b", "a", "c"]}
    sandbox.save()
    trees = []
    for seed in ("1", "2", "3"):
        specseal("generate", cwd=sandbox.root, hash_seed=seed)
        trees.append(read_tree(sandbox.root / "generated"))
    assert trees[0] == trees[1] == trees[2]
    assert b'Literal["b", "a", "c"]' in trees[0]["thing/src/thing/_client.py"]


def test_a_bad_spec_is_refused_and_nothing_is_written(sandbox: Any) -> None:
    sandbox.operation["x-idempotant"] = 1
    sandbox.save()
    done = specseal("generate", cwd=sandbox.root)
    assert done.returncode == 1
    assert "specs/acme/thing.yaml:" in done.stderr
    assert "extension-unknown" in done.stderr
    assert "nothing was written" in done.stderr
    assert not (sandbox.root / "generated").exists()


def test_json_carries_code_file_line_and_pointer(sandbox: Any) -> None:
    sandbox.operation["x-idempotant"] = 1
    sandbox.save()
    done = specseal("lint", "--format", "json", cwd=sandbox.root)
    assert done.returncode == 1
    (problem,) = json.loads(done.stdout)["diagnostics"]
    assert problem["code"] == "extension-unknown"
    assert problem["location"]["file"] == "specs/acme/thing.yaml"
    assert problem["location"]["pointer"] == "/paths/~1thing/post/x-idempotant"
    line = (sandbox.root / "specs/acme/thing.yaml").read_text().splitlines()[problem["location"]["line"] - 1]
    assert "x-idempotant" in line
    assert done.stderr == ""


def test_a_problem_that_an_overlay_brought_names_the_overlay(sandbox: Any) -> None:
    sandbox.overlay("wire", {"target": "$.paths['/thing'].post", "update": {"x-idempotant": 1}})
    sandbox.save()
    done = specseal("lint", cwd=sandbox.root)
    assert done.returncode == 1
    assert "overlays/acme/thing/wire.yaml:" in done.stderr


def test_an_overlay_action_without_a_match_is_an_error(sandbox: Any) -> None:
    sandbox.overlay("wire", {"target": "$.paths['/nothing']", "update": {"summary": "x"}})
    sandbox.save()
    done = specseal("lint", cwd=sandbox.root)
    assert done.returncode == 1
    assert "overlay-no-match" in done.stderr


def test_a_vendor_overlay_must_match_in_one_product_at_least(sandbox: Any) -> None:
    sandbox.overlays["acme/wire"] = [
        {"target": "$.paths['/other'].post", "update": {"description": "Other."}}
    ]
    sandbox.save()
    assert "matches nothing in any product of acme" in specseal("lint", cwd=sandbox.root).stderr
    other = json.loads(json.dumps(sandbox.spec).replace("/thing", "/other"))
    (sandbox.root / "specs/acme/other.yaml").write_text(json.dumps(other))
    done = specseal("lint", cwd=sandbox.root)
    assert done.returncode == 0, done.stderr


def test_products_and_contract(sandbox: Any) -> None:
    sandbox.save()
    listed = specseal("products", "--format", "json", cwd=sandbox.root)
    assert json.loads(listed.stdout) == {
        "products": [{"name": "thing", "vendor": "acme", "spec": "specs/acme/thing.yaml"}]
    }
    contract = json.loads(specseal("contract", "thing", cwd=sandbox.root).stdout)
    assert contract["paths"]["/thing"]["post"]["operationId"] == "getThing"
    assert contract["x-generated"]["product"] == "thing"


def test_an_unknown_product_lists_the_known_ones(sandbox: Any) -> None:
    sandbox.save()
    done = specseal("generate", "thin", cwd=sandbox.root)
    assert done.returncode == 1
    assert "unknown-product: Unknown product 'thin'; did you mean thing?" in done.stderr
    done = specseal("generate", "parcels", cwd=sandbox.root)
    assert "unknown-product: Unknown product 'parcels'. Expected one of: thing." in done.stderr


def test_outside_a_project(tmp_path: Path) -> None:
    done = specseal("products", cwd=tmp_path)
    assert done.returncode == 1
    assert "--root" in done.stderr


def test_a_stray_overlay_is_reported(sandbox: Any) -> None:
    sandbox.save()
    stray = sandbox.root / "overlays/acme/things/wire.yaml"
    stray.parent.mkdir(parents=True)
    stray.write_text("overlay: 1.1.0\n")
    done = specseal("lint", cwd=sandbox.root)
    assert done.returncode == 1
    assert "stray-overlay" in done.stderr


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["overlay", "only-one"], ["generate", "--format", "xml"]]
)
def test_a_wrong_command_line(arguments: list[str], tmp_path: Path) -> None:
    done = specseal(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "usage: specseal" in done.stderr


def test_overlay_prints_yaml_and_keeps_the_order(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text("zebra: 1\npaths: {b: {}, a: {}}\nanything: [goes]\n")
    (tmp_path / "o.yaml").write_text(
        "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n- target: $.paths.b\n  update: {added: true}\n"
        "- target: $.nothing\n  update: {x: 1}\n"
    )
    done = specseal("overlay", "api.yaml", "o.yaml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "zebra: 1\npaths:\n  b:\n    added: true\n  a: {}\nanything:\n  - goes\n"
    strict = specseal("overlay", "--strict", "api.yaml", "o.yaml", cwd=tmp_path)
    assert (strict.returncode, strict.stdout) == (1, "")
    assert "o.yaml:6" in strict.stderr


def test_overlay_refuses_what_is_no_overlay(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text("openapi: 3.1.0\n")
    (tmp_path / "o.yaml").write_text("overlay: 1.0.0\nactions: []\n")
    done = specseal("overlay", "api.yaml", "o.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "o.yaml" in done.stderr


def test_what_a_removed_product_left_behind_is_named(sandbox: Any) -> None:
    sandbox.save()
    main_in(sandbox.root, "generate")
    (sandbox.root / "specs/acme/thing.yaml").rename(sandbox.root / "specs/acme/other.yaml")
    check = main_in(sandbox.root, "generate", "--check")
    assert check.returncode == 3
    assert "outdated: generated/thing\n" in check.stderr
    assert "outdated: generated/contracts/thing.json\n" in check.stderr
    done = main_in(sandbox.root, "generate")
    assert done.returncode == 0
    assert "generated/thing does not belong to a product" in done.stderr
    assert (sandbox.root / "generated/thing").is_dir(), "nothing that is not ours to judge is deleted"
