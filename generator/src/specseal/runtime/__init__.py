"""What does not vary per product: copied into each wheel as ``_runtime``, as far as it is used."""
