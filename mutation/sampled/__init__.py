"""A random sample of the mutants that a mutation tool makes of the sources, judged by the tests."""
