"""Code samples of every operation, made from the plan of the client."""

from .build import Samples, samples_of
from .model import CodeSample

__all__ = ["CodeSample", "Samples", "samples_of"]
