"""The line above a search's hits: words left out, corrected or understood; and the kinds offered without a hit."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from backend.ledger.auditing import Finding
from products.models import ListingCard
from products.search import actions
from products.search.actions import refresh_card, refresh_old_texts
from products.search.auditing import compare_cards
from products.search.spelling import vocabulary
from tests.factories.products import ListedProductFactory
from tests.factories.traceability import LotFactory
from tests.layout import without_layout

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def listed(name, **fields):
    product = ListedProductFactory(name=name, photos=0, **fields)
    refresh_card(product=product)
    vocabulary.until = 0
    return product


def page_of(client, q, **parameters):
    response = client.get("/products/", {"q": q, **parameters})
    return [card.name for card in response.context["page"].rows], without_layout(response.text)


def test_words_left_out_are_said_with_a_way_back_to_what_was_typed(client):
    listed("Mật ong hoa nhãn", ocop_set=4)
    names, page = page_of(client, "mật ong nguyên chất", sao="")
    assert names == ["Mật ong hoa nhãn"]
    assert "Không có kết quả cho “mật ong nguyên chất”. Đang tìm “mật ong”." in " ".join(page.split())
    back = re.search(r'href="([^"]+)">Tìm đúng chữ đã gõ', page)[1]
    assert parse_qs(urlsplit(back.replace("&amp;", "&")).query) == {
        "q": ["mật ong nguyên chất"],
        "dung": ["1"],
    }
    names, page = page_of(client, "mật ong nguyên chất", dung="1")
    assert names == []
    assert "Không có kết quả" not in page


def test_a_word_that_nobody_has_is_left_out_before_letters_change(client):
    listed("Chè Shan tuyết", ocop_set=11)
    listed("Khăn xanh", ocop_set=22)
    names, page = page_of(client, "chè sanh")
    assert names == ["Chè Shan tuyết"]
    assert "Đang tìm “chè”" in page


def test_goods_that_nobody_has_are_not_read_as_others(client):
    listed("Dâu tây hái buổi sớm")
    listed("Khăn piêu", ocop_set=22, origin="Xã Mường Chanh, Sơn La")
    listed("Cà phê rang mộc", ocop_set=13)
    for typed in (
        "cao phong",
        "bưởi đỏ",
        "buoi do",
        "bưởi",
        "chanh leo",
        "chanh",
        "cà chua",
        "máy tính",
        "iphone sơn la",
    ):
        assert page_of(client, typed)[0] == [], typed
    assert page_of(client, "mường chanh")[0] == ["Khăn piêu"]


def test_whole_title_finds_its_product(client):
    listed("Mật ong hoa nhãn", ocop_set=4, net_content="500 ml")
    listed("Nhãn lồng")
    for typed in ("Mật ong hoa nhãn", "mat ong hoa nhan", "MẬT ONG HOA NHÃN", "mật ong hoa nhãn 500ml"):
        names, page = page_of(client, typed)
        assert names == ["Mật ong hoa nhãn"], typed
        assert "Không có kết quả" not in page


def test_nothing_found_offers_the_kinds_that_there_are(client):
    listed("Mận hậu")
    listed("Khăn piêu", ocop_set=22)
    names, page = page_of(client, "bưởi")
    kinds = re.findall(r'<a class="chip" href="\?q=[^"]+"><span>([^<]+)', page.partition("kinds-title")[2])
    assert (names, kinds) == ([], ["Trái cây", "Quà tặng", "Quà Tết", "Thủ công, thổ cẩm"])
    assert page_of(client, "trái cây")[0] == ["Mận hậu"]


def test_price_that_was_typed_filters_and_is_said(client):
    listed("Mận hậu", price=90_000)
    listed("Mận ruby", price=100_000)
    listed("Chè", price=50_000, ocop_set=11)
    names, page = page_of(client, "mận dưới 100k")
    assert names == ["Mận hậu"]
    assert "Chỉ hiện hàng theo: giá dưới 100.000 đ." in " ".join(page.split())
    assert page_of(client, "dưới 100k")[0] == ["Chè", "Mận hậu"]
    assert page_of(client, "100-200k")[0] == ["Mận ruby"]
    names, page = page_of(client, "mận dưới 10k")
    assert names == ["Mận ruby", "Mận hậu"]
    assert "Đang tìm “mận”" in page and "Chỉ hiện" not in page


def test_price_in_the_address_filters_and_stays_in_the_form(client):
    listed("Mận hậu", price=90_000)
    listed("Mận ruby", price=100_000)
    names, page = page_of(client, "", **{"gia-tu": "95000", "gia-den": "100000"})
    assert names == ["Mận ruby"]
    assert re.search(r'name="gia-tu"\s+value="95000"', page)
    assert re.search(r'name="gia-den"\s+value="100000"', page)


def test_price_that_was_typed_filters_in_the_api(client):
    listed("Mận hậu", price=90_000)
    listed("Mận ruby", price=100_000)
    found = client.get("/api/v1/products/", {"q": "dưới 100k"}).json()["results"]
    assert [each["name"] for each in found] == ["Mận hậu"]


def test_code_of_a_lot_finds_its_product(client):
    lot = LotFactory(product=listed("Mận sấy dẻo", ocop_set=7), code="MSD2607-1")
    listed("Chè Shan tuyết", ocop_set=11)
    for typed in ("MSD2607-1", "msd2607-1", "lô MSD2607-1"):
        assert page_of(client, typed)[0] == [lot.product.name], typed
    assert page_of(client, "MSD2607-2")[0] == []


def test_barcode_finds_its_product_alone(client):
    listed("Mận sấy dẻo", ocop_set=7, gtin="09520000000004")
    listed("Mận 09520000000")
    for typed in ("09520000000004", "9520000000004", "952 000 000 0004"):
        assert page_of(client, typed)[0] == ["Mận sấy dẻo"], typed
    assert page_of(client, "9520000000011")[0] == []


def test_other_readings_cost_at_most_six_queries(client, django_assert_max_num_queries):
    listed("Mật ong hoa nhãn", ocop_set=4)
    for typed in (
        "mật ong nguyên chất",
        "maatj onng raats ngon",
        "hoa quả sấy dưới 10k",
        "mộc chậu đẹp",
        "bean",
        "onh mta",
    ):
        # PostgreSQL prepares each shape of the statement once a connection.
        client.get("/products/", {"q": typed})
        vocabulary.until = 0
        with django_assert_max_num_queries(6):
            client.get("/products/", {"q": typed})


def test_texts_of_other_words_are_written_again_and_are_no_finding_until_then(monkeypatch):
    monkeypatch.setattr(actions, "_text_version", "")
    product = listed("Mận hậu")
    right = ListingCard.objects.values("search", "accents").get()
    ListingCard.objects.update(search=" man hau ", accents=" mận hậu ")
    assert [each for each in compare_cards() if isinstance(each, Finding)] == []
    assert (refresh_old_texts(), refresh_old_texts()) == (1, 0)
    assert ListingCard.objects.values("search", "accents").get(product=product) == right
    ListingCard.objects.update(search=" man hau ")
    assert len([each for each in compare_cards() if isinstance(each, Finding)]) == 1


def test_a_mistyped_english_name_of_goods_is_corrected(client):
    listed("Mật ong hoa nhãn", ocop_set=4)
    listed("Hồng giòn", ocop_set=1)
    for typed in ("honye", "hoeny", "honney"):
        names, page = page_of(client, typed)
        assert (names, "Đang tìm “honey”" in page) == (["Mật ong hoa nhãn"], True), typed
    # Four letters are too few to guess from, and a word of a card is meant as it is.
    assert "Mật ong hoa nhãn" not in page_of(client, "hony")[0]
    listed("Honeo khô")
    assert page_of(client, "honeo")[0] == ["Honeo khô"]
