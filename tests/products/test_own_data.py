import json

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from backend.ledger.models import Entry
from members import exporting
from members.acting import Actor
from products import own_data
from products.actions.certificates import add_certificate
from products.actions.listing import list_product, submit_product
from products.actions.people import invite_person
from products.actions.photos import add_photo, set_voice
from products.actions.producers import update_producer
from products.actions.products import set_first_quantity, update_product
from products.models import ListingCard, Photo, Producer, ProducerInvitation, ProducerPerson, ProductFacts
from tests.factories.products import picture


@pytest.fixture
def listed(product, lan, mai):
    """Lan's household with everything personal in it, its product listed."""
    actor = Actor.herself(lan)
    portrait = add_photo(
        actor=actor, upload=SimpleUploadedFile("a.jpg", picture()), producer=product.producer
    )
    update_producer(
        actor=actor,
        producer=product.producer,
        changes={"phone": "0912345678", "address": "bản Hua Tạt", "about": "Nhà Lan.", "portrait": portrait},
    )
    update_product(actor=actor, product=product, changes={"story": "Tôi là Lan, trồng mận từ năm 1998."})
    set_voice(actor=actor, product=product, upload=SimpleUploadedFile("a.ogg", b"OggS" + b"\0" * 50))
    set_first_quantity(actor=actor, product=product, quantity="5")
    scan = add_photo(
        actor=actor, upload=SimpleUploadedFile("b.jpg", picture(seed=3)), producer=product.producer
    )
    add_certificate(
        actor=actor, producer=product.producer, product=product, kind="gi", number="GI-1", issuer="Cục SHTT",
        issued_date=product.created_at.date(), scan=scan,
    )  # fmt: skip
    submit_product(actor=actor, product=product)
    return list_product(actor=Actor.herself(mai), product=product)


def test_export_tells_her_all_and_only_hers(listed, lan, minh):
    data = {
        section.key: section.collect(lan)
        for section in exporting.sections()
        if section.order in range(30, 40)
    }
    text = json.dumps(data, default=str, ensure_ascii=False)
    assert set(data) == {"producers", "products", "certificates", "photos"}
    for expected in (
        "Hộ Lò Thị Lan",
        "0912 345 678",
        "bản Hua Tạt",
        "Tôi là Lan",
        "GI-1",
        "Mận hậu Mộc Châu",
    ):
        assert expected in text
    assert len(data["photos"]) == 2
    assert own_data.products(minh) == own_data.certificates(minh) == own_data.photos(minh) == []


def test_household_that_was_hers_alone_is_emptied_of_her(
    listed, lan, client, django_capture_on_commit_callbacks
):
    voice = listed.voice.name
    entries = list(Entry.objects.values_list("body", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        own_data.erase(lan)
        own_data.erase(lan)
    producer = Producer.objects.get()
    assert (producer.name, producer.phone, producer.address, producer.about, producer.portrait, producer.is_active) == (
        own_data.GONE, "", "", "", None, False,
    )  # fmt: skip
    listed.refresh_from_db()
    assert (listed.state, listed.story, bool(listed.voice), listed.name) == (
        "retired",
        "",
        False,
        "Mận hậu Mộc Châu",
    )
    assert not ListingCard.objects.exists()
    assert not default_storage.exists(voice)
    assert list(Photo.objects.values_list("product_links__product", flat=True)) == [listed.pk]
    for facts in ProductFacts.objects.all():
        assert (facts.body, bytes(facts.salt)) == ("", b"")
    assert "Tôi là Lan" not in json.dumps(
        list(listed.changes.values_list("fields", flat=True)), ensure_ascii=False
    )
    # What is provable stays as it was, and the printed labels' page still answers.
    assert list(Entry.objects.values_list("body", flat=True)) == entries
    assert client.get(reverse("products:detail", args=[listed.slug])).status_code == 200


def test_producer_that_others_run_goes_on_without_her(listed, lan, minh):
    ProducerPerson.objects.create(producer=listed.producer, user=minh, role="owner")
    own_data.erase(lan)
    producer = Producer.objects.get()
    assert (producer.name, producer.is_active) == ("Hộ Lò Thị Lan", True)
    assert list(producer.people.filter(until=None).values_list("user", flat=True)) == [minh.pk]
    listed.refresh_from_db()
    assert listed.state == "listed"


def test_cooperative_keeps_its_name(listed, lan):
    Producer.objects.update(kind="cooperative", name="HTX Vân Hồ")
    own_data.erase(lan)
    producer = Producer.objects.get()
    assert (producer.name, producer.is_active) == ("HTX Vân Hồ", False)


def test_invitation_to_her_number_goes(listed, lan, minh):
    invite_person(actor=Actor.herself(lan), producer=listed.producer, contact=minh.card_number)
    own_data.erase(minh)
    assert not ProducerInvitation.objects.exists()
