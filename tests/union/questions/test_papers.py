"""The printed form copied by an officer, a question by voice, the checklist of legal aid, and figures."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from backend.law.catalogue import load_catalogue
from backend.law.citing.places import refusal
from backend.law.situations.stock import DATA, read_stock
from members.notices.models import Notice
from tests.factories.members import HoaFactory, LanFactory, OfficerFactory, commune, province
from tests.factories.union import PHONE, WORDS, a_question
from tests.union.questions.test_answering import send
from union.models import Alarm, UnionRole
from union.questions.actions.handling import remind_of_unheard
from union.questions.figures import figures_by_branch, figures_by_topic
from union.questions.legal_aid import legal_aid
from union.questions.models import Question

pytestmark = pytest.mark.django_db
OGG = b"OggS" + bytes(200)


def test_an_officer_copies_a_paper(client):
    officer = OfficerFactory()
    client.force_login(officer)
    data = {"text": WORDS, "topic": "lao-dong", "branch": commune().pk, "phone": "0912 345 699"}
    assert client.post(reverse("union:take_down_question"), data).status_code == 302
    row = Question.objects.get()
    assert (row.way, row.taken_by, row.asker, row.phone, row.is_phone_proven) == (
        "paper",
        officer,
        None,
        PHONE,
        False,
    )
    client.force_login(HoaFactory())
    assert client.post(reverse("union:take_down_question"), data).status_code in (302, 403, 404)
    assert Question.objects.count() == 1


def test_a_paper_that_names_a_danger_rings_the_officers_on_duty(client):
    client.force_login(OfficerFactory())
    data = {"text": "Chồng đánh tôi gãy tay", "topic": "bao-luc", "branch": commune().pk, "phone": ""}
    page = client.post(reverse("union:take_down_question"), data, follow=True)
    assert "Piêu đã báo người trực" in page.text
    alarm = Alarm.objects.get()
    assert (alarm.text, alarm.branch, alarm.asker) == (data["text"], commune(), None)


@pytest.mark.slow
def test_a_member_asks_by_voice_and_only_those_who_answer_hear_it(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    lan, officer = LanFactory(), OfficerFactory()
    client.force_login(lan)
    data = {"text": "", "topic": "lao-dong", "branch": commune().pk}
    assert client.post(reverse("union:ask"), data).status_code == 400
    text = SimpleUploadedFile("a.ogg", b"no sound", content_type="audio/ogg")
    assert client.post(reverse("union:ask"), {**data, "voice": text}).status_code == 400
    assert Question.objects.count() == 0
    sound = SimpleUploadedFile("a.ogg", OGG, content_type="audio/ogg")
    assert client.post(reverse("union:ask"), {**data, "voice": sound}).status_code == 302
    row = Question.objects.get()
    assert (row.way, row.text, row.voice_type) == ("voice", "", "audio/ogg")
    url = reverse("union:question_voice", args=[row.pk])
    assert client.get(url).status_code == 404
    client.force_login(officer)
    assert b"".join(client.get(url).streaming_content) == OGG


@pytest.mark.slow
def test_a_spoken_question_is_heard_by_an_officer_on_duty_before_anybody_knows_of_it(
    client, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    lan, officer, duty = LanFactory(), OfficerFactory(), HoaFactory()
    UnionRole.objects.create(person=duty, role="duty", branch=commune())
    client.force_login(lan)
    sound = SimpleUploadedFile("a.ogg", OGG, content_type="audio/ogg")
    data = {"text": "", "topic": "lao-dong", "branch": commune().pk, "voice": sound}
    assert "Người trực của Hội nghe lời chị" in client.post(reverse("union:ask"), data, follow=True).text
    row, alarm = Question.objects.get(), Alarm.objects.get()
    assert (row.state, alarm.text, alarm.rings.get().user) == ("unheard", "", duty)
    voice, hear = (reverse(name, args=[row.pk]) for name in ("union:question_voice", "union:hear_question"))
    page = reverse("union:handle_question", args=[row.pk])
    for nobody in (lan, officer):
        client.force_login(nobody)
        assert [client.get(each).status_code for each in (voice, page)] == [404, 404]
        assert client.post(hear).status_code == 404
    assert Notice.objects.filter(kind="question.asked").count() == 0
    client.force_login(duty)
    assert (
        reverse("union:question_voice", args=[row.pk])
        in client.get(reverse("union:alarm", args=[alarm.ref])).text
    )
    assert b"".join(client.get(voice).streaming_content) == OGG
    assert remind_of_unheard() == 0
    Question.objects.update(asked_at=F("asked_at") - dt.timedelta(days=60), due_at=timezone.now())
    rung = Notice.objects.filter(user=duty, kind="alarm.rung")
    before = rung.count()
    assert (remind_of_unheard(), remind_of_unheard(), rung.count()) == (1, 0, before + 1)
    for _twice in range(2):
        assert client.post(hear).status_code == 302
    row.refresh_from_db()
    alarm.refresh_from_db()
    assert (row.state, alarm.taken_by) == ("asked", duty)
    assert client.get(voice).status_code == 404
    client.force_login(officer)
    assert client.get(page).status_code == 200
    assert Notice.objects.get(kind="question.asked").user == officer


def test_the_checklist_has_the_fourteen_groups_of_the_article(client):
    load_catalogue()
    groups = legal_aid().groups
    assert (len(groups), sum(each.is_poor for each in groups)) == (14, 8)
    day = dt.date(2026, 12, 2)
    assert [refusal(f"11/2017/QH14 {each.ref}", day) for each in groups] == [""] * 14
    page = client.get(reverse("union:legal_aid")).text
    assert all(each.words in page for each in groups) and "tư vấn" not in page.lower()
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]


def test_figures_count_and_hide_what_tells_of_fewer_than_five():
    officer = OfficerFactory()
    far = commune("Xã Mường Lạn", 4246)
    OfficerFactory(branch=far)
    for number in range(7):
        question = a_question(topic="lao-dong" if number < 6 else "dat-dai")
        if number < 6:
            send(officer, question)
    for _each in range(2):
        a_question(branch=far)
    today = timezone.localdate()
    rows = {
        row.name: (row.asked, row.answered, row.in_time)
        for row in figures_by_branch(province(), today, today)
    }
    # Nine in all; the two of the far commune show neither in its row nor as a difference.
    assert rows[province().name] == (9, None, None)
    assert rows[far.name] == (None, None, None) and rows[commune().name] == (None, None, None)
    topics = {row.name: row.asked for row in figures_by_topic(today, today)}
    assert None in topics.values()
    assert figures_by_branch(province(), today + dt.timedelta(days=1), today + dt.timedelta(days=2)) == []


def test_what_many_ask_becomes_a_draft_without_law(client, tmp_path):
    for number in range(5):
        a_question(text=f"Chủ nợ lương chưa trả. Em tên Mỷ {number}" if number else "Chủ nợ lương, ở bản Áng")
    client.force_login(OfficerFactory())
    url = reverse("union:draft_situation", args=["lao-dong"])
    assert url in client.get(reverse("union:question_figures")).text
    assert client.get(reverse("union:draft_situation", args=["dat-dai"])).status_code == 404
    for name in ("topics.toml", "places.toml"):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    (tmp_path / "situations" / "lao-dong").mkdir(parents=True)
    (tmp_path / "situations" / "lao-dong" / "moi.toml").write_bytes(client.get(url).content)
    row = read_stock(tmp_path).situations["moi"]
    assert (row.title, row.was_read, row.cites) == (row.topic.title, False, ())
    assert set(row.words) == {row.topic.title.lower(), "chủ nợ", "nợ lương"}
    client.force_login(LanFactory())
    assert client.get(url).status_code in (302, 403, 404)


def test_figures_are_shown_to_officers_alone(client):
    client.force_login(LanFactory())
    assert client.get(reverse("union:question_figures")).status_code in (302, 403, 404)
    client.force_login(OfficerFactory())
    assert client.get(reverse("union:question_figures")).status_code == 200
