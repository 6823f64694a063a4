"""Callbacks: which targets they may reach, one attempt to send, and the courier who tries until one arrives."""

from .courier import LEASE, QUEUE, Attempt, Callback, Courier, Rules
from .targets import Target, TargetRefused, resolve

__all__ = [
    "LEASE",
    "QUEUE",
    "Attempt",
    "Callback",
    "Courier",
    "Rules",
    "Target",
    "TargetRefused",
    "resolve",
]
