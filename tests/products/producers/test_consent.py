"""A person's number and portrait: visible to buyers with consent, and only as long as the consent lasts."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from members.acting import Actor
from members.consent.actions import give_consent, withdraw_consent
from members.consent.enums import ConsentPurpose
from products.models import Photo, Producer, ProducerPerson
from products.photos.actions import attach_photo, erase_old_records
from products.producers.actions.producers import update_producer
from products.producers.enums import ProducerKind, ProducerRole
from products.producers.rules import shows_phone, shows_portrait
from tests.factories.products import ListedProductFactory, PhotoFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
NUMBER = "+84912000001"


@pytest.fixture
def listed(producer):
    """A listed product of Lan's household, which has a number and a portrait."""
    producer.phone = NUMBER
    producer.portrait = PhotoFactory(producer=producer, is_public=True)
    producer.save()
    return ListedProductFactory(producer=producer, slug="man-cua-lan")


def agree(user, purpose):
    give_consent(actor=Actor.of(user), purpose=purpose)


def test_household_shows_phone_and_portrait_only_while_the_owner_consents(listed, lan, minh):
    producer = listed.producer
    assert (shows_phone(producer), shows_portrait(producer)) == (False, False)
    agree(lan, ConsentPurpose.PUBLIC_PHONE)
    assert (shows_phone(producer), shows_portrait(producer)) == (True, False)
    agree(lan, ConsentPurpose.PUBLIC_PHOTO)
    assert (shows_phone(producer), shows_portrait(producer)) == (True, True)
    withdraw_consent(actor=Actor.of(lan), purpose=ConsentPurpose.PUBLIC_PHONE)
    assert (shows_phone(producer), shows_portrait(producer)) == (False, True)
    # The consent of a mere helper counts only for that person.
    ProducerPerson.objects.create(producer=producer, user=minh, role=ProducerRole.HELPER)
    agree(minh, ConsentPurpose.PUBLIC_PHONE)
    assert not shows_phone(producer)


@pytest.mark.parametrize("kind", [ProducerKind.COOPERATIVE, ProducerKind.COMPANY])
def test_a_firm_shows_its_number_and_picture_where_it_has_them(listed, kind):
    producer = listed.producer
    producer.kind = kind
    assert (shows_phone(producer), shows_portrait(producer)) == (True, True)
    producer.phone, producer.portrait = "", None
    assert (shows_phone(producer), shows_portrait(producer)) == (False, False)


def test_product_page_and_api_show_the_phone_number_only_with_consent(client, listed, lan):
    page, api = f"/products/{listed.slug}/", f"/api/v1/producers/{listed.producer_id}/"
    assert NUMBER not in client.get(page).content.decode()
    assert client.get(api).json()["phone"] == ""
    agree(lan, ConsentPurpose.PUBLIC_PHONE)
    assert f'href="tel:{NUMBER}"' in client.get(page).content.decode()
    assert client.get(api).json()["phone"] == NUMBER


def test_portrait_is_shown_and_served_only_with_consent(client, listed, lan):
    page, photo = f"/products/{listed.slug}/", listed.producer.portrait
    photo.variants["mini.jpg"]["path"] = default_storage.save("photos/mini.jpg", ContentFile(b"jpeg"))
    photo.save()
    picture = f"/anh/{listed.producer.portrait.key}/"
    assert picture not in client.get(page).content.decode()
    assert client.get(picture + "mini.jpg").status_code == 404
    agree(lan, ConsentPurpose.PUBLIC_PHOTO)
    assert picture in client.get(page).content.decode()
    served = client.get(picture + "mini.jpg")
    assert (served.status_code, served["Cache-Control"]) == (200, "no-cache")
    assert b"".join(served.streaming_content) == b"jpeg"
    withdraw_consent(actor=Actor.of(lan), purpose=ConsentPurpose.PUBLIC_PHOTO)
    assert client.get(picture + "mini.jpg").status_code == 404


