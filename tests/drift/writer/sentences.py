"""The descriptions of parameters, fields and errors."""

from __future__ import annotations

from specseal.drift.facts import ErrorRow, Field
from tests.drift.writer.sheet import Sheet


def sentences(one: Field, sheet: Sheet, *, response: bool, listed: bool = False) -> list[str]:
    """The description of a row, one sentence for each fact. Values are omitted if a list has them."""
    en = sheet.language == "en"
    unit = {"seconds": "s", "milliseconds": "ms"}.get(one.unit or "", "")
    said = [f"What the field {one.name} holds." if en else f"表示{one.name}的内容。"]
    low, high = one.minimum, one.maximum
    if low is not None and high is not None:
        said.append(
            f"The range is {low}{unit}-{high}{unit}." if en else f"取值范围为{low}{unit}-{high}{unit}。"
        )
    elif low is not None:
        said.append(f"The minimum value is {low}." if en else f"最小取值为{low}。")
    elif high is not None:
        said.append(f"The maximum value is {high}." if en else f"最大取值{high}。")
    if one.max_bytes is not None:
        said.append(f"It should not exceed {one.max_bytes} bytes." if en else f"不超过{one.max_bytes}字节。")
    if one.max_length is not None:
        said.append(f"At most {one.max_length} characters." if en else f"长度不超过{one.max_length}个字符。")
    if len(one.values) == 1:
        said.append(f"Set to: {one.values[0]}." if en else f"取值:{one.values[0]}。")
    elif one.values and not listed:
        values = [f'"{value}"' for value in one.values]
        said.append(f"One of {', '.join(values)}." if en else f"取值只能是{'、'.join(values)}。")
    if one.default is not None:
        said.append(f"Defaults to {one.default}{unit}." if en else f"默认值为{one.default}{unit}。")
    if one.ports:
        ports = [str(port) for port in one.ports]
        said.append(f"Open ports: {', '.join(ports)}." if en else f"端口有:{','.join(ports)}")
    if one.unit and not (low is not None and high is not None and unit):
        said.append(_unit(one.unit, en))
    if response and one.required:
        said.append("It must be returned." if en else "必定返回。")
    if one.failure:
        said.append("It is returned only when the call fails." if en else "只在请求失败时才有。")
    if sheet.said(one.at):
        said.append(sheet.said(one.at))
    return said


def _unit(unit: str, en: bool) -> str:
    stamp, _, measure = unit.rpartition("-")
    if en:
        return f"A time stamp in {measure}." if stamp else f"In {measure}."
    words = {"seconds": "秒", "milliseconds": "毫秒"}[measure]
    return f"时间戳,单位为{words}。" if stamp else f"单位为{words}。"


def error_code(row: ErrorRow) -> str:
    """The code, with a placeholder for its detail."""
    return row.code + {"reason": ": <reason>", "argument": ": <key>", None: ""}[row.detail]


def error_sentences(row: ErrorRow, sheet: Sheet) -> list[str]:
    """The description of an error, one sentence for each fact."""
    en = sheet.language == "en"
    said = [f"The call failed as {row.code.lower()}." if en else f"调用失败({row.code.lower()})。"]
    if row.arguments:
        names = row.arguments
        said.append(f"It is one of {', '.join(names)}." if en else f"<key>为 {'、 '.join(names)}中的一个。")
    if sheet.said(row.code):
        said.append(sheet.said(row.code))
    return said
