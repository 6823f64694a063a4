"""Faults: what can be armed, which requests it applies to, and how it appears on the wire."""

from .armed import ArmedFault, Faults
from .model import Fault, Latency

__all__ = ["ArmedFault", "Fault", "Faults", "Latency"]
