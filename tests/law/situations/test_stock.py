from __future__ import annotations

import re

import pytest

from backend.law.library.references import parse_citation
from backend.law.situations.pictures import SIDE, topic_grids
from backend.law.situations.stock import BadSituation, Situation, read_stock, stock
from backend.theme.ornament import THREADS, letters

SITUATIONS = list(stock().situations.values())
LONGEST_SENTENCE = 34  # words
LONGEST_SHORT = 32


def words(text: str) -> int:
    return len(text.split())


def figures(text: str) -> list[str]:
    """Return the numbers of a text, each with the word after it: "18 tuổi", "20%"."""
    return [each.strip() for each in re.findall(r"\d+(?:[.,]\d+)*(?:%| \w+)?", text)]


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda each: each.slug)
def test_a_situation_is_short_and_each_sentence_of_law_names_its_provision(situation: Situation):
    assert words(situation.short) <= LONGEST_SHORT
    assert all(sentence.cites for sentence in situation.says)
    for sentence in (*situation.says, *situation.steps):
        for part in re.split(r"(?<=[.;:])\s", sentence.text):
            assert words(part) <= LONGEST_SENTENCE, part
        assert "!" not in sentence.text
    for cite in situation.cites:
        assert str(parse_citation(cite)) == cite
    assert situation.places and situation.words
    assert situation.says or situation.unread


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda each: each.slug)
def test_a_figure_rests_on_a_provision(situation: Situation):
    cited = [each.text for each in (*situation.says, *situation.steps) if each.cites]
    known = {figure for text in cited for figure in figures(text)}
    uncited = [situation.short, *situation.papers, *(each.text for each in situation.steps if not each.cites)]
    assert [figure for text in uncited for figure in figures(text) if figure not in known] == []


def test_a_figure_is_read_with_its_unit():
    assert figures("Từ đủ 18 tuổi, không quá 20% một năm, phạt 1,5 triệu đồng. Gấp 2.") == [
        "18 tuổi", "20%", "1,5 triệu", "2"
    ]  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda each: each.slug)
def test_a_step_without_a_text_read_states_no_law(situation: Situation):
    if not situation.says:
        assert all(not step.cites for step in situation.steps)


def test_the_hash_changes_with_any_sentence():
    from dataclasses import replace  # noqa: PLC0415

    first = SITUATIONS[0]
    assert replace(first, short=f"{first.short} Thêm.").sha256 != first.sha256


TOPICS = '[[topics]]\nid = "nha"\ntitle = "Nhà"\nicon = "house"\n'
PLACES = '[xa]\nname = "Xã"\ngives = "Hỏi."\n'
GOOD = 'title = "A"\nwords = ["a"]\nplaces = ["xa"]\nread_date = 2026-12-01\n'


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (GOOD.replace("xa", "tinh"), "tinh"),
        (GOOD.replace("title", "name"), "title"),
        ("title =", "mot.toml"),
    ],
)
def test_a_bad_file_is_refused_by_its_name(tmp_path, text, named):
    (tmp_path / "topics.toml").write_text(TOPICS)
    (tmp_path / "places.toml").write_text(PLACES)
    folder = tmp_path / "situations" / "nha"
    folder.mkdir(parents=True)
    (folder / "mot.toml").write_text(GOOD)
    assert list(read_stock(tmp_path).situations) == ["mot"]
    (folder / "mot.toml").write_text(text)
    with pytest.raises(BadSituation, match="mot.toml") as refused:
        read_stock(tmp_path)
    assert named in str(refused.value)


def test_every_near_situation_is_there():
    known = stock().situations
    assert [(each.slug, slug) for each in SITUATIONS for slug in each.near if slug not in known] == []
    assert len(known) >= 61


def test_every_topic_has_a_picture_of_its_own_in_known_threads():
    grids = topic_grids()
    assert set(grids) == set(stock().topics)
    assert len(set(grids.values())) == len(grids)
    for grid in grids.values():
        assert [len(row) for row in grid] == [SIDE] * SIDE
        assert set(letters(grid)) <= set(THREADS)
