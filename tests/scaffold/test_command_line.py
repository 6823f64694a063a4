"""The command line itself: suggestions, options before and after the command, completion in real shells."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from specseal.cli import main
from specseal.suggest import did_you_mean, nearest
from tools import system

ROOT = Path(__file__).parents[2]


def refused(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a usage error says, behind ``error:``."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert ended.value.code == 2
    return capsys.readouterr().err.partition("error: ")[2].strip()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lnit"], "argument COMMAND: unknown command 'lnit'; did you mean lint?"),
        (["generat"], "argument COMMAND: unknown command 'generat'; did you mean generate?"),
        (["lint", "--formt", "json"], "unrecognized arguments: --formt; did you mean --format?"),
        (["generate", "--chekc"], "unrecognized arguments: --chekc; did you mean --check?"),
        (["lint", "--format", "jsn"], "argument --format: unknown 'jsn'; did you mean json?"),
        (
            ["schema", "overlay", "--stage", "cilent"],
            "argument --stage: unknown 'cilent'; did you mean client?",
        ),
        (["--root", ".", "overlay", "a", "b"], "this command takes no --root"),
        (["schema", "spec", "--root", "."], "this command takes no --root"),
    ],
)
def test_what_was_meant_is_said(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(*arguments, capsys=capsys) == said


def test_a_word_that_is_like_nothing_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused("qqq", capsys=capsys)
    assert said.startswith("argument COMMAND: unknown command 'qqq'; expected one of: generate, lint, ")


def test_an_unknown_product_names_the_near_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "linkvisul", "--root", str(ROOT)]) == 1
    assert "Unknown product 'linkvisul'; did you mean linkvisual?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("word", "near"),
    [("linkvisul", "linkvisual"), ("LINKVISUAL", "linkvisual"), ("harbor", "harbour-parcels"), ("zzz", None)],
)
def test_nearest(word: str, near: str | None) -> None:
    known = ["linkvisual", "harbour-parcels", "faceid-lite"]
    assert nearest(word, known) == near
    assert bool(did_you_mean(word, known)) == (near is not None)


@pytest.mark.parametrize("where", ["before", "after"])
def test_options_stand_before_or_after_the_command(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    options = ["--root", str(ROOT), "--format", "json"]
    assert main([*options, "products"] if where == "before" else ["products", *options]) == 0
    assert '"name": "linkvisual"' in capsys.readouterr().out


def test_what_stands_after_the_command_wins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(tmp_path), "products", "--root", str(ROOT)]) == 0
    assert "linkvisual" in capsys.readouterr().out


# --- completion ----------------------------------------------------------------------------------------------------

TYPED = {
    "specseal prod": {"products"},
    "specseal generate --ch": {"--check"},
    "specseal lint link": {"linkvisual"},
    "specseal generate fina": {"finauth-facesearch", "finauth-premium"},
    "specseal schema overlay --stage ": {"wire", "client", "portal", "drift"},
    "specseal --root ROOT drift fac": {"faceid-lite"},
}
BASH = """
eval "$(specseal completion bash)"
COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9 COMP_KEY=9
read -ra COMP_WORDS <<<"$1"
case $1 in *" ") COMP_WORDS+=("");; esac
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
completer=$(complete -p specseal | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
$completer specseal "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def environment() -> dict[str, str]:
    """Where the shells find the command."""
    return os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def completed(*command: str | Path) -> set[str]:
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=True, cwd=ROOT, env=environment()
    )
    return {line.split("\t")[0].strip() for line in done.stdout.splitlines()} - {""}


@pytest.mark.parametrize("typed", TYPED)
def test_bash_completes(typed: str) -> None:
    line = typed.replace("ROOT", str(ROOT))
    assert completed("bash", "--norc", "-c", BASH, "bash", line) == TYPED[typed]


@pytest.mark.system
@pytest.mark.parametrize("typed", TYPED)
def test_fish_completes(typed: str) -> None:
    line = typed.replace("ROOT", str(ROOT))
    script = "specseal completion fish | source; complete -C $argv[1]"
    assert completed(system.fish() or "fish", "--no-config", "-c", script, line) == TYPED[typed]


ZSH = """
zmodload zsh/zpty
zpty shell 'zsh -f -i'
send() { zpty -w shell "$1"; }
send 'PS1=; autoload -Uz compinit; compinit -D; eval "$(specseal completion zsh)"'
send 'bindkey "^I" complete-word; print -r -- rea""dy'
until [[ $out == *ready* ]]; do zpty -r shell out; done
zpty -n -w shell "$1"$'\\t'
zpty -n -w shell $'\\nexit\\n'
until [[ $out == *$2* ]]; do zpty -r shell out || exit 1; done
print -r -- $2
"""


@pytest.mark.system
def test_zsh_completes() -> None:
    """A terminal of its own is typed into, and what zsh puts behind the word is read from it."""
    assert completed(system.zsh() or "zsh", "-f", "-c", ZSH, "zsh", "specseal lint linkv", "linkvisual") == {
        "linkvisual"
    }


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_code_says_where_it_goes(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# ")
    assert {"bash": "~/.bashrc", "zsh": "~/.zshrc", "fish": "completions/specseal.fish"}[shell] in out
