from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from backend.law.library.actions.documents import LawRefused
from backend.law.library.actions.texts import put_text
from backend.law.models import PlainWords, Provision
from backend.law.readings.actions.words import write_words
from backend.ledger.auditing import Finding
from backend.ledger.row_states import compare_states
from members.acting import Actor
from members.rules import NotAllowed
from tests.factories.law import BEGIN, a_document, a_provision
from tests.factories.members import LanFactory, StaffFactory
from tests.traceability.auditing.test_audit import Undo, unlock

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Provision:
    return a_provision("7", document=a_document(), text="Ai trồng mận thì ghi sổ.")


def findings() -> list[Finding]:
    return [found for found in compare_states("law.PlainWords") if isinstance(found, Finding)]


def page(client, article: Provision) -> str:
    return client.get(reverse("law:article", args=[article.document.slug, article.ref])).text


def test_staff_write_words_and_nobody_else(article):
    with pytest.raises(NotAllowed):
        write_words(actor=Actor.of(LanFactory()), provision=article, text="Chị ghi sổ.")
    assert not PlainWords.objects.exists()
    staff = StaffFactory()
    row = write_words(actor=Actor.of(staff), provision=article, text="Chị ghi sổ.")
    assert (row.written_by, row.replaced_at) == (staff, None)


def test_new_words_replace_old_ones_and_equal_ones_do_not(article):
    first = write_words(actor=None, provision=article, text="Một.")
    assert write_words(actor=None, provision=article, text="Một.") == first
    second = write_words(actor=None, provision=article, text="Hai.")
    assert list(PlainWords.objects.filter(replaced_at=None)) == [second]
    assert PlainWords.objects.count() == 2


@pytest.mark.parametrize("text", ["", "  ", "a" * 401])
def test_words_of_no_or_too_many_letters_are_refused(article, text):
    with pytest.raises(LawRefused):
        write_words(actor=None, provision=article, text=text)
    assert not PlainWords.objects.exists()


def test_words_age_when_the_text_that_they_explain_changes(client, article):
    write_words(actor=None, provision=article, text="Chị ghi sổ.")
    assert "Chị ghi sổ." in page(client, article)
    assert "đã đổi sau khi viết" not in page(client, article)
    put_text(actor=None, provision=article, text="Ai trồng mận thì ghi sổ và nộp.", from_date=BEGIN)
    assert "đã đổi sau khi viết" in page(client, article)


def test_the_audit_names_changed_and_deleted_words(article):
    row = write_words(actor=None, provision=article, text="Chị ghi sổ.")
    assert findings() == []
    unlock("law_plainwords")
    changes = (
        lambda: PlainWords.objects.update(text="Chị khỏi ghi sổ."),
        lambda: PlainWords.objects.update(explains_sha256=""),
        lambda: PlainWords.objects.filter(pk=row.pk).delete(),
    )
    for change in changes:
        try:
            with transaction.atomic():
                change()
                subjects = {found.subject for found in findings()}
                raise Undo
        except Undo:
            assert f"law:{article.document.number}" in subjects
