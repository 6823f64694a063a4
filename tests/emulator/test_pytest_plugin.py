"""The pytest plugin, in runs of pytest of their own."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

pytest_plugins = ["pytester"]

CALLS = """
import json, urllib.request

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))

def call(url, **fields):
    data = "&".join(f"{name}={value}" for name, value in fields.items()).encode()
    try:
        with OPENER.open(url, data) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return json.load(error)

def token(emulator, **fields):
    given = dict(api_key="demo-key", api_secret="demo-secret", biz_no="1", uuid="u", comparison_type="-1",
                 return_url="http://example.com/r", notify_url="http://example.com/n")
    return call(emulator.base_url + "/faceid/lite/get_token", **{**given, **fields})
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Callable[..., pytest.RunResult]:
    """Runs pytest on test files, as a process of its own with the plugin."""
    pytester.makepyfile(calls=CALLS)
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(pytester.path), os.environ.get("PYTHONPATH", "")]))

    def run(code: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(test_it=code)
        return pytester.runpytest_subprocess(
            "-p", "specseal_emulator.pytest_plugin", "-p", "no:cacheprovider", "-W", "error", *arguments
        )

    return run


def test_each_test_has_fresh_state(project) -> None:
    code = """
        from calls import token
        import pytest

        @pytest.mark.parametrize("n", range(3))
        def test_fresh(emulator, n):
            assert emulator.journal.entries() == []
            assert abs(emulator.clock.now() - __import__("time").time()) < 5
            assert token(emulator)["token"]
            assert len(emulator.world.store.scan("lite-token", "", 0)) == 1
            emulator.clock.shift(9999)

        def test_one_server(emulator, emulator_server):
            assert emulator is emulator_server
    """
    project(code, "-p", "no:xdist").assert_outcomes(passed=4)


def test_a_run_that_has_no_use_for_it_does_not_load_the_emulator(project) -> None:
    code = """
        import sys

        def test_it():
            assert [name for name in sys.modules if name.startswith("specseal_emulator.")] == [
                "specseal_emulator.version", "specseal_emulator.waiting", "specseal_emulator.pytest_plugin"
            ]
    """
    project(code, "-p", "no:xdist").assert_outcomes(passed=1)


@pytest.mark.slow
def test_workers_of_xdist_do_not_meet(project) -> None:
    code = """
        import os, time
        from calls import token
        import pytest

        @pytest.mark.parametrize("n", range(24))
        def test_alone(emulator, n):
            token(emulator, biz_no=str(n))
            time.sleep(0.02)
            assert [entry.form["biz_no"] for entry in emulator.journal.entries()] == [str(n)]
            assert "gw" in os.environ["PYTEST_XDIST_WORKER"]
    """
    project(code, "-n", "2").assert_outcomes(passed=24)


def test_options_of_the_configuration(project, pytester: pytest.Pytester) -> None:
    pytester.makefile(
        ".ini",
        pytest="""
            [pytest]
            specseal_seed = data/seed.yaml
            specseal_settings =
                token_ttl=7
                megvii_separator=:
            specseal_random_seed = 3
            specseal_show_secrets = true
        """,
    )
    (pytester.mkdir("data") / "seed.yaml").write_text("accounts: [{key: k, secret: s}]\n", encoding="utf-8")
    (pytester.path / "other.yaml").write_text("accounts: [{key: o, secret: s}]\n", encoding="utf-8")
    code = """
        from calls import token

        def test_seed(emulator, request):
            key = "o" if request.config.getoption("--specseal-seed") else "k"
            first = token(emulator, api_key=key, api_secret="s")
            assert first["expired_time"] - emulator.clock.now() < 8
            assert token(emulator)["error"] == "AUTHENTICATION_ERROR"
            refused = token(emulator, api_key=key, api_secret="s", uuid="")
            assert refused["error_message"] == "MISSING_ARGUMENTS:uuid"
            assert emulator.journal.last().form["api_secret"] == "s"
            emulator.reset()
            assert token(emulator, api_key=key, api_secret="s")["token"] == first["token"]
    """
    project(code).assert_outcomes(passed=1)
    project(code, "--specseal-seed", "other.yaml").assert_outcomes(passed=1)


def test_a_project_may_give_its_own_options(project) -> None:
    code = """
        import pytest
        from calls import token
        from specseal_emulator import Account, Seed, Settings

        @pytest.fixture(scope="session")
        def emulator_options():
            return {"seed": Seed(accounts=(Account("mine", "s"),)), "settings": Settings(unique_biz_no=True)}

        def test_it(emulator):
            assert token(emulator, api_key="mine", api_secret="s")["token"]
            assert "BAD_ARGUMENTS: biz_no" in token(emulator, api_key="mine", api_secret="s")["error_message"]
    """
    project(code).assert_outcomes(passed=1)


def test_a_failed_test_shows_the_journal(project) -> None:
    code = """
        from calls import token

        def test_it(emulator):
            assert "token" in token(emulator, api_secret="wrong")
    """
    result = project(code)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*Emulator journal*",
            "403 POST /faceid/lite/get_token getToken AUTHENTICATION_ERROR: api_key and api_secret do not match",
        ]
    )
    result.stdout.no_fnmatch_line("*demo-secret*")


def test_a_response_against_the_contract_is_an_error(project) -> None:
    code = """
        def test_broken(emulator):
            emulator.emulator.failures.append("the response lacks its token")

        def test_next(emulator):
            pass
    """
    result = project(code)
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        ["*responses of the emulator broke their contract: the response lacks its token"]
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("specseal_settings = nothing=1", "specseal: unknown setting 'nothing'"),
        ("specseal_seed = none.yaml", "none.yaml: No such file or directory"),
        ("specseal_random_seed = many", "specseal: invalid literal"),
    ],
)
def test_options_that_do_not_fit(project, pytester: pytest.Pytester, line: str, words: str) -> None:
    pytester.makefile(".ini", pytest=f"[pytest]\n{line}\n")
    result = project("def test_it(emulator): pass")
    assert result.ret != 0
    result.stdout.fnmatch_lines([f"*{words}*"])
