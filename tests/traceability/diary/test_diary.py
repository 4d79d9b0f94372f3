import datetime as dt
import json
import uuid
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from backend.common import slots
from backend.common.models import IdempotencyKey
from backend.common.units import QUANTITY_WORDS, QuantityError
from backend.ledger.models import Entry
from members.models import AssistSession, Notice
from products.models import Photo, Producer, Product, ProductPhoto
from tests.factories.products import PhotoFactory, picture
from tests.layout import without_layout
from traceability.diary.actions import record_harvest, record_work
from traceability.diary.forms.diary import RecordForm
from traceability.events.actions import LotPart, record_event
from traceability.events.enums import ErrorReason, EventKind
from traceability.lots import registration as on_pages
from traceability.lots.actions.lots import change_lot, open_lot
from traceability.models import Event, EventCheck, EventDetail, EventLot, Lot
from traceability.recalls.actions.recalls import recall_lot

RECORD = "/nhat-ky/ghi/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def lan(client, world):
    client.force_login(world.lan, backend="members.backends.PhoneOrCardBackend")
    return client


def harvest_form(world, **changes):
    """Return the form's fields for a harvest."""
    return {
        "member": str(world.lan.ref),
        "kind": "harvesting",
        "product": str(world.product.pk),
        "quantity": "12,5",
        "unit": "kg",
        "when": "today",
        "date": "",
        "lot": "",
        "note": "",
        "person": "",
    } | changes


def counts():
    return Event.objects.count(), EventLot.objects.count(), Lot.objects.count(), Entry.objects.count()


def help_lan(client, world):
    client.force_login(world.thu, backend="members.backends.PhoneOrCardBackend")
    assist = AssistSession.objects.create(officer=world.thu, member=world.lan)
    session = client.session
    session["assist_session"] = assist.pk
    session.save()


# --- The diary -----------------------------------------------------------------------------------------------------------


def test_the_addresses_are_as_promised():
    assert reverse("traceability:diary") == "/nhat-ky/"
    assert reverse("traceability:record") == RECORD
    assert reverse("traceability:sheet") == "/nhat-ky/giay/"
    assert reverse("traceability:lot", args=[7]) == "/lo/7/"


@pytest.mark.parametrize("path", ["/nhat-ky/", RECORD, "/nhat-ky/giay/", "/nhat-ky/giay/chep/", "/lo/"])
def test_visitor_is_redirected_to_the_sign_in(client, db, path):
    response = client.get(path)
    assert response.status_code == 302
    assert f"next={path}" in response["Location"]


def test_diary_shows_only_the_producers_own_week(lan, world):
    record_harvest(
        actor=world.as_.lan,
        product=world.product,
        quantity=20,
        unit="kg",
        event_time=timezone.now(),
        note="vườn trên",
    )
    record_harvest(
        actor=world.as_.hoa, product=world.other_product, quantity=7, unit="kg", event_time=timezone.now()
    )
    html = lan.get("/nhat-ky/").content.decode()
    assert "Thu hoạch 20 kg" in html
    assert "vườn trên" in html
    assert "Hôm nay" in html
    assert "Thu hoạch 7 kg" not in html
    for other, sees in ((world.hoa, "Thu hoạch 7 kg"), (world.minh, None)):
        lan.force_login(other, backend="members.backends.PhoneOrCardBackend")
        html = lan.get("/nhat-ky/").content.decode()
        assert "Thu hoạch 20 kg" not in html
        assert sees is None or sees in html


@pytest.mark.slow
def test_an_older_week_has_its_own_page_and_a_late_entry_shows_now(lan, world):
    record_harvest(
        actor=world.as_.lan,
        product=world.product,
        quantity=33,
        unit="kg",
        event_time=timezone.now() - dt.timedelta(days=20),
    )
    record_harvest(
        actor=world.as_.lan, product=world.product, quantity=7, unit="kg", event_time=timezone.now()
    )
    html = lan.get("/nhat-ky/").content.decode()
    places = [
        html.index(words)
        for words in ("Bảy ngày qua", "Thu hoạch 7 kg", "Việc của những ngày trước", "Thu hoạch 33 kg")
    ]
    assert places == sorted(places)
    then = (timezone.localdate() - dt.timedelta(days=18)).isoformat()
    assert "Thu hoạch 33 kg" in lan.get(f"/nhat-ky/?den={then}").content.decode()
    assert "Thu hoạch 33 kg" not in lan.get("/nhat-ky/?den=2020-01-01").content.decode()
    for beyond in ("0001-01-01", "9999-12-31"):
        assert "Việc của những ngày trước" in lan.get(f"/nhat-ky/?den={beyond}").content.decode()


