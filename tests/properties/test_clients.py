"""Client suite: the requests that schemathesis generates, made with the methods of the generated clients.

A valid request must be sent as schemathesis would have sent it, and its response must arrive field by field; an invalid
one must end in the documented class of error, or not be sent at all.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Generator
from typing import Any

import pytest
from schemathesis import Case

from tests.properties import oracle, pictures, responses, wire
from tests.properties.callers import Callers, calling, carried, options
from tests.properties.contracts import OPERATIONS, Operation, vendor
from tests.properties.generation import schema_of
from tests.properties.outcomes import check_error, check_result
from tests.properties.profiles import examples
from tests.properties.reproduction import called, explaining
from tests.properties.sending import prepare, reduced, ways
from tests.properties.starting import Tapped
from tests.properties.tap import Exchange
from tests.properties.wire import Sent, SentFile

pytestmark = pytest.mark.suite("client")

KINDS = ("sync", "async")


class Fleet:
    """Clients of one product, one for each signature and each value of an option."""

    def __init__(self, operation: Operation, base_url: str) -> None:
        self.operation, self.base_url = operation, base_url
        self.stack = contextlib.ExitStack()
        self.made: dict[tuple[tuple[str, Any], ...], Callers] = {}

    def settings(self, case: Case) -> list[dict[str, Any]]:
        """The settings of the clients for a case: each signature, with the options of the case."""
        chosen = {
            argument: case.query[name]
            for name, argument in options(self.operation).items()
            if name in case.query
        }
        signatures = (
            [{"signature": name} for name in ("v3", "v1")] if vendor(self.operation) == "aliyun" else [{}]
        )
        return [{**signature, **chosen} for signature in signatures]

    def callers(self, settings: dict[str, Any]) -> Callers:
        key = tuple(sorted((name, repr(value)) for name, value in settings.items()))
        if key not in self.made:
            self.made[key] = self.stack.enter_context(calling(self.operation, self.base_url, **settings))
        return self.made[key]


@contextlib.contextmanager
def fleet(operation: Operation, base_url: str) -> Generator[Fleet]:
    found = Fleet(operation, base_url)
    with found.stack:
        yield found


def meaning(operation: Operation, sent: Sent) -> dict[str, str | bytes]:
    """The parameters of a request, without those that depend on signature and format."""
    given = oracle.named(sent)
    plain = {name: value.content if isinstance(value, SentFile) else value for name, value in given.items()}
    # the format of the response is the client's own choice, and ACS3 implies it
    aside = {name for name, parameter in operation.parameters.items() if parameter.placed_by} | {"Format"}
    return {name: value for name, value in plain.items() if name not in aside}


def run(operation: Operation, case: Case, emulator: Tapped, clients: Fleet) -> None:
    """Make one generated call with every client, and compare request and result with what is right."""
    names = {*carried(operation), *options(operation)}
    case = reduced(operation, case, names)
    way = next(ways(operation))
    reference = wire.decode(Exchange.of(prepare(operation, case, emulator.base_url, way)), strict=False)
    defects = oracle.defects_of(operation, reference)
    arguments = {
        name: value
        for part in (case.query, case.body)
        if isinstance(part, dict)
        for name, value in part.items()
        if name in carried(operation)
    }
    chosen = {name: case.query[name] for name in options(operation) if name in case.query}
    for settings in clients.settings(case):
        callers = clients.callers(settings)
        for kind in KINDS:
            emulator.tap.forget()
            with called(callers, arguments, kind):
                result, error = attempt(callers, kind, arguments)
                exchanges = emulator.tap.exchanges()
                if isinstance(error, TypeError | ValueError):
                    assert not exchanges, f"{error!r}, after it was sent"
                    fits = defects.valid and not defects.doubtful
                    assert not (fits and typed(operation, arguments | chosen)), (
                        f"{error!r} for a call that the contract accepts"
                    )
                    continue
                (exchange,) = exchanges
                with explaining(exchange):
                    compare(operation, exchange, result, error)
                    assert_read(emulator, wire.decode(exchange))
                    if defects.valid and typed(operation, arguments | chosen):
                        sent = wire.decode(exchange)
                        assert meaning(operation, sent) == meaning(operation, reference)
                        assert_files(operation, sent)
                        assert defects.doubtful or responses.media_type(exchange) == wanted_type(settings)


def typed(operation: Operation, arguments: dict[str, Any]) -> bool:
    """Whether arguments have the types of the method: bytes for files, single values otherwise."""
    return all(
        isinstance(value, bytes if operation.parameters[name].binary else str | int)
        for name, value in arguments.items()
    )


def wanted_type(settings: dict[str, Any]) -> str:
    """The media type that a client with these settings asks for."""
    return "text/xml" if settings.get("format") == "XML" else "application/json"


def attempt(callers: Callers, kind: str, arguments: dict[str, Any]) -> tuple[Any, Exception | None]:
    """The result of a call, or its exception."""
    try:
        return callers.call(kind, arguments), None
    except Exception as error:  # the caller compares it
        return None, error


def compare(operation: Operation, exchange: Exchange, result: Any, error: Exception | None) -> None:
    """Compare one response, and what the caller got, with what was sent."""
    text = responses.error_of(operation, exchange)
    oracle.expect(operation, wire.decode(exchange))[1].check(text, "as the client sent it")
    if error is None:
        check_result(operation, exchange, result)
    else:
        check_error(operation, exchange, error)


def assert_read(emulator: Tapped, sent: Sent) -> None:
    """The emulator's journal and another parser read the same fields."""
    entry = emulator.journal.last()
    assert (entry.method, entry.path) == (sent.method, sent.path)
    assert dict(entry.query) == sent.query
    assert dict(entry.form) == sent.form
    assert {name: (file.filename, file.sha256) for name, file in entry.files.items()} == {
        name: (file.filename, hashlib.sha256(file.content).hexdigest()) for name, file in sent.files.items()
    }


def assert_files(operation: Operation, sent: Sent) -> None:
    """Pictures are sent as files with their media type, text is not."""
    for name, parameter in operation.parameters.items():
        if parameter.binary and name in sent.values():
            file = sent.files[name]
            kind = pictures.media_type(file.content)
            assert kind is None or file.content_type == kind, f"{name} is {file.content_type}, not {kind}"
        else:
            assert name not in sent.files


def suite_of(operation: Operation) -> Any:
    schema = schema_of(operation)

    @schema.parametrize()
    @examples(100)
    def test(case: Case, emulator: Tapped, clients: Fleet) -> None:
        run(operation, case, emulator, clients)

    test.__doc__ = (
        f"Every generated call of {operation.product}'s {operation.id} leaves and arrives as it must."
    )
    return pytest.mark.product(operation)(test)


@pytest.fixture
def clients(emulator: Tapped, request: pytest.FixtureRequest) -> Generator[Fleet]:
    operation = request.node.get_closest_marker("product").args[0]
    with fleet(operation, emulator.base_url) as found:
        yield found


for each in OPERATIONS:
    globals()[f"test_{each.product.replace('-', '_')}_{each.id}"] = suite_of(each)
del each
