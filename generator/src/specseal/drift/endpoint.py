"""Where and how to call: hosts, path, method, form of the body, version and rate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .blocks import Line
from .facts import Host, Rate
from .sections import Section
from .words import even

_URL = re.compile(r"https?(?:\(s\))?://([A-Za-z0-9.-]+(?::\d+)?)(/[A-Za-z0-9_./~%{}-]*)?")
_BARE = re.compile(r"(?:GET|POST|PUT|PATCH|DELETE)\s*(/[A-Za-z0-9_./~%{}-]*)")
"""A line that gives method and path, and leaves the host to another page."""
_CALL = re.compile(
    r"(GET|POST|PUT|PATCH|DELETE)\s+(?:https?://[A-Za-z0-9.-]+(?::\d+)?)?(/[A-Za-z0-9_./~%{}-]*)"
)
_METHOD = re.compile(r"(?<![A-Za-z])(GET|POST|PUT|PATCH|DELETE)(?![A-Za-z])")
_MEDIA = (
    (re.compile(r"form-data", re.IGNORECASE), "multipart/form-data"),
    (re.compile(r"x-www-form-urlencoded", re.IGNORECASE), "application/x-www-form-urlencoded"),
    (re.compile(r"application/json", re.IGNORECASE), "application/json"),
)
_CONTENT_TYPE = re.compile(
    r"content[- ]type|(?:请求|提交)(?:体|数据)?(?:格式|类型)|request (?:body )?format", re.IGNORECASE
)
_IN_WORDS = (
    (re.compile(r":\s*(?:表单|forms?\b)", re.IGNORECASE), "application/x-www-form-urlencoded"),
    (re.compile(r":\s*json\b", re.IGNORECASE), "application/json"),
)
_METHOD_CALLED = re.compile(
    r"^\W*(?:(?:请求|调用|提交|HTTP)\s*(?:方式|方法)|(?:HTTP |request )?method)\s*:", re.IGNORECASE
)
_CALLED = re.compile(
    r"base url|\b(?:host|domain|gateway|server|endpoint)\b|requests? (?:go|are sent|is sent)|"
    r"域名|网关|(?:接入|服务|请求|接口|调用|访问)\s*(?:地址|URL)|(?:API|HTTPS?)\s*(?:地址|address|URL)|request URL|"
    r"(?:service|API) (?:address|url)",
    re.IGNORECASE,
)
"""What a sentence says that names the host."""
_HOST = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.){1,}[a-z]{2,}(?![\w-]|\.\w|\()", re.IGNORECASE
)
_LABEL = re.compile(r"([^\s:][^:\n]{0,40}?)\s*:\s*(?:GET|POST|PUT|PATCH|DELETE)?\s*$")
_ADDRESS = re.compile(r"(?:[-*•]\s*)?(?:[^\s:/][^:/\n]{0,40}:\s*)?`?https?://[A-Za-z0-9.-]+(?::\d+)?/?`?")
"""An item of a list of hosts: an address without a path, perhaps behind what it is called."""
_RATES = (
    re.compile(r"(?:每秒(?:请求数|调用次数)?|QPS)[^\d\n;.]{0,24}?(\d+)", re.IGNORECASE),
    re.compile(r"(\d+)\s*(?:calls|requests|queries)?\s*(?:per|a|/|each)\s*second", re.IGNORECASE),
)
_ACCOUNT = re.compile(r"账号|账户|account", re.IGNORECASE)


def find_urls(sections: Sequence[Section]) -> tuple[list[Host], list[tuple[str, int]]]:
    """Hosts with their labels, and paths with their lines, from the sections that give the address.

    Without such a section, from lines that have a method and an address.
    """
    lines = [line for section in sections if section.role == "endpoint" for line in section.lines]
    named = bool(lines)
    if not named:
        lines = [line for section in sections for line in section.lines if _METHOD.search(line.text)]
    hosts: list[Host] = []
    paths: list[tuple[str, int]] = []
    bare: list[tuple[str, int]] = []
    called = False
    for line in lines:
        text = even(line.text)
        for match in _URL.finditer(text):
            if not named and not match[2]:
                continue
            _add(hosts, match[1], line, _label(text[: match.start()]))
            paths.append(((match[2] or "/").rstrip("."), line.number))
            called = called or bool(_METHOD.search(text))
        if alone := _BARE.fullmatch(text.strip(" `")):
            bare.append((alone[1], line.number))
    if not hosts:
        hosts, base, at = _in_sentences(sections)
        bare = [(base + path, line) for path, line in bare] or ([(base, at)] if base else [])
    elif bare and not called:  # the addresses are what all paths begin with
        base = paths[0][0].rstrip("/")
        paths = [(base + path, line) for path, line in bare]
    return hosts, paths or bare


def find_calls(sections: Sequence[Section]) -> Iterator[tuple[str, str, int]]:
    """Method, path and line of each line that begins with a method, and goes on with an address or a path."""
    for section in sections:
        for line in section.lines:
            if match := _CALL.match(even(line.text).strip(" `")):
                yield match[1], match[2].rstrip("."), line.number


def more_hosts(sections: Sequence[Section], hosts: Sequence[Host]) -> list[Host]:
    """The hosts, and those that a sentence names beside one of them: ``https://api.x (EU: https://eu.x)``."""
    found = list(hosts)
    for line in _about_hosts(sections):
        beside = _hosts_of(line)[0]
        if any(one.url == host.url for one in beside for host in hosts):
            found += [one for one in beside if all(one.url != host.url for host in found)]
    return found


