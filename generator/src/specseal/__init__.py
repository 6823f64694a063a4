"""Typed, signing Python clients from documentation-only APIs."""
