"""What every site builds on, and which of them handles a request. A site is what one vendor or contract serves."""
