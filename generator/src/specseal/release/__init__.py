"""Versions, the kept changelog, and what is kept of each release to compare with."""
