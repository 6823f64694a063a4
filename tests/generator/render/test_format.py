"""Printed Python is laid out by ruff, all files of a product at once."""

from __future__ import annotations

import pytest

from specseal.render.format import format_python


def test_every_source_by_its_name() -> None:
    found = format_python(
        {"src/thing/a.py": "import os\nx = {'a':1}\n", "tests/b.py": "def f( ):\n  return 1\n"}
    )
    assert found == {"src/thing/a.py": 'x = {"a": 1}\n', "tests/b.py": "def f():\n    return 1\n"}


def test_imports_are_sorted_alike_wherever_it_runs() -> None:
    source = "import thing\nimport msgspec\nimport ast\nprint(thing, msgspec, ast)\n"
    assert format_python({"a.py": source})["a.py"].startswith("import ast\n\nimport msgspec\nimport thing\n")


def test_what_is_no_python_is_a_fault_of_a_template() -> None:
    with pytest.raises(SyntaxError):
        format_python({"a.py": "x = \n"})


def test_nothing_to_lay_out() -> None:
    assert format_python({}) == {}


def test_a_text_that_was_formatted_before_keeps_each_header() -> None:
    for header in ("# of one\n", "# of another\n# in two lines\n", ""):
        found = format_python({"a.py": f"{header}x  =  1\n", "b.py": f"{header}x  =  1\n", "c.py": "y=2\n"})
        assert found == {"a.py": f"{header}x = 1\n", "b.py": f"{header}x = 1\n", "c.py": "y = 2\n"}
