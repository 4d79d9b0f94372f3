from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.quizzes.draw import draw_questions, fnv1a32, in_drawn_order, mixed
from courses.quizzes.questions import QuestionInvalid, checked, complete, validate_question
from courses.quizzes.scoring import (
    ResponseInvalid,
    clean_response,
    feedback_of,
    numbers_read,
    score,
    total_score,
)
from tests.courses.quizzes.questions import questions
from tests.quick import examples


def made(kind: str, **fields) -> dict:
    return checked({"key": "q", "kind": kind, "text": "?", **fields})


def choices(*fractions: float) -> list[dict]:
    return [{"key": str(n), "text": str(n), "fraction": fraction} for n, fraction in enumerate(fractions)]


@pytest.mark.parametrize(
    ("chosen", "share"),
    [
        ([], 0), (["0"], Fraction(1, 2)), (["0", "1"], 1), (["0", "2"], Fraction(1, 4)), (["2"], 0),
        (["0", "1", "2"], Fraction(3, 4)),
    ],
)  # fmt: skip
def test_several_choices_give_their_share_and_wrong_ones_take_from_it(chosen, share):
    question = made("several_choice", choices=choices(50, 50, -25))
    assert score(question, {"choices": chosen} if chosen else {}) == share


def test_three_thirds_are_a_whole():
    question = made("several_choice", choices=choices(33.33333, 33.33333, 33.33333))
    assert score(question, {"choices": ["0", "1", "2"]}) == 1


def test_one_choice_can_be_half_right():
    question = made("one_choice", choices=choices(100, 50, -50))
    assert [score(question, {"choice": key}) for key in "012"] == [1, Fraction(1, 2), 0]


@pytest.mark.parametrize(
    ("accents", "case", "text", "share"),
    [
        (False, True, "hoà bình", 1), (False, True, "  HÒA   bình ", 1), (False, True, "hoa binh", 0),
        (True, True, "Hoa Binh", 1), (False, False, "hoà bình", 0), (False, False, "Hoà Bình", 1),
        (True, False, "Hoa Binh", 1), (True, False, "hoa binh", 0), (True, True, "hoa", 0),
    ],
)  # fmt: skip
def test_accents_and_case_are_ignored_only_when_the_question_allows_it(accents, case, text, share):
    question = made(
        "short_answer",
        answers=[{"text": "Hòa Bình", "fraction": 100}],
        forgive_accents=accents,
        forgive_case=case,
    )
    assert score(question, {"text": text}) == share


def test_d_with_a_stroke_is_an_accent():
    question = made("short_answer", answers=[{"text": "Đường", "fraction": 100}], forgive_accents=True)
    assert score(question, {"text": "duong"}) == 1
    question["forgive_accents"] = False
    assert score(question, {"text": "dường"}) == 0


@pytest.mark.parametrize(
    ("text", "share"), [("chè Shan tuyết", 1), ("chè", 0), ("CHÈ  shan", 1), ("bột chè Shan", 0)]
)
def test_star_matches_any_letters(text, share):
    question = made("short_answer", answers=[{"text": "chè*Shan*", "fraction": 100}])
    assert score(question, {"text": text}) == share


def test_an_escaped_star_is_a_star():
    question = made("short_answer", answers=[{"text": r"5\*", "fraction": 100}])
    assert [score(question, {"text": text}) for text in ("5*", "5 sao")] == [1, 0]


def test_the_answer_that_gives_most_counts():
    question = made(
        "numerical",
        answers=[
            {"min": "90", "max": "110", "fraction": 50, "feedback": "gần"},
            {
                "value": "100",
                "tolerance": "0,5",
                "fraction": 100,
                "feedback": "đúng",
                "feedback_format": "html",
            },
            {"value": "*", "fraction": 0, "feedback": "xa"},
        ],
    )
    scores = {
        text: (score(question, {"text": text}), feedback_of(question, {"text": text}))
        for text in ("100.5", "90", "7")
    }
    assert scores == {
        "100.5": (1, [("đúng", "html")]),
        "90": (Fraction(1, 2), [("gần", "plain")]),
        "7": (0, [("xa", "plain")]),
    }


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("120000", 1),
        ("120.000", 1),
        ("120,000", 1),
        ("120 000", 1),
        ("1.2e5", 1),
        ("120.000,0", 1),
        ("120", 0),
        ("−120000", 0),
    ],
)
def test_numbers_are_read_with_comma_and_point(text, right):
    question = made("numerical", answers=[{"value": "120000", "fraction": 100}])
    assert score(question, {"text": text}) == right


def test_a_decimal_is_read_with_comma_and_point():
    assert [str(number) for number in numbers_read("3,14")] == ["3.14"]
    assert [str(number) for number in numbers_read("−0.5")] == ["-0.5"]
    assert numbers_read("ba") == []


def test_matching_and_ordering_give_the_share_that_is_right():
    matching = made(
        "matching", pairs=[{"key": k, "left": k, "right": r} for k, r in (("a", "1"), ("b", "2"), ("c", "1"))]
    )
    assert score(matching, {"pairs": {"a": "1", "b": "1", "c": "1"}}) == Fraction(2, 3)
    ordering = made("ordering", items=[{"key": k, "text": k} for k in "abcd"])
    assert score(ordering, {"order": ["a", "c", "b", "d"]}) == Fraction(1, 2)


