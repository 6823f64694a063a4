"""Short forms are read without the parser: what comes out is the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specseal_emulator.http import Bounds
from specseal_emulator.http.form import Form, FormError, TooMuchText, parse_form

BOUNDARY = "b0-_'x"
_PIECES = st.sampled_from(
    [
        *(
            "\r\n",
            "\n",
            "--",
            f"--{BOUNDARY}",
            f"\r\n--{BOUNDARY}",
            f"\r\n--{BOUNDARY}--",
            "\r\n\r\n",
            " ",
            "é",
            "",
        ),
        *(
            'Content-Disposition: form-data; name="',
            '"',
            'name=";',
            "; filename=x",
            "Content-Type: text/plain",
        ),
        *("%22", "\\", "plain text", "\x00", "Content-Length: 3"),
    ]
)
_TEXTS = st.lists(_PIECES, max_size=4).map("".join)
_PARTS = st.one_of(
    st.builds('\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'.format, _TEXTS, _TEXTS),
    st.builds('\r\nContent-Disposition: form-data; name="field"\r\n\r\n{}\r\n'.format, _TEXTS),
    _TEXTS,
)


def _body(before: str, parts: list[str], after: str) -> str:
    return f"--{BOUNDARY}".join([before, *parts, after])


_BODIES = st.builds(
    _body,
    st.sampled_from(["", "", "", "\r\n", "preamble\r\n"]),
    st.lists(_PARTS, max_size=4),
    st.sampled_from(["--\r\n", "--\r\n", "--", "", "--\r\nepilogue", "--x"]),
)


def _read(content_type: str, body: bytes, bounds: Bounds) -> Form | tuple[type[Exception], str]:
    try:
        return parse_form(content_type, body, bounds)
    except (FormError, TooMuchText) as error:
        return type(error), str(error)


@given(_BODIES, st.sampled_from([0, 1, 60, 130, 10_000]), st.sampled_from([1, 2, 100]))
def test_the_parser_reads_the_same(body: str, text: int, fields: int) -> None:
    """Only the parser knows a boundary in quotation marks."""
    bounds = Bounds(text_bytes=text, fields=fields)
    short = _read(f"multipart/form-data; boundary={BOUNDARY}", body.encode(), bounds)
    assert short == _read(f'multipart/form-data; boundary="{BOUNDARY}"', body.encode(), bounds)


@pytest.mark.parametrize("name", ["a", "a b", "list[0]", "x" * 200, "%22", 'a\\"b', "é", ""])
def test_names_and_contents_are_kept_as_they_are(name: str) -> None:
    content = f"--{BOUNDARY}\r\n\nend\r"
    body = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for text in (content, "second")
    )
    found = parse_form(
        f"multipart/form-data; boundary={BOUNDARY}", f"{body}--{BOUNDARY}--\r\n".encode(), Bounds()
    )
    said = {"%22": '"', 'a\\"b': 'a"b'}.get(name, name)
    assert found.fields == [(said, content), (said, "second")]


def test_text_is_counted_alike() -> None:
    parts = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\ncontent\r\n'
        for name in ("a", "bc")
    )
    body = f"{parts}--{BOUNDARY}--".encode()
    for text in range(len(body)):
        bounds = Bounds(text_bytes=text)
        short = _read(f"multipart/form-data; boundary={BOUNDARY}", body, bounds)
        assert short == _read(f'multipart/form-data; boundary="{BOUNDARY}"', body, bounds), text
