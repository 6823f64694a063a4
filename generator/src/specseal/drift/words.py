"""Words of API pages in English and Chinese: titles, columns, marks and types. Add words here, not in readers."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, TypeAlias

from .facts import Kind, Where

Role: TypeAlias = Literal[
    "endpoint", "method", "request", "response", "errors", "examples", "version", "other"
]
Column: TypeAlias = Literal[
    "required", "name", "type", "where", "sample", "default", "status", "key", "code", "text", "other"
]

_QUOTES = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "、": ",", "。": ".", "~": "~"}
)


_SPACES = re.compile(r"[^\S\n]+")


def even(text: str) -> str:
    """Text with one kind of quotes, brackets, commas, stops and spaces, whatever the page has."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text).translate(_QUOTES))


# --- titles --------------------------------------------------------------------------------------------------------

_NUMBERING = re.compile(r"^[\s#]*(?:\d+(?:\.\d+)*[.,)]?|[一二三四五六七八九十]+[,.])?\s*")
_ROLES: tuple[tuple[Role, str], ...] = (
    ("examples", r"example|sample (?:response|request|code)|示例|样例|示范"),
    ("errors", r"\berrors?\b|error_|错误|^status codes?\b|^状态码"),
    ("version", r"^version|^版本"),
    ("response", r"^(?:response|return|result|output)|返回|响应|出参|输出"),
    ("method", r"\bmethod\b|请求方式|调用方式|请求方法"),
    (
        "request",
        r"\bparameters?\b|\barguments?\b|^request(?: fields| body| data|$)|^inputs?\b|入参|请求参数|请求体|参数$|输入",
    ),
    ("endpoint", r"\burl\b|\bendpoint|address|地址|域名"),
)
_PLAIN_TITLE = re.compile(
    r"(?:公共|系统|业务|正常|异常|成功|失败|错误)?(?:请求|返回|响应|输入|输出)?(?:参数|数据|结果|示例|样例|码|地址|方式|说明|字段)(?:列表|说明|表)?"
    r"|(?:request|response|return|error|sample|success|failure|output|input)s?"
    r"(?: (?:parameters?|fields?|values?|data|body|codes?|examples?|responses?|requests?|messages?|urls?))?",
    re.IGNORECASE,
)


def role_of(title: str) -> Role | None:
    """What a heading announces; None where it is not known."""
    text = _NUMBERING.sub("", even(title)).strip(" :").lower()
    return next((role for role, pattern in _ROLES if re.search(pattern, text)), None)


def is_title(line: str) -> bool:
    """Whether a line without any mark is a heading, by its words alone."""
    text = _NUMBERING.sub("", even(line)).strip(" :")
    return bool(_PLAIN_TITLE.fullmatch(text)) and role_of(text) is not None


# --- columns -------------------------------------------------------------------------------------------------------

_COLUMNS: dict[Column, tuple[str, ...]] = {
    "required": (
        *("required", "required/optional", "required or optional", "mandatory", "optional", "must"),
        *("必选", "可选", "必选/可选", "是否必选", "必填", "是否必填", "是否必须", "必须"),
    ),
    "name": (
        *("name", "field", "field name", "parameter", "parameter name", "param", "argument", "key"),
        *("参数", "参数名", "参数名称", "名称", "字段", "字段名", "字段名称"),
    ),
    "type": ("type", "data type", "parameter type", "field type", "类型", "数据类型", "参数类型", "字段类型"),
    "where": (
        *("in", "location", "parameter location", "located in", "sent in"),
        *("位置", "参数位置", "所在位置", "传参位置"),
    ),
    "sample": ("example", "example value", "sample", "sample value", "示例", "示例值", "样例"),
    "default": ("default", "default value", "默认值", "缺省值"),
    "status": (
        *("status", "status code", "http status", "http status code", "http code", "httpcode"),
        *("状态码", "http状态码", "http状态代码", "http 状态码", "http 状态代码"),
    ),
    "key": ("error field", "error field name", "error key", "错误字段", "错误字段名称", "错误字段名"),
    "code": (
        *("error", "error code", "error message", "error_message", "code", "value"),
        *("错误码", "错误代码", "错误信息", "值", "返回码"),
    ),
    "text": (
        *(
            "description",
            "parameter description",
            "meaning",
            "explanation",
            "illustrate",
            *("remark", "remarks", "comment", "comments", "note", "notes"),
            *("detail", "details", "definition", "info", "information", "desc"),
        ),
        *("说明", "参数说明", "描述", "含义", "备注", "错误说明", "错误描述", "字段说明"),
    ),
}
_BY_WORD: dict[str, Column] = {word: column for column, words in _COLUMNS.items() for word in words}


def column_of(title: str) -> Column:
    """What a column holds; ``other`` where its title is not known."""
    return _BY_WORD.get(" ".join(even(title).lower().strip(" :*").split()), "other")


_MOST_WORDS = 16  # of a header; every way to part them is tried


def columns_in(line: str) -> list[tuple[Column, ...]]:
    """What the columns of a header may be that copying has run together; nothing unless the whole line is titles."""
    words = even(line).lower().strip(" :").split()
    if len(words) > _MOST_WORDS:
        return []
    return [
        found
        for found in _parses(words)
        if len(set(found)) == len(found) >= 2 and {"name", "code"} & set(found)
    ]


