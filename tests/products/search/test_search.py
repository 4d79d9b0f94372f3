"""The public list's search on the database of the run: accents, misspelt words, facets, order."""

import random
import unicodedata
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from backend.common.text import accent_key, fold, is_one_apart
from members.models import Unit
from products.certificates.enums import CERTIFICATE_BITS, CertificateKind, CertificateState
from products.models import Certificate, ListingCard, Producer, Product, SearchWord
from products.producers.enums import ProducerKind
from products.products.enums import ProductState
from products.products.facts import search_text
from products.search import rows
from products.search.actions import refresh_card
from products.search.card_text import accent_token
from products.search.finding import find_cards
from products.search.misspellings import POSTGRES, far, mistakes, patterns
from products.search.product_query import ProductQuery
from products.search.spelling import vocabulary, without_telex
from products.search.word_list import words_of
from tests.quick import some_of

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def producer() -> Producer:
    unit = Unit.objects.create(code=3980, name="Phường Mộc Châu", kind="ward", name_folded="phuong moc chau")
    return Producer.objects.create(
        kind=ProducerKind.HOUSEHOLD,
        name="Hộ chị Lan",
        slug="ho-chi-lan",
        unit=unit,
        verified_at=timezone.now(),
    )


def listed(producer: Producer, name: str, **fields) -> Product:
    values = {
        "price": 50_000,
        "unit": "kg",
        "ocop_set": 1,
        "origin": "Sơn La",
        "listed_at": timezone.now(),
    } | fields
    product = Product(
        producer=producer, name=name, slug=f"p{Product.objects.count()}", state=ProductState.LISTED, **values
    )
    product.search_text = search_text(product)
    product.save()
    refresh_card(product=product)
    vocabulary.until = 0
    return product


def names(q: str = "", **parts) -> list[str]:
    return [card.name for card in find_cards(ProductQuery(q=q, **parts)).cards]


def test_find_cards_without_accents(producer):
    listed(producer, "Mận hậu")
    listed(producer, "Đào rừng")
    assert names("man hau moc chau") == ["Mận hậu"]
    assert names("MẬN HẬU") == ["Mận hậu"]
    assert names("dao") == ["Đào rừng"]
    assert names(unicodedata.normalize("NFD", "Đào rừng")) == ["Đào rừng"]


def test_find_cards_wants_every_word(producer):
    listed(producer, "Mận hậu")
    listed(producer, "Xoài tròn")
    assert names("man xoai") == names("mận xoài") == []


def test_find_cards_with_a_mistyped_letter(producer):
    listed(producer, "Xoài tròn")
    listed(producer, "Mận hậu")
    assert names("xoia tron") == ["Xoài tròn"]
    assert names("xoaai tronn") == ["Xoài tròn"]
    assert find_cards(ProductQuery(q="mam hau")).read_as == "man hau"
    assert names("manhau") == ["Mận hậu"]


@pytest.mark.parametrize(
    ("typed", "found", "read_as"),
    [
        ("soai tron", "Xoài tròn", "xoai tron"),
        ("giau tay", "Dâu tây", ""),  # a synonym
        ("tre tuyet", None, ""),  # two letters of three
        ("nhan trin", "Nhãn chín", "nhan"),
        ("ca fe", "Cà phê", ""),
        ("maanj haauj", "Mận hậu", "man hau"),
        ("xoaif", "Xoài tròn", "xoai"),
        ("gong gion", "Hồng giòn", "hong gion"),
        ("nhitj trau", "Thịt trâu gác bếp", "trau"),
        ("nhitj bep", "Thịt trâu gác bếp", "thit bep"),
        ("xoia", "Xoài tròn", "xoai"),
        ("xaio", None, ""),
        ("hogn gioan", "Hồng giòn", "hong gion"),
        ("troonm xoai", "Xoài tròn", "xoai"),
        ("nan hau", "Mận hậu", "man hau"),
        ("qzxtm", None, ""),
        ("khongcogi", None, ""),
    ],
)
def test_find_cards_with_a_mistyped_beginning_or_accents_left_as_keys(producer, typed, found, read_as):
    for name in (
        "Xoài tròn",
        "Dâu tây",
        "Chè tuyết",
        "Thịt trâu gác bếp",
        "Cà phê",
        "Mận hậu",
        "Hồng giòn",
        "Nhãn chín",
    ):
        listed(producer, name)
    answer = find_cards(ProductQuery(q=typed))
    wanted = [found] if found else []
    assert ([card.name for card in answer.cards], answer.read_as) == (wanted, read_as)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("man", "man", 0), ("xoai", "xaoi", 1), ("xoai", "xaio", 2), ("thit", "nhitj", 2), ("", "na", 2), ("abcd", "badc", 2),
     ("tuyet", "tet", 2), ("nghieng", "ngieg", 2), ("man", "hau", 2), ("trung", "chuong", 3)],
)  # fmt: skip
def test_mistakes(a, b, expected):
    assert mistakes(a, b) == mistakes(b, a) == expected