def stored_portrait(listed):
    photo = listed.producer.portrait
    photo.variants["mini.jpg"]["path"] = default_storage.save("photos/mini.jpg", ContentFile(b"jpeg"))
    photo.save()
    return photo, f"/anh/{photo.key}/mini.jpg"


@pytest.mark.parametrize("is_replaced", [True, False])
def test_portrait_that_gave_way_is_gone_for_everybody_with_its_files(
    client, listed, lan, is_replaced, django_capture_on_commit_callbacks
):
    photo, address = stored_portrait(listed)
    agree(lan, ConsentPurpose.PUBLIC_PHOTO)
    assert client.get(address).getvalue() == b"jpeg"
    path = photo.variants["mini.jpg"]["path"]
    page = f"/san-xuat/{listed.producer_id}/anh/"
    client.force_login(lan)
    with django_capture_on_commit_callbacks(execute=True):
        if is_replaced:
            another = PhotoFactory(producer=listed.producer)
            update_producer(actor=Actor.of(lan), producer=listed.producer, changes={"portrait": another})
        else:
            assert 'value="remove"' in client.get(page).content.decode()
            assert client.post(page, {"act": "remove"}).status_code == 302
    listed.producer.refresh_from_db()
    assert listed.producer.portrait == (another if is_replaced else None)
    assert (client.get(address).status_code, default_storage.exists(path)) == (404, False)
    assert not Photo.objects.filter(pk=photo.pk).exists()
    assert ('value="remove"' in client.get(page).content.decode()) is is_replaced


def test_owner_of_a_household_switches_what_buyers_see_on_its_page(client, listed, lan, mai):
    page, portrait = f"/san-xuat/{listed.producer_id}/", f"/san-xuat/{listed.producer_id}/anh/"
    client.force_login(lan)
    assert client.get(page).text.count('role="switch"') == 3
    assert 'value="public_photo"' in client.get(portrait).text
    client.force_login(mai)  # oversees it, but the data are Lan's
    assert 'role="switch"' not in client.get(page).text
    Producer.objects.update(kind=ProducerKind.COOPERATIVE)
    client.force_login(lan)
    assert 'role="switch"' not in client.get(page).text + client.get(portrait).text


def test_portrait_that_a_product_shows_too_stays_the_products(client, listed, lan):
    photo, address = stored_portrait(listed)
    attach_photo(actor=Actor.of(lan), product=listed, photo=photo)
    update_producer(actor=Actor.of(lan), producer=listed.producer, changes={"portrait": None})
    assert client.get(address).getvalue() == b"jpeg"


def test_portraits_that_gave_way_before_they_were_erased_go_with_the_clock(client, listed, lan, time_machine):
    """Such a photo was stored until then: public, but on no page. A photo on a page, and a new one, stay."""
    photo, address = stored_portrait(listed)
    Producer.objects.filter(pk=listed.producer_id).update(portrait=None)
    stored = listed.photo_links.get().photo
    Photo.objects.filter(pk=stored.pk).update(is_public=True)
    assert erase_old_records() == 0
    time_machine.move_to(timezone.now() + timedelta(days=2))
    assert erase_old_records() == 1
    assert client.get(address).status_code == 404
    assert Photo.objects.get() == stored


def test_pages_answer_head_like_get(client, lan, listed):
    client.force_login(lan)
    assert client.head("/san-xuat/moi/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/giay-chung-nhan/moi/?san-pham=²",
        "/giay-chung-nhan/moi/?noi=²",
        "/lo/?san-pham=²",
        "/lo/moi/?san-pham=²",
        "/tem/moi/?san-pham=²",
        "/nhat-ky/ghi/?san-pham=²",
    ],
)
def test_pages_take_no_superscript_for_a_number(client, lan, listed, address):
    client.force_login(lan)
    assert client.get(address).status_code in (200, 302, 404)
