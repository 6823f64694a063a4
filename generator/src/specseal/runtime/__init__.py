"""The part of every client that does not vary per product. Copied into each wheel as ``_runtime``.

The core is sans-IO: build a request (``request``), interpret an answer (``interpret``); ``client`` drives it, sync
and async, over one small seam (``transport``).
"""
