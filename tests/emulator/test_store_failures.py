"""A store that fails is told in a sentence: at the start with exit code 5, later with 503, never by a traceback."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from specseal_emulator import Account, Seed, SQLiteStore, StoreUnusable
from tests.emulator.fire import served

COMMAND = [sys.executable, "-m", "specseal_emulator", "serve", "--port", "0", "--db"]


def _other_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE customers (name TEXT)")
        db.execute("INSERT INTO customers VALUES ('Ada')")
        db.commit()


def _other_columns(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE records (name TEXT)")
        db.commit()


def _other_application(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA application_id = 0x47504B47")
        db.execute("CREATE TABLE records (kind TEXT, key TEXT, value TEXT, expires REAL)")
        db.commit()


def _text(path: Path) -> None:
    path.write_bytes(b"not a database at all, but long enough to be looked at\n" * 100)


def _broken(path: Path) -> None:
    store = SQLiteStore(path)
    Seed(accounts=tuple(Account(f"key-{number}", "s" * 200) for number in range(500))).write(store)
    store.close()
    content = bytearray(path.read_bytes())
    content[4096 * 2 : 4096 * 20] = b"\x5a" * (4096 * 18)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_other_tables, "this is the database of another program; name another file"),
        (_other_columns, "this is the database of another program; name another file"),
        (_other_application, "this is the database of another program; name another file"),
        (_text, "file is not a database"),
        (_broken, "corrupt|malformed"),
    ],
)
def test_a_file_that_cannot_be_used_is_left_alone(
    tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / "state.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(StoreUnusable, match=words):
        SQLiteStore(path)
    done = subprocess.run([*COMMAND, str(path)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 5
    assert done.stderr.startswith(f"specseal-emulator: error: store unavailable: {path}: ")
    assert done.stderr.count("\n") == 1
    assert path.read_bytes() == before


def test_a_file_of_an_older_version_becomes_ours(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    store = SQLiteStore(path)
    store.put("kept", "k", {"n": 1})
    store.close()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA application_id").fetchone()[0] == 0x53504543
        db.execute("PRAGMA application_id = 0")
        db.commit()
    store = SQLiteStore(path)
    assert store.get("kept", "k", 0) == {"n": 1}
    store.close()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA application_id").fetchone()[0] == 0x53504543


def test_a_full_disk_at_the_start(tmp_path: Path) -> None:
    """The process may write files of a few kB only, which is as good as a disk that has no more."""
    path = tmp_path / "state.db"
    limited = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192));"
        " sys.argv = sys.argv[1:]; runpy.run_module('specseal_emulator', run_name='__main__')"
    )
    command = [sys.executable, "-c", limited, "specseal-emulator", "serve", "--port", "0", "--db", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 5, done.stderr
    assert done.stderr.startswith(f"specseal-emulator: error: store unavailable: {path}: ")
    assert done.stderr.count("\n") == 1


@pytest.fixture
def full(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A running emulator whose disk has no more space since it was ready."""
    with served(tmp_path, "--db", str(tmp_path / "state.db")) as server:
        url = f"http://127.0.0.1:{server.port}"
        assert httpx.get(f"{url}/_emulator/ready", trust_env=False).status_code == 200
        size = max(path.stat().st_size for path in tmp_path.glob("state.db*"))
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        yield url, tmp_path
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_a_disk_that_fills_up_later(full: tuple[str, Path]) -> None:
    url, _ = full
    with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
        response = client.get("/_emulator/ready")
        assert response.status_code == 503
        assert "the store is not writable" in response.text
        response = client.get("/nowhere")
        assert response.status_code in {404, 503}
        response = client.put("/_emulator/clock", json={"shift": 5})
        assert response.status_code == 503
        assert "store unavailable" in response.text
        assert client.get("/_emulator/health").status_code == 200
