"""Acme, a vendor: its client as the templates would write it, by hand, and servers that stand in for it."""

from __future__ import annotations

from specseal.runtime.errors import APIStatusError

from .callers import KEY, SECRET, TOKEN, Caller, Everywhere
from .client import PRODUCT, Acme, AsyncAcme
from .errors import (
    AuthorizationError,
    BadArgumentsError,
    InternalError,
    InvalidFaceTokenError,
    MissingArgumentError,
    MissingParameterError,
)
from .http2 import Http2
from .models import Data, FaceInfo, Info, Picture, User, Users
from .operations import GET_FACE_INFO, QUERY_USERS
from .server import Seen, Server, answer
from .waiting import until

__all__ = [
    "GET_FACE_INFO",
    "KEY",
    "PRODUCT",
    "QUERY_USERS",
    "SECRET",
    "TOKEN",
    "APIStatusError",
    "Acme",
    "AsyncAcme",
    "AuthorizationError",
    "BadArgumentsError",
    "Caller",
    "Data",
    "Everywhere",
    "FaceInfo",
    "Http2",
    "Info",
    "InternalError",
    "InvalidFaceTokenError",
    "MissingArgumentError",
    "MissingParameterError",
    "Picture",
    "Seen",
    "Server",
    "User",
    "Users",
    "answer",
    "until",
]
