"""JSON's ``null`` as an argument."""

from __future__ import annotations

from typing import Final, NewType

import msgspec

Null = NewType("Null", msgspec.Raw)
"""The type of ``NULL``."""
NULL: Final = Null(msgspec.Raw(b"null"))
"""Sends ``null``, where ``None`` leaves an argument out."""
