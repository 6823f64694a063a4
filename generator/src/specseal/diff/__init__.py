"""What changed between two contracts, for those who wrote code against the older one."""
