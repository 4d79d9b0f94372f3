"""What buyers type as prices, weights, stars, codes and names of goods, without a database."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from products.search.card_text import card_text
from products.search.measures import bare, price_in, stars_in, weights_in
from products.search.product_query import ProductQuery
from products.search.understanding import understand
from products.search.word_list import FILE, plurals, read, word_list


@pytest.mark.parametrize(
    ("typed", "price"),
    [
        ("dưới 100k", (0, 99_999)), ("mận dưới 100.000đ", (0, 99_999)), ("không quá 50 nghìn", (0, 50_000)), ("<=90k", (0, 90_000)),
        ("trên 200 nghìn", (200_001, 0)), ("từ 200k trở lên", (200_000, 0)), ("over 1,5 triệu", (1_500_001, 0)),
        ("100-200k", (100_000, 200_000)), ("100k - 200k", (100_000, 200_000)), ("từ 100 đến 200 ngàn", (100_000, 200_000)),
        ("giá 50000-90000", (50_000, 90_000)), ("tầm 100k", (80_000, 120_000)), ("chè 300k", (240_000, 360_000)),
    ],
)  # fmt: skip
def test_price_is_understood(typed, price):
    assert price_in(bare(typed))[:2] == price


@pytest.mark.parametrize(
    "typed", ["mận hậu", "dưới 18 tuổi", "MSD2607-1", "500g", "2 kg", "12-15", "trên đồi", "từ 3 đến 5", "k", "100kg", "5 sao"]
)  # fmt: skip
def test_no_price_is_seen_where_none_is_typed(typed):
    assert price_in(bare(typed)) is None


@pytest.mark.parametrize(
    ("typed", "tokens"),
    [("mật ong 500ml", ["~500ml~"]), ("1kg", ["~1000g~"]), ("1 kí", ["~1000g~"]), ("0,5 lít", ["~500ml~"]), ("nửa cân", ["~500g~"]),
     ("2 lạng", ["~200g~"]), ("40 g (20 túi)", ["~40g~"]), ("cân", []), ("5 gói", []), ("100k", []), ("Cao 24 cm", [])],
)  # fmt: skip
def test_weight_is_understood(typed, tokens):
    assert [token for token, _span in weights_in(bare(typed))] == tokens


@pytest.mark.parametrize(
    ("typed", "stars"),
    [("OCOP 5 sao", 5), ("chè 4 sao", 4), ("ocop 3", 3), ("5 stars", 5), ("2 sao", None), ("sao", None), ("15 sao", None)],
)  # fmt: skip
def test_stars_are_understood(typed, stars):
    found = stars_in(bare(typed))
    assert (found and found[0]) == stars


def options(q: str, **parts) -> list[tuple[str, ...]]:
    return [part.options for part in understand(ProductQuery(q=q, **parts)).parts]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("trà", [("~che~",)]),
        ("tea", [("~che~",)]),
        ("plums", [("~man~",)]),
        ("hoa quả sấy", [("~trai-cay~",), ("~say~", "sâý=")]),
        ("hoa qua say", [("~trai-cay~",), ("~say~", "say")]),
        ("cà phê", [("~ca-phe~",)]),
        ("cá", [("~ca~",)]),
        ("bơ", [("~bo-sap~",)]),
        ("bo", [("~bo-sap~",), ("~bo~",)]),
        ("Mường Chanh", [("mương\u0300=",), ("~chanh~", "chanh")]),
        ("mật ong 500ml", [("~mat-ong~",), ("~500ml~", "~l~")]),
        ("9521410002046", [("~09521410002046",)]),
        ("https://pieu.example/01/09521410002046/10/MSD2607-1", [("~09521410002046",)]),
        ("dưới 100k", []),
        ("chè dưới 100k OCOP 5 sao", [("~che~",)]),
    ],
)
def test_words_are_read_as_goods_weights_and_codes(typed, expected):
    found = options(typed)
    assert [tuple(sorted(each)) for each in found] == [tuple(sorted(each)) for each in _one(expected, typed)]


def _one(expected, typed):
    # "bo" without an accent may be any of several goods: they are one part.
    return [tuple(option for each in expected for option in each)] if typed == "bo" else expected


def test_literal_query_is_left_as_it_is_typed():
    assert options("tea dưới 100k", is_literal=True) == [("tea",), ("dươí=",), ("100k",)]
    assert understand(ProductQuery(q="dưới 100k", is_literal=True)).query.price_to == 0


def test_query_of_prices_stars_and_papers_becomes_facets():
    query = understand(ProductQuery(q="vietgap mận 100-200k ocop 4 sao")).query
    assert (query.price_from, query.price_to, query.stars, query.certificate) == (
        100_000,
        200_000,
        4,
        "vietgap",
    )
    assert understand(ProductQuery(q="ocop")).query.certificate == "ocop"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("msd2607-1", "MSD2607-1"), ("lô MSD2607-1", "MSD2607-1"), ("mận", ""), ("100k", ""), ("a b1", "")],
)
def test_code_of_a_lot_is_recognised(typed, code):
    assert understand(ProductQuery(q=typed)).code == code


@pytest.mark.parametrize(
    ("name", "ocop_set", "expected"),
    [
        ("Mận hậu Mộc Châu", 1, {"~man~", "~trai-cay~", "~dac-san~"}),
        ("Man hau Moc Chau", 1, {"~man~", "~trai-cay~", "~dac-san~"}),
        ("Mận sấy dẻo", 7, {"~man~", "~say~", "~trai-cay~2", "~an-vat~", "~do-kho~", "~dac-san~"}),
        ("Mật ong hoa nhãn", 4, {"~mat-ong~", "~nhan~2", "~mon-ong~", "~qua~", "~qua-tet~", "~dac-san~"}),
        ("Hoa hồng cắt cành", 23, {"~hoa-hong~", "~hoa~"}),
        ("Vải thiều", 1, {"~vai-thieu~", "~trai-cay~"}),
        ("Vải dệt tay", 22, {"~vai~", "~thu-cong~"}),
        ("Chậu nhựa", 0, set()),
    ],
)
def test_card_has_the_tokens_of_its_goods_and_kinds(name, ocop_set, expected):
    assert set(word_list().tokens(name, ocop_set)) == expected


def test_card_text_has_words_accents_weights_and_the_gtin():
    text = card_text(
        name="Chè Tà", others=["", "Hộ Lan"], ocop_set=11, measures=["100 g", "hop"], gtin="09520000000004"
    )
    assert text == (
        " che ta ho lan che\u0300= ta\u0300= hô\u0323= ~che~ ~tra-cp~ ~do-uong~ ~qua~ ~qua-tet~ ~dac-san~ ~100g~ ~09520000000004 "
    ).replace("e\u0300", "è").replace("a\u0300", "à").replace("hô\u0323", "hộ")


def test_an_installation_adds_words_to_a_line_and_lines_of_its_own():
    own = '[goods]\nman = ["mận cơm"]\nsau = ["sấu"]\n[kinds.trai-cay]\ngoods = ["sau"]\n'
    words = read(FILE.read_text("utf-8"), own)
    assert words.tokens("Sấu tươi", 1) == ["~sau~", "~trai-cay~"]
    assert {"mận", "mận cơm"} <= set(words.concepts["man"].words)
    assert words.version != word_list().version


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[goods", "can't be read"), ("[goods]\nlong-long-key = []", "nine"), ("[goods]\na = { sets = [1] }", "a can't be read"),
        ("[goods]\na = { words = [], colour = 1 }", "a can't be read"), ("[goods]\na = { words = [], also = ['b'] }", "b, which is no key"),
        ("[goods]\na = []\n[qualities]\na = []", "one part only"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_read_are_refused_with_their_line(text, error):
    with pytest.raises(ImproperlyConfigured, match=error):
        read(text)


def test_plurals():
    assert plurals("peach") == ["peachs", "peaches"]
    assert plurals("mận") == plurals("greens") == []
