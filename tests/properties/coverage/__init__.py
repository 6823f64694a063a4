"""Coverage of the contracts: a run of the property suites that misses a documented item fails."""
