"""The texts of the origin page, their order, and that its five states look different."""

import gzip
import json
import re
from itertools import pairwise

import pytest
from django.conf import settings
from django.utils import timezone, translation

from members.acting import Actor
from members.models import User
from products.products.actions.products import translate_product
from tests.factories.products import (
    CertificateFactory,
    ListedProductFactory,
    ProducerFactory,
    make_user,
)
from tests.factories.traceability import make_recall
from tests.people import LAN
from traceability.containers.actions.cartons import pack_cartons
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.models import LabelRun, LabelTally, LabelVoid, Lot, OriginVersion
from traceability.scans.enums import Verdict
from traceability.scans.origin import answers, compression, pages, verdicts
from traceability.scans.origin.lookup import codec, serial_key
from traceability.scans.origin.problems import PROBLEMS
from traceability.templatetags.origin import house_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_cached_pages():
    pages.forget_pages()


@pytest.fixture
def run() -> LabelRun:
    product = ListedProductFactory(producer=ProducerFactory(), voice="voices/a.mp3", voice_type="audio/mpeg")
    officer = make_user("Vì Thị Thu", officer_of=product.producer.branch)
    CertificateFactory(product=product, decided_by=officer, decided_at=timezone.now())
    lot = Lot.objects.create(
        product=product, code="A1", quantity=5, unit="kg", harvested_date=timezone.localdate()
    )
    return LabelRun.objects.create(
        lot=lot, code=code_for(product), count=9, layout="a4-65", key_version=codec().current, origin="",
        state=RunState.READY,
    )  # fmt: skip


def label(run: LabelRun, counter: int = 1) -> str:
    return f"/P/{run.code.value}/{codec().encode(run.pk, counter)[:16]}"


def status_and_page(client, path: str) -> tuple[int, str]:
    response = client.get(path, HTTP_ACCEPT="text/html")
    return response.status_code, response.content.decode()


def state_of(page: str) -> str:
    (found,) = re.findall(r'class="verdict v-(\w+)"', page)
    return found


def test_page_keeps_its_order(client, run):
    _status, page = status_and_page(client, label(run))
    marks = [
        '<div class="verdict', '<img', "<h1>", '<div class="maker">', '<ul class="facts">', "Đặt mua loại này",
        "Đường đi của lô", "<audio", "Báo có vấn đề", "Hỏi nơi làm ra", "<summary>Giấy tờ",
        "<summary>Mọi thông tin theo luật", "<summary>Cách đọc trang này", "<summary>Thêm",
    ]  # fmt: skip
    places = [page.index(mark) for mark in marks]
    assert all(before < after for before, after in pairwise(places)), dict(zip(marks, places, strict=True))
    facts = page[places[4] : places[5]]
    assert facts.count("<li") == 3
    assert "genuine" not in page and "chính hãng" not in page


def test_each_verdict_has_its_status_and_a_recall_precedes_all(client, run):
    lot = run.lot
    LabelVoid.objects.create(run=run, first=3, last=3, reason="Tem bị ướt")
    LabelTally.objects.create(
        serial_key=serial_key(run.pk, 2), lot=lot, count=settings.COPY_SCANS + 1, days=9, devices_today=1,
        busiest_day_devices=1, first_scanned_at=timezone.now(), last_scanned_at=timezone.now(),
    )  # fmt: skip
    waiting = LabelRun.objects.create(
        lot=lot, code=run.code, count=9, layout="a4-65", key_version=codec().current, origin="",
        state=RunState.RENDERING,
    )  # fmt: skip
    lot_page = f"/P/{run.code.value}/10/A1"
    forged = f"/P/{run.code.value}/0123456789ABCDEF"
    asked = [lot_page, label(run, 1), label(run, 2), label(run, 3), label(waiting), forged]
    assert [
        (status, state_of(page)) for status, page in (status_and_page(client, path) for path in asked)
    ] == [
        (200, "unknown"),
        (200, "valid"),
        (200, "copied"),
        (410, "not_in_book"),
        (404, "not_in_book"),
        (404, "not_in_book"),
    ]
    make_recall(lot, reason="Có mẻ bị mốc")
    assert [
        (status, state_of(page)) for status, page in (status_and_page(client, path) for path in asked)
    ] == [
        (200, "recalled"),
        (200, "recalled"),
        (200, "recalled"),
        (410, "recalled"),
        (404, "recalled"),
        (404, "not_in_book"),
    ]