def test_the_diary_asks_the_same_at_one_and_three_entries(lan, world, django_assert_num_queries):
    record_harvest(
        actor=world.as_.lan, product=world.product, quantity=1, unit="kg", event_time=timezone.now()
    )
    lan.get("/nhat-ky/")
    for __ in range(2):
        with django_assert_num_queries(13):
            lan.get("/nhat-ky/")
        for quantity in (2, 3):
            record_harvest(
                actor=world.as_.lan,
                product=world.product,
                quantity=quantity,
                unit="kg",
                event_time=timezone.now(),
            )


def test_the_form_has_one_product_chosen_already(lan, world):
    html = lan.get(RECORD).content.decode()
    assert f'<input type="hidden" name="product" value="{world.product.pk}"' in html
    assert 'inputmode="decimal"' in html
    assert "data-outbox" in html


def test_form_begins_with_the_last_recorded_product(lan, world):
    second = Product.objects.create(
        producer=world.producer, name="Mận khô", unit="hop", price=1, slug="mk", state="listed"
    )
    record_harvest(actor=world.as_.lan, product=second, quantity=4, unit="kg", event_time=timezone.now())
    form = lan.get(RECORD).context["form"]
    assert (form["product"].value(), form["unit"].value()) == (str(second.pk), "kg")
    assert lan.get(f"{RECORD}?san-pham={world.product.pk}").context["form"]["product"].value() == str(
        world.product.pk
    )


@pytest.mark.slow
def test_the_first_entry_asks_for_the_commune_where_only_the_province_is_known(lan, world):
    ward = world.producer.unit
    assert "id_commune" not in lan.get(RECORD).content.decode()
    Producer.objects.filter(pk=world.producer.pk).update(unit=ward.parent)
    lot = open_lot(
        actor=world.as_.lan, product=Product.objects.get(pk=world.product.pk), quantity="5", unit="kg"
    )
    assert lot.place == ward.parent
    assert lan.get(RECORD).content.decode().count('name="commune"') == 1
    before = counts()
    response = lan.post(RECORD, harvest_form(world, commune=""), headers=JSON)
    assert list(response.json()["errors"]) == ["commune"]
    assert counts() == before and Producer.objects.get(pk=world.producer.pk).unit == ward.parent
    # A form filled in on a page from before the question is accepted.
    assert lan.post(RECORD, harvest_form(world), headers=JSON).status_code == 201
    assert lan.post(RECORD, harvest_form(world, commune=ward.pk), headers=JSON).status_code == 201
    assert Producer.objects.get(pk=world.producer.pk).unit == ward
    assert set(Lot.objects.filter(product=world.product).values_list("place", flat=True)) == {ward.pk}
    assert Event.objects.order_by("recorded_at").last().place == ward


@pytest.mark.slow
def test_an_unusual_harvest_is_asked_about_once_and_taken_from_a_phone(lan, world):
    assert lan.post(RECORD, harvest_form(world, quantity="20"), headers=JSON).status_code == 201
    before = counts()
    for raw, unit, is_asked in (("201", "kg", True), ("2,1", "ta", True), ("9000", "g", False)):
        response = lan.post(RECORD, harvest_form(world, quantity=raw, unit=unit))
        has_question = f'name="sure" value="{raw}"' in response.content.decode()
        assert (response.status_code, has_question) == ((400, True) if is_asked else (303, False))
    assert counts()[0] == before[0] + 1
    # Confirming a number that was asked about is final; another number causes a new question.
    assert lan.post(RECORD, harvest_form(world, quantity="999", sure="998")).status_code == 400
    assert lan.post(RECORD, harvest_form(world, quantity="999", sure="999")).status_code == 303
    assert not Notice.objects.filter(user=world.lan, kind="event.unusual").exists()
    # A stored page from before has no question: the harvest is accepted, with a notice.
    assert lan.post(RECORD, harvest_form(world, quantity="20000"), headers=JSON).status_code == 201
    assert "20.000 kg" in Notice.objects.get(user=world.lan, kind="event.unusual").title


def test_half_a_piece_is_neither_harvested_nor_opened_as_a_lot(lan, world):
    before = counts()
    response = lan.post(RECORD, harvest_form(world, quantity="120,5", unit="hu"), headers=JSON)
    assert response.json()["errors"]["quantity"] == [str(QUANTITY_WORDS["quantity_half"])]
    for unit in ("hu", "cai", "bo-do"):
        with pytest.raises(QuantityError):
            open_lot(actor=world.as_.lan, product=world.product, quantity="120,5", unit=unit)
    assert counts() == before
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity="120,5", unit="kg")
    with pytest.raises(QuantityError):
        change_lot(actor=world.as_.lan, lot=lot, changes={"unit": "hu"})
    assert Lot.objects.get(pk=lot.pk).unit == "kg"


