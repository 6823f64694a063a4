"""The servers that `bench.emulator` measures side by side, and the load on them."""
