"""Faults: what can be armed, which one a call meets, and how it reaches the wire."""

from .armed import ArmedFault, Faults
from .model import Fault, Latency

__all__ = ["ArmedFault", "Fault", "Faults", "Latency"]
