"""Servers that `specseal lint` refuses."""

from __future__ import annotations

from typing import Any

from .row import Row, both, given


def served(s: Any, hosts: list[Any]) -> None:
    """Servers by the first label of each host, and its variables."""
    s.spec["servers"] = [
        {"url": f"https://{host}.example.com"} | ({"variables": variables} if variables else {})
        for host, variables in zip(hosts[::2], hosts[1::2], strict=True)
    ]


SERVERS: list[Row] = [
    Row(
        "server-region",
        lambda s: s.spec["servers"].append(
            {"url": "https://b.example.com", "x-region": "eu", "x-default": True}
        ),
        lambda s: s.spec["servers"][1].update({"x-region": "us"}),
        "Give each its own `x-region`.",
    ),
    Row(
        "server-default",
        both(
            lambda s: s.spec["servers"].append({"url": "https://b.example.com", "x-region": "us"}),
            lambda s: [one.update({"x-default": True}) for one in s.spec["servers"]],
        ),
        both(
            lambda s: [one.pop("x-default") for one in s.spec["servers"]],
            lambda s: s.overlay("wire", {"target": "$.servers[1]", "update": {"x-default": True}}),
        ),
        "Mark one with `x-default: true` in the wire overlay.",
    ),
    *[
        Row(
            "server-variable",
            given(served, refused),
            given(served, mended),
            hint,
        )
        for refused, mended, hint in (
            (
                ["{r}", {}],
                ["{r}", {"r": {"default": "a"}}],
                "Declare it under `variables`, with a `default`.",
            ),
            (
                ["{r}", {"r": {"default": "a", "enum": ["b"]}}],
                ["{r}", {"r": {"default": "a", "enum": ["b", "a"]}}],
                "Add it to `enum`, or correct the default.",
            ),
            (
                ["{r}", {"r": {"default": "a"}}, "{r}", {"r": {"default": "b"}}],
                ["{r}", {"r": {"default": "a"}}, "{s}", {"s": {"default": "b"}}],
                "Give one of them another name.",
            ),
        )
    ],
    Row(
        "server-url",
        lambda s: s.spec["servers"][0].update(url="ftp://api.example.com"),
        lambda s: s.spec["servers"][0].update(url="https://api.example.com"),
        "Write `https://` and the host.",
    ),
]
