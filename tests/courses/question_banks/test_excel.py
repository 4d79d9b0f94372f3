import io

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import Workbook, load_workbook

from courses.question_banks.excel import read_excel, template, write_excel
from courses.question_banks.excel_rows import COLUMNS
from courses.quizzes.importing import ImportRefused
from tests.courses.quizzes.questions import questions
from tests.quick import examples

SLOW = settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))


def book_of(*rows: dict[str, str]) -> bytes:
    book = Workbook()
    book.active.append(list(COLUMNS.values()))
    for row in rows:
        book.active.append([row.get(name) for name in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def problems_of(data: bytes) -> list[tuple[int, str]]:
    with pytest.raises(ImportRefused) as refused:
        read_excel(data)
    return [(problem.line, problem.text) for problem in refused.value.problems]


@pytest.mark.slow
@SLOW
@given(questions())
def test_excel_gives_back_every_question(question):
    [imported] = read_excel(write_excel([question]))
    assert imported.question == question


def test_the_form_is_read_with_its_examples():
    assert [row.question["kind"] for row in read_excel(template())] == [
        "one_choice",
        "true_false",
        "numerical",
    ]


def test_a_form_filled_in_by_hand_is_read():
    data = book_of(
        {"kind": "chọn nhiều", "text": "Cái gì có tem?", "answer": "Mận", "fraction": "x"},
        {"answer": "Chè", "fraction": "Đúng"},
        {"answer": "Đá", "fraction": "-50%"},
        {
            "kind": "Đúng sai",
            "text": "Tem là QR",
            "answer": "Sai",
            "citations": "37/2026/NĐ-CP; 23(7); 1/7/2026",
        },
        {"kind": "Số", "text": "Một tạ?", "answer": 100},
        {"kind": "Ghép đôi", "text": "Ghép", "answer": "a", "right": "1"},
        {"answer": "b", "right": "2"},
        {"right": "3"},
    )
    first, second, third, fourth = [row.question for row in read_excel(data)]
    assert [(row["text"], row["fraction"]) for row in first["choices"]] == [
        ("Mận", 50),
        ("Chè", 50),
        ("Đá", -50),
    ]
    assert second["correct"] is False
    assert second["citations"] == [{"document": "37/2026/NĐ-CP", "article": "23(7)", "date": "2026-07-01"}]
    assert third["answers"] == [{"value": "100", "tolerance": "0", "fraction": 100, "feedback": ""}]
    assert fourth["extra_rights"] == ["3"]


def test_every_broken_line_is_named():
    data = book_of(
        {"kind": "Chọn một", "text": "Đúng", "answer": "a", "fraction": "x"},
        {"answer": "b"},
        {"kind": "Trắc nghiệm", "text": "Sai loại", "answer": "a"},
        {"kind": "Số", "text": "Sai số", "answer": "mười"},
        {"kind": "Chọn một", "text": "Sai phần", "answer": "a", "fraction": "x"},
        {"answer": "b", "fraction": "nửa"},
        {"kind": "Đúng sai", "text": "Sai căn cứ", "answer": "Đúng", "citations": "luật"},
    )
    assert problems_of(data) == [
        (4, "Loại “Trắc nghiệm” không có. Chị chọn trong danh sách."),
        (5, "Chị viết số, như 12,5."),
        (7, "Cột “Đúng hoặc %” phải là số."),
        (8, "Căn cứ viết như: 37/2026/NĐ-CP; 23(7); 24/11/2026, mỗi căn cứ một dòng."),
    ]


def test_a_file_that_is_no_excel_is_refused():
    assert problems_of(b"PK\x03\x04 nothing") == [(1, "Đây không phải tệp Excel (.xlsx) mở được.")]
    assert problems_of(b"x" * 5_000_001) == [(1, "Tệp lớn quá 5 MB.")]
    book = Workbook()
    out = io.BytesIO()
    book.save(out)
    assert problems_of(out.getvalue()) == [(1, "Thiếu cột “Loại”.")]


def test_a_key_used_twice_is_refused():
    row = {"key": "a", "kind": "Viết bài", "text": "Viết"}
    assert problems_of(book_of(row, row)) == [(3, "Mã này đã dùng ở dòng 2.")]


def test_no_cell_becomes_a_formula():
    data = write_excel([{"key": "a", "kind": "essay", "text": '=HYPERLINK("http://x")', "title": "+1"}])
    sheet = load_workbook(io.BytesIO(data)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


@pytest.mark.parametrize(
    "more",
    [
        "[" * 30_000,
        '{"set":{},"drop":[[1]]}',
        '{"set":{"key":[1]},"drop":[]}',
        '{"set":{"points":1' + "0" * 400 + '},"drop":[]}',
        '{"set":{"choices":[{"text":"a","fraction":1' + "0" * 400 + '},{"text":"b"}]},"drop":[]}',
    ],
    ids=["deep", "drop", "key", "points", "fraction"],
)
def test_a_machines_column_somebody_wrote_into_names_its_line(more):
    data = book_of(
        {"kind": "Chọn một", "text": "Cái gì?", "answer": "Mận", "fraction": "x", "more": more},
        {"answer": "Đá"},
    )
    assert {line for line, _text in problems_of(data)} == {2}
