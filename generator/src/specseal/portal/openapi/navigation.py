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
    if "x-tagGroups" not in document:
        groups = [{"name": title, "tags": [tag["name"] for tag in tags if tag["name"] != TAG]}]
        groups += [{"name": "From the vendor", "tags": received}] if received else []
        document["x-tagGroups"] = [group for group in groups if group["tags"]]
