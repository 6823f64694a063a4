from __future__ import annotations

import contextlib


@contextlib.contextmanager
def explaining(exchange, way):
    try:
        yield
    except BaseException as error:
        error.add_note(
            f"{exchange.method} {exchange.path}?{exchange.query!r} {exchange.body[:3000]!r} -> {exchange.status} {exchange.answer!r}"
        )
        raise


@contextlib.contextmanager
def called(operation, settings, arguments, kind):
    try:
        yield
    except BaseException as error:
        error.add_note(f"{kind} {operation.product} {settings} {arguments}")
        raise
