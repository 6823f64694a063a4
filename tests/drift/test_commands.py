"""The commands ``specseal drift`` and ``specseal accept``."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from specseal.cli import main
from specseal.drift.facts import ErrorRow, Field, Host
from tests.drift.bench import NATIVE, PRODUCTS, ROOT, facts_of
from tests.drift.writer import Sheet, can_say, write

Run = Callable[..., tuple[int, str, str]]


def sheet_of(product: str) -> Sheet:
    """The page of a product in our own words, in the layout of its vendor."""
    layout, language = NATIVE[product]
    return Sheet(can_say(facts_of(product), layout), layout, language)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the sources of this repository, without facts files."""
    for name in ("specs", "overlays"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.facts.json"))
    return tmp_path


@pytest.fixture
def run(project: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on a page; returns exit code, standard output and standard error."""

    def command(name: str, product: str, page: str | Sheet, *options: str) -> tuple[int, str, str]:
        path = project / "page.txt"
        path.write_text(page if isinstance(page, str) else write(page), "utf-8")
        capsys.readouterr()
        code = main([name, product, "--doc", str(path), "--root", str(project), *options])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


def files(project: Path) -> dict[str, bytes]:
    """All sources of the project."""
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for folder in ("specs", "overlays")
        for path in sorted((project / folder).rglob("*"))
        if path.is_file()
    }


def edited(sheet: Sheet, **changes: Any) -> Sheet:
    """The page with changed facts."""
    return replace(sheet, facts=replace(sheet.facts, **changes))


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_accepted_page_has_no_drift_and_is_not_read_again(product: str, project: Path, run: Run) -> None:
    sheet = sheet_of(product)
    before = files(project)
    code, out, _ = run("accept", product, sheet, "--yes")
    assert (code, "0 changes of the spec drafted, written" in out) == (0, True)
    after = files(project)
    (facts,) = after.keys() - before.keys()
    assert facts.endswith(f"/{product}.facts.json")
    (spec,) = (name for name in before if after[name] != before[name])
    lines = after[spec].split(b"\n")
    changed = [line for line, old in zip(lines, before[spec].split(b"\n"), strict=True) if line != old]
    assert [line.strip().startswith(b"digest: sha256:") for line in changed] == [True]

    code, out, _ = run("drift", product, sheet)
    assert (code, out.startswith(f"{product}: unchanged since it was accepted (")) == (0, True)
    assert run("accept", product, sheet, "--yes")[0] == 0
    assert files(project) == after


def test_additions_are_drafted_in_place_and_change_nothing_else(project: Path, run: Run) -> None:
    sheet = sheet_of("faceid-lite")
    run("accept", "faceid-lite", sheet, "--yes")
    facts = sheet.facts
    parameter = Field("/retry_mode", "string", True, max_bytes=64, values=("fast", "slow"), default="fast")
    at = [one.at for one in facts.request].index("/biz_extra_data") + 1
    (limited,) = [one for one in facts.request if one.at == "/biz_no"]
    new = edited(
        sheet,
        request=tuple(
            replace(one, max_bytes=256) if one == limited else one
            for one in (*facts.request[:at], parameter, *facts.request[at:])
        ),
        errors=(*facts.errors[:3], ErrorRow("SCENE_CLOSED", 403, "error", "argument"), *facts.errors[3:]),
    )
    code, out, _ = run("drift", "faceid-lite", new)
    assert code == 4
    for finding in (
        "parameter-added /retry_mode",
        "parameter-limit /biz_no",
        "error-added SCENE_CLOSED",
    ):
        assert finding in out

    before = files(project)
    code, out, _ = run("accept", "faceid-lite", new, "--dry-run")
    assert (code, files(project)) == (0, before)
    assert "+        retry_mode:" in out
    code, _, err = run("accept", "faceid-lite", new)
    assert (code, files(project)) == (1, before)
    assert "--yes" in err

    code, out, _ = run("accept", "faceid-lite", new, "--yes")
    assert (code, "3 changes of the spec drafted, written" in out) == (0, True)
    assert "/biz_no: does the description still tell the old value?" in out
    spec = (project / "specs/megvii/faceid-lite.yaml").read_text("utf-8")
    old = before["specs/megvii/faceid-lite.yaml"].decode().split("\n")
    kept = [
        line
        for line in old
        if not line.lstrip().startswith(("digest:", "required: [api_key,", "x-max-bytes: 128"))
    ]
    lines = iter(spec.split("\n"))
    assert all(line in lines for line in kept), "a line of the spec was lost, or moved"
    assert "        biz_extra_data:" in spec.partition("        retry_mode:")[0]
    assert "        get_shooting_error:" in spec.partition("        retry_mode:")[2]
    assert "comparison_type, uuid, retry_mode]" in spec
    assert "          x-max-bytes: 256\n" in spec

    assert run("drift", "faceid-lite", new)[0] == 0
    assert main(["lint", "faceid-lite", "--root", str(project)]) == 0


def test_a_host_is_added_with_its_region(project: Path, run: Run) -> None:
    sheet = sheet_of("finauth-premium")
    run("accept", "finauth-premium", sheet, "--yes")
    new = edited(sheet, hosts=(*sheet.facts.hosts, Host("https://api-fra.yljz.com", "Frankfurt")))
    code, out, _ = run("accept", "finauth-premium", new, "--yes")
    assert (code, "1 change of the spec drafted, written" in out) == (0, True)
    spec = (project / "specs/megvii/finauth-premium.yaml").read_text("utf-8")
    assert "  - url: https://api-fra.yljz.com\n    description: Frankfurt\n    x-region: fra\n" in spec
    assert run("drift", "finauth-premium", new)[0] == 0
    assert main(["lint", "finauth-premium", "--root", str(project)]) == 0


def test_parameters_in_a_list_and_response_fields(project: Path, run: Run) -> None:
    sheet = sheet_of("linkvisual")
    run("accept", "linkvisual", sheet, "--yes")
    facts = sheet.facts
    new = edited(
        sheet,
        request=(
            *facts.request[:2],
            Field("/Order", "integer", False, minimum=0, sample="1"),
            *facts.request[2:],
        ),
        response=tuple(
            row
            for one in facts.response
            for row in (
                (one, replace(one, at="/Data/Pages", sample="2")) if one.at == "/Data/Page" else (one,)
            )
        ),
    )
    code, out, _ = run("accept", "linkvisual", new, "--yes")
    assert (code, "2 changes of the spec drafted, written" in out) == (0, True), out
    assert run("drift", "linkvisual", new)[0] == 0


def test_findings_that_need_a_decision_stay_open(project: Path, run: Run) -> None:
    sheet = sheet_of("finauth-premium")
    run("accept", "finauth-premium", sheet, "--yes")
    first, *others = sheet.facts.request
    new = edited(sheet, request=(replace(first, required=False), *others))
    code, out, _ = run("accept", "finauth-premium", new, "--yes")
    assert (code, "left for you: 1 finding" in out) == (4, True)
    code, out, _ = run("drift", "finauth-premium", new)
    assert (code, "parameter-required /sign" in out) == (4, True), (
        "accepted, but the spec still says otherwise"
    )


def test_fewer_rows_are_always_drift(project: Path, run: Run) -> None:
    sheet = sheet_of("finauth-premium")
    run("accept", "finauth-premium", sheet, "--yes")
    new = edited(sheet, errors=sheet.facts.errors[:-1])
    before = files(project)
    code, out, _ = run("drift", "finauth-premium", new)
    assert (code, "fewer-rows error rows: 6 error rows were read; last time there were 7." in out) == (
        5,
        True,
    )
    assert run("accept", "finauth-premium", new, "--yes")[0] == 5
    assert files(project) == before
    assert run("accept", "finauth-premium", new, "--yes", "--fewer")[0] == 4
    assert run("drift", "finauth-premium", new)[0] == 4, "the row is still in the spec"


def test_a_page_without_rows_was_not_read(run: Run) -> None:
    code, out, _ = run("drift", "linkvisual", "<html><body><p>You must be signed in.</p></body></html>")
    assert (code, "nothing-read" in out) == (5, True)


def test_json_for_machines(run: Run) -> None:
    sheet = sheet_of("finauth-facesearch")
    first, *others = sheet.facts.errors
    code, out, _ = run(
        "drift",
        "finauth-facesearch",
        edited(sheet, errors=(replace(first, status=404), *others)),
        "--format",
        "json",
    )
    report = json.loads(out)
    (finding,) = report["findings"]
    assert (code, report["exit_code"], report["unchanged"]) == (4, 4, False)
    assert (finding["code"], finding["at"], finding["relation"]) == (
        "error-status",
        "INVALID_FACE_TOKEN",
        "different",
    )
    assert finding["spec"]["file"] == "specs/megvii/finauth-facesearch.yaml"
    assert isinstance(finding["line"], int)
    assert [(one["code"], one["at"]) for one in report["waived"]] == [("example-type", "/info/add_time")]
    assert report["waived"][0]["reason"]


def test_a_page_on_standard_input(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = io.BytesIO(write(sheet_of("finauth-premium")).encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data))
    assert main(["drift", "finauth-premium", "--doc", "-", "--root", str(project)]) == 0
    assert "4 parameters" in capsys.readouterr().out


def test_waived_findings_are_listed_on_demand_and_idle_waivers_reported(project: Path, run: Run) -> None:
    sheet = sheet_of("finauth-premium")
    code, out, _ = run("drift", "finauth-premium", sheet, "--full")
    assert code == 0
    assert "overlays/megvii/finauth-premium/drift.yaml" in out
    overlay = project / "overlays/megvii/finauth-premium/drift.yaml"
    overlay.write_text(
        overlay.read_text("utf-8").replace("[/request_id, /time_used]", "[/request_id, /gone]"), "utf-8"
    )
    code, out, _ = run("drift", "finauth-premium", sheet)
    assert code == 4
    assert "example-incomplete /time_used" in out
    assert "waiver-idle example-incomplete /gone" in out


@pytest.mark.parametrize(
    ("waiver", "code"),
    [
        ("{finding: example-type, at: /x}", "extension-value"),
        (
            "{finding: example-type, at: /x, reason: Known., source: {document: d}, extra: 1}",
            "extension-value",
        ),
    ],
)
def test_a_waiver_needs_a_reason_and_a_source(waiver: str, code: str, project: Path, run: Run) -> None:
    (project / "overlays/megvii/finauth-premium/drift.yaml").write_text(
        "overlay: 1.1.0\ninfo: {title: t, version: 1.0.0}\nactions:\n"
        f"  - target: $\n    update: {{x-waivers: [{waiver}]}}\n",
        "utf-8",
    )
    exit_code, _, err = run("drift", "finauth-premium", sheet_of("finauth-premium"))
    assert (exit_code, code in err) == (1, True)
    assert main(["lint", "finauth-premium", "--root", str(project)]) == 1


def test_a_missing_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift", "linkvisual", "--doc", "nowhere.html", "--root", str(project)]) == 5
    assert "page-unreadable" in capsys.readouterr().err


def test_a_page_in_another_encoding(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = project / "page.txt"
    page.write_bytes(write(sheet_of("linkvisual")).encode("gb18030"))
    assert main(["drift", "linkvisual", "--doc", str(page), "--root", str(project)]) == 5
    assert "page-encoding: The page is not UTF-8. Save it as UTF-8 text." in capsys.readouterr().err


def test_a_page_saved_with_its_navigation_is_one_finding(run: Run) -> None:
    sheet = sheet_of("finauth-facesearch")
    run("accept", "finauth-facesearch", sheet, "--yes")
    around = "\n".join(f"Product number {number} of the vendor." for number in range(40))
    code, out, _ = run("drift", "finauth-facesearch", around + "\n" + write(sheet))
    assert (code, out.count("prose-added"), "in 40 lines" in out) == (4, 1, True)


def test_a_corrupt_facts_file_is_refused(project: Path, run: Run) -> None:
    (project / "specs/aliyun/linkvisual.facts.json").write_text('{"pages": [{"digest": 1}]}', "utf-8")
    code, _, err = run("drift", "linkvisual", sheet_of("linkvisual"))
    assert (code, "facts-unreadable" in err) == (1, True)
