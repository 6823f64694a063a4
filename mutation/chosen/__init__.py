"""Mutants that somebody chose: known bugs, each a change that a maintainer could make, judged by the tests."""
