from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django import forms
from django.http import QueryDict
from django.urls import reverse

from backend.law.citing.picker import CitationsField
from backend.law.citing.places import NotCitable, places_of, require_citable
from backend.law.library.actions.texts import put_text
from backend.law.library.enums import DocumentState
from backend.law.readings.actions.lawyers import record_reading, shown_now
from courses.law.stale import law_states
from members.acting import Actor
from tests.factories.law import READ, a_document, a_provision
from tests.factories.members import LAWYERS_CAPACITY, LanFactory, LawyerFactory

pytestmark = pytest.mark.django_db
NUMBER = "901/2019/QH99"
STORED = {"document": NUMBER, "article": "3", "date": "2026-01-05"}


class Form(forms.Form):
    def __init__(self, *args, stored=(), **given):
        super().__init__(*args, **given)
        self.fields["citations"] = CitationsField(stored=stored)


@pytest.fixture(autouse=True)
def law():
    plums = a_document(NUMBER, **READ)
    a_provision("3", document=plums, title="Hái mận")
    a_provision("3(1)", document=plums)
    ended = a_document("900/2001/QH99", title="Cũ", valid_to_date=dt.date(2020, 12, 31))
    a_provision("1", document=ended)
    a_provision("5", document=a_document("902/2019/QH99", title="Ngô"))
    with time_machine.travel("2026-12-01 12:00 +0700"):
        yield


def sent(query: str, stored=()) -> Form:
    return Form(QueryDict(query), stored=stored)


def rows(form: Form) -> list[dict[str, str]]:
    assert form.is_valid(), form.errors
    return form.cleaned_data["citations"]


def test_a_chosen_place_is_stored_in_the_library_form_with_today():
    form = sent(f"citations-words=mận&citations-add={NUMBER} 3(1)")
    assert rows(form) == [{"document": NUMBER, "article": "3(1)", "date": "2026-12-01"}]


def test_a_typed_citation_counts_as_chosen():
    assert rows(sent(f"citations-words={NUMBER} 3")) == [{**STORED, "date": "2026-12-01"}]


def test_a_stored_place_stays_is_looked_at_again_or_goes():
    kept = f"citations={NUMBER} 3"
    assert rows(sent(kept, [STORED])) == [STORED]
    assert rows(sent(f"{kept}&citations-again={NUMBER} 3", [STORED])) == [{**STORED, "date": "2026-12-01"}]
    assert rows(sent(f"{kept}&citations-drop={NUMBER} 3", [STORED])) == []
    assert rows(sent("", [STORED])) == []


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (f"citations-add={NUMBER} 99", "Thư viện luật chưa có Điều 99 Luật Trồng mận (901/2019/QH99)."),
        ("citations-add=902/2019/QH99 5", "Piêu chưa thấy văn bản này, nên chưa dẫn được."),
        ("citations-add=999/2019/QH99 1", "Thư viện luật chưa có văn bản 999/2019/QH99."),
        (
            "citations-words=900/2001/QH99 1",
            "Điều 1 Luật Cũ (900/2001/QH99) không còn hiệu lực vào ngày 01/12/2026, chị chọn điều khác.",
        ),
        (
            "citations-add=luật cũ kia",
            "“luật cũ kia” không phải là chỉ dẫn điều luật. Ví dụ: 37/2026/NĐ-CP 42(1).",
        ),
        ("citations-words=mận", "Chị bấm Tìm rồi chọn trong danh sách, hoặc xoá chữ ở ô tìm."),
    ],
)
def test_what_cant_be_cited_is_refused_at_the_field_and_shown_again(query, error):
    form = sent(f"{query}&citations={NUMBER} 3", [STORED])
    assert form.errors["citations"] == [error]
    assert f'name="citations" value="{NUMBER} 3"' in str(form["citations"])


def test_a_stored_place_that_ended_stays_but_cant_be_looked_at_again():
    old = {"document": "900/2001/QH99", "article": "1", "date": "2019-01-01"}
    kept = "citations=900/2001/QH99 1"
    assert rows(sent(kept, [old])) == [old]
    assert not sent(f"{kept}&citations-again=900/2001/QH99 1", [old]).is_valid()


