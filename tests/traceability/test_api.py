"""Lots, events, label runs and buyers' questions over the API: Lan may, Minh and Hoa may not, and repetitions count once."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from backend.common.limits import SharedLimit
from backend.ledger.models import Entry
from products.models import Product
from tests.api import client_of, everything, problems, send_twice
from tests.factories.products import PhotoFactory
from tests.factories.traceability import make_event, make_recall
from tests.traceability.label_runs import a_lot, a_ready_run, a_run, serials_in
from traceability.inquiries import actions as inquiries
from traceability.inquiries.enums import InquiryState
from traceability.labels.enums import RunState
from traceability.labels.runs.files import remove
from traceability.lots.enums import LotState
from traceability.models import (
    Event,
    EventCheck,
    EventDetail,
    Inquiry,
    LabelPrint,
    LabelRun,
    LabelVoid,
    Lot,
    Recall,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]

ROWS = (Lot, Event, EventDetail, Recall, LabelRun, LabelPrint, LabelVoid, Inquiry, EventCheck)
API = "/api/v1"


@pytest.fixture
def lan(world):
    return client_of(world.lan)


@pytest.fixture
def thu(world):
    return client_of(world.thu)


@pytest.fixture
def lot(world) -> Lot:
    return a_lot(world)


@pytest.fixture(autouse=True)
def own_limit(monkeypatch) -> None:
    """Other tests send from the same network."""
    was = inquiries.inquiries_an_hour
    assert (was.limit, was.seconds) == (10, 3600)
    fresh = SharedLimit(f"inquiries {uuid.uuid4()}", was.limit, seconds=10**9, step=1)
    monkeypatch.setattr(inquiries, "inquiries_an_hour", fresh)


@pytest.fixture
def inquiry(world, lot) -> Inquiry:
    return Inquiry.objects.create(
        kind="question",
        text="Còn hàng không chị?",
        lot=lot,
        producer=world.producer,
        contact_phone="+84912345678",
    )


# --- Lots -----------------------------------------------------------------------------------------------------------------
def test_lot_is_corrected_once_when_sent_twice(lan, lot):
    body = {"quantity": "60.5", "expiry_date": None}
    answer = send_twice(lan, "patch", f"{API}/lots/{lot.pk}/", body)
    assert (answer["quantity"], answer["expiry_date"], answer["recall"]) == ("60.500", None, None)
    assert Entry.objects.filter(kind="lot.changed").count() == 1


def test_lot_with_labels_is_not_corrected(world, lan, lot):
    a_run(world, lot=lot)
    before = everything(ROWS)
    answer = lan.patch(f"{API}/lots/{lot.pk}/", {"quantity": "60"})
    assert (answer.status_code, problems(answer)) == (409, [("lot_locked", None)])
    assert everything(ROWS) == before


def test_lot_is_closed_and_reopened(lan, lot):
    assert send_twice(lan, "post", f"{API}/lots/{lot.pk}/close/")["state"] == LotState.CLOSED
    assert send_twice(lan, "post", f"{API}/lots/{lot.pk}/reopen/")["state"] == LotState.OPEN
    assert list(
        Entry.objects.filter(subject=f"lot:{lot.pk}").order_by("pk").values_list("kind", flat=True)
    ) == [
        "lot.opened",
        "lot.closed",
        "lot.reopened",
    ]


def test_fresh_goods_are_kept_on_sale_until_a_day(lan, lot):
    Product.objects.filter(pk=lot.product_id).update(ocop_set=1)  # fresh fruit
    Lot.objects.filter(pk=lot.pk).update(expiry_date=None)
    until = (timezone.localdate() + dt.timedelta(days=3)).isoformat()
    url = f"{API}/lots/{lot.pk}/keep/"
    answer = send_twice(lan, "post", url, {"until": until})
    assert answer["sold_until"] == lan.get(f"{API}/lots/{lot.pk}/").json()["sold_until"] == until
    assert Entry.objects.filter(kind="lot.kept").count() == 1
    later = (timezone.localdate() + dt.timedelta(days=32)).isoformat()
    refused = lan.post(url, {"until": later}, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert (refused.status_code, problems(refused)) == (400, [("lot_kept_range", "until")])


@pytest.mark.slow
def test_lot_is_recalled_by_the_producer_and_cleared_by_the_officer(lan, thu, lot):
    recall = send_twice(
        lan,
        "post",
        f"{API}/lots/{lot.pk}/recall/",
        {"reason": "Có mẻ bị mốc.", "advice": "Xin đừng ăn."},
        status=201,
    )
    assert client_of().get(f"{API}/lots/{lot.pk}/").json()["recall"] == recall
    again = lan.post(f"{API}/lots/{lot.pk}/recall/", {"reason": "Lần nữa"})
    assert (again.status_code, problems(again)) == (409, [("recalled_already", None)])
    before = everything(ROWS)
    refused = lan.post(f"{API}/lots/{lot.pk}/recall/end/")
    assert refused.status_code == 403 and everything(ROWS) == before
    ended = send_twice(thu, "post", f"{API}/lots/{lot.pk}/recall/end/")
    assert ended["ended_at"] and lan.get(f"{API}/lots/{lot.pk}/").json()["recall"] is None


def test_lots_cost_the_same_at_1_and_3_rows(world, lan, lot, django_assert_num_queries):
    # token, the user's branches as an officer, rows, recalls
    with django_assert_num_queries(4):
        assert len(lan.get(f"{API}/lots/?product={world.product.pk}").json()["results"]) == 1
    for _each in range(2):
        a_lot(world)
    with django_assert_num_queries(4):
        assert len(lan.get(f"{API}/lots/?product={world.product.pk}").json()["results"]) == 3


# --- Events ---------------------------------------------------------------------------------------------------------------
def test_event_is_vouched_for_by_an_officer_alone(world, lan, thu, lot):
    event = make_event(lot)
    url = f"{API}/events/{event.event_id}/check/"
    before = everything(ROWS)
    assert lan.post(url, {"claim": "verified"}).status_code == 403
    bad = thu.post(url, {"claim": "self"})
    assert (bad.status_code, problems(bad)) == (400, [("invalid_choice", "claim")])
    assert everything(ROWS) == before
    assert send_twice(thu, "post", url, {"claim": "verified"}, status=201)["claim"] == "verified"
    assert EventCheck.objects.get().by == world.thu


@pytest.mark.slow
def test_event_is_corrected_once_and_keeps_its_photo(world, lan, lot):
    photo = PhotoFactory(producer=world.producer)
    body = {
        "kind": "harvesting", "event_time": timezone.now().isoformat(), "person": "Chị Mai", "photo": str(photo.key),
        "lots": [{"lot": lot.pk, "quantity": "5", "unit": "kg"}],
    }  # fmt: skip
    response = send_twice(lan, "post", f"{API}/events/", body, status=201)
    url = f"{API}/events/{response['event_id']}/correct/"
    bad = lan.post(
        url,
        {"event_id": str(uuid.uuid4()), "event_time": "2999-01-01T00:00:00Z", "quantity": "4", "unit": "kg"},
    )
    assert (bad.status_code, [attr for _code, attr in problems(bad)]) == (400, ["event_time"])
    right = {"event_id": str(uuid.uuid4()), "event_time": body["event_time"], "quantity": "4", "unit": "kg"}
    made = send_twice(lan, "post", url, right, status=201)
    assert (made["event_id"], made["lots"][0]["quantity"]) == (right["event_id"], "4.000")
    assert [(d.kind, d.photo_id) for d in EventDetail.objects.filter(event_id=right["event_id"])] == [
        ("photo", photo.pk)
    ]
    [declared] = Event.objects.filter(is_error=True)
    assert str(declared.event_id) == response["event_id"]


# --- Label runs -----------------------------------------------------------------------------------------------------------
def test_run_keeps_the_offset_it_is_asked_with(world, lan, lot):
    body = {"lot": lot.pk, "count": 3, "layout": "roll-50x30", "offset_x": "0.5", "offset_y": "-1"}
    answer = send_twice(lan, "post", f"{API}/label-runs/", body, status=201)
    assert (answer["offset_x"], answer["offset_y"]) == ("0.50", "-1.00")
    assert LabelRun.objects.count() == 1


def test_failed_run_is_retried(world, lan):
    run = a_run(world)
    LabelRun.objects.update(state=RunState.FAILED, error="x")
    assert send_twice(lan, "post", f"{API}/label-runs/{run.pk}/retry/")["state"] == RunState.QUEUED
    again = lan.post(f"{API}/label-runs/{run.pk}/retry/")
    assert (again.status_code, problems(again)) == (409, [("label_run_state", None)])


@pytest.mark.slow
def test_waiting_run_is_cancelled_and_a_ready_one_not(world, lan):
    waiting = a_run(world)
    assert send_twice(lan, "post", f"{API}/label-runs/{waiting.pk}/cancel/")["state"] == RunState.CANCELLED
    ready = a_ready_run(world, lot=waiting.lot)
    refused = lan.post(f"{API}/label-runs/{ready.pk}/cancel/")
    assert (refused.status_code, problems(refused)) == (400, [("label_run_ready", None)])
    ready.refresh_from_db()
    assert ready.state == RunState.READY


@pytest.mark.slow
def test_sheet_is_shifted_for_a_printer_that_feeds_askew(world, lan):
    run = a_ready_run(world)
    bad = lan.post(f"{API}/label-runs/{run.pk}/shift/", {"offset_x": "9"})
    assert (bad.status_code, problems(bad)) == (400, [("max_value", "offset_x"), ("required", "offset_y")])
    answer = send_twice(lan, "post", f"{API}/label-runs/{run.pk}/shift/", {"offset_x": "1", "offset_y": "0"})
    assert (answer["offset_x"], answer["offset_y"]) == ("1.00", "0.00")
    run.refresh_from_db()
    assert (run.offset_x, run.pdf) == (Decimal(1), "")


def test_print_opens_its_sheet_for_a_day(world, lan):
    run = a_ready_run(world)
    taken = send_twice(lan, "post", f"{API}/label-runs/{run.pk}/prints/", {}, status=201)
    assert (taken["first"], taken["last"], taken["kind"]) == (1, 3, "first")
    assert len(taken["first_serial"].split()) == 5
    url = f"{API}/label-runs/{run.pk}/prints/{taken['id']}/sheet/"
    sheet = lan.get(url, headers={"Accept": "application/pdf"})
    assert (sheet.status_code, sheet["Content-Type"]) == (200, "application/pdf")
    assert sheet["Cache-Control"] == "private, no-store"
    assert serials_in(b"".join(sheet.streaming_content)) == [1, 2, 3]
    LabelPrint.objects.update(printed_at=timezone.now() - timedelta(hours=25))
    stale = lan.get(url, headers={"Accept": "application/pdf"})
    assert (stale.status_code, problems(stale)) == (409, [("print_stale", None)])


@pytest.mark.slow
def test_print_of_a_part_opens_that_part_alone(world, lan):
    run = a_ready_run(world)
    taken = lan.post(f"{API}/label-runs/{run.pk}/prints/", {"first": 2, "last": 3}).json()
    sheet = lan.get(f"{API}/label-runs/{run.pk}/prints/{taken['id']}/sheet/")
    assert serials_in(io.BytesIO(b"".join(sheet.streaming_content)).getvalue()) == [2, 3]


@pytest.mark.slow
def test_print_has_a_sheet_that_was_put_away_made_again(world, lan):
    run = a_ready_run(world)
    remove(run.pdf)
    assert not default_storage.exists(run.pdf)
    taken = lan.post(f"{API}/label-runs/{run.pk}/prints/", {}).json()
    run.refresh_from_db()
    assert (run.pdf, run.state) == ("", RunState.READY)
    waiting = lan.get(f"{API}/label-runs/{run.pk}/prints/{taken['id']}/sheet/")
    assert (waiting.status_code, problems(waiting)) == (409, [("sheet_not_ready", None)])


@pytest.mark.slow
def test_reprint_needs_a_reason(world, lan):
    run = a_ready_run(world)
    lan.post(f"{API}/label-runs/{run.pk}/prints/", {})
    before = everything(ROWS)
    again = lan.post(f"{API}/label-runs/{run.pk}/prints/", {"first": 1, "last": 1})
    assert (again.status_code, problems(again)) == (400, [("reprint_reason", "reason")])
    assert everything(ROWS) == before


@pytest.mark.slow
def test_voids_are_written_and_listed(world, lan):
    run = a_ready_run(world)
    url = f"{API}/label-runs/{run.pk}/voids/"
    bad = lan.post(url, {"first": 2, "last": 9, "reason": "Rách"})
    assert (bad.status_code, problems(bad)) == (400, [("label_range", "last")])
    void = send_twice(lan, "post", url, {"first": 2, "last": 3, "reason": "Rách"}, status=201)
    assert lan.get(url).json()["results"] == [void]


def test_prints_and_voids_cost_the_same_at_1_and_3_rows(world, lan, django_assert_num_queries):
    run = a_ready_run(world, 4)
    for name, model in (("prints", LabelPrint), ("voids", LabelVoid)):
        model.objects.create(run=run, first=1, last=1, reason="Rách", by=world.lan)
        # token, the user's branches as an officer, run, rows
        with django_assert_num_queries(4):
            assert len(lan.get(f"{API}/label-runs/{run.pk}/{name}/").json()["results"]) == 1
        for number in (2, 3):
            model.objects.create(run=run, first=number, last=number, reason="Rách", by=world.lan)
        with django_assert_num_queries(4):
            assert len(lan.get(f"{API}/label-runs/{run.pk}/{name}/").json()["results"]) == 3


# --- Buyers' questions ------------------------------------------------------------------------------------------------
def test_inquiry_is_answered_by_the_producers_people(world, lan, inquiry):
    [listed] = lan.get(f"{API}/inquiries/?state=open").json()["results"]
    assert (listed["text"], listed["contact_phone"]) == ("Còn hàng không chị?", "+84912345678")
    bad = lan.post(f"{API}/inquiries/{inquiry.pk}/answer/", {"answer": ""})
    assert (bad.status_code, problems(bad)) == (400, [("blank", "answer")])
    answer = send_twice(lan, "post", f"{API}/inquiries/{inquiry.pk}/answer/", {"answer": "Còn 20 kg."})
    assert (answer["state"], answer["answer"]) == (InquiryState.ANSWERED, "Còn 20 kg.")
    assert send_twice(lan, "post", f"{API}/inquiries/{inquiry.pk}/close/")["state"] == InquiryState.CLOSED


def test_inquiries_cost_the_same_at_1_and_3_rows(world, lan, inquiry, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert len(lan.get(f"{API}/inquiries/").json()["results"]) == 1
    for _each in range(2):
        Inquiry.objects.create(kind="question", text="?", lot=inquiry.lot, producer=world.producer)
    with django_assert_num_queries(3):
        assert len(lan.get(f"{API}/inquiries/").json()["results"]) == 3


# --- Minh and Hoa ---------------------------------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize("who", ["minh", "hoa", "nobody"])
def test_nobody_else_writes_or_reads_an_owners_records(world, lot, inquiry, who):
    event, run = make_event(lot), a_ready_run(world, lot=lot)
    taken = LabelPrint.objects.create(run=run, kind="first", first=1, last=3, by=world.lan)
    make_recall(a_lot(world), reason="Mốc", by=world.lan)
    recalled = Recall.objects.get().lot
    client = client_of(None if who == "nobody" else getattr(world, who))
    before = everything(ROWS)
    writes = [
        ("patch", f"lots/{lot.pk}/", {"quantity": "1"}),
        ("post", f"lots/{lot.pk}/keep/", {"until": timezone.localdate().isoformat()}),
        ("post", f"lots/{lot.pk}/close/", None),
        ("post", f"lots/{lot.pk}/reopen/", None),
        ("post", f"lots/{lot.pk}/recall/", {"reason": "Mốc"}),
        ("post", f"lots/{recalled.pk}/recall/end/", None),
        ("post", f"events/{event.event_id}/check/", {"claim": "verified"}),
        (
            "post",
            f"events/{event.event_id}/correct/",
            {
                "event_id": str(uuid.uuid4()),
                "event_time": timezone.now().isoformat(),
                "quantity": "1",
                "unit": "kg",
            },
        ),
        ("post", f"label-runs/{run.pk}/retry/", None),
        ("post", f"label-runs/{run.pk}/cancel/", None),
        ("post", f"label-runs/{run.pk}/shift/", {"offset_x": "1", "offset_y": "1"}),
        ("post", f"label-runs/{run.pk}/prints/", {}),
        ("post", f"label-runs/{run.pk}/voids/", {"first": 1, "last": 1, "reason": "Rách"}),
        ("post", f"inquiries/{inquiry.pk}/answer/", {"answer": "Không"}),
        ("post", f"inquiries/{inquiry.pk}/close/", None),
    ]
    for method, path, body in writes:
        answer = getattr(client, method)(
            f"{API}/{path}", body, headers={"Idempotency-Key": str(uuid.uuid4())}
        )
        assert answer.status_code in ({401} if who == "nobody" else {403, 404}), (path, answer.content)
        problems(answer)
    assert everything(ROWS) == before
    for path in ("prints/", "voids/", f"prints/{taken.pk}/sheet/"):
        answer = client.get(f"{API}/label-runs/{run.pk}/{path}")
        assert answer.status_code == (401 if who == "nobody" else 404)
    rows = client.get(f"{API}/inquiries/")
    assert rows.status_code == 401 if who == "nobody" else rows.json()["results"] == []


@pytest.mark.slow
def test_officer_watches_a_run_and_has_no_sheet_of_it(world, thu):
    run = a_ready_run(world)
    taken = LabelPrint.objects.create(run=run, kind="first", first=1, last=3, by=world.lan)
    assert len(thu.get(f"{API}/label-runs/{run.pk}/prints/").json()["results"]) == 1
    assert thu.get(f"{API}/label-runs/{run.pk}/prints/{taken.pk}/sheet/").status_code == 404
    before = everything(ROWS)
    assert thu.post(f"{API}/label-runs/{run.pk}/prints/", {}).status_code == 403
    assert everything(ROWS) == before


# --- Buyers' forms, posters, texts of captured events -----------------------------------------------------------------
def test_buyer_reports_once_without_an_account_and_reads_the_answer(world, lan, lot):
    anonymous = client_of()
    body = {"kind": "problem", "lot": lot.pk, "text": "Quả bị dập", "contact_phone": "0912 345 678"}
    sent = send_twice(anonymous, "post", f"{API}/inquiries/", body, status=201)
    row = Inquiry.objects.get()
    assert (row.text, row.lot, row.producer, row.contact_phone) == (
        "Quả bị dập",
        lot,
        world.producer,
        "+84912345678",
    )
    assert sent["ref"] == str(row.ref) and "912345678" not in str(sent)
    lan.post(f"{API}/inquiries/{row.pk}/answer/", {"answer": "Chị gửi bù."})
    assert anonymous.get(f"{API}/inquiries/sent/{row.ref}/").json()["answer"] == "Chị gửi bù."
    assert anonymous.get(f"{API}/inquiries/sent/{uuid.uuid4()}/").status_code == 404
    assert anonymous.get(f"{API}/inquiries/").status_code == 401


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"text": " "}, ("blank", "text")),
        ({"text": "a" * 1001}, ("max_length", "text")),
        ({"kind": "praise"}, ("invalid_choice", "kind")),
        ({"lot": 10**6}, ("invalid", "lot")),
        ({"lot": None}, ("null", "lot")),
        ({"contact_phone": "abc"}, (None, "contact_phone")),
    ],
)
def test_invalid_inquiry_is_refused_and_not_stored(lot, changed, problem):
    before = everything(ROWS)
    refused = client_of().post(
        f"{API}/inquiries/", {"kind": "question", "lot": lot.pk, "text": "Còn không?"} | changed
    )
    [(code, field)] = problems(refused)
    assert (refused.status_code, field) == (400, problem[1]) and problem[0] in (None, code)
    assert everything(ROWS) == before


def test_question_needs_a_lot_and_a_strange_label_none(world):
    assert problems(client_of().post(f"{API}/inquiries/", {"kind": "question", "text": "?"})) == [
        ("invalid", "lot")
    ]
    sent = client_of().post(f"{API}/inquiries/", {"kind": "problem", "text": "Tem lạ", "serial_text": "ABC"})
    assert sent.status_code == 201 and Inquiry.objects.get().serial_text == "ABC"


@pytest.mark.slow
def test_buyers_of_one_network_send_ten_an_hour(lot):
    for number in range(11):
        sent = client_of().post(
            f"{API}/inquiries/", {"kind": "question", "lot": lot.pk, "text": f"Câu {number}"}
        )
    assert (sent.status_code, problems(sent)) == (429, [("throttled", None)])
    assert Inquiry.objects.count() == 10


@pytest.mark.slow
def test_poster_is_made_and_downloaded_only_by_permitted_users(world, lan, lot):
    url = f"{API}/lots/{lot.pk}/poster/"
    assert lan.get(url).json() == {"lot": lot.pk, "uri": None}
    assert lan.get(f"{url}png/").status_code == 404
    uri = send_twice(lan, "post", url)["uri"]
    assert uri.upper().endswith(f"/10/{lot.code}".upper()) and lan.get(url).json()["uri"] == uri
    for form, start in (("png", b"\x89PNG"), ("svg", b"<"), ("pdf", b"%PDF")):
        answer = lan.get(f"{url}{form}/")
        assert answer.status_code == 200 and answer.content.startswith(start)
        assert f'ma-{lot.code}.{form}"' in answer["Content-Disposition"]
    assert lan.get(f"{url}exe/").status_code == 404
    for other, status in ((client_of(world.hoa), 404), (client_of(), 401)):
        assert [other.get(each).status_code for each in (url, f"{url}png/")] == [status] * 2
        assert other.post(url).status_code == status
    Lot.objects.filter(pk=lot.pk).update(state=LotState.CLOSED)
    assert lan.post(url).status_code == lan.get(f"{url}png/").status_code == 409


@pytest.mark.slow
def test_words_of_a_captured_event_are_erased_by_its_producer(world, lan, lot):
    event = make_event(lot=lot)
    url = f"{API}/events/{event.event_id}/erase-words/"
    assert send_twice(lan, "post", url) == {"erased": False}
    before = everything(ROWS)
    for other in (client_of(world.hoa), client_of(world.minh), client_of()):
        assert other.post(url).status_code in (401, 403, 404)
    assert everything(ROWS) == before
