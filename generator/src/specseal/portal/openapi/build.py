"""All steps from the contract to the document of a portal, in the order in which they read each other's work."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from ..samples import CodeSample
from ..subject import Subject
from .alternatives import tell_apart
from .information import introduce
from .navigation import navigate
from .operations import describe_operations
from .provenance import tell_sources
from .publishable import escape_html
from .sample_values import show_samples
from .security import show_security
from .webhooks import add_webhooks
from .xml_bodies import describe_xml


def portal_document(subject: Subject, samples: Mapping[str, Sequence[CodeSample]]) -> dict[str, Any]:
    """The OpenAPI document of a product for portals: bundled, as plain data. ``samples`` are by operation id."""
    document: dict[str, Any] = copy.deepcopy(dict(subject.document))
    show_samples(document)
    tell_sources(document)
    add_webhooks(document, subject)
    introduce(document, subject)
    show_security(document, subject)
    describe_operations(document, subject, samples)
    navigate(document, subject)
    tell_apart(document)
    describe_xml(document)
    escape_html(document)
    head = {"openapi": document.pop("openapi"), "x-generated": subject.generated}
    return {**head, **document}
