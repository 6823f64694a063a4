"""`specseal new`: the files of a new product, from its page or from nothing. Nothing is written here."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..diagnostics import Diagnostic, Location, Refused
from ..drift.before import counts
from ..drift.compare import compare
from ..drift.contradictions import contradictions
from ..drift.endpoint import find_calls, find_urls, methods_in, never_fails_with_200, other_hosts
from ..drift.expected import spec_facts
from ..drift.facts import ErrorRow, Example, Facts, Field
from ..drift.findings import Finding
from ..drift.page import form_of, read_page
from ..drift.run import read_document
from ..drift.sections import Section, protocol_of, sections_of
from ..drift.sides import spec_of_text
from ..drift.store import facts_path, facts_text, with_facts
from ..placeholders import TODO, todos
from ..project import Product
from .draft.overlays import client_text, drift_text, wire_text
from .draft.spec import doubts_of, draft_of, spec_text
from .draft.vendor import vendor_of

NO_DIGEST = "sha256:" + "0" * 64
_UNREAD = (
    "Parts of the page could not be read, so there is no facts file yet. Once the lines below are resolved, waive what"
    " `specseal drift` reports about them, and run `specseal accept`.",
)
_SUFFIXES = {"html": ".html", "markdown": ".md", "text": ".txt"}


@dataclass(frozen=True, slots=True)
class Beginning:
    """The texts of all files of a new product, and what was read of its page (empty without one)."""

    files: dict[Path, str]
    rows: dict[str, int]
    before: dict[Path, str] = field(default_factory=dict[Path, str])
    """The texts of those files that exist."""

    def todos(self) -> Iterator[tuple[Path, int, str]]:
        """What is left for a person: file, line (from 1) and the words of the comment."""
        for path, text in self.files.items():
            fresh = _fresh(self.before[path], text) if path in self.before else None
            for one in todos(text):
                if fresh is None or one.line - 1 in fresh:
                    yield path, one.line, one.words


def _fresh(before: str, text: str) -> set[int]:
    """The lines of a text, from 0, that an earlier one has not."""
    old, new = before.splitlines(), text.splitlines()
    changes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return {number for kind, _, _, start, end in changes if kind != "equal" for number in range(start, end)}


def begin_empty(product: Product) -> Beginning:
    """A product without a page: one operation that is nobody's, to be replaced."""
    facts = Facts(
        document=f"{product.name}.txt",
        digest=NO_DIGEST,
        method="POST",
        path="/v1/things/find",
        media="application/x-www-form-urlencoded",
        request=(
            Field("/number", type="string", required=True, max_length=32),
            Field("/language", type="string", required=False, values=("en", "zh"), default="en"),
        ),
        response=(Field("/name", type="string"), Field("/time_used", type="integer", unit="milliseconds")),
        errors=(ErrorRow("UNKNOWN_THING", status=404, key="error"),),
        examples=(
            Example("application/json", "success", "", {"name": "A thing", "time_used": 3}),
            Example("application/json", "failure", "", {"error": "UNKNOWN_THING"}),
        ),
    )
    head = (
        "What the vendor's page documents, and nothing else, in your own words: OpenAPI 3.1 with the extensions of"
        " docs/extensions.md. The file passes lint as it is; its operation is a placeholder.",
        f"{TODO}: save the vendor's page and draft a product from it: specseal new {product.vendor}/NAME --from-doc"
        " FILE. Or document it here, with its file name and sha256sum in `info.x-source`.",
    )
    return _beginning(product, facts, head, (), read=False)


def begin_from(product: Product, data: bytes, name: str | None) -> Beginning:
    """A product from its saved page; ``name`` is that of the file, None for standard input.

    Raises `Refused`, with codes that begin ``page-``, when the page is no text or nothing can be read from it.
    """
    read = read_for(product, data, name)
    head = (
        f"Drafted from {read.facts.document}. Check it against the page, write the descriptions in your own words, and"
        " resolve each TODO, then run `specseal lint`.",
        *(_UNREAD if read.facts.unread else ()),
    )
    return _beginning(product, read.facts, head, read.doubts, read=True, never_200=read.never_200)


@dataclass(frozen=True, slots=True)
class Read:
    """What a page says, as far as a draft needs it."""

    facts: Facts
    doubts: tuple[str, ...]
    """A comment for each thing that it leaves to people."""
    never_200: bool
    """Whether it says that failures have another status than successes."""


