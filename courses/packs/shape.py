"""Rebuild the content of a pack from allowed fields: even a trusted signer may be wrong.

HTML is rendered again from the Markdown, answer keys are removed from questions again, media are this
server's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from courses.authoring.content_shape import Content
from courses.authoring.enums import AudioSource, Language, StepKind, Topic
from courses.authoring.markdown import render_markdown
from courses.authoring.publishing import lesson_files
from courses.packs.errors import PackError
from courses.packs.media import is_medium, replaced
from courses.practice.enums import OutcomeKind
from courses.quizzes.checks import validate_question
from courses.quizzes.enums import FeedbackTime
from courses.quizzes.field_checks import is_text
from courses.quizzes.published_quizzes import keys_name
from courses.quizzes.publishing import without_key
from courses.quizzes.questions import Question

_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
_QUESTION_FIELDS = frozenset(Question.__annotations__)

type Media = Callable[[dict[str, Any]], dict[str, Any]]


class _Wrong(Exception):
    """Invalid content. `args`: the place."""


def rebuilt(content: Any, keys: Any, *, media: Media) -> tuple[Content, dict[str, Any]]:
    """Return content and answer keys as this server would have published them. Raises PackError.

    `media` returns this server's medium for one in the pack.
    """
    try:
        return _content(_dict(content, "content"), _dict(keys, "keys"), media)
    except _Wrong as wrong:
        raise PackError(
            "pack_content",
            _("Nội dung trong gói không đúng khuôn của Piêu: %(place)s.") % {"place": wrong.args[0]},
        ) from None


def _content(content: dict[str, Any], keys: dict[str, Any], media: Media) -> tuple[Content, dict[str, Any]]:
    checked_keys: dict[str, Any] = {}
    languages: set[str] = set()
    modules: list[dict[str, Any]] = []
    for module in _list(content, "modules", 60):
        lessons = [
            _lesson(lesson, keys, checked_keys, languages, media)
            for lesson in _list(_dict(module, "modules"), "lessons", 200)
        ]
        modules.append(
            {
                "key": _key(module),
                "title": _str(module, "title", 120),
                "translations": _translations(module),
                "lessons": lessons,
            }
        )
    lesson_keys = [lesson["key"] for module in modules for lesson in module["lessons"]]
    if not lesson_keys or len(set(lesson_keys)) < len(lesson_keys):
        raise _Wrong("lessons")
    return {
        "slug": _slug(content.get("slug"), "slug"),
        "title": _str(content, "title", 120, needed=True),
        "summary": _str(content, "summary", 600),
        "topic": _among(content.get("topic"), Topic.values, "topic"),
        "note": _str(content, "note", 300),
        "translations": _translations(content),
        "languages": sorted(languages, key=lambda code: (code != "vi", code)),
        "prerequisites": [_slug(slug, "prerequisites") for slug in _list(content, "prerequisites", 20)],
        "cover": _medium(content.get("cover"), media),
        "modules": modules,  # type: ignore[typeddict-item]
    }, checked_keys


def _lesson(
    lesson: Any, keys: dict[str, Any], checked_keys: dict[str, Any], languages: set[str], media: Media
) -> dict[str, Any]:
    key = _key(_dict(lesson, "lessons"))
    steps: list[Any] = []
    for step in _list(lesson, "steps", 200):
        built = _step(_dict(step, key), key, keys, checked_keys, media)
        languages.update(built["texts"])
        steps.append(built)
    step_keys = [step["key"] for step in steps]
    if not steps or len(set(step_keys)) < len(step_keys):
        raise _Wrong(key)
    return {
        "key": key,
        "title": _str(lesson, "title", 120, needed=True),
        "translations": _translations(lesson),
        "minutes": _int(lesson, "minutes", 0, 600),
        "bytes": sum(file["bytes"] for file in lesson_files(steps)),
        "steps": steps,
    }


def _step(
    step: dict[str, Any], lesson_key: str, keys: dict[str, Any], checked_keys: dict[str, Any], media: Media
) -> dict[str, Any]:
    key, kind = _key(step), _among(step.get("kind"), StepKind.values, "kind")
    texts = _dict(step.get("texts"), "texts")
    built: dict[str, Any] = {
        "key": key,
        "kind": kind,
        "texts": {
            _among(code, Language.values, "texts"): _words(_dict(words, "texts"), media)
            for code, words in texts.items()
        },
        "picture": _medium(step.get("picture"), media),
        "media": _medium(step.get("media"), media),
        "captions": _medium(step.get("captions"), media),
        "citations": [_citation(row) for row in _list(step, "citations", 30)],
    }
    if kind == StepKind.QUIZ:
        name = keys_name(lesson_key, key)
        built["quiz"], hidden = _quiz(_dict(step.get("quiz"), name), keys.get(name), name, media)
        if hidden:
            checked_keys[name] = hidden
    if kind == StepKind.TASK:
        task = _dict(step.get("task"), "task")
        built["task"] = {
            "kind": _among(task.get("kind"), OutcomeKind.values, "task"),
            "count": _int(task, "count", 1, 100),
        }
    return built


def _words(words: dict[str, Any], media: Media) -> dict[str, Any]:
    text = _str(words, "text", 20_000)
    return {
        "title": _str(words, "title", 120),
        "text": text,
        "html": render_markdown(text),
        "picture_alt": _str(words, "picture_alt", 200),
        "audio": _medium(words.get("audio"), media),
        "audio_source": _among(words.get("audio_source"), ["", *AudioSource.values], "audio_source"),
    }


def _quiz(quiz: dict[str, Any], keys: Any, name: str, media: Media) -> tuple[dict[str, Any], dict[str, Any]]:
    feedback = _among(quiz.get("feedback"), FeedbackTime.values, name)
    hides = feedback != FeedbackTime.AT_ONCE
    asked = _list(quiz, "questions", 500)
    whole = _dict(keys, name).values() if hides else asked
    by_key = {question["key"]: question for question in (_question(row, name, media) for row in whole)}
    order = [row.get("key") if isinstance(row, dict) else None for row in asked]
    if not order or sorted(map(str, order)) != sorted(by_key):
        raise _Wrong(name)
    questions = [by_key[str(key)] for key in order]
    draws = [
        {"bank": _str(_dict(row, name), "bank", 80), "count": _int(row, "count", 1, 500)}
        for row in _list(quiz, "draws", 50)
    ]
    banks = {question.get("bank", "") for question in questions}
    if any(draw["bank"] not in banks for draw in draws) or type(quiz.get("shuffle")) is not bool:
        raise _Wrong(name)
    built = {
        "title": _str(quiz, "title", 120),
        "pass_percent": _int(quiz, "pass_percent", 0, 100),
        "attempts_allowed": _int(quiz, "attempts_allowed", 0, 100),
        "time_limit_seconds": _int(quiz, "time_limit_seconds", 0, 6 * 3600),
        "offline_grace_hours": _int(quiz, "offline_grace_hours", 0, 24 * 30),
        "feedback": feedback,
        "shuffle": quiz["shuffle"],
        "draws": draws,
        "questions": [without_key(question) for question in questions] if hides else questions,
    }
    return built, by_key if hides else {}


def _question(row: Any, name: str, media: Media) -> dict[str, Any]:
    question = {field: value for field, value in _dict(row, name).items() if field in _QUESTION_FIELDS}
    question = replaced(question, lambda medium: _medium(medium, media))
    try:
        is_right = not validate_question(question)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
        is_right = False
    if not is_right or not is_text(question.get("bank", "")):
        raise _Wrong(f"{name}/{question.get('key')}"[:120])
    return question


def _medium(value: Any, media: Media) -> Any:
    if value is None:
        return None
    if not is_medium(value) or not isinstance(value["files"], list) or not value["files"]:
        raise _Wrong("media")
    return media(value)


def _citation(row: Any) -> dict[str, str]:
    row = _dict(row, "citations")
    day = _str(row, "date", 10, needed=True)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        raise _Wrong("citations")
    return {
        "document": _str(row, "document", 60, needed=True),
        "article": _str(row, "article", 40),
        "date": day,
    }


def _translations(row: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {
        _among(code, Language.values, "translations"): {
            name: _str(words, name, 600)
            for name in ("title", "summary")
            if name in _dict(words, "translations")
        }
        for code, words in _dict(row.get("translations"), "translations").items()
    }


def _dict(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Wrong(place)
    return value


def _list(row: dict[str, Any], name: str, most: int) -> list[Any]:
    value = row.get(name)
    if not isinstance(value, list) or len(value) > most:
        raise _Wrong(name)
    return value


def _str(row: dict[str, Any], name: str, most: int, *, needed: bool = False) -> str:
    value = row.get(name, "")
    if not is_text(value) or len(value) > most or (needed and not value.strip()):
        raise _Wrong(name)
    return value


def _int(row: dict[str, Any], name: str, least: int, most: int) -> int:
    value = row.get(name)
    if type(value) is not int or not least <= value <= most:
        raise _Wrong(name)
    return value


def _among(value: Any, known: Any, place: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise _Wrong(place)
    return value


def _key(row: dict[str, Any]) -> str:
    key = row.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise _Wrong("key")
    return key


def _slug(value: Any, place: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", value):
        raise _Wrong(place)
    return value
