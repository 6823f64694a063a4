"""A Redis server of a test alone, which it can stop and start again."""

from __future__ import annotations

import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import system

PATIENCE = 30.0
"""Seconds for the server to accept connections; it takes a few hundredths."""


class RedisServer:
    """One server, reached by a socket in a folder of its own. Started again it is empty, unless it is to keep all."""

    def __init__(self, folder: Path, *, keep: bool = False) -> None:
        self._path = folder / "redis.sock"
        self._folder = folder
        self._keep = keep
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._path}"

    def start(self) -> None:
        """Start it and wait until it accepts connections."""
        program = system.redis()
        assert program, "no Redis: run make test, or leave these out with make test-core"
        command = [
            program,
            "--port",
            "0",
            "--unixsocket",
            str(self._path),
            "--save",
            "",
            "--appendonly",
            "yes" if self._keep else "no",
        ]
        self._process = subprocess.Popen(command, cwd=self._folder, stdout=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with socket.socket(socket.AF_UNIX) as probe:
                    probe.connect(str(self._path))
            except OSError:
                assert self._process.poll() is None and time.monotonic() < until, "Redis did not start"
                time.sleep(0.01)
            else:
                return

    def pause(self) -> None:
        """Let it answer nobody until `resume`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it answer, and read what came meanwhile."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def redis_server(*, keep: bool = False) -> Iterator[RedisServer]:
    """A running server."""
    with tempfile.TemporaryDirectory(prefix="specseal-redis-") as name:  # a socket's path must be short
        server = RedisServer(Path(name), keep=keep)
        server.start()
        try:
            yield server
        finally:
            server.stop()
