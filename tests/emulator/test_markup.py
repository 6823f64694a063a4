"""Texts in XML, as a parser reads them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from specseal_emulator.markup import clean, escaped, quoted


@pytest.mark.parametrize("text", ["", "a<b>&c", "\"both\" 'quotes'", "two\nlines\tand tabs\r", "]]>", "李雷"])
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    element = ElementTree.fromstring(f"<a b={quoted(text)}>{escaped(text)}</a>")
    assert element.get("b") == text
    assert (element.text or "") == text.replace(
        "\r", "\n"
    )  # as XML has it, unless it is written as a reference


def test_what_xml_cannot_have_is_replaced() -> None:
    assert clean("a\x00b\ud800c\x0b") == "a\ufffdb\ufffdc\ufffd"
    assert clean("a\x00b", "") == "ab"
