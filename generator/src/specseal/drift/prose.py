"""What the description of a row states: limits, defaults, values, units. English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .facts import Number, Size, Unit
from .words import even


def _any(*phrases: str) -> str:
    return "(?:" + "|".join(phrases) + ")"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_NUM = r"(-?\d[\d,_]*(?:\.\d+)?)"
_VALUE = r"""(?:"([^"]+)"|`([^`]+)`|'([^']+)'|(-?[A-Za-z0-9_][\w.+-]*))"""
_BYTES = r"\s*个?(?:bytes?|字节)"
_CHARACTERS = r"\s*个?(?:characters?|chars?|字符|汉字)"
_AT_MOST = _any(
    *(r"not (?:exceed|be longer than|be more than)", "at most", "up to", "no (?:more|longer) than"),
    r"max(?:imum)?(?: length)?(?: is| of|:)?",
    *("不(?:得)?超过", "不长于", "不大于", "最多", "最长", "最大(?:长度)?(?:为|是|:)?", "上限为?"),
)
_AT_LEAST = _any(
    *(r"min(?:imum)?(?: value)?(?: is|:)?", "at least", "no less than", "not less than"),
    *("最小(?:取值|值)?(?:为|是|:)?", "不小于", "至少"),
)
_NO_MORE = _any(
    *(r"max(?:imum)?(?: value)?(?: is|:)?", "at most", "no more than", "not exceed"),
    *("最大(?:取值|值)?(?:为|是|:)?", "不大于", "不(?:得)?超过"),
)
_OR_LESS = _any("or less", "at most", "以内", "以下")
_MAX_BYTES = _pattern(rf"{_AT_MOST}\s*{_NUM}{_BYTES}|{_NUM}{_BYTES}\s*{_OR_LESS}")
_MAX_LENGTH = _pattern(rf"{_AT_MOST}\s*{_NUM}{_CHARACTERS}|{_NUM}{_CHARACTERS}\s*{_OR_LESS}")
_UNIT = r"\s*" + _any(
    r"(?:[KMG]i?B|kilobytes?|megabytes?|gigabytes?|(?:ki|me|gi)bibytes?)(?![A-Za-z]|/s)",
    r"(?-i:[KMG])(?=\s*(?:$|[,;.)以或]))",
)
_SIZE_LEAD = _any(
    _AT_MOST,
    *(
        r"(?:no|not|not be) (?:larger|bigger|greater) than",
        "(?:smaller|less) than",
        "under",
        "below",
        "within",
    ),
    *(
        "<=?",
        "≤",
        r"(?<!min )(?<!minimum )(?<!minimum file )size(?: limit)?(?: is| of|:)?",
        r"limit(?: is| of|:)?",
        "limited to",
    ),
    *("小于", "低于", "大小(?:为|是|:)?", "限制(?:为|在|:)?"),
)
_SMALLER = _any(_OR_LESS, "or smaller", r"max(?:imum)?\b", "limit", "之?内")
_SIZE_FROM = rf"\d{_UNIT}\s*(?:to|and|-|~|–|至|到)"
_SIZE = _pattern(rf"(?:{_SIZE_LEAD}|{_SIZE_FROM})\s*{_NUM}({_UNIT})|{_NUM}({_UNIT})\s*{_SMALLER}")
_NO_LENGTH = rf"(?!\d|[.,_]\d|{_BYTES}|{_CHARACTERS}|{_UNIT})"
_MINIMUM = _pattern(rf"{_AT_LEAST}\s*{_NUM}{_NO_LENGTH}")
_MAXIMUM = _pattern(rf"{_NO_MORE}\s*{_NUM}{_NO_LENGTH}")
_TIME = r"\s*(s|ms|secs?|seconds?|秒|毫秒|milliseconds?)?"
_RANGE_LEAD = _any("范围(?:为|是|:)?", r"ranges?(?: is| of|:)?", "between", "from", "介于", "valid values:?")
_TO = _any("-", "~", "–", "至", "到", "和", "to", "and", ",")
_RANGE = _pattern(rf"{_RANGE_LEAD}\s*[\[(]?\s*{_NUM}{_TIME}\s*{_TO}\s*{_NUM}{_TIME}(?!\w|\.\d)")
_BETWEEN = _pattern(rf"{_NUM}\s*<=?\s*[A-Za-z]\w*\s*<=?\s*{_NUM}")
_ALONE = _pattern(rf"(?:^|[,;:(.]\s*){_NUM}\s*(?:to|-|~|–|至|到)\s*{_NUM}\s*(?=$|[,;).\n](?!\d))")
"""A range that is all of a part of a sentence: ``How many, 1 to 50.``"""
_DEFAULT = _pattern(
    rf"(?:默认|缺省)(?:值|设置|取值)?\s*(?:设置为|为|是|:|=)\s*{_VALUE}"
    rf"|\bdefaults?(?: value)?\s*(?:is|to|:|=)\s*{_VALUE}"
)
_DEFAULT_MARK = _pattern(r"\((?:默认|缺省|default)\)|,\s*(?:默认|default)\b")
_QUOTED = r"""(?:"([^"]+)"|`([^`]+)`|'([^']+)')"""
_FIXED = _any(
    *("(?:固定)?取值:", "固定(?:取值|值)?(?:为|是):?", "固定传"),
    *("set to:", "please pass:", "pass:", "always:", "must be:", "fixed(?: value)?(?: to|:)", "constant:"),
)
_MUST = _any(
    "必须(?:为|是)", "always", "must be", "fixed(?: value)?(?: to| is)?", "constant"
)  # "must be unique"
_CONSTANT = _pattern(rf"(?:{_FIXED}\s*{_VALUE}|{_MUST}\s*{_QUOTED})(?=\s*(?:$|[.,;)\n]))")
_LIST_LEAD = _pattern(
    _any(
        *("取值(?:只能是|为|有|包括)", "可选值(?:为|有|是|:)", "可取值?(?:为|:)?", "枚举值?(?:为|:)?"),
        *("允许的?值(?:为|:)?", "有效值(?:为|:)?", "支持的?(?:取)?值(?:有|为|:)"),
        *(
            "one of",
            r"(?:allowed|possible|valid|supported|accepted) values(?: are|:)?",
            r"\bvalues(?: are|:)",
        ),
        *(r"\benum(?:eration|erated)?(?: values?)?:", r"\b(?:options|choices)(?: are|:)", r"\beither"),
        *("takes only", "must be either"),
    )
    + r"\s*:?\s*\[?\s*"
)
_NEXT = _any("$", r"[,;/|]", r"\]", r"\bor\b", r"\band\b", "或者?", "和", "及", r"\.(?:\s|$)", r"(?=\()")
_LIST_PART = _pattern(rf"\s*{_VALUE}(?:\s*\([^()]*\))?\s*{_NEXT}")
_ABOUT_NAMES = _pattern(rf"\s*{_VALUE}\s+(?:is|are|must|should)\b")  # "one of a, b or c is required"
_QUOTED_VALUES = _pattern(r"""\((?:取值|value)\s*["'`]([^"'`]+)["'`]\)""")
_ITEM_VALUE = _pattern(r"""["'`]?(-?[A-Za-z0-9_][\w.+-]*)["'`]?\s*(?:[:=–—]|-\s|\(|,|$)""")
_OPEN = _pattern(r"^\s*(?:其它|其他|others?\b|any other)")
_PORTS = _pattern(r"(?:端口(?:有|为)?|\bports?)\s*:?\s*((?:\d{2,5}(?:\s*,\s*|\s*和\s*|\s+(?:and|or)\s+)?)+)")
_PROMISED = _pattern(
    _any(
        "必定返回",
        "一定返回",
        "必返",
        "总是返回",
        "must (?:be )?return(?:ed)?",
        "always (?:be )?(?:returned|there|present)",
        # not "it may be missing", and not "if the call succeeds, it is there"
        "(?<!不)(?<!时)(?<!时,)(?<!成功)(?<!成功,)一定存在",
    )
)
_FAILURE = _pattern(
    _any(
        *("请求失败时才", "失败时才?返回"),
        "returned only (?:when|if) the (?:request|call) fails",
        "only (?:when|if) the (?:request|call) fails",
    )
)
_MILLISECONDS = _pattern(r"毫秒|milliseconds?|\bms\b")
_SECONDS = _pattern(r"单位为?:?秒|秒级|以秒|in seconds|unix seconds|\bseconds\b")
_STAMP = _pattern(r"时间戳|time ?stamp|unix")
_WITH_UNIT = _pattern(r"(-?\d+(?:\.\d+)?)(?:s|ms|seconds?|秒|毫秒)")


