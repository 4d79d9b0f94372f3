"""Which words have a voice, whose, and whether it still reads them: the same figures for trainers and `./run audio_audit`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from courses.enums.courses import AudioSource
from courses.models import Course, Module, Step, StepText
from courses.speech import text_hash, words_to_read


@dataclass(frozen=True, slots=True)
class Figures:
    """Texts of a course by the state of their voice."""

    missing: int = 0
    outdated: int = 0
    machine: int = 0
    recorded: int = 0

    @property
    def total(self) -> int:
        return self.missing + self.outdated + self.machine + self.recorded


def state_of(text: StepText | None) -> str:
    """missing, outdated, machine or recorded; "" where there is nothing to read."""
    if text is None or not words_to_read(text.title, text.text):
        return ""
    if text.audio_id is None:
        return "missing"
    if text.audio_text_hash != text_hash(text.title, text.text):
        return "outdated"
    return "machine" if text.audio_source == AudioSource.MACHINE else "recorded"


def figures_of(courses: Any) -> dict[int, Figures]:
    """By course id, for each of `courses`. Three queries however many they are."""
    counts: dict[int, Counter[str]] = {course.pk: Counter() for course in courses}
    texts = StepText.objects.filter(step__lesson__module__course__in=counts).values_list(
        "step__lesson__module__course", "title", "text", "audio", "audio_source", "audio_text_hash"
    )
    for course_id, title, text, audio, source, digest in texts:
        row = StepText(title=title, text=text, audio_id=audio, audio_source=source, audio_text_hash=digest)
        if state := state_of(row):
            counts[course_id][state] += 1
    return {key: Figures(**count) for key, count in counts.items()}


def lines_of(course: Course) -> Iterable[tuple[str, str, str, str]]:
    """What is not as it should be: lesson, step, language, state (missing or outdated), in the order of the course."""
    steps = Step.objects.prefetch_related("texts")
    modules = Module.objects.filter(course=course).prefetch_related(Prefetch("lessons__steps", steps))
    for module in modules:
        for lesson in module.lessons.all():
            for step in lesson.steps.all():
                for text in step.texts.all():
                    if (state := state_of(text)) in ("missing", "outdated"):
                        yield lesson.title, text.title or step.key, text.language, state
