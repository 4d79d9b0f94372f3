from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from backend.law.library.actions.changes import NewChange, record_change, withdraw_change
from backend.law.library.actions.documents import DocumentFacts, LawRefused, add_document
from backend.law.library.enums import Standing
from backend.law.library.standings import find_standings, in_force, standing, texts_changed
from backend.law.models import Change, Document, Provision
from backend.ledger.models import Entry
from members.acting import Actor
from members.rules import NotAllowed
from tests.factories.law import BEGIN, a_document, a_provision
from tests.factories.products import make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 7, 1)
BEFORE = DAY - dt.timedelta(days=1)


@pytest.fixture
def law() -> Document:
    law = a_document()
    for ref in ("15", "15(2)(đ)", "15a(3)", "16"):
        a_provision(ref, document=law, text="Lời.")
    return law


def cited(ref: str) -> Provision:
    row = Provision.objects.cited(f"901/2019/QH99 {ref}".strip())
    assert row is not None
    return row


def change(law: Document, kind: str, ref: str = "", **values) -> Change:
    return record_change(
        actor=None,
        change=NewChange(
            kind=kind, document=law, provision=cited(ref) if ref else None, from_date=DAY, **values
        ),
    )


def test_end_of_an_article_ends_its_points_and_no_neighbour(law):
    change(law, "repeals", "15")
    found = {ref: in_force(cited(ref), DAY) for ref in ("15", "15(2)", "15(2)(đ)", "15a(3)", "16")}
    assert found == {"15": False, "15(2)": False, "15(2)(đ)": False, "15a(3)": True, "16": True}
    assert all(in_force(cited(ref), BEFORE) for ref in found)


def test_end_of_a_document_ends_every_citation_of_it_known_or_not(law):
    change(law, "replaces")
    texts = ["901/2019/QH99", "901/2019/QH99 15(2)(đ)", "901/2019/QH99 40(1)", "902/2019/QH99 1"]
    for day, expected in ((BEFORE, Standing.IN_FORCE), (DAY, Standing.ENDED)):
        found = {text: many[0] for text, many in find_standings(texts, day).items()}
        assert [found[text].standing for text in texts] == [expected, expected, expected, None]
        assert [found[text].is_known for text in texts] == [True, True, False, False]


def test_standing_of_one_and_of_many_agree_for_every_kind_of_change(law):
    for kind in ("amends", "suspends", "partly_in_force", "repeals"):
        row = change(law, kind, "15(2)")
        for day in (BEFORE, DAY):
            for ref in ("", "15", "15(2)", "15(2)(đ)", "16"):
                [found] = find_standings([f"901/2019/QH99 {ref}".strip()], day).popitem()[1]
                assert found.standing == standing(cited(ref) if ref else law, day), (kind, ref, day)
        withdraw_change(actor=None, change=row, reason="Ghi nhầm")


def test_standings_take_the_same_queries_for_one_and_for_many(law, django_assert_num_queries):
    change(law, "amends", "15(2)")
    refs = ["15", "15(2)", "15(2)(đ)", "15a", "15a(3)", "16", "17(1)"]
    for many in (refs[:1], refs):
        with django_assert_num_queries(3):
            find_standings([f"901/2019/QH99 {ref}" for ref in many], DAY)


def test_changes_of_a_place_are_those_of_its_holders_and_of_what_it_holds(law):
    inside, above, aside = (
        change(law, "amends", "15(2)(đ)"),
        change(law, "amends"),
        change(law, "amends", "16"),
    )
    [found] = find_standings(["901/2019/QH99 15"], DAY)["901/2019/QH99 15"]
    assert found.changed_between(BEFORE, DAY) == [inside, above] and aside not in found.changes
    assert found.changed_between(DAY, DAY) == []
    [one] = find_standings(["901/2019/QH99 15a(3)"], DAY)["901/2019/QH99 15a(3)"]
    assert one.changes == (above,)


def test_texts_of_a_place_that_began_since_a_day_are_listed(law):
    assert texts_changed(cited("15"), DAY, DAY + dt.timedelta(days=9)) == []
    a_provision("15(2)(đ)", document=law)
    assert [row.provision.ref for row in texts_changed(cited("15"), BEGIN - dt.timedelta(days=1), DAY)] == [
        "15",
        "15(2)(đ)",
    ]


def test_withdrawn_change_never_happened_and_needs_a_reason(law):
    row = change(law, "repeals", "15")
    with pytest.raises(LawRefused):
        withdraw_change(actor=None, change=row, reason=" ")
    assert not in_force(cited("15"), DAY)
    withdraw_change(actor=None, change=row, reason="Ghi nhầm điều")
    assert in_force(cited("15"), DAY) and list(Change.objects.visible_to(None)) == []
    assert [*Entry.objects.filter(subject="law:901/2019/QH99", kind__startswith="law.change").order_by("pk").values_list("kind", flat=True)] == [
        "law.change", "law.change_withdrawn",
    ]  # fmt: skip


def test_change_is_recorded_once_and_by_staff_only(law):
    hoa, staff = make_user("Hoa"), make_user("Quản trị")
    staff.is_staff = True
    new = NewChange(kind="repeals", document=law, from_date=DAY)
    with pytest.raises(NotAllowed):
        record_change(actor=Actor.of(hoa), change=new)
    assert in_force(law, DAY)
    first = record_change(actor=Actor.of(staff), change=new)
    assert record_change(actor=None, change=new) == first and Change.objects.count() == 1
    with pytest.raises(NotAllowed):
        withdraw_change(actor=Actor.of(hoa), change=first, reason="Không thích")
    assert not in_force(law, DAY)


@pytest.mark.parametrize("wrong", ["kind", "provision", "days", "itself"])
def test_change_that_contradicts_itself_is_refused(law, wrong):
    other = a_document("902/2019/QH99")
    values = {"kind": "repeals", "document": law, "from_date": DAY}
    values |= {
        "kind": {"kind": "eats"},
        "provision": {"provision": a_provision("1", document=other)},
        "days": {"to_date": BEFORE},
        "itself": {"by_document": law},
    }[wrong]
    with pytest.raises(LawRefused):
        record_change(actor=None, change=NewChange(**values))
    assert not Change.objects.exists()


def test_facts_of_a_document_complete_a_known_one_and_empty_ones_change_nothing(law):
    add_document(actor=None, facts=DocumentFacts(number="901/2019/QH99", issuer="Quốc hội"))
    law.refresh_from_db()
    assert (law.issuer, law.title, law.kind, law.valid_from_date) == ("Quốc hội", "Trồng mận", "law", BEGIN)
    assert (law.name, law.slug, law.uri) == ("Luật Trồng mận", "901-2019-qh99", "/akn/vn/act/2019/901-qh99")
    for wrong in (
        DocumentFacts(number="901/2019/QH99", valid_to_date=BEGIN - dt.timedelta(days=1)),
        DocumentFacts(number="901/2019/QH99", state="read"),
        DocumentFacts(number="hai chữ"),
    ):
        with pytest.raises(LawRefused):
            add_document(actor=None, facts=wrong)
    law.refresh_from_db()
    assert law.valid_to_date is None and not law.was_read
    assert Document.objects.numbered("901/2019/qh99") == law
    assert standing(law, timezone.localdate()) == Standing.IN_FORCE
