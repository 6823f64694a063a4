"""Callbacks: allowed targets, single attempts, and the courier that retries until one succeeds."""

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
