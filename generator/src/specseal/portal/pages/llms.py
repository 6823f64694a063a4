"""``llms.txt`` and ``llms-full.txt``: what there is, in the form that language models are given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..markdown import blocks, prose
from ..subject import Subject

Pages = Mapping[str, str]


def llms_index(products: Sequence[tuple[Subject, Pages]], generated: str) -> str:
    """A page of links, with a sentence on each."""
    sections = [
        blocks(
            f"## {prose(subject.package.title)}",
            prose(subject.package.summary),
            "\n".join(
                f"- [{_title(text)}]({subject.name}/{path}){_about(text)}" for path, text in pages.items()
            )
            + f"\n- [OpenAPI document]({subject.name}/openapi.yaml): the same for programs"
            + f"\n- [Changelog]({subject.name}/CHANGELOG.md)",
        )
        for subject, pages in products
    ]
    return _document(generated, sections)


def llms_full(products: Sequence[tuple[Subject, Pages]], generated: str) -> str:
    """All pages, one after another."""
    sections = [text.split("\n", 1)[1] for _, pages in products for text in pages.values()]
    return _document(generated, sections)


def _title(page: str) -> str:
    return page.split("\n", 2)[1].removeprefix("# ").replace("[", r"\[").replace("]", r"\]")


def _about(page: str) -> str:
    """The first sentence below the title."""
    paragraph = page.split("\n\n", 2)[1].replace("\n", " ")
    found = re.match(r".*?[.!?](?=\s|$)", paragraph)
    return f": {found[0] if found else paragraph}"


def _document(generated: str, sections: Sequence[str]) -> str:
    return (
        blocks(
            f"# API documentation\n\n<!-- {generated} -->",
            "> Vendor APIs with typed Python clients: operations, authentication, errors, callbacks and samples.",
            *sections,
        )
        + "\n"
    )
