"""Whether the rings met everything that the contracts document; a run that did not is no proof."""
