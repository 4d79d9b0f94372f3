"""An article asked for a day other than today names that day, in the page and on the leaflet that leads back to it."""

from __future__ import annotations

import datetime as dt

import pypdfium2
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from backend.common import qr
from backend.law.library.actions.changes import NewChange, record_change
from backend.law.library.actions.texts import put_text
from backend.law.library.enums import ChangeKind
from backend.law.models import Document, ProvisionText
from tests.factories.law import READ, a_document, a_provision

pytestmark = pytest.mark.django_db
TODAY = "2026-12-01T05:00:00Z"
DATED = "Đây là lời văn của ngày"


@pytest.fixture
def law() -> Document:
    """Article 2 reads the same from 2020 on; articles 3 and 4 ended or began in the middle of 2026."""
    law = a_document(**READ)
    a_provision("2", document=law, text="Cây mận cao.")
    ended = a_provision("3", document=law, text="Cây mận thấp.")
    ProvisionText.objects.filter(provision=ended).update(valid_to_date=dt.date(2026, 6, 30))
    a_provision("4", document=law, text="Cây đào.")
    later = a_provision("4(1)", document=law)
    put_text(actor=None, provision=later, text="Cây lê.", from_date=dt.date(2026, 7, 1))
    return law


def address(law: Document, article: str) -> str:
    return reverse("law:article", args=[law.slug, article])


def page(client: Client, law: Document, article: str, day: str = "") -> str:
    with time_machine.travel(TODAY, tick=False):
        return " ".join(client.get(address(law, article), {"ngay": day} if day else {}).text.split())


def test_todays_page_names_no_day_also_if_today_is_asked_for(client, law):
    for day in ("", "2026-12-01"):
        text = page(client, law, "2", day)
        assert DATED not in text and "Xem lời văn hôm nay" not in text


def test_a_day_before_an_end_without_a_new_text_is_an_old_text(client, law):
    text = page(client, law, "3", "2026-06-30")
    assert "Đây là lời văn cũ, của ngày 30/06/2026" in text and "Cây mận thấp." in text


def test_a_day_before_a_clause_was_added_is_an_old_text(client, law):
    text = page(client, law, "4", "2026-06-30")
    assert "Đây là lời văn cũ, của ngày 30/06/2026" in text and "Cây lê" not in text
    assert "Đây là lời văn cũ" not in page(client, law, "4", "2026-07-01")


def test_a_recorded_change_whose_text_is_missing_makes_the_text_an_old_one(client, law):
    article = law.provisions.get(ref="2")
    change = NewChange(ChangeKind.AMENDS, law, dt.date(2026, 8, 1), provision=article)
    record_change(actor=None, change=change)
    assert "Đây là lời văn cũ, của ngày 31/07/2026" in page(client, law, "2", "2026-07-31")


def test_a_past_day_with_todays_text_says_so(client, law):
    text = page(client, law, "2", "2026-06-30")
    assert f"{DATED} 30/06/2026" in text and "chưa biết thay đổi nào sau ngày ấy" in text


def test_a_future_day_says_that_it_has_not_come(client, law):
    text = page(client, law, "2", "2027-03-01")
    assert f"{DATED} 01/03/2027, ngày ấy chưa tới" in text and "chưa biết thay đổi nào" in text
    clause = law.provisions.get(ref="4(1)")
    put_text(actor=None, provision=clause, text="Cây lê ngọt.", from_date=dt.date(2027, 1, 1))
    text = page(client, law, "4", "2027-03-01")
    assert "Hôm nay điều này còn khác." in text and "Cây lê ngọt." in text


@pytest.mark.parametrize("day", ["2026-06-30", "2027-03-01"])
def test_the_leaflet_of_a_day_leads_back_to_that_day(client, law, day):
    assert f'to-gap.pdf?ngay={day}"' in page(client, law, "2", day)
    with time_machine.travel(TODAY, tick=False):
        answer = client.get(f"{address(law, '2')}to-gap.pdf", {"ngay": day})
    first = next(iter(pypdfium2.PdfDocument(answer.content)))
    found = qr.decode(first.render(scale=3).to_pil())
    assert found == [f"{settings.PUBLIC_ORIGIN}{address(law, '2')}?ngay={day}"]
