"""A PostgreSQL server of a test process alone, from what the system has installed."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tools import system

PATIENCE = 60.0
"""Seconds for the server to accept connections; it takes less than one."""


@contextmanager
def started() -> Iterator[str]:
    """The URL of a running server, which is reached by a socket in a folder of its own."""
    programs = system.postgresql()
    assert programs, (
        "no PostgreSQL that can be started: run make test, or leave these out with make test-core"
    )
    # not below pytest's folders: root's server runs as another user, who may not read those
    with tempfile.TemporaryDirectory(prefix="specseal-pg-") as name:
        folder = Path(name)
        user = _other_user(folder)
        data = folder / "data"
        create = [f"{programs}/initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync"]
        made = subprocess.run(
            [*create, "-E", "UTF8", "--locale=C"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            **user,
        )
        assert made.returncode == 0, made.stdout + made.stderr
        serve = [
            f"{programs}/postgres",
            "-D",
            str(data),
            "-k",
            name,
            "-c",
            "listen_addresses=",
            "-c",
            "fsync=off",
        ]
        log = folder / "log"
        with (
            log.open("wb") as output,
            subprocess.Popen(serve, cwd=folder, stdout=output, stderr=output, **user) as server,
        ):
            try:
                yield _when_ready(f"postgresql:///postgres?host={name}&user=postgres", server, log)
            finally:
                server.send_signal(signal.SIGINT)  # ends connections and stops
                server.wait()
        shutil.rmtree(data)


def _other_user(folder: Path) -> dict[str, Any]:
    """Whom to start the server as, in subprocess's words: root's is somebody else's, to whom the folder is given."""
    if os.getuid():
        return {}
    name = system.unprivileged_user()
    assert name
    entry = pwd.getpwnam(name)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _when_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            failed = server.poll() is not None or time.monotonic() > end
            if failed:
                raise AssertionError(
                    f"PostgreSQL did not start: {log.read_text('utf-8', 'replace')}"
                ) from error
            time.sleep(0.05)
        else:
            return url
