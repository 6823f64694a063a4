"""What all products have in common: copied into each wheel as ``_runtime``, as far as the product uses it."""
