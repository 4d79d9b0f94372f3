"""Build CourseVersion.content from a course's rows, as one document (courses/authoring/content_shape.py)."""

from __future__ import annotations

from typing import Any

from courses.authoring.content_shape import (
    Content,
    LessonContent,
    Media,
    ModuleContent,
    StepContent,
    StepWords,
)
from courses.authoring.enums import StepKind
from courses.authoring.markdown import render_markdown
from courses.authoring.versions import Published
from courses.media.media_files import media_of
from courses.models import Course, Lesson, Step, StepText
from courses.quizzes.published_quizzes import keys_name
from courses.quizzes.publishing import quiz_content


def build_content(course: Course) -> tuple[Content, dict[str, Any]]:
    """Return (content, keys) of the course's draft.

    Keys are answer keys by lesson and step, which stay on the server. Unchanged rows give unchanged canonical
    JSON, byte for byte. About six queries per course.
    """
    keys: dict[str, Any] = {}
    modules: list[ModuleContent] = []
    languages: set[str] = set()
    rows = course.modules.prefetch_related(
        "lessons__steps__texts__audio",
        "lessons__steps__picture",
        "lessons__steps__media",
        "lessons__steps__captions",
    )
    for module in rows:
        lessons = [_lesson(lesson, keys, languages) for lesson in module.lessons.all()]
        modules.append(
            {
                "key": module.key,
                "title": module.title,
                "translations": module.translations,
                "lessons": lessons,
            }
        )
    content: Content = {
        "slug": course.slug,
        "title": course.title,
        "summary": course.summary,
        "topic": course.topic,
        "note": course.note,
        "translations": course.translations,
        "languages": sorted(languages, key=lambda code: (code != "vi", code)),
        "prerequisites": sorted(course.prerequisites.values_list("slug", flat=True)),
        "cover": media_of(course.cover),
        "modules": modules,
    }
    return content, keys


def draft_version(course: Course) -> Published:
    """Return the course's current draft as a Published with id 0, for previews."""
    content, _keys = build_content(course)
    lessons = [lesson for module in content["modules"] for lesson in module["lessons"]]
    return Published(
        id=0,
        course_id=course.pk,
        number=0,
        content=content,
        minutes=sum(lesson["minutes"] for lesson in lessons),
        bytes=sum(lesson["bytes"] for lesson in lessons),
    )


def _lesson(lesson: Lesson, keys: dict[str, Any], languages: set[str]) -> LessonContent:
    steps = []
    for step in lesson.steps.all():
        built = _step(step, keys)
        languages.update(built["texts"])
        steps.append(built)
    return {
        "key": lesson.key,
        "title": lesson.title,
        "translations": lesson.translations,
        "minutes": lesson.minutes,
        "bytes": sum(file["bytes"] for file in lesson_files(steps)),
        "steps": steps,
    }


def _step(step: Step, keys: dict[str, Any]) -> StepContent:
    built: StepContent = {
        "key": step.key,
        "kind": step.kind,
        "texts": {text.language: _words(text) for text in step.texts.all()},
        "picture": media_of(step.picture),
        "media": media_of(step.media),
        "captions": media_of(step.captions),
        "citations": step.citations,
    }
    if step.kind == StepKind.QUIZ and hasattr(step, "quiz"):  # a draft may have none yet
        built["quiz"], hidden = quiz_content(step)
        if hidden:
            keys[keys_name(step.lesson.key, step.key)] = hidden
    if step.kind == StepKind.TASK:
        built["task"] = {
            "kind": step.settings.get("kind", ""),
            "count": int(step.settings.get("count", 1)),
        }
    return built


def _words(text: StepText) -> StepWords:
    return {
        "title": text.title,
        "text": text.text,
        "html": render_markdown(text.text),
        "picture_alt": text.picture_alt,
        "audio": media_of(text.audio),
        "audio_source": text.audio_source,
    }


def lesson_files(steps: list[StepContent], language: str = "vi") -> list[dict[str, Any]]:
    """Return the smallest file of each asset that a phone needs for these steps in one language.

    Identical files are returned once.
    """
    found: dict[str, Any] = {}
    for step in steps:
        words = step["texts"].get(language) or next(iter(step["texts"].values()), None)
        media: list[Media | None] = [step["picture"], step["media"], step["captions"]]
        if words:
            media.append(words["audio"])
        for question in step.get("quiz", {}).get("questions", []):
            media += [question.get("picture"), question.get("audio")]
            media += [choice.get("picture") for choice in question.get("choices", [])]
        for medium in media:
            if isinstance(medium, dict) and medium.get("files"):
                file = medium["files"][0]
                found[file["sha256"]] = file
    return list(found.values())


def media_ids(content: Content) -> set[str]:
    """Return the ids of all assets in `content`."""
    found: set[str] = set()

    def look(value: Any) -> None:
        if isinstance(value, dict):
            if "files" in value and "id" in value and "kind" in value:
                found.add(value["id"])
            for inner in value.values():
                look(inner)
        elif isinstance(value, list):
            for inner in value:
                look(inner)

    look(content)
    return found
