from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.law.library.actions.changes import NewChange, record_change
from backend.law.library.actions.documents import LawRefused
from backend.law.library.actions.texts import put_text
from backend.law.library.texts import pieces_of, text_hash, text_of, whole_hash, whole_hashes, whole_text
from backend.law.models import ProvisionText
from backend.ledger.models import Entry
from members.acting import Actor
from members.rules import NotAllowed
from tests.factories.law import a_document, a_provision
from tests.factories.products import make_user
from tests.quick import examples

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
FIRST = dt.date(2020, 1, 1)


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


@settings(
    max_examples=examples(100),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from("abc")), min_size=1, max_size=8))
def test_at_most_one_text_a_day_and_the_last_writing_of_a_day_wins(puts):
    """The expectation writes each day of a calendar by hand."""
    with transaction.atomic():
        provision = a_provision("1", document=a_document())
        calendar: dict[int, str] = {}
        starts: set[int] = set()
        for number, text in puts:
            until = min((each for each in starts if each > number), default=20)
            if calendar.get(number) != text:
                calendar |= dict.fromkeys(range(number, until), text)
                starts.add(number)
            put_text(actor=None, provision=provision, text=text, from_date=day(number))
        for number in range(20):
            rows = list(provision.texts.on(day(number)))
            assert len(rows) <= 1
            assert (rows[0].text if rows else None) == calendar.get(number)
        transaction.set_rollback(True)


def test_database_refuses_two_open_texts_and_two_of_one_day():
    provision = a_provision("1", document=a_document(), text="Mận đỏ.")
    for values in ({"valid_from_date": day(9)}, {"valid_from_date": FIRST, "valid_to_date": day(2)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProvisionText.objects.create(provision=provision, text="x", sha256=text_hash("x"), **values)
    assert [row.text for row in provision.texts.all()] == ["Mận đỏ."]


def test_same_text_again_changes_nothing_in_whatever_form_it_is_written():
    provision = a_provision("1", document=a_document(), text="Điều kiện trồng  mận.")
    entries = Entry.objects.count()
    put_text(
        actor=None,
        provision=provision,
        text=unicodedata.normalize("NFD", "Điều kiện\u00a0trồng mận.\n"),
        from_date=day(40),
    )
    assert provision.texts.count() == 1 and Entry.objects.count() == entries


def test_texts_are_written_by_staff_only():
    provision, hoa = a_provision("1", document=a_document(), text="Mận đỏ."), make_user("Hoa")
    with pytest.raises(NotAllowed):
        put_text(actor=Actor.of(hoa), provision=provision, text="Mận xanh.", from_date=day(1))
    with pytest.raises(LawRefused):
        put_text(actor=None, provision=provision, text=" ", from_date=day(1))
    assert text_of(provision, day(5)).text == "Mận đỏ."


def test_whole_text_joins_what_is_in_force_below_with_its_numbers():
    law = a_document()
    article = a_provision("7", document=law, text="Người trồng mận:")
    a_provision("7(1)", document=law, text="Làm những việc sau:")
    a_provision("7(1)(đ)", document=law, text="tưới;")
    a_provision("7(1)(d)", document=law, text="bón;")
    gone = a_provision("7(2)", document=law, text="Nộp đơn.")
    a_provision("70", document=law, text="Việc khác.")
    words = "Người trồng mận:\n1. Làm những việc sau:\nd) bón;\nđ) tưới;"
    assert whole_text(article, day(3)) == f"{words}\n2. Nộp đơn."
    before = whole_hash(article, day(9))
    record_change(
        actor=None, change=NewChange(kind="repeals", document=law, provision=gone, from_date=day(10))
    )
    assert (whole_text(article, day(9)), whole_text(article, day(10))) == (f"{words}\n2. Nộp đơn.", words)
    assert whole_hash(article, day(9)) == before != whole_hash(article, day(10))
    record_change(actor=None, change=NewChange(kind="repeals", document=law, from_date=day(20)))
    assert whole_text(article, day(30)) == words


def test_pieces_take_three_queries_for_one_row_and_for_many(django_assert_num_queries):
    law = a_document()
    article = a_provision("7", document=law, text="Một.")
    for count in (1, 4):
        with django_assert_num_queries(3):
            pieces = pieces_of(article, day(1))
            assert [piece.provision.words for piece in pieces] and len(pieces) == count
        for clause in "123":
            a_provision(f"7({clause})", document=law, text="Lời.")


def test_many_hashes_are_those_of_each_and_cost_the_same_queries(django_assert_num_queries):
    laws = [a_document("901/2019/QH99"), a_document("902/2019/QH99")]
    rows = [
        a_provision(ref, document=law, text=f"Lời {ref} của {law.number}.")
        for law in laws
        for ref in ("1", "1(2)", "1(2)(a)", "10")
    ]
    empty = a_provision("3", document=laws[0])
    ended = rows[1]
    record_change(
        actor=None,
        change=NewChange(kind="repeals", document=laws[0], provision=ended, from_date=day(1)),
    )
    asked = [*rows, empty]
    assert whole_hashes(asked) == {row.pk: whole_hash(row) for row in asked}
    assert whole_hashes([empty]) == {empty.pk: ""}
    for some in (asked[:1], asked):
        with django_assert_num_queries(3):
            whole_hashes(some)
