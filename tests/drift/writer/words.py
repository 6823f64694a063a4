"""The words of a page, in English and Chinese."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "zh"]

TITLES = {
    "en": {
        "page": "Do one thing",
        "url": "Request URL",
        "method": "Calling Method",
        "version": "Version",
        "request": "Request Parameters",
        "response": "Response Fields",
        "examples": "Response Examples",
        "errors": "Error Codes",
        "success": "Success response:",
        "failure": "Failure response:",
        "note": "Use encrypted connections. Plain ones are not supported in production.",
        "form": "Send the fields as {form}.",
        "rate": "At most {calls} calls per second for one account.",
        "asks": "Request example",
    },
    "zh": {
        "page": "做一件事",
        "url": "接口地址",
        "method": "请求方式",
        "version": "版本",
        "request": "请求参数",
        "response": "返回结果",
        "examples": "返回示例",
        "errors": "错误码",
        "success": "成功示例",
        "failure": "失败示例",
        "note": "请使用加密连接。生产环境不支持明文连接。",
        "form": "用{form}格式提交。",
        "rate": "单个账号每秒请求数最大为{calls}。",
        "asks": "请求示例",
    },
}
COLUMNS = {
    "en": {
        "required": "Required",
        "name": "Parameter",
        "type": "Type",
        "sample": "Example",
        "text": "Description",
        "status": "Status Code",
        "key": "Error Field",
        "code": "Error Code",
    },
    "zh": {
        "required": "必选",
        "name": "参数",
        "type": "类型",
        "sample": "示例值",
        "text": "说明",
        "status": "状态码",
        "key": "错误字段名称",
        "code": "错误码",
    },
}
TYPES = {
    "en": {
        "string": "String",
        "integer": "Int",
        "number": "Float",
        "boolean": "Boolean",
        "object": "Object",
        "array": "Array",
        "file": "File",
    },
    "zh": {
        "string": "字符串",
        "integer": "整数",
        "number": "浮点数",
        "boolean": "布尔",
        "object": "对象",
        "array": "数组",
        "file": "文件",
    },
}
MARKS = {"en": {True: "Required", False: "Optional"}, "zh": {True: "必选", False: "可选"}}
FORMS = {"multipart/form-data": "form-data", "application/x-www-form-urlencoded": "x-www-form-urlencoded"}
