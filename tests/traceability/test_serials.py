import random
from collections import Counter

import pytest

from backend.common.codes import LETTERS, check_letter
from traceability.serials import (
    MAX_COUNTER,
    MAX_RUN,
    MistypedSerial,
    Serial,
    SerialCodec,
    UnknownSerial,
    display,
    with_check_letter,
)

OLD, NEW = bytes(range(32)), bytes(range(100, 132))
CODEC = SerialCodec({1: OLD, 2: NEW}, current=2)
RUN = 20_261


def test_serial_carries_run_counter_and_key_version():
    for run, counter in [(0, 0), (1, 0), (RUN, 99_999), (MAX_RUN, MAX_COUNTER)]:
        serial = CODEC.encode(run, counter)
        assert len(serial) == 17
        assert set(serial) <= set(LETTERS)
        assert CODEC.decode(serial) == CODEC.decode(serial[:16]) == Serial(run, counter, 2)
    assert MAX_RUN >= 2**28 - 1
    assert MAX_COUNTER >= 2**17 - 1


def test_printed_serials_never_change():
    """Printed labels can't be changed: this string was written once, and every later version must read it."""
    assert CODEC.encode(RUN, 7) == "3QXNMWB103V1E70C0"
    assert next(CODEC.encode_many(RUN, 7, 1, key_version=1)) == "KE1MY63FYEXA27CKW"


def test_run_in_bulk_equals_label_by_label():
    # Longer than one chunk, so that the seam between chunks is in it.
    bulk = list(CODEC.encode_many(RUN, 5, 4_100))
    assert bulk[:3] + bulk[2_045:2_050] + bulk[-2:] == [
        CODEC.encode(RUN, 5 + place) for place in [0, 1, 2, *range(2_045, 2_050), 4_098, 4_099]
    ]
    assert len(set(bulk)) == len(bulk) == 4_100


@pytest.mark.parametrize(
    ("run", "first", "count"), [(-1, 0, 1), (MAX_RUN + 1, 0, 1), (1, -1, 1), (1, MAX_COUNTER, 2)]
)
def test_run_is_refused_when_out_of_range(run, first, count):
    with pytest.raises(ValueError, match="out of range"):
        CODEC.encode_many(run, first, count)


def test_old_serials_are_read_when_the_key_rotates():
    printed = SerialCodec({1: OLD}, current=1).encode(RUN, 7)
    assert CODEC.decode(printed) == Serial(RUN, 7, 1)
    assert CODEC.encode(RUN, 7) != printed


def test_serial_is_unknown_when_its_key_is_not_held():
    with pytest.raises(UnknownSerial) as refusal:
        SerialCodec({1: OLD}, current=1).decode(CODEC.encode(RUN, 7))
    assert refusal.value.status_code == 404
    with pytest.raises(UnknownSerial):
        SerialCodec({2: OLD}, current=2).decode(CODEC.encode(RUN, 7))


def test_random_guesses_are_refused():
    chance = random.Random(1)
    for _ in range(5_000):
        with pytest.raises(UnknownSerial):
            CODEC.decode("".join(chance.choices(LETTERS, k=16)))


def test_every_changed_letter_of_a_scanned_serial_is_refused():
    serial = CODEC.encode(RUN, 7)[:16]
    for place in range(16):
        for letter in LETTERS:
            if letter != serial[place]:
                with pytest.raises(UnknownSerial):
                    CODEC.decode(serial[:place] + letter + serial[place + 1 :])


def test_typing_mistake_is_distinguished_from_a_forgery():
    serial = CODEC.encode(RUN, 7)
    for place in range(17):
        wrong = LETTERS[LETTERS.index(serial[place]) ^ 1]
        with pytest.raises(MistypedSerial):
            CODEC.decode(serial[:place] + wrong + serial[place + 1 :])
    for place in range(16):
        swapped = serial[:place] + serial[place + 1] + serial[place] + serial[place + 2 :]
        if swapped != serial:
            with pytest.raises(MistypedSerial):
                CODEC.decode(swapped)
    forged = "7" * 16
    with pytest.raises(UnknownSerial):
        CODEC.decode(forged + check_letter(forged))


def test_hand_written_forms_are_forgiven():
    serial = CODEC.encode(RUN, 7)
    meant = Serial(RUN, 7, 2)
    assert CODEC.decode(display(serial).lower()) == meant
    assert CODEC.decode_typed(f"  {display(serial).replace(' ', '-')}\n") == meant
    assert CODEC.decode_typed(serial.replace("0", "o").replace("1", "l").replace("V", "u")) == meant


@pytest.mark.parametrize("text", ["", "7", "7" * 15, "7" * 18, "7" * 16 + "?", "/" * 17])
def test_text_is_mistyped_when_it_has_not_the_form(text):
    with pytest.raises(MistypedSerial) as refusal:
        CODEC.decode(text)
    assert refusal.value.field == "serial"


def test_vietnamese_keyboard_is_named_when_it_made_accents():
    with pytest.raises(MistypedSerial, match="bộ gõ"):
        CODEC.decode("Â7" + "7" * 15)


def test_typed_serial_needs_its_last_letter():
    serial = CODEC.encode(RUN, 7)
    with pytest.raises(MistypedSerial):
        CODEC.decode_typed(serial[:16])
    assert with_check_letter(serial[:16]) == with_check_letter(serial) == serial


def test_display_is_in_groups_of_four():
    assert display("7K3F9QX2M4TB8HJWX") == "7K3F 9QX2 M4TB 8HJW X"


def test_neighbours_show_no_order():
    """Letters of consecutive labels look random: by letter, by position, and between neighbours."""
    serials = [serial[:16] for serial in CODEC.encode_many(RUN, 0, 8_192)]
    for place in range(16):
        counts = Counter(serial[place] for serial in serials)
        chi_square = sum((counts[letter] - 256) ** 2 / 256 for letter in LETTERS)
        assert chi_square < 80, place  # 31 degrees of freedom: above 80 once in 300,000 positions
    same = sum(
        a == b
        for left, right in zip(serials, serials[1:], strict=False)
        for a, b in zip(left, right, strict=True)
    )
    expected = 8_191 * 16 / 32
    assert abs(same - expected) < 5 * (expected * 31 / 32) ** 0.5
    assert abs(sum(a < b for a, b in zip(serials, serials[1:], strict=False)) - 4_096) < 250


def test_one_bit_of_the_counter_changes_half_of_all_bits():
    def bits(serial: str) -> int:
        return sum(LETTERS.index(letter) << 5 * place for place, letter in enumerate(serial[:16]))

    for bit in range(17):
        changed = [
            (bits(CODEC.encode(RUN, counter)) ^ bits(CODEC.encode(RUN, counter ^ 1 << bit))).bit_count()
            for counter in range(0, 2_000, 50)
        ]
        assert 36 < sum(changed) / len(changed) < 44


@pytest.mark.parametrize(
    ("keys", "current"), [({}, 1), ({1: OLD}, 2), ({32: OLD}, 32), ({1: b"short"}, 1), ({1: b"x" * 65}, 1)]
)
def test_codec_refuses_bad_keys(keys, current):
    with pytest.raises(ValueError):
        SerialCodec(keys, current)
