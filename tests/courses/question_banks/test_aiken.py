import pytest

from courses.question_banks.aiken import read_aiken
from courses.quizzes.importing import ImportRefused


def test_aiken_is_read_with_points_and_brackets():
    [first, second] = read_aiken(
        "Mận chín tháng mấy?\nA. Tháng 5\nB. Tháng 11\nANSWER: A\n\nTem là gì?\nA) QR\nB) Giấy\nC) Vải\nanswer: C."
    )
    assert (first.line, second.line) == (1, 6)
    assert first.question["text"] == "Mận chín tháng mấy?"
    assert [(row["text"], row["fraction"]) for row in second.question["choices"]] == [
        ("QR", 0), ("Giấy", 0), ("Vải", 100),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("Câu một?\nA. x\nB. y\nANSWER: C", 4, "Không có lựa chọn C."),
        ("Câu một?\nA. x\nANSWER: A", 3, "Câu này cần ít nhất hai lựa chọn."),
        ("Câu một?\nA. x\nC. y\nANSWER: A", 3, "Lựa chọn này phải là B."),
        ("Câu một?\nA. x\nB. y\n", 1, "Câu này thiếu dòng ANSWER: ở cuối."),
        ("A?\nA. x\nB. y\nB?\nA. x\nB. y\nANSWER: A", 4, "Sau các lựa chọn phải là dòng ANSWER: và chữ của lựa chọn đúng."),
        ("ANSWER: A", 1, "Dòng ANSWER: không có câu hỏi ở trước."),
        ("\n", 1, "Tệp chưa có câu hỏi nào."),
    ],
)  # fmt: skip
def test_a_broken_line_is_named_and_nothing_is_read(text, line, expected):
    with pytest.raises(ImportRefused) as refused:
        read_aiken(text)
    assert [(problem.line, problem.text) for problem in refused.value.problems] == [(line, expected)]