def card_rows(page: str) -> list[str]:
    """The rows of the page's card, as text."""
    card = page.partition('<ul class="facts">')[2].partition("</ul>")[0]
    rows = re.findall(r"<li[^>]*>(.*?)</li>", card, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


@pytest.mark.parametrize(
    ("harvested", "produced", "expiry", "rows"),
    [
        ("", "2026-11-03", "2027-11-03", ["NSX 03/11/2026 HSD 03/11/2027"]),
        ("2026-11-01", "2026-11-03", "2027-11-03", ["NSX 03/11/2026 HSD 03/11/2027", "Thu hoạch 01/11/2026"]),
        ("2026-11-01", "", "2026-11-08", ["Ngày thu hoạch 01/11/2026 HSD 08/11/2026"]),
        ("2026-11-01", "", "", ["Ngày thu hoạch 01/11/2026"]),
        ("", "", "2027-11-03", ["HSD 03/11/2027"]),
        ("", "", "", ["Ngày thu hoạch chưa ghi"]),
    ],
)
def test_first_row_of_the_card_has_the_days_that_the_goods_have(
    client, run, harvested, produced, expiry, rows
):
    days = {"harvested_date": harvested, "produced_date": produced, "expiry_date": expiry}
    Lot.objects.filter(pk=run.lot_id).update(**{name: day or None for name, day in days.items()})
    _status, page = status_and_page(client, label(run))
    assert card_rows(page)[:-2] == rows


def data_of(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])


def test_json_ld_describes_the_goods_of_the_lot_with_image_and_brand(client, run):
    product = run.lot.product
    type(product).objects.filter(pk=product.pk).update(brand="Mộc Châu </script><b>", gtin="09521234543213")
    variants = {"og.jpg": {"path": "x", "width": 1200, "height": 630, "bytes": 9}}
    photo = product.photo_links.get().photo
    type(photo).objects.filter(pk=photo.pk).update(variants=variants)
    data = data_of(status_and_page(client, label(run))[1])
    lot_page = f"{settings.PUBLIC_ORIGIN}/P/{run.code.value}/10/A1"
    assert (data["@context"], data["@type"], data["@id"], data["url"]) == (
        "https://schema.org",
        "Product",
        lot_page,
        lot_page,
    )
    assert (data["name"], data["gtin14"]) == (product.name, "09521234543213")
    assert data["brand"] == {"@type": "Brand", "name": "Mộc Châu </script><b>"}
    assert data["image"] == [f"{settings.PUBLIC_ORIGIN}/anh/{photo.key}/og.jpg"]
    assert data["productionDate"] == timezone.localdate().isoformat()
    assert data["manufacturer"]["name"] == product.producer.name
    assert data["hasCertification"]["certificationRating"]["ratingValue"] == 4


def test_json_ld_falls_back_to_the_maker_and_the_shared_picture(client, run):
    product = run.lot.product
    data = data_of(status_and_page(client, label(run))[1])
    assert data["brand"] == {"@type": "Brand", "name": product.producer.name}
    (image,) = data["image"]
    assert f"/{product.slug}/" in image
    type(product).objects.filter(pk=product.pk).update(slug=None, state="draft")
    pages.forget_pages()
    (image,) = data_of(status_and_page(client, label(run))[1])["image"]
    assert image.startswith(settings.PUBLIC_ORIGIN) and "icon-512" in image


def test_no_json_ld_advertises_recalled_goods(client, run):
    make_recall(run.lot, reason="Có mẻ bị mốc")
    Lot.objects.filter(pk=run.lot_id).update(page_version=9)
    assert "ld+json" not in status_and_page(client, label(run))[1]


def test_nothing_blocks_the_first_paint_and_the_largest_picture_loads_at_once(client, run):
    _status, page = status_and_page(client, label(run))
    assert 'rel="stylesheet"' not in page and "@import" not in page
    scripts = re.findall(r"<script([^>]*)>", page)
    assert [script for script in scripts if "ld+json" not in script and " defer" not in script] == []
    photo = re.search(r'<img class="photo"[^>]*>', page)[0]
    assert 'fetchpriority="high"' in photo and "lazy" not in photo


def test_law_cartons_and_the_log_are_folded_under_more(client, run):
    lan = make_user(LAN.full_name)
    run.lot.product.producer.people.create(user=lan)
    pack_cartons(actor=Actor.of(lan), lot=run.lot, quantity=1)
    _status, page = status_and_page(client, label(run))
    before, _fold, more = page.partition("<summary>Thêm</summary>")
    for words in ("Nghị định 37/2026/NĐ-CP", "Đóng thùng", "sổ cái", "Bằng chứng"):
        assert words in more and words not in before, words


