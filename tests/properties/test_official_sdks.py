"""Differential suite: the generated client and Alibaba Cloud's own SDKs with the same generated arguments.

Compared are the requests as sent, without what signing and the SDKs themselves add, and their outcomes.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.clients.test_same_scenarios import CLIENTS, Outcome
from tests.properties import oracle, wire
from tests.properties.contracts import of
from tests.properties.profiles import examples
from tests.properties.reproduction import retelling
from tests.properties.signing import MAIN, Keys
from tests.properties.starting import Tapped
from tests.properties.test_recipes import NASTY
from tests.properties.wire import SentFile

pytestmark = pytest.mark.suite("differential")

OPERATION = of("linkvisual")
ASIDE = {
    **{name: "placed by signing" for name, each in OPERATION.parameters.items() if each.placed_by},
    "Format": "the format of the response is each client's own choice",
    "RegionId": "the old SDK alone sends it; the host decides the region",
    "SignatureType": "the old SDK alone sends it, always empty",
    "x-acs-credentials-provider": "says where the SDK found its keys",
}
"""Parameters in which the clients may differ, and why."""
TEXTS = st.text(st.one_of(st.sampled_from(NASTY), st.characters(exclude_categories=["Cs", "Cc"])), max_size=8)
ARGUMENTS = st.fixed_dictionaries(
    {
        "isolation_id": st.sampled_from(["ZheJiangHZ", "Failed", "Nobody", "Zhe Jiang", "z+a"]),
        "page_no": st.sampled_from([1, 2, 3, 0, 1_000_000, 1_000_001]),
        "page_size": st.sampled_from([1, 3, 50, 0, 51]),
    },
    optional={
        "name": st.sampled_from(["Tony", "on", "Chen_Li", "李雷", "-", "x" * 65]) | TEXTS.filter(bool),
        "params": st.sampled_from(['{"key1":"value1", "key2":"value2"}', '{"team":"day"}'])
        | TEXTS.filter(bool),
    },
)
KEYS = st.sampled_from(
    [
        MAIN,
        MAIN,
        MAIN,
        Keys("STS.demo-key", "demo-secret", "demo-token"),
        Keys(MAIN.key, "wrong"),
        Keys("nobody", "any"),
        Keys("STS.demo-key", "demo-secret", "wrong"),
    ]
)
PLAIN = {"isolation_id": "ZheJiangHZ", "page_no": 1, "page_size": 50}


def call(
    name: str, emulator: Tapped, keys: Keys, arguments: dict[str, Any]
) -> tuple[Outcome, dict[str, str]]:
    """The outcome of a call, and what was sent for it."""
    emulator.tap.forget()
    outcome = CLIENTS[name](
        emulator, {"key": keys.key, "secret": keys.secret, "token": keys.token or None}, arguments
    )
    sent = oracle.named(wire.decode(emulator.tap.last()))
    given = {
        key: value for key, value in sent.items() if key not in ASIDE and not isinstance(value, SentFile)
    }
    known = set(OPERATION.parameters)
    assert set(given) <= known, f"{name} sends what no contract knows: {set(given) - known}"
    return outcome, given


@pytest.mark.parametrize("name", [name for name in CLIENTS if name != "core"])
def test_the_same_is_sent_and_comes_back(name: str, emulator: Tapped) -> None:
    seen: set[str] = set()

    @examples(50)
    @given(ARGUMENTS, KEYS)
    @example(PLAIN, MAIN)
    @example(PLAIN | {"name": "Tony"}, Keys("STS.demo-key", "demo-secret", "demo-token"))
    @example(PLAIN | {"params": " +%&=?/~*'()\"你𝄞"}, MAIN)
    @example(PLAIN | {"page_size": 51}, MAIN)
    @example(PLAIN, Keys(MAIN.key, "wrong"))
    @example(PLAIN, Keys("nobody", "any"))
    def same(arguments: dict[str, Any], keys: Keys) -> None:
        emulator.reset()  # temporary credentials have the documented limit of calls
        with retelling(emulator):
            wanted = call("core", emulator, keys, arguments)
            assert call(name, emulator, keys, arguments) == wanted
        seen.add(wanted[0].code)

    same()
    assert {"", "460", "SignatureDoesNotMatch", "InvalidAccessKeyId.NotFound"} <= seen
