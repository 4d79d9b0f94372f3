import json

import pytest
from hypothesis import HealthCheck, given, settings

from courses.question_banks.gift import read_gift, read_gift_file
from courses.question_banks.gift_writing import write_gift
from courses.quizzes.importing import ImportRefused, read_text
from courses.quizzes.questions import row_key
from tests.courses.quizzes.questions import questions
from tests.quick import examples

SLOW = settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))


def only(text: str) -> dict:
    [imported] = read_gift(text)
    return imported.question


RUNS = "Chỗ này có mã chạy được (script). Chị bỏ mã đi, chỉ để chữ."


def problems_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(ImportRefused) as refused:
        read_gift(text)
    return [(problem.line, problem.text) for problem in refused.value.problems]


@pytest.mark.slow
@SLOW
@given(questions())
def test_gift_gives_back_every_question(question):
    assert only(write_gift([question])) == question


def test_gift_carries_pictures_and_order_in_a_comment_that_moodle_passes_over():
    question = {
        "key": "thu-tu", "kind": "ordering", "text": "Xếp các việc",
        "items": [{"key": "x", "text": "Rửa"}, {"key": "y", "text": "Phơi"}],
    }  # fmt: skip
    assert write_gift([question], category="Chè") == (
        "$CATEGORY: Chè\n\n"
        "// [id:thu-tu]\n"
        '// [pieu:{"set":{"items":{"rows":[{"key":"x"},{"key":"y"}]},"kind":"ordering"}}]\n'
        "[plain]Xếp các việc {\n\t=1 -> Rửa\n\t=2 -> Phơi\n}\n"
    )


def test_rows_added_by_hand_are_read_whatever_the_comment_says():
    written = write_gift(
        [
            {
                "key": "a",
                "kind": "ordering",
                "text": "Xếp",
                "items": [{"key": "x", "text": "1"}, {"key": "y", "text": "2"}],
            }
        ]
    )
    question = only(written.replace("\t=2", "\t=9 -> mới\n\t=2"))
    assert [item["text"] for item in question["items"]] == ["1", "mới", "2"]


def test_titles_formats_feedback_and_general_feedback_are_read():
    question = only(
        "// [id:q7] [tag:chè] [tag:mùa vụ]\n"
        "::Mùa chè::[markdown]Chè **xuân** hái khi nào?{\n"
        "  =%100%tháng 3#đúng mùa\n  ~%-50%tháng 11#trái mùa\n  ####Chè hái ba vụ\\: xuân\\, hè\\, thu.\n}"
    )
    assert question == {
        "key": "q7", "kind": "one_choice", "text": "Chè **xuân** hái khi nào?", "format": "markdown",
        "title": "Mùa chè", "points": 1, "feedback": "Chè hái ba vụ: xuân\\, hè\\, thu.", "citations": [],
        "picture": None, "tags": ["chè", "mùa vụ"],
        "choices": [
            {"key": question["choices"][0]["key"], "text": "tháng 3", "fraction": 100, "feedback": "đúng mùa"},
            {"key": question["choices"][1]["key"], "text": "tháng 11", "fraction": -50, "feedback": "trái mùa"},
        ],
    }  # fmt: skip


def test_several_choices_are_those_without_an_equals_sign():
    question = only("Chọn hai {~%50%a ~%50%b ~%-100%c}")
    assert (question["kind"], [row["fraction"] for row in question["choices"]]) == (
        "several_choice",
        [50, 50, -100],
    )


@pytest.mark.parametrize(
    ("answer", "correct", "expected"),
    [
        ("T#sai rồi#đúng rồi", True, ("đúng rồi", "sai rồi")),
        ("FALSE#sai rồi#đúng rồi", False, ("sai rồi", "đúng rồi")),
    ],
)
def test_true_false_has_the_wrong_feedback_first(answer, correct, expected):
    question = only(f"Tem là QR {{{answer}}}")
    assert (question["correct"], (question["feedback_true"], question["feedback_false"])) == (
        correct,
        expected,
    )


def test_numbers_have_tolerance_ranges_and_a_word_for_all_others():
    question = only("Bao nhiêu? {#\n =100:2#vừa\n =%50%90..110\n ~#xa quá\n}")
    assert question["answers"] == [
        {"value": "100", "tolerance": "2", "fraction": 100, "feedback": "vừa"},
        {"min": "90", "max": "110", "fraction": 50, "feedback": ""},
        {"value": "*", "tolerance": "0", "fraction": 0, "feedback": "xa quá"},
    ]


