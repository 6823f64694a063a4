"""Benchmarks. They print ratios; `make bench` runs them."""
