"""What the vendor advises against warns at the line that calls.

That is so when an async method is called, not when it runs: a task may run it later, and no line of the caller's is on
the stack by then. Python shows the warning once for each such line.
"""

from __future__ import annotations

import functools
import inspect
import sys
import warnings
from collections.abc import Callable
from typing import Any, TypeVar, cast

Method = TypeVar("Method", bound=Callable[..., Any])


def advised(message: str = "", **arguments: str) -> Callable[[Method], Method]:
    """Let a method warn with ``message``, or with that of each argument that is given."""

    def decorate(method: Method) -> Method:
        @functools.wraps(method)
        def called(*given: Any, **named: Any) -> Any:
            if message:
                warnings.warn(message, DeprecationWarning, stacklevel=2)
            for name, told in arguments.items():
                if named.get(name) is not None:
                    warnings.warn(told, DeprecationWarning, stacklevel=2)
            return method(*given, **named)

        if sys.version_info >= (3, 12) and inspect.iscoroutinefunction(method):
            inspect.markcoroutinefunction(called)
        return cast("Method", called)

    return decorate
