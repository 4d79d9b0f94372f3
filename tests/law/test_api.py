from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from backend.law.library.actions.documents import DocumentFacts, add_document, add_provision
from backend.law.library.actions.texts import put_text
from backend.law.library.enums import ChangeKind, DocumentState
from backend.law.library.references import parse_ref
from backend.law.models import Change, Document
from backend.law.readings.actions.lawyers import record_reading, shown_now
from backend.law.readings.readables import readable_of
from backend.law.situations.stock import stock
from members.acting import Actor
from tests.api import client_of, problems
from tests.factories.law import a_document, a_provision
from tests.factories.members import LAWYERS_CAPACITY, LawyerFactory

pytestmark = pytest.mark.django_db
NUMBER, SLUG = "1/2020/NĐ-CP", "1-2020-nd-cp"
OLD, NEW = dt.date(2020, 1, 1), dt.date(2026, 7, 1)
API = "/api/v1/law"


@pytest.fixture
def decree() -> Document:
    facts = DocumentFacts(
        number=NUMBER,
        kind="decree",
        valid_from_date=OLD,
        state=DocumentState.READ,
        read_date=dt.date(2026, 1, 1),
    )
    document = add_document(actor=None, facts=facts)
    _one, two, clause = (
        add_provision(actor=None, document=document, ref=parse_ref(ref)) for ref in ("1", "2", "2(1)")
    )
    put_text(actor=None, provision=two, text="Đầu.", from_date=OLD)
    put_text(actor=None, provision=clause, text="Một.", from_date=OLD)
    put_text(actor=None, provision=clause, text="Hai.", from_date=NEW)
    return document


def change(document: Document, day: dt.date, **given: object) -> Change:
    values = {"kind": ChangeKind.REPEALS, "recorded_at": timezone.now(), **given}
    return Change.objects.create(document=document, from_date=day, **values)


def test_documents_are_listed_to_everybody_and_shown_as_of_a_day(decree):
    change(decree, NEW)
    (row,) = client_of().get(f"{API}/documents/?kind=decree&number={NUMBER}").json()["results"]
    assert (row["slug"], row["name"], row["state"], row["uri"]) == (
        SLUG,
        f"Nghị định {NUMBER}",
        "read",
        decree.uri,
    )
    before = client_of().get(f"{API}/documents/{SLUG}/?day=2026-06-30").json()
    assert (before["day"], before["standing"]) == ("2026-06-30", "in_force")
    assert client_of().get(f"{API}/documents/{SLUG}/?day={NEW}").json()["standing"] == "ended"
    assert client_of().get(f"{API}/documents/khong-co/").status_code == 404


def test_provisions_have_the_words_of_the_asked_day(decree):
    def words(query: str) -> list[tuple[str, str, str | None]]:
        rows = client_of().get(f"{API}/documents/{SLUG}/provisions/?{query}").json()["results"]
        return [(row["ref"], row["standing"], row["words"] and row["words"]["text"]) for row in rows]

    both = [("1", "in_force", None), ("2", "in_force", "Đầu.")]
    assert words("day=2026-06-30") == [*both, ("2(1)", "in_force", "Một.")]
    assert words(f"day={NEW}") == [*both, ("2(1)", "in_force", "Hai.")]
    change(decree, NEW, provision=decree.provisions.get(ref="2"))
    assert words(f"day={NEW}&ref=2") == [("2", "ended", "Đầu."), ("2(1)", "ended", "Hai.")]
    assert words("day=2019-12-31&ref=2(1)") == [("2(1)", "not_yet", None)]
    (row,) = client_of().get(f"{API}/documents/{SLUG}/provisions/?ref=2(1)").json()["results"]
    assert (row["eid"], row["parent"], row["words"]["from_date"]) == ("art_2__cl_1", "art_2", "2026-07-01")


def test_a_provision_says_who_has_read_it_with_source_and_day(decree):
    Document.objects.filter(pk=decree.pk).update(source_name="Công báo")
    clause = decree.provisions.get(ref="2(1)")
    shown, _words = shown_now(clause)
    record_reading(actor=Actor.of(LawyerFactory()), thing=clause, shown=shown, verdict="right")

    def readings(query: str = "") -> dict[str, dict[str, str | None]]:
        rows = client_of().get(f"{API}/documents/{SLUG}/provisions/?{query}").json()["results"]
        return {row["ref"]: row["reading"] for row in rows}

    read = {"state": "read", "source_name": "Công báo", "read_date": "2026-01-01"}
    assert readings() == {"1": read, "2": read, "2(1)": {**read, "state": "lawyer"}}
    # Nobody says that the lawyer read the words of before.
    assert readings("day=2026-06-30")["2(1)"] == read
    Document.objects.filter(pk=decree.pk).update(state=DocumentState.NOT_SEEN)
    assert readings()["1"] == {"state": "not_seen", "source_name": "", "read_date": None}


