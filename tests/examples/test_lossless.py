"""What each worked vendor's contract says, against what its package can hold and send."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.corpus.held import Package
from bench.corpus.lossless import compare


@pytest.mark.parametrize(
    "name", ["binance-spot", "facepp", "tencent-faceid", "twilio-messages", "wechat-pay"]
)
def test_no_documented_field_is_lost(examples: Any, name: str) -> None:
    example = examples(name)
    found = compare(
        json.loads(example.contract.read_text("utf-8")), Package(Path(example.package.__file__).parent)
    )
    assert found.losses == []
    assert found.operations
    assert found.properties
