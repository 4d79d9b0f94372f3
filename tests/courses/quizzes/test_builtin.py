from __future__ import annotations

import pytest

from courses.authoring.enums import AssetKind
from courses.models import Question
from courses.quizzes.builtin import set_builtin_quiz, words_of_question
from courses.quizzes.publishing import quiz_content
from courses.quizzes.questions import QuestionInvalid
from tests.factories.courses import make_asset
from tests.factories.quizzes import QUESTIONS, make_quiz

pytestmark = pytest.mark.django_db


def test_a_files_quiz_gets_its_pictures_voices_and_banks():
    quiz = make_quiz()
    light = make_asset(b"RIFF light", content_type="image/webp", kind=AssetKind.PICTURE)
    voice = make_asset()
    read: list[str] = []

    def voice_of(key: str, words: str):
        read.append(words)
        return voice if key == "anh" else None

    data = {
        "pass_percent": 80, "feedback": "at_once", "shuffle": True, "draws": [{"bank": "de", "count": 1}],
        "questions": [
            {
                "key": "anh", "kind": "picture_choice", "text": "Ảnh **nào**?", "bank": "de",
                "choices": [
                    {"key": "sang", "text": "Sáng", "picture": "sang.webp", "fraction": 100},
                    {"key": "toi", "text": "Tối", "picture": "sang.webp", "fraction": 0},
                ],
                "citations": [{"document": "37/2026/NĐ-CP", "date": "2026-11-24"}],
            },
            {**QUESTIONS[1], "bank": "de"},
        ],
    }  # fmt: skip
    set_builtin_quiz(step=quiz.step, data=data, picture=lambda name: light if name else None, voice=voice_of)
    content, keys = quiz_content(quiz.step)
    assert (content["pass_percent"], content["draws"], keys) == (80, [{"bank": "de", "count": 1}], {})
    [picture, _other] = content["questions"]
    assert picture["audio"]["id"] == str(voice.pk)
    assert picture["choices"][0]["picture"]["id"] == str(light.pk)
    assert picture["citations"] == [{"document": "37/2026/NĐ-CP", "article": "", "date": "2026-11-24"}]
    assert read[0] == "Ảnh nào?\nSáng\nTối" == words_of_question(data["questions"][0])
    # Questions missing from the file are archived; the same file again changes nothing.
    assert Question.objects.asked().count() == 2
    changed = Question.objects.latest("changed_at").changed_at
    set_builtin_quiz(step=quiz.step, data=data, picture=lambda name: light if name else None, voice=voice_of)
    assert Question.objects.latest("changed_at").changed_at == changed


def test_a_files_faulty_question_is_refused_and_nothing_changes():
    quiz = make_quiz()
    before = quiz_content(quiz.step)
    with pytest.raises(QuestionInvalid):
        set_builtin_quiz(
            step=quiz.step,
            data={"questions": [{"key": "a", "kind": "one_choice", "text": "?", "choices": []}]},
            picture=lambda name: None,
            voice=lambda key, words: None,
        )
    assert quiz_content(quiz.step) == before
