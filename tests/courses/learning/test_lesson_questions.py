from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses.learning.registration import erase_learning
from courses.models import Asked, Asset
from members.models import Notice
from tests.factories.courses import make_trainer, published_course
from tests.factories.members import HoaFactory, LanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
ASK = ("courses:ask", ["ban-hang", "mot"])


@pytest.fixture
def trainer():
    return make_trainer()


@pytest.fixture
def version(trainer):
    return published_course(author=trainer)


def ask(client, text="Tên trang để tên bản được không?", **more):
    return client.post(reverse(ASK[0], args=ASK[1]), {"text": text, "step": "a", **more})


def test_a_question_reaches_the_trainer_and_its_answer_the_member(client, version, trainer):
    lan = LanFactory()
    client.force_login(lan)
    ask(client)
    asked = Asked.objects.get()
    assert (asked.user, asked.step_key, Notice.objects.get(user=trainer).url) == (
        lan,
        "a",
        reverse("courses:inbox"),
    )
    client.force_login(trainer)
    assert asked.text in client.get(reverse("courses:inbox")).text
    client.post(reverse("courses:answer", args=[asked.pk]), {"text": "Được chị ạ."})
    assert Notice.objects.filter(user=lan, kind="courses.answered").count() == 1
    client.force_login(lan)
    assert "Được chị ạ." in client.get(reverse("courses:lesson", args=ASK[1])).text


def test_a_question_is_erased_with_its_author_also_from_the_trainers_notice(client, version, trainer):
    for person in (lan := LanFactory(), HoaFactory()):
        client.force_login(person)
        ask(client, f"Hỏi của {person.pk}")
    erase_learning(lan)
    assert Asked.objects.get().text == f"Hỏi của {person.pk}"
    assert Notice.objects.get(user=trainer).body == f"Hỏi của {person.pk}"


def test_answer_is_public_only_when_the_trainer_shares_it_and_never_names_the_learner(
    client, version, trainer
):
    lan = LanFactory()
    client.force_login(lan)
    ask(client)
    asked = Asked.objects.get()
    client.force_login(HoaFactory())
    assert asked.text not in client.get(reverse("courses:lesson", args=ASK[1])).text
    client.force_login(trainer)
    client.post(reverse("courses:answer", args=[asked.pk]), {"text": "Được.", "is_shared": "on"})
    client.logout()
    page = client.get(reverse("courses:lesson", args=ASK[1])).text
    assert asked.text in page and lan.full_name not in page


def test_an_empty_question_is_refused_at_its_field(client, version):
    client.force_login(LanFactory())
    answer = ask(client, text="  ")
    assert (answer.status_code, "Chị viết hoặc nói câu hỏi đã." in answer.text) == (400, True)
    assert not Asked.objects.exists()


def test_a_spoken_question_is_heard_by_the_trainer_and_by_no_stranger(client, version, trainer):
    client.force_login(LanFactory())
    voice = SimpleUploadedFile("hoi.ogg", b"OggS" + b"tieng" * 20, "audio/ogg")
    ask(client, text="", voice=voice)
    url = reverse(
        "courses:media",
        args=[Asset.objects.get().pk, f"{Asset.objects.get().variants[0]['sha256'][:16]}.opus"],
    )
    client.force_login(trainer)
    assert b"".join(client.get(url)).startswith(b"OggS")
    client.force_login(HoaFactory())
    assert client.get(url).status_code == 404
    # The answer becomes public, the recorded question doesn't.
    Asked.objects.update(is_shared=True)
    assert client.get(url).status_code == 404


def test_a_file_that_is_no_recording_is_refused_and_nothing_is_stored(client, version):
    client.force_login(LanFactory())
    answer = ask(client, text="", voice=SimpleUploadedFile("hoi.ogg", b"<svg onload=alert(1)>", "audio/ogg"))
    assert answer.status_code == 400
    assert not Asked.objects.exists() and not Asset.objects.exists()


def test_a_phone_repeats_a_question_and_it_is_asked_once(client, version):
    client.force_login(LanFactory())
    for _ in range(3):
        ask(client, idempotency_key="0b7d6f3e-5a57-4a0c-9df4-6f5f6c1f1f11")
    assert Asked.objects.count() == 1


def test_a_stranger_answers_nothing(client, version):
    client.force_login(LanFactory())
    ask(client)
    client.force_login(HoaFactory())
    assert client.get(reverse("courses:inbox")).status_code == 404
    url = reverse("courses:answer", args=[Asked.objects.get().pk])
    assert client.post(url, {"text": "Không."}).status_code == 404
    assert Asked.objects.get().answer == ""


def test_a_stored_question_has_its_recording_time_and_counts_once(client, version, trainer):
    client.force_login(LanFactory())
    spoken = timezone.now() - timedelta(hours=3)
    headers = {
        "Idempotency-Key": str(uuid4()),
        # The phone's clock is an hour behind.
        "X-Entry-Created": (spoken - timedelta(hours=1)).isoformat(),
        "X-Device-Time": (timezone.now() - timedelta(hours=1)).isoformat(),
        "Accept": "application/json",
    }
    for _turn in range(2):
        voice = SimpleUploadedFile("giong.ogg", b"OggS" + bytes(200))
        answer = client.post(reverse(ASK[0], args=ASK[1]), {"step": "a", "voice": voice}, headers=headers)
        assert answer.json() == {"next": reverse("courses:lesson", args=ASK[1]) + "#hoi-dap"}
    asked = Asked.objects.get()
    assert abs(asked.asked_at - spoken) < timedelta(seconds=30)


def test_a_program_that_sends_nothing_gets_an_error_at_the_field(client, version):
    client.force_login(LanFactory())
    answer = client.post(reverse(ASK[0], args=ASK[1]), {"text": " "}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (
        400,
        {"errors": {"text": ["Chị viết hoặc nói câu hỏi đã."]}},
    )
    assert not Asked.objects.exists()
