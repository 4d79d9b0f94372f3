from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import escape

from backend.common.dates import format_date
from backend.law.library.actions.documents import add_provision
from backend.law.library.actions.texts import put_text
from backend.law.library.enums import ChangeKind, DocumentState, ReadState
from backend.law.library.read_states import Reading
from backend.law.library.references import parse_citation, parse_ref
from backend.law.models import Change, Document
from backend.law.situations.presenters import Cited, situation_page
from backend.law.situations.stock import Sentence, stock
from tests.factories.law import a_document, a_provision

pytestmark = pytest.mark.django_db
SLUG, NUMBER = "cap-duong-sau-ly-hon", "52/2014/QH13"


@pytest.fixture
def family_law() -> Document:
    return Document.objects.update_or_create(
        number=NUMBER,
        defaults={
            "slug": "52-2014-qh13",
            "kind": "law",
            "title": "Hôn nhân và gia đình",
            "state": DocumentState.READ,
            "read_date": dt.date(2026, 12, 1),
            "valid_from_date": dt.date(2015, 1, 1),
        },
    )[0]


def test_the_first_page_leads_to_every_situation_in_two_taps(client):
    home = client.get(reverse("law:home")).text
    found = set()
    for topic in stock().topics:
        address = reverse("law:topic", args=[topic])
        assert f'href="{address}"' in home
        page = client.get(address).text
        found |= {slug for slug in stock().situations if reverse("law:situation", args=[slug]) in page}
    assert found == set(stock().situations)


def test_a_search_without_accents_finds_the_situation(client):
    page = client.get(reverse("law:home"), {"q": "chong cu khong dua tien nuoi con"}).text
    assert reverse("law:situation", args=[SLUG]) in page


def test_a_search_that_finds_nothing_offers_the_topics(client):
    page = client.get(reverse("law:home"), {"q": "zzzzzz"}).text
    assert "Chưa có chuyện nào giống lời chị" in page
    assert reverse("law:topic", args=["bao-luc"]) in page


def test_a_sentence_names_its_provision_and_the_law_by_its_title(client, family_law):
    page = client.get(reverse("law:situation", args=[SLUG])).text
    assert "khoản 2 Điều 82 Luật Hôn nhân và gia đình (52/2014/QH13)" in page
    assert 'href="/luat/van-ban/52-2014-qh13/dieu-82/#k2"' in page
    assert "Chưa có luật sư đọc trang này" in page


def test_a_law_that_ended_is_marked_beside_every_sentence_that_rests_on_it(client, family_law):
    Change.objects.create(
        kind=ChangeKind.REPEALS,
        document=family_law,
        from_date=dt.date(2026, 6, 1),
        recorded_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
    )
    page = client.get(reverse("law:situation", args=[SLUG])).text
    assert page.count("(hết hiệu lực)") == page.count("/luat/van-ban/52-2014-qh13/dieu-")


def test_a_document_known_by_name_only_is_marked(client, family_law):
    Document.objects.filter(pk=family_law.pk).update(state=DocumentState.NOT_SEEN)
    assert "(chưa thấy văn bản)" in client.get(reverse("law:situation", args=[SLUG])).text


def test_an_ended_document_that_nobody_read_shows_both(client, family_law):
    Document.objects.filter(pk=family_law.pk).update(
        state=DocumentState.NOT_SEEN, read_date=None, valid_to_date=dt.date(2026, 6, 1)
    )
    cites = situation_page(stock().situations[SLUG])["says"][0].cites
    assert {(cite.mark, cite.state) for cite in cites if NUMBER in cite.citation} == {
        ("hết hiệu lực", "chưa thấy văn bản")
    }


def test_words_of_a_second_edition_are_marked(client, family_law):
    _article, clause = (
        add_provision(actor=None, document=family_law, ref=parse_ref(ref)) for ref in ("82", "82(2)")
    )
    put_text(actor=None, provision=clause, text="Một.", from_date=dt.date(2015, 1, 1))
    address, day = reverse("law:situation", args=[SLUG]), stock().situations[SLUG].read_date
    with time_machine.travel(f"{day + dt.timedelta(days=3)}T05:00:00Z", tick=False):
        assert "chưa đọc lại" not in client.get(address).text
        put_text(actor=None, provision=clause, text="Hai.", from_date=day + dt.timedelta(days=2))
        new = format_date(day + dt.timedelta(days=2))
        assert f"(đổi từ ngày {new}, trang này chưa đọc lại)" in client.get(address).text