@pytest.mark.slow
def test_a_harvest_skips_the_days_lot_in_another_unit(lan, world):
    day = timezone.localdate()
    strange = open_lot(actor=world.as_.lan, product=world.product, quantity=20, unit="m", harvested_date=day)
    for quantity in ("12,5", "7"):
        assert lan.post(RECORD, harvest_form(world, quantity=quantity), headers=JSON).status_code == 201
    lots = Lot.objects.order_by("pk").values_list("unit", "quantity")
    assert list(lots) == [("m", 20), ("kg", Decimal("19.5"))]
    # Plums for jars are weighed; jars are accepted for goods sold by the kg, once a jar's content is known.
    for unit, content, kind in (("hu", "", "kg"), ("kg", "500 g", "hu")):
        Product.objects.filter(pk=world.product.pk).update(unit=unit, net_content=content)
        assert lan.post(RECORD, harvest_form(world, quantity="1", unit=kind), headers=JSON).status_code == 201
    assert sorted(Lot.objects.exclude(pk=strange.pk).values_list("unit", "quantity")) == [
        ("hu", 1),
        ("kg", Decimal("20.5")),
    ]


def test_without_a_product_there_is_nothing_to_record(client, world):
    client.force_login(world.minh, backend="members.backends.PhoneOrCardBackend")
    html = client.get("/nhat-ky/").content.decode()
    assert "Chưa có sản phẩm nào để ghi" in html
    assert "<form" not in client.get(RECORD).content.decode().split("<main")[1].split("</main>")[0]


# --- Recording -----------------------------------------------------------------------------------------------------------


@pytest.mark.databases
def test_a_browsers_form_records_and_goes_back_to_the_diary(lan, world):
    key = str(uuid.uuid4())
    data = harvest_form(world, idempotency_key=key, note="Hái sớm")
    for __ in range(3):
        response = lan.post(RECORD, data)
        assert (response.status_code, response["Location"]) == (303, "/nhat-ky/")
    event = Event.objects.get()
    assert (str(event.event_id), event.kind, event.device_clock_offset_s) == (key, "harvesting", None)
    assert abs(event.event_time - timezone.now()) < dt.timedelta(seconds=30)
    assert EventDetail.objects.get().text == "Hái sớm"


def test_the_outbox_gets_json_and_the_key_is_the_events_id(lan, world):
    key = str(uuid.uuid4())
    sent = [
        lan.post(
            RECORD,
            harvest_form(world),
            headers={**JSON, "Idempotency-Key": key, "X-Device-Time": at, "X-Entry-Created": at},
        )
        for at in ("2026-11-24T10:00:00.000+07:00",) * 3
    ]
    lot = Lot.objects.get()
    body = {"next": "/nhat-ky/", "event_id": key, "lot": {"id": lot.pk, "code": lot.code}}
    assert [(response.status_code, response.json()) for response in sent] == [(201, body)] * 3
    assert str(Event.objects.get().event_id) == key


def test_the_same_entry_after_its_key_was_forgotten_is_still_the_same(lan, world):
    key = str(uuid.uuid4())
    at = (timezone.now() - dt.timedelta(hours=3)).isoformat()
    for __ in range(2):
        now = timezone.now().isoformat()
        headers = {**JSON, "Idempotency-Key": key, "X-Device-Time": now, "X-Entry-Created": at}
        assert lan.post(RECORD, harvest_form(world), headers=headers).status_code == 201
        before = counts()
        IdempotencyKey.objects.all().delete()
    assert counts() == before
    assert Event.objects.count() == 1


def test_the_same_key_with_another_harvest_is_refused(lan, world):
    key = str(uuid.uuid4())
    lan.post(RECORD, harvest_form(world), headers={**JSON, "Idempotency-Key": key})
    before = counts()
    response = lan.post(RECORD, harvest_form(world, quantity="99"), headers={**JSON, "Idempotency-Key": key})
    assert (response.status_code, list(response.json()["errors"])) == (422, [""])
    IdempotencyKey.objects.all().delete()
    response = lan.post(RECORD, harvest_form(world, quantity="99"), headers={**JSON, "Idempotency-Key": key})
    assert response.status_code == 409
    assert counts() == before


def test_a_phone_two_days_ahead_is_set_right_and_flagged(lan, world):
    off = dt.timedelta(days=2)
    wrote = timezone.now() - dt.timedelta(hours=5)
    headers = {
        **JSON,
        "Idempotency-Key": str(uuid.uuid4()),
        "X-Entry-Created": (wrote + off).isoformat(),
        "X-Device-Time": (timezone.now() + off).isoformat(),
    }
    assert lan.post(RECORD, harvest_form(world), headers=headers).status_code == 201
    event = Event.objects.get()
    assert abs(event.event_time - wrote) < dt.timedelta(seconds=10)
    assert event.clock_flagged
    assert "Xem lại ngày giờ" in lan.get("/nhat-ky/").content.decode()


def test_an_offset_of_no_place_on_earth_counts_as_no_clock(lan, world):
    headers = {
        **JSON,
        "Idempotency-Key": str(uuid.uuid4()),
        "X-Entry-Created": "2026-11-20T10:00:00+22:28",
        "X-Device-Time": "2026-11-20T10:00:00+22:28",
    }
    assert lan.post(RECORD, harvest_form(world), headers=headers).status_code == 201
    event = Event.objects.get()
    assert (event.zone_offset, event.clock_flagged) == ("+07:00", False)
    assert abs(event.event_time - timezone.now()) < dt.timedelta(seconds=60)


