"""A lesson on prepaid data: bytes of its page and its voice over the air. Time is not measured."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import reverse

from backend.theme.scripts import lean
from backend.theme.shell import content_of, description
from bench.lesson import FIRST_PAGE, OWN_SCRIPTS, TEN_MINUTES, addresses, weigh
from courses.authoring.actions.builtin import builtin_folders, load_course
from courses.learning.actions.learning import start_course
from courses.models import CourseVersion
from courses.offline.packs import media_files
from members.acting import Actor
from tests.factories.members import LanFactory
from tests.shared_rows import begins_with, made

# Two more font weights that the style names; the page preloads the first.
FONTS = [f"/static/theme/fonts/be-vietnam-pro-{weight}.woff2" for weight in (600, 800)]
pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def make_version() -> CourseVersion:
    call_command("load_law", verbosity=0)
    return load_course(next(folder for folder in builtin_folders() if folder.name == "fanpage-dau-tien"))


@begins_with(make_version)
@pytest.fixture
def version(db) -> CourseVersion:
    return made(make_version)


@pytest.mark.slow
def test_lesson_page_stays_within_its_byte_budget_online_and_stored(client, version):
    lan = LanFactory()
    start_course(actor=Actor.of(lan), course=version.course)
    client.force_login(lan)

    def read(address: str) -> bytes:
        path = urlsplit(address).path
        if path.startswith("/static/"):
            content = content_of(path.removeprefix("/static/"))
            return lean(content.decode()).encode() if path.endswith(".js") else content
        answer = client.get(path)
        return b"".join(answer.streaming_content) if answer.streaming else answer.content

    for lesson in version.content["modules"][0]["lessons"]:
        place = ["fanpage-dau-tien", lesson["key"]]
        stored = [place[0], version.number, place[1]]
        quizzes = [step["key"] for step in lesson["steps"] if step["kind"] == "quiz"]
        assert quizzes
        lessons = [reverse("courses:lesson", args=place), reverse("courses:pack_lesson", args=stored)]
        # A stored quiz contains all its pictures; they are on the phone already, and the pack's own size includes them.
        for page in [*lessons, *(reverse("courses:pack_quiz", args=[*stored, step]) for step in quizzes)]:
            html = client.get(page).text
            weight = weigh(html, read, FONTS)
            assert len(addresses(html)["script"]) >= 5
            assert weight.bytes["script"] <= OWN_SCRIPTS
            pictures = 0 if page in lessons else weight.bytes["picture"]
            assert weight.total - pictures <= FIRST_PAGE, weight
            # Everything that a quiz fetches later is available offline, too.
            later = re.findall(r'data-later="([^"]+)"', html)
            assert len(later) == (0 if page in lessons else 1)
            assert set(" ".join(later).split()) <= set(description()["member"])


@pytest.mark.slow
def test_ten_minutes_of_voice_keep_to_their_bytes(version):
    voices = [file for file in media_files(version.content) if file["content_type"] == "audio/ogg"]
    assert voices
    seconds = sum(file["seconds"] for file in voices)
    assert sum(file["bytes"] for file in voices) / seconds * 600 + FIRST_PAGE <= TEN_MINUTES