def test_what_the_library_lacks_is_marked(client, family_law):
    assert "(thư viện luật chưa có điều này)" in client.get(reverse("law:situation", args=[SLUG])).text


def test_every_article_of_a_range_counts(family_law):
    for ref in ("82", "83"):
        add_provision(actor=None, document=family_law, ref=parse_ref(ref))
    known = stock().situations[SLUG]
    ranged = replace(known, says=(Sentence("Một.", (f"{NUMBER} 82-83",)),), steps=(), places=())
    Change.objects.create(
        kind=ChangeKind.REPEALS,
        document=family_law,
        provision=family_law.provisions.get(ref="83"),
        from_date=dt.date(2026, 6, 1),
        recorded_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
    )
    (cited,) = situation_page(ranged)["says"][0].cites
    assert cited == Cited(
        f"{NUMBER} 82-83",
        "Điều 82–83 Luật Hôn nhân và gia đình (52/2014/QH13)",
        "/luat/van-ban/52-2014-qh13/dieu-82/",
        "hết hiệu lực",
        state="đã đọc 01/12/2026",
        reading=Reading(ReadState.READ, "", dt.date(2026, 12, 1)),
    )


UNREAD = [each.slug for each in stock().situations.values() if not each.says]


@pytest.mark.parametrize("slug", UNREAD)
def test_a_situation_without_a_text_read_shows_help_and_no_sentence_of_law(client, slug):
    page, situation = client.get(reverse("law:situation", args=[slug])).text, stock().situations[slug]
    assert "Piêu chưa đọc được điều luật này" in page
    assert all(
        escape(text) in page for text in (situation.title, *(place.name for place in situation.places))
    )
    assert "Luật nói gì" not in page and "law-says" not in page


def test_a_place_of_help_shows_its_provisions_folded(client):
    slug, place = next(
        (each.slug, place) for each in stock().situations.values() for place in each.places if place.cites
    )
    page = client.get(reverse("law:situation", args=[slug])).text
    row = page[page.index(escape(place.name)) :].partition("</li>")[0]
    cites = situation_page(replace(stock().situations[slug], places=(place,)))["places"][0].shown_cites
    assert [cite.citation for cite in cites] == list(place.cites)
    fold = row[row.index("<details") : row.index("</details>")]
    assert "Theo điều luật nào" in fold and all(escape(cite.words) in fold for cite in cites)


def test_every_page_has_the_quick_way_out_and_none_is_stored(client):
    for address in (
        reverse("law:home") + "?q=ly+hon",
        reverse("law:topic", args=["bao-luc"]),
        reverse("law:situation", args=["bi-chong-danh"]),
    ):
        page = client.get(address)
        assert "data-quick-exit" in page.text
        assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("address", ["/luat/chu-de/khong-co/", "/luat/tinh-huong/khong-co/"])
def test_an_unknown_topic_or_situation_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("slug", [SLUG, "ly-hon-don-phuong"])
def test_a_page_costs_the_same_queries_however_much_it_cites(
    client, django_assert_num_queries, slug, family_law
):
    for ref in {
        parse_citation(cite).ref.article for cite in stock().situations[slug].cites if NUMBER in cite
    }:
        add_provision(actor=None, document=family_law, ref=parse_ref(ref))
    client.get(reverse("law:situation", args=[slug]))
    with django_assert_num_queries(8):
        client.get(reverse("law:situation", args=[slug]))


OFFICIAL = 'href="https://vbpl.vn" rel="noreferrer external"'


def test_a_page_says_where_the_official_text_is(client):
    a_provision("7", document=a_document())
    a_provision("7", document=a_document("902/2019/QH99", source_url="https://example.vn/902"))
    for place in ("", "dieu-7/"):
        page = client.get(f"/luat/van-ban/901-2019-qh99/{place}").text
        assert OFFICIAL in page and "gõ số 901/2019/QH99" in page
        page = client.get(f"/luat/van-ban/902-2019-qh99/{place}").text
        assert OFFICIAL not in page and 'href="https://example.vn/902"' in page
    page = client.get("/luat/da-doc/").text
    assert OFFICIAL in page and "gõ số của văn bản" in page