def test_a_known_word_that_finds_nothing_is_read_as_another(producer):
    """ "nan" is a word of one card, but of none with "hau"."""
    listed(producer, "Mận hậu")
    listed(producer, "Nan tre")
    answer = find_cards(ProductQuery(q="nan hau"))
    assert ([card.name for card in answer.cards], answer.read_as) == (["Mận hậu"], "man hau")


@pytest.mark.parametrize("typed", ["ung thư", "ung thu", "ung"])
def test_a_short_word_without_a_first_consonant_is_not_read_as_another(producer, typed):
    listed(producer, "Mật ong")
    listed(producer, "Cam thu hoạch sớm")
    listed(producer, "Mật ong vụ thu")
    answer = find_cards(ProductQuery(q=typed))
    assert ([card.name for card in answer.cards], answer.read_as) == ([], "")
    assert names("ong thu") == ["Mật ong vụ thu"] and "Mật ong" in names("mat omg")


def test_words_with_two_mistakes_cost_at_most_six_queries(producer, django_assert_max_num_queries, client):
    listed(producer, "Thịt trâu gác bếp")
    for typed in ("nhitj traau gc", "khongcogi gica"):
        vocabulary.until = 0
        with django_assert_max_num_queries(6):
            page = client.get("/products/", {"q": typed}).text
        assert ("Thịt trâu gác bếp" in page) is typed.startswith("nhitj")


def test_two_letters_left_out_are_found_by_trigrams_alone(producer):
    listed(producer, "Tấm nghiêng")
    assert "nghieng" not in vocabulary.around("nghig")
    assert far(["nghig", "ng"]) == {"nghig": ["nghieng"], "ng": []}
    assert find_cards(ProductQuery(q="tam nghig")).read_as == "tam nghieng"


def test_words_with_two_mistakes_are_found_by_an_index():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {POSTGRES}", ["nhitj", patterns("nhitj")[1:-1], "nhitj"])
            assert "products_searchword_trgm" in str(cursor.fetchall())
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM products_searchword_fts")
            assert cursor.fetchone() == (SearchWord.objects.count(),)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("maanj", "man"), ("haauj", "hau"), ("dduwowngf", "duong"), ("traf", "tra"), ("moojc", "moc"), ("chef", "che"), ("son", "son"),
     ("xoai", "xoai"), ("w", ""), ("123", "123")],
)  # fmt: skip
def test_without_telex(typed, meant):
    assert without_telex(typed) == meant


def test_find_cards_returns_the_corrected_query(producer):
    listed(producer, "Chẳm chín")
    listed(producer, "Dâu tây Chimi")
    answer = find_cards(ProductQuery(q="cham chinm"))
    assert ([card.name for card in answer.cards], answer.read_as) == (["Chẳm chín"], "cham chin")


def test_find_cards_with_words_of_two_letters(producer):
    listed(producer, "Na dai")
    listed(producer, "Nấm hương")
    assert names("na") == ["Na dai", "Nấm hương"] or names("na")[0] == "Na dai"
    assert names("na dai") == ["Na dai"]


def test_find_cards_puts_the_exact_accents_first(producer):
    listed(producer, "Phù hậu", listed_at=timezone.now() - timedelta(days=9))
    listed(producer, "Phủ mác hậu")
    assert names("phu hau") == ["Phù hậu", "Phủ mác hậu"]
    assert names("hau phu")[0] == "Phủ mác hậu"  # the newest first if neither matches better
    assert names("phù hậu") == ["Phù hậu"]


