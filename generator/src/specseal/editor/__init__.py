"""JSON Schemas by which editors complete and check specs and overlays, and the settings that lead editors to them."""