def test_page_of_a_retired_product_keeps_its_state(client, run):
    type(run.lot.product).objects.filter(pk=run.lot.product.pk).update(state="retired", facts_version=2)
    status, page = status_and_page(client, label(run))
    assert (status, state_of(page)) == (200, "valid")
    assert "đã ngừng bán" in page


def test_verdict_is_twelve_words_at_most_and_has_its_own_icon():
    texts = [verdicts.words(verdict, about) for verdict in Verdict for about in verdicts.About]
    texts += [str(problem.answer) for problem in PROBLEMS.values()]
    assert len({verdicts.words(verdict) for verdict in Verdict}) == len(Verdict) == 5
    assert max(len(words.split()) for words in texts) <= 12, texts
    assert len(set(verdicts.ICONS.values())) == 5


@pytest.mark.parametrize("text", ["", "Đã quét 3 lần từ 12/11/2026.", "x" * 70_000])
def test_parts_strung_together_are_one_gzip_of_the_whole(text):
    parts = [compression.part("<p>Mận"), compression.stored(text), compression.part("</p>")]
    assert (
        gzip.decompress(compression.gzip_of(parts))
        == compression.plain_of(parts)
        == f"<p>Mận{text}</p>".encode()
    )


def test_an_english_reader_reads_the_houses_words_in_english():
    with translation.override("en"):
        assert house_words("Thu hoạch") == "Harvest"
        assert house_words("12/11 – 15/11/2026 (2 lần)") == "12/11 – 15/11/2026 (2 times)"
        assert house_words("Hợp tác xã Bó Bun") == "Hợp tác xã Bó Bun"
        assert house_words("") == ""
    with translation.override("vi"):
        assert house_words("15/11/2026 (2 lần)") == "15/11/2026 (2 lần)"


def languages(client, path: str, **headers: str) -> tuple[str, str]:
    """The language of the page at `path`, and its Cache-Control."""
    response = client.get(path, HTTP_ACCEPT="text/html", **headers)
    return response.headers["Content-Language"], response.headers["Cache-Control"]


def test_the_chosen_language_stays_for_the_next_scan_and_in_no_shared_cache(client, run):
    lot_page, cookie = f"/P/{run.code.value}/10/A1", settings.LANGUAGE_COOKIE_NAME
    own, shared = "private, max-age=0, must-revalidate", answers.LOT_CACHE
    assert languages(client, lot_page) == ("vi", shared)
    assert languages(client, f"{lot_page}?lang=en") == ("en", own)
    assert client.cookies[cookie].value == "en"
    assert languages(client, lot_page) == ("en", own)
    assert languages(client, label(run)) == ("en", answers.LABEL_CACHE)
    assert languages(client, f"/P/{run.code.value}/0123456789ABCDEF") == ("en", "no-store")
    assert client.get("/products/").headers["Content-Language"] == "en"
    kept = client.get(lot_page, HTTP_ACCEPT="text/html").headers["ETag"]
    known = client.get(lot_page, HTTP_ACCEPT="text/html", HTTP_IF_NONE_MATCH=kept)
    assert (known.status_code, known.headers["Cache-Control"]) == (304, own)
    # Back to Vietnamese, which everybody shares.
    assert languages(client, f"{lot_page}?lang=vi") == ("vi", own)
    assert languages(client, lot_page) == ("vi", shared)


def test_the_language_chosen_elsewhere_is_that_of_the_scan_page(client, run):
    client.post("/ngon-ngu/", {"language": "en"})
    response = client.get(label(run), HTTP_ACCEPT="text/html")
    assert response.headers["Content-Language"] == "en"
    assert f'href="/products/{run.lot.product.slug}/?' in response.content.decode()
    assert "lang=en" in re.search(r'href="(/products/[^"]+)"', response.content.decode())[1]


OFFER = 'lang=en" lang="en" hreflang="en">Read in English</a>'


