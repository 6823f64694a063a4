"""The fixed functions that signing recipes call. A wheel holds the modules that its own recipes use."""
