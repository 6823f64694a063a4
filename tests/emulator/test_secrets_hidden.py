"""A secret that an account has, or that a request carries, is shown nowhere, in whatever field and however written."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from specseal_emulator import Account, FaceUser, Fault, Seed, SQLiteStore, TemporaryAccount
from specseal_emulator.client import EmulatorClient
from specseal_emulator.testing import Running, running
from tests.emulator.writings import WAYS

SECRET = 'p+s "q/€&<~%41'
TOKEN = "temporary-token-of-a-seed"
FACE = "/finauth/search/group/face_info"


@pytest.fixture(scope="module")
def keeper() -> Iterator[Running]:
    seed = Seed(
        accounts=(Account("other", SECRET), Account("demo-key", "demo-secret")),
        temporary_accounts=(TemporaryAccount("STS.demo", "demo-secret", TOKEN),),
    )
    with running(seed=seed) as emulator:
        yield emulator


@pytest.fixture
def hidden(keeper: Running) -> Running:
    keeper.reset()
    return keeper


def shown(emulator: Running) -> str:
    """Everything that the journal, the inspector's state and the stream show."""
    control = EmulatorClient(emulator.base_url)
    entries = [dataclasses.asdict(entry) for entry in emulator.journal.entries()]
    if entries:
        stream = control.listen(after=0)
        entries.append(dataclasses.asdict(next(stream)))
        stream.close()
    return json.dumps([entries, dataclasses.asdict(control.state(limit=1000))], ensure_ascii=False)


def never(text: str, secret: str = SECRET) -> None:
    for way, write in WAYS.items():
        for layer in (write(secret), json.dumps(write(secret), ensure_ascii=False)[1:-1]):
            assert layer not in text, way


def sent(emulator: Running, http: httpx.Client, place: str, text: str) -> None:
    """One request with a text in one place."""
    url = emulator.base_url + FACE
    if place == "field":
        http.post(url, data={"group_id": f"before {text} after"})
    elif place == "name":
        http.post(url, data={f"x{text}": "1"})
    elif place == "query":
        http.get(emulator.base_url + "/", params={"Action": text, "a": text})
    elif place == "header" and text.isascii():
        http.post(url, headers={"X-Note": text, "X-Api-Secret": text})
    elif place == "path":
        http.get(f"{emulator.base_url}/{quote(text)}")
    elif place == "file name":
        http.post(url, files={"f": (text, b"x")})
    else:
        emulator.arm(Fault(status=500, body=f"it was {text}", count=1))
        http.post(url)


@pytest.mark.parametrize("place", ["field", "name", "query", "header", "path", "file name", "response"])
def test_a_known_secret_is_masked_wherever_it_stands(hidden: Running, http: httpx.Client, place: str) -> None:
    for secret in (SECRET, "demo-secret", TOKEN):
        for write in WAYS.values():
            sent(hidden, http, place, write(secret))
    assert len(hidden.journal.entries()) == 3 * len(WAYS)
    told = shown(hidden)
    for secret in (SECRET, "demo-secret", TOKEN):
        never(told, secret)


@pytest.mark.parametrize(
    "name", ["apiSecret", "api_secret", "API-SECRET", "AccessKeySecret", "SecurityToken"]
)
@pytest.mark.parametrize("place", ["form", "query", "header"])
def test_what_is_sent_as_a_secret_is_masked_though_nobody_has_it(
    hidden: Running, http: httpx.Client, name: str, place: str
) -> None:
    secret = "a-mistyped-one"
    given = {"group_id": f"({secret})"} if place == "form" else {}
    if place == "form":
        http.post(hidden.base_url + FACE, data={name: secret, **given})
    elif place == "query":
        http.post(hidden.base_url + FACE, params={name: secret, "a": f"({secret})"})
    else:
        http.post(hidden.base_url + FACE, headers={f"X-{name}": secret, "X-Other": f"({secret})"})
    never(shown(hidden), secret)


def test_secrets_that_are_seeded_later_are_known(hidden: Running, http: httpx.Client) -> None:
    control = EmulatorClient(hidden.base_url)
    before = control.snapshot()
    control.seed(Seed(accounts=(Account("later", "seeded-later"),)))
    http.post(hidden.base_url + FACE, data={"a": "seeded-later"})
    never(shown(hidden), "seeded-later")
    after = control.snapshot()
    control.restore(before)
    http.post(hidden.base_url + FACE, data={"a": "seeded-later"})
    assert hidden.journal.last().form == {"a": "seeded-later"}  # nobody's secret any more
    control.restore(after)
    http.post(hidden.base_url + FACE, data={"b": "seeded-later"})
    assert hidden.journal.last().form == {"b": "***"}


def test_another_worker_knows_them_too(tmp_path, http: httpx.Client) -> None:
    path = tmp_path / "state.db"
    with running(store=SQLiteStore(path)) as one, running(store=SQLiteStore(path)) as two:
        EmulatorClient(one.base_url).seed(Seed(accounts=(Account("later", "seeded-by-one"),)))
        http.post(two.base_url + FACE, data={"a": "seeded-by-one"})
        assert one.journal.last().form == {"a": "***"}


def test_the_state_hides_what_users_are_called(hidden: Running) -> None:
    user = FaceUser(
        "i", "u", SECRET, json.dumps({"k": SECRET}), "c", 0, 0, face_md5="m", face_url="https://example.com"
    )
    Seed(face_users=(user,)).write(hidden.world.store)
    never(shown(hidden))


def test_the_log_hides_them(
    hidden: Running, http: httpx.Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError(f"with {SECRET} in it")

    # the emulator fails on nothing that can be sent
    monkeypatch.setattr(hidden.emulator.world.faults, "pick", failing)
    with caplog.at_level(logging.DEBUG):
        assert http.get(f"{hidden.base_url}/{quote(SECRET)}").status_code == 500
    hidden.emulator.failures.clear()
    assert "the emulator failed on GET" in caplog.text
    assert "RuntimeError" in caplog.text
    never("\n".join(record.getMessage() for record in caplog.records if record.name == "specseal_emulator"))


def test_short_words_are_no_secrets(hidden: Running, http: httpx.Client) -> None:
    Seed(accounts=(Account("short", "abc"), Account("four", "wxyz"))).write(hidden.world.store)
    http.post(hidden.base_url + FACE, data={"a": "abc wxyz"})
    assert hidden.journal.last().form == {"a": "abc ***"}


def test_the_secret_of_an_account_that_is_gone_stays_hidden(hidden: Running, http) -> None:
    """The journal is read after the account has been removed."""
    secret = "secret-of-a-guest"
    control = EmulatorClient(hidden.base_url)
    before = control.snapshot()
    control.seed(Seed(accounts=(Account("guest", secret),)))
    http.post(hidden.base_url + FACE, data={"group_id": f"the group of {secret}"})
    control.restore(before)
    http.post(hidden.base_url + FACE, data={"group_id": "another"})
    assert [entry.form["group_id"] for entry in hidden.journal.entries()] == ["the group of ***", "another"]