def test_yesterday_is_the_day_before_the_entry_was_written(lan, world):
    wrote = timezone.now() - dt.timedelta(days=3)
    headers = {
        **JSON,
        "Idempotency-Key": str(uuid.uuid4()),
        "X-Entry-Created": wrote.isoformat(),
        "X-Device-Time": timezone.now().isoformat(),
    }
    lan.post(RECORD, harvest_form(world, when="yesterday"), headers=headers)
    assert abs(Event.objects.get().event_time - (wrote - dt.timedelta(days=1))) < dt.timedelta(seconds=10)


def test_a_typed_day_is_taken_as_it_is(lan, world):
    day = timezone.localdate() - dt.timedelta(days=9)
    lan.post(RECORD, harvest_form(world, when="other", date=day.isoformat()))
    event = Event.objects.get()
    assert timezone.localdate(event.event_time) == day
    assert Lot.objects.get().harvested_date == day


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quantity": ""}, "quantity"),
        ({"quantity": "nhiều"}, "quantity"),
        ({"quantity": "-3"}, "quantity"),
        ({"product": ""}, "product"),
        ({"unit": "xô"}, "unit"),
        ({"unit": "m"}, "unit"),
        ({"unit": "bao", "quantity": "12", "lot": "new"}, "unit"),
        ({"when": "other", "date": ""}, "date"),
        ({"when": "other", "date": "31/02/2026"}, "date"),
        ({"when": "other", "date": "01/01/2199"}, "date"),
        ({"kind": "dancing"}, "kind"),
        ({"lot": "999999"}, "lot"),
        ({"note": "a" * 501}, "note"),
        ({"kind": "packing", "quantity": ""}, "lot"),
    ],
)
def test_impossible_values_are_refused_at_their_field(lan, world, changes, field):
    before = counts()
    response = lan.post(
        RECORD, harvest_form(world, **changes), headers={**JSON, "Idempotency-Key": str(uuid.uuid4())}
    )
    assert (response.status_code, list(response.json()["errors"])) == (400, [field])
    assert response.json()["errors"][field][0]
    page = lan.post(RECORD, harvest_form(world, **changes, idempotency_key=str(uuid.uuid4())))
    assert page.status_code == 400
    assert page.context["form"].errors[field]
    assert counts() == before
    assert not IdempotencyKey.objects.exists()


def test_anothers_product_is_refused(lan, world):
    before = counts()
    response = lan.post(RECORD, harvest_form(world, product=str(world.other_product.pk)), headers=JSON)
    assert (response.status_code, list(response.json()["errors"])) == (400, ["product"])
    assert counts() == before


def test_an_entry_is_refused_under_another_womans_name(lan, world):
    """Stored on the phone while an officer helped Lan, sent after the officer began to help somebody else."""
    lan.force_login(world.hoa, backend="members.backends.PhoneOrCardBackend")
    before = counts()
    response = lan.post(RECORD, harvest_form(world, product=str(world.other_product.pk)), headers=JSON)
    assert (response.status_code, list(response.json()["errors"])) == (400, [""])
    assert counts() == before


def test_event_recorded_on_behalf_stores_officer_and_member(client, world):
    help_lan(client, world)
    assert client.post(RECORD, harvest_form(world), headers=JSON).status_code == 201
    event = Event.objects.get()
    assert (event.by_ref, event.on_behalf_ref) == (world.thu.ref, world.lan.ref)
    assert "chị Thu ghi hộ" in client.get("/nhat-ky/").content.decode()


@pytest.mark.slow
@pytest.mark.databases
def test_a_photo_is_stored_once_with_the_entry(lan, world):
    key = str(uuid.uuid4())
    for __ in range(2):
        upload = SimpleUploadedFile("hai.jpg", picture(), "image/jpeg")
        response = lan.post(
            RECORD, harvest_form(world, photo=upload), headers={**JSON, "Idempotency-Key": key}
        )
        assert response.status_code == 201
    photo = Photo.objects.get()
    assert (photo.uploaded_by, photo.producer, photo.is_public) == (world.lan, world.producer, False)
    assert EventDetail.objects.get().photo == photo


@pytest.mark.slow
def test_the_photo_shows_on_the_entry_to_those_who_may_see_it(client, world):
    client.force_login(world.lan, backend="members.backends.PhoneOrCardBackend")
    upload = SimpleUploadedFile("hai.jpg", picture(), "image/jpeg")
    event_id = client.post(RECORD, harvest_form(world, photo=upload), headers=JSON).json()["event_id"]
    address = f"/anh/{Photo.objects.get().key}/"
    for user, sees in ((world.lan, True), (world.thu, True), (world.minh, False), (world.hoa, False)):
        client.force_login(user, backend="members.backends.PhoneOrCardBackend")
        html = client.get(f"/nhat-ky/viec/{event_id}/").content.decode()
        assert (address in html) is sees
        name = next(name for name in Photo.objects.get().variants if name.endswith(".jpg"))
        response = client.get(address + name)
        if response.streaming:
            # Read to its end, which closes the file: closing the response itself would end the test's connection.
            assert b"".join(response.streaming_content)
        assert (response.status_code == 200) is sees