def read_for(product: Product, data: bytes, name: str | None) -> Read:
    """Read a page. Raises `Refused` as `begin_from` does."""
    facts = read_document(data, name or "<stdin>", product)
    document = name or product.name + _SUFFIXES[form_of(data.decode("utf-8-sig"))]
    facts = replace(facts, document=document)
    told = facts.request or facts.response or (facts.examples and facts.path)
    if not told:
        found = f"{len(facts.examples)} examples were" if facts.examples else "nothing was"
        raise Refused(
            Diagnostic(
                "page-nothing-read",
                f"No address, no parameter and no field of a response was found; {found} read.",
                Location(name or "<stdin>"),
                "Save the page itself as HTML, with its tables, instead of text copied from it; or begin without it: "
                f"specseal new {product.vendor}/{product.name}",
            )
        )
    sections = sections_of(read_page(data, facts.document).blocks)
    further = _further_operations(sections, facts, product.name)
    doubts = (
        *doubts_of(facts),
        *further,
        *_further_methods(sections, facts),
        *_further_hosts(sections, facts),
    )
    never_200 = never_fails_with_200(line for section in sections for line in section.lines)
    return Read(facts, doubts, never_200)


def _further_operations(sections: Sequence[Section], facts: Facts, product: str) -> Iterator[str]:
    """A comment for each further address, and method of an address: a page of several operations is drafted as one."""
    with_method = [replace(section, role="other") for section in sections]
    told = {facts.path}
    found: dict[int, str] = {}
    for path, line in (*find_urls(sections)[1], *find_urls(with_method)[1]):
        if path not in told:
            told.add(path)
            found[line] = f"another address, {path}"
    calls = {(facts.method, facts.path)}
    for method, path, line in find_calls(sections):
        if (method, path) not in calls and facts.method and line != facts.place("method"):
            calls.add((method, path))
            found.setdefault(line, f"another method, {method} {path}")
    for line, what in sorted(found.items()):
        yield (
            f"{TODO}: line {line} has {what}. If that is another operation, this draft mixes both: save the part of the"
            f" page that is about each as a file of its own, draft the first again, and add the other: specseal new"
            f" --add-to {product} --from-doc FILE."
        )


def _further_hosts(sections: Sequence[Section], facts: Facts) -> Iterator[str]:
    """A comment for each host that a sentence names and that was not taken for a server."""
    for host in other_hosts([*sections, *protocol_of(sections)], facts.hosts):
        yield (
            f"{TODO}: line {host.place} names {host.url}, which was not taken for a server. If requests go there, too,"
            " add it to `servers`."
        )


def _further_methods(sections: Sequence[Section], facts: Facts) -> Iterator[str]:
    """A comment where the line of the method allows others."""
    for section in [*sections, *protocol_of(sections)]:
        for line in section.lines:
            others = [one for one in methods_in(line) if one != facts.method]
            if line.number == facts.place("method") and facts.method in methods_in(line) and others:
                listed = ", ".join(others)
                yield (
                    f"{TODO}: line {line.number} allows {listed}, too. If the emulator is to take it, add"
                    f" `x-methods: [{listed}]` to the operation in the wire overlay."
                )
                return


def _beginning(
    product: Product,
    facts: Facts,
    head: tuple[str, ...],
    doubts: tuple[str, ...],
    *,
    read: bool,
    never_200: bool = False,
) -> Beginning:
    draft = draft_of(facts, product.name, never_200=never_200)
    spec = spec_text(draft, head, doubts, teach=not read)
    overlays = product.root / "overlays" / product.vendor / product.name
    texts: dict[Path, str | None] = {
        product.spec: spec,
        overlays / "wire.yaml": wire_text(draft, product, vendor_of(product)),
        overlays / "client.yaml": client_text(draft, product),
        overlays / "drift.yaml": drift_text(draft, findings_of(facts, spec) if read else ()),
    }
    if read and not facts.unread:  # a page of which something could not be read is not taken as read
        texts[facts_path(product)] = facts_text(with_facts((), facts))
    files = {path: text for path, text in texts.items() if text is not None}
    return Beginning(files, counts(facts) if read else {})


def findings_of(facts: Facts, spec: str) -> list[Finding]:
    """What the page and the draft disagree about; nothing where the draft has to be mended first."""
    try:
        places, contract = spec_of_text(spec, facts.document)
    except Refused:
        return []
    (operation,) = contract.operations
    return [*compare(facts, spec_facts(places, contract, operation)), *contradictions(facts)]
