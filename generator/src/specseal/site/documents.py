"""The project's documents: `docs/navigation.yaml` says which, in which groups, and in which order."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ..diagnostics import Diagnostic, Location, Refused
from .rendering import Rendered, render
from .shell import Entry, Group

NAVIGATION = "navigation.yaml"
#: What hosts of repositories show for the folder. In the site, the navigation stands in its place.
INDEX = "README.md"


@dataclass(frozen=True, slots=True)
class Documents:
    """The rendered documents."""

    groups: tuple[Group, ...] = ()
    pages: Mapping[str, Rendered] = field(default_factory=dict[str, Rendered])
    """Path in the site to page, in the order of the navigation."""
    sources: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path in the site to the file that it comes from, from the project's root."""


def read_documents(root: Path) -> Documents:
    """The documents of a project; none without `docs/navigation.yaml`.

    Raises `Refused` for a navigation that is malformed, names a file that is not there or leaves out one that is,
    and for links that lead nowhere.
    """
    folder = root / "docs"
    path = folder / NAVIGATION
    if not path.exists():
        return Documents()
    listed = _navigation(path)
    reader = _Reader(root, folder, {name: _address(name) for names in listed.values() for name in names})
    where = Location(f"docs/{NAVIGATION}", 1, 1)
    reader.problems += [
        Diagnostic("site-navigation", f"The file docs/{one.name} is in no group.", where, "Add it to one.")
        for one in sorted(folder.glob("*.md"))
        if one.name not in reader.addresses and one.name != INDEX
    ]
    for name in reader.addresses:
        reader.read(name)
    reader.check_anchors()
    if reader.problems:
        raise Refused(reader.problems)
    pages = {reader.addresses[name]: page for name, page in reader.pages.items()}
    groups = tuple(
        Group(title, tuple(Entry(reader.pages[name].title, reader.addresses[name]) for name in names))
        for title, names in listed.items()
    )
    sources = {address: os.path.normpath(f"docs/{name}") for name, address in reader.addresses.items()}
    return Documents(groups, pages, sources)


def _navigation(path: Path) -> dict[str, list[str]]:
    try:
        read: Any = yaml.safe_load(path.read_text("utf-8"))
        listed = {str(group["title"]): [str(page) for page in group["pages"]] for group in read}
    except (yaml.YAMLError, TypeError, KeyError) as error:
        message = f"It is no list of groups, each with a title and pages: {' '.join(str(error).split())}"
        raise Refused(Diagnostic("site-navigation", message, Location(f"docs/{NAVIGATION}", 1, 1))) from error
    names = [name for pages in listed.values() for name in pages]
    if len(set(names)) != len(names) or len(listed) != len(read):
        message = "A page or a group is listed twice."
        raise Refused(Diagnostic("site-navigation", message, Location(f"docs/{NAVIGATION}", 1, 1)))
    return listed


def _address(name: str) -> str:
    """A page's place in the site: a file outside docs/ keeps the names of its folders."""
    return f"docs/{name.removesuffix('.md').replace('../', '').replace('/', '-').lower()}.html"


@dataclass(slots=True)
class _Reader:
    root: Path
    folder: Path
    addresses: Mapping[str, str]
    pages: dict[str, Rendered] = field(default_factory=dict[str, Rendered])
    problems: list[Diagnostic] = field(default_factory=list[Diagnostic])
    wanted: list[tuple[str, str, Location]] = field(default_factory=list[tuple[str, str, Location]])
    """Page, anchor, and where the link stands."""

    def read(self, name: str) -> None:
        path = self.folder / name
        shown = os.path.normpath(f"docs/{name}")
        try:
            text = path.read_text("utf-8")
        except OSError:
            message = f"The file {shown} is listed and cannot be read."
            self.problems.append(Diagnostic("site-navigation", message, Location(f"docs/{NAVIGATION}", 1, 1)))
            return

        def link(target: str, line: int) -> str | None:
            return self._link(name, target, Location(shown, line, 1))

        page = self.pages[name] = render(text, link)
        if not page.title:
            hint = "Begin it with one: it is the title of the page."
            self.problems.append(
                Diagnostic("site-document", "It has no heading.", Location(shown, 1, 1), hint)
            )

    def _link(self, name: str, target: str, at: Location) -> str | None:
        if "://" in target or target.startswith("mailto:"):
            return target
        path, _, anchor = target.partition("#")
        led = os.path.normpath(f"{Path(name).parent.as_posix()}/{path}") if path else os.path.normpath(name)
        if led in self.addresses:
            if anchor:
                self.wanted.append((led, anchor, at))
            leaf = self.addresses[led].removeprefix("docs/") if path else ""
            return leaf + (f"#{anchor}" if anchor else "")
        if not (self.folder / led).exists():
            self.problems.append(
                Diagnostic("site-link", f"{target!r} leads to no file.", at, "Mend the link.")
            )
        return None  # a file of the project that the site does not have: its name stays as text

    def check_anchors(self) -> None:
        for name, anchor, at in self.wanted:
            page = self.pages.get(name)
            if page and anchor not in page.anchors:
                known = ", ".join(one.anchor for one in page.headings)
                hint = f"Expected one of: {known}."
                self.problems.append(
                    Diagnostic("site-link", f"{name} has no heading for #{anchor}.", at, hint)
                )
