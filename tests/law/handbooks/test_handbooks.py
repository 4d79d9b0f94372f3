"""A commune's situations: the officer chooses, anybody keeps them on a phone."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.urls import reverse

from backend.common.text import fold
from backend.law.handbooks.actions import MOST_CHOSEN, HandbookRefused, choose_situations
from backend.law.handbooks.models import Handbook
from backend.law.handbooks.presenters import commune_of, kept_titles, situations_of
from backend.law.library.actions.documents import DocumentFacts, add_document, add_provision
from backend.law.library.enums import ChangeKind, DocumentState
from backend.law.library.references import Ref, parse_citation, parse_ref
from backend.law.models import Change, Recording
from backend.law.readings.actions.lawyers import record_reading, shown_now
from backend.law.readings.readables import readable_of
from backend.law.situations.stock import stock
from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from backend.ledger.row_states import compare_states
from members.acting import Actor
from members.rules import NotAllowed
from tests.factories.members import HoaFactory, LanFactory, LawyerFactory, OfficerFactory, chapter, commune

pytestmark = pytest.mark.django_db
URGENT = [each.slug for each in stock().situations.values() if each.is_urgent]
CHOSEN = ["cap-duong-sau-ly-hon", "no-luong"]
QUERIES = 6


def manifest(client: Any, query: str = "") -> dict[str, Any]:
    return client.get(reverse("law:handbook_manifest") + query).json()


def test_without_a_choice_a_handbook_has_all_urgent_situations(client):
    assert [each.slug for each in situations_of(commune())] == URGENT
    pages = [row["page"] for row in manifest(client)["pages"]]
    assert pages == [reverse("law:handbook"), *(reverse("law:situation", args=[slug]) for slug in URGENT)]


def test_an_officer_chooses_for_her_commune_and_its_members_get_it(client):
    officer, lan = OfficerFactory(), LanFactory()
    client.force_login(officer)
    address = reverse("law:choose_situations", args=[commune().pk])
    page = client.get(address).text
    assert page.count("checked") == len(URGENT)
    answer = client.post(address, {"situations": CHOSEN})
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{reverse('law:handbook')}?xa={commune().pk}",
    )
    row = Handbook.objects.get()
    assert (row.branch, set(row.situations), row.chosen_by) == (commune(), set(CHOSEN), officer)
    assert [found for found in compare_states("law.Handbook") if isinstance(found, Finding)] == []
    client.force_login(lan)
    assert f"?xa={commune().pk}" in client.get(reverse("law:handbook")).text
    pages = [row["page"] for row in manifest(client, f"?xa={commune().pk}")["pages"]]
    assert pages[1:] == [reverse("law:situation", args=[slug]) for slug in row.situations]
    # Another commune keeps its own.
    assert [each.slug for each in situations_of(commune_of(HoaFactory()))] == URGENT


@pytest.mark.parametrize("who", ["member", "far officer", "officer of a chapter"])
def test_nobody_else_chooses(client, who):
    people = {
        "member": LanFactory,
        "far officer": lambda: OfficerFactory(branch=commune("Xã Mường Lạn", 4246)),
        "officer of a chapter": lambda: OfficerFactory(branch=chapter()),
    }
    user = people[who]()
    client.force_login(user)
    address = reverse("law:choose_situations", args=[commune().pk])
    assert client.post(address, {"situations": CHOSEN}).status_code == 404
    with pytest.raises(NotAllowed):
        choose_situations(actor=Actor.of(user), branch=commune(), slugs=CHOSEN)
    assert not Handbook.objects.exists() and not Entry.objects.filter(kind="law.handbook").exists()


def test_none_too_many_or_unknown_ones_are_refused(client):
    officer = OfficerFactory()
    too_many = list(stock().situations)[: MOST_CHOSEN + 1]
    for slugs in ([], too_many, ["khong-co"]):
        with pytest.raises(HandbookRefused):
            choose_situations(actor=Actor.of(officer), branch=commune(), slugs=slugs)
    client.force_login(officer)
    answer = client.post(reverse("law:choose_situations", args=[commune().pk]), {"situations": too_many})
    assert answer.status_code == 400 and "Chị chọn từ 1 đến 30 tình huống." in answer.text
    assert not Handbook.objects.exists()


def test_the_same_choice_again_is_no_second_entry():
    officer = OfficerFactory()
    for _time in "ab":
        choose_situations(actor=Actor.of(officer), branch=commune(), slugs=CHOSEN)
    assert Entry.objects.filter(kind="law.handbook").count() == 1


def test_a_commune_that_is_none_is_not_found(client):
    for query in ("?xa=999999", "?xa=x", f"?xa={chapter().pk}"):
        assert client.get(reverse("law:handbook") + query).status_code == 404


def test_what_a_phone_keeps_holds_nothing_of_the_member_and_leads_out(client):
    lan = LanFactory()
    client.force_login(lan)
    for row in manifest(client)["pages"]:
        page = client.get(row["source"])
        assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
        assert lan.full_name not in page.text and str(lan.ref) not in page.text
        assert "data-quick-exit" in page.text
        assert "to-gap.pdf" not in page.text and "Chuyện gần với chuyện này" not in page.text


def test_the_list_of_what_is_kept_names_no_urgent_situation(client):
    page = client.get(reverse("law:handbook")).text
    assert "Ai mở máy này cũng thấy những trang đã giữ." in page and "Xoá khỏi máy" in page
    for slug in URGENT:
        assert stock().situations[slug].title not in page
    titles = [row.title for row in kept_titles(situations_of(None))]
    assert len(set(titles)) == len(titles)


def test_a_mark_changes_with_the_law_behind_a_page_and_only_there(client):
    facts = DocumentFacts(
        number="52/2014/QH13", kind="law", state=DocumentState.READ, read_date=dt.date(2026, 12, 1)
    )
    document = add_document(actor=None, facts=facts)
    add_provision(actor=None, document=document, ref=parse_ref("5"))
    with time_machine.travel("2026-12-02T05:00:00Z", tick=False):
        before = {row["page"]: row["mark"] for row in manifest(client)["pages"]}
        assert {row["page"]: row["mark"] for row in manifest(client)["pages"]} == before
        Change.objects.create(
            kind=ChangeKind.REPEALS,
            document=document,
            from_date=dt.date(2026, 12, 1),
            recorded_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC),
        )
        after = {row["page"]: row["mark"] for row in manifest(client)["pages"]}
    changed = {page for page, mark in after.items() if mark != before[page]}
    citing = {
        reverse("law:situation", args=[slug])
        for slug in URGENT
        if any(cite.startswith("52/2014/QH13") for cite in stock().situations[slug].cites)
    }
    assert changed == citing != set()


def marks(client: Any) -> dict[str, str]:
    return {row["page"]: row["mark"] for row in manifest(client)["pages"]}


def test_a_mark_changes_with_what_a_lawyer_finds_and_the_kept_page_shows_it(client):
    page, lawyer = reverse("law:situation", args=["bi-chong-danh"]), LawyerFactory()
    readable = readable_of("situation:bi-chong-danh")
    assert readable is not None
    known = [marks(client)]
    for verdict, reason in (("right", ""), ("wrong", "Thiếu một bước.")):
        shown, _words = shown_now(readable)
        record_reading(actor=Actor.of(lawyer), thing=readable, shown=shown, verdict=verdict, reason=reason)
        known.append(marks(client))
        assert {each for each, mark in known[-1].items() if mark != known[-2][each]} == {page}
    assert "Luật sư thấy chỗ này chưa đúng" in client.get(f"{page}ban-sao/").text


def test_a_mark_changes_with_the_state_of_a_provision(client):
    cites = stock().situations["bi-chong-danh"].cites
    cited = parse_citation(cites[0])
    facts = DocumentFacts(
        number=cited.number, kind="law", state=DocumentState.READ, read_date=dt.date(2026, 12, 1)
    )
    document = add_document(actor=None, facts=facts)
    article = add_provision(actor=None, document=document, ref=Ref(cited.ref.article))
    place = (
        add_provision(actor=None, document=document, ref=cited.ref) if cited.ref != article.place else article
    )
    page, before = reverse("law:situation", args=["bi-chong-danh"]), marks(client)
    shown, _words = shown_now(place)
    record_reading(actor=Actor.of(LawyerFactory()), thing=place, shown=shown, verdict="right")
    assert marks(client)[page] != before[page]


def test_a_mark_changes_when_a_help_number_is_confirmed(client, settings):
    settings.HELP_NUMBERS_CONFIRMED = ()
    before = marks(client)
    phone = next(each.phone for each in stock().situations["bi-chong-danh"].places if each.phone)
    settings.HELP_NUMBERS_CONFIRMED = (phone,)
    changed = {page for page, mark in marks(client).items() if mark != before[page]}
    having = {
        reverse("law:situation", args=[slug])
        for slug in URGENT
        if any(place.phone == phone for place in stock().situations[slug].places)
    }
    assert changed == having


def test_a_mark_changes_with_a_recording(client):
    page, before = reverse("law:situation", args=["bi-chong-danh"]), marks(client)
    Recording.objects.create(
        readable="situation:bi-chong-danh",
        text_sha256=stock().situations["bi-chong-danh"].sha256,
        language="blt",
        file_name="a.ogg",
        file_type="audio/ogg",
        file_sha256="a" * 64,
        added_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC),
    )
    assert {each for each, mark in marks(client).items() if mark != before[each]} == {page}


def test_no_course_has_the_name_of_the_handbooks_record(client):
    name = manifest(client)["course"]
    with pytest.raises(ValidationError):
        validate_slug(name)
    script = (Path(settings.BASE_DIR) / "backend/law/static/law/handbook.js").read_text("utf-8")
    assert f'"/__pack/{name}"' in script


def test_a_manifest_costs_the_same_for_one_and_three_situations(client, django_assert_num_queries):
    for slugs in (CHOSEN[:1], [*CHOSEN, "bi-chong-danh"]):
        choose_situations(actor=Actor.of(OfficerFactory()), branch=commune(), slugs=slugs)
        with django_assert_num_queries(QUERIES):
            assert len(manifest(client, f"?xa={commune().pk}")["pages"]) == len(slugs) + 1


def test_the_stated_size_is_close_to_what_is_stored(client):
    pack = manifest(client)
    stored = sum(len(client.get(row["source"]).content) for row in pack["pages"]) + len(json.dumps(pack))
    assert stored == pytest.approx(pack["bytes"], rel=0.35)
    assert stored < 1_000_000


def test_each_urgent_situation_has_neutral_words_of_its_own(client):
    rows = kept_titles([stock().situations[slug] for slug in URGENT])
    titles = [row.title for row in rows]
    assert "Nơi giúp: trong nhà" in titles and len(set(titles)) == len(URGENT)
    for row in rows:
        named = {fold(word) for word in ("đánh", "bạo lực", "xâm hại", "lừa", "doạ", "chửi", "chồng")}
        assert not named & set(fold(row.title).split())
        assert row.situation.neutral not in row.situation.reading
