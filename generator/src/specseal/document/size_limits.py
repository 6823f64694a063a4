"""What a document may cost. Far beyond any real API description; what is above is refused, never cut."""

from typing import Final

MAX_BYTES: Final = 16 * 1024 * 1024
"""Longest file, in bytes."""

MAX_DEPTH: Final = 128
"""Deepest nesting of maps and lists; the root map counts as 1."""

MAX_COPIED_NODES: Final = 1_000_000
"""Most nodes that the aliases of one document, or the actions of one overlay, may add in total."""

MAX_NUMBER_LENGTH: Final = 1_000
"""Longest number, in characters."""
