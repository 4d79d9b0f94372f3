"""What a scanned code answers."""

import base64
import gzip
import hashlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from backend.ledger.models import Entry
from members.acting import Actor
from members.branches.actions.units import load_provinces
from members.consent.enums import ConsentPurpose
from members.models import Consent, Unit
from products.listing.actions.listing import list_product, return_product, submit_product
from products.models import Producer
from products.products.actions.facts import publish_facts
from products.products.actions.products import update_product
from products.products.enums import ProductState
from tests.factories.products import (
    CertificateFactory,
    ListedProductFactory,
    PhotoFactory,
    ProducerFactory,
    make_user,
)
from tests.factories.traceability import make_recall
from tests.people import LAN
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.models import LabelRun, LabelTally, LabelVoid, Lot, OriginVersion, RecallReach, Scan
from traceability.scans.origin import pages
from traceability.scans.origin.lookup import codec

pytestmark = pytest.mark.django_db
GTIN = "09521234543213"


@pytest.fixture(autouse=True)
def no_cached_pages():
    pages.forget_pages()


@pytest.fixture
def lot() -> Lot:
    producer = ProducerFactory(name="HTX Mận Bó Bun")
    product = ListedProductFactory(producer=producer, name="Mận hậu Mộc Châu", gtin=GTIN)
    return Lot.objects.create(
        product=product, code="MH2611-1", quantity=50, unit="kg", harvested_date=timezone.localdate()
    )


def make_run(lot: Lot, count: int = 20, state: str = RunState.READY) -> LabelRun:
    return LabelRun.objects.create(
        lot=lot, code=code_for(lot.product), count=count, layout="a4-65", key_version=codec().current,
        origin="http://127.0.0.1:8000", state=state,
    )  # fmt: skip


def path_of(run: LabelRun, counter: int = 1, gtin: str = GTIN) -> str:
    return f"/01/{gtin}/21/{codec().encode(run.pk, counter)[:16]}"


def body(response) -> str:
    data = response.content
    return (gzip.decompress(data) if response.headers.get("Content-Encoding") == "gzip" else data).decode()


HTML = {"HTTP_ACCEPT": "text/html", "HTTP_ACCEPT_ENCODING": "gzip"}


def test_label_page_says_valid_and_names_the_lot(client, lot):
    run = make_run(lot)
    response = client.get(path_of(run), **HTML)
    page = body(response)
    assert response.status_code == 200
    assert "verdict v-valid" in page
    assert "Mận hậu Mộc Châu" in page and "HTX Mận Bó Bun" in page and "MH2611-1" in page
    assert "Chưa ai quét tem này trước đây." in page
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in response.headers


def test_label_page_is_the_same_plain_and_compressed(client, lot):
    path = path_of(make_run(lot))
    assert body(client.get(path, **HTML)) == body(client.get(path, HTTP_ACCEPT="text/html"))


def test_lot_page_can_be_cached_and_judges_no_label(client, lot):
    code_for(lot.product)
    response = client.get(f"/01/{GTIN}/10/MH2611-1", **HTML)
    assert response.status_code == 200
    assert "verdict v-unknown" in body(response)
    assert response.headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize("ending", ["", "/", "?fbclid=x"])
def test_label_page_answers_alike_with_a_trailing_slash_or_query(client, lot, ending):
    response = client.get(path_of(make_run(lot)) + ending, **HTML)
    assert response.status_code == 200


def test_looking_counts_nothing(client, lot):
    path = path_of(make_run(lot))
    for agent in ("facebookexternalhit/1.1", "Zalo", "Mozilla/5.0"):
        client.get(path, HTTP_USER_AGENT=agent, **HTML)
        client.head(path, HTTP_USER_AGENT=agent)
    assert Scan.objects.count() == 0
    assert LabelTally.objects.count() == 0


