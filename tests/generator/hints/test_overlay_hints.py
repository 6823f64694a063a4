"""Hints about overlays: their form, their actions, and those of a vendor that match nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specseal.contract import resolve_product
from specseal.document import loads
from specseal.overlay import apply, parse_overlay

from .documents import ACTIONS, OVERLAYS, SPEC
from .told import told


@pytest.mark.parametrize(("code", "actions", "mended", "hint"), ACTIONS, ids=[row[0] for row in ACTIONS])
def test_actions_of_overlays(code: str, actions: str, mended: str, hint: str) -> None:
    def applied(text: str) -> object:
        overlay = parse_overlay(loads(f"overlay: 1.1.0\ninfo: {{title: a, version: b}}\nactions:\n{text}\n"))
        return apply(loads(SPEC).data, overlay, strict=True)

    told(lambda: applied(actions), code, hint)
    assert applied(mended)


@pytest.mark.parametrize(("text", "mended", "hint"), OVERLAYS, ids=[row[2][:30] for row in OVERLAYS])
def test_overlays(text: str, mended: str, hint: str) -> None:
    told(lambda: parse_overlay(loads(text)), "overlay-invalid", hint)
    assert parse_overlay(loads(mended))


def test_overlays_of_vendors(sandbox: Any) -> None:
    def resolved(target: str) -> object:
        project = sandbox.save()
        path = sandbox.root / "overlays/acme/wire.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        actions = [{"target": target, "update": {}}]
        path.write_text(
            json.dumps({"overlay": "1.1.0", "info": {"title": "a", "version": "1"}, "actions": actions})
        )
        (product,) = project.products()
        return resolve_product(project, product)

    told(lambda: resolved("$.nothing"), "overlay-no-match", "Correct the target, or remove the action.")
    assert resolved("$.info")