def test_text_without_a_format_is_html_where_it_has_tags():
    question = only("Mận <b>hậu</b>? {=có ~không}")
    assert (question["format"], [row.get("format") for row in question["choices"]]) == ("html", [None, None])
    question = only("Giá < 5? {=<i>có</i> ~a < b}")
    assert (question["format"], [row.get("format") for row in question["choices"]]) == (
        "plain",
        ["html", None],
    )
    assert only(write_gift([question])) == question


def text_and_format(holder: dict, name: str = "feedback") -> tuple[str, str | None]:
    return holder[name], holder.get(f"{name}_format")


def test_texts_with_a_format_mark_keep_it_in_export_and_import():
    question = only(
        "[plain]Tem là QR {TRUE#[html]<p>Chưa <b>đúng</b></p>#[moodle]<i>Đúng</i>####[markdown]Xem **kỹ**}"
    )
    assert text_and_format(question, "feedback_false") == ("<p>Chưa <b>đúng</b></p>", "html")
    assert text_and_format(question, "feedback_true") == ("<i>Đúng</i>", "html")
    assert text_and_format(question) == ("Xem **kỹ**", "markdown")
    assert only(write_gift([question])) == question
    question = only("[html]<p>Mận?</p> {=<p>Có</p>#[plain]a < b ~Không#[markdown]**chưa**####[html]hết}")
    assert [text_and_format(row) for row in question["choices"]] == [
        ("a < b", "plain"),
        ("**chưa**", "markdown"),
    ]
    assert text_and_format(question) == ("hết", None)
    assert only(write_gift([question])) == question
    question = only("Ghép {=[html]<p>Mận</p> -> Mộc Châu =[markdown]**Chè** -> Tà Xùa =Na -> Mai Sơn}")
    assert [text_and_format(pair, "left") for pair in question["pairs"]] == [
        ("<p>Mận</p>", "html"), ("**Chè**", "markdown"), ("Na", None)
    ]  # fmt: skip
    assert only(write_gift([question])) == question
    question = only("[html]Bao nhiêu? {#=12#[plain]1 > 0 ~#xa &amp; lạ}")
    assert [text_and_format(row) for row in question["answers"]] == [
        ("1 > 0", "plain"),
        ("xa &amp; lạ", None),
    ]
    written = write_gift([question])
    assert only(written) == question and '"feedback' not in written


@pytest.mark.parametrize("name", ["Câu 7/2", "mận hậu", "a" * 60, "7 \\] b", "-1"])
def test_gift_id_that_is_no_valid_key_is_exported_unchanged(name):
    text = f"// [id:{name}] [tag:chè]\n[plain]Tem là QR {{TRUE}}\n"
    question = only(text)
    assert question["source_id"] == name.replace("\\]", "]")
    written = write_gift([question])
    assert f"// [id:{name}] [tag:chè]\n" in written and only(written) == question
    assert only(text.replace("QR", "mã QR"))["key"] == question["key"]


def test_an_id_given_twice_is_two_questions_with_one_id():
    first, second = (row.question for row in read_gift("// [id:a]\nMột {T}\n\n// [id:a]\nHai {T}"))
    assert (first["key"], first.get("source_id")) == ("a", None)
    assert (second["key"] != "a", second["source_id"]) == (True, "a")
    assert [row.question for row in read_gift(write_gift([first, second]))] == [first, second]


def test_a_bracket_at_the_beginning_stays_a_bracket():
    question = {
        "key": "a", "kind": "true_false", "text": "Đúng?", "format": "markdown", "feedback": "[html]x",
        "feedback_true": "[plain] y", "feedback_false": "", "correct": True,
    }  # fmt: skip
    written = write_gift([question])
    assert "[pieu:" not in written and "##[markdown][plain] y####[markdown][html]x" in written
    assert only(written)["feedback_true"] == "[plain] y"


def test_tags_with_a_bracket_are_read():
    assert only("// [tag:mùa \\] vụ] [tag:chè]\nA {T}")["tags"] == ["mùa ] vụ", "chè"]


def test_escapes_are_their_signs_and_a_break():
    assert only("a\\~b\\=c\\#d\\{e\\}f\\:g\\\\h\\ni \\k {}")["text"] == "a~b=c#d{e}f:g\\h\ni \\k"


def test_pairs_without_a_left_half_are_extra():
    question = only("Ghép {=mận -> Mộc Châu =chè -> Tà Xùa = -> Hà Nội}")
    assert question["extra_rights"] == ["Hà Nội"]


