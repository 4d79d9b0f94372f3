"""The wizard without JavaScript, and its answers to the outbox. With a browser: tests/e2e/test_wizard.py."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from members.acting import Actor
from members.models import AssistSession, Consent
from products.models import Photo, Producer, Product
from products.producers.rules import shows_phone
from products.products.actions.products import set_first_quantity
from tests.factories.products import ProductFactory, make_user, picture

pytestmark = pytest.mark.databases

JSON = {"Accept": "application/json"}


def jpeg(seed=1):
    return SimpleUploadedFile("anh.jpg", picture(seed=seed), content_type="image/jpeg")


def step(draft, name):
    return reverse("products:step", args=[draft, name])


def key():
    return {"idempotency_key": str(uuid.uuid4())}


@pytest.fixture
def draft():
    return uuid.uuid4()


@pytest.fixture
def as_lan(client, lan):
    client.force_login(lan)
    return client


@pytest.mark.slow
def test_five_answers_make_a_product_without_a_script(as_lan, draft, mai):
    assert as_lan.get(reverse("products:new")).status_code == 200
    response = as_lan.post(step(draft, "anh"), {"photo": jpeg()} | key())
    assert (response.status_code, response["Location"]) == (303, step(draft, "ten"))
    assert as_lan.get(step(draft, "ten")).status_code == 200
    assert as_lan.post(step(draft, "ten"), {"name": "Mận hậu"} | key())["Location"] == step(draft, "gia")
    assert as_lan.post(step(draft, "gia"), {"price": "45k", "unit": "kg"} | key())["Location"] == step(
        draft, "so-luong"
    )
    assert as_lan.post(step(draft, "so-luong"), {"quantity": "12,5"} | key())["Location"] == step(
        draft, "xem"
    )
    page = as_lan.get(step(draft, "xem")).content.decode()
    assert "45.000 đ/kg" in page
    assert "12,5 kg" in page
    product = Product.objects.get()
    response = as_lan.post(step(draft, "xem"), {"act": "help"} | key())
    assert response["Location"] == reverse("products:manage", args=[product.pk])
    product.refresh_from_db()
    assert (product.name, product.price, product.unit, product.state) == (
        "Mận hậu",
        45_000,
        "kg",
        "submitted",
    )
    assert (product.photo_links.count(), product.producer.name) == (1, "Hộ Lò Thị Lan")


def test_screens_in_any_order_and_repeated_make_one_product(as_lan, draft):
    """Send them as an outbox does after days without a connection."""
    name, price = {"name": "Mận hậu"} | key(), {"price": "45.000", "unit": "kg"} | key()
    for data in (price, price):
        assert as_lan.post(step(draft, "gia"), data, headers=JSON).status_code == 200
    for _each in range(3):
        answer = as_lan.post(step(draft, "ten"), name, headers=JSON)
        assert (answer.status_code, set(answer.json())) == (200, {"next", "saved_at"})
    photo = key()
    for _each in range(2):
        assert as_lan.post(step(draft, "anh"), {"photo": jpeg(), **photo}, headers=JSON).status_code == 200
    product = Product.objects.get()
    assert (product.name, product.price, product.photo_links.count(), Photo.objects.count()) == (
        "Mận hậu",
        45_000,
        1,
        1,
    )


def test_photo_taken_again_takes_the_place_of_the_first(as_lan, draft):
    as_lan.post(step(draft, "anh"), {"photo": jpeg()} | key())
    as_lan.post(step(draft, "anh"), {"photo": jpeg(seed=9)} | key())
    assert Product.objects.get().photo_links.count() == Photo.objects.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "data", "field"),
    [
        ("anh", {}, "photo"),
        ("anh", {"photo": SimpleUploadedFile("a.jpg", b"no picture")}, "photo"),
        ("ten", {"name": ""}, "name"),
        ("ten", {"name": "12345"}, "name"),
        ("ten", {"name": "x" * 121}, "name"),
        ("gia", {"price": "", "unit": "kg"}, "price"),
        ("gia", {"price": "120", "unit": "kg"}, "price"),
        ("gia", {"price": "45.000"}, "unit"),
        ("gia", {"price": "45.000", "unit": "carat"}, "unit"),
        ("so-luong", {"quantity": "nhiều lắm"}, "quantity"),
        ("so-luong", {"quantity": "-1"}, "quantity"),
    ],
)
def test_wrong_answer_is_refused_at_its_field_and_nothing_is_stored(as_lan, draft, name, data, field):
    page = as_lan.post(step(draft, name), data)
    assert page.status_code == 400
    assert 'class="field__error"' in page.content.decode()
    for file in data.values():
        if hasattr(file, "seek"):
            file.seek(0)
    answer = as_lan.post(step(draft, name), data, headers=JSON)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert (Product.objects.count(), Producer.objects.count(), Photo.objects.count()) == (0, 0, 0)


def test_later_button_saves_the_draft_and_returns_to_the_list(as_lan, draft):
    own_list = reverse("products:mine")
    assert (
        as_lan.post(step(draft, "ten"), {"name": "Mận hậu", "then": "later"} | key())["Location"] == own_list
    )
    assert Product.objects.get().name == "Mận hậu"
    assert as_lan.post(step(draft, "gia"), {"price": "", "then": "later"} | key())["Location"] == own_list
    assert Product.objects.get().state == "draft"


def test_a_copy_is_first_asked_what_is_different(as_lan, producer, lan):
    source = ProductFactory(producer=producer, name="Mận hậu")
    page = as_lan.get(reverse("products:new")).content.decode()
    assert "Chép lại “Mận hậu”" in page
    response = as_lan.post(reverse("products:copy_last"), key())
    copy = Product.objects.latest("pk")
    name_screen = step(copy.draft_key, "ten")
    assert response["Location"] == f"{name_screen}?tu={source.pk}"
    page = as_lan.get(response["Location"]).content.decode()
    assert "Hàng mới này khác “Mận hậu” ở đâu?" in page and 'data-copied="Mận hậu"' in page
    assert f"{reverse('traceability:new-lot')}?san-pham={source.pk}" in page
    for same in ("Mận hậu", "mận  hậu"):
        refused = as_lan.post(name_screen, {"name": same, "tu": source.pk} | key())
        assert refused.status_code == 400 and "Chị đã có “Mận hậu”." in refused.content.decode()
    copy.refresh_from_db()
    assert copy.name == "Mận hậu"
    answer = as_lan.post(name_screen, {"name": "Mận hậu cỡ to", "tu": source.pk} | key())
    assert answer["Location"] == step(copy.draft_key, "so-luong")
    assert as_lan.post(step(copy.draft_key, "so-luong"), {"quantity": "5"})["Location"] == step(
        copy.draft_key, "xem"
    )
    assert "Gửi duyệt" in as_lan.get(step(copy.draft_key, "xem")).content.decode()
    as_lan.post(step(copy.draft_key, "xem"), {"act": "submit"} | key())
    copy.refresh_from_db()
    assert (copy.name, copy.state) == ("Mận hậu cỡ to", "submitted")


def test_own_list_offers_to_copy_the_last_submitted_product(as_lan, producer):
    ProductFactory(producer=producer, name="Mận hậu", state="submitted")
    ProductFactory(producer=producer, name="Mơ ngâm")
    page = as_lan.get(reverse("products:mine")).content.decode()
    assert "Chép lại “Mận hậu”" in page  # a draft is finished rather than copied
    assert "Chép lại “Mơ ngâm”" not in page


def test_nothing_is_offered_for_copying_where_there_is_nothing(as_lan):
    assert "Chép lại" not in as_lan.get(reverse("products:mine")).content.decode()


def test_unfinished_draft_is_not_sent_in(as_lan, draft):
    as_lan.post(step(draft, "ten"), {"name": "Mận hậu"} | key())
    response = as_lan.post(step(draft, "xem"), {"act": "help"})
    assert response["Location"] == step(draft, "anh")
    assert as_lan.post(step(draft, "xem"), {"act": "help"}, headers=JSON).json() == {
        "errors": {"photo": ["Chị thêm một ảnh của sản phẩm."]}
    }
    assert Product.objects.get().state == "draft"


def test_draft_that_was_sent_in_is_not_opened_again(as_lan, product, lan, mai):
    set_first_quantity(actor=Actor.of(lan), product=product, quantity="5")
    product.state, product.draft_key = "submitted", uuid.uuid4()
    product.save()
    manage = reverse("products:manage", args=[product.pk])
    assert as_lan.get(step(product.draft_key, "ten"))["Location"] == manage
    assert (
        as_lan.post(step(product.draft_key, "ten"), {"name": "Khác"}, headers=JSON).json()["next"] == manage
    )
    product.refresh_from_db()
    assert product.name == "Mận hậu Mộc Châu"


@pytest.mark.parametrize("who", ["minh", "hoa", "nga"])
@pytest.mark.parametrize(
    ("name", "data"), [("ten", {"name": "Của tôi"}), ("xem", {"act": "help"}), ("anh", {"photo": jpeg()})]
)
def test_draft_is_private_to_its_producer(client, product, who, name, data, request):
    product.draft_key = uuid.uuid4()
    product.save()
    client.force_login(request.getfixturevalue(who))
    assert client.get(step(product.draft_key, name)).status_code == 404
    assert client.post(step(product.draft_key, name), data).status_code == 404
    product.refresh_from_db()
    assert (product.name, product.state) == ("Mận hậu Mộc Châu", "draft")


def test_wizard_needs_a_sign_in(client, draft, db):
    assert client.get(reverse("products:new")).status_code == 302
    assert client.post(step(draft, "ten"), {"name": "Mận"}).status_code == 302
    assert not Product.objects.exists()


def test_form_for_one_member_is_not_stored_for_another(client, draft, lan, mai, minh):
    assist = AssistSession.objects.create(officer=mai, member=lan)
    client.force_login(mai)
    session = client.session
    session["assist_session"] = assist.pk
    session.save()
    wrong = client.post(step(draft, "ten"), {"name": "Mận", "member": str(minh.ref)}, headers=JSON)
    assert (wrong.status_code, Product.objects.count()) == (409, 0)
    right = client.post(step(draft, "ten"), {"name": "Mận", "member": str(lan.ref)}, headers=JSON)
    assert right.status_code == 200
    product = Product.objects.get()
    assert list(product.producer.people.values_list("user", flat=True)) == [lan.pk]
    assert (product.created_by, product.changes.get().on_behalf_of) == (mai, lan)


def test_user_without_a_commune_must_choose_it_first(client, draft, db):
    client.force_login(make_user("Lò Thị Mới"))
    assert client.get(reverse("products:new")).status_code == 302
    answer = client.post(step(draft, "ten"), {"name": "Mận"}, headers=JSON)
    assert (answer.status_code, Product.objects.count()) == (400, 0)


def test_producer_is_asked_for_only_when_the_user_runs_several(as_lan, producer, lan, branch):
    assert 'name="producer"' not in as_lan.get(reverse("products:new")).content.decode()
    other = Producer.objects.create(
        kind="cooperative", name="HTX Vân Hồ", slug="htx", unit=branch.unit, branch=branch
    )
    other.people.create(user=lan)
    assert 'name="producer"' in as_lan.get(reverse("products:new")).content.decode()
    draft = uuid.uuid4()
    as_lan.post(step(draft, "anh"), {"photo": jpeg(), "producer": other.pk} | key())
    assert Product.objects.get().producer == other


def test_page_sends_little(as_lan, producer):
    page = as_lan.get(reverse("products:new"))
    assert len(page.content) < 30_000


def multipart(*parts):
    """Return the body of a form as a browser sends it: (name, file name, content) each."""
    lines = b"".join(
        b'--end\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n%s\r\n" % (name.encode(), file.encode(), content)
        for name, file, content in parts
    )
    return lines + b"--end--\r\n"


@pytest.mark.parametrize("is_from_album", [True, False])
def test_photo_is_taken_or_chosen_from_the_album_without_a_script(as_lan, draft, is_from_album):
    page = as_lan.get(reverse("products:new")).text
    inputs = re.findall(r'<input type="file" name="photo"[^>]*>', page)
    assert ["capture=" in each for each in inputs] == [True, False]
    assert [f'for="{each}"' in page for each in ("id_photo", "id_photo_album")] == [True, True]
    photo = ("photo", "anh.jpg", picture())
    parts = [("photo", "", b""), photo] if is_from_album else [photo, ("photo", "", b"")]
    answer = as_lan.post(
        step(draft, "anh"), multipart(*parts), content_type="multipart/form-data; boundary=end"
    )
    assert answer["Location"] == step(draft, "ten")
    assert Product.objects.get().photo_links.count() == 1


def test_a_draft_continues_at_its_first_unfinished_screen(as_lan, draft):
    as_lan.post(step(draft, "anh"), {"photo": jpeg()} | key())
    assert as_lan.get(step(draft, "xem"))["Location"] == step(draft, "ten")
    as_lan.post(step(draft, "gia"), {"price": "45.000", "unit": "kg"} | key())
    assert as_lan.get(step(draft, "xem"))["Location"] == step(draft, "ten")
    as_lan.post(step(draft, "ten"), {"name": "Mận hậu"} | key())
    assert as_lan.get(step(draft, "xem"))["Location"] == step(draft, "so-luong")
    as_lan.post(step(draft, "so-luong"), {"quantity": "5"} | key())
    assert as_lan.get(step(draft, "xem")).status_code == 200


def consents_of(user):
    return sorted(Consent.objects.filter(user=user, withdrawn_at=None).values_list("purpose", flat=True))


def finish(client, draft):
    """Fill in the draft up to its last screen, and return that screen."""
    for name, data in {
        "anh": {"photo": jpeg()},
        "ten": {"name": "Mận hậu"},
        "gia": {"price": "45.000", "unit": "kg"},
        "so-luong": {"quantity": "5"},
    }.items():
        client.post(step(draft, name), data | key())
    return client.get(step(draft, "xem")).text


def test_first_product_asks_three_consents_that_are_off(as_lan, draft, lan, mai):
    page = finish(as_lan, draft)
    switches = re.findall(r'<input\s+class="switch"[^>]*>', page)
    assert [re.search(r'value="(\w+)"', each)[1] for each in switches] == [
        "public_name",
        "public_photo",
        "public_phone",
    ]
    assert not any("checked" in each for each in switches)
    as_lan.post(step(draft, "xem"), {"act": "help"} | key())
    assert (Product.objects.get().state, consents_of(lan)) == ("submitted", [])
    assert 'class="switch"' not in finish(as_lan, uuid.uuid4())


@pytest.mark.parametrize(("act", "state"), [("help", "submitted"), ("fill", "draft"), ("later", "draft")])
def test_consents_switched_on_with_the_first_product_are_recorded(as_lan, draft, lan, act, state):
    lan.phone, lan.phone_verified_at = "+84912000001", timezone.now()
    lan.save()
    finish(as_lan, draft)
    switched = {"consents": ["public_name", "public_phone", "reports", "rubbish"]}
    as_lan.post(step(draft, "xem"), {"act": act} | switched | key())
    product = Product.objects.get()
    assert (product.state, consents_of(lan)) == (state, ["public_name", "public_phone"])
    assert (product.producer.phone, shows_phone(product.producer)) == ("+84912000001", True)


def test_consents_are_not_recorded_if_the_product_is_refused(as_lan, draft, lan):
    as_lan.post(step(draft, "ten"), {"name": "Mận hậu"} | key())
    answer = as_lan.post(step(draft, "xem"), {"act": "help", "consents": ["public_name"]} | key())
    assert answer["Location"] == step(draft, "anh")
    assert (Product.objects.get().state, consents_of(lan)) == ("draft", [])


def test_officer_acting_for_a_member_is_asked_no_consent_and_can_give_none(client, draft, lan, mai):
    assist = AssistSession.objects.create(officer=mai, member=lan)
    client.force_login(mai)
    session = client.session
    session["assist_session"] = assist.pk
    session.save()
    assert 'class="switch"' not in finish(client, draft)
    client.post(step(draft, "xem"), {"act": "help", "consents": ["public_name"]} | key())
    assert (Product.objects.get().state, Consent.objects.count()) == ("draft", 0)
