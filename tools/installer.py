"""The pinned uv, which installs everything else: how it is fetched and configured.

pip fetches uv into a small virtual environment in `.cache/bootstrap` and checks its hash. Everything uv fetches stays
in `.cache/uv` (or UV_CACHE_DIR), so that a second environment needs no network.
"""

from __future__ import annotations

import os
import shlex
import shutil
import ssl
import subprocess
import sys
from functools import cache
from pathlib import Path

from tools.common import CACHE, CONSTRAINTS, SetUpError, digest, run, say, split_pins

BOOTSTRAP = CACHE / "bootstrap"
UV = BOOTSTRAP / "bin" / "uv"
_PIN = BOOTSTRAP / "uv.txt"


def ensure_uv() -> None:
    """Fetch the pinned uv unless it is installed."""
    pin = split_pins(CONSTRAINTS.read_text(encoding="utf-8"))["uv"]
    if _PIN.exists() and _PIN.read_text(encoding="utf-8") == pin and UV.exists():
        return
    say("fetching uv, which installs the rest")
    shutil.rmtree(BOOTSTRAP, ignore_errors=True)
    _create_venv(BOOTSTRAP)
    wanted = BOOTSTRAP / "wanted.txt"
    wanted.write_text(pin, encoding="utf-8")
    options = ["--no-deps", "--require-hashes", "--only-binary=:all:", "--retries=1", "--no-input"]
    run(
        "fetching uv",
        [
            BOOTSTRAP / "bin" / "python",
            "-m",
            "pip",
            "--disable-pip-version-check",
            "install",
            *options,
            "-r",
            wanted,
        ],
    )
    wanted.rename(_PIN)  # marks a complete installation


def _create_venv(folder: Path) -> None:
    probe = [sys.executable, "-Ic", "import ensurepip, venv; ensurepip.version()"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        raise SetUpError(
            f"{sys.executable} cannot make virtual environments with pip: install its venv package"
            f" (Debian, Ubuntu: apt-get install python{sys.version_info.major}.{sys.version_info.minor}-venv)"
        )
    run("making a virtual environment", [sys.executable, "-Im", "venv", folder])


_SETTINGS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
    "trusted-host": "UV_INSECURE_HOST",
    "timeout": "UV_HTTP_TIMEOUT",
}


@cache
def uv_environment() -> dict[str, str]:
    """Return the environment for uv, which does not read pip's configuration, with pip's settings.

    uv's own settings take precedence. Every package is pinned and hash checked, so any index may supply it.
    """
    ours = {
        "UV_CACHE_DIR": str(CACHE / "uv"),
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_HTTP_RETRIES": "2",
    }
    if not sys.stderr.isatty():
        ours["UV_NO_PROGRESS"] = "1"
    if sys.platform == "darwin" or _has_certificates():
        ours["UV_SYSTEM_CERTS"] = "1"
    settings = _pip_settings()
    if "find-links" in settings:  # pip ignores a folder that does not exist, uv fails
        places = settings.pop("find-links").split()
        settings["find-links"] = ",".join(place for place in places if "://" in place or Path(place).exists())
    ours |= {variable: settings[name] for name, variable in _SETTINGS.items() if settings.get(name)}
    return ours | os.environ


def pip_environment() -> dict[str, str]:
    """Return variables that give another system the settings of pip and TLS here, without local folders."""
    settings = {
        name: value for name, value in _pip_settings().items() if name in _SETTINGS and "file:" not in value
    }
    settings.pop("find-links", None)
    wanted = ("SSL_CERT_FILE", "UV_DEFAULT_INDEX", "UV_INDEX")
    kept = {
        name: value for name, value in os.environ.items() if name in wanted or name.lower().endswith("_proxy")
    }
    return {f"PIP_{name.upper().replace('-', '_')}": value for name, value in settings.items()} | kept


def _has_certificates() -> bool:
    """Return whether this system has CA certificates; minimal systems have none, and uv brings its own."""
    paths = ssl.get_default_verify_paths()
    return bool(paths.cafile or (paths.capath and any(Path(paths.capath).iterdir())))


def _pip_settings() -> dict[str, str]:
    """Return pip's settings by name, as `pip install` would read them."""
    asked = subprocess.run(
        [BOOTSTRAP / "bin" / "python", "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in asked.stdout.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.rpartition(".")
        if section in found:
            found[section][name] = " ".join(shlex.split(value))
    return found["global"] | found["install"] | found[":env:"]


def fetched(packages: str) -> bool:
    """Return whether all packages of that digest are in the cache."""
    return _fetched_mark(packages).exists()


def mark_fetched(packages: str) -> None:
    """Record that all packages of that digest are in the cache."""
    _fetched_mark(packages).parent.mkdir(parents=True, exist_ok=True)
    _fetched_mark(packages).touch()


def _fetched_mark(packages: str) -> Path:
    cache = os.environ.get("UV_CACHE_DIR", str(CACHE / "uv"))
    return CACHE / "fetched" / digest([packages, cache])
