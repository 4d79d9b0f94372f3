"""A leaflet is one to four A5 pages whose code leads back to its page."""

from __future__ import annotations

import datetime as dt

import pypdfium2
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backend.common import qr
from backend.common.dates import format_date
from backend.law.leaflets.drawing import MOST_PAGES, Block, Leaflet, leaflet_pdf
from backend.law.library.actions.documents import DocumentFacts, add_document, add_provision
from backend.law.library.actions.texts import put_text
from backend.law.library.enums import DocumentState
from backend.law.library.references import parse_ref
from backend.law.models import Document
from backend.law.readings.actions.lawyers import record_reading, shown_now
from backend.law.readings.actions.words import mark_words_read, write_words
from backend.law.readings.readables import readable_of
from backend.law.situations.stock import stock
from members.acting import Actor
from members.models import User
from tests.factories.members import LAWYERS_CAPACITY, LawyerFactory, OfficerFactory, province

pytestmark = pytest.mark.django_db
A5 = (148 / 25.4 * 72, 210 / 25.4 * 72)
OLD, NEW = dt.date(2020, 1, 1), dt.date(2026, 7, 1)
QUERIES = 14


def read_by_lawyer(lawyer: User, thing: object, verdict: str = "right", reason: str = "") -> None:
    shown, _words = shown_now(thing)
    record_reading(actor=Actor.of(lawyer), thing=thing, shown=shown, verdict=verdict, reason=reason)


def pages(body: bytes) -> list[pypdfium2.PdfPage]:
    document = pypdfium2.PdfDocument(body)
    found = list(document)
    assert all(page.get_size() == pytest.approx(A5, abs=0.1) for page in found)
    return found


def text_of(found: list[pypdfium2.PdfPage]) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in found).split())


def codes(page: pypdfium2.PdfPage) -> list[str]:
    return qr.decode(page.render(scale=3).to_pil())


@pytest.mark.parametrize("slug", ["bi-chong-danh", "cap-duong-sau-ly-hon", "lam-can-cuoc"])
def test_a_situation_is_a_leaflet_of_few_pages_with_all_its_sentences(client, slug):
    address = reverse("law:situation", args=[slug])
    assert f'href="{address}to-gap.pdf"' in client.get(address).text
    with time_machine.travel("2026-12-01T20:00:00Z", tick=False):
        answer = client.get(f"{address}to-gap.pdf")
    assert "no-store" in answer["Cache-Control"] and slug not in answer["Content-Disposition"]
    found = pages(answer.content)
    assert 1 <= len(found) <= MOST_PAGES
    assert codes(found[0]) == [settings.PUBLIC_ORIGIN + address]
    text, situation = text_of(found), stock().situations[slug]
    for sentence in (*situation.says, *situation.steps):
        assert sentence.text in text
    assert all(place.name in text for place in situation.places)
    assert "In ngày 02/12/2026" in text and "không phải là tư vấn pháp luật" in text
    assert ("Piêu chưa đọc được điều luật này" in text) is not situation.was_read


@pytest.fixture
def decree() -> Document:
    facts = DocumentFacts(
        number="1/2020/NĐ-CP",
        kind="decree",
        valid_from_date=OLD,
        state=DocumentState.READ,
        read_date=dt.date(2026, 1, 1),
        source_name="Cơ sở dữ liệu quốc gia",
    )
    document = add_document(actor=None, facts=facts)
    article, clause = (
        add_provision(actor=None, document=document, ref=parse_ref(ref)) for ref in ("2", "2(1)")
    )
    put_text(actor=None, provision=clause, text="Người bán ghi tên.", from_date=OLD)
    write_words(actor=None, provision=article, text="Chị ghi tên mình.")
    put_text(actor=None, provision=clause, text="Người bán ghi tên và địa chỉ.", from_date=NEW)
    return document


def test_an_article_has_the_words_of_the_day_and_who_read_it(client, decree):
    address = reverse("law:article", args=[decree.slug, "2"])
    with time_machine.travel("2026-12-01T05:00:00Z", tick=False):
        assert f'href="{address}to-gap.pdf"' in client.get(address).text
        today = pages(client.get(f"{address}to-gap.pdf").content)
        before = pages(client.get(f"{address}to-gap.pdf?ngay=2026-06-30").content)
    assert codes(today[0]) == [settings.PUBLIC_ORIGIN + address]
    text = text_of(today)
    assert "1. Người bán ghi tên và địa chỉ." in text and "Lời văn ngày 01/12/2026" in text
    assert "Chị ghi tên mình. (Điều luật đã đổi sau khi viết câu này.)" in text
    assert "Piêu đã đọc văn bản: Cơ sở dữ liệu quốc gia, 01/01/2026." in text
    assert codes(before[0]) == [f"{settings.PUBLIC_ORIGIN}{address}?ngay=2026-06-30"]
    assert "Đây là lời văn cũ, của ngày 30/06/2026" in text_of(before)
    assert "và địa chỉ" not in text_of(before)
    # The words explain today's text.
    assert "Chị ghi tên mình." not in text_of(before)
    assert "Tờ này chỉ in lời văn ngày 30/06/2026" in text_of(before)


