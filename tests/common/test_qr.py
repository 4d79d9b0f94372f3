import io
import random

import pytest
from PIL import Image
from qrcode.util import lost_point

from backend.common import qr
from backend.common.codes import LETTERS

URI = "HTTPS://PIEU.EXAMPLE.VN/01/09521234500018/21/"
# One prefix for each way the letters can lie: on a pair's edge, across it, an odd letter last, byte mode, version 4.
PREFIXES = [
    (URI, 16),
    (URI + "-", 16),
    (URI, 15),
    (URI + "-", 17),
    ("https://pieu.example.vn/p/", 16),
    ("https://píeu.vn/p/", 7),
    (URI + "10/LOT-2026-11/", 16),
    ("P", 4),
]


def picture(matrix: qr.Matrix, scale: int = 4) -> Image.Image:
    side = matrix.size + 2 * qr.QUIET_ZONE
    image = Image.new("L", (side, side), 255)
    for y in range(matrix.size):
        for x in range(matrix.size):
            if matrix.dark(x, y):
                image.putpixel((x + qr.QUIET_ZONE, y + qr.QUIET_ZONE), 0)
    return image.resize((side * scale, side * scale), Image.Resampling.NEAREST)


def suffixes(length: int, count: int) -> list[str]:
    chance = random.Random(length)
    drawn = ["".join(chance.choices(LETTERS, k=length)) for _ in range(count)]
    return ["0" * length, "Z" * length, *drawn]


@pytest.mark.slow
@pytest.mark.parametrize(("prefix", "length"), PREFIXES)
def test_batch_gives_the_modules_of_the_single_maker_when_letters_vary(prefix, length):
    batch = qr.BatchEncoder(prefix, length, letters=LETTERS)
    for suffix in suffixes(length, 25):
        single = qr.matrix(prefix + suffix, version=batch.version, mask=batch.mask)
        assert batch.matrix(suffix) == single


@pytest.mark.parametrize(("prefix", "length"), PREFIXES)
def test_batch_is_read_by_another_library(prefix, length):
    batch = qr.BatchEncoder(prefix, length, letters=LETTERS)
    for suffix in suffixes(length, 5):
        assert qr.decode(picture(batch.matrix(suffix))) == [prefix + suffix]


@pytest.mark.slow
@pytest.mark.parametrize("error", ["L", "M", "Q", "H"])
def test_batch_uses_the_given_error_level(error):
    batch = qr.BatchEncoder(URI, 16, letters=LETTERS, error=error)
    suffix = suffixes(16, 1)[-1]
    assert batch.matrix(suffix) == qr.matrix(URI + suffix, error=error, mask=batch.mask)


@pytest.mark.slow
def test_batch_takes_the_smallest_version_by_default():
    assert qr.BatchEncoder(URI, 16, letters=LETTERS).version == 3
    larger = qr.BatchEncoder(URI, 16, letters=LETTERS, version=5)
    assert larger.version == 5
    assert larger.matrix("7" * 16) == qr.matrix(URI + "7" * 16, version=5, mask=larger.mask)


@pytest.mark.slow
def test_batch_mask_is_no_worse_than_the_others_on_average():
    batch = qr.BatchEncoder(URI, 16, letters=LETTERS)
    drawn = suffixes(16, 30)

    def mean_penalty(mask: int) -> float:
        matrices = [qr.matrix(URI + suffix, mask=mask) for suffix in drawn]
        return sum(
            lost_point([[m.dark(x, y) for x in range(m.size)] for y in range(m.size)]) for m in matrices
        ) / len(matrices)

    penalties = {mask: mean_penalty(mask) for mask in (0, 1, 2, 3, 4, 5, 6, 7)}
    assert penalties[batch.mask] <= min(penalties.values()) * 1.03


def test_batch_refuses_a_suffix_of_another_length_or_alphabet():
    batch = qr.BatchEncoder(URI, 16, letters=LETTERS)
    with pytest.raises(ValueError, match="16 letters"):
        batch.matrix("7" * 15)
    with pytest.raises(KeyError):
        batch.matrix("7" * 15 + "O")


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("0" * 101, 3),  # one numeric segment holds 101 digits in 3-M
        ("0" * 102, 4),
        ("A" * 61, 3),
        ("A" * 62, 4),
        ("a" * 42, 3),
        ("a" * 43, 4),
    ],
)
def test_version_is_the_smallest_that_holds_the_text(text, version):
    assert qr.smallest_version(text) == version
    assert qr.matrix(text).version == version


def test_lower_case_costs_versions():
    assert qr.is_alphanumeric(URI)
    assert not qr.is_alphanumeric(URI.lower())
    assert qr.smallest_version(URI.lower() + "7" * 16) > qr.smallest_version(URI + "7" * 16)


def test_text_is_refused_when_it_fits_no_symbol():
    with pytest.raises(qr.TextTooLong):
        qr.matrix("A" * 62, version=3)
    with pytest.raises(qr.TextTooLong):
        qr.smallest_version("a" * 3000)


def test_png_has_the_quiet_zone_and_reads_back():
    image = Image.open(io.BytesIO(qr.png(URI + "7" * 16, scale=3)))
    assert image.size == (37 * 3, 37 * 3)
    assert image.convert("L").crop((0, 0, 37 * 3, 4 * 3)).getextrema() == (255, 255)
    assert qr.decode(image) == [URI + "7" * 16]


def test_svg_counts_modules():
    drawing = qr.svg(URI + "7" * 16)
    assert 'viewBox="0 0 37 37"' in drawing
    assert "style=" not in drawing
    assert "<script" not in drawing


def test_decode_finds_every_symbol_of_a_picture_and_nothing_in_an_empty_one():
    one, two = picture(qr.matrix("MOT")), picture(qr.matrix("HAI"))
    both = Image.new("L", (one.width + two.width, one.height), 255)
    both.paste(one, (0, 0))
    both.paste(two, (one.width, 0))
    assert sorted(qr.decode(both)) == ["HAI", "MOT"]
    assert qr.decode(Image.new("L", (200, 200), 255)) == []
