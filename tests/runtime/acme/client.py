"""The clients, as the templates write them."""

from __future__ import annotations

from typing import Any

import msgspec

from specseal.runtime.client import AsyncClient, SyncClient
from specseal.runtime.config import Timeout
from specseal.runtime.files import FileInput, FormFiles
from specseal.runtime.mismatch import explain
from specseal.runtime.parts import Parts
from specseal.runtime.product import Product
from specseal.runtime.styles import structured
from specseal.runtime.xml import parse_xml

from .models import FaceInfo, Users
from .operations import ADD_FACE, GET_FACE_INFO, QUERY_USERS, SAVE

PRODUCT = Product(
    name="acme-faces",
    version="1.2.3",
    servers={"sgp": "https://api-sgp.example.com", "idn": "https://api-idn.example.com/base"},
    environment="ACME",
    credentials={"api_key": "ACME_API_KEY", "api_secret": "ACME_API_SECRET", "security_token": "ACME_TOKEN"},
    optional_credentials=frozenset({"security_token"}),
    secrets=frozenset({"api_secret", "security_token"}),
    undocumented=msgspec.structs.replace(GET_FACE_INFO, id="", path="/", fields=(), result=None),
    parts=Parts(structured=structured, multipart=FormFiles, parse_xml=parse_xml, explain=explain),
)


class Acme(SyncClient):
    def __init__(
        self,
        *,
        api_key: str | None = None,
        api_secret: str | None = None,
        security_token: str | None = None,
        credentials: Any = None,
        language: str | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(
            PRODUCT,
            credentials={"api_key": api_key, "api_secret": api_secret, "security_token": security_token},
            credential_set=credentials,
            options={"language": language},
            **settings,
        )

    def get_face_info(self, *, group_id: str, face_token: str, timeout: Timeout | None = None) -> FaceInfo:
        return self._call(GET_FACE_INFO, {"group_id": group_id, "face_token": face_token}, timeout=timeout)

    def query_users(
        self, *, name: str | None = None, page_no: int | None = None, timeout: Timeout | None = None
    ) -> Users:
        return self._call(QUERY_USERS, {"name": name, "page_no": page_no}, timeout=timeout)

    def add_face(self, *, group_id: str, image: FileInput | None = None, **others: Any) -> None:
        return self._call(ADD_FACE, {"group_id": group_id, "image": image, **others})

    def save(self, *, a: Any = None, b: Any = None) -> None:
        return self._call(SAVE, {"a": a, "b": b})


class AsyncAcme(AsyncClient):
    def __init__(
        self,
        *,
        api_key: str | None = None,
        api_secret: str | None = None,
        security_token: str | None = None,
        credentials: Any = None,
        language: str | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(
            PRODUCT,
            credentials={"api_key": api_key, "api_secret": api_secret, "security_token": security_token},
            credential_set=credentials,
            options={"language": language},
            **settings,
        )

    async def get_face_info(
        self,
        *,
        group_id: str,
        face_token: str,
        timeout: Timeout | None = None,  # noqa: ASYNC109
    ) -> FaceInfo:
        arguments = {"group_id": group_id, "face_token": face_token}
        return await self._call(GET_FACE_INFO, arguments, timeout=timeout)

    async def query_users(
        self,
        *,
        name: str | None = None,
        page_no: int | None = None,
        timeout: Timeout | None = None,  # noqa: ASYNC109
    ) -> Users:
        return await self._call(QUERY_USERS, {"name": name, "page_no": page_no}, timeout=timeout)

    async def add_face(self, *, group_id: str, image: FileInput | None = None, **others: Any) -> None:
        return await self._call(ADD_FACE, {"group_id": group_id, "image": image, **others})

    async def save(self, *, a: Any = None, b: Any = None) -> None:
        return await self._call(SAVE, {"a": a, "b": b})
