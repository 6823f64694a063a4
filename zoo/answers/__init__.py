"""Independent answers: the requests of the zoo, signed by the vendors' own code or by OpenSSL.

This package runs in an environment of its own, without Specseal: `make zoo` calls it with the vectors of all schemes as
JSON, and compares what it prints. Each function takes one vector and returns the fields that the scheme sets.
"""
