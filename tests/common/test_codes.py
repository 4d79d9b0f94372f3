from itertools import combinations

import pytest

from backend.common.codes import (
    LETTERS,
    check_letter,
    grouped,
    has_check_letter,
    is_own_code,
    new_own_code,
    normalise,
)

BODY = "7K3F9QX2M4TB8HJW"
CODE = BODY + check_letter(BODY)


def test_letters_are_thirty_two_without_look_alikes():
    assert len(set(LETTERS)) == len(LETTERS) == 32
    assert not set("ILOU") & set(LETTERS)


def test_hand_written_code_is_read_when_it_is_lower_case_spaced_or_looks_alike():
    assert normalise(" 7k3f-9qx2 – m4tb.8hjw\u00a0\u200boil") == "7K3F9QX2M4TB8HJW011"
    assert normalise("７Ｋ３Ｆ") == "7K3F"
    assert normalise("U") == "V"


def test_foreign_letters_stay_when_normalised():
    assert normalise("đ7?") == "Đ7?"


def test_check_letter_notices_every_single_wrong_letter():
    for place in range(len(CODE)):
        for letter in LETTERS:
            if letter != CODE[place]:
                assert not has_check_letter(CODE[:place] + letter + CODE[place + 1 :])


def test_check_letter_notices_every_two_letters_that_changed_places():
    for first, second in combinations(range(len(CODE)), 2):
        if CODE[first] != CODE[second]:
            swapped = list(CODE)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert not has_check_letter("".join(swapped))


@pytest.mark.parametrize("text", ["", "7", "Đ" + CODE[1:], CODE.lower()])
def test_check_letter_is_missing_when_the_letters_are_foreign(text):
    assert not has_check_letter(text)


def test_own_code_is_never_a_number():
    codes = {new_own_code() for _ in range(300)}
    assert len(codes) == 300
    assert all(is_own_code(code) and not code.isdigit() and code[0].isalpha() for code in codes)
    assert not is_own_code("0" * 6 + check_letter("0" * 6))


def test_groups_are_of_four():
    assert grouped(CODE) == f"7K3F 9QX2 M4TB 8HJW {CODE[-1]}"