def test_a_scan_of_a_preview_or_of_a_browser_fetching_ahead_is_answered_and_not_counted(client, lot):
    path = path_of(make_run(lot))
    for asked in (
        {"HTTP_USER_AGENT": "facebookexternalhit/1.1"},
        {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; TelegramBot/1.0)"},
        {"HTTP_USER_AGENT": "WhatsApp/2.23.20.0"},
        {"HTTP_USER_AGENT": "Mozilla/5.0", "HTTP_SEC_PURPOSE": "prefetch;prerender"},
    ):
        assert client.post(path, HTTP_ACCEPT="application/json", **asked).status_code == 204
        assert client.post(path, **asked, **HTML).status_code == 200
    assert (Scan.objects.count(), LabelTally.objects.count()) == (0, 0)
    for agent in (
        "Mozilla/5.0 (Linux; Android 11; CUBOT X30) Chrome/120",
        "Mozilla/5.0 [FBAN/FB4A] Zalo android/23",
    ):
        assert client.post(path, HTTP_ACCEPT="application/json", HTTP_USER_AGENT=agent).status_code == 200
    assert Scan.objects.count() == 2


def test_scan_counts_a_device_once_a_day(client, lot):
    path = path_of(make_run(lot))
    first = client.post(path, HTTP_ACCEPT="application/json", HTTP_USER_AGENT="A").json()
    again = client.post(path, HTTP_ACCEPT="application/json", HTTP_USER_AGENT="A").json()
    other = client.post(path, HTTP_ACCEPT="application/json", HTTP_USER_AGENT="B").json()
    assert (first["repeat"], again["repeat"], other["repeat"]) == (False, True, False)
    tally = LabelTally.objects.get()
    assert (tally.count, tally.days, tally.busiest_day_devices) == (2, 1, 2)
    day = timezone.localdate().strftime("%d/%m/%Y")
    assert [answer["seen"] for answer in (first, again, other)] == [
        f"Đã quét {count} lần từ {day}." for count in (1, 1, 2)
    ]
    assert f"Đã quét 2 lần từ {day}." in body(client.get(path, **HTML))


@pytest.mark.parametrize(
    ("addresses", "counted"),
    [(["203.0.113.7"] * 10, 3), ([f"2001:db8:1:2::{n}" for n in range(1, 11)], 3),
     ([f"2001:db8:1:{n}::7" for n in range(1, 11)], 3),  # networks of one line's /48
     ([f"203.0.113.{n}" for n in range(1, 11)], 10)],
)  # fmt: skip
def test_one_address_with_many_names_counts_three_times_a_day(client, lot, addresses, counted):
    path = path_of(make_run(lot))
    for number, address in enumerate(addresses):
        client.post(path, HTTP_USER_AGENT=f"Phone {number}", REMOTE_ADDR=address)
    tally = LabelTally.objects.get()
    assert (tally.count, tally.busiest_day_devices) == (counted, counted)
    assert Scan.objects.count() == 10
    assert f"Đã quét {counted} lần" in body(client.get(path, **HTML))


def test_scan_by_the_button_without_javascript_shows_the_count(client, lot):
    path = path_of(make_run(lot))
    response = client.post(path, **HTML)
    assert response.status_code == 200
    assert "Đã quét 1 lần" in body(response)


