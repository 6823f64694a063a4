"""Mutation testing: mutants that somebody chose (`chosen`) and a random sample of all others (`sampled`)."""
