"""Raw suite: real pictures, and files that are not, in real multipart; the right verdict on each is known."""

from __future__ import annotations

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import oracle, pictures, responses, signing, wire
from tests.properties.contracts import of
from tests.properties.profiles import examples
from tests.properties.reproduction import explaining
from tests.properties.sending import deliver
from tests.properties.starting import Tapped

pytestmark = pytest.mark.suite("raw")

LITE = of("faceid-lite")
NAMES = [
    "a.png",
    "写真.jpg",
    'quo"te.bmp',
    "back\\slash.png",
    "semi;colon.png",
    "percent%22.png",
    "é.png",
    " ",
]
KINDS = ["image/png", "image/jpeg", "application/octet-stream", "text/plain"]
Upload = tuple[str, bytes, str]


def uploads() -> st.SearchStrategy[Upload]:
    content = pictures.good() | pictures.broken()
    return st.tuples(st.sampled_from(NAMES), content, st.sampled_from(KINDS))


def outcome(emulator: Tapped, files: dict[str, Upload], **fields: str) -> str:
    given = {
        "return_url": "https://example.com/return",
        "notify_url": "https://example.com/notify",
        "biz_no": "order-1",
        "uuid": "用户",
        **signing.megvii("faceid-lite"),
        **fields,
    }
    parts = [(name, (None, value)) for name, value in given.items()]
    request = requests.Request("POST", emulator.base_url + LITE.path, files=[*parts, *files.items()])
    exchange, _ = deliver(request.prepare(), emulator)
    with explaining(exchange):
        sent = wire.decode(exchange)
        assert {name: file.content for name, file in sent.files.items()} == {
            name: content for name, (_, content, _) in files.items()
        }
        error = responses.error_of(LITE, exchange)
        oracle.expect(LITE, sent)[1].check(error, "pictures")
        responses.read(LITE, exchange)
    return error


def test_the_verdict_depends_on_the_picture(emulator: Tapped) -> None:
    seen: set[str] = set()

    @examples(60)
    @given(uploads(), st.none() | uploads(), st.sampled_from(["0", "1", None]), st.sampled_from(["0", "-1"]))
    def verdict_is_right(first: Upload, second: Upload | None, several: str | None, comparison: str) -> None:
        files = {"image_ref1": first} | ({"image_ref2": second} if second else {})
        fields = {"fail_when_ref_multiple_faces": several} if several else {}
        seen.add(outcome(emulator, files, comparison_type=comparison, **fields).partition(":")[0])

    verdict_is_right()
    # a short run may miss one of them
    good, kind = pictures.picture(), "image/png"
    for content in (good, pictures.picture(faces=0), pictures.picture(faces=2), b"", pictures.too_long()):
        seen.add(
            outcome(emulator, {"image_ref1": ("a.png", content, kind)}, comparison_type="0").partition(":")[0]
        )
    assert seen == {"", "IMAGE_ERROR_UNSUPPORTED_FORMAT", "NO_FACE_FOUND", "MULTIPLE_FACES"}


@pytest.mark.parametrize("kind", pictures.KINDS)
def test_every_kind_is_taken(kind: str, emulator: Tapped) -> None:
    files = {"image_ref1": ("x", pictures.picture(kind), "image/*")}
    assert outcome(emulator, files, comparison_type="0") == ""
