"""Every sample of the feed is run, unchanged, and type-checked; what it prints is what the page shows."""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from specseal.cli import main
from specseal_emulator.testing import Running
from tests.portal.support import Feeds, Quiet
from tests.portal.test_postman import PICTURE, nimbus
from tools.loopback import serving

VARIABLES = {
    "FACEID": ("API_KEY", "API_SECRET"),
    "FINAUTH": ("API_KEY", "API_SECRET"),
    "ALIBABA_CLOUD": ("ACCESS_KEY_ID", "ACCESS_KEY_SECRET"),
}
PRODUCTS = ("faceid-lite", "finauth-facesearch", "finauth-premium", "linkvisual")
WRITTEN_BY_HAND = {"faceid-lite": "/faceid/lite/do?token=", "linkvisual": "Tony"}
"""What the sample of the overlay prints, among other things."""


def environment(base_url: str) -> dict[str, str]:
    """What the samples read: credentials of the emulator, and its address."""
    found = {
        f"{prefix}_{name}": "demo-key" if "SECRET" not in name else "demo-secret"
        for prefix, names in VARIABLES.items()
        for name in names
    }
    addresses = {f"{prefix}_BASE_URL": base_url for prefix in ("FACEID", "FINAUTH", "LINKVISUAL", "PARCELS")}
    return found | addresses | {"PARCELS_NEW": "me", "PARCELS_CLIENT_KEY": "sëcret"}


def samples(folder: Path, suffix: str) -> list[Path]:
    return sorted((folder / "samples").glob(f"*{suffix}"))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the pictures that samples send."""
    for name in ("image_ref1.jpg", "picture.jpg"):
        (tmp_path / name).write_bytes(base64.b64decode(PICTURE))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(path: Path, base_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a Python sample prints."""
    for name, value in environment(base_url).items():
        monkeypatch.setenv(name, value)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(path.read_text("utf-8"), str(path), "exec"), {"__name__": "__main__"})
    return printed.getvalue()


def shown(product: Path, sample: Path) -> str:
    """What the page of an operation says that a sample prints."""
    source = sample.read_text("utf-8").split("\n", 1)[1]
    for path in (product / "operations").iterdir():
        _, found, tail = path.read_text("utf-8").partition(f"```python\n{source}```\n")
        if found:
            (text, *_) = re.findall(r"(?:both print|it prints):\n\n```text\n(.*?\n)```\n", tail, re.DOTALL)
            return text
    raise AssertionError(sample)


def shape(expression: str) -> Any:
    """The classes and attributes of a printed result, without the values."""

    def of(node: ast.expr) -> Any:
        match node:
            case ast.Call(func=ast.Name(id=name), keywords=keywords):
                return name, {one.arg: of(one.value) for one in keywords if one.arg}
            case ast.List(elts=items):
                return [of(one) for one in items[:1]]
            case _:
                return None

    return of(ast.parse(expression.strip(), mode="eval").body)


