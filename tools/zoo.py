"""`make zoo`: the recipes of sixty public schemes, each against an independent answer.

The answers come from the vendors' own packages, in an environment of its own below `.cache/`, and from OpenSSL
(`zoo/answers/`). The zoo keeps what they said in `zoo/answers.json`, with which the tests prove the recipes, and
writes `docs/signing-zoo.md`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from specseal.diagnostics import Refused
from specseal.document import load
from specseal.signing import parse_recipe, prove
from specseal.signing.vectors import plain

ROOT = Path(__file__).parents[1]
ZOO = ROOT / "zoo"
ANSWERS = ZOO / "answers.json"
PAGE = ROOT / "docs" / "signing-zoo.md"
_HOME = ROOT / ".cache" / "zoo"
_KEYS = {"RSA": "rsa", "P256": "p256", "ED25519": "ed25519"}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One scheme of the zoo."""

    name: str
    title: str
    answer: str
    """Where the independent answer comes from."""
    limit: str
    """What a recipe cannot do for it; empty if it is exact."""
    signing: dict[str, Any]
    """The `x-signing` value, whose vectors expect nothing yet."""


def exhibits() -> list[Exhibit]:
    """All schemes, by name, with the keys of `zoo/keys` in their vectors."""
    found: list[Exhibit] = []
    for path in sorted((ZOO / "schemes").glob("*.yaml")):
        data = plain(load(path, path.name).data)
        for vector in data["x-signing"]["vectors"]:
            for name, value in vector["credentials"].items():
                if value in _KEYS:
                    vector["credentials"][name] = (ZOO / f"keys/{_KEYS[value]}.pem").read_text("ascii")
        limit = str(data.get("limit", ""))
        found.append(Exhibit(path.stem, data["title"], data["answer"], limit, data["x-signing"]))
    return found


def stored() -> dict[str, list[dict[str, Any]]]:
    """The independent answers that are kept, by scheme, one for each vector."""
    answers: dict[str, list[dict[str, Any]]] = json.loads(ANSWERS.read_text("utf-8"))
    return answers


def expecting(exhibit: Exhibit, answers: list[dict[str, Any]]) -> dict[str, Any]:
    """The `x-signing` value whose vectors expect the answers."""
    vectors = [
        {
            "source": exhibit.answer,
            **vector,
            "expect": one["expect"],
            "random": vector.get("random", {}) | one["random"],
        }
        for vector, one in zip(exhibit.signing["vectors"], answers, strict=True)
    ]
    return exhibit.signing | {"vectors": vectors}


def problems(exhibit: Exhibit, answers: list[dict[str, Any]]) -> list[str]:
    """Why a recipe does not come out as the answers; empty if it does."""
    failed = [str(one["error"]) for one in answers if "error" in one]
    if failed or len(answers) != len(exhibit.signing["vectors"]):
        return failed or ["there are not as many answers as vectors"]
    value = expecting(exhibit, answers)
    try:
        prove(parse_recipe(value, root={"x-signing": value}, pointer="/x-signing"))
    except Refused as refused:
        return [f"{one.message} {one.hint}" for one in refused.diagnostics]
    return []


def ask(found: list[Exhibit]) -> dict[str, list[dict[str, Any]]]:
    """Ask the vendors' packages and OpenSSL for the signatures of every vector."""
    asked = {
        one.name: [
            vector | {"settings": one.signing.get("settings", {}) | vector.get("settings", {})}
            for vector in one.signing["vectors"]
        ]
        for one in found
    }
    command = [str(_environment()), "-m", "zoo.answers"]
    done = subprocess.run(
        command, cwd=ROOT, input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"zoo: the answers failed\n{done.stderr}")
    answers: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    return answers


def _environment() -> Path:
    """The Python of the environment with the vendors' packages; it is made once for each set of pins."""
    pins = ZOO / "requirements.txt"
    home = _HOME / hashlib.sha256(pins.read_bytes()).hexdigest()[:16]
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        print("zoo: installing the vendors' packages (once)", flush=True)
        uv = Path(sys.executable).parent / "uv"
        make = [str(uv), "venv", "--quiet", "--clear", "--python", sys.executable, str(home)]
        subprocess.run(make, check=True)
        install = [str(uv), "pip", "install", "--quiet", "--require-hashes", "--python", str(python)]
        subprocess.run([*install, "-r", str(pins)], check=True)
        (home / "ready").touch()
    return python


def _pin() -> None:
    """Write the newest versions of the packages, with their hashes and no index, into `zoo/requirements.txt`."""
    uv = Path(sys.executable).parent / "uv"
    options = [
        "--quiet",
        "--upgrade",
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--no-emit-index-url",
    ]
    pins = ["requirements.in", "--output-file", "requirements.txt"]
    subprocess.run([str(uv), "pip", "compile", *options, *pins], cwd=ZOO, check=True)


def page(found: list[Exhibit], answers: dict[str, list[dict[str, Any]]]) -> str:
    """The page about the zoo, in Markdown."""
    exact = [one for one in found if not one.limit and not problems(one, answers.get(one.name, []))]
    lines = [
        "# The zoo of signing schemes",
        "",
        f"{len(found)} public signing schemes as [recipes](signing.md), of which {len(exact)} come out exactly. "
        "Each is compared with an",
        "independent answer: the vendor's own package, or OpenSSL with the text to sign written out from the page. "
        "The recipes are in",
        "`zoo/schemes/`; `make zoo` installs the packages into an environment of their own, asks them again and writes "
        "this page. The",
        "recipes of Alibaba Cloud and Megvii, in `overlays/`, are proven in the same way.",
        "",
        "| scheme | checked by | vectors | result |",
        "|---|---|---|---|",
    ]
    for one in found:
        wrong = problems(one, answers.get(one.name, []))
        result = "differs" if wrong else f"limit: {one.limit}" if one.limit else "exact"
        lines.append(f"| {one.title} | {one.answer} | {len(one.signing['vectors'])} | {result} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Compare all recipes with new answers, keep the answers, and write the page."""
    parser = argparse.ArgumentParser(prog="make zoo", description=__doc__)
    parser.add_argument("names", nargs="*", help="compare these schemes alone, and keep nothing")
    parser.add_argument("--pin", action="store_true", help="take the newest versions of the packages")
    given = parser.parse_args()
    if given.pin:
        _pin()
    found = [one for one in exhibits() if not given.names or one.name in given.names]
    answers = ask(found)
    failed = 0
    for one in found:
        wrong = problems(one, answers.get(one.name, []))
        failed += bool(wrong)
        print(f"{one.name:20} {'differs' if wrong else 'limit' if one.limit else 'exact'}  ({one.answer})")
        for problem in wrong:
            print(f"    {problem}")
    if not given.names and not failed:
        ANSWERS.write_text(json.dumps(answers, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
        PAGE.write_text(page(found, answers), "utf-8")
    print(f"{len(found) - failed} of {len(found)} schemes come out as their independent answers")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
