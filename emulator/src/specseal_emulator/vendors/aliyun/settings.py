"""Settings for undocumented behaviour of Alibaba Cloud. The README says how certain each default is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class AliyunSettings:
    """Assumed behaviour. Times are in seconds."""

    timestamp_window: int = 900
    """How far from now the time stamp of an Alibaba Cloud request may lie."""
    invalid_parameter_code: str = "460"
    """``Code`` of a Link Visual response to a parameter that the contract does not allow."""
    no_match: Literal["empty", "error"] = "empty"
    """The response of QueryFaceUserByName when nobody matches: an empty page, or ``face user not exist``."""
    no_match_code: str = "404"
    """``Code`` of that error."""
