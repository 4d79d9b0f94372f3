"""Packs: the list of files for a phone, and that these files hold no personal data."""

from __future__ import annotations

import hashlib
import html
import json
import re

import pytest
import rfc8785
from django.test import Client
from django.urls import reverse

from courses.authoring.actions.publishing import freeze_course
from courses.learning.actions.asking import answer_question, ask_trainer
from courses.models import Step, StepText
from members.acting import Actor
from tests.factories.courses import make_asset, make_course, make_trainer, published_course
from tests.factories.members import HoaFactory, LanFactory
from tests.factories.quizzes import make_quiz, quiz_version

pytestmark = pytest.mark.django_db


def manifest(client, slug: str = "ban-hang", number: int | None = None):
    return client.get(reverse("courses:manifest", args=[slug]), {"ban": number} if number else {})


def test_the_manifest_is_canonical_and_the_same_for_everybody(client):
    published_course()
    answer = manifest(client)
    data = answer.json()
    assert answer.content == rfc8785.dumps(data)
    assert answer["ETag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    client.force_login(LanFactory())
    assert manifest(client).content == answer.content
    content = client.get(data["content"]["url"])
    assert hashlib.sha256(content.content).hexdigest() == data["content"]["sha256"]
    assert len(content.content) == data["content"]["bytes"]


def test_files_and_pages_of_the_manifest_exist_with_their_size_and_hash(client):
    course = make_course()
    voice = make_asset(b"OggS a voice")
    StepText.objects.filter(step__key="a").update(audio=voice, audio_text_hash="0" * 64)
    make_quiz(course)
    freeze_course(course=course)
    data = manifest(client).json()
    [file] = data["files"]
    body = b"".join(client.get(file["url"]).streaming_content)
    assert (hashlib.sha256(body).hexdigest(), len(body)) == (file["sha256"], file["bytes"])
    assert file["name"] == f"{file['sha256'][:16]}.opus"
    assert [page["page"] for page in data["pages"]] == [
        "/hoc/ban-hang/",
        "/hoc/ban-hang/mot/",
        "/hoc/ban-hang/mot/hoi/",
        "/hoc/lam-bai/ban-hang/mot/hoi/",
        "/hoc/ban-hang/hai/",
        "/hoc/ban-hang/hai/hoi/",
    ]
    for page in data["pages"]:
        assert client.get(page["source"]).status_code == 200


@pytest.mark.slow
def test_two_languages_side_by_side_are_pages_of_the_pack(client):
    course = make_course()
    for code in ("blt", "en"):
        step = Step.objects.get(lesson__key="mot", key="a")
        StepText.objects.create(step=step, language=code, title=f"{code} a", text="…")
    freeze_course(course=course)
    client.force_login(LanFactory())
    pages = {page["page"]: page["source"] for page in manifest(client).json()["pages"]}
    linked = set(re.findall(r'href="(\?tieng=[^"]+)"', client.get("/hoc/ban-hang/mot/?tieng=blt").text))
    assert len(linked) == 5
    for query in (html.unescape(found) for found in linked):
        source = pages[f"/hoc/ban-hang/mot/{query}"]
        assert client.get(source).status_code == 200
    both = client.get(pages["/hoc/ban-hang/mot/?tieng=vi&kem=blt"]).text
    assert "step__words--two" in both and "blt a" in both
    assert len([page for page in pages if "kem=" in page]) == 6


def test_a_spoken_answer_that_is_shared_comes_with_the_pack(client):
    version = published_course(author=make_trainer())
    trainer, lan = version.course.authors.get(), LanFactory()
    client.force_login(lan)
    bare = manifest(client)
    asked = ask_trainer(
        actor=Actor.of(lan), course=version.course, lesson_key="mot", voice=make_asset(b"OggS hers")
    )
    assert manifest(client).content == bare.content
    answer = {"asked": asked, "actor": Actor.of(trainer), "voice": make_asset(b"OggS the answer")}
    answer_question(**answer)
    assert manifest(client).content == bare.content
    answer_question(**answer, is_shared=True)
    data = manifest(client).json()
    [file] = data["files"]
    assert b"".join(client.get(file["url"]).streaming_content) == b"OggS the answer"
    assert data["bytes"] == bare.json()["bytes"] + file["bytes"]
    was = {page["page"]: page.get("mark") for page in bare.json()["pages"]}
    changed = [page["page"] for page in data["pages"] if page.get("mark") != was[page["page"]]]
    assert changed == ["/hoc/ban-hang/mot/"]
    page = client.get("/hoc/goi/ban-hang/1/mot/").text
    assert file["url"] in page
    assert str(asked.voice_id) not in page
    assert manifest(client)["ETag"].strip('"') in client.get("/hoc/ban-hang/").text
    assert manifest(Client()).content == manifest(client).content


def test_pack_holds_the_page_of_a_hand_in_task(client):
    course = make_course()
    for key, kind in (("b", "handed_in"), ("c", "labels_printed")):
        Step.objects.filter(lesson__key="mot", key=key).update(
            kind="task", settings={"kind": kind, "count": 1}
        )
    freeze_course(course=course)
    pages = {page["page"]: page["source"] for page in manifest(client).json()["pages"]}
    source = pages["/hoc/viec-that/ban-hang/mot/b/"]
    assert "/hoc/viec-that/ban-hang/mot/c/" not in pages
    page = client.get(source).text
    assert 'action="/hoc/viec-that/ban-hang/mot/b/"' in page
    assert 'name="photos"' in page
    assert "csrfmiddlewaretoken" not in page
    assert client.get("/hoc/goi/ban-hang/1/mot/c/nop-bai/").status_code == 404
    assert "/hoc/viec-that/ban-hang/mot/b/" in client.get("/hoc/goi/ban-hang/1/mot/").text


def test_an_old_version_keeps_its_manifest(client):
    first = published_course()
    before = manifest(client, number=1).content
    StepText.objects.filter(step__key="a").update(text="Lời khác.")
    freeze_course(course=first.course)
    assert manifest(client, number=1).content == before
    assert manifest(client).json()["version"] == 2


def test_a_draft_has_no_pack(client):
    make_course()
    assert manifest(client).status_code == 404
    assert manifest(client, "khong-co").status_code == 404
    assert manifest(client, number=9).status_code == 404
    assert client.get("/hoc/goi/ban-hang/1/").status_code == 404


def test_kept_page_holds_no_data_of_the_member_who_fetches_it(client):
    quiz_version(feedback="after")
    lan = LanFactory(full_name="Lò Thị Lan")
    client.force_login(lan)
    data = manifest(client).json()
    for page in data["pages"]:
        answer = client.get(page["source"])
        assert 'data-owner=""' in answer.text
        assert "Lan" not in answer.text
        assert str(lan.ref) not in answer.text
        assert "csrfmiddlewaretoken" not in answer.text
        assert answer["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(("feedback", "expected"), [("at_once", True), ("after", False), ("none", False)])
def test_right_answers_are_on_the_phone_only_with_immediate_feedback(client, feedback, expected):
    quiz_version(feedback=feedback)
    page = client.get("/hoc/goi/ban-hang/1/mot/hoi/lam-bai/").text
    data = json.loads(page.split('id="quiz-data" type="application/json">')[1].split("</script>")[0])
    by_key = {question["key"]: question for question in data["questions"]}
    assert ("correct" in by_key["q2"]) is expected
    assert ("answers" in by_key["q3"]) is expected
    assert ("fraction" in by_key["q1"]["choices"][0]) is expected
    assert ("Đúng mùa." in json.dumps(data, ensure_ascii=False)) is expected


def test_course_page_shows_the_size_of_the_download(client):
    published_course()
    client.force_login(HoaFactory())
    page = client.get("/hoc/ban-hang/").text
    assert "Cả khoá học nặng dưới 0,1 MB." in page
    assert 'data-manifest="/hoc/ban-hang/goi.json?ban=1"' in page
    client.logout()
    assert "data-keep=" not in client.get("/hoc/ban-hang/").text


def test_the_phones_page_is_everybodys(client):
    client.force_login(LanFactory(full_name="Lò Thị Lan"))
    copy = client.get("/hoc/tren-may/", headers={"X-Pieu-Copy": "1"})
    assert 'data-owner=""' in copy.text
    assert "Lan" not in copy.text
    assert "X-Pieu-Copy" in copy["Vary"]  # a browser's own cache must not show it to another user