def test_a_bad_photo_leaves_nothing_behind(lan, world):
    before = counts()
    upload = SimpleUploadedFile("x.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/jpeg")
    response = lan.post(RECORD, harvest_form(world, photo=upload), headers=JSON)
    assert (response.status_code, list(response.json()["errors"])) == (400, ["photo"])
    assert (counts(), Photo.objects.count()) == (before, 0)


def test_a_good_photo_of_a_refused_entry_leaves_nothing_behind(lan, world):
    upload = SimpleUploadedFile("x.jpg", picture(), "image/jpeg")
    response = lan.post(
        RECORD, harvest_form(world, photo=upload, when="other", date="01/01/2199"), headers=JSON
    )
    assert response.status_code == 400
    assert (Event.objects.count(), Photo.objects.count()) == (0, 0)


def test_other_work_is_of_the_newest_open_lot(lan, world):
    older = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    newer = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    for kind, lot in (("packing", ""), ("shipping", str(older.pk))):
        response = lan.post(RECORD, harvest_form(world, kind=kind, lot=lot, quantity=""), headers=JSON)
        assert response.status_code == 201
    assert [(e.kind, e.lot_links.get().lot) for e in Event.objects.order_by("recorded_at")] == [
        ("packing", newer),
        ("shipping", older),
    ]


def test_processing_names_what_went_in_and_opens_what_came_out(lan, world):
    raw = open_lot(actor=world.as_.lan, product=world.product, quantity=30, unit="kg")
    dried = Product.objects.create(
        producer=world.producer, name="Mận khô", unit="hop", price=1, slug="mk", state="listed"
    )
    response = lan.post(
        RECORD,
        harvest_form(
            world,
            kind="processing",
            product=str(dried.pk),
            quantity="40",
            unit="hop",
            lot="new",
            input_lot=str(raw.pk),
            input_quantity="30",
        ),
        headers=JSON,
    )
    assert response.status_code == 201
    made = dried.lots.get()
    assert (made.quantity, made.unit, made.produced_date) == (40, "hop", timezone.localdate())
    assert [
        (link.lot, link.role, link.quantity) for link in Event.objects.get().lot_links.order_by("position")
    ] == [
        (raw, "input", 30),
        (made, "output", 40),
    ]


@pytest.mark.slow
def test_the_rest_of_a_lot_is_on_its_page_and_where_it_is_chosen(lan, world):
    raw = open_lot(actor=world.as_.lan, product=world.product, quantity=180, unit="kg")
    dried = Product.objects.create(
        producer=world.producer, name="Mận khô", unit="kg", price=1, slug="mk", state="listed"
    )

    def choices() -> set[str]:
        form = RecordForm(member=world.lan)
        return {
            str(words)
            for name in ("lot", "input_lot")
            for pk, words in form.fields[name].choices
            if pk == str(raw.pk)
        }

    words, page = f"{raw.code} – {world.product}, 180 kg", f"/lo/{raw.pk}/"
    assert choices() == {words} and "Còn lại" not in lan.get(page).text
    making = {
        "kind": "processing",
        "product": str(dried.pk),
        "quantity": "20",
        "lot": "new",
        "input_lot": str(raw.pk),
    }
    assert (
        lan.post(RECORD, harvest_form(world, **making, input_quantity="100"), headers=JSON).status_code == 201
    )
    assert choices() == {f"{words}, còn 80 kg"}
    assert "Còn lại</dt><dd>80" in without_layout(lan.get(page).text).replace("\xa0", " ")
    assert lan.post(RECORD, harvest_form(world, **making, input_quantity=""), headers=JSON).status_code == 201
    assert choices() == {f"{words}, không còn"}
    assert "0, đã dùng, bán, giao hay đóng thùng hết" in lan.get(page).text