def other_hosts(sections: Sequence[Section], hosts: Sequence[Host]) -> Iterator[Host]:
    """What else sentences about hosts name, each once: any address, and other names of the hosts' domains."""
    domains = tuple(f".{_domain(host.url)}" for host in hosts)
    told = {host.url for host in hosts}
    for line in _about_hosts(sections):
        text = even(line.text)
        names = [match[1] for match in _URL.finditer(text)]
        names += [match[0] for match in _HOST.finditer(text) if match[0].lower().endswith(domains)]
        for url in (f"https://{name.rstrip('.').lower()}" for name in names):
            if url not in told:
                told.add(url)
                yield Host(url, None, line.number)


def _in_sentences(sections: Sequence[Section]) -> tuple[list[Host], str, int]:
    """Hosts that sentences name, with or without a scheme, the path that all addresses begin with, and its line."""
    hosts: list[Host] = []
    base, at = "", 0
    for line in _about_hosts(sections):
        found, path = _hosts_of(line)
        for host in found:
            _add(hosts, host.url.removeprefix("https://"), line, host.label)
        if not base and (base := path):
            at = line.number
        if not hosts:
            for match in _HOST.finditer(even(line.text)):
                _add(hosts, match[0].lower(), line)
    return hosts, base, at


def _hosts_of(line: Line) -> tuple[list[Host], str]:
    """The hosts of a line with an address, and the path of that.

    An address with another path is a link; a name without a scheme counts where it has the address's domain.
    """
    text = even(line.text)
    hosts: list[Host] = []
    first: str | None = None
    for match in _URL.finditer(text):
        path = (match[2] or "").rstrip("./")
        if first is None or path == first or not path:
            _add(
                hosts,
                match[1],
                line,
                _label(text[: match.start()]) if hosts or not _CALLED.search(text) else None,
            )
        first = path if first is None else first
    for match in _HOST.finditer(text) if hosts else ():
        if match[0].lower().endswith(f".{_domain(hosts[0].url)}"):
            _add(hosts, match[0].lower(), line, _label(text[: match.start()]))
    return hosts, first or ""


def _about_hosts(sections: Sequence[Section]) -> Iterator[Line]:
    """Lines that name the host, and the addresses below a line that announces them."""
    for section in sections:
        announced = False
        for line in section.lines:
            text = even(line.text).strip()
            below = announced and bool(_ADDRESS.fullmatch(text))
            if _CALLED.search(text) or below or (announced and _URL.match(text)):
                yield line
            announced = below or (bool(_CALLED.search(text)) and text.endswith(":"))


def _domain(url: str) -> str:
    """The last two names of a host."""
    return ".".join(url.rpartition("/")[2].partition(":")[0].split(".")[-2:])


