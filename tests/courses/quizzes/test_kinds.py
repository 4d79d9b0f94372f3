"""A question kind is one module, one script and one template: an invented one works everywhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from courses.media.speech import words_of_question
from courses.models import Attempt, Question
from courses.offline.quiz_paper import quiz_data
from courses.question_banks.actions import create_bank
from courses.question_banks.excel import read_excel, write_excel
from courses.question_banks.gift import read_gift
from courses.question_banks.gift_writing import write_gift
from courses.quizzes import kinds
from courses.quizzes.kinds import found_kinds, kind_scripts
from courses.quizzes.published_quizzes import asked_quiz
from courses.quizzes.questions import complete
from members.acting import Actor
from tests.api import client_of, problems
from tests.factories.courses import make_course, make_trainer
from tests.factories.members import LanFactory, StaffFactory
from tests.factories.quizzes import quiz_version
from tests.live import ROOT

pytestmark = pytest.mark.django_db
INVENTED = Path(__file__).parent / "invented"
SCALE = {
    "key": "s",
    "kind": "scale",
    "text": "Chè này bậc mấy?",
    "most": 5,
    "right": 4,
    "feedback": "Xem nước.",
}
QUIZ = ["ban-hang", "mot", "hoi"]


@pytest.fixture
def scale(settings):
    [engine] = settings.TEMPLATES
    folder = ("django.template.loaders.filesystem.Loader", [INVENTED / "templates"])
    loaders = [folder, *engine["OPTIONS"]["loaders"]]
    settings.TEMPLATES = [{**engine, "OPTIONS": {**engine["OPTIONS"], "loaders": loaders}}]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kinds, "__path__", [*kinds.__path__, str(INVENTED / "kinds")])
        kinds._by_place.cache_clear()
        yield found_kinds()["scale"]
    kinds._by_place.cache_clear()
    del sys.modules["courses.quizzes.kinds.scale"]


def run_with_scripts(*scripts: Path, code: str) -> Any:
    """Return the JSON that `code` prints after score.js, given.js and `scripts`, as a page loads them."""
    folder = ROOT / "courses/static/courses/quizzes"
    loaded = [folder / "score.js", folder / "given.js", *scripts]
    lines = [f"await import({path.as_uri()!r});" for path in loaded]
    source = "\n".join(["globalThis.window = globalThis; window.pieu = {};", *lines, code])
    done = subprocess.run(
        ["node", "--input-type=module", "-e", source], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_without_its_module_the_kind_is_unknown():
    assert "scale" not in found_kinds() and not [name for name in kind_scripts() if "scale" in name]
    assert list(found_kinds())[:2] == ["one_choice", "several_choice"] and len(found_kinds()) == 10


def test_a_new_kind_makes_no_migration(scale):
    call_command("makemigrations", "--check", "--dry-run", "courses", verbosity=0)
    bank = create_bank(actor=Actor.of(StaffFactory()), title="Chè")
    row = Question(bank=bank, key="s", kind="scale", body=complete(SCALE))
    row.full_clean(exclude=["citations"])
    assert row.get_kind_display() == "Chọn trên thang"
    row.kind = "nothing"
    with pytest.raises(ValidationError):
        row.full_clean(exclude=["citations"])


@pytest.mark.slow
def test_a_member_takes_a_quiz_of_an_invented_kind(scale, client):
    quiz_version(questions=[SCALE], feedback="after", pass_percent=50)
    lan = LanFactory()
    client.force_login(lan)
    client.post(reverse("courses:quiz", args=QUIZ))
    attempt = Attempt.objects.get()
    url = reverse("courses:quiz_question", args=[attempt.pk, 1])
    page = client.get(url).text
    assert page.count('name="answer"') == 5 and "courses/quizzes/kinds/scale.js" in page
    refused = client.post(url, {"answer": "6"})
    assert refused.status_code == 400 and "Số này không có trên thang." in refused.text
    assert client.post(url, {"answer": "3"}).status_code == 302
    page = client.post(reverse("courses:quiz_hand_in", args=[attempt.pk]), follow=True).text
    for words in ("Chị được 50 %", "Bậc 3", "Bậc 4", "Xem nước."):
        assert words in page
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (5_000, True)


def test_a_program_takes_a_quiz_of_an_invented_kind(scale):
    quiz_version(questions=[SCALE], feedback="after")
    client = client_of(LanFactory())
    made = client.post("/api/v1/attempts/", {"course": "ban-hang", "lesson": "mot", "step": "hoi"}).json()
    [asked] = made["questions"]
    assert asked["most"] == 5 and "right" not in asked
    url = f"/api/v1/attempts/{made['id']}/"
    answers = [
        {"question": "s", "response": {"number": number}, "device": "may-1", "sequence": number}
        for number in (9, 4)
    ]
    given = client.post(f"{url}answers/", {"answers": answers}).json()["answers"]
    assert [(row["state"], row["code"]) for row in given] == [("refused", "response_invalid"), ("kept", "")]
    assert client.post(f"{url}finish/", {}).json()["results"] == {"s": 10_000}


def test_a_trainer_writes_a_question_of_an_invented_kind(scale, client):
    hanh = make_trainer()
    bank = create_bank(actor=Actor.of(hanh), title="Chè", course=make_course(author=hanh))
    client.force_login(hanh)
    url = reverse("courses:question_new", args=[bank.pk, "scale"])
    assert url in client.get(reverse("courses:bank", args=[bank.pk])).text
    assert 'name="most" value="5"' in client.get(url).text
    refused = client.post(url, {"text": "Bậc mấy?", "most": "5", "right": "6"})
    assert refused.status_code == 400 and "Số đúng nằm trên thang." in refused.text
    assert client.post(url, {"text": "Bậc mấy?", "most": "7", "right": "6"}).status_code == 302
    row = Question.objects.get()
    assert (row.kind, row.body["most"], row.body["right"]) == ("scale", 7, 6)
    api = client_of(hanh)
    assert api.get("/api/v1/questions/", {"kind": "scale"}).json()["results"][0]["key"] == row.key
    bad = api.put(f"/api/v1/questions/{row.pk}/", {"question": {**SCALE, "right": 9}})
    assert problems(bad)[0][0] == "question_invalid"


def test_files_hold_an_invented_kind(scale):
    question = complete(SCALE)
    [from_gift] = read_gift(write_gift([question]))
    [from_excel] = read_excel(write_excel([question]))
    assert from_gift.question == from_excel.question == question


def test_a_phone_asks_and_scores_an_invented_kind(scale):
    version = quiz_version(questions=[SCALE], feedback="at_once")
    [question] = quiz_data(asked_quiz(version.pk, "mot", "hoi"))["questions"]
    assert (question["kind"], question["right"], question["most"]) == ("scale", ["Bậc 4"], 5)
    assert words_of_question(SCALE) == "Chè này bậc mấy?\nTừ 1 đến 5"
    code = """