def test_find_cards_orders_the_newest_when_more_hold_the_words(producer, monkeypatch):
    monkeypatch.setattr(rows, "CANDIDATES", 3)
    for number in range(6):
        listed(producer, f"Mận hậu {number}")
    assert names("mận") == ["Mận hậu 5", "Mận hậu 4", "Mận hậu 3"]
    assert len(names("mận", sort="gia-tang")) == 3


def test_find_cards_takes_signs_as_nothing(producer):
    listed(producer, "Mận hậu")
    for nasty in ('"', "%", "_", "' OR 1=1 --", '" OR "', "*", "man*hau", "\\", "NEAR(man hau)"):
        len(find_cards(ProductQuery(q=nasty)).cards)
    assert names('"') == []
    assert names("man*hau") == ["Mận hậu"]


def test_find_cards_by_facets(producer):
    season = timezone.localdate().month
    listed(producer, "Mận hậu", season_months=[season], price=30_000)
    listed(producer, "Xoài", season_months=[season % 12 + 1], price=20_000)
    listed(producer, "Khăn piêu", ocop_set=22, price=500_000)
    assert names(in_season=True, sort="gia-tang") == ["Mận hậu"]
    assert names(group="vai") == ["Khăn piêu"]
    assert names(commune=1) == []
    assert names(sort="gia-tang") == ["Xoài", "Mận hậu", "Khăn piêu"]


def test_find_cards_by_stars_only_while_in_force(producer):
    product = listed(producer, "Mận hậu")
    today = timezone.localdate()
    paper = Certificate.objects.create(
        producer=producer, product=product, kind=CertificateKind.OCOP, number="1", issuer="UBND", stars=4,
        state=CertificateState.VERIFIED, issued_date=today - timedelta(days=30), valid_until=today,
    )  # fmt: skip
    refresh_card(product=product)
    assert names(stars=4, certificate="ocop") == ["Mận hậu"]
    Certificate.objects.filter(pk=paper.pk).update(valid_until=today - timedelta(days=1))
    refresh_card(product=product)
    assert names(stars=4) == []


def test_refresh_card_of_a_retired_product_takes_it_away(producer):
    product = listed(producer, "Mận hậu")
    product.state = ProductState.RETIRED
    product.save()
    refresh_card(product=product)
    assert ListingCard.objects.count() == 0
    assert names("man") == []


def test_find_cards_after_a_rename(producer):
    product = listed(producer, "Mận hậu")
    product.name = "Đào mèo"
    product.search_text = search_text(product)
    product.save()
    refresh_card(product=product)
    assert names("man hau") == []
    assert names("dao meo") == ["Đào mèo"]


def test_product_query_leaves_nonsense_out():
    query = ProductQuery.read(QueryDict("q=a%00b&sao=9&xa=-1&nhom=zzz&giay=x&xep=y&mua=1"))
    assert query == ProductQuery(q="ab", in_season=True)
    assert query.parameters() == {"q": "ab", "mua": "1"}


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("man", "man", True), ("man", "mam", True), ("man", "mn", True), ("man", "mnan", True), ("man", "mna", True),
     ("man", "hau", False), ("man", "m", False), ("abcd", "badc", False)],
)  # fmt: skip
def test_is_one_apart(a, b, expected):
    assert is_one_apart(a, b) is expected
    assert is_one_apart(b, a) is expected


def test_find_cards_finds_in_every_segment_each_card_once(producer):
    """PostgreSQL's index reads the newest numbers in small segments and the others in large ones."""
    numbers = [1, 8_191, 8_192, 131_071, 131_072, 262_145, 399_999, 400_000]
    for number in numbers:
        listed(producer, f"Mận hậu {number}", pk=number)
    found = [card.product_id for card in find_cards(ProductQuery(q="mận")).cards]
    assert found == numbers[::-1]
    assert names("hậu 131072") == ["Mận hậu 131072"]


