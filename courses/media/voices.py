"""The state of voices: which words have one, whose, and whether it is up to date.

Trainers and `./run audio_audit` get the same figures. Words are those of steps, in each language, and those
of the questions that new versions ask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Prefetch

from courses.authoring.enums import AudioSource, Language
from courses.media.speech import question_hash, text_hash, words_of_question, words_to_read
from courses.models import Course, Module, Question, QuestionBank, Step, StepText


class VoiceState(StrEnum):
    """State of the voice of a text, ordered by the work that it needs."""

    SILENT = ""
    RECORDED = "recorded"
    MACHINE = "machine"
    MISSING = "missing"
    OUTDATED = "outdated"

    @property
    def is_recorded(self) -> bool:
        return self is VoiceState.RECORDED

    @property
    def is_machine(self) -> bool:
        return self is VoiceState.MACHINE

    @property
    def is_missing(self) -> bool:
        return self is VoiceState.MISSING

    @property
    def is_outdated(self) -> bool:
        return self is VoiceState.OUTDATED


STATES = tuple(state.value for state in VoiceState)
WANTING = (VoiceState.MISSING.value, VoiceState.OUTDATED.value)


@dataclass(frozen=True, slots=True)
class Line:
    """Words without a voice, or with an outdated voice.

    where: title of the lesson or question bank. Exactly one of `step` and `question` is given.
    """

    where: str
    what: str
    language: str
    state: VoiceState
    step: Step | None = None
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A course's texts and questions, counted by the state of their voice."""

    missing: int = 0
    outdated: int = 0
    machine: int = 0
    recorded: int = 0

    @property
    def total(self) -> int:
        return self.missing + self.outdated + self.machine + self.recorded


def state_of(text: StepText | None) -> VoiceState:
    """Return the voice state of a step's text: missing, outdated, machine or recorded.

    Without words to read it is SILENT ("").
    """
    if text is None or not words_to_read(text.title, text.text):
        return VoiceState.SILENT
    if text.audio_id is None:
        return VoiceState.MISSING
    if text.audio_text_hash != text_hash(text.title, text.text):
        return VoiceState.OUTDATED
    return VoiceState.MACHINE if text.audio_source == AudioSource.MACHINE else VoiceState.RECORDED


def state_of_question(body: dict[str, Any]) -> VoiceState:
    """Return the voice state of a question: missing, outdated, machine or recorded.

    Without words to read it is SILENT ("").

    `body` has the shape of courses/quizzes/questions.py.
    """
    if not words_of_question(body):
        return VoiceState.SILENT
    if not body.get("audio"):
        return VoiceState.MISSING
    if body.get("audio_text_hash") != question_hash(body):
        return VoiceState.OUTDATED
    return VoiceState.MACHINE if body.get("audio_source") == AudioSource.MACHINE else VoiceState.RECORDED


def figures_of(courses: Any) -> dict[int, Figures]:
    """Return figures by course id, for each of `courses`. Two queries for any number of courses."""
    counts: dict[int, Counter[str]] = {course.pk: Counter() for course in courses}
    texts = StepText.objects.filter(step__lesson__module__course__in=counts).values_list(
        "step__lesson__module__course", "title", "text", "audio", "audio_source", "audio_text_hash"
    )
    for course_id, title, text, audio, source, digest in texts:
        row = StepText(title=title, text=text, audio_id=audio, audio_source=source, audio_text_hash=digest)
        if state := state_of(row):
            counts[course_id][state.value] += 1
    questions = Question.objects.asked().filter(bank__course__in=counts)
    for course_id, body in questions.values_list("bank__course", "body"):
        if state := state_of_question(body):
            counts[course_id][state.value] += 1
    return {key: Figures(**count) for key, count in counts.items()}


def lines_of(course: Course) -> Iterable[Line]:
    """Yield a Line for each text and question of `course` whose voice is missing or outdated.

    The order is that of the course, then of its questions. Five queries.
    """
    steps = Step.objects.prefetch_related("texts")
    modules = Module.objects.filter(course=course).prefetch_related(Prefetch("lessons__steps", steps))
    for module in modules:
        for lesson in module.lessons.all():
            for step in lesson.steps.all():
                for text in step.texts.all():
                    if (state := state_of(text)) in WANTING:
                        yield Line(lesson.title, text.title or step.key, text.language, state, step=step)
    yield from lines_of_banks(course.question_banks.all())


def lines_of_banks(banks: Any) -> Iterable[Line]:
    """Yield a Line for each question in `banks` whose voice is missing or outdated. One query.

    Questions are in Vietnamese.
    """
    for question in Question.objects.asked().filter(bank__in=banks).select_related("bank"):
        if (state := state_of_question(question.body)) in WANTING:
            yield Line(question.bank.title, str(question), Language.VIETNAMESE, state, question=question)


def lines_of_shared_banks() -> Iterable[Line]:
    """Return a Line for each question of the shared banks whose voice is missing or outdated."""
    return lines_of_banks(QuestionBank.objects.filter(course=None))