@dataclass(frozen=True, slots=True)
class Statements:
    """What a description says, as `Field` has it."""

    minimum: Number | None = None
    maximum: Number | None = None
    max_length: int | None = None
    max_bytes: int | None = None
    size: Size | None = None
    default: str | None = None
    values: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    unit: Unit | None = None
    promised: bool = False
    failure: bool = False


def statements(text: str, items: Sequence[str] = ()) -> Statements:
    """Read a description. ``items`` are the entries of lists in it."""
    text = even(text)
    low, high, unit = _range(text)
    default = _first(_DEFAULT, text)
    meanings = _meanings(text)
    if meanings and default is None and (named := _DEFAULT_MEANING.search(text)):
        default = next((value for value, meaning in meanings.items() if meaning == named[1]), None)
    values, marked = _item_values([even(item) for item in items])
    ports = _PORTS.search(text)
    size = _size(text)
    exact = size.binary if size and size.decimal == size.binary else None
    return Statements(
        minimum=low if low is not None else _number(_MINIMUM, text),
        maximum=high if high is not None else _number(_MAXIMUM, text),
        max_length=_whole(_MAX_LENGTH, text),
        max_bytes=exact if (said := _whole(_MAX_BYTES, text)) is None else said,
        size=size if exact is None else None,
        default=marked if default is None else _bare(default),
        values=values or _listed(text) or tuple(meanings) or _flag(text) or _constant(text),
        ports=tuple(int(part) for part in re.findall(r"\d+", ports[1])) if ports else (),
        unit=unit or _unit(text),
        promised=bool(_PROMISED.search(text)),
        failure=bool(_FAILURE.search(text)),
    )


