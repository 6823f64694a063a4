"""Credentials as the generated constructors take them, against the emulator."""

from __future__ import annotations

from specseal_emulator.testing import Running

from .conftest import CLIENTS


def test_credentials_come_as_one_set(emulator: Running) -> None:
    client_class, _, credentials = CLIENTS["linkvisual"]
    asked: list[int] = []

    def current() -> dict[str, str]:
        asked.append(1)
        return dict(credentials)

    with client_class(base_url=emulator.base_url, credentials=current) as client:
        for _ in range(2):
            client.query_face_user_by_name(isolation_id="ZheJiangHZ", page_no=1, page_size=10)
    assert len(asked) == 2
