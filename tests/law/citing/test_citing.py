from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from backend.law.citing.actions import tell_of_changes
from backend.law.citing.auditing import audit_citations
from backend.law.citing.enums import Fault
from backend.law.citing.registry import CitingPlace, citing_places, source_names
from backend.law.library.actions.documents import DocumentFacts, add_document, add_provision
from backend.law.library.actions.texts import put_text
from backend.law.library.enums import ChangeKind, DocumentState
from backend.law.library.references import parse_citation, parse_ref
from backend.law.models import Change, Document, ToldChange
from members.models import Notice
from tests.factories.members import LanFactory, StaffFactory

pytestmark = pytest.mark.django_db
NUMBER = "1/2020/NĐ-CP"
CHECKED = dt.date(2026, 1, 1)


@pytest.fixture
def decree() -> Document:
    facts = DocumentFacts(
        number=NUMBER,
        kind="decree",
        valid_from_date=dt.date(2020, 1, 1),
        state=DocumentState.READ,
        read_date=CHECKED,
    )
    document = add_document(actor=None, facts=facts)
    for ref in ("1", "2", "2(1)"):
        add_provision(actor=None, document=document, ref=parse_ref(ref))
    return document


def place(*refs: str, **given: object) -> CitingPlace:
    cites = tuple(f"{NUMBER} {ref}".strip() for ref in refs)
    values = {"key": f"bai:{'-'.join(refs)}", "kind": "Bài", "name": "Một", "checked": CHECKED}
    return CitingPlace(**({"cites": cites} | values | given))  # type: ignore[arg-type]


def change(document: Document, kind: ChangeKind, day: dt.date, ref: str = "") -> Change:
    provision = document.provisions.get(ref=ref) if ref else None
    return Change.objects.create(
        kind=kind, document=document, provision=provision, from_date=day, recorded_at=timezone.now()
    )


def faults(day: dt.date, *places: CitingPlace) -> list[tuple[str, Fault, dt.date | None]]:
    return [(one.citation, one.fault, one.since) for one in audit_citations(day, places)]


def test_a_law_in_force_that_was_read_has_no_fault(decree):
    assert faults(dt.date(2026, 12, 1), place("1", "2(1)", "")) == []


def test_the_end_of_a_document_reaches_every_citation_below_it(decree):
    change(decree, ChangeKind.REPLACES, dt.date(2026, 7, 1))
    both = place("1", "2(1)", "")
    assert faults(dt.date(2026, 6, 30), both) == []
    ended = dt.date(2026, 7, 1)
    assert faults(ended, both) == [(cite, Fault.ENDED, ended) for cite in both.cites]


def test_the_end_of_an_article_reaches_its_clause_and_nothing_else(decree):
    change(decree, ChangeKind.REPEALS, dt.date(2026, 7, 1), "2")
    found = faults(dt.date(2026, 8, 1), place("1", "2", "2(1)"))
    assert [cite for cite, _fault, _since in found] == [f"{NUMBER} 2", f"{NUMBER} 2(1)"]


def test_an_amendment_counts_only_after_the_day_of_comparison(decree):
    day = dt.date(2026, 7, 1)
    change(decree, ChangeKind.AMENDS, day, "2(1)")
    assert faults(day, place("2")) == [(f"{NUMBER} 2", Fault.CHANGED, day)]
    assert faults(day, place("1")) == []
    assert faults(day, place("2", checked=day)) == []


def test_an_earlier_amendment_counts_once_it_is_recorded_after_the_comparison(decree):
    began, recorded = dt.date(2025, 7, 1), dt.date(2026, 8, 1)
    for ref, day in (("1", CHECKED), ("2(1)", recorded)):
        with time_machine.travel(f"{day}T05:00:00Z", tick=False):
            change(decree, ChangeKind.AMENDS, began, ref)
    assert faults(recorded - dt.timedelta(days=1), place("1", "2")) == []
    assert faults(recorded, place("1", "2")) == [(f"{NUMBER} 2", Fault.CHANGED, began)]
    assert faults(recorded, place("2", checked=recorded)) == []


