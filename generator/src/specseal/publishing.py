"""Under which name, by whom and where the wheels are published: ``[tool.specseal]`` in the project's pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import SplitResult, urlsplit

from .diagnostics import Diagnostic, Location, Refused

FILE = "pyproject.toml"
TABLE = ("tool", "specseal")
KEYS = ("authors", "distribution-prefix", "index", "keywords", "lenient", "urls")
_PREFIX = re.compile(r"([a-z0-9]+-)+")
_EMAIL = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
#: What a URL may hold in braces.
_PLACEHOLDERS = ("distribution", "product", "version")
#: The longest label of a URL that indexes take.
_LABEL = 32


@dataclass(frozen=True, slots=True)
class Author:
    """A person or team; ``email`` is empty where none is given."""

    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Publishing:
    """The settings, all of them checked. Without any, wheels are called like their products and name nobody."""

    prefix: str = ""
    """Put before each product's name, with its hyphen: ``acme-``."""
    index: str = ""
    """URL of the simple index that READMEs install from; empty for pip's default."""
    authors: tuple[Author, ...] = ()
    urls: tuple[tuple[str, str], ...] = ()
    """Label and URL, which may hold ``{product}``, ``{distribution}`` and ``{version}``."""
    keywords: tuple[str, ...] = ()
    lenient: bool = False
    """Whether faults of specs that harm nobody are warnings."""

    def distribution(self, product: str) -> str:
        """What the wheel of a product is called on an index."""
        return f"{self.prefix}{product}"

    def urls_of(self, product: str, version: str) -> tuple[tuple[str, str], ...]:
        """Label and URL for one wheel."""
        values = {"product": product, "distribution": self.distribution(product), "version": version}
        return tuple((label, _filled(url, values)) for label, url in self.urls)


def read_publishing(root: Path) -> Publishing:
    """The settings of the project in a folder. Raises `Refused` with all that is wrong in them, by file and line."""
    path = root / FILE
    if not path.exists():
        return Publishing()
    text, data = _parse(path)
    tool = data.get(TABLE[0], {})
    table = cast("dict[str, object]", tool).get(TABLE[1]) if isinstance(tool, dict) else None
    if table is None:
        return Publishing()
    problems = list(_problems(table, text))
    if problems:
        raise Refused(problems)
    return _settings(cast("dict[str, object]", table))


def fingerprint(root: Path) -> bytes:
    """What the settings depend on, as bytes that change with them and not with the rest of the file."""
    path = root / FILE
    if not path.is_file():
        return b""
    content = path.read_bytes()
    try:
        tool = tomllib.loads(content.decode()).get(TABLE[0], {})
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return content
    return repr(cast("dict[str, object]", tool).get(TABLE[1]) if isinstance(tool, dict) else content).encode()


def _parse(path: Path) -> tuple[str, Mapping[str, object]]:
    try:
        text = path.read_text("utf-8")
        return text, tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            Diagnostic(
                "settings-unreadable", f"It cannot be read: {error}.", Location(FILE), "Correct the file."
            )
        ) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+), column (\d+)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (None, None)
        raise Refused(
            Diagnostic(
                "settings-unreadable",
                f"It is not valid TOML: {re.sub(r' ?[(]at .*[)]$', '', str(error))}.",
                Location(FILE, line, column),
                "Correct the file.",
            )
        ) from error


def _settings(table: Mapping[str, object]) -> Publishing:
    """The values of a table without problems."""
    authors = cast("list[dict[str, str]]", table.get("authors", []))
    return Publishing(
        prefix=cast("str", table.get("distribution-prefix", "")),
        index=cast("str", table.get("index", "")),
        authors=tuple(Author(one["name"], one.get("email", "")) for one in authors),
        urls=tuple(cast("dict[str, str]", table.get("urls", {})).items()),
        keywords=tuple(cast("list[str]", table.get("keywords", []))),
        lenient=bool(table.get("lenient")),
    )


def _problems(table: object, text: str) -> Iterator[Diagnostic]:
    """What is wrong with the table, in the order in which it is written here."""

    def problem(message: str, hint: str, *keys: str) -> Diagnostic:
        name = ".".join(keys)
        said = f"{name}: {message}" if name else message
        return Diagnostic("publishing-setting", said, Location(FILE, _line(text, keys)), hint)

    if not isinstance(table, dict):
        yield problem("[tool.specseal] is not a table.", "Make it one.")
        return
    values = cast("dict[str, object]", table)
    for key in values:
        if key not in KEYS:
            yield problem("is not a known setting.", f"Expected one of: {', '.join(KEYS)}.", key)
    prefix = values.get("distribution-prefix", "")
    if not (isinstance(prefix, str) and (not prefix or _PREFIX.fullmatch(prefix))):
        yield problem(
            f"{prefix!r} cannot begin the name of a wheel.",
            'Use lower-case letters, digits and single hyphens, with a hyphen at the end: "acme-".',
            "distribution-prefix",
        )
    index = values.get("index", "")
    if wrong := index_problem(index):
        yield problem(
            f"{without_credentials(index)} {wrong}.",
            "Give the URL that pip would take as --index-url, without credentials.",
            "index",
        )
    for message, hint in _author_problems(values.get("authors", [])):
        yield problem(message, hint, "authors")
    for label, message, hint in _url_problems(values.get("urls", {})):
        yield problem(message, hint, "urls", *([label] if label else []))
    if not isinstance(values.get("lenient", False), bool):
        yield problem("this is neither true nor false.", "Write true or false.", "lenient")
    if not all(
        isinstance(one, str) and one.strip() and "," not in one for one in _list(values.get("keywords", []))
    ):
        yield problem(
            "this is not a list of words.", 'Give texts without a comma: ["face", "identity"].', "keywords"
        )