def _parses(words: list[str]) -> Iterator[tuple[Column, ...]]:
    """Every way to read the words as titles of columns, the longest titles first."""
    if not words:
        yield ()
    for size in range(min(4, len(words)), 0, -1):
        if column := _BY_WORD.get(" ".join(words[:size])):
            for rest in _parses(words[size:]):
                yield column, *rest


# --- marks and types -----------------------------------------------------------------------------------------------

_REQUIRED = {"required", "yes", "true", "y", "mandatory", "必选", "必填", "是", "必须", "必需", "must", "√"}
_OPTIONAL = {"optional", "no", "false", "n", "可选", "选填", "否", "非必选", "非必填", "非必须", "×"}
_TYPES: dict[Kind, str] = {
    "array": r"array\s*<[^<>]*>|array of \w+|array|list\s*<[^<>]*>|list of \w+|list|\w+\[\]|数组|列表",
    "string": r"strings?|str|text|varchar|字符串",
    "integer": r"integer|int(?:32|64)?|long|short|整数|整型|长整型",
    "number": r"number|float|double|decimal|浮点数?|数字",
    "boolean": r"boolean|bool|布尔值?",
    "object": r"object|map|struct|json ?object|json|dict|hash|对象|结构体",
    "file": r"files?|binary|image|文件",
}
TYPE = r"(?:" + "|".join(_TYPES.values()) + r")(?:\s?\(\d+\))?(?![\w\[])"
_LENGTH = re.compile(r"\s?\((\d+)\)$")
DECLARED = re.compile(
    rf"(?P<name>[A-Za-z_$][\w.$-]*)\s+(?P<type>{'|'.join(_TYPES.values())})\s*(?P<required>required|optional)?",
    re.IGNORECASE,
)
"""A field as pages made from OpenAPI print it, once copied: ``nonce int64required``."""
REQUIRED = "|".join(sorted(map(re.escape, _REQUIRED | _OPTIONAL), key=len, reverse=True))
NAME = r"[A-Za-z_$][\w.$-]*(?:\[\w*\](?:\.[\w$-]+)*)*"
CODE = r"(?:[A-Za-z][\w.-]*|-\d+|\d{2,})(?:\s?:\s?<[^<>]+>)?"
CODE_OF_WORDS = r"[A-Za-z][\w.-]*:\s?[A-Za-z][\w.-]*(?: [\w.-]+){0,4}"
"""A code with a category before a colon, such as ``EAPI:Invalid key``; only in cells of their own."""


def required_in(text: str) -> bool | None:
    """Whether a mark says required; None where it says nothing."""
    word = even(text).strip(" *`'\".").lower()
    return True if word in _REQUIRED else False if word in _OPTIONAL else None


def type_in(text: str) -> Kind | None:
    """The type that a word names; None where it names none."""
    word = _LENGTH.sub("", even(text).strip(" `").lower())
    return next((kind for kind, pattern in _TYPES.items() if re.fullmatch(pattern, word)), None)


_PLACES: dict[Where, str] = {
    "path": r"(?:(?:url|uri|request) )?path|路径",
    "query": r"(?:url )?query(?: ?string)?|查询",
    "header": r"(?:(?:http|request) )?headers?|请求头",
    "cookie": r"cookies?",
    "body": r"(?:request )?body(?: ?\(?(?:form|json)\)?)?|form(?:[ -]?data)?(?: ?body)?|json(?: body)?|请求体|表单",
}
WHERE = "|".join(_PLACES.values())


def where_in(text: str) -> Where | None:
    """The part of a request that a word names; None where it names none."""
    word = re.sub(r" (?:param|parameter|field)s?$", "", even(text).strip(" `").lower())
    return next((where for where, pattern in _PLACES.items() if re.fullmatch(pattern, word)), None)


_ITEMS = re.compile(r"(?:array|list)\s*<\s*([^<>]*?)\s*>|(?:array|list) of (\w+?)s?|(\w+)\[\]")


def items_in(text: str) -> Kind | None:
    """The type of the items that a word for a list names: ``integer[]``, ``array of strings``."""
    found = _ITEMS.fullmatch(even(text).strip(" `").lower())
    kind = type_in(next(filter(None, found.groups()), "")) if found else None
    return kind if kind in {"string", "integer", "number", "boolean"} else None


def length_in(text: str) -> int | None:
    """The longest length that a type names in brackets: ``String(32)``."""
    match = _LENGTH.search(even(text))
    return int(match[1]) if match else None


# --- digests of sentences ------------------------------------------------------------------------------------------

_SENTENCE = re.compile(r"[.;!?\n](?:\s|$)|(?<=[^\x00-\x7f])[.;!?]|\n")


def sentences(text: str) -> tuple[str, ...]:
    """A short digest of each sentence, by its letters and digits alone, each once, in their order."""
    parts = ("".join(c for c in part.lower() if c.isalnum()) for part in _SENTENCE.split(even(text)))
    return tuple(dict.fromkeys(hashlib.sha256(part.encode()).hexdigest()[:8] for part in parts if part))
