"""What vendors share, and the vendors of this repository, found by their entry points like any other."""