def article_text(client: Client, document: Document) -> str:
    address = reverse("law:article_leaflet", args=[document.slug, "2"])
    return text_of(pages(client.get(address).content))


def test_a_leaflet_names_who_wrote_and_read_its_words(client, decree):
    article = decree.provisions.get(ref="2")
    text = article_text(client, decree)
    assert "Người viết: Piêu, ngày" in text and "Chưa có người thứ hai đọc lại." in text
    assert "Chưa có luật sư đọc." in text
    writer = OfficerFactory(branch=province())
    words = write_words(actor=Actor.of(writer), provision=article, text="Chị ghi rõ tên.")
    mark_words_read(actor=Actor.of(OfficerFactory()), words=words)
    text = article_text(client, decree)
    assert "Người viết: cán bộ Hội, ngày" in text and "Người thứ hai đọc lại: cán bộ Hội, ngày" in text
    assert "lời của Piêu" not in text


def test_a_leaflet_leaves_out_words_that_a_lawyer_found_wrong_and_names_the_lawyer(client, decree):
    lawyer = LawyerFactory()
    read_by_lawyer(lawyer, decree.provisions.get(ref="2"), "wrong", "Thiếu địa chỉ.")
    text = article_text(client, decree)
    assert "Chị ghi tên mình." not in text
    assert "Một lời dễ hiểu đã bỏ khỏi trang này vì luật sư thấy chưa đúng." in text
    day = format_date(timezone.localdate())
    assert f"Điều 2: luật sư đã đọc ngày {day} ({lawyer.full_name}, {LAWYERS_CAPACITY})." in text
    assert (
        "Luật sư thấy chỗ này chưa đúng. Chị hỏi nơi giúp trước khi làm theo." in text
        and "Chưa có luật sư đọc" not in text
    )


def test_a_leaflet_of_a_situation_names_the_lawyer_and_the_state_of_each_provision(client):
    address = reverse("law:situation_leaflet", args=["cap-duong-sau-ly-hon"])
    facts = DocumentFacts(
        number="52/2014/QH13", kind="law", state=DocumentState.READ, read_date=dt.date(2026, 12, 1)
    )
    document = add_document(actor=None, facts=facts)
    clause = add_provision(actor=None, document=document, ref=parse_ref("82(2)"))
    before = text_of(pages(client.get(address).content))
    assert "Chưa có luật sư đọc trang này." in before and "(đã đọc 01/12/2026)" in before
    lawyer = LawyerFactory()
    read_by_lawyer(lawyer, readable_of("situation:cap-duong-sau-ly-hon"))
    read_by_lawyer(lawyer, clause)
    text = text_of(pages(client.get(address).content))
    assert f"({lawyer.full_name}, {LAWYERS_CAPACITY})." in text and "Chưa có luật sư đọc" not in text
    assert "(luật sư đã đọc)" in text


def test_a_leaflet_costs_the_same_for_one_and_three_words(client, decree, django_assert_num_queries):
    address = reverse("law:article_leaflet", args=[decree.slug, "2"])
    for refs in ((), ("2(2)", "2(3)")):
        for ref in refs:
            place = add_provision(actor=None, document=decree, ref=parse_ref(ref))
            put_text(actor=None, provision=place, text="Người mua xem.", from_date=OLD)
            write_words(actor=None, provision=place, text="Chị xem.")
        with django_assert_num_queries(QUERIES):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("length", [60, 40_000])
def test_a_text_without_end_stops_on_the_last_page_and_says_so(length):
    blocks = tuple(Block("Người bán ghi tên. " * (length // 19), lead=f"{number}.") for number in range(400))
    leaflet = Leaflet(
        "Điều 1",
        "Nghị định",
        "https://pieu.example/luat/",
        blocks,
        ("Hết.",),
        dt.datetime(2026, 12, 1, tzinfo=dt.UTC),
    )
    found = pages(leaflet_pdf(leaflet))
    assert len(found) == MOST_PAGES
    assert "Còn nữa: quét mã ở trang đầu để đọc hết." in text_of(found)
    assert "Hết." in text_of(found[-1:])


@pytest.mark.parametrize(
    "address",
    [
        "/luat/tinh-huong/khong-co/to-gap.pdf",
        "/luat/van-ban/1-2020-nd-cp/dieu-9/to-gap.pdf",
        "/luat/van-ban/1-2020-nd-cp/dieu-2/to-gap.pdf?ngay=x",
    ],
)
def test_what_is_not_there_has_no_leaflet(client, decree, address):
    assert client.get(address).status_code == 404
