"""English names and short texts of goods: who writes them, where they show, and what shows without them."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from backend.ledger.models import Entry
from members.acting import Actor
from members.models import Notice
from members.rules import NotAllowed
from products.models import ListingCard, Product, ProductFacts
from products.own_data.products import erase
from products.products.actions.facts import publish_facts
from products.products.actions.products import ask_for_english, copy_last_product, translate_product
from products.products.facts import public_facts
from products.search.auditing import compare_cards
from tests.factories.products import ListedProductFactory
from tests.keyed import KeyedClient
from tests.products.listing.test_desk import at, submitted_by

PLUMS = {"name_en": "Soft-dried plums", "summary_en": "Chewy, sweet and sour."}
GAP = "Chưa có tên tiếng Anh"
GAP_EN = "No English name yet; shown in Vietnamese"


@pytest.fixture
def plums(producer, lan) -> Product:
    product = ListedProductFactory(producer=producer, name="Mận sấy dẻo", story="Mận của mẹ.")
    publish_facts(actor=Actor.of(lan), product=product)
    return product


def english(client, path: str) -> str:
    response = client.get(path, {"lang": "en"})
    assert response.status_code == 200
    return response.content.decode()


def detail(product: Product) -> str:
    return reverse("products:detail", args=[product.slug])


def test_english_texts_are_pinned_with_their_writer_when_an_officer_writes_them(plums, mai):
    before = ProductFacts.objects.filter(product=plums).latest("version")
    translate_product(actor=Actor.of(mai), product=plums, **PLUMS)
    now = ProductFacts.objects.filter(product=plums).latest("version")
    assert (now.version > before.version, json.loads(now.body)["name_en"]) == (True, "Soft-dried plums")
    assert (
        Entry.objects.filter(kind="product.facts", subject=f"product:{plums.pk}").latest("id").by == mai.ref
    )
    change = plums.changes.get()
    assert (change.by, change.was_listed, set(change.fields)) == (mai, True, set(PLUMS))
    plums.refresh_from_db()
    assert (plums.state, [*compare_cards()]) == ("listed", [1])
    translate_product(actor=Actor.of(mai), product=plums, **PLUMS)
    assert plums.changes.count() == 1


def test_facts_stay_as_published_when_goods_have_no_english_texts(plums):
    assert not set(PLUMS) & set(public_facts(plums))


@pytest.mark.parametrize("who", ["lan", "nga"], ids=["the member", "another commune's officer"])
def test_english_texts_are_refused_when_no_officer_of_the_maker_writes_them(plums, who, request):
    with pytest.raises(NotAllowed):
        translate_product(actor=Actor.of(request.getfixturevalue(who)), product=plums, **PLUMS)
    plums.refresh_from_db()
    assert (plums.name_en, plums.summary_en) == ("", "")


def test_english_texts_of_own_goods_are_refused_when_their_officer_writes_them(plums, mai):
    plums.producer.people.create(user=mai, role="helper")
    with pytest.raises(NotAllowed):
        translate_product(actor=Actor.of(mai), product=plums, **PLUMS)


def test_page_shows_the_english_name_and_text_when_an_officer_wrote_them(client, plums, mai):
    translate_product(actor=Actor.of(mai), product=plums, **PLUMS)
    page = english(client, detail(plums))
    assert "<h1>Soft-dried plums</h1>" in page and "Chewy, sweet and sour." in page
    assert GAP_EN not in page
    assert '"name":"Mận sấy dẻo"' in (data := page.replace('": "', '":"'))
    assert re.search(r'"alternateName":\s*\{"@language":"en",\s*"@value":"Soft-dried plums"\}', data)
    client.cookies.clear()
    vietnamese = client.get(detail(plums)).content.decode()
    assert "<h1>Mận sấy dẻo</h1>" in vietnamese and "Chewy" not in vietnamese


def test_page_says_once_that_the_name_is_vietnamese_when_it_has_no_english_one(client, plums):
    page = english(client, detail(plums))
    assert '<h1><span lang="vi">Mận sấy dẻo</span></h1>' in page
    assert page.count(GAP) + page.count(GAP_EN) == 1
    client.cookies.clear()
    assert GAP not in client.get(detail(plums)).content.decode()


def test_list_shows_and_finds_english_names_when_goods_have_them(client, plums, mai, producer, lan):
    other = ListedProductFactory(producer=producer, name="Long nhãn")
    publish_facts(actor=Actor.of(lan), product=other)
    translate_product(actor=Actor.of(mai), product=plums, name_en="Chewy Xylopods", summary_en="")
    page = english(client, reverse("products:list"))
    assert "Chewy Xylopods</a>" in page and '<span lang="vi">Long nhãn</span></a>' in page
    assert page.count(GAP) + page.count(GAP_EN) == 1
    found = client.get(reverse("products:list"), {"q": "xylopods"}).content.decode()
    assert detail(plums) in found and detail(other) not in found
    assert ListingCard.objects.get(product=plums).name_en == "Chewy Xylopods"


def test_english_typed_before_listing_is_saved_when_the_officer_lists_the_product(client, lan, mai, producer):
    product = submitted_by(lan, producer, name="Mận sấy dẻo")
    client.force_login(mai)
    page = client.get(at(product)).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    client.post(at(product), {"act": "list", "seen": seen, **PLUMS})
    product.refresh_from_db()
    assert (product.state, product.name_en, product.summary_en) == ("listed", *PLUMS.values())
    assert [change.by for change in product.changes.all()] == [mai]


def test_nothing_is_listed_when_the_english_name_is_refused_or_only_saved(client, lan, mai, producer):
    product = submitted_by(lan, producer, name="Mận sấy dẻo")
    client.force_login(mai)
    seen = re.search(r'name="seen" value="(\w+)"', client.get(at(product)).content.decode())[1]
    long = client.post(at(product), {"act": "list", "seen": seen, "name_en": "x" * 121, "summary_en": "kept"})
    assert long.status_code == 400 and "kept</textarea>" in long.content.decode()
    numbers = client.post(at(product), {"act": "english", "name_en": "123", "summary_en": ""})
    assert numbers.status_code == 400 and "Tên phải có chữ" in numbers.content.decode()
    client.post(at(product), {"act": "english", **PLUMS})
    product.refresh_from_db()
    assert (product.state, product.name_en) == ("submitted", "Soft-dried plums")


def test_member_reads_the_english_texts_and_asks_for_a_change_once_a_day(client, plums, lan, mai):
    translate_product(actor=Actor.of(mai), product=plums, **PLUMS)
    client.force_login(lan)
    page = client.get(reverse("products:manage", args=[plums.pk])).content.decode()
    assert "Soft-dried plums" in page and "Nhờ sửa tiếng Anh" in page and "Viết tiếng Anh" not in page
    assert 'name="name_en"' not in client.get(reverse("products:edit", args=[plums.pk])).content.decode()
    client.post(reverse("products:english", args=[plums.pk]), {})
    ask_for_english(actor=Actor.of(lan), product=plums)
    notice = Notice.objects.get(kind="product.english_asked")
    assert (notice.user, notice.url) == (mai, at(plums))


def test_stranger_asks_for_nothing_when_the_goods_are_not_hers(client, plums, hoa):
    client.force_login(hoa)
    assert client.post(reverse("products:english", args=[plums.pk])).status_code == 404
    assert not Notice.objects.filter(kind="product.english_asked").exists()


def test_copy_leaves_the_english_texts_behind_when_a_product_is_copied(plums, lan, mai):
    translate_product(actor=Actor.of(mai), product=plums, **PLUMS)
    copy = copy_last_product(actor=Actor.of(lan))
    assert (copy.name, copy.name_en, copy.summary_en) == ("Mận sấy dẻo", "", "")


def test_short_text_is_erased_with_the_story_when_a_household_leaves(plums, lan, mai):
    translate_product(actor=Actor.of(mai), product=plums, **PLUMS)
    erase(lan)
    plums.refresh_from_db()
    assert (plums.story, plums.summary_en, plums.name_en) == ("", "", "Soft-dried plums")
    assert plums.changes.get().fields["summary_en"] == ["", ""]


def test_programs_read_english_texts_and_write_them_only_as_an_officer(plums, lan, mai):
    client = KeyedClient()
    path = f"/api/v1/products/{plums.pk}/"
    client.force_login(lan)
    client.patch(path, {"name_en": "Mine", "brand": "Lan"}, content_type="application/json")
    assert client.post(f"{path}english/", PLUMS, content_type="application/json").status_code == 403
    plums.refresh_from_db()
    assert (plums.name_en, plums.brand) == ("", "Lan")
    client.force_login(mai)
    answer = client.post(f"{path}english/", PLUMS, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert {name: client.get(path).json()[name] for name in PLUMS} == PLUMS
