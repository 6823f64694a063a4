"""Raw suite: stateful runs along OpenAPI links, which the overlays in `links` add to the contracts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case, GenerationMode
from schemathesis.core.transport import Response
from schemathesis.generation.stateful.state_machine import APIStateMachine, StepInput, StepOutput

from specseal.overlay.command import apply_files
from tests.properties import oracle, responses, wire
from tests.properties.contracts import FOLDER, Operation, of, operations
from tests.properties.generation import KNOWN, schema_of
from tests.properties.profiles import examples
from tests.properties.reproduction import retelling
from tests.properties.sending import deliver, prepare, ways
from tests.properties.starting import Tapped

pytestmark = pytest.mark.suite("raw")

OVERLAYS = {path.stem: path for path in sorted((Path(__file__).parent / "links").glob("*.yaml"))}
FIXED: dict[str, dict[str, Any]] = {
    "faceid-lite": {"notify_url": "https://example.com/notify"},
    "finauth-facesearch": KNOWN,
    "linkvisual": {"Format": "JSON", "IsolationId": "ZheJiangHZ"},
}


class Model:
    """The state of a machine: live tokens, and how often each link was followed."""

    def __init__(self) -> None:
        self.followed: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.alive: set[str] = set()

    def check_page(self, case: Case, response: requests.Response) -> None:
        """The browser's pages: a token opens until its verification ends; any other string does not."""
        ends = case.method == "POST"
        given: Any = case.body if ends else case.query
        token = given["token"]
        known = token in self.alive
        assert (response.status_code != 404) == known, f"{case.method} {token!r} -> {response.status_code}"
        self.outcomes[f"{case.method} {response.status_code}"] += 1
        if ends:
            self.alive.discard(token)


def machine(operation: Operation, emulator: Tapped, model: Model) -> type[APIStateMachine]:
    schema = schema_of(operation, fixed=FIXED.get(operation.product))
    schema.config.generation.update(modes=[GenerationMode.POSITIVE])
    base: type[APIStateMachine] = schema.as_state_machine()

    class Machine(base):  # type: ignore[misc, valid-type]
        def setup(self) -> None:
            emulator.reset()
            model.alive.clear()

        def step(self, input: StepInput) -> StepOutput:  # noqa: A002
            if input.transition:
                # such as "POST / -> [200] byName -> POST /"
                model.followed[input.transition.id.split(" -> ")[1].partition("] ")[2]] += 1
            output: StepOutput = super().step(input)
            return output

        def call(self, case: Case, **_: Any) -> Response:
            if case.operation.path != operation.path:
                prepared = requests.Request(
                    case.method,
                    emulator.base_url + case.operation.path,
                    params=case.query,
                    data=case.body if isinstance(case.body, dict) else None,
                ).prepare()
                response = deliver(prepared, emulator)[1]
                model.check_page(case, response)
                return Response.from_requests(response, verify=True)
            way = next(ways(operation))
            exchange, response = deliver(prepare(operation, case, emulator.base_url, way), emulator)
            error = responses.error_of(operation, exchange)
            oracle.expect(operation, wire.decode(exchange))[1].check(error, way.name)
            value = responses.read(operation, exchange)
            if not error and "token" in value:
                model.alive.add(value["token"])
            model.outcomes[error.partition(":")[0]] += 1
            return Response.from_requests(response, verify=True)

        def validate_response(self, response: Response, case: Case, **_: Any) -> None:
            """Responses are checked on arrival."""

    return Machine


@pytest.mark.parametrize("product", OVERLAYS)
def test_links_lead_on(product: str, emulator: Tapped) -> None:
    model = Model()
    text = apply_files(FOLDER / f"{product}.json", [OVERLAYS[product]], strict=True)
    linked = {each.path: each for each in operations(product, yaml.safe_load(text))}[of(product).path]
    with retelling(emulator):
        how = examples(20, stateful_step_count=12)
        run_state_machine_as_test(machine(linked, emulator, model), settings=how)
    links = set(_links(yaml.safe_load(OVERLAYS[product].read_text(encoding="utf-8"))))
    assert links
    assert set(model.followed) == links, model.outcomes
    assert model.outcomes[""], "no call succeeded"


def _links(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [*node.get("links", {}), *(name for inner in node.values() for name in _links(inner))]
    return [name for inner in node for name in _links(inner)] if isinstance(node, list) else []