def test_new_words_count_as_a_change(decree):
    clause = decree.provisions.get(ref="2(1)")
    put_text(actor=None, provision=clause, text="Một.", from_date=dt.date(2020, 1, 1))
    assert faults(dt.date(2026, 12, 1), place("2")) == []
    put_text(actor=None, provision=clause, text="Hai.", from_date=dt.date(2026, 7, 1))
    assert faults(dt.date(2026, 12, 1), place("2")) == [(f"{NUMBER} 2", Fault.CHANGED, dt.date(2026, 7, 1))]


def test_what_was_never_read_or_is_unknown_is_named(decree):
    Document.objects.update(state=DocumentState.NOT_SEEN)
    assert faults(CHECKED, place("1")) == [(f"{NUMBER} 1", Fault.NOT_READ, None)]
    Document.objects.update(state=DocumentState.READ)
    assert faults(CHECKED, place("9")) == [(f"{NUMBER} 9", Fault.UNKNOWN, None)]


def test_what_is_no_citation_is_named_and_stops_nothing(decree):
    change(decree, ChangeKind.REPEALS, dt.date(2026, 7, 1))
    odd = place("1", cites=("Nghị định 1/2020/NĐ-CP", f"{NUMBER} 1"))
    assert faults(dt.date(2026, 8, 1), odd) == [
        ("Nghị định 1/2020/NĐ-CP", Fault.UNKNOWN, None),
        (f"{NUMBER} 1", Fault.ENDED, dt.date(2026, 7, 1)),
    ]


def test_each_source_of_citations_is_registered_and_cites_in_the_library_form():
    assert set(source_names()) == {
        "bulletins",
        "situations",
        "places of help",
        "terms",
        "consents",
        "statements",
        "ocop rules",
        "source",
        "product rules",
        "lot rules",
        "duties",
        "tax claims",
        "lessons",
        "questions",
        "published lessons",
        "contest papers",
        "answers",
    }
    for name in source_names():
        if name in {"lessons", "questions", "published lessons", "contest papers", "bulletins", "answers"}:
            # Rows: tests/courses/law/test_citing.py, tests/law/bulletins/test_pages.py, tests/union/questions/test_publishing.py
            continue
        places = list(citing_places([name]))
        assert places, name
        for each in places:
            assert each.cites
            assert all(parse_citation(cite) for cite in each.cites if "-" not in cite.partition(" ")[2])
    keys = [each.key for each in citing_places()]
    assert len(keys) == len(set(keys))


def test_owners_are_told_once_of_each_change(decree, monkeypatch):
    lan, staff = LanFactory(), StaffFactory()
    owned, orphan = place("1", owners=(lan.pk,)), place("2")
    from backend.law.citing import registry  # noqa: PLC0415

    monkeypatch.setattr(registry, "_sources", {"thử": lambda: [owned, orphan]})
    day = dt.date(2026, 7, 1)
    with time_machine.travel(f"{day}T05:00:00Z", tick=False):
        assert tell_of_changes() == 0
        change(decree, ChangeKind.REPEALS, day)
        assert tell_of_changes() == 2
        assert tell_of_changes() == 0
        assert {(row.user, row.kind) for row in Notice.objects.all()} == {
            (lan, "law.changed"),
            (staff, "law.changed"),
        }
        body = Notice.objects.get(user=lan).body
        assert body == "Bài “Một” dựa vào 1/2020/NĐ-CP 1. Điều này hết hiệu lực từ ngày 01/07/2026."
    assert ToldChange.objects.count() == 2


def test_what_was_never_read_is_told_to_nobody(decree, monkeypatch):
    from backend.law.citing import registry  # noqa: PLC0415

    Document.objects.update(state=DocumentState.NOT_SEEN)
    monkeypatch.setattr(registry, "_sources", {"thử": lambda: [place("1")]})
    assert tell_of_changes() == 0 and not Notice.objects.exists()