@pytest.mark.slow
def test_a_recalled_lot_is_named_where_it_is_chosen_and_after_work_on_it(lan, world):
    raw, sound = (
        open_lot(actor=world.as_.lan, product=world.product, quantity=30, unit="kg") for _n in range(2)
    )
    recall_lot(actor=world.as_.lan, lot=raw, reason="Có mẻ bị mốc")
    form = RecordForm(member=world.lan)
    for name in ("lot", "input_lot"):
        words = dict(form.fields[name].choices)
        assert "(đang thu hồi)" in words[str(raw.pk)] and "thu hồi" not in words[str(sound.pk)]
    dried = Product.objects.create(
        producer=world.producer, name="Mận khô", unit="kg", price=1, slug="mk", state="listed"
    )
    making = {
        "kind": "processing",
        "product": str(dried.pk),
        "quantity": "2",
        "lot": "new",
        "input_quantity": "10",
    }
    warned = "đang bị thu hồi, lô mới làm từ đó cũng bị thu hồi theo"
    page = lan.post(RECORD, harvest_form(world, **making, input_lot=str(raw.pk)), follow=True).text
    assert "Đã ghi vào nhật ký." in page and f"Lô {raw.code}, {dried.lots.get().code} {warned}" in page
    assert (
        warned
        not in lan.post(RECORD, harvest_form(world, **making, input_lot=str(sound.pk)), follow=True).text
    )
    assert (
        lan.post(
            RECORD, harvest_form(world, kind="shipping", lot=str(raw.pk), quantity=""), headers=JSON
        ).status_code
        == 201
    )
    assert f"Lô {raw.code} {warned}" in lan.get("/nhat-ky/").text
    assert Event.objects.count() == 3


def test_the_form_asks_the_same_at_one_and_three_lots(world, django_assert_num_queries):
    for __ in range(2):
        open_lot(actor=world.as_.lan, product=world.product, quantity=1, unit="kg")
        with django_assert_num_queries(7):
            str(RecordForm(member=world.lan)["lot"])
        open_lot(actor=world.as_.lan, product=world.product, quantity=1, unit="kg")


# --- One entry -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def entry(world):
    return record_harvest(
        actor=world.as_.lan,
        product=world.product,
        quantity=500,
        unit="kg",
        event_time=timezone.now() - dt.timedelta(minutes=5),
        note="Nhà Lan",
        person="Lan",
    )


@pytest.mark.slow
def test_event_page_is_for_the_producers_people_and_officers(client, world, entry):
    address = reverse("traceability:event", args=[entry.event_id])
    for user, status in ((world.lan, 200), (world.thu, 200), (world.minh, 404), (world.hoa, 404)):
        client.force_login(user, backend="members.backends.PhoneOrCardBackend")
        assert client.get(address).status_code == status
        assert ("Nhà Lan" in client.get(address).content.decode()) is (status == 200)


@pytest.mark.slow
def test_a_wrong_number_is_corrected_and_both_stay(lan, world, entry):
    address = reverse("traceability:event", args=[entry.event_id])
    key = str(uuid.uuid4())
    data = {
        "reason": "incorrect_data",
        "quantity": "50",
        "unit": "kg",
        "date": "",
        "note": "đúng",
        "idempotency_key": key,
    }
    lot = Lot.objects.get()
    for __ in range(2):
        response = lan.post(address, data)
        assert (response.status_code, response["Location"]) == (302, f"/lo/{lot.pk}/")
    lot.refresh_from_db()
    assert (lot.quantity, Event.objects.count()) == (50, 3)
    html = lan.get(f"/lo/{lot.pk}/").content.decode()
    assert html.count("Thu hoạch 500 kg") == 1
    assert html.count("Thu hoạch 50 kg") == 1
    assert "Ghi sai: Có làm, nhưng ghi sai" in html


def test_a_wrong_correction_changes_nothing(lan, world, entry):
    before = counts()
    response = lan.post(
        reverse("traceability:event", args=[entry.event_id]),
        {"reason": "incorrect_data", "quantity": "nhiều", "unit": "kg", "date": "", "note": ""},
    )
    assert response.status_code == 400
    assert response.context["form"].errors["quantity"]
    assert counts() == before


@pytest.mark.slow
def test_an_officer_declares_and_checks_but_does_not_rewrite(client, world, entry):
    client.force_login(world.thu, backend="members.backends.PhoneOrCardBackend")
    check = reverse("traceability:check", args=[entry.event_id])
    assert client.post(check, {"claim": "verified"}).status_code == 302
    assert EventCheck.objects.get().branch == world.branch
    html = client.get(f"/lo/{Lot.objects.get().pk}/").content.decode()
    assert "Hội đã xác minh" in html
    assert "Hội LHPN phường Mộc Châu" in html
    response = client.post(
        reverse("traceability:event", args=[entry.event_id]),
        {"reason": "incorrect_data", "quantity": "50", "unit": "kg"},
    )
    assert response.status_code == 302
    assert Event.objects.filter(is_error=True).count() == 1
    assert Event.objects.count() == 2


def test_others_cannot_check(client, world, entry):
    for user in (world.lan, world.minh, world.hoa):
        client.force_login(user, backend="members.backends.PhoneOrCardBackend")
        response = client.post(reverse("traceability:check", args=[entry.event_id]), {"claim": "verified"})
        assert response.status_code == 403
    assert not EventCheck.objects.exists()


