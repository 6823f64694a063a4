"""Tags and their groups: every operation has a described tag, and every tag a group."""

from __future__ import annotations

from typing import Any

from ..lookup import operations_of
from ..subject import Subject
from .webhooks import TAG


def navigate(document: dict[str, Any], subject: Subject) -> None:
    """Complete the tags of operations, the list of tags, and ``x-tagGroups``."""
    title = subject.package.title
    used: dict[str, None] = {}
    for _, operation in operations_of(document):
        operation["tags"] = list(operation.get("tags") or [title])
        used |= dict.fromkeys(operation["tags"])
    received = [TAG] if document.get("webhooks") else []
    tags = [dict(tag) for tag in document.get("tags", ())]
    named = {tag["name"] for tag in tags}
    tags += [{"name": name} for name in [*used, *received] if name not in named]
    for tag in tags:
        by_default = f"What {title} sends by itself." if tag["name"] == TAG else f"Operations of {title}."
        tag.setdefault("description", by_default)
    document["tags"] = tags
    groups = [dict(group) for group in document.get("x-tagGroups", ())]
    grouped = {name for group in groups for name in group["tags"]}
    left = [tag["name"] for tag in tags if tag["name"] not in grouped]  # which portals would not show
    for name, members in (
        (title, [one for one in left if one != TAG]),
        ("From the vendor", [one for one in left if one == TAG]),
    ):
        groups += [{"name": name, "tags": members}] if members else []
    document["x-tagGroups"] = groups
