"""Chromium for tests of pages, and what it complains about."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tools import system

_QUIET = (  # it asks nobody anything on its own
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-features=AutofillServerCommunication",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def chromium() -> Generator[Browser]:
    """This machine's Chromium without a window. Fails the test if there is none."""
    path = system.chromium()
    assert path, "Chromium is missing: run make test, or leave these out with make test-core"
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, chromium_sandbox=False, args=_QUIET) as started,
    ):
        yield started


def complaints_of(page: Page) -> list[str]:
    """The errors of scripts and on the console, as they come."""
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found
