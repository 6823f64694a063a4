"""The first thing a new user copies: the README of this repository, and that of a wheel up to the verified outcome."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from specseal_emulator import Settings
from specseal_emulator.testing import Running, running
from tests.emulator.h5 import receiving

README = Path(__file__).parents[2] / "README.md"
LITE = README.parent / "generated" / "faceid-lite" / "README.md"


def test_the_example_runs_against_the_emulator(emulator: Any) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    code = code.replace("http://127.0.0.1:8080", emulator.base_url)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{emulator.base_url}/faceid/lite/do?token=")


def test_its_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README.read_text("utf-8")):
        # whoever hosts the repository shows the runs of its workflows there
        file = re.sub(r"^\.\./\.\./actions/workflows/([^/]+)(/badge\.svg)?$", r".github/workflows/\1", target)
        assert (README.parent / file).exists(), target


@pytest.fixture(scope="module")
def lite() -> Iterator[Running]:
    with running(settings=Settings(callback_ports=("any",))) as emulator:
        yield emulator


@pytest.fixture
def variables(lite: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the README exports, for this process and those it starts."""
    exports = re.findall(r"^export (\w+)=(.+)$", LITE.read_text("utf-8"), re.MULTILINE)
    assert len(exports) == 3
    for name, value in exports:
        monkeypatch.setenv(name, value.replace("http://127.0.0.1:8080", lite.base_url))


@pytest.mark.usefixtures("variables")
@pytest.mark.parametrize(("outcome", "passed"), [("pass", "PASS"), ("no-pass", "FAIL"), ("cancelled", None)])
def test_the_readme_of_a_wheel_leads_to_the_outcome(
    outcome: str, passed: str | None, lite: Running, tmp_path: Path, picture: Any, capsys: Any
) -> None:
    example, _, handler = re.findall(r"```python\n(.*?)```", LITE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "image_ref1.jpg").write_bytes(picture(1))
    with receiving() as receiver:
        for name in ("return", "notify"):
            example = example.replace(f"https://example.com/{name}", receiver.url(f"/{name}"))
        done = subprocess.run(
            [sys.executable, "-c", example],
            cwd=tmp_path,
            env=os.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        address = done.stdout.splitlines()[-1]
        assert address.startswith(f"{lite.base_url}/faceid/lite/do?token=")
        lite.finish(address.partition("token=")[2], outcome)
        form = receiver.next("/notify").form

    names: dict[str, Any] = {}
    exec(compile(handler, "README.md", "exec"), names)
    received: Callable[[dict[str, str]], int] = names["received"]
    assert received(form) == 200
    shown = capsys.readouterr().out
    assert f"LivenessResult(result={passed!r}" in shown if passed else "liveness_result=None" in shown
    assert received({**form, "data": form["data"].replace("biz", "bis")}) == 403
    assert received({}) == 403


def test_the_readme_of_a_wheel_lists_pages_and_what_a_callback_holds() -> None:
    text = LITE.read_text("utf-8")
    methods, callback = (
        text.partition(f"\n## {title}\n")[2].partition("\n## ")[0] for title in ("Methods", "Callbacks")
    )
    assert re.findall(r"^\| `(\w+)` \|", methods, re.MULTILINE) == ["get_token", "liveness_url"]
    assert "`OK` means that the user reached the end, not that the verification was passed" in callback
    assert "may arrive twice" in callback
    assert {
        "status",
        "biz_info.biz_no",
        "liveness_result.result",
        "verify_result.result_ref1.confidence",
    } <= set(re.findall(r"^\| `([\w.]+)` \| \S", callback, re.MULTILINE))


@pytest.mark.parametrize("product", ["finauth-facesearch", "finauth-premium", "linkvisual"])
def test_without_pages_and_callbacks_a_readme_names_none(product: str) -> None:
    text = (LITE.parents[1] / product / "README.md").read_text("utf-8")
    assert "## Callback" not in text
    assert "open the URL" not in text
    assert "_url(" not in text