@pytest.mark.parametrize(("query", "field"), [("day=2026-13-01", "day"), ("ref=xx", "ref")])
def test_what_is_no_day_or_no_place_is_a_400_at_its_parameter(decree, query, field):
    answer = client_of().get(f"{API}/documents/{SLUG}/provisions/?{query}")
    assert (answer.status_code, [attr for _code, attr in problems(answer)]) == (400, [field])


def test_provisions_cost_the_same_however_many_there_are(decree, django_assert_num_queries):
    for refs in ((), ("3", "3(1)", "3(1)(a)")):
        for ref in refs:
            add_provision(actor=None, document=decree, ref=parse_ref(ref))
        with django_assert_num_queries(5):
            assert client_of().get(f"{API}/documents/{SLUG}/provisions/").status_code == 200


def test_changes_are_those_since_a_day_without_the_withdrawn(decree):
    kept = change(decree, NEW, provision=decree.provisions.get(ref="2(1)"), by_document=decree, note="Hai")
    change(decree, OLD)
    change(decree, NEW, withdrawn_at=timezone.now(), withdrawn_reason="Nhầm")
    (row,) = client_of().get(f"{API}/changes/?since={NEW}&document={SLUG}").json()["results"]
    assert (row["id"], row["document"], row["ref"], row["by_document"]) == (kept.pk, NUMBER, "2(1)", NUMBER)
    assert client_of().get(f"{API}/changes/?since=2026-07-02").json()["results"] == []
    assert len(client_of().get(f"{API}/changes/").json()["results"]) == 2


def test_an_answer_that_is_known_is_a_304_until_it_changes(decree):
    address = f"{API}/documents/{SLUG}/"
    with time_machine.travel("2026-12-01T05:00:00Z", tick=False):
        first = client_of().get(address)
        known = {"If-None-Match": first["ETag"]}
        again = client_of().get(address, headers=known)
        assert (again.status_code, again.content) == (304, b"")
        change(decree, NEW)
        assert client_of().get(address, headers=known).json()["standing"] == "ended"


def test_situations_are_listed_found_and_shown_with_their_provisions():
    every = client_of().get(f"{API}/situations/?page_size=100").json()
    assert [row["slug"] for row in every["results"]] == list(stock().situations)
    urgent = next(row for row in every["results"] if row["slug"] == "bi-chong-danh")
    assert (urgent["is_urgent"], urgent["topic"]["id"]) == (True, "bao-luc")
    found = client_of().get(f"{API}/situations/?q=chong+cu+khong+dua+tien+nuoi+con").json()["results"]
    assert found[0]["slug"] == "cap-duong-sau-ly-hon"
    topic = client_of().get(f"{API}/situations/?topic=vay-no").json()["results"]
    assert {row["topic"]["id"] for row in topic} == {"vay-no"}
    assert problems(client_of().get(f"{API}/situations/?topic=x")) == [("invalid_choice", "topic")]


def test_a_situation_names_what_is_wrong_with_each_provision():
    shown = client_of().get(f"{API}/situations/cap-duong-sau-ly-hon/").json()
    cited = {one["citation"]: one for each in shown["says"] for one in each["cites"]}
    assert cited["52/2014/QH13 82(2)"] == {
        "citation": "52/2014/QH13 82(2)",
        "words": "khoản 2 Điều 82 52/2014/QH13",
        "url": "/luat/van-ban/52-2014-qh13/dieu-82/#k2",
        "fault": "thư viện luật chưa có điều này",
        "reading": {"state": "not_seen", "source_name": "", "read_date": None},
    }
    unread = client_of().get(f"{API}/situations/dang-ky-tam-tru/").json()
    assert (unread["was_read"], unread["says"]) == (False, [])
    assert unread["places"] and unread["unread"]
    assert client_of().get(f"{API}/situations/khong-co/").status_code == 404


def test_a_situation_names_the_lawyer_and_the_state_of_its_provisions():
    day = dt.date(2026, 12, 1)
    law = a_document("52/2014/QH13", state=DocumentState.READ, read_date=day, source_name="Công báo")
    a_provision("82(2)", document=law, text="Một.")
    lawyer, readable = LawyerFactory(), readable_of("situation:cap-duong-sau-ly-hon")
    assert readable is not None
    for thing in (readable, law.provisions.get(ref="82(2)")):
        shown, _words = shown_now(thing)
        record_reading(actor=Actor.of(lawyer), thing=thing, shown=shown, verdict="right")
    shown = client_of().get(f"{API}/situations/cap-duong-sau-ly-hon/").json()
    (one,) = shown["lawyers"]
    assert (one["name"], one["capacity"], one["is_right"], one["is_old"]) == (
        lawyer.full_name,
        LAWYERS_CAPACITY,
        True,
        False,
    )
    cited = {one["citation"]: one["reading"] for each in shown["says"] for one in each["cites"]}
    assert cited["52/2014/QH13 82(2)"] == {
        "state": "lawyer",
        "source_name": "Công báo",
        "read_date": "2026-12-01",
    }