# --- Lots ----------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_lot_page_is_for_the_producers_people_and_officers(client, world, entry):
    lot = Lot.objects.get()
    for user, status in ((world.lan, 200), (world.thu, 200), (world.minh, 404), (world.hoa, 404)):
        client.force_login(user, backend="members.backends.PhoneOrCardBackend")
        for path in (f"/lo/{lot.pk}/", f"/lo/{lot.pk}/sua/"):
            assert client.get(path).status_code == status, (user, path)
    before = counts()
    for path in (f"/lo/{lot.pk}/het/", f"/lo/{lot.pk}/mo-lai/", f"/lo/{lot.pk}/sua/"):
        assert client.post(path, {"quantity": "1", "unit": "kg"}).status_code == 404
    assert counts() == before
    lot.refresh_from_db()
    assert (lot.state, lot.quantity) == ("open", 500)


def test_a_lots_page_says_how_much_of_it_was_harvested_where_that_is_less(client, world, entry):
    client.force_login(world.lan, backend="members.backends.PhoneOrCardBackend")
    lot = Lot.objects.get()
    message = "Đã ghi thu hoạch"
    assert message not in client.get(f"/lo/{lot.pk}/").content.decode()
    Lot.objects.filter(pk=lot.pk).update(quantity=900)
    assert f"{message}</dt><dd>500 kg</dd>" in without_layout(client.get(f"/lo/{lot.pk}/").content.decode())


@pytest.mark.slow
def test_pages_link_to_processing_for_made_goods_and_to_harvest_for_others(lan, world, entry):
    lot = Lot.objects.get()
    harvest, made = (
        f"/nhat-ky/ghi/?san-pham={world.product.pk}",
        f"/nhat-ky/ghi/?viec=che-bien&amp;san-pham={world.product.pk}",
    )
    pages = f"/lo/{lot.pk}/", f"/san-pham-cua-toi/{world.product.pk}/"
    for number, this, others in (
        (1, harvest, made),
        (11, harvest, made),
        (7, made, harvest),
        (16, made, harvest),
        (21, made, harvest),
    ):
        Product.objects.filter(pk=world.product.pk).update(ocop_set=number)
        for path in pages:
            page = lan.get(path).text
            assert f'href="{this}"' in page and f'href="{others}"' not in page, (number, path)
    assert "Ghi chế biến" in page and "Ghi chế biến</h1>" in without_layout(
        lan.get(made.replace("&amp;", "&")).text
    )


def test_a_lot_is_opened_changed_and_closed_on_pages(lan, world):
    response = lan.post(
        f"/lo/moi/?san-pham={world.product.pk}", {"quantity": "10", "unit": "kg", "code": "vu-1"}
    )
    lot = Lot.objects.get()
    assert (response["Location"], lot.code) == (f"/lo/{lot.pk}/", "VU-1")
    lan.post(
        f"/lo/{lot.pk}/sua/", {"quantity": "12,5", "unit": "kg", "code": "", "harvested_date": "2026-05-01"}
    )
    lot.refresh_from_db()
    assert (str(lot.quantity), lot.code, lot.harvested_date) == ("12.500", "VU-1", dt.date(2026, 5, 1))
    response = lan.post(f"/lo/{lot.pk}/sua/", {"quantity": "0", "unit": "kg"})
    assert response.status_code == 400
    assert response.context["form"].errors["quantity"]
    lan.post(f"/lo/{lot.pk}/het/")
    lot.refresh_from_db()
    assert (lot.state, lot.quantity) == ("closed", 12.5)
    assert lan.get("/lo/").context["page"].object_list == [lot]


def test_nobody_opens_a_lot_of_anothers_product(lan, world):
    before = counts()
    response = lan.post(f"/lo/moi/?san-pham={world.other_product.pk}", {"quantity": "10", "unit": "kg"})
    assert response.status_code == 404
    assert counts() == before


# --- Parts of other pages ---------------------------------------------------------------------------------------------------


def as_request(rf, world, who, actor=None):
    request = rf.get("/")
    request.user = getattr(world, who)
    request.actor = actor or getattr(world.as_, who)
    return request


@pytest.mark.slow
def test_home_leads_to_the_diary_who_has_not_recorded_today(rf, world):
    assert "Ghi thu hoạch" in slots.render("home.next", as_request(rf, world, "lan"))
    assert on_pages.home_harvest(as_request(rf, world, "minh")) is None
    older = timezone.now() - dt.timedelta(days=2)
    record_harvest(actor=world.as_.lan, product=world.product, quantity=1, unit="kg", event_time=older)
    assert on_pages.home_harvest(as_request(rf, world, "lan"))["last_day"] == timezone.localdate(older)
    record_harvest(
        actor=world.as_.lan, product=world.product, quantity=1, unit="kg", event_time=timezone.now()
    )
    assert on_pages.home_harvest(as_request(rf, world, "lan")) is None


def test_the_products_page_shows_its_lots_to_its_people(rf, world, entry):
    html = slots.render("product.manage", as_request(rf, world, "lan"), product=world.product)
    assert f"Lô {Lot.objects.get().code}" in html
    for who, sees in (("thu", True), ("minh", False), ("hoa", False)):
        assert (on_pages.product_lots(as_request(rf, world, who), product=world.product) is not None) is sees


