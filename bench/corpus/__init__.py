"""Public OpenAPI documents through the generator: how much of them it takes, and what stands in the way."""