@pytest.mark.parametrize("product", PRODUCTS)
def test_python_samples_call_the_emulator(
    product: str, feeds: Feeds, emulator: Running, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = feeds.ours / product
    for path in samples(folder, ".py"):
        wanted, found = shown(folder, path), run(path, emulator.base_url, monkeypatch)
        if path.stem.endswith("_1"):
            assert WRITTEN_BY_HAND[product] in found
            continue
        assert shape(found)[0] == shape(wanted)[0]
        assert shape(found)[1].keys() == shape(wanted)[1].keys()
    assert len(samples(folder, ".py")) >= 2


@contextmanager
def answering(status: int, media_type: str, body: bytes) -> Iterator[str]:
    """A server that has one answer to everything."""

    class Handler(Quiet):
        def do_POST(self) -> None:  # noqa: N802  the library's name
            self.content()
            self.answer(status, media_type, body)

    with serving(Handler) as address:
        yield address


@pytest.mark.parametrize("product", PRODUCTS)
def test_what_python_samples_print_is_what_the_page_shows(
    product: str, feeds: Feeds, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = feeds.ours / product
    contract = json.loads(
        (Path(__file__).parents[2] / f"generated/contracts/{product}.json").read_text("utf-8")
    )
    ((_, item),) = contract["paths"].items()
    content = item["post"]["responses"]["200"]["content"]["application/json"]
    body = json.dumps(content["examples"]["success"]["value"]).encode()
    with answering(200, "application/json", body) as address:
        for path in samples(folder, ".py"):
            printed = run(path, address, monkeypatch).replace(address, contract["servers"][0]["url"])
            assert printed == shown(folder, path)


def test_samples_of_a_product_that_nobody_prepared_for(feeds: Feeds, place: Path, tmp_path: Path) -> None:
    project = feeds.project
    assert main(["generate", "--root", str(project)]) == 0
    sources = project / "generated/parcels/src"
    seen: list[str] = []
    with nimbus(seen) as address:
        given = os.environ | environment(address) | {"PYTHONPATH": str(sources), "PYTHONUTF8": "1"}
        chosen = [one for one in samples(feeds.made_up / "parcels", ".py") if "get_parcel" not in one.stem]
        code = "\n".join(f"exec(compile(open({str(one)!r}).read(), {one.name!r}, 'exec'))" for one in chosen)
        done = subprocess.run(
            [sys.executable, "-c", code], env=given, capture_output=True, text=True, check=False, cwd=place
        )
        assert done.returncode == 0, done.stderr
    assert len(chosen) == 6
    assert seen == [""] * 6


@pytest.mark.system
@pytest.mark.parametrize("product", PRODUCTS)
def test_curl_samples_call_the_emulator(product: str, feeds: Feeds, emulator: Running, place: Path) -> None:
    contract = json.loads(
        (Path(__file__).parents[2] / f"generated/contracts/{product}.json").read_text("utf-8")
    )
    ((_, item),) = contract["paths"].items()
    content = item["post"]["responses"]["200"]["content"]["application/json"]
    documented = content["examples"]["success"]["value"]
    (path,) = samples(feeds.ours / product, ".sh")
    for secret in ("demo-secret", "wrong"):
        given = os.environ | {
            name: secret if value == "demo-secret" else value
            for name, value in environment(emulator.base_url).items()
        }
        done = subprocess.run(
            ["bash", str(path)], env=given, capture_output=True, text=True, check=False, cwd=place
        )
        assert (done.returncode, done.stderr) == (0, "")
        answer = json.loads(done.stdout)
        assert (answer.keys() == documented.keys()) == (secret == "demo-secret"), answer


@pytest.mark.system
def test_curl_samples_of_a_product_that_nobody_prepared_for(feeds: Feeds, place: Path) -> None:
    found = samples(feeds.made_up / "parcels", ".sh")
    seen: list[str] = []
    with nimbus(seen) as address:
        for path in found:
            done = subprocess.run(
                ["bash", str(path)],
                env=os.environ | environment(address),
                capture_output=True,
                text=True,
                check=False,
                cwd=place,
            )
            assert (done.returncode, done.stderr) == (0, "")
            assert "number" in done.stdout
    assert [path.stem for path in found] == ["get_parcel", "rename_parcel", "track_parcel"]
    assert seen == ["/v1/parcels/7%2F8", "", ""]


def test_python_samples_are_typed(feeds: Feeds, tmp_path: Path) -> None:
    for product in PRODUCTS:
        for path in samples(feeds.ours / product, ".py"):
            (tmp_path / f"{product.replace('-', '_')}_{path.name}").write_text(
                path.read_text("utf-8"), "utf-8"
            )
    found = sorted(tmp_path.glob("*.py"))
    assert len(found) == 10
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path}/cache", *found],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("product", [*PRODUCTS, "parcels"])
def test_documents_pages_and_files_have_the_same_samples(product: str, feeds: Feeds) -> None:
    folder = (feeds.made_up if product == "parcels" else feeds.ours) / product
    document = json.loads((folder / "openapi.json").read_text("utf-8"))
    pages = "".join(path.read_text("utf-8") for path in sorted((folder / "operations").glob("*.md")))
    written = {path.read_text("utf-8").split("\n", 1)[1] for path in (folder / "samples").iterdir()}
    embedded = [
        sample
        for item in document["paths"].values()
        for operation in item.values()
        for sample in operation["x-codeSamples"]
    ]
    assert {one["source"] for one in embedded} == written
    assert all(one in pages for one in written)
    assert {"Python", "Python, async", "curl"} <= {one["label"] for one in embedded}