@pytest.mark.parametrize("path", ["/products/", "product"])
def test_a_foreign_browser_is_offered_english_until_a_language_is_chosen(client, run, path):
    path = f"/products/{run.lot.product.slug}/" if path == "product" else path

    def offered(asked: str = path, **headers: str) -> bool:
        return OFFER in client.get(asked, **headers).content.decode()

    assert offered(HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9")
    assert offered(f"{path}?a=1", HTTP_ACCEPT_LANGUAGE="ko")
    assert not offered() and not offered(HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9,vi;q=0.8")
    assert not offered(f"{path}?lang=en", HTTP_ACCEPT_LANGUAGE="en-US")
    assert not offered(HTTP_ACCEPT_LANGUAGE="en-US"), "English was chosen"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "vi"
    assert not offered(HTTP_ACCEPT_LANGUAGE="en-US")


@pytest.mark.parametrize("path", ["10/A1", "10/NOLOT", "0123456789ABCDEF"])
def test_a_scan_page_has_its_offer_of_english_hidden_and_is_the_same_for_all_browsers(client, run, path):
    """Its script shows the offer (test_recall.py in tests/e2e), since shared caches store the page."""
    answered = [
        # From a network of its own: guessed codes of other tests count against theirs.
        client.get(
            f"/P/{run.code.value}/{path}",
            HTTP_ACCEPT="text/html",
            HTTP_ACCEPT_LANGUAGE=accept,
            REMOTE_ADDR="198.51.100.23",
        ).content
        for accept in ("en-US", "vi-VN", "")
    ]
    assert len({*answered}) == 1
    page = answered[0].decode()
    assert re.search(r'<p\s+class="english-offer"\s+hidden\s*>', page) and OFFER in page
    assert re.search(r'<script src="[^"]*english_offer[^"]*" defer>', page)
    english = client.get(
        f"/P/{run.code.value}/{path}?lang=en", HTTP_ACCEPT="text/html", REMOTE_ADDR="198.51.100.23"
    ).content.decode()
    assert "english-offer" not in english.partition("</style>")[2]


def test_the_offer_of_english_keeps_what_was_searched_for(client, run):
    page = client.get("/products/?q=che&nhom=a", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert 'href="?q=che&amp;nhom=a&amp;lang=en"' in page


@pytest.mark.slow
def test_english_goes_on_behind_every_link_of_the_page_and_stays(client, run):
    cookie = settings.LANGUAGE_COOKIE_NAME
    answer = client.get(f"{label(run)}?lang=en", HTTP_ACCEPT="text/html")
    assert answer.cookies[cookie].value == "en"
    hrefs = re.findall(r'<a\s[^>]*href="(/[^"]*)"', answer.content.decode())
    assert len(hrefs) > 5
    for href in hrefs:
        client.cookies.clear()
        page = client.get(href.replace("&amp;", "&"))
        assert (page.status_code, page.headers["Content-Language"]) == (200, "en"), href
        is_shared = "public" in page.headers.get("Cache-Control", "")
        assert (cookie in page.cookies) is not is_shared, href
    client.get("/products/?lang=en")
    assert client.get("/products/").headers["Content-Language"] == "en"
    assert client.get("/products/?lang=xx").headers["Content-Language"] == "en"


def test_scan_page_shows_the_english_name_and_publishes_it_when_goods_have_one(client, run):
    lot_page, product = f"/P/{run.code.value}/10/A1", run.lot.product
    first = client.get(f"{lot_page}?lang=en", HTTP_ACCEPT="text/html").content.decode()
    assert f'<h1><span lang="vi">{product.name}</span></h1>' in first
    assert first.count("Chưa có tên tiếng Anh") + first.count("No English name yet") == 1
    facts = OriginVersion.objects.filter(lot=run.lot).latest("number").facts
    assert "name_en" not in facts["product"]

    officer = User.objects.get(full_name="Vì Thị Thu")
    translate_product(
        actor=Actor.of(officer), product=product, name_en="Early plums", summary_en="Picked at dawn."
    )
    page = client.get(f"{lot_page}?lang=en", HTTP_ACCEPT="text/html").content.decode()
    assert "<h1>Early plums</h1>" in page and "Picked at dawn." in page and "No English name" not in page
    assert '"alternateName":{"@language":"en","@value":"Early plums"}' in page.replace('": ', '":').replace(
        ', "', ',"'
    )
    facts = OriginVersion.objects.filter(lot=run.lot).latest("number").facts
    assert facts["product"]["name_en"] == "Early plums"
    client.cookies.clear()
    page = client.get(lot_page, HTTP_ACCEPT="text/html").content.decode()
    assert f"<h1>{product.name}</h1>" in page and "Picked at dawn." not in page