def test_total_score_weighs_by_points_and_skips_unscored_questions():
    rows = [
        {**made("true_false"), "key": "a", "points": 3},
        {**made("true_false"), "key": "b", "points": 0.5},
        {**made("description"), "key": "c", "points": 10},
    ]
    assert total_score(rows, {"a": Fraction(1)}) == Fraction(6, 7)
    # A trainer gives the points of an essay; until then it has none.
    rows[2] = {**made("essay"), "key": "c", "points": 3.5}
    assert total_score(rows, {"a": Fraction(1)}) == Fraction(3, 7)
    assert total_score(rows, {"a": Fraction(1), "c": Fraction(1)}) == Fraction(13, 14)
    assert total_score([{**made("description"), "key": "c", "points": 10}], {}) == 1


@pytest.mark.parametrize(
    ("question", "response"),
    [
        (made("one_choice", choices=choices(100, 0)), {"choice": "9"}),
        (made("one_choice", choices=choices(100, 0)), {"choice": ["0"]}),
        (made("several_choice", choices=choices(50, 50)), {"choices": ["0", "0"]}),
        (made("true_false"), {"value": "true"}),
        (made("numerical", answers=[{"value": "1", "fraction": 100}]), {"text": "một"}),
        (made("short_answer", answers=[{"text": "a", "fraction": 100}]), {"text": "a" * 301}),
        (made("ordering", items=[{"key": "a", "text": "a"}, {"key": "b", "text": "b"}]), {"order": ["a"]}),
        (made("matching", pairs=[{"key": k, "left": k, "right": k} for k in "ab"]), {"pairs": {"a": "z"}}),
        (made("essay"), "text"),
    ],
)  # fmt: skip
def test_an_answer_that_the_question_cannot_have_is_refused(question, response):
    with pytest.raises(ResponseInvalid):
        clean_response(question, response)


@settings(deadline=None, max_examples=examples(80))
@given(questions(), st.recursive(st.none() | st.booleans() | st.text(max_size=4) | st.integers(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["choice", "choices", "value", "text", "pairs", "order"]), inner, max_size=3)))  # fmt: skip
def test_any_json_is_refused_or_scored_between_nothing_and_all(question, response):
    try:
        stored = clean_response(question, response)
    except ResponseInvalid:
        return
    assert clean_response(question, stored) == stored
    assert 0 <= score(question, stored) <= 1


@settings(deadline=None, max_examples=examples(80))
@given(questions())
def test_drawn_questions_are_right(question):
    assert validate_question(question) == {}
    assert complete(question) == question


@pytest.mark.parametrize(
    ("fields", "field", "expected"),
    [
        ({"kind": "essai"}, "kind", "Chị chọn loại câu hỏi."),
        ({"kind": "essay", "text": " "}, "text", "Chị viết câu hỏi."),
        ({"kind": "essay", "points": float("nan")}, "points", "Điểm là số từ 0 đến 100."),
        ({"kind": "one_choice", "choices": choices(100)}, "choices", "Cần ít nhất 2 dòng."),
        ({"kind": "one_choice", "choices": choices(50, 0)}, "choices", "Chị đánh dấu lựa chọn đúng."),
        ({"kind": "picture_choice", "choices": choices(100, 0)}, "choices.0.picture", "Mỗi lựa chọn cần một hình."),
        ({"kind": "numerical", "answers": [{"min": "5", "max": "1", "fraction": 100}]}, "answers.0.max", "Số lớn nhất phải không nhỏ hơn số nhỏ nhất."),
        ({"kind": "essay", "citations": [{"document": "a", "article": "", "date": "mai"}]}, "citations.0.date", "Ngày viết như 2026-11-24."),
        ({"kind": "true_false", "correct": "x"}, "correct", "Chị chọn đúng hay sai."),
        ({"kind": "matching", "pairs": [7]}, "pairs", "Chỗ này phải là danh sách."),
    ],
)  # fmt: skip
def test_an_error_in_a_question_is_at_its_field(fields, field, expected):
    with pytest.raises(QuestionInvalid) as refused:
        checked({"key": "q", "text": "?", **fields})
    assert refused.value.errors[field] == expected


ATTEMPT = "6f1c1f7e-9a41-4c2e-8a43-0d6f2c8e5b11"


def test_the_order_of_drawn_questions_is_the_hash_that_phones_compute_too():
    assert [fnv1a32(text) for text in ("", "a", "foobar")] == [0x811C9DC5, 0xE40C292C, 0xBF9CF968]
    rows = [{"key": f"q{n}", "bank": "a" if n < 4 else "b"} for n in range(6)]
    drawn = draw_questions(rows, [{"bank": "a", "count": 2}], attempt_id=ATTEMPT, shuffle=False)
    assert len(drawn) == 4 and drawn == sorted(drawn) and drawn[2:] == ["q4", "q5"]
    shuffled = draw_questions(rows, [], attempt_id=ATTEMPT, shuffle=True)
    assert shuffled == in_drawn_order(ATTEMPT, [row["key"] for row in rows])
    assert draw_questions(rows, [{"bank": "a", "count": 9}], attempt_id=ATTEMPT, shuffle=False) == [
        f"q{n}" for n in range(6)
    ]


@settings(deadline=None, max_examples=examples(80))
@given(st.uuids().map(str), st.lists(st.text(min_size=1, max_size=3), min_size=2, max_size=6, unique=True))
def test_items_to_order_are_never_shown_in_the_right_order(attempt, keys):
    order = mixed(attempt, "q", keys)
    assert sorted(order) == sorted(keys)
    assert order != keys