def _range(text: str) -> tuple[Number | None, Number | None, Unit | None]:
    match = _RANGE.search(text)
    if not match:
        bare = _BETWEEN.search(text) or _ALONE.search(text)
        ends = (_as_number(bare[1]), _as_number(bare[2])) if bare else None
        return (*ends, None) if ends and ends[0] < ends[1] else (None, None, None)
    word = (match[4] or match[2] or "").lower()
    unit: Unit | None = None
    if word:
        unit = "milliseconds" if word in {"ms", "毫秒"} or word.startswith("milli") else "seconds"
    return _as_number(match[1]), _as_number(match[3]), unit


def _number(pattern: re.Pattern[str], text: str) -> Number | None:
    match = pattern.search(text)
    return _as_number(match[1]) if match else None


def _whole(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(_as_number(next(filter(None, match.groups())))) if match else None


def _size(text: str) -> Size | None:
    match = _SIZE.search(text)
    if not match:
        return None
    number, unit = (part.strip() for part in filter(None, match.groups()))
    power = "kmg".index(unit[0].lower()) + 1
    amount = _as_number(number)
    binary = int(amount * 1024**power)
    exact = bool(re.match(r"[kmg]ib|(?:ki|me|gi)bi", unit, re.IGNORECASE))
    return Size(f"{number} {unit}", binary if exact else int(amount * 1000**power), binary)


def _as_number(text: str) -> Number:
    text = text.replace(",", "").replace("_", "")
    return float(text) if "." in text else int(text)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return next(filter(None, match.groups()), None) if match else None


def _bare(value: str) -> str:
    """A value without the unit that a page writes behind it."""
    value = value.rstrip(".")
    match = _WITH_UNIT.fullmatch(value)
    return match[1] if match else value


def _item_values(items: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
    """The values that a list explains, and the one it calls the default. A list with an "other" is open."""
    found = [match for item in items if (match := _ITEM_VALUE.match(item))]
    if len(items) < 2 or len(found) < len(items) or any(_OPEN.match(item) for item in items):
        return (), None
    values = tuple(match[1] for match in found)
    marked = [value for value, item in zip(values, items, strict=True) if _DEFAULT_MARK.search(item)]
    return values, marked[0] if marked else None


def _listed(text: str) -> tuple[str, ...]:
    quoted: list[str] = _QUOTED_VALUES.findall(text)
    if len(quoted) >= 2:
        return tuple(dict.fromkeys(quoted))
    for lead in _LIST_LEAD.finditer(text):
        values: list[str] = []
        position = lead.end()
        while part := _LIST_PART.match(text, position):
            values.append(next(filter(None, part.groups())).rstrip("."))
            position = part.end()
            if text[part.start() : position].rstrip().endswith("."):
                break
        if len(values) >= 2 and not _ABOUT_NAMES.match(text, position):
            return tuple(dict.fromkeys(values))
    return ()


_MEANING = _pattern(
    r"\s*[\"'`]?(-?[A-Za-z0-9_]{1,12})[\"'`]?\s*(?:为|表示|代表|是)\s*([^,;.\s\d][^,;.\n]*)(?:[,;]|(?=\.|\s|$))"
)
_DEFAULT_MEANING = _pattern(r"(?:默认|缺省)(?:值)?\s*(?:为|是|:)\s*([^,;.\s]+)")
_FLAG = _pattern(r"(?:^|[\s:,(])(true/false|false/true)(?=$|[\s,;.)])")


def _meanings(text: str) -> dict[str, str]:
    """Values with their meanings, where a sentence is nothing else: ``0为女声,1为男声``."""
    for sentence in re.split(r"(?<=[.\n])|(?<=:)", text):
        found: dict[str, str] = {}
        position = 0
        while part := _MEANING.match(sentence, position):
            found[part[1]] = part[2].strip()
            position = part.end()
        if len(found) >= 2 and not sentence[position:].strip(" ."):
            return found
    return {}


def _flag(text: str) -> tuple[str, ...]:
    """The two words of a flag that travels as text; not where either stands for something else."""
    return ("true", "false") if _FLAG.search(text) else ()


def _constant(text: str) -> tuple[str, ...]:
    value = _first(_CONSTANT, text)
    return (value.rstrip("."),) if value else ()


def _unit(text: str) -> Unit | None:
    stamp = bool(_STAMP.search(text))
    if _MILLISECONDS.search(text):
        return "unix-milliseconds" if stamp else "milliseconds"
    if _SECONDS.search(text):
        return "unix-seconds" if stamp else "seconds"
    return None
