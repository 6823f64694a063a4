"""Alibaba Cloud: RPC-style products behind one gateway, which verifies signatures and writes errors."""
