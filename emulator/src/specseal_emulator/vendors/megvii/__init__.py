"""Megvii: FaceID and FinAuth. Forms in, JSON out, errors as ``CODE`` or ``CODE: detail``."""
