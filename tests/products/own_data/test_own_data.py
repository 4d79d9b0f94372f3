import io
import json
import zipfile
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from backend.ledger.models import Entry
from backend.ledger.row_states import ERASED, STATED
from members.acting import Actor
from members.models import Notice, User
from members.own_data import exporting
from members.own_data.actions import erase_member
from products.certificates.actions.certificates import add_certificate, verify_certificate
from products.listing.actions.listing import list_product, submit_product
from products.models import (
    Certificate,
    ListingCard,
    Photo,
    Producer,
    ProducerInvitation,
    ProducerPerson,
    Product,
    ProductFacts,
)
from products.own_data import products as own_data
from products.photos.actions import add_photo, set_voice
from products.producers.actions.people import (
    accept_invitation,
    decline_invitation,
    forget_contacts,
    invite_person,
    withdraw_invitation,
)
from products.producers.actions.producers import update_producer, verify_producer
from products.products.actions.products import set_first_quantity, update_product
from tests.factories.products import ProducerFactory, ProductFactory, make_user, picture
from tests.products.conftest import make_home
from tests.shared_rows import begins_with, made


def make_listed() -> SimpleNamespace:
    """Lan's household with every kind of personal data, its product listed; the files are stored separately, tests delete them."""
    home = make_home()
    mai = make_user("Quàng Thị Mai", branch=home.branch, officer_of=home.branch)
    producer = ProducerFactory(owner=home.lan, name="Hộ Lò Thị Lan", unit=home.unit, branch=home.branch)
    product = list_whole(ProductFactory(producer=producer, name="Mận hậu Mộc Châu"), home.lan, mai)
    files = {}
    for name in (product.voice.name, *Photo.objects.values_list("master", flat=True)):
        with default_storage.open(name) as file:
            files[name] = file.read()
    return SimpleNamespace(**vars(home), mai=mai, product=Product.objects.get(pk=product.pk), files=files)


def list_whole(product: Product, lan: User, mai: User) -> Product:
    actor = Actor.of(lan)
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
    return list_product(actor=Actor.of(mai), product=product)


@begins_with(make_listed)
@pytest.fixture
def listed_home(db) -> SimpleNamespace:
    home = made(make_listed)
    for name, body in home.files.items():
        if not default_storage.exists(name):
            assert default_storage.save(name, ContentFile(body)) == name
    return home


@begins_with(make_home)
@pytest.fixture
def home(request, db) -> SimpleNamespace:
    return request.getfixturevalue("listed_home") if "listed" in request.fixturenames else made(make_home)


@pytest.fixture
def listed(listed_home) -> Product:
    return listed_home.product


@pytest.fixture
def mai(home) -> User:
    if hasattr(home, "mai"):
        return home.mai
    return make_user("Quàng Thị Mai", branch=home.branch, officer_of=home.branch)


@pytest.mark.databases
def test_export_has_all_own_data_and_nothing_else(listed, lan, minh):
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


@pytest.mark.databases
def test_export_of_an_officer_has_own_decisions_without_names(listed, lan, mai, minh):
    verify_certificate(actor=Actor.of(mai), certificate=Certificate.objects.get())
    Producer.objects.update(verified_at=None)
    verify_producer(actor=Actor.of(mai), producer=listed.producer, saw_birth_date=True, saw_personal_id=True)
    decisions = own_data.decided(mai)
    assert [row["state"] for row in decisions["products"]] == ["Đang trên sàn"]
    assert [(row["kind"], row["state"]) for row in decisions["certificates"]] == [
        ("Chỉ dẫn địa lý", "Đã xác minh")
    ]
    assert [row["kind"] for row in decisions["producers"]] == ["Hộ gia đình"]
    assert "Lan" not in str(decisions) and "Mận" not in str(decisions)
    nothing = {"products": [], "certificates": [], "producers": []}
    assert own_data.decided(lan) == own_data.decided(minh) == nothing


@pytest.mark.databases
def test_household_of_one_member_is_emptied_of_personal_data(
    listed, lan, client, django_capture_on_commit_callbacks
):
    former = listed.voice.name
    set_voice(actor=Actor.of(lan), product=listed, upload=SimpleUploadedFile("b.ogg", b"OggS" + b"\0" * 60))
    listed.refresh_from_db()
    voice = listed.voice.name
    acts = Entry.objects.exclude(kind__in=(STATED, ERASED)).order_by("pk")
    entries = list(acts.values_list("body", flat=True))
    pictures = list(Photo.objects.values_list("master", flat=True))
    published = list(ProductFacts.objects.order_by("version").values_list("body", flat=True))
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
    assert not default_storage.exists(voice) and not default_storage.exists(former)
    assert not Photo.objects.exists()
    assert all(not default_storage.exists(name) for name in pictures)
    *before, now = ProductFacts.objects.order_by("version")
    # The page's text is a platform's record of the label: nobody sees it, and it is complete until its term is over.
    assert [facts.body for facts in before] == published and all(facts.withheld_at for facts in before)
    data = json.loads(now.body)
    assert now.withheld_at is None
    assert (data["producer"]["name"], data["name"]) == (own_data.GONE, "Mận hậu Mộc Châu")
    assert not {"story", "voice", "photos"} & data.keys()
    assert "Lan" not in now.body and "Hua Tạt" not in now.body
    assert "Tôi là Lan" not in json.dumps(
        list(listed.changes.values_list("fields", flat=True)), ensure_ascii=False
    )
    # Provable text stays unchanged; that the page shows another text now is provable too.
    *earlier, left, withdrawn, last = acts.all()
    assert [entry.body for entry in earlier] == entries
    assert (left.kind, left.by) == ("producer.left", lan.ref)
    assert (withdrawn.kind, withdrawn.by) == ("shown", None)
    assert (last.kind, last.by, f'"pin":"{now.pin}"' in last.body) == ("product.facts", None, True)
    # The printed labels' page still answers.
    assert client.get(reverse("products:detail", args=[listed.slug])).status_code == 200


