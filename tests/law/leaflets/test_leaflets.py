"""A leaflet is one to four A5 pages whose code leads back to its page."""

from __future__ import annotations

import datetime as dt

import pypdfium2
import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from backend.common import qr
from backend.law.leaflets.drawing import MOST_PAGES, Block, Leaflet, leaflet_pdf
from backend.law.library.actions.documents import DocumentFacts, add_document, add_provision
from backend.law.library.actions.texts import put_text
from backend.law.library.enums import DocumentState
from backend.law.library.references import parse_ref
from backend.law.models import Document
from backend.law.readings.actions.words import write_words
from backend.law.situations.stock import stock

pytestmark = pytest.mark.django_db
A5 = (148 / 25.4 * 72, 210 / 25.4 * 72)
OLD, NEW = dt.date(2020, 1, 1), dt.date(2026, 7, 1)


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
