"""The command, as a process of its own."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

COMMAND = [sys.executable, "-m", "specseal_emulator"]
Start = Callable[..., tuple[subprocess.Popen[str], str]]
"""Starts `serve` with further arguments, and waits until it is ready; its process and URL."""


@contextmanager
def serving(
    folder: Path, *arguments: str, env: Mapping[str, str] | None = None
) -> Generator[tuple[subprocess.Popen[str], str]]:
    """`serve` on a free port, once it is ready: its process and URL. It is ended unless it has ended."""
    ready = Path(mkdtemp(dir=folder)) / "ready"
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--ready-file", str(ready), *arguments],
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not ready.exists():
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield process, ready.read_text(encoding="utf-8").strip()
    finally:
        process.terminate()
        process.communicate(timeout=30)


def end_during_a_request(process: subprocess.Popen[str], url: str, noticed: Callable[[], object]) -> None:
    """Ask it to end while it waits for a body, which is sent once that was noticed; it responds, and ends well."""
    at = urlsplit(url)
    with socket.create_connection((at.hostname, at.port or 0), timeout=20) as connection:
        head = (
            "POST /finauth/v5/sdk/get_biz_token HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\n"
        )
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 100")
        process.send_signal(signal.SIGTERM)
        noticed()
        connection.sendall(b"sign=x")
        assert connection.recv(65536).startswith(b"HTTP/1.1 400")
    process.communicate(timeout=30)
    assert process.returncode == 0