def test_desk_shows_doubtful_days_to_the_branchs_officer_only(rf, world):
    record_work(
        actor=world.as_.lan,
        kind=EventKind.HARVESTING,
        product=world.product,
        quantity=3,
        unit="kg",
        event_time=timezone.now() + dt.timedelta(days=3),
        flag_future=True,
    )
    assert "Thu hoạch 3 kg" in slots.render("officer.desk", as_request(rf, world, "thu"))
    for who in ("lan", "minh", "hoa"):
        assert on_pages.desk_events(as_request(rf, world, who)) is None


def test_own_data_has_the_members_entries(world, entry):
    diary = on_pages.diary_of(world.lan)
    assert [(one["kind"], one["note"], one["person"]) for one in diary] == [("Thu hoạch", "Nhà Lan", "Lan")]
    assert json.dumps(diary, default=str)
    assert on_pages.diary_of(world.hoa) == []


@pytest.mark.slow
def test_pages_stay_small_however_much_a_partners_software_sends(lan, world, monkeypatch):
    monkeypatch.setattr("traceability.events.journey.PER_PAGE", 2)
    monkeypatch.setattr("traceability.diary.views.diary.MOST_ENTRIES", 2)
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=1, unit="kg")
    for number in range(3):
        record_event(
            actor=world.as_.lan,
            kind=EventKind.GROWING,
            event_time=timezone.now() - dt.timedelta(hours=number),
            lots=[LotPart(lot)],
            note=f"lượt {number}",
        )
    rounds_by_page = {
        path: [number for number in range(3) if f"lượt {number}" in lan.get(path).content.decode()]
        for path in ("/nhat-ky/", f"/lo/{lot.pk}/", f"/lo/{lot.pk}/?page=2", f"/lo/{lot.pk}/?page=x")
    }
    assert list(rounds_by_page.values()) == [[0, 1], [0, 1], [2], [0, 1]]
    assert "chỉ hiện 2 việc mới nhất" in lan.get("/nhat-ky/").content.decode()


@pytest.mark.slow
def test_saving_a_harvest_says_what_it_added(lan, world):
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=200, unit="kg")
    for amount, chosen, said in (
        ("30", "", "Đã ghi 30 kg. Lô"),
        ("7", "", "nay có tất cả 37 kg."),
        ("20", str(lot.pk), f"Đã ghi 20 kg. Lô {lot.code} đã khai sẵn 200 kg, số ấy giữ nguyên."),
    ):
        data = {"product": world.product.pk, "kind": "harvesting", "quantity": amount, "unit": "kg"}
        page = lan.post(RECORD, data | {"when": "today", "lot": chosen}, follow=True).content.decode()
        assert said in page
    assert sorted(Lot.objects.values_list("quantity", flat=True)) == [Decimal(37), Decimal(200)]


@pytest.mark.slow
def test_what_was_never_harvested_is_not_sold(lan, world):
    def declared_wrong(**lot):
        event = record_harvest(
            actor=world.as_.lan,
            product=world.product,
            quantity=30,
            unit="kg",
            event_time=timezone.now(),
            **lot,
        )
        address = reverse("traceability:event", args=[event.event_id])
        return lan.post(address, {"reason": ErrorReason.DID_NOT_OCCUR}, follow=True).content.decode()

    page = declared_wrong()
    lot = Lot.objects.get()
    assert f"Lô {lot.code} không còn lần thu hoạch nào, nên đã ngừng bán." in page
    assert (lot.state, lot.quantity, lot.harvested_date) == ("closed", 30, None)
    assert Entry.objects.filter(kind="lot.closed", subject=f"lot:{lot.pk}").exists()
    # What she declared without a harvest stays on sale: she is asked about it.
    stated = open_lot(actor=world.as_.lan, product=world.product, quantity=200, unit="kg")
    assert "vẫn còn 200 kg đang bán" in declared_wrong(lot=stated)
    assert Lot.objects.get(pk=stated.pk).state == "open"


def test_products_of_one_name_are_told_apart_in_diary_and_paper_sheets(lan, world):
    twin = Product.objects.create(
        producer=world.producer, name=world.product.name, unit="kg", price=99_000, slug="hai", state="listed"
    )
    for product in (world.product, twin):
        ProductPhoto.objects.create(product=product, photo=PhotoFactory())
    for path in (RECORD, "/nhat-ky/giay/", "/nhat-ky/giay/chep/"):
        page = lan.get(path).content.decode().replace("\xa0", " ")
        assert page.count("<picture") >= 2, path
        assert f"{twin.name} (45.000 đ/kg)" in page and f"{twin.name} (99.000 đ/kg)" in page, path
    assert 'class="choices__photo"' in lan.get(RECORD).content.decode()