def test_producer_with_another_owner_survives_a_members_erasure(listed, lan, minh):
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
    assert listed.photo_links.filter(photo__is_public=True).count() == 1


def test_erasure_deletes_invitations_to_the_members_card_number(listed, lan, minh):
    invite_person(actor=Actor.of(lan), producer=listed.producer, contact=minh.card_number)
    own_data.erase(minh)
    assert not ProducerInvitation.objects.exists()


def erased(user):
    User.objects.filter(pk=user.pk).update(erase_due_at=timezone.now())
    erase_member(user_id=user.pk)


@pytest.mark.slow
def test_notices_to_others_that_name_the_member_are_erased(listed, lan, minh, hoa, mai):
    joined = invite_person(actor=Actor.of(lan), producer=listed.producer, contact=minh.card_number)
    accept_invitation(actor=Actor.of(minh), invitation=joined)
    invite_person(actor=Actor.of(lan), producer=listed.producer, contact=hoa.card_number)
    notices = Notice.objects.exclude(user=lan)
    assert set(notices.values_list("user", "kind")) >= {
        (hoa.pk, "producer.invited"),
        (mai.pk, "product.submitted"),
        (mai.pk, "certificate.submitted"),
    }
    erased(minh)
    assert not Notice.objects.filter(user=lan, kind="producer.joined").exists()
    # The household continues without Minh: its officer still finds the open work.
    assert notices.filter(user=mai).count() == 2
    erased(lan)
    assert not notices.exists()


def test_photo_sent_for_another_is_the_others(lan, mai, product):
    photo = add_photo(
        actor=Actor(by=mai, member=lan),
        upload=SimpleUploadedFile("a.jpg", picture()),
        producer=product.producer,
    )
    assert own_data.photos(mai) == []
    assert [each["file"] for each in own_data.photos(lan)] == [photo.master.name]
    own_data.erase(mai)
    assert Photo.objects.filter(pk=photo.pk).exists()


@pytest.mark.databases
@pytest.mark.slow
def test_archive_holds_the_files_that_its_sections_name(listed, lan, minh, client):
    client.force_login(lan)
    answer = client.get(reverse("members:data_archive"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    known = json.loads(archive.read("pieu.json"))
    named = {each["file"] for each in [*known["photos"], *known["certificates"]]}
    named.add(known["products"][0]["voice"])
    assert set(archive.namelist()) == named | {"pieu.json"}
    for name in named:
        with default_storage.open(name) as file:
            assert archive.read(name) == file.read()
    client.force_login(minh)
    response = client.get(reverse("members:data_archive"))
    assert zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))).namelist() == ["pieu.json"]


@pytest.mark.slow
def test_archive_leaves_out_a_file_that_is_gone(listed, lan, client):
    name = listed.voice.name
    default_storage.delete(name)
    client.force_login(lan)
    answer = client.get(reverse("members:data_archive"))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert name not in archive.namelist() and len(archive.namelist()) == 3


def test_officer_acting_on_behalf_cannot_download_the_archive(listed, lan, mai, client):
    client.force_login(mai)
    client.post(reverse("members:start_helping", args=[lan.pk]))
    assert client.get(reverse("members:data_archive")).status_code == 403


@pytest.mark.parametrize("how", ["declined", "withdrawn", "accepted", "run out"])
def test_number_of_an_invitation_that_is_over_goes_after_thirty_days(how, listed, lan, minh):
    minh.phone, minh.phone_verified_at = "+84912345678", timezone.now()
    minh.save()
    invitation = invite_person(actor=Actor.of(lan), producer=listed.producer, contact="0912 345 678")
    if how == "declined":
        decline_invitation(actor=Actor.of(minh), invitation=invitation)
    elif how == "accepted":
        accept_invitation(actor=Actor.of(minh), invitation=invitation)
    elif how == "withdrawn":
        withdraw_invitation(actor=Actor.of(lan), invitation=invitation)
    else:
        ProducerInvitation.objects.update(expires_at=timezone.now())
    assert forget_contacts() == 0
    with time_machine.travel(timezone.now() + timedelta(days=30, minutes=1)):
        assert (forget_contacts(), forget_contacts()) == (1, 0)
    invitation.refresh_from_db()
    assert (invitation.contact, invitation.state == "waiting") == ("", False)


def test_number_of_an_invitation_that_waits_stays(listed, lan):
    invite_person(actor=Actor.of(lan), producer=listed.producer, contact="0912 345 678")
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        assert forget_contacts() == 0
    assert ProducerInvitation.objects.get().contact == "+84912345678"