const fields = new Map([["answer", "3"]]);
globalThis.FormData = class { constructor() { return fields; } };
const response = pieu.given({}, "scale");
const question = { kind: "scale", points: 1, most: 5, right: 4 };
console.log(JSON.stringify([response, pieu.score.share(question, response), pieu.score.isScored(question)]));
"""
    assert run_with_scripts(INVENTED / "static" / scale.script, code=code) == [{"number": 3}, 0.5, True]


def test_the_script_of_each_kind_knows_it_as_its_class_does():
    code = """
console.log(JSON.stringify(Object.entries(pieu.kinds).map(([kind, { given, fill, score }]) => {
  const question = { kind, points: 1 };
  const { isAsked, isScored, isGraded } = pieu.score;
  const has = [given, fill, score].map((one) => typeof one === "function");
  return [kind, isAsked(question), isScored(question), isGraded(question), ...has];
})));
"""
    scripts = [ROOT / "courses/static" / name for name in kind_scripts()]
    assert sorted(run_with_scripts(*scripts, code=code)) == sorted(
        [kind.name, kind.is_asked, kind.is_scored, kind.is_graded, True, True, kind.is_scored]
        for kind in found_kinds().values()
    )


def test_a_question_page_loads_the_script_of_its_kind_only(client):
    quiz_version(questions=[{"key": "e", "kind": "essay", "text": "Vì sao?"}])
    client.force_login(LanFactory())
    page = client.post(reverse("courses:quiz", args=QUIZ), follow=True).text
    assert [name for name in kind_scripts() if name in page] == ["courses/quizzes/kinds/writing.js"]