def test_a_stored_place_of_an_unread_document_stays_and_shows_so():
    unread = {"document": "902/2019/QH99", "article": "5", "date": "2026-01-05"}
    kept = "citations=902/2019/QH99 5"
    form = sent(kept, [unread])
    assert rows(form) == [unread]
    assert "chưa thấy văn bản" in str(form["citations"])
    assert not sent(f"{kept}&citations-again=902/2019/QH99 5", [unread]).is_valid()


def test_an_action_refuses_new_rows_and_leaves_old_ones():
    bad = {"document": NUMBER, "article": "99", "date": "2026-12-01"}
    unread = {"document": "902/2019/QH99", "article": "5", "date": "2026-12-01"}
    require_citable([bad, unread, STORED], known=[bad, unread])
    for each in (bad, unread):
        with pytest.raises(NotCitable) as refused:
            require_citable([STORED, each])
        assert (refused.value.field, refused.value.code) == ("citations", "not_citable")


def test_places_show_words_page_title_and_state():
    place, whole, unknown, nonsense = places_of([f"{NUMBER} 3", NUMBER, f"{NUMBER} 99", "luật kia"])
    assert (place.words, place.title, place.state) == (
        "Điều 3 Luật Trồng mận (901/2019/QH99)",
        "Hái mận",
        "đã đọc ngày 01/06/2026",
    )
    assert place.url == reverse("law:article", args=["901-2019-qh99", "3"])
    assert whole.url == unknown.url == reverse("law:document", args=["901-2019-qh99"])
    assert unknown.state == nonsense.state == "thư viện luật chưa có điều này"
    assert (nonsense.words, nonsense.url) == ("luật kia", "")


def test_a_place_names_the_source_and_day_or_the_lawyer(client):
    read = a_document(
        "902/2019/QH99", state=DocumentState.READ, read_date=dt.date(2026, 11, 30), source_name="Công báo"
    )
    article = a_provision("7", document=read, text="Ai trồng mận thì ghi sổ.")
    cite = f"{read.number} 7"
    assert places_of([cite])[0].state == "đã đọc: Công báo, ngày 30/11/2026"
    lawyer = LawyerFactory()
    shown, _words = shown_now(article)
    record_reading(actor=Actor.of(lawyer), thing=article, shown=shown, verdict="right")
    state = f"luật sư đã đọc: {lawyer.full_name}, {LAWYERS_CAPACITY}, ngày 01/12/2026"
    assert places_of([cite])[0].state == state
    client.force_login(lawyer)
    assert state in " ".join(client.get(reverse("law:pick"), {"citations-words": "7 902/2019"}).text.split())
    cited = {"key": "a", "citations": [{"document": read.number, "article": "7", "date": "2026-12-01"}]}
    [(place, _day)] = law_states([cited])["a"].sources
    assert place.state == state
    put_text(actor=None, provision=article, text="Ai trồng mận thì báo xã.", from_date=dt.date(2026, 12, 1))
    assert places_of([cite])[0].state == "đã đọc: Công báo, ngày 30/11/2026"


def test_typing_offers_places_and_keeps_what_was_ticked(client):
    query = {"citations-words": "3 901/2019", "citations-add": f"{NUMBER} 3(1)", "citations": f"{NUMBER} 3"}
    client.force_login(LanFactory())
    page = client.get(reverse("law:pick"), query).text
    assert page.count('type="checkbox"') == 1
    assert f'value="{NUMBER} 3(1)" checked' in " ".join(page.split())
    ended = client.get(reverse("law:pick"), {"citations-words": "1 900/2001"}).text
    assert "hết hiệu lực" in ended and "checkbox" not in ended
    unread = client.get(reverse("law:pick"), {"citations-words": "5 902/2019"}).text
    assert "chưa thấy văn bản" in unread and "checkbox" not in unread
    assert "chưa có điều nào như vậy" in client.get(reverse("law:pick"), {"citations-words": "xyz"}).text
