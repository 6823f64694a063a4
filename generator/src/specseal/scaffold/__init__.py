"""Beginnings: a project of one's own (`init`), and a product with a spec and overlays (`new`)."""
