"""Runs Python samples of a generated client against documented responses, and tells what they print.

A program of its own: it reads a `Job` as JSON from standard input and writes a list of `Outcome` as JSON to standard
output. Nothing is sent: the client is given a transport that answers with the documented response.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypedDict

import httpx


class Call(TypedDict):
    """One sample, and the response that it gets."""

    source: str
    files: list[str]
    """Names of files that the sample reads."""
    status: int
    content_type: str
    body: str


class Job(TypedDict):
    """Samples of one package."""

    folder: str
    """Where the package is."""
    module: str
    client: str
    """The class of the blocking client."""
    environment: dict[str, str]
    calls: list[Call]


class Outcome(TypedDict):
    """What a sample printed, or the error that it ended with."""

    printed: str
    error: str


def main() -> None:
    """Run the job on standard input."""
    job: Job = json.load(sys.stdin)
    sys.path.insert(0, job["folder"])
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]
    os.environ.update(job["environment"])
    module = importlib.import_module(job["module"])
    originals = {name: getattr(module, name) for name in (job["client"], f"Async{job['client']}")}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        outcomes = [_run(module, originals, call) for call in job["calls"]]
        os.chdir("/")
    json.dump(outcomes, sys.stdout)


def _run(module: Any, originals: dict[str, Callable[..., Any]], call: Call) -> Outcome:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(
            call["status"], headers={"content-type": call["content_type"]}, content=call["body"].encode()
        )

    transport = httpx.MockTransport(answer)
    blocking, asynchronous = originals
    setattr(module, blocking, partial(originals[blocking], http_client=httpx.Client(transport=transport)))
    setattr(
        module,
        asynchronous,
        partial(originals[asynchronous], http_client=httpx.AsyncClient(transport=transport)),
    )
    for name in call["files"]:
        Path(name).write_bytes(b"a picture")
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(call["source"], "<sample>", "exec"), {"__name__": "__main__"})  # noqa: S102  our own sample
    except Exception as error:
        return {"printed": printed.getvalue(), "error": f"{type(error).__name__}: {error}"}
    return {"printed": printed.getvalue(), "error": ""}


if __name__ == "__main__":
    main()