def _label(before: str) -> str | None:
    """What stands before an address, and calls it so: that in the parenthesis, if one is open."""
    if before.count("(") > before.count(")"):
        before = before.rpartition("(")[2]
    label = _LABEL.search(before)
    return label[1] if label and not _METHOD.fullmatch(label[1]) else None


def _add(hosts: list[Host], name: str, line: Line, label: str | None = None) -> None:
    url = f"https://{name.rstrip('.')}"
    if all(host.url != url for host in hosts):
        hosts.append(Host(url, label, line.number))


def find_method(sections: Sequence[Section]) -> tuple[str, int] | None:
    """The method, from the sections that give it or the address."""
    for section in sections:
        if section.role in {"method", "endpoint"}:
            for line in section.lines:
                if found := methods_in(line):
                    return found[0], line.number
    for section in sections:
        for line in section.lines:
            if _METHOD_CALLED.search(even(line.text)) and (found := methods_in(line)):
                return found[0], line.number
    for section in sections:
        for line in section.lines:
            stated = _URL.search(line.text) or _BARE.fullmatch(even(line.text).strip(" `"))
            if (match := _METHOD.search(line.text)) and stated:
                return match[1], line.number
    return None


def methods_in(line: Line) -> list[str]:
    """The methods that a line allows. Of GET and POST, POST comes first: it has room for long fields."""
    found: list[str] = list(dict.fromkeys(_METHOD.findall(line.text)))
    return sorted(found, key=lambda one: one != "POST") if {*found} == {"GET", "POST"} else found


def find_media(sections: Sequence[Section]) -> tuple[str, int] | None:
    """How the fields are sent, from the sections that give the address, the method or the parameters."""
    for section in sections:
        if section.role in {"method", "endpoint", "request"}:
            for line in section.lines:
                for pattern, media in _MEDIA:
                    if pattern.search(line.text):
                        return media, line.number
    for section in sections:
        for line in section.lines if section.role not in {"response", "errors"} else ():
            text = even(line.text)
            for pattern, media in (*_MEDIA, *_IN_WORDS) if _CONTENT_TYPE.search(text) else ():
                if pattern.search(text):
                    return media, line.number
    return None


def find_version(sections: Sequence[Section]) -> tuple[str, int] | None:
    """The version that a section of its own gives."""
    for section in sections:
        for line in section.lines if section.role == "version" else ():
            if match := re.search(r"\d+(?:[.-]\d+)+|\d+", line.text):
                return match[0], line.number
    return None


def find_rate(lines: Iterable[Line]) -> Rate | None:
    """How often may be called."""
    for line in lines:
        text = even(line.text)
        for pattern in _RATES:
            if match := pattern.search(text):
                scope = "account" if _ACCOUNT.search(text) else "key"
                return Rate(int(match[1]), 1, scope, line.number)
    return None


_ALWAYS_200 = re.compile(
    r"(?:errors?|failures?|failed|fails|always|all responses|every (?:response|request)|even if|whether)\b[^.;\n]{0,80}"
    r"\b(?:HTTP|status)\b[^.;\n]{0,24}\b200\b|(?:HTTP)?\s*状态码\s*(?:均|都|也|仍|始终|总是|一律)\s*(?:为|是|返回)\s*200"
    r"|\b(?:HTTP|status)\b[^.;\n]{0,24}\balways 200\b",
    re.IGNORECASE,
)
_ONLY_SUCCESS = re.compile(r"\b(?:not|never|no|other than|except|unless|success)\b", re.IGNORECASE)


def fails_with_200(lines: Iterable[Line]) -> bool:
    """Whether a sentence says that failures have HTTP status 200 like successes."""
    return any(not denied for denied in _about_200(lines))


def never_fails_with_200(lines: Iterable[Line]) -> bool:
    """Whether a sentence says that failures have another HTTP status than 200."""
    return any(_about_200(lines))


def _about_200(lines: Iterable[Line]) -> Iterator[bool]:
    """For each sentence about failures and the status 200: whether it denies that they have it."""
    for text in (even(line.text) for line in lines):
        if found := _ALWAYS_200.search(text):
            yield bool(_ONLY_SUCCESS.search(text[: found.end()].rpartition("200")[0]))