def test_find_cards_of_a_page_says_how_many_there_are_in_all(producer):
    for number in range(3):
        listed(producer, f"Mận hậu {number}")
    cards = find_cards(ProductQuery(q="mận")).cards
    assert [card.name for card in cards[1:2]] == ["Mận hậu 1"]
    assert len(cards) == 3


def test_find_cards_with_a_word_longer_than_the_index_keeps(producer):
    listed(producer, "Nghiengnghiengngangngang")
    listed(producer, "Nghiengnghiengxuoixuoi")
    assert names("nghiengnghiengnga") == ["Nghiengnghiengngangngang"]
    assert len(names("nghiengnghieng")) == 2


# None of them names goods, whose words are found by tokens.
SYLLABLES = ["phù", "phủ", "hậu", "chiềng", "shan", "tuyết", "xuân", "khuyên", "nghiêng", "thuận", "1", "12"]


def plainly(query: ProductQuery) -> list[int]:
    """Return the expected hits, card by card and without any index."""
    words = fold(query.q).split()
    typed = [accent_token(word) if word.has_accents else word.folded for word in words_of(query.q)]
    accents, month = f" {accent_key(query.q)} ", 1 << (timezone.localdate().month - 1)
    found = [
        card
        for card in ListingCard.objects.all()
        if all(f" {word}" in card.search for word in typed)
        and query.price_from <= card.price <= (query.price_to or card.price)
        and (not query.group or card.ocop_group == query.group)
        and (not query.stars or card.stars == query.stars)
        and (not query.commune or card.commune_id == query.commune)
        and (not query.in_season or card.season & month)
        and (not query.certificate or card.certificates & CERTIFICATE_BITS[query.certificate])
    ]

    def place(card):
        rank = (accents not in card.accents) + 2 * (f" {' '.join(words)} " not in card.search)
        newest, dearest = (-card.listed_at.timestamp(), -card.pk), (-card.price, card.pk)
        return (rank, *{"moi": newest, "gia-tang": (card.price, -card.pk), "gia-giam": dearest}[query.sort])

    return [card.pk for card in sorted(found, key=place)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", some_of(range(3), 1))
def test_find_cards_finds_what_a_plain_look_finds(producer, seed):
    """With facets, every order and misspelt words, over random cards of several segments."""
    draw = random.Random(seed)
    other = Unit.objects.create(code=3981, name="Xã Tà Xùa", kind="commune", name_folded="xa ta xua")
    for number in draw.sample([*range(1, 40), *range(131_000, 131_040), *range(400_000, 400_040)], 30):
        product = listed(
            producer, " ".join(draw.choices(SYLLABLES, k=3)), pk=number,
            price=draw.randrange(1, 5) * 10_000, listed_at=timezone.now() - timedelta(days=draw.randrange(9)),
        )  # fmt: skip
        ListingCard.objects.filter(product=product).update(
            commune=draw.choice([producer.unit, other]), stars=draw.choice([0, 3, 5]),
            certificates=draw.choice([0, 4, 6]), season=draw.choice([0, 1, 0xFFF]), ocop_group=draw.choice(["che", "vai"]),
        )  # fmt: skip
    for _number in range(40):
        right = draw.choices(SYLLABLES, k=draw.choice([0, 1, 1, 2]))
        query = ProductQuery(
            q=" ".join(draw.choice([word, fold(word), fold(word)[:2]]) for word in right),
            group=draw.choice(["", "", "che"]), stars=draw.choice([0, 0, 5]), in_season=draw.random() < 0.3,
            commune=draw.choice([0, 0, other.pk]), certificate=draw.choice(["", "", "organic"]),
            price_from=draw.choice([0, 0, 20_000]), price_to=draw.choice([0, 0, 30_000]),
            sort=draw.choice(["moi", "gia-tang", "gia-giam"]),
        )  # fmt: skip
        expected = plainly(query)
        found = find_cards(query)
        if expected or not query.q:
            assert [card.product_id for card in found.cards] == expected, query
    for word, mistyped in (("tuyet", "tuyte"), ("tuyet", "tuyeet"), ("thuan", "thuna"), ("chieng", "chieg")):
        expected = plainly(ProductQuery(q=word))
        assert {card.product_id for card in find_cards(ProductQuery(q=mistyped)).cards} >= set(expected)
