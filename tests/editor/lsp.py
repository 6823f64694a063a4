"""A language server on the other end of a pipe: just enough of the protocol to open a file and ask."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Server:
    """A running server. Every wait is a read from its pipe, which ends when the server does."""

    def __init__(self, process: subprocess.Popen[bytes], root: Path, settings: dict[str, Any]) -> None:
        self._process = process
        self._settings = settings
        self._number = 0
        self.root = root
        self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": root.as_uri(),
                "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
                "capabilities": {
                    "workspace": {"configuration": True, "workspaceFolders": True},
                    "textDocument": {"publishDiagnostics": {}, "completion": {}},
                },
            },
        )
        self._send({"method": "initialized", "params": {}})

    def diagnostics(self, path: Path, text: str) -> list[dict[str, Any]]:
        """Open a file with a text in it; what the server says of it."""
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        for message in self._messages():
            told = message.get("params", {})
            if message.get("method") == "textDocument/publishDiagnostics" and told["uri"] == path.as_uri():
                found: list[dict[str, Any]] = told["diagnostics"]
                return found
        raise AssertionError("the server ended")

    def completions(self, path: Path, line: int, column: int) -> set[str]:
        """What may be written at a place of an open file; both count from 0."""
        answer = self.request(
            "textDocument/completion",
            {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": column}},
        )
        items = answer["items"] if isinstance(answer, dict) else answer
        return {item["label"] for item in items}

    def request(self, method: str, params: dict[str, Any]) -> Any:
        """Ask, and wait for the answer."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        for message in self._messages():
            if message.get("id") == self._number and "method" not in message:
                assert "error" not in message, message
                return message["result"]
        raise AssertionError("the server ended")

    def _messages(self) -> Iterator[dict[str, Any]]:
        while (message := self._read()) is not None:
            if "method" in message and "id" in message:  # it asks something itself
                self._send({"id": message["id"], "result": self._reply(message)})
            yield message

    def _reply(self, message: dict[str, Any]) -> Any:
        if message["method"] == "workspace/configuration":
            return [self._configured(item.get("section", "")) for item in message["params"]["items"]]
        return None

    def _configured(self, section: str) -> Any:
        prefix = f"{section}."
        return {
            name.removeprefix(prefix): value
            for name, value in self._settings.items()
            if name.startswith(prefix)
        }

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any] | None:
        assert self._process.stdout is not None
        length = 0
        for line in iter(self._process.stdout.readline, b""):
            if not line.strip():
                found: dict[str, Any] = json.loads(self._process.stdout.read(length))
                return found
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return None


@contextmanager
def serving(command: Sequence[str], root: Path, settings: dict[str, Any]) -> Iterator[Server]:
    """A server for the folder ``root`` with the settings of an editor."""
    process = subprocess.Popen(list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root)
    try:
        yield Server(process, root, settings)
    finally:
        process.kill()
        process.communicate()
