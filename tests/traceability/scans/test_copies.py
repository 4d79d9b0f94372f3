"""Labels that may have been copied: the notice to buyers, the list for the product's people, and guesses."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import uuid
from html import unescape

import pytest
import time_machine

from backend.common.codes import LETTERS
from backend.ledger.models import Entry
from backend.ledger.pins import pin
from members.acting import Actor
from members.models import Notice, Unit
from products.models import Product
from tests.factories.products import ListedProductFactory, ProducerFactory, make_branch, make_user
from tests.factories.traceability import LotFactory
from tests.layout import without_layout
from tests.people import LAN
from traceability.gs1.digital_link import parse_path
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.labels.runs.serials import serial_of
from traceability.models import Inquiry, LabelFlag, LabelRun, LabelTally, Scan
from traceability.scans.actions.flags import look_into
from traceability.scans.actions.scans import record_scan
from traceability.scans.auditing import compare_flags
from traceability.scans.copies import Counts, hints, signs
from traceability.scans.enums import CopySign
from traceability.scans.origin.lookup import codec, look_up
from traceability.serials import SerialError, display

HTML = {"HTTP_ACCEPT": "text/html"}
NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def branch(db):
    return make_branch()


@pytest.fixture
def lan(branch):
    return make_user(LAN.full_name, branch=branch)


@pytest.fixture
def run(lan, branch) -> LabelRun:
    producer = ProducerFactory(branch=branch)
    producer.people.create(user=lan)
    lot = LotFactory(product=ListedProductFactory(producer=producer))
    return LabelRun.objects.create(
        lot=lot,
        code=code_for(lot.product),
        count=10,
        layout="a4-65",
        key_version=codec().current,
        origin="",
        state=RunState.READY,
    )


@pytest.fixture
def communes(branch) -> list[Unit]:
    """Six communes of one province."""
    return [
        Unit.objects.get_or_create(
            code=90_000 + n,
            defaults={
                "name": f"Xã {n}",
                "kind": "commune",
                "name_folded": f"xa {n}",
                "parent": branch.unit.parent,
            },
        )[0]
        for n in range(6)
    ]


def path_of(run: LabelRun, number: int = 1) -> str:
    return f"/P/{run.code.value}/10/{run.lot.code}/{codec().encode(run.pk, number)[:16]}"


def scan(
    run: LabelRun, visitor: int, *, place: Unit | None = None, at: dt.datetime = NOW, number: int = 1
) -> Scan:
    """Scan with a phone of its own on a network of its own."""
    found = look_up(parse_path(path_of(run, number)))
    return record_scan(found=found, address=f"10.0.{visitor}.1", agent=f"phone {visitor}", place=place, at=at)


@pytest.mark.parametrize(
    ("counts", "expected", "listed"),
    [
        (Counts(0, 0, 0), [], []),
        (Counts(15, 8, 2, 3), [], []),
        (Counts(3, 3, 3), [CopySign.PLACES], [CopySign.PLACES]),
        (Counts(9, 9, 0), [CopySign.DEVICES], [CopySign.DEVICES]),
        (Counts(61, 1, 0), [CopySign.SCANS], [CopySign.SCANS, CopySign.OFTEN]),
        (Counts(16, 1, 0), [], [CopySign.OFTEN]),
        (Counts(4, 1, 1, 4), [], [CopySign.SPREAD]),
        (Counts(2, 2, 2, 2, 2), [], [CopySign.FAR]),
    ],
)
def test_each_sign_has_its_own_limit(counts, expected, listed):
    assert (signs(counts), hints(counts)) == (expected, listed)


def test_a_sellers_text_moves_neither_the_verdict_nor_the_way_to_buy(client, lan, run, communes):
    marks = "<!--strip--><!--buy-->@@STRIP@@@@BUY@@"
    Product.objects.filter(pk=run.lot.product_id).update(name=f"Mận {marks}", story=marks)
    for visitor in range(3):
        scan(run, visitor, place=communes[visitor])
    page = client.get(path_of(run), **HTML).text
    assert page.index("verdict v-copied") < page.index("<h1>")
    assert "Đặt mua loại này" not in page and "<!--buy" not in page and "<!--strip" not in page


def test_buyers_in_three_communes_on_one_day_are_warned(client, lan, run, communes):
    for visitor in range(2):
        scan(run, visitor, place=communes[visitor])
    page = client.get(path_of(run), **HTML).text
    assert "verdict v-valid" in page and "Đặt mua loại này" in page
    assert LabelFlag.objects.count() == 0
    scan(run, 2, place=communes[2])
    page = client.get(path_of(run), **HTML).text
    assert "verdict v-copied" in page and "Trang này không biết gói nào là thật" in page
    assert "Đặt mua loại này" not in page
    assert f"/lo/{run.lot_id}/nhan/?loai=problem&amp;tem={path_of(run)[-16:]}" in page
    flag = LabelFlag.objects.get()
    assert (flag.run, flag.number, flag.sign, flag.lot) == (run, 1, CopySign.PLACES, run.lot)
    assert Notice.objects.get(user=lan, kind="label.flagged").url == "/tem/dang-ngo/"
    entry = Entry.objects.get(kind="label.flagged")
    assert entry.by is None and entry.subject == f"run:{run.pk}"
    assert json.loads(entry.body)["payload"] == {
        "run": run.pk, "label": 1, "sign": "places", "lot": run.lot_id, "at": flag.flagged_at.isoformat(),
    }  # fmt: skip
    # Another label of the same lot is not suspected.
    assert "verdict v-valid" in client.get(path_of(run, 2), **HTML).text


def test_buyers_in_two_provinces_on_one_day_are_listed_and_not_warned(client, run, communes):
    Unit.objects.filter(pk=communes[1].pk).update(
        parent=Unit.objects.create(code=90_100, name="Tỉnh xa", kind="province", name_folded="tinh xa")
    )
    scan(run, 0, place=communes[0], number=2)
    scan(run, 1, place=communes[2], number=2)
    assert LabelFlag.objects.count() == 0
    for visitor in range(2):
        scan(run, visitor, place=communes[visitor])
    assert [(flag.number, flag.sign) for flag in LabelFlag.objects.order_by("pk")] == [(1, CopySign.FAR)]
    assert "verdict v-valid" in client.get(path_of(run), **HTML).text


def test_a_place_given_after_the_scan_counts_too(run, communes):
    for visitor in range(3):
        scan(run, visitor)
        scan(run, visitor, place=communes[visitor], at=NOW + dt.timedelta(minutes=1))
    assert LabelFlag.objects.get().sign == CopySign.PLACES
    assert LabelTally.objects.get().count == 3


def test_one_visitor_in_many_places_makes_no_label_look_copied(run, communes):
    found = look_up(parse_path(path_of(run)))
    for number, place in enumerate(communes):
        record_scan(found=found, address="10.0.0.1", agent=f"phone {number}", place=place, at=NOW)
    tally = LabelTally.objects.get()
    assert (tally.busiest_day_communes, tally.busiest_day_devices) == (1, 3)
    assert not signs(Counts(tally.count, tally.busiest_day_devices, tally.busiest_day_communes))


def test_communes_of_different_days_are_listed_and_buyers_not_warned(client, run, communes):
    for day in range(4):
        scan(run, day, place=communes[day], at=NOW + dt.timedelta(days=2 * day))
    tally = LabelTally.objects.get()
    assert (tally.busiest_day_communes, tally.communes) == (1, 4)
    assert LabelFlag.objects.get().sign == CopySign.SPREAD
    assert "verdict v-valid" in client.get(path_of(run), **HTML).text


@pytest.mark.databases
def test_its_people_see_devices_and_communes_day_by_day(client, lan, run, communes):
    for number, (day, place) in enumerate([(0, 0), (0, 1), (2, 1), (2, 1), (2, 2)]):
        scan(run, number, place=communes[place], at=NOW + dt.timedelta(days=day))
    flag = LabelFlag.objects.create(run=run, number=1, lot=run.lot, sign="devices")
    client.force_login(lan)
    response = client.get(f"/tem/dang-ngo/{flag.pk}/")
    days = [
        (row["day"] - NOW.date(), row["scans"], row["devices"], row["communes"])
        for row in response.context["by_day"]
    ]
    assert days == [(dt.timedelta(2), 3, 3, 2), (dt.timedelta(0), 2, 2, 2)]
    assert "Từng ngày" in response.text


@pytest.mark.databases
@pytest.mark.slow
def test_a_label_that_was_looked_into_comes_back_when_it_looks_worse(client, lan, run, communes):
    for visitor in range(16):
        scan(run, visitor, at=NOW + dt.timedelta(days=visitor // 4))
    first = LabelFlag.objects.get()
    assert first.sign == CopySign.OFTEN
    client.force_login(lan)
    client.post(f"/tem/dang-ngo/{first.pk}/", {"finding": "Tem mẫu ở quầy"})
    scan(run, 17, at=NOW + dt.timedelta(days=9))
    assert LabelFlag.objects.count() == 1  # as its people know it
    for visitor in range(50):
        scan(run, visitor, place=communes[visitor % 6], at=NOW + dt.timedelta(days=30))
    again = LabelFlag.objects.waiting().get()
    assert (again.sign, again.number, again.lot) == (CopySign.PLACES, 1, run.lot)
    assert Notice.objects.filter(user=lan, kind="label.flagged").count() == 2
    data = [
        json.loads(entry.body)["payload"]
        for entry in Entry.objects.filter(kind="label.flagged").order_by("pk")
    ]
    assert [(one.get("raised", 1), one["sign"]) for one in data] == [(1, "often"), (2, "places")]
    page = client.get(f"/tem/dang-ngo/{again.pk}/").text
    assert "Tem mẫu ở quầy" in page
    # Once checked, it stays so until a day with twice as many scans.
    client.post(f"/tem/dang-ngo/{again.pk}/", {"finding": "Bị chụp lại, đã huỷ"})
    for day, visitors, waits in ((31, 50, 0), (32, 101, 1)):
        for visitor in range(visitors):
            scan(run, visitor, at=NOW + dt.timedelta(days=day))
        assert LabelFlag.objects.waiting().count() == waits
    assert [each for each in compare_flags() if not isinstance(each, int)] == []


def look(flag: LabelFlag, lan, *, before_0030: bool = False) -> None:
    look_into(actor=Actor.of(lan), flag=flag, finding="Tem mẫu ở quầy")
    if before_0030:  # no figures were stored with the check
        LabelFlag.objects.filter(pk=flag.pk).update(known={})


def crowd(run: LabelRun, count: int, day: int, places: list[Unit] | None = None) -> None:
    for visitor in range(count):
        at, place = NOW + dt.timedelta(days=day), places and places[visitor % len(places)]
        scan(run, visitor, at=at, place=place)


@pytest.mark.databases
@pytest.mark.slow
@pytest.mark.parametrize("before_0030", [False, True])
def test_a_label_comes_back_on_a_day_that_is_twice_as_busy_however_long_ago_it_was_looked_into(
    lan, run, settings, before_0030
):
    settings.COPY_SCANS = settings.COPY_SCANS_LISTED = 1_000
    with time_machine.travel(NOW + dt.timedelta(hours=1)):
        crowd(run, 9, 0)
        first = LabelFlag.objects.get()
        assert first.sign == CopySign.DEVICES
        look(first, lan, before_0030=before_0030)
    for day, visitors, waits in ((1, 9, 0), (2, 17, 0), (3, 18, 1)):
        crowd(run, visitors, day)
        assert LabelFlag.objects.waiting().count() == waits


@pytest.mark.databases
@pytest.mark.slow
@pytest.mark.parametrize("before_0030", [False, True])
def test_a_label_goes_on_as_it_was_whatever_else_was_odd_when_it_was_looked_into(
    lan, run, communes, before_0030
):
    with time_machine.travel(NOW + dt.timedelta(days=4)):
        for day in range(4):
            crowd(run, 4, day, [communes[day]])
        first = LabelFlag.objects.get()
        assert first.sign == CopySign.SPREAD  # and scanned often
        look(first, lan, before_0030=before_0030)
    crowd(run, 4, 5, [communes[0]])
    assert LabelFlag.objects.waiting().count() == 0


@pytest.mark.databases
@pytest.mark.parametrize("before_0030", [False, True])
def test_provinces_are_known_of_a_label_that_was_looked_into(lan, run, communes, before_0030):
    for number, place in enumerate(communes[1:5]):
        province = Unit.objects.create(
            code=90_100 + number, name=f"Tỉnh {number}", kind="province", name_folded=f"tinh {number}"
        )
        Unit.objects.filter(pk=place.pk).update(parent=province)
    with time_machine.travel(NOW + dt.timedelta(hours=1)):
        crowd(run, 2, 0, communes[:2])
        first = LabelFlag.objects.get()
        assert first.sign == CopySign.FAR
        look(first, lan)
        first.refresh_from_db()
        assert first.known == {"signs": ["far"], "devices": 2, "communes": 2, "provinces": 2}
        if before_0030:
            LabelFlag.objects.update(known={})
    crowd(run, 2, 1, communes[:2])
    assert LabelFlag.objects.waiting().count() == 0
    crowd(run, 4, 2, communes[1:5])
    assert [each.sign for each in LabelFlag.objects.waiting()] == [CopySign.PLACES]
    with time_machine.travel(NOW + dt.timedelta(days=2, hours=1)):
        look(LabelFlag.objects.waiting().get(), lan, before_0030=before_0030)
    crowd(run, 4, 3, communes[1:5])
    assert LabelFlag.objects.waiting().count() == 0


def test_a_day_ends_at_midnight_in_vietnam_for_places_as_for_phones(run, communes):
    midnight = dt.datetime(2026, 11, 24, 17, 0, tzinfo=dt.UTC)
    before, after = midnight - dt.timedelta(minutes=5), midnight + dt.timedelta(minutes=5)
    scan(run, 0, place=communes[0], at=before)
    scan(run, 1, place=communes[1], at=before)
    # The same two phones: their hash is another one on another day.
    scan(run, 0, place=communes[2], at=after)
    scan(run, 1, place=communes[3], at=after)
    tally = LabelTally.objects.get()
    assert (tally.busiest_day_communes, tally.communes) == (2, 4)
    assert CopySign.PLACES not in LabelFlag.objects.values_list("sign", flat=True)


@pytest.mark.databases
@pytest.mark.slow
def test_report_of_a_label_has_its_serial_filled_in(client, lan, run, communes):
    for visitor in range(3):
        scan(run, visitor, place=communes[visitor])
    page = without_layout(client.get(path_of(run), **HTML).text)
    button = re.search(rf'href="(/lo/{run.lot_id}/nhan/[^"]+)">[^<]*Báo tem đáng ngờ', page)
    letters = serial_of(run, 1)
    asked = client.get(unescape(button[1]))
    assert display(letters) in asked.text
    assert (
        client.post(f"/lo/{run.lot_id}/nhan/", {"text": "Hai sạp cùng một mã", "tem": letters}).status_code
        == 302
    )
    # The page is one for all labels of the lot; the browser sends which label opened it.
    came = client.get(
        f"/lo/{run.lot_id}/nhan/", HTTP_REFERER=f"http://testserver/xem{path_of(run, 2)}?lang=en"
    )
    assert f'name="tem" value="{serial_of(run, 2)}"' in came.text
    client.post(f"/lo/{run.lot_id}/nhan/", {"text": "Nhặt được ngoài đường"})
    assert set(Inquiry.objects.values_list("serial_text", flat=True)) == {letters, ""}
    client.force_login(lan)
    for address in ("/tem/dang-ngo/", f"/tem/dang-ngo/{LabelFlag.objects.get().pk}/"):
        listed = client.get(address).text
        assert all(
            words in listed for words in ("Hai sạp cùng một mã", display(letters), "Nhặt được ngoài đường")
        )


@pytest.mark.databases
@pytest.mark.parametrize("typed", ["other", "forged", "nonsense"])
def test_a_report_of_a_lot_takes_no_label_that_is_not_the_lots(client, run, typed):
    other = LabelRun.objects.create(
        lot=LotFactory(product=run.lot.product), code=run.code, count=3, layout="a4-65", key_version=codec().current, origin="",
        state=RunState.READY,
    )  # fmt: skip
    typed_serial = {"other": serial_of(other, 1), "forged": codec().encode(run.pk, 11), "nonsense": "ABCD"}[
        typed
    ]
    page = client.get(f"/lo/{run.lot_id}/nhan/", {"loai": "problem", "tem": typed_serial})
    assert (page.status_code, 'name="tem"' in page.text) == (200, False)
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    sent = {"kind": "problem", "text": "Tem lạ", "lot": run.lot_id, "serial_text": typed_serial}
    refused = client.post("/api/v1/inquiries/", sent, content_type="application/json", headers=headers)
    assert (refused.status_code, [each["attr"] for each in refused.json()["errors"]]) == (
        400,
        ["serial_text"],
    )
    assert not Inquiry.objects.exists()
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    sent["serial_text"] = serial_of(run, 3).lower()
    taken = client.post("/api/v1/inquiries/", sent, content_type="application/json", headers=headers)
    assert taken.status_code == 201 and Inquiry.objects.get().serial_text == serial_of(run, 3)


@pytest.mark.databases
@pytest.mark.slow
def test_a_label_is_listed_once_and_looked_into_by_its_people(client, lan, branch, run):
    flag = LabelFlag.objects.create(run=run, number=1, lot=run.lot, sign="devices")
    LabelTally.objects.create(
        serial_key=run.pk << 17 | 1, lot=run.lot, count=9, first_scanned_at=NOW, last_scanned_at=NOW
    )
    client.post(
        f"/lo/{run.lot_id}/nhan/?loai=problem&tem={path_of(run)[-16:]}", {"text": "Tem giống hệt ở hai sạp"}
    )
    for user in (make_user("Hoàng Thị Hoa"), make_user("Vì Thị Minh", branch=branch)):
        client.force_login(user)
        assert "Chưa có con tem nào đáng ngờ" in client.get("/tem/dang-ngo/").text
        assert client.post(f"/tem/dang-ngo/{flag.pk}/", {"finding": "x"}).status_code == 404
    for user in (make_user("Quàng Thị Nga", officer_of=branch), make_user("Hội Tỉnh", is_staff=True)):
        client.force_login(user)
        assert "quá nhiều máy quét trong một ngày" in client.get("/tem/dang-ngo/").text
    client.force_login(lan)
    page = client.get("/tem/dang-ngo/").text
    assert "quá nhiều máy quét trong một ngày" in page and "Tem giống hệt ở hai sạp" in page
    assert client.post(f"/tem/dang-ngo/{flag.pk}/", {"finding": " "}).status_code == 400
    assert Entry.objects.filter(kind="label.looked_into").count() == 0
    assert client.post(f"/tem/dang-ngo/{flag.pk}/", {"finding": "Tem mẫu ở quầy"}).status_code == 302
    flag.refresh_from_db()
    assert (flag.finding, flag.looked_by) == ("Tem mẫu ở quầy", lan) and flag.looked_at is not None
    entry = Entry.objects.get(kind="label.looked_into").body
    assert "quầy" not in entry
    assert json.loads(entry)["payload"]["finding"] == pin(bytes(flag.salt), "Tem mẫu ở quầy")


@pytest.mark.databases
def test_suspicious_labels_in_the_api(client, lan, branch, run):
    flag = LabelFlag.objects.create(run=run, number=1, lot=run.lot, sign="devices")
    assert client.get("/api/v1/label-flags/").status_code in (401, 403)
    elsewhere = make_branch(name="Hội LHPN xã bên")
    for user, listed in (
        (make_user("Hoàng Thị Hoa"), []),
        (make_user("Lường Thị Mai", officer_of=elsewhere), []),
        (make_user("Quàng Thị Nga", officer_of=branch), [1]),
        (make_user("Hội Tỉnh", is_staff=True), [1]),
        (lan, [1]),
    ):
        client.force_login(user)
        assert [row["number"] for row in client.get("/api/v1/label-flags/").json()["results"]] == listed
    looked = client.post(
        f"/api/v1/label-flags/{flag.pk}/look/",
        {"finding": "Tem mẫu"},
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    assert (looked.status_code, looked.json()["finding"]) == (200, "Tem mẫu")


@pytest.mark.load
@pytest.mark.django_db
def test_a_million_guesses_find_no_label(django_assert_num_queries):
    dice = random.Random(20261124)
    book = codec()
    found = []
    with django_assert_num_queries(0):
        for _guess in range(1_000_000):
            try:
                found.append(book.decode("".join(dice.choices(LETTERS, k=16))))
            except SerialError:
                continue
    # A guess passes the check of 30 bits once in 10^9; it must also name a printed run.
    assert found == []
