"""A household's page for buyers: what it shows of people, place, story and goods, and what only with consent."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from backend.ledger.models import Entry
from members.acting import Actor
from members.consent.actions import give_consent, withdraw_consent
from members.consent.enums import ConsentPurpose
from members.models import Milestone
from members.notices.enums import MilestoneKind
from products.models import ProductPhoto
from products.search.actions import refresh_card
from tests.factories.products import ListedProductFactory, PhotoFactory
from tests.keyed import KeyedClient

pytestmark = pytest.mark.django_db
PHONE = "+84912000001"


@pytest.fixture
def client() -> KeyedClient:
    return KeyedClient()


@pytest.fixture
def front(producer, lan) -> str:
    """Return the address of Lan's page: a portrait, a number, a story and two listed products."""
    lan.full_name = "Lò Thị Lan"
    lan.save(update_fields=["full_name"])
    producer.name, producer.phone, producer.about = (
        "Vườn trên đồi",
        PHONE,
        "Trồng từ đời mẹ. Gọi 0912 345 678.",
    )
    producer.address = "Bản Hua Tạt"
    producer.portrait = PhotoFactory(producer=producer, is_public=True)
    producer.save()
    for number in range(2):
        product = ListedProductFactory(
            producer=producer, slug=f"man-{number}", name=f"Mận {number}", photos=1
        )
        refresh_card(product=product)
    return reverse("products:shopfront", args=[producer.pk])


def agree(user, *purposes) -> None:
    for purpose in purposes:
        give_consent(actor=Actor.of(user), purpose=purpose)


def page_of(client, address) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def data_of(page: str) -> dict[str, Any]:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])


def test_without_consent_the_page_has_no_name_portrait_or_number(client, front, producer):
    page = page_of(client, front)
    assert "Vườn trên đồi" in page and "Bản Hua Tạt" in page
    for personal in (
        "Lò Thị Lan",
        str(producer.portrait.key),
        "tel:",
        "zalo.me",
        "912000001",
        "0912 345 678",
    ):
        assert personal not in page, personal
    assert not data_of(page).keys() & {"telephone", "founder"}


def test_with_consent_the_page_shows_name_portrait_and_ways_to_call(client, front, producer, lan):
    shown = (ConsentPurpose.PUBLIC_NAME, ConsentPurpose.PUBLIC_PHOTO, ConsentPurpose.PUBLIC_PHONE)
    agree(lan, *shown)
    page = page_of(client, front)
    assert f"tel:{PHONE}" in page and "https://zalo.me/84912000001" in page
    assert "Lò Thị Lan" in page and str(producer.portrait.key) in page
    assert data_of(page)["telephone"] == PHONE
    assert data_of(page)["founder"] == [{"@type": "Person", "name": "Lò Thị Lan"}]
    for purpose in shown:
        withdraw_consent(actor=Actor.of(lan), purpose=purpose)
    assert "Lò Thị Lan" not in page_of(client, front)


def test_programs_read_a_household_with_its_place_and_a_picture(client, front, producer, unit):
    page = page_of(client, front)
    address = settings.PUBLIC_ORIGIN + front
    data = data_of(page)
    assert (data["@type"], data["@id"], data["name"]) == ("LocalBusiness", address, "Vườn trên đồi")
    assert data["address"]["addressLocality"] == producer.unit.name
    assert data["description"].startswith("Trồng từ đời mẹ.")
    assert data["image"].startswith(f"{settings.PUBLIC_ORIGIN}/chia-se/man-")
    assert f'<meta property="og:image" content="{data["image"]}">' in page
    producer.kind = "cooperative"
    producer.save()
    assert data_of(page_of(client, front))["@type"] == "Organization"


def test_photos_of_the_work_are_shown_once_and_without_those_of_the_cards(client, front, producer):
    work = PhotoFactory(producer=producer, is_public=True)
    secret = PhotoFactory(producer=producer, is_public=False)
    for product in producer.products.all():
        ProductPhoto.objects.create(product=product, photo=work, position=5)
        ProductPhoto.objects.create(product=product, photo=secret, position=6)
    page = page_of(client, front)
    shown = re.findall(r'class="front__photo" src="[^"]*/([0-9a-f-]{36})/', page)
    assert shown == [str(work.key)]


def test_what_is_missing_is_named(client, front, producer):
    producer.about = ""
    producer.save()
    page = page_of(client, front)
    assert "Người bán chưa kể chuyện của mình." in page


def test_an_owner_writes_the_story_and_a_stranger_cannot(client, front, producer, lan, hoa):
    address = reverse("products:story", args=[producer.pk])
    client.force_login(hoa)
    assert client.post(address, {"about": "Chuyện của Hoa"}).status_code == 404
    producer.refresh_from_db()
    assert producer.about.startswith("Trồng từ đời mẹ.")
    client.force_login(lan)
    assert "Trồng từ đời mẹ." in page_of(client, address)
    answer = client.post(address, {"about": "Nhà tôi trồng mận.\r\nTừ năm 1998."})
    assert answer.headers["Location"] == front
    assert "Nhà tôi trồng mận.<br>Từ năm 1998." in page_of(client, front)


def test_a_story_that_cannot_stand_is_refused_at_its_field_and_nothing_is_lost(client, front, producer, lan):
    client.force_login(lan)
    address = reverse("products:story", args=[producer.pk])
    answer = client.post(address, {"about": "Ăn vào chữa khỏi bệnh tiểu đường."})
    page = answer.content.decode()
    assert answer.status_code in (400, 409) and "field--error" in page and "chữa khỏi bệnh" in page
    producer.refresh_from_db()
    assert producer.about.startswith("Trồng từ đời mẹ.")


def test_an_officer_writes_the_story_for_her_and_the_ledger_has_it(client, front, producer, mai):
    client.force_login(mai)
    client.post(reverse("products:story", args=[producer.pk]), {"about": "Bà Lan trồng mận."})
    producer.refresh_from_db()
    assert producer.about == "Bà Lan trồng mận."
    assert Entry.objects.filter(subject=f"producer:{producer.ref}").exists()


def test_she_records_that_she_shared_her_page_and_buyers_see_no_such_button(client, front, producer, lan):
    address = reverse("products:shared", args=[producer.pk])
    assert address not in page_of(client, front)
    assert client.post(address).status_code == 302
    assert not Milestone.objects.exists()
    client.force_login(lan)
    assert f'action="{address}"' in page_of(client, front)
    client.post(address)
    shared = Milestone.objects.get(user=lan, kind=MilestoneKind.GOODS_SHARED)
    assert shared.subject == f"producer:{producer.pk}"
    page = page_of(client, front)
    assert f'action="{address}"' not in page and "Chị đã chia sẻ rồi." in page


def test_an_officer_cannot_record_a_share_of_others(client, front, producer, mai):
    client.force_login(mai)
    assert client.post(reverse("products:shared", args=[producer.pk])).status_code == 403
    assert not Milestone.objects.filter(kind=MilestoneKind.GOODS_SHARED).exists()
