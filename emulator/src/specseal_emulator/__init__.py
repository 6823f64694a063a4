"""An emulator that answers like the vendor."""
