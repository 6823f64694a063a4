"""JSONPath as RFC 9535 has it, where engines differ most, and within bounds."""

from typing import Any

import pytest

from specseal.overlay.path import PathError, Query, normalized, pointer


def values(query: str, root: Any) -> list[Any]:
    found = []
    for path in Query(query).find(root):
        node = root
        for token in path:
            node = node[token]
        found.append(node)
    return found


@pytest.mark.parametrize(
    ("query", "root", "selected"),
    [
        ("$", {"a": 1}, [{"a": 1}]),
        ("$.a['b c']", {"a": {"b c": 1}}, [1]),
        ("$['it\\'s']", {"it's": 1}, [1]),
        ('$["/a~b"]', {"/a~b": 1}, [1]),
        ("$.é", {"é": 1}, [1]),
        ("$.*", {"a": 1, "b": 2}, [1, 2]),
        ("$..a", {"a": {"a": 1}}, [{"a": 1}, 1]),
        ("$.a[-1]", {"a": [1, 2]}, [2]),
        ("$.a[::2]", {"a": [1, 2, 3]}, [1, 3]),
        ("$.a[0,0,'x']", {"a": [1, 2]}, [1]),
        ("$[?@.t=='x']", [{"t": "x"}, {"t": "y"}], [{"t": "x"}]),
        ("$[?(@.t=='x')]", [{"t": "x"}, {"t": "y"}], [{"t": "x"}]),
        ("$[?@.t!='x' && (@.n>1 || !@.n)]", [{"t": "y", "n": 1}, {"t": "y"}], [{"t": "y"}]),
        ("$[?@.a]", [{"a": None}, {"a": False}, {"b": 1}], [{"a": None}, {"a": False}]),
        ("$[?@]", [0, False, "", None, 1], [0, False, "", None, 1]),
        ("$[?!@]", [0, False, "", None, 1], []),
        ("$[?@==1]", [True, 1, 1.0, "1"], [1, 1.0]),
        ("$[?@==9007199254740993]", [9007199254740992, 9007199254740993], [9007199254740993]),
        ("$[?@==-9007199254740993]", [-9007199254740992, -9007199254740993], [-9007199254740993]),
        ("$[?@==1e2]", [100, 1], [100]),
        ("$[?@==null]", [0, None], [None]),
        ("$.l[?@.b==$.c]", {"l": [{"b": 1}, {"b": 2}], "c": 2}, [{"b": 2}]),
        ("$[?@.a[?@=='x']]", [{"a": ["x"]}, {"a": ["y"]}], [{"a": ["x"]}]),
        ("$[?length(@.a)==2]", [{"a": "éé"}, {"a": [1]}, {"a": [1, 2]}], [{"a": "éé"}, {"a": [1, 2]}]),
        ("$[?count(@.*)==2]", [{"a": 1}, {"a": 1, "b": 2}, 7], [{"a": 1, "b": 2}]),
        ("$[?value(@..a)==1]", [{"b": {"a": 1}}, {"a": 1, "b": {"a": 1}}], [{"b": {"a": 1}}]),
        ("$[?search(@,'b.d')]", ["abcd", "b\nd", 5, None], ["abcd"]),
        ("$[?match(@,'b.*')]", ["abcd", "bcd"], ["bcd"]),
        ("$[?search(@,'^b')]", ["ab", "ba"], ["ba"]),
        ("$[?match(@,'[a&&b]')]", ["a", "&", "x"], ["a", "&"]),
        ("$[?match(@,'[.]')]", [".", "x"], ["."]),
        ("$[?match(@,'\\\\.')]", [".", "x"], ["."]),
        ("$[?match(@,'\\\\p{Lu}+')]", ["ÉÀ", "éa"], ["ÉÀ"]),
        ("$[?match(@,'[0-9]{10,12}')]", ["0" * 9, "0" * 10, "0" * 13], ["0" * 10]),
        ("$[?match(@,'(a|b(c){2,}|)x?')]", ["a", "bcc", "bc", "", "x"], ["a", "bcc", "", "x"]),
        ("$[?match(@,'[-a\\\\]]+')]", ["-]a", "b"], ["-]a"]),
        ("$[?match(@,'[^~a-c\\\\p{Lu}-]')]", ["~", "b", "-", "D", "d"], ["d"]),
        ("$[?search(@,'\\\\d')]", ["1"], []),
        ("$[?search(@,'(?=a)')]", ["a"], []),
        (
            "$[?search(@.a,@.p)]",
            [{"a": "xyz", "p": "y"}, {"a": "xyz", "p": "w"}, {}],
            [{"a": "xyz", "p": "y"}],
        ),
    ],
)
def test_selects(query: str, root: Any, selected: list[Any]) -> None:
    found = values(query, root)
    assert found == selected
    assert [type(value) for value in found] == [type(value) for value in selected]


