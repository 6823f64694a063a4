"""The feeds of worked vendors of examples/: what they have and the four products have not."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from specseal.cli import main
from tests.portal.support import ROOT

CREDENTIALS = ("TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TWILIO_KEY_SID", "TWILIO_KEY_SECRET")


@pytest.fixture(scope="module")
def feeds_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a product, made once; its Python samples have been run on the documented responses."""

    @functools.cache
    def made(name: str) -> Path:
        project = tmp_path_factory.mktemp("worked") / "project"
        shutil.copytree(ROOT / "examples" / name, project)
        assert main(["portal", "--root", str(project), "--out", str(project / "out")]) == 0
        return project / "out" / name

    return made


@pytest.mark.system
@pytest.mark.parametrize("name", ["tencent-faceid", "twilio-messages"])
def test_shell_samples_sign_whatever_they_cover(feeds_of: Callable[[str], Path], name: str) -> None:
    """A header may be signed that the recipe does not name by itself: the host."""
    scripts = sorted((feeds_of(name) / "samples").glob("*.sh"))
    assert len(scripts) >= 3
    shown = "curl() { printf '%s\\n' \"$@\"; }\n"
    for script in scripts:
        done = subprocess.run(
            ["bash", "-eu", "-c", shown + script.read_text("utf-8")],
            env={"PATH": "/usr/bin:/bin", **dict.fromkeys(CREDENTIALS, "demo")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "authorization: " in done.stdout


def test_what_every_address_needs_is_given_to_the_client(feeds_of: Callable[[str], Path]) -> None:
    feed = feeds_of("twilio-messages")
    account = "AC0123456789abcdef0123456789abcdef"
    for sample in (feed / "samples").glob("*.py"):
        assert f'TwilioMessages(account_sid="{account}")' in sample.read_text("utf-8")
    for sample in (feed / "samples").glob("*.sh"):
        assert f"/2010-04-01/Accounts/{account}/" in sample.read_text("utf-8")
    document: dict[str, Any] = json.loads((feed / "openapi.json").read_text("utf-8"))
    assert document["components"]["securitySchemes"]["account"]["scheme"] == "basic"
    assert document["security"] == [{"account": []}]


def test_a_page_says_that_a_response_has_no_body(feeds_of: Callable[[str], Path]) -> None:
    pages = feeds_of("twilio-messages") / "operations"
    text = (pages / "delete_message.md").read_text("utf-8")
    assert "## Response\n\nNo body.\n" in text
    assert "No body." not in (pages / "send_message.md").read_text("utf-8")
