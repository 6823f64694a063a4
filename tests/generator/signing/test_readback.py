"""What of a recipe can be verified: lint reads it from the steps, the emulator by a trial; both say the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from specseal.document import load
from specseal.signing import Readback, parse_recipe, readback
from specseal_emulator.recipe import Scheme, scheme_of

ROOT = Path(__file__).parents[3]
KEYS = {"RSA": "rsa", "P256": "p256", "ED25519": "ed25519"}
SIGN = 'headers["x-sign"] = hex(hmac_sha256(secret, {}))'
Json = dict[str, Any]


def read(path: Path) -> Any:
    reader: Any = YAML(typ="safe")
    return reader.load(path)


def schemes(value: Any) -> Iterator[tuple[str, Json]]:
    """The security schemes of an overlay that have a recipe."""
    for name, item in value.items() if isinstance(value, dict) else ():
        if isinstance(item, dict) and "x-signing" in item:
            yield name, item
        else:
            yield from schemes(item)
    for item in value if isinstance(value, list) else ():
        yield from schemes(item)


def published() -> Iterator[tuple[str, Json]]:
    """The recipes of the zoo, of the examples and of the products."""
    for path in sorted(ROOT.glob("zoo/schemes/*.yaml")):
        yield path.stem, read(path)
    for path in sorted([*ROOT.glob("examples/*/overlays/**/wire.yaml"), *ROOT.glob("overlays/**/wire.yaml")]):
        for name, scheme in schemes(read(path)):
            yield f"{path.parent.name}-{name}", scheme


PUBLISHED = list(published())


def lint_reads(signing: Json, stated: Json) -> Readback:
    vectors = [
        {"name": "one", "expect": {"headers": {"x-sign": ""}}, **vector} for vector in signing["vectors"]
    ]
    value = {**signing, "vectors": vectors}
    recipe = parse_recipe(value, root={"x-signing": value}, pointer="/x-signing")
    return readback(recipe, frozenset(stated.get("reads", {})))


def emulator_reads(signing: Json, stated: Json) -> Scheme:
    def with_keys(given: Json) -> Json:
        return {
            name: (ROOT / f"zoo/keys/{KEYS[key]}.pem").read_text() if key in KEYS else key
            for name, key in given.items()
        }

    vectors = [{**one, "credentials": with_keys(one.get("credentials", {}))} for one in signing["vectors"]]
    return scheme_of("s", {**signing, "vectors": vectors}, stated)


def verdicts(signing: Json, stated: Json) -> tuple[Json, Json]:
    """What lint and what the emulator say of one recipe."""
    found, scheme = lint_reads(signing, stated), emulator_reads(signing, stated)
    names = scheme.problem.partition(" cannot be read back")[0]
    told = " / ".join(scheme.unverified)
    pairs = [text.partition(" is verified")[0] for text in scheme.unverified if "public key" in text]
    return (
        {
            "lost": ", ".join(one.name for one in found.lost),
            "timed": found.timed,
            "once": found.once,
            "pairs": list(found.pairs),
        },
        {
            "lost": names,
            "timed": "no time" not in told,
            "once": "no nonce" not in told,
            "pairs": pairs,
        },
    )


@pytest.mark.parametrize(("name", "scheme"), PUBLISHED, ids=[name for name, _ in PUBLISHED])
def test_lint_and_emulator_say_the_same_of_published_recipes(name: str, scheme: Json) -> None:
    lint, emulator = verdicts(scheme["x-signing"], scheme.get("x-emulator", {}))
    assert lint == emulator


def test_published_recipes_are_found() -> None:
    assert len(PUBLISHED) >= 65


MADE: list[tuple[str, Json, str]] = [
    # what is placed in some way that can be undone
    ('now = unix_time()\nheaders["d"] = now\n' + SIGN.format('f"{now}"'), {}, ""),
    ('now = unix_time()\nheaders["d"] = f"v1;{now};{key}"\n' + SIGN.format('f"{now}"'), {}, ""),
    ('a = uuid()\nb = random_digits(4)\nheaders["d"] = b + a\n' + SIGN.format('f"{a}{b}"'), {}, ""),
    ('a = uuid()\nheaders["d"] = base64(f"{key}:{a}")\n' + SIGN.format("a"), {}, ""),
    ('now = unix_time()\nheaders["d"] = utc(now, "%Y%m%dT%H%M%SZ")\n' + SIGN.format('f"{now}"'), {}, ""),
    ('now = unix_time()\nlate = now + ttl\nheaders["d"] = late\n' + SIGN.format('f"{now}"'), {}, ""),
    ('now = unix_time()\nm = unix_millis()\nheaders["d"] = m\n' + SIGN.format('f"{now}{m}"'), {}, ""),
    ('q = take(query, "q")\nheaders["d"] = lower(q)\n' + SIGN.format("q"), {}, ""),
    # what follows something whose length is always the same
    *(
        (f'a = uuid()\nheaders["d"] = hex({digest}) + a\n' + SIGN.format("a"), {}, "")
        for digest in (
            *("md5(path)", "sha1(path)", "sha256(path)", "sha512(path)"),
            *("hmac_sha1(secret, path)", "hmac_sha256(secret, path)"),
            *("hmac_sha384(secret, path)", "hmac_sha512(secret, path)"),
        )
    ),
    # what is not
    (SIGN.format('f"{unix_time()}"'), {}, "unix_time()"),
    ('a = uuid()\nheaders["d"] = path + a\n' + SIGN.format("a"), {}, "a"),
    (
        'now = unix_time()\nm = unix_millis()\nheaders["d"] = now + 5 + m\n' + SIGN.format('f"{now}{m}"'),
        {},
        "now, m",
    ),
    ('now = unix_time()\nheaders["d"] = hex(sha256(f"{now}"))\n' + SIGN.format('f"{now}"'), {}, "now"),
    ('now = unix_time()\nheaders["d"] = utc(now, "%Y-%m-%d")\n' + SIGN.format('f"{now}"'), {}, "now"),
    (
        'm = unix_millis()\nheaders["d"] = utc(unix_time(), "%Y%m%d%H%M%S")\n' + SIGN.format('f"{m}"'),
        {},
        "m",
    ),
    ('a = uuid()\nb = uuid()\nheaders["d"] = a + b\n' + SIGN.format('f"{a}{b}"'), {}, "a, b"),
    ('a = uuid()\nheaders["d"] = upper(a)\n' + SIGN.format("a"), {}, "a"),
    ('a = uuid()\nheaders["d"] = tail(a, 8)\n' + SIGN.format("a"), {}, "a"),
    ('a = uuid()\nheaders["d"] = f"{key}{path}{a}"\n' + SIGN.format("a"), {}, "a"),
    (SIGN.format('take(query, "q")'), {}, 'query["q"]'),
    # what the request has elsewhere
    (
        "now = unix_time()\n" + SIGN.format('f"{now}"'),
        {"reads": {"now": {"in": "query", "name": "at", "format": "unix"}}},
        "",
    ),
]


@pytest.mark.parametrize(("steps", "stated", "lost"), MADE, ids=[steps for steps, _, _ in MADE])
def test_what_cannot_be_read_back(steps: str, stated: Json, lost: str) -> None:
    signing: Json = {
        "credentials": ["key", "secret"] if "key" in steps else ["secret"],
        "secrets": ["secret"],
        "steps": steps,
        "vectors": [
            {
                "credentials": {"key": "k", "secret": "s"} if "key" in steps else {"secret": "s"},
                "clock": 1_700_000_000.25,
                "request": {"method": "GET", "url": "https://api.example.com/a?q=AbC"},
            }
        ],
    }
    if "ttl" in steps:
        signing["settings"] = {"ttl": 100}
    lint, emulator = verdicts(signing, stated)
    assert lint["lost"] == emulator["lost"] == lost
    assert lint == emulator


def test_the_line_of_the_step_is_named(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(
        "x-signing:\n  credentials: [secret]\n  secrets: [secret]\n  steps: |\n"
        '    text = f"{path}"\n    nonce = uuid()\n    headers["x"] = hex(hmac_sha256(secret, text + nonce))\n'
        "  vectors: [{name: a, credentials: {secret: s}, expect: {headers: {x: y}}, request: {method: GET, url: 'http://x/'}}]\n"
    )
    recipe = parse_recipe(load(path).data["x-signing"], root=load(path).data, pointer="/x-signing")
    (lost,) = readback(recipe).lost
    assert (lost.name, lost.at.line, lost.drawn) == ("nonce", 2, True)