@pytest.mark.parametrize(
    "query",
    ["", "a", "$.", "$[", "$..", "$ . a", "$.a ", "$.x-y", "$.paths.*.get[?@.x-t.paged]", "$[?@.a = 1]",
     "$[?@.a==1 &&]", "$['\\ud800']", "$['a", "$[01]", "$[9007199254740993]", "$[?length(@)]", "$[?foo(@)]",
     "$[?search(@)]", "$[?@.*==1]", "$[?@==1e999]", "$[?'a']", "$[?" + "(" * 1500 + "@" + ")" * 1500 + "]",
     "$" + ".a" * 5000, "$.a[?(@.b in $.c)]", "$~"],
)  # fmt: skip
def test_what_is_no_query_is_refused(query: str) -> None:
    with pytest.raises(PathError):
        Query(query)


def test_the_reason_is_the_parsers() -> None:
    with pytest.raises(PathError, match="found '-', line 1, column 3"):
        Query("$.x-y")


def test_a_place_is_named_in_both_notations() -> None:
    path = ("paths", "/a~b's", "get", "tags", 0)
    assert normalized(path) == "$['paths']['/a~b\\'s']['get']['tags'][0]"
    assert pointer(path) == "/paths/~1a~0b's/get/tags/0"
    assert (normalized(()), pointer(())) == ("$", "")


def test_a_catastrophic_pattern_costs_linear_time() -> None:
    # A backtracking engine would need about 2**3000 steps.
    assert values("$[?search(@,'(a+)+b')]", ["a" * 3000]) == []


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "(a", "a)", "*", "a**", "(?:a)", "a{", "a{x}", "}", "[", "[]", "[a", "a]", "[[a]", "[a--]", "\\\\w",
     "\\\\p{Greek}", "\\\\p{Lx}", "(?=a)", "\\\\1", "[\\\\d]"],
)  # fmt: skip
def test_what_is_no_i_regexp_matches_nothing(pattern: str) -> None:
    texts = ["a", "", "(", "*", pattern]
    assert values(f"$[?search(@,'{pattern}') || match(@,'{pattern}')]", texts) == []


@pytest.mark.parametrize(
    "pattern", ["((a{999}){999}){999}", "a{4000000000}", "a{99999999999}", "a{2,1}", "[b-a]"]
)
def test_a_pattern_that_is_huge_or_out_of_order_is_refused(pattern: str) -> None:
    with pytest.raises(PathError, match=r"the regular expression .* is too large, or a range in it is out"):
        Query(f"$[?match(@,'{pattern}')]").find(["a"])


@pytest.mark.parametrize(
    "query",
    [
        "$" + "[*,*,*,*,*,*]" * 12,
        "$[?count(@" + "[*,*,*,*,*,*]" * 12 + ")>0]",
        "$[?count($" + "..*" * 8 + ")>0]",
    ],
    ids=["segments", "filter", "root in a filter"],
)
def test_a_query_that_explodes_is_refused(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specseal.overlay.path.MAX_VISITED", 20_000)
    node: Any = [1]
    for _ in range(30):
        node = [node]
    with pytest.raises(PathError, match="visits more than 20000 nodes"):
        Query(query).find(node)


def test_a_query_can_be_used_again() -> None:
    query = Query("$..*")
    many = [[0] * 1000] * 600
    assert len(query.find(many)) == len(query.find(many)) == 600_600