def test_categories_stay_with_their_questions():
    text = "$CATEGORY: Một\n\nA {T}\n\n$CATEGORY: Hai\n\nB {F}\n\nC {}"
    assert [(row.category, row.line) for row in read_gift(text)] == [("Một", 3), ("Hai", 7), ("Hai", 9)]
    assert read_gift_file(text)[1] == ["Một", "Hai"]


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("A {T}\n\nB {\n=x\n~y\n\nC {T}", 3, "Thiếu dấu } để đóng phần trả lời."),
        ("A {T}\n\n::Tên B {T}", 3, "Tên câu hỏi thiếu dấu :: ở cuối."),
        ("A } b", 1, "Có dấu } mà không có dấu { trước nó. Dấu thường thì viết \\}."),
        ("A {T} b {F}", 1, "Thừa dấu {. Dấu thường thì viết \\{."),
        ('A {T}\n\n[html]Bấm <b onclick\\="x()">đây</b> {T}', 3, RUNS),
        ("A {T}\n\nB {\n=[markdown]<script>x()</script>\n~chè}", 3, RUNS),
        ("A {\n=mận\n~%năm%chè}", 3, "Phần điểm viết giữa hai dấu %, như %50%."),
        ("A {#\n=12\n=mười}", 3, "Chị viết số, như 12,5."),
        ("A {=x -> y\n=z}", 2, "Cặp này thiếu dấu -> giữa hai vế."),
        ("A {~%50%x ~%20%y}", 1, "Các lựa chọn đúng phải cộng lại đủ 100%, bây giờ là 70%."),
        ("// [pieu:{\nA {T}", 2, "Chú thích [pieu:…] ở dòng 1 không đọc được."),
        ('// [pieu:{"set":{"kind":"khác"}}]\nA {T}', 2, "Chị chọn loại câu hỏi."),
        ("", 1, "Tệp chưa có câu hỏi nào."),
    ],
)
def test_a_broken_line_is_named_and_nothing_is_read(text, line, expected):
    assert (line, expected) in problems_of(text)


def test_all_broken_questions_are_named_at_once():
    assert [line for line, _text in problems_of("A {\n\nB {T}\n\nC }\n\n::D {T}")] == [1, 5, 7]


def test_bytes_that_are_no_text_are_refused_at_their_line():
    with pytest.raises(ImportRefused) as refused:
        read_text(b"A {T}\n\nB \xff {T}")
    assert refused.value.problems[0].line == 3
    assert read_text("\ufeffA {T}".encode()) == "A {T}"
    assert read_text("A".encode("utf-16")) == "A"


@pytest.mark.parametrize(
    "own",
    [
        "[]",
        '{"set":[]}',
        '{"set":{"choices":5}}',
        '{"set":{"text":null}}',
        '{"set":{"points":"x"}}',
        '{"drop":5}',
        '{"set":{"citations":[7]}}',
    ],
)
def test_a_comment_that_was_tampered_with_is_refused(own):
    assert problems_of(f"// [pieu:{own}]\nA {{=x ~y}}")


def test_a_long_file_of_backslashes_is_read_in_no_time():
    text = json.dumps("\\" * 20_000) + " {T}"
    assert problems_of(text) == [(1, "Dài quá 4000 ký tự.")]


class Counted(set[str]):
    """Count how often it is asked whether a key is taken."""

    asked = 0

    def __contains__(self, key: object) -> bool:
        self.asked += 1
        return super().__contains__(key)


def test_thousands_of_rows_with_one_text_get_keys_without_walking_past_each_other():
    taken = Counted()
    keys = [row_key("a", taken) for _row in range(3_000)]
    assert len(set(keys)) == 3_000
    assert keys[:3] == ["e40c292c", "e40c292d", "e40c292e"]
    assert taken.asked < 30 * len(keys)


@pytest.mark.parametrize(
    ("text", "kind", "rows"),
    [
        ("Ai? {Lan}", "short_answer", [("Lan", 100)]),
        ("Ai? {Lan =Minh}", "short_answer", [("Lan", 100), ("Minh", 100)]),
        ("Ai? {Lan ~Minh =Hoa}", "one_choice", [("Lan", 0), ("Minh", 0), ("Hoa", 100)]),
        ("Ai? {%50%Lan ~%50%Minh ~Hoa}", "several_choice", [("Lan", 50), ("Minh", 50), ("Hoa", 0)]),
    ],
    ids=["alone", "right", "wrong", "weighed"],
)
def test_text_before_the_first_sign_is_an_answer_as_in_moodle(text, kind, rows):
    """Moodle 5, question/format/gift/format.php: explode("~" or "=") and an empty first piece alone is dropped."""
    question = read_gift(text)[0].question
    found = question.get("choices") or question.get("answers")
    assert (question["kind"], [(row["text"], row["fraction"]) for row in found]) == (kind, rows)
