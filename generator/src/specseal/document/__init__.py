"""Source documents: YAML or JSON text read into nodes that remember their file and line, and written back."""

from specseal.document.dump import dump_yaml
from specseal.document.load import Document, load, loads
from specseal.document.nodes import Map, Seq, clone, is_map, is_seq, locate, plain, value_at

__all__ = [
    "Document",
    "Map",
    "Seq",
    "clone",
    "dump_yaml",
    "is_map",
    "is_seq",
    "load",
    "loads",
    "locate",
    "plain",
    "value_at",
]