@pytest.mark.databases
def test_scan_keeps_no_address(client, lot):
    path = path_of(make_run(lot))
    client.post(path, REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Phone of Lan")
    row = Scan.objects.values().get()
    assert "203.0.113.77" not in str(row) and "Lan" not in str(row)
    assert len(bytes(row["device"])) == 16


def test_scan_from_another_site_is_refused(client, lot):
    path = path_of(make_run(lot))
    response = client.post(path, HTTP_SEC_FETCH_SITE="cross-site")
    assert response.status_code == 403
    assert Scan.objects.count() == 0


def test_scan_takes_the_place_a_buyer_states(client, lot):
    path = path_of(make_run(lot))
    client.post(path)
    unit = lot.product.producer.unit
    response = client.post(path, {"place": unit.pk}, **HTML)
    scan = Scan.objects.get()
    assert scan.place_id == unit.pk
    assert "Đã quét 1 lần" in body(response), "the place belongs to the scan before"


def test_buyer_can_choose_another_province(client, lot):
    load_provinces()
    path = path_of(make_run(lot))
    page = body(client.get(path, **HTML))
    assert '<optgroup label="Tỉnh, thành khác">' in page
    hanoi = Unit.objects.get(name="Thành phố Hà Nội")
    assert f'<option value="{hanoi.pk}">Thành phố Hà Nội</option>' in page
    client.post(path, {"place": hanoi.pk}, **HTML)
    assert Scan.objects.get().place == hanoi


def test_forged_serial_is_refused_without_a_query(client, lot, django_assert_num_queries):
    make_run(lot)
    with django_assert_num_queries(0):
        response = client.get(f"/01/{GTIN}/21/0123456789ABCDEF", **HTML)
    assert response.status_code == 404
    assert "HTX Mận Bó Bun" not in body(response)
    assert "verdict v-not_in_book" in body(response)


def test_serial_of_another_product_never_shows_the_genuine_page(client, lot):
    run = make_run(lot)
    other = ListedProductFactory(producer=lot.product.producer, gtin="09520000000004")
    code_for(other)
    response = client.get(path_of(run, gtin="09520000000004"), **HTML)
    assert response.status_code == 404
    assert "MH2611-1" not in body(response)


def test_counter_beyond_the_run_is_not_in_the_book(client, lot):
    run = make_run(lot, count=20)
    assert client.get(path_of(run, 20), **HTML).status_code == 200
    assert client.get(path_of(run, 21), **HTML).status_code == 404


def test_run_that_is_not_ready_is_not_believed(client, lot):
    run = make_run(lot, state=RunState.RENDERING)
    response = client.get(path_of(run), **HTML)
    assert response.status_code == 404
    assert "verdict v-valid" not in body(response)


def test_void_label_is_answered_with_410_and_its_neighbour_is_valid(client, lot):
    run = make_run(lot)
    LabelVoid.objects.create(run=run, first=3, last=5, reason="Tem bị ướt")
    response = client.get(path_of(run, 4), **HTML)
    assert response.status_code == 410
    assert "Tem bị ướt" in body(response)
    assert client.get(path_of(run, 6), **HTML).status_code == 200


def test_recall_comes_first_on_the_page_of_a_lot(client, lot):
    run = make_run(lot)
    client.get(path_of(run), **HTML)
    make_recall(lot, reason="Dư lượng thuốc", advice="Đem trả nơi mua")
    Lot.objects.filter(pk=lot.pk).update(page_version=2)
    page = body(client.get(path_of(run), **HTML))
    assert "verdict v-recalled" in page and "verdict v-valid" not in page
    assert page.index("verdict v-recalled") < page.index("Mận hậu Mộc Châu</h1>")
    assert "Dư lượng thuốc" in page
    assert "Báo có vấn đề" in page and "Đặt mua loại này" not in page


def test_recall_comes_before_a_void_and_before_a_run_not_ready(client, lot):
    ready, waiting = make_run(lot), make_run(lot, state=RunState.RENDERING)
    LabelVoid.objects.create(run=ready, first=1, last=5, reason="Tem bị ướt")
    make_recall(lot, reason="Dư lượng thuốc", advice="Đem trả nơi mua")
    for run, status in ((ready, 410), (waiting, 404)):
        response = client.get(path_of(run), **HTML)
        page = body(response)
        assert response.status_code == status
        assert "verdict v-recalled" in page and "Dư lượng thuốc" in page


@pytest.mark.slow
def test_code_without_a_lot_names_the_recalled_lots(client, lot):
    make_run(lot)
    page = body(client.get(f"/01/{GTIN}", **HTML))
    assert "Đây là mã chung của sản phẩm, không riêng lô nào" in page and "verdict v-recalled" not in page
    newer = Lot.objects.create(product=lot.product, code="MH2611-2", quantity=5, unit="kg")
    make_run(newer)
    for recalled in (lot, newer):
        make_recall(recalled, reason="Dư lượng thuốc")
        page = body(client.get(f"/01/{GTIN}", **HTML))
        assert "verdict v-recalled" in page and "Lô đã bị thu hồi" in page
        assert page.index(recalled.code) < page.index("</h1>")
    RecallReach.objects.filter(lot=newer).update(ended_at=timezone.now())
    pages.forget_pages()
    assert "verdict v-recalled" not in body(client.get(f"/01/{GTIN}/10/MH2611-2", **HTML))


def test_public_page_marks_the_recalled_lot(client, lot):
    make_run(lot)
    address = f"/products/{lot.product.slug}/"
    assert "Đã thu hồi" not in client.get(address).content.decode()
    make_recall(lot, reason="Dư lượng thuốc")
    assert "Đã thu hồi" in client.get(address).content.decode()


def test_lot_in_small_letters_answers_like_its_own_form(client, lot):
    code_for(lot.product)
    assert client.get(f"/01/{GTIN}/10/mh2611-1", **HTML).status_code == 200
    serial = path_of(make_run(lot)).rpartition("/")[2]
    assert client.get(f"/01/{GTIN}/10/mh2611-1/21/{serial}", **HTML).status_code == 200


def test_label_seen_by_many_devices_may_be_copied(client, lot):
    run = make_run(lot)
    key = run.pk << 17 | 1
    LabelTally.objects.create(
        serial_key=key, lot=lot, count=12, days=1, devices_today=12, busiest_day_devices=12,
        first_scanned_at=timezone.now() - timedelta(days=1), last_scanned_at=timezone.now(),
    )  # fmt: skip
    page = body(client.get(path_of(run), **HTML))
    assert "verdict v-copied" in page
    assert "Đã quét 12 lần" in page


@pytest.mark.parametrize(
    ("path", "status"),
    [("/01/09521234543214", 400), ("/01/123/10/A", 400), ("/01/", 400), ("/01/09521234543213/10", 400),
     ("/01/09520000000004", 404), ("/P/XXXX", 400), ("/01/%2f%2f", 400), ("/01/09521234543213/21/%ff", 400),
     ("/01/09521234543213/21/A%2F21%2FB", 404), ("/01/09521234543213/235/A", 404), ("/00/006141411234567890", 404),
     ("/00/006141411234567891", 400)],
)  # fmt: skip
def test_bad_codes_get_their_own_page(client, lot, path, status):
    code_for(lot.product)
    response = client.get(path, RAW_URI=path, **HTML)
    assert response.status_code == status, body(response)[:200]
    assert "MH2611-1" not in body(response)
    assert "<form" in body(response)


def test_cached_page_needs_one_query(client, lot, django_assert_num_queries):
    path = path_of(make_run(lot))
    client.get(path, **HTML)
    with django_assert_num_queries(1):
        client.get(path, **HTML)


def test_each_version_of_the_page_is_published_once(client, lot):
    path = path_of(make_run(lot))
    client.get(path, **HTML)
    pages.forget_pages()
    client.get(path, **HTML)
    assert OriginVersion.objects.filter(lot=lot).count() == 1
    assert Entry.objects.filter(kind="origin.published").count() == 1
    lot.product.story = "Chuyện mới"
    lot.product.save()
    pages.forget_pages()
    client.get(path, **HTML)
    assert [v.number for v in OriginVersion.objects.filter(lot=lot).order_by("id")] == [1, 2]
    version = OriginVersion.objects.order_by("id").last()
    entry = Entry.objects.filter(kind="origin.published").order_by("id").last()
    assert version.pin in entry.body
    assert "Chuyện mới" not in entry.body and "HTX" not in entry.body


@pytest.mark.slow
def test_words_nobody_approved_stay_off_the_labels_page(client, lot):
    lan, officer = make_user(LAN.full_name), make_user("Cầm Thị Thu", officer_of=lot.product.producer.branch)
    lot.product.producer.people.create(user=lan, role="owner")
    for seen_before in (True, False):
        if not seen_before:
            OriginVersion.objects.all().delete()
        path = path_of(make_run(lot))
        if seen_before:
            client.get(path, **HTML)
        publish_facts(actor=Actor.of(lan), product=lot.product)
        update_product(
            actor=Actor.of(lan),
            product=lot.product,
            changes={"name": "Thuốc tiên", "story": "Chữa bách bệnh"},
        )
        lot.product.refresh_from_db()
        assert lot.product.state == ProductState.SUBMITTED
        for _state in ("submitted", "returned"):
            pages.forget_pages()
            response = client.get(path, **HTML)
            assert response.status_code == 200
            page = body(response)
            assert "Thuốc tiên" not in page and "bách bệnh" not in page
            assert "Mận hậu Mộc Châu</h1>" in page
            if lot.product.state == ProductState.SUBMITTED:
                return_product(actor=Actor.of(officer), product=lot.product, reasons="Nói quá")
                lot.product.refresh_from_db()
        update_product(
            actor=Actor.of(lan),
            product=lot.product,
            changes={"name": "Mận hậu Mộc Châu", "story": "Trên đồi."},
        )
        submit_product(actor=Actor.of(lan), product=lot.product)
        list_product(actor=Actor.of(officer), product=lot.product)
        lot.product.refresh_from_db()


def test_page_is_small_and_asks_nobody_else(client, lot):
    response = client.get(path_of(make_run(lot)), **HTML)
    assert len(response.content) <= 14_000
    page = body(response)
    for other in ("http://", "https://"):
        for piece in page.split(other)[1:]:
            assert piece.startswith(("127.0.0.1", "www.w3.org", "localhost", "schema.org")), piece[:60]
    assert "style=" not in page and "onclick" not in page


def test_csp_allows_only_the_pages_own_style(client, lot):
    response = client.get(path_of(make_run(lot)), **HTML)
    style = re.search(r"<style>(.*?)</style>", body(response), re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_claims_name_the_branch_and_the_day(client, lot):
    officer = make_user("Cầm Thị Thu", officer_of=lot.product.producer.branch)
    CertificateFactory(product=lot.product, decided_by=officer, decided_at=timezone.now())
    page = body(client.get(path_of(make_run(lot)), **HTML))
    words = f"Hội đã xác minh: {lot.product.producer.branch.name}, {timezone.localdate():%d/%m/%Y}"
    assert page.count(words) == 2, "the stars and the paper"
    assert "Cầm Thị Thu" not in page


def test_producer_and_its_text_name_who_vouches(client, lot):
    producer = lot.product.producer
    producer.verified_at = None
    producer.save()
    path, own = path_of(make_run(lot)), '<span class="claim">tự khai</span>'
    unverified = body(client.get(path, **HTML))
    producer.verified_by = make_user("Cầm Thị Thu", officer_of=producer.branch)
    producer.verified_at = timezone.now()
    producer.save()
    pages.forget_pages()
    verified = body(client.get(path, **HTML))
    words = f"Hội đã xác minh: {producer.branch.name}, {timezone.localdate():%d/%m/%Y}"
    assert (words in unverified, verified.count(words)) == (False, 1)
    assert "Cầm Thị Thu" not in verified
    maker = re.compile(r'<div class="maker">.*?<ul', re.S)
    assert own in maker.search(unverified)[0]
    assert own not in maker.search(verified)[0]
    for heading in ("Chuyện của sản phẩm", "Mọi thông tin theo luật"):
        fold = verified.split(f"<summary>{heading}</summary>")[1].split("</details>")[0]
        assert own in fold


def test_label_of_an_unverified_producer_answers_and_leads_to_no_hidden_page(client, lot):
    path, today = path_of(make_run(lot)), timezone.localdate()
    for until, is_sold in ((today, True), (today - timedelta(days=1), False)):
        Producer.objects.update(verified_at=None, grace_until_date=until)
        pages.forget_pages()
        answer = client.get(path, **HTML)
        page = body(answer)
        assert (answer.status_code, "verdict v-valid" in page) == (200, True)
        assert "Mận hậu Mộc Châu" in page and "HTX Mận Bó Bun" in page
        assert (f"/products/{lot.product.slug}/" in page, "Hội đã xác minh:" in page) == (is_sold, False)


def test_portrait_and_number_of_a_household_show_only_with_consent(client, lot):
    producer, lan = lot.product.producer, make_user(LAN.full_name)
    producer.people.create(user=lan, role="owner")
    producer.phone, producer.portrait = "+84912345678", PhotoFactory(producer=producer, is_public=True)
    producer.save()
    path = path_of(make_run(lot))
    for agreed in (False, True):
        if agreed:
            for purpose in (ConsentPurpose.PUBLIC_PHONE, ConsentPurpose.PUBLIC_PHOTO):
                Consent.objects.create(user=lan, purpose=purpose)
        pages.forget_pages()
        assert (f"/anh/{producer.portrait.key}/mini" in body(client.get(path, **HTML))) is agreed
        facts = OriginVersion.objects.order_by("number").last().facts
        assert bool(facts["producer"]["phone"]) is agreed


def test_only_a_lots_page_is_for_search_engines(client, lot):
    run = make_run(lot)
    assert client.get(path_of(run), **HTML).headers["X-Robots-Tag"] == "noindex"
    assert client.get(f"/01/{GTIN}/21/0123456789ABCDEF", **HTML).headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get(f"/01/{GTIN}/10/MH2611-1", **HTML).headers


def test_forged_page_asks_for_the_letters_and_shows_the_one_example(client, lot):
    page = body(client.get(f"/01/{GTIN}/21/0123456789ABCDEF", **HTML))
    assert "gõ đủ 17 chữ in trên tem" in page
    for text in (page, client.get("/tim-tem/").content.decode()):
        assert "ABCD EFGH JKMN PQRS T" in text


def test_typed_serial_leads_to_its_label(client, lot):
    run = make_run(lot)
    letters = codec().encode(run.pk, 7)
    typed = " ".join(letters[at : at + 4] for at in range(0, 17, 4)).lower()
    response = client.get("/tim-tem/", {"serial": typed})
    assert response.status_code == 302
    assert response.url == path_of(run, 7)
    wrong = letters[:-1] + ("A" if letters[-1] != "A" else "B")
    assert client.get("/tim-tem/", {"serial": wrong}).status_code == 400


def test_letters_of_an_address_and_a_whole_address_lead_to_the_label_when_typed(client, lot):
    run = make_run(lot)
    letters, path = codec().encode(run.pk, 7), path_of(run, 7)
    for typed in (
        letters[:16],
        letters[:16].lower(),
        f"https://pieu.example{path}",
        f"pieu.example{path}/?lang=en",
        path,
    ):
        response = client.get("/tim-tem/", {"serial": typed})
        assert (response.status_code, response.headers.get("Location")) == (302, path), typed
    # One letter left out of the 17 is no forgery.
    short = client.get("/tim-tem/", {"serial": letters[1:]})
    assert (short.status_code, "Mã tem có 17 chữ và số" in body(short)) == (400, True)


@pytest.mark.parametrize("path", ["/10/A%2F21%2FB", "/10/KL8G", "/10/kl8g/", "/22/2A/10/KL8G"])
def test_unknown_lot_gets_the_product_and_its_maker_and_no_facts_of_another_lot(client, lot, path):
    code_for(lot.product)
    officer = make_user("Cầm Thị Thu", officer_of=lot.product.producer.branch)
    CertificateFactory(product=lot.product, decided_by=officer, decided_at=timezone.now())
    type(lot.product.producer).objects.filter(pk=lot.product.producer_id).update(verified_at=timezone.now())
    known = body(client.get(f"/01/{GTIN}/10/{lot.code}", **HTML))
    day = f"{timezone.localdate():%d/%m/%Y}"
    for fact in (day, lot.code, "Hội đã xác minh", "Đường đi của lô", "Đặt mua loại này", "data-scan"):
        assert fact in known, fact
    response = client.get(f"/01/{GTIN}{path}", RAW_URI=f"/01/{GTIN}{path}", **HTML)
    page = body(response)
    assert response.status_code == 200
    assert "verdict v-unknown" in page and "Sổ không có lô này" in page and "Báo cho Hội" in page
    assert "Mận hậu Mộc Châu" in page and "HTX Mận Bó Bun" in page
    for fact in (day, lot.code, "Hội đã xác minh", "Đường đi của lô", "Đặt mua loại này", "data-scan"):
        assert fact not in page, fact
    make_recall(lot, reason="Mốc")
    assert "Có lô đã bị thu hồi. Xin xem số lô trên gói" in body(
        client.get(f"/01/{GTIN}{path}", RAW_URI=f"/01/{GTIN}{path}", **HTML)
    )


def test_a_posted_scan_of_an_unknown_lot_counts_for_no_lot(client, lot):
    code_for(lot.product)
    response = client.post(f"/01/{GTIN}/10/KL8G", **HTML)
    assert (response.status_code, Scan.objects.count()) == (200, 0)
    assert "Sổ không có lô này" in body(response)


def test_a_code_without_a_lot_says_that_its_days_may_be_those_of_another_pack(client, lot):
    code_for(lot.product)
    assert "chưa chắc của gói này" in body(client.get(f"/01/{GTIN}", **HTML))
    assert "chưa chắc của gói này" not in body(client.get(f"/01/{GTIN}/10/{lot.code}", **HTML))


def test_a_page_of_an_unknown_lot_is_rendered_once_for_all_invented_codes(
    client, lot, django_assert_num_queries
):
    code_for(lot.product)
    client.get(f"/01/{GTIN}/10/NOLOT", **HTML)
    with django_assert_num_queries(2):  # the named lot, then the product
        client.get(f"/01/{GTIN}/10/NONE2", **HTML)
