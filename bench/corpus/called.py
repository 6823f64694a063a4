"""Imports a generated package and calls its operations against a stub; run by `packages` in a process of its own.

`python called.py FOLDER MODULE CLASS CALLS`: CALLS is a JSON file of the calls, each with its response. Prints one line
of JSON: seconds to import everything, and what went wrong.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import pkgutil
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar


class _Stub(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    call: ClassVar[dict[str, Any]] = {}

    def _any(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        body = b"" if self.call["media_type"] is None else json.dumps(self.call["answer"]).encode()
        self.send_response(self.call["status"])
        if self.call["status"] != 204:
            self.send_header("content-type", self.call["media_type"] or "text/plain")
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and self.call["status"] != 204:
            self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _any  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def main() -> None:
    """Run; prints the outcome."""
    folder, name, class_name, path = sys.argv[1:]
    sys.path.insert(0, folder)
    started = time.process_time()
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):
        importlib.import_module(module.name)
    imported = time.process_time() - started
    calls: list[dict[str, Any]] = json.loads(Path(path).read_text("utf-8"))
    for one in calls:
        one["arguments"] |= dict.fromkeys(one["files"], b"content")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Stub)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    operations = importlib.import_module(f"{name}._operations")
    names = dict(operations.PRODUCT.credentials)
    given: dict[str, Any] = {"base_url": url, "max_retries": 0}
    if names:
        given["credentials"] = lambda: dict.fromkeys(names, "x")
    failed = [*_blocking(getattr(package, class_name)(**given), calls)]
    failed += asyncio.run(_awaited(getattr(package, f"Async{class_name}")(**given), calls))
    print(json.dumps({"import": imported, "calls": 2 * len(calls), "failed": failed}))


def _blocking(client: Any, calls: list[dict[str, Any]]) -> list[str]:
    failed: list[str] = []
    with client:
        for one in calls:
            _Stub.call = one
            try:
                getattr(client, one["method"])(**one["arguments"])
            except Exception as error:  # each kind is a finding
                failed.append(f"{one['method']}: {type(error).__name__}: {str(error)[:160]}")
    return failed


async def _awaited(client: Any, calls: list[dict[str, Any]]) -> list[str]:
    failed: list[str] = []
    async with client:
        for one in calls:
            _Stub.call = one
            try:
                await getattr(client, one["method"])(**one["arguments"])
            except Exception as error:
                failed.append(f"async {one['method']}: {type(error).__name__}: {str(error)[:160]}")
    return failed


if __name__ == "__main__":
    main()
