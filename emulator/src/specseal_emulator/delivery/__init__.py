"""Callbacks: which targets they may reach, one attempt to send, and the courier who tries until one arrives."""

from .courier import Callback, Courier
from .targets import Target, TargetRefused, resolve

__all__ = ["Callback", "Courier", "Target", "TargetRefused", "resolve"]
