"""A recall reaches exactly the lots made from the lot, also those recorded later, and some labels when asked."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.ledger.models import Entry
from members.acting import Actor
from members.models import Notice
from products.models import Product, ProductDecision
from products.products.actions.facts import publish_facts
from tests.factories.products import ListedProductFactory, ProducerFactory, make_branch, make_user
from tests.factories.traceability import LotFactory
from tests.people import LAN
from traceability.events.actions import LotPart, declare_error, record_event
from traceability.events.enums import ErrorReason, EventKind
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.lots.enums import LotRole
from traceability.models import LabelRun, LabelVoid, Lot, Recall, RecallReach
from traceability.recalls.actions.recall_reach import settle_reach
from traceability.recalls.actions.recalls import (
    AlreadyRecalled,
    RecallError,
    RecallNotAllowed,
    end_lapsed_recalls,
    end_recall,
    recall_lot,
)
from traceability.scans.origin.lookup import codec

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
HTML = {"HTTP_ACCEPT": "text/html"}


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def lan(branch):
    return make_user(LAN.full_name, branch=branch)


@pytest.fixture
def officer(branch):
    return make_user("Cầm Thị Thu", officer_of=branch)


@pytest.fixture
def producer(lan, branch):
    made = ProducerFactory(branch=branch)
    made.people.create(user=lan)
    return made


@pytest.fixture
def product(producer):
    return ListedProductFactory(producer=producer)


def make_lots(product, count: int) -> list[Lot]:
    # In pieces, without weights: only the genealogy matters here.
    return [LotFactory(product=product, code=f"A{number}", unit="cai") for number in range(count)]


def make_from(lan, inputs: list[Lot], outputs: list[Lot]):
    # Counted: an uncounted input uses the rest of its lot.
    parts = [LotPart(lot, LotRole.INPUT, Decimal(1), lot.unit) for lot in inputs] + [
        LotPart(lot, LotRole.OUTPUT) for lot in outputs
    ]
    return record_event(
        actor=Actor.of(lan),
        kind=EventKind.PROCESSING,
        event_time=timezone.now() - dt.timedelta(hours=1),
        lots=parts,
    )


def make_run(lot: Lot, count: int = 10) -> LabelRun:
    return LabelRun.objects.create(
        lot=lot,
        code=code_for(lot.product),
        count=count,
        layout="a4-65",
        key_version=codec().current,
        origin="",
        state=RunState.READY,
    )


def path_of(run: LabelRun, counter: int) -> str:
    serial = codec().encode(run.pk, counter)[:16]
    return f"/P/{run.code.value}/10/{run.lot.code}/{serial}"


def reached(recall: Recall) -> set[str]:
    return set(
        Lot.objects.filter(recall_reach__recall=recall, recall_reach__ended_at=None).values_list(
            "code", flat=True
        )
    )


def page(client, path: str) -> str:
    return client.get(path, **HTML).content.decode()


@pytest.mark.slow
def test_recall_comes_first_on_all_lots_made_from_the_lot(client, lan, product):
    fruit, juice, jam, other = make_lots(product, 4)
    make_from(lan, [fruit], [juice])
    make_from(lan, [juice], [jam])
    runs = {lot.code: make_run(lot) for lot in (fruit, juice, jam, other)}
    recall = recall_lot(
        actor=Actor.of(lan), lot=fruit, reason="Có mẻ bị mốc", contact="Hội xã, 0212 3 456 789"
    )
    assert reached(recall) == {"A0", "A1", "A2"}
    for code in ("A0", "A1", "A2"):
        text = page(client, path_of(runs[code], 1))
        assert "verdict v-recalled" in text and "Có mẻ bị mốc" in text and "0212 3 456 789" in text
        assert ("Lô này làm từ lô" in text) == (code != "A0")
    assert "verdict v-recalled" not in page(client, path_of(runs["A3"], 1))
    entries = Entry.objects.filter(kind="lot.recall_reached")
    assert {entry.subject for entry in entries} == {f"lot:{juice.pk}", f"lot:{jam.pk}"}
    assert Notice.objects.filter(user=lan, kind="lot.recalled").count() == 3


@pytest.mark.slow
def test_a_lot_made_later_is_reached_and_left_when_that_was_wrong(client, lan, officer, product):
    fruit, juice = make_lots(product, 2)
    run = make_run(juice)
    recall = recall_lot(actor=Actor.of(lan), lot=fruit, reason="Có mẻ bị mốc")
    assert "verdict v-recalled" not in page(client, path_of(run, 1))
    event = make_from(lan, [fruit], [juice])
    assert reached(recall) == {"A0", "A1"}
    assert "verdict v-recalled" in page(client, path_of(run, 1))
    declare_error(actor=Actor.of(officer), event=event, reason=ErrorReason.DID_NOT_OCCUR)
    assert reached(recall) == {"A0"}
    assert "verdict v-recalled" not in page(client, path_of(run, 1))
    # The history still shows the earlier recall.
    assert RecallReach.objects.filter(lot=juice).exclude(ended_at=None).count() == 1


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_all_and_only_descendants_are_reached(lan, product, data):
    Lot.objects.filter(product=product).update(product=ListedProductFactory())
    count = data.draw(st.integers(2, 6))
    lots = make_lots(product, count)
    # Edges run from lower to higher numbers, so no cycle; the recall comes between any two of them.
    edges = data.draw(
        st.lists(
            st.tuples(st.integers(0, count - 2), st.integers(1, count - 1)).filter(lambda e: e[0] < e[1]),
            max_size=6,
            unique=True,
        )
    )
    at = data.draw(st.integers(0, len(edges)))
    start = data.draw(st.integers(0, count - 1))
    recall = None
    for number, (source, target) in enumerate(edges):
        if number == at:
            recall = recall_lot(actor=Actor.of(lan), lot=lots[start], reason="x")
        make_from(lan, [lots[source]], [lots[target]])
    if recall is None:
        recall = recall_lot(actor=Actor.of(lan), lot=lots[start], reason="x")
    expected = {start}
    for _round in range(count):
        expected |= {target for source, target in edges if source in expected}
    assert reached(recall) == {f"A{number}" for number in expected}


@pytest.mark.slow
def test_officers_are_notified_once_of_a_recall_whenever_it_reaches_their_lots(client, lan, officer, product):
    far_branch = make_branch(name="Hội LHPN xã xa")
    far_officer, maker = make_user("Vi Thị Xa", officer_of=far_branch), ProducerFactory(branch=far_branch)
    maker.people.create(user=lan)
    fruit, juice, jam = make_lots(product, 3)
    far = LotFactory(product=ListedProductFactory(producer=maker), code="XA", unit="cai")
    make_from(lan, [fruit], [juice])
    recall = recall_lot(actor=Actor.of(lan), lot=fruit, reason="Có mẻ bị mốc")
    make_from(lan, [juice], [jam])
    notice = Notice.objects.get(user=officer)
    assert (notice.title, notice.body) == (f"{product.producer.name}: lô A0 đang bị thu hồi", "Có mẻ bị mốc")
    assert not notice.deliveries.exists()
    client.force_login(officer)
    assert "Kết thúc thu hồi" in page(client, notice.url)
    assert not Notice.objects.filter(user=far_officer).exists()
    make_from(lan, [jam], [far])
    notice = Notice.objects.get(user=far_officer)
    assert notice.title == f"{maker.name}: lô XA làm từ hàng đang bị thu hồi"
    client.force_login(far_officer)
    assert "Có mẻ bị mốc" in page(client, notice.url)
    # The person who started it is known.
    recall_lot(actor=Actor.of(officer), lot=LotFactory(product=product, code="A9"), reason="Thùng bị ướt")
    assert Notice.objects.filter(user=officer).count() == 1
    assert recall.reach.count() == 4


def test_a_reach_that_was_left_behind_is_settled(client, lan, product):
    fruit, juice, other = make_lots(product, 3)
    make_from(lan, [fruit], [juice])
    run = make_run(juice)
    recall = recall_lot(actor=Actor.of(lan), lot=fruit, reason="Có mẻ bị mốc")
    assert settle_reach() == 0
    RecallReach.objects.filter(lot=juice).delete()
    RecallReach.objects.create(recall=recall, lot=other)
    assert (settle_reach(), settle_reach()) == (1, 0)
    assert reached(recall) == {"A0", "A1"}
    assert "verdict v-recalled" in page(client, path_of(run, 1))
    Recall.objects.filter(pk=recall.pk).update(ended_at=timezone.now())
    assert (settle_reach(), settle_reach()) == (1, 0)
    assert "verdict v-recalled" not in page(client, path_of(run, 1))


def test_some_labels_are_recalled_and_the_others_are_not(client, lan, product):
    (lot,) = make_lots(product, 1)
    run = make_run(lot)
    recall = recall_lot(
        actor=Actor.of(lan), lot=lot, run=run, first=3, last=5, reason="Thùng bị ướt", advice="Đem trả"
    )
    for counter in range(1, 11):
        text = page(client, path_of(run, counter))
        assert ("verdict v-recalled" in text) == (3 <= counter <= 5)
        assert ("Thùng bị ướt" in text and "Đem trả" in text) == (3 <= counter <= 5)
        assert ("Đặt mua loại này" in text) == (not 3 <= counter <= 5)
    assert "Gói hàng này đã bị thu hồi" in page(client, path_of(run, 3))
    text = page(client, f"/P/{run.code.value}/10/{lot.code}")
    assert "Có gói trong lô bị thu hồi" in text and "Thùng bị ướt" in text
    # More labels may be printed for the rest of the lot; the same labels aren't recalled twice, others may be.
    assert not Recall.objects.reaching(lot).exists() and Recall.objects.touching(lot).get() == recall
    with pytest.raises(AlreadyRecalled):
        recall_lot(actor=Actor.of(lan), lot=lot, run=run, first=4, last=5, reason="x")
    recall_lot(actor=Actor.of(lan), lot=lot, run=run, first=9, last=9, reason="x")
    assert Recall.objects.count() == 2


def test_linkset_has_a_recall_of_labels_only_for_those_in_the_range(client, lan, product):
    """Return the answers for the lot and the product: some of it is recalled. After its end the recall is on no page."""
    lot, sound = make_lots(product, 2)
    run, other = make_run(lot), make_run(sound)

    def recall_links(path: str) -> list[tuple[str, str]]:
        answer = client.get(path, RAW_URI=path, HTTP_ACCEPT="application/linkset+json")
        assert answer.status_code == 200
        contexts = answer.json()["linkset"]
        found = [link for each in contexts for link in each.get("https://gs1.org/voc/recallStatus", ())]
        return [(link["href"].rpartition("/xem")[2], link["title"]) for link in found]

    recall = recall_lot(actor=Actor.of(lan), lot=lot, run=run, first=3, last=5, reason="Thùng bị ướt")
    labels = {counter: path_of(run, counter) for counter in range(1, 11)}
    of_lot, of_product = f"/P/{run.code.value}/10/{lot.code}", f"/P/{run.code.value}"
    assert {counter for counter, path in labels.items() if recall_links(path)} == {3, 4, 5}
    assert recall_links(labels[3]) == [(labels[3], f"Gói hàng này của lô {lot.code} đang bị thu hồi")]
    assert recall_links(of_lot) == [(of_lot, f"Có gói của lô {lot.code} đang bị thu hồi")]
    assert recall_links(of_product) == [(of_lot, f"Có hàng của lô {lot.code} đang bị thu hồi")]
    assert recall_links(path_of(other, 3)) == [] == recall_links(f"/P/{run.code.value}/10/{sound.code}")
    # A label leads to its page like any other, inside the range or not.
    for path in (labels[3], labels[6]):
        led = client.get(path, RAW_URI=path, HTTP_ACCEPT="*/*")
        assert (led.status_code, led.headers["Location"].rpartition("/xem")[2]) == (307, path)
    officer = make_user("Cầm Thị Thu", officer_of=product.producer.branch)
    end_recall(actor=Actor.of(officer), recall=recall)
    assert [recall_links(path) for path in (*labels.values(), of_lot, of_product)] == [[]] * 12


def test_a_recall_of_labels_comes_before_their_void(client, lan, product):
    (lot,) = make_lots(product, 1)
    run = make_run(lot)
    LabelVoid.objects.create(run=run, first=1, last=2, reason="Tem rách")
    recall_lot(actor=Actor.of(lan), lot=lot, run=run, first=1, last=1, reason="Thùng bị ướt")
    assert "Thùng bị ướt" in page(client, path_of(run, 1))
    assert "Thùng bị ướt" not in page(client, path_of(run, 2))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"first": 0, "last": 3}, "first"),
        ({"first": 4, "last": 3}, "first"),
        ({"first": 1, "last": 11}, "first"),
        ({"first": None, "last": None}, "first"),
        ({"until_date": dt.date(2026, 1, 1)}, "until_date"),
        ({"until_date": dt.date(2030, 1, 1)}, "until_date"),
        ({"reason": "x" * 301}, "reason"),
        ({"contact": "x" * 121}, "contact"),
    ],
)
def test_a_recall_that_makes_no_sense_changes_nothing(lan, product, fields, field):
    (lot,) = make_lots(product, 1)
    run = make_run(lot)
    data = {"reason": "x", "run": run, "first": 1, "last": 2} | fields
    before = Entry.objects.count()
    with time_machine.travel("2026-11-24T10:00:00+07:00", tick=False), pytest.raises(RecallError) as refused:
        recall_lot(actor=Actor.of(lan), lot=lot, **data)
    assert refused.value.field == field
    lot.refresh_from_db()
    assert (Recall.objects.count(), Entry.objects.count(), lot.page_version) == (0, before, 1)


def test_labels_of_another_lot_are_not_recalled_with_it(lan, product):
    lot, other = make_lots(product, 2)
    run = make_run(other)
    with pytest.raises(RecallError) as refused:
        recall_lot(actor=Actor.of(lan), lot=lot, run=run, first=1, last=2, reason="x")
    assert refused.value.field == "run"
    assert Recall.objects.count() == 0


@pytest.mark.slow
def test_a_recall_ends_after_its_last_day_and_stays_in_the_history(client, lan, product):
    with time_machine.travel("2026-11-24T10:00:00+07:00", tick=False):
        fruit, juice = make_lots(product, 2)
        make_from(lan, [fruit], [juice])
        run = make_run(juice)
        recall = recall_lot(
            actor=Actor.of(lan), lot=fruit, reason="Có mẻ bị mốc", until_date=dt.date(2026, 11, 26)
        )
    with time_machine.travel("2026-11-26T23:59:00+07:00", tick=False):
        assert end_lapsed_recalls() == 0
    with time_machine.travel("2026-11-27T00:01:00+07:00", tick=False):
        assert (end_lapsed_recalls(), end_lapsed_recalls()) == (1, 0)
        text = page(client, path_of(run, 1))
    recall.refresh_from_db()
    assert recall.ended_at is not None and recall.ended_by is None
    assert RecallReach.objects.filter(ended_at=None).count() == 0
    assert "verdict v-recalled" not in text
    assert "Đã từng thu hồi" in text and "24/11/2026 – 27/11/2026" in text and "Có mẻ bị mốc" in text


@pytest.mark.slow
def test_the_history_of_a_recall_is_read_by_everybody_and_who_to_call_only_by_its_people(
    client, lan, officer, product
):
    (lot,) = make_lots(product, 1)
    record_event(
        actor=Actor.of(lan),
        kind=EventKind.SHIPPING,
        event_time=timezone.now() - dt.timedelta(hours=1),
        lots=[LotPart(lot)],
        note="Chị Hà ở chợ Mộc Châu, 20 kg",
    )
    lot.inquiries.create(
        kind="problem", text="Quả bị mốc", producer=lot.product.producer, contact_phone="+84912345678"
    )
    recall = recall_lot(actor=Actor.of(lan), lot=lot, reason="Có mẻ bị mốc")
    address = f"/thu-hoi/{recall.pk}/"
    private = ("Chị Hà ở chợ", "0912 345 678", "Kết thúc thu hồi")
    assert "Có mẻ bị mốc" in page(client, "/thu-hoi/")
    assert "Có mẻ bị mốc" in page(client, f"{address}thong-bao/")
    text = page(client, address)
    assert "Có mẻ bị mốc" in text and not any(words in text for words in private)
    client.force_login(make_user("Hoàng Thị Hoa"))
    assert not any(words in page(client, address) for words in private)
    client.force_login(lan)
    text = page(client, address)
    assert [words in text for words in private] == [True, True, False]
    client.force_login(officer)
    assert all(words in page(client, address) for words in private)
    assert client.post(f"{address}ket-thuc/", {"reason": "Đã tiêu huỷ hết"}).status_code == 302
    recall.refresh_from_db()
    assert (recall.end_reason, recall.ended_by) == ("Đã tiêu huỷ hết", officer)
    assert "Đã tiêu huỷ hết" in page(client, address)
    with pytest.raises(AlreadyRecalled):
        end_recall(actor=Actor.of(officer), recall=recall)


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "retired"])
def test_a_recall_stays_for_everybody_when_the_product_leaves_the_list(client, lan, producer, state):
    product = ListedProductFactory(producer=producer, name="Mận hậu Mộc Châu")
    publish_facts(actor=None, product=product)
    (lot,) = make_lots(product, 1)
    code_for(product)
    recall = recall_lot(actor=Actor.of(lan), lot=lot, reason="Có mẻ bị mốc")
    ProductDecision.objects.create(product=product, state=state)
    Product.objects.filter(pk=product.pk).update(state=state, name="Tên chưa ai duyệt")
    for address in ("/thu-hoi/", f"/thu-hoi/{recall.pk}/", f"/thu-hoi/{recall.pk}/thong-bao/"):
        answer = client.get(address)
        text = answer.content.decode()
        assert (answer.status_code, "Có mẻ bị mốc" in text, lot.code in text) == (200, True, True)
        assert "Mận hậu Mộc Châu" in text and "Tên chưa ai duyệt" not in text
    assert client.get(f"/api/v1/recalls/{recall.pk}/").json()["reason"] == "Có mẻ bị mốc"
    assert client.get(f"/api/v1/lots/{lot.pk}/").json()["recall"]["id"] == recall.pk
    named = client.get("/products/", {"q": lot.code}).text
    assert "Mận hậu Mộc Châu" in named and "Tên chưa ai duyệt" not in named


def test_each_recalled_lot_leads_to_its_own_page_when_another_product_was_made_of_it(
    client, lan, producer, product
):
    juice = LotFactory(product=ListedProductFactory(producer=producer), unit="cai")
    (fruit,) = make_lots(product, 1)
    runs = [make_run(fruit), make_run(juice)]
    make_from(lan, [fruit], [juice])
    recall = recall_lot(actor=Actor.of(lan), lot=fruit, reason="Có mẻ bị mốc")
    text = page(client, f"/thu-hoi/{recall.pk}/")
    for run in runs:
        assert f'href="/P/{run.code.value}/10/{run.lot.code}"' in text


@pytest.mark.parametrize("has_labels", [True, False])
def test_a_recall_of_an_unlisted_product_is_public_once_labels_are_out(client, lan, producer, has_labels):
    product = ListedProductFactory(producer=producer, state="draft", slug=None)
    (lot,) = make_lots(product, 1)
    if has_labels:
        make_run(lot)
    recall = recall_lot(actor=Actor.of(lan), lot=lot, reason="Có mẻ bị mốc")
    assert client.get(f"/thu-hoi/{recall.pk}/").status_code == (200 if has_labels else 404)
    assert ("Có mẻ bị mốc" in page(client, "/thu-hoi/")) is has_labels
    client.force_login(lan)
    assert client.get(f"/thu-hoi/{recall.pk}/").status_code == 200


def test_nobody_recalls_labels_of_a_stranger(client, lan, branch, product):
    (lot,) = make_lots(product, 1)
    run = make_run(lot)
    for user in (make_user("Hoàng Thị Hoa"), make_user("Vì Thị Minh", branch=branch)):
        client.force_login(user)
        assert client.post(f"/tem/{run.pk}/thu-hoi/", {"which": "whole", "reason": "x"}).status_code == 404
        with pytest.raises(RecallNotAllowed):
            recall_lot(actor=Actor.of(user), lot=lot, run=run, first=1, last=1, reason="x")
    assert Recall.objects.count() == 0
    client.force_login(lan)
    assert client.post(f"/tem/{run.pk}/thu-hoi/", {"which": "numbers", "reason": ""}).status_code == 400
    fields = {"which": "numbers", "first_number": "2", "last_number": "4", "reason": "Thùng bị ướt"}
    assert client.post(f"/tem/{run.pk}/thu-hoi/", fields).status_code == 302
    assert list(Recall.objects.values_list("run", "first", "last")) == [(run.pk, 2, 4)]


@pytest.mark.slow
def test_recall_of_labels_warns_of_lots_made_by_weight(client, lan, product):
    lot, by_weight, further, aside = make_lots(product, 4)
    run = make_run(lot)
    client.force_login(lan)
    warning = "có thể dính"
    assert warning not in page(client, f"/tem/{run.pk}/thu-hoi/")
    make_from(lan, [lot], [by_weight])
    make_from(lan, [by_weight], [further])
    text = page(client, f"/tem/{run.pk}/thu-hoi/")
    assert warning in text and f"/lo/{lot.pk}/thu-hoi/" in text
    # As an element of its own: two letters alone may be in any token of the page.
    assert [f">{made.code}</span>" in text for made in (by_weight, further, aside)] == [True, True, False]
    some = recall_lot(actor=Actor.of(lan), lot=lot, run=run, first=2, last=4, reason="Thùng bị ướt")
    text = page(client, f"/thu-hoi/{some.pk}/")
    assert warning in text and by_weight.code in text and further.code in text
    client.logout()
    assert warning not in page(client, f"/thu-hoi/{some.pk}/")
    client.force_login(lan)
    whole = recall_lot(actor=Actor.of(lan), lot=lot, reason="Thùng bị ướt")
    text = page(client, f"/thu-hoi/{whole.pk}/")
    assert warning not in text and by_weight.code in text


@pytest.mark.slow
def test_recalls_in_the_api(client, lan, officer, product):
    fruit, juice = make_lots(product, 2)
    make_from(lan, [fruit], [juice])
    run = make_run(juice)
    client.force_login(lan)

    def post(path: str, data: dict) -> Any:
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        return client.post(f"/api/v1/{path}", data, content_type="application/json", headers=headers)

    made = post(f"lots/{fruit.pk}/recall/", {"reason": "Mốc"})
    assert made.status_code == 201
    assert client.get(f"/api/v1/lots/{juice.pk}/").json()["recall"]["id"] == made.json()["id"]
    assert len(client.get("/api/v1/recalls/", {"lot": juice.pk, "is_open": "true"}).json()["results"]) == 1
    part = post(f"lots/{juice.pk}/recall/", {"reason": "Ướt", "run": run.pk, "first": 1, "last": 2})
    assert (part.status_code, part.json()["run"], part.json()["last"]) == (201, run.pk, 2)
    data = client.get(f"/api/v1/lots/{juice.pk}/").json()
    assert data["recall"]["id"] == made.json()["id"] and data["label_recalls"] == [part.json()]
    assert post(f"recalls/{part.json()['id']}/end/", {}).status_code == 403
    client.force_login(officer)
    ended = post(f"recalls/{part.json()['id']}/end/", {"reason": "Xong"})
    assert (ended.status_code, ended.json()["end_reason"]) == (200, "Xong")
    data = client.get(f"/api/v1/lots/{juice.pk}/").json()
    assert data["recall"]["id"] == made.json()["id"] and data["label_recalls"] == []
