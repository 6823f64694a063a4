"""Reads a whole document with openapi-python-client, to compare with the contract."""

from __future__ import annotations

import json

from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.openapi import GeneratorData

from ..contract import Contract
from ..document import Map, plain
from .agreement import disagreements
from .parser import CONFIG, parsed_endpoint


def second_opinion(document: Map, contract: Contract) -> tuple[int, list[str]]:
    """The number of operations that both have read, and their differences.

    Documents that the library refuses or fails on count as not read.
    """
    try:
        read = GeneratorData.from_dict(json.loads(json.dumps(plain(document))), config=CONFIG)
    except Exception:  # of whatever type
        return 0, []
    if isinstance(read, GeneratorError):
        return 0, []
    endpoints = {
        (endpoint.path.get_untrusted_value(), endpoint.method): endpoint
        for tagged in read.endpoint_collections_by_tag.values()
        for endpoint in tagged.endpoints
    }
    found: list[str] = []
    both = 0
    for operation in contract.operations:
        endpoint = endpoints.get((operation.path, operation.method))
        if endpoint is not None:
            both += 1
            found += disagreements(operation, parsed_endpoint(endpoint))
    return both, found
