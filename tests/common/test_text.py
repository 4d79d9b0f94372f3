import unicodedata

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.common.text import accent_key, filled, fold, name_key, nfc, slugify_vi, to_id

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ ĐÁƠƯ-,.1",
    max_size=30,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Mận hậu Mộc Châu", "man hau moc chau"),
        ("ĐÀO  rừng, Sơn-La!", "dao rung son la"),
        ("Chẩm chéo «Phiêng Tam» (100g)", "cham cheo phieng tam 100g"),
        ("Rượu\u00a0sơn\u200btra", "ruou sontra"),
        ("ưỡn ẹo ơi", "uon eo oi"),
        ("", ""),
        ("…!?", ""),
    ],
)
def test_fold_gives_plain_words_when_text_has_accents_and_signs(text, folded):
    assert fold(text) == folded


@settings(max_examples=60, deadline=None)
@given(VIETNAMESE)
def test_fold_is_the_same_when_input_is_composed_or_decomposed(text):
    folded = fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == folded
    assert fold(folded) == folded
    assert folded.isascii()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_fold_is_idempotent_and_single_spaced_when_text_is_anything(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())


def test_accent_key_is_the_same_when_the_tone_sits_on_another_letter():
    assert accent_key("Hoà thuỷ, Quý") == accent_key("hòa thủy quý")
    assert accent_key("ba") != accent_key("bà") != accent_key("bá")
    assert accent_key("dê") != accent_key("đê") != accent_key("đe")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Chè Shan tuyết Tà Xùa – 200g", "che-shan-tuyet-ta-xua-200g"),
        ("  --Đỗ tương/rau-- ", "do-tuong-rau"),
        ("茶", ""),
        ("", ""),
    ],
)
def test_slug_is_plain_letters_when_name_is_vietnamese(text, slug):
    assert slugify_vi(text) == slug


def test_slug_is_cut_between_words_when_too_long():
    assert slugify_vi("gạo nếp tan lương mới", max_length=12) == "gao-nep-tan"
    assert slugify_vi("a" * 20, max_length=12) == "a" * 12
    assert slugify_vi("gạo nếp tan", max_length=11) == "gao-nep-tan"


def test_nfc_gives_one_spelling_when_text_is_decomposed_or_has_hidden_characters():
    assert nfc(unicodedata.normalize("NFD", "  Mộc\u00a0 Châu\u200b ")) == "Mộc Châu"


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("7", 7),
        ("000000012", 12),
        ("²", None),
        ("①", None),
        ("٣", None),
        ("-1", None),
        ("", None),
        (None, None),
    ],
)
def test_to_id_takes_nine_ascii_digits_and_nothing_else(raw, number):
    assert to_id(raw) == number
    assert to_id("1234567890") is None


def test_names_sort_as_in_a_vietnamese_dictionary():
    in_order = [
        "Phường Tô Hiệu",
        "Xã Bắc Yên",
        "Xã Bó Sinh",
        "Xã Dương",
        "Xã Đoàn Kết",
        "Xã Ma",
        "Xã Mà",
        "Xã Má",
        "Xã Yên Sơn",
    ]
    mixed = [in_order[at] for at in (4, 8, 0, 6, 2, 7, 1, 5, 3)]
    assert sorted(mixed, key=name_key) == in_order
    # Where no letter differs the tone decides, and only then.
    assert name_key("Mã Lai") < name_key("Ma Li")


@given(VIETNAMESE)
def test_a_name_sorts_alike_composed_and_decomposed(text):
    assert name_key(unicodedata.normalize("NFD", text)) == name_key(unicodedata.normalize("NFC", text))


def test_words_are_filled_in_the_language_of_whoever_reads_them():
    with translation.override("en"):
        message = filled(gettext_lazy("Lô %(lot)s đang bị thu hồi"), {"lot": gettext_lazy("Lô")})
    with translation.override("vi"):
        assert str(message) == "Lô Lô đang bị thu hồi"
    with translation.override("en"):
        assert str(message) == "Lot Lot is being recalled"
