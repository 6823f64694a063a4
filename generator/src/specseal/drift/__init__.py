"""Vendor pages against specs: what a page says (`reading`), what its spec says (`expected`), and what differs."""