def _author_problems(authors: object) -> Iterator[tuple[str, str]]:
    hint = 'Write each as {name = "…", email = "…"}; the email may be left out.'
    for position, author in enumerate(_list(authors), 1):
        if not isinstance(author, dict):
            yield f"author {position} is not a table.", hint
            continue
        values = cast("dict[str, object]", author)
        if unknown := sorted(set(values) - {"name", "email"}):
            yield f"author {position} has {', '.join(unknown)}, which no metadata can carry.", hint
        name, email = values.get("name"), values.get("email", "a@b")
        if not (isinstance(name, str) and name.strip() and not re.search(r"[,<>\n]", name)):
            yield f"author {position} has no usable name.", "A name is a text without a comma."
        if not (isinstance(email, str) and _EMAIL.fullmatch(email)):
            yield f"author {position} has no usable email.", 'An email is one address: "team@example.com".'


def _url_problems(urls: object) -> Iterator[tuple[str, str, str]]:
    if not isinstance(urls, dict):
        yield "", "this is not a table.", 'Write Repository = "https://…" under [tool.specseal.urls].'
        return
    for label, url in cast("dict[str, object]", urls).items():
        if not label.strip() or len(label) > _LABEL:
            yield label, "indexes do not take this label.", f"Use 1 to {_LABEL} characters."
        if not isinstance(url, str):
            yield label, "this is not a text.", "Give a URL."
            continue
        if wrong := sorted(set(re.findall(r"\{([^{}]*)\}", url)) - set(_PLACEHOLDERS)):
            known = ", ".join(f"{{{one}}}" for one in _PLACEHOLDERS)
            yield label, f"{{{wrong[0]}}} stands for nothing.", f"Expected one of: {known}."
            continue
        if problem := _web_problem(_filled(url, dict.fromkeys(_PLACEHOLDERS, "x"))):
            yield label, f"{without_credentials(url)} {problem}.", "Give a complete https URL."


def index_problem(index: object) -> str | None:
    """Why a value is no URL of an index that wheels may be installed from or sent to; ``None`` where it is one."""
    if index == "":
        return None
    if not isinstance(index, str):
        return "is not a text"
    if problem := _web_problem(index):
        return problem
    parts = urlsplit(index)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        return "is plain HTTP, over which wheels can be replaced on the way"
    return "has a query or a fragment" if parts.query or parts.fragment else None


def _web_problem(url: str) -> str | None:
    """Why a text is no URL of the web that may stand in public metadata."""
    if re.search(r"[\s<>\"'`{}|\\^]|[^\x21-\x7e]", url):
        return "has a character that no URL has"
    try:
        parts: SplitResult = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is not a URL"
    if parts.scheme not in {"http", "https"} or not host:
        return "is not a URL of the web"
    return "carries credentials, which would be published" if "@" in parts.netloc else None


def without_credentials(value: object) -> str:
    """A value as a message shows it, without the credentials that a URL may carry."""
    return repr(re.sub(r"//[^/@]*@", "//…@", value) if isinstance(value, str) else value)


def _filled(url: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        url = url.replace(f"{{{name}}}", value)
    return url


def _list(value: object) -> list[object]:
    """The members of a list; of anything else, one that no setting takes."""
    return cast("list[object]", value) if isinstance(value, list) else [None]


def _line(text: str, keys: Iterable[str]) -> int | None:
    """The line on which a setting stands, from 1; that of the nearest thing around it where it is not found."""
    wanted = [*TABLE, *keys]
    best, found, table = 0, None, list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\[?\s*([^\]#]+?)\s*\]\]?", line):
            table = _names(header[1])
            written = table
        elif key := re.match(
            r"\s*((?:\"[^\"]*\"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:\"[^\"]*\"|'[^']*'|[\w-]+))*)\s*=", line
        ):
            written = [*table, *_names(key[1])]
        else:
            continue
        if written == wanted[: len(written)] and len(written) > best:
            best, found = len(written), number
    return found


def _names(dotted: str) -> list[str]:
    """The parts of a dotted key, without their quotes."""
    return [
        part[1:-1] if part[0] in "\"'" else part for part in re.findall(r"\"[^\"]*\"|'[^']*'|[\w-]+", dotted)
    ]
