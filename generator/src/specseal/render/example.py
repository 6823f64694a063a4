"""The first call, as lines of Python for a README."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from ..plan.package import OperationPlan, OptionPlan, Package, SampleFile
from .expressions import sample
from .journey import page_calls


@dataclass(frozen=True, slots=True)
class Example:
    """A first call, as lines of Python."""

    sync: list[str]
    async_: list[str]


def first_call(package: Package) -> Example:
    """A call of the first operation with all required arguments, and the pages that it leads to.

    Credentials come from the environment.
    """
    operation = package.operations[0]
    return example_call(package, operation, pages=page_calls(package, operation))


def example_call(
    package: Package, operation: OperationPlan, settings: str = "", pages: Sequence[str] = ()
) -> Example:
    """A call with all required arguments. ``settings`` are the arguments of the constructor, as source."""
    given = [
        f"{one.argument.name}={_one_line(sample(one.argument.example))}" for one in needed_options(operation)
    ]
    settings = ", ".join([*([settings] if settings else []), *given])
    after = [f"    print({page})  # to be opened in a browser" for page in pages]
    sync = [
        *_imports(package, operation, package.class_name),
        "",
        f"with {package.class_name}({settings}) as client:",
        *textwrap.indent(_call(operation), "    ").splitlines(),
        *after,
    ]
    asynchronous = [
        "import asyncio",
        *_imports(package, operation, f"Async{package.class_name}"),
        "",
        "",
        "async def main() -> None:",
        f"    async with Async{package.class_name}({settings}) as client:",
        *textwrap.indent(_call(operation, "await "), "        ").splitlines(),
        *(f"    {line}" for line in after),
        "",
        "",
        "asyncio.run(main())",
    ]
    return Example(sync, asynchronous)


def needed_options(operation: OperationPlan) -> list[OptionPlan]:
    """The options of the constructor without which a call has no address."""
    return [one for one in operation.options if one.field.place == "path" and one.default is None]


def _imports(package: Package, operation: OperationPlan, class_name: str) -> list[str]:
    needs_path = any(
        isinstance(argument.example, SampleFile) for argument in operation.arguments if argument.in_example
    )
    return [
        *(["from pathlib import Path", ""] if needs_path else []),
        f"from {package.module} import {class_name}",
    ]


def _call(operation: OperationPlan, keyword: str = "") -> str:
    required = [argument for argument in operation.arguments if argument.in_example]
    assigned = "result = " if operation.result else ""
    if not required:
        call = f"{assigned}{keyword}client.{operation.method_name}()"
    else:
        inner = "\n".join(
            f"    {argument.name}={_one_line(sample(argument.example))}," for argument in required
        )
        call = f"{assigned}{keyword}client.{operation.method_name}(\n{inner}\n)"
    return call + ("\nprint(result)" if operation.result else "")


def _one_line(text: str) -> str:
    # must not end a Markdown fence inside a string
    return re.sub(r"\s+", " ", text).replace("```", "` ` `")
