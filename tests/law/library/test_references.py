from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.law.library.references import (
    BadReference,
    Citation,
    Ref,
    container_sort,
    from_roman,
    parse_citation,
    parse_citations,
    parse_ref,
    to_roman,
)
from tests.quick import examples

POINTS = "a b c d đ e g h i k l m n o p q r s t u v x y".split()
numbers = st.builds(
    lambda number, letter: f"{number}{letter}", st.integers(1, 999), st.sampled_from(["", *POINTS])
)
refs = st.builds(
    lambda article, clause, point: Ref(article, clause, point),
    numbers,
    st.one_of(st.just(""), numbers),
    st.one_of(st.just(""), st.sampled_from(POINTS)),
)


@settings(max_examples=examples(500), deadline=None)
@given(refs)
def test_reference_is_read_back_as_it_was_written(ref):
    assert parse_ref(str(ref)) == ref
    assert parse_ref(unicodedata.normalize("NFD", str(ref)).upper()) == ref
    assert ref.sort.startswith(ref.parent.sort) and len(ref.sort) % 9 == 0


@pytest.mark.parametrize(
    "text", ["x", "43(", "43)(1)", "43(1)(b)(c)", "43(b)(1)", "43(1)(2)", "0x1", "43(1)b", "()", "43(ê)"]
)
def test_reference_is_refused_when_it_is_none(text):
    with pytest.raises(BadReference):
        parse_ref(text)
    with pytest.raises(BadReference):
        parse_citation(f"52/2014/QH13 {text}")


def test_sort_keys_follow_the_alphabet_of_points_and_inserted_numbers():
    for names in (POINTS, ["1", "2", "9", "10", "10a", "10đ", "10e", "11", "100"]):
        inner = [f"1(1)({name})" if names is POINTS else name for name in names]
        keys = [parse_ref(each).sort for each in inner]
        assert keys == sorted(keys) and len(set(keys)) == len(keys)
    tree = ["15", "15(1)", "15(1)(đ)", "15(2)", "15a", "15a(1)", "16", "pl-1", "pl-2", "pl-10"]
    assert sorted(set(tree), key=lambda each: parse_ref(each).sort) == tree


def test_chapter_is_sorted_between_the_articles_that_it_divides():
    before, after = parse_ref("14(9)(y)").sort, parse_ref("15").sort
    part, chapter, section = (container_sort("15", level) for level in range(3))
    assert [before, part, chapter, section, after] == sorted([section, after, chapter, before, part])
    assert not part.startswith(after) and not chapter.startswith(after)
    assert parse_ref("15(3)").sort < container_sort("15a", 1) < parse_ref("15a").sort


def test_citation_is_written_in_words():
    citation = parse_citation("52/2014/QH13 81(2)(đ)")
    assert (
        citation == Citation("52/2014/QH13", Ref("81", "2", "đ")) and str(citation) == "52/2014/QH13 81(2)(đ)"
    )
    assert citation.words("Luật Hôn nhân và gia đình") == (
        "điểm đ khoản 2 Điều 81 Luật Hôn nhân và gia đình (52/2014/QH13)"
    )
    for text, words in {
        "37/2026/NĐ-CP 15a": "Điều 15a 37/2026/NĐ-CP",
        "37/2026/NĐ-CP 15a(3)": "khoản 3 Điều 15a 37/2026/NĐ-CP",
        "37/2026/NĐ-CP 7(đ)": "điểm đ Điều 7 37/2026/NĐ-CP",
        "37/2026/NĐ-CP pl-4": "Phụ lục IV 37/2026/NĐ-CP",
        "24/2018/QH14": "24/2018/QH14",
    }.items():
        assert parse_citation(text).words() == words
    assert (
        parse_citation("37/2026/NĐ-CP 43").words("Nghị định 37/2026/NĐ-CP")
        == "Điều 43 Nghị định 37/2026/NĐ-CP"
    )


def test_eid_of_akoma_ntoso_names_each_level():
    assert [parse_ref(each).eid for each in ("15a", "81(2)(đ)", "7(đ)", "pl-1", "pl")] == [
        "art_15a", "art_81__cl_2__point_đ", "art_7__point_đ", "att_1", "att",
    ]  # fmt: skip


def test_places_in_an_appendix_have_an_eid_and_words_of_their_own():
    places = [parse_ref(each) for each in ("pl-1", "pl-1(2)", "pl-1(2)(đ)", "pl-1(a)")]
    assert [(each.eid, each.words()) for each in places] == [
        ("att_1", "Phụ lục I"), ("att_1__cl_2", "khoản 2 Phụ lục I"),
        ("att_1__cl_2__point_đ", "điểm đ khoản 2 Phụ lục I"), ("att_1__point_a", "điểm a Phụ lục I"),
    ]  # fmt: skip


def test_range_of_articles_names_each_of_them():
    assert [str(each) for each in parse_citations("37/2026/NĐ-CP 97-98")] == [
        "37/2026/NĐ-CP 97", "37/2026/NĐ-CP 98",
    ]  # fmt: skip
    assert parse_citations("37/2026/NĐ-CP 43(1)") == [parse_citation("37/2026/NĐ-CP 43(1)")]
    for text in ("37/2026/NĐ-CP 98-97", "37/2026/NĐ-CP 1-900"):
        with pytest.raises(BadReference):
            parse_citations(text)


def test_roman_numerals_are_read_back():
    assert all(from_roman(to_roman(number)) == number for number in range(1, 200))
    assert [from_roman(text) for text in ("IIII", "", "A", "iv", "VX")] == [None, None, None, 4, None]
