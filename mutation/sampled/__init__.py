"""Mutants that nobody chose: a sample of what a mutation tool makes of the sources, judged by the tests."""
