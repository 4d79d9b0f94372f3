"""Load the courses that come with Piêu, files of courses/content, and publish them when they change."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from PIL import Image

from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import AssetKind, AssetState, AudioSource, StepKind
from courses.authoring.pinned_rows import pin_course
from courses.media.media_files import store_variant
from courses.media.speech import text_hash
from courses.models import Asset, Course, CourseVersion, Lesson, Module, Step, StepText
from courses.quizzes.builtin import set_builtin_quiz

FOLDER = Path(settings.BASE_DIR) / "courses" / "content"
# libyaml's loader if available: ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def builtin_folders() -> list[Path]:
    """Return the folders of the built-in courses, one per course, sorted by name."""
    return sorted(path.parent for path in FOLDER.glob("*/course.yaml"))


def load_course(folder: Path) -> CourseVersion:
    """Update the rows of one built-in course from its files and publish changes. Idempotent.

    Only tests/courses/authoring/test_content_files.py validates the files. Once a trainer changed the course
    by hand, it belongs to its trainers. Then the files are ignored and the newest version is returned. Raises
    NotReady if the course is incomplete.
    """
    data = _read(folder / "course.yaml")
    with transaction.atomic():
        course, made = Course.objects.select_for_update().get_or_create(
            slug=data["slug"], defaults={"title": data["title"], "is_builtin": True}
        )
        if not made and not course.is_builtin:
            version = course.versions.first()
            assert version is not None
            return version
        for field in ("title", "summary", "topic", "note", "translations", "position"):
            if field in data:
                setattr(course, field, data[field])
        course.cover = _picture(folder, data.get("cover"))
        course.save()
        course.prerequisites.set(Course.objects.filter(slug__in=data.get("prerequisites", [])))
        pin_course(course)
        _set_modules(course, folder, data["modules"])
        return freeze_course(course=course)


def _set_modules(course: Course, folder: Path, modules: list[dict[str, Any]]) -> None:
    keys = [module["key"] for module in modules]
    course.modules.exclude(key__in=keys).delete()
    for position, module in enumerate(modules):
        row, _made = Module.objects.update_or_create(
            course=course,
            key=module["key"],
            defaults={
                "title": module["title"],
                "translations": module.get("translations", {}),
                "position": position,
            },
        )
        row.lessons.exclude(key__in=module["lessons"]).delete()
        for place, key in enumerate(module["lessons"]):
            _set_lesson(row, folder, key, place)


def _set_lesson(module: Module, folder: Path, key: str, position: int) -> None:
    data = _read(folder / "lessons" / f"{key}.yaml")
    lesson, _made = Lesson.objects.update_or_create(
        module=module,
        key=key,
        defaults={
            "title": data["title"],
            "translations": data.get("translations", {}),
            "minutes": data["minutes"],
            "position": position,
        },
    )
    lesson.steps.exclude(key__in=[step["key"] for step in data["steps"]]).delete()
    for place, step in enumerate(data["steps"]):
        _set_step(lesson, folder, step, place)


def _set_step(lesson: Lesson, folder: Path, data: dict[str, Any], position: int) -> None:
    step, _made = Step.objects.update_or_create(
        lesson=lesson,
        key=data["key"],
        defaults={
            "kind": data["kind"],
            "picture": _picture(folder, data.get("picture")),
            "citations": [{**row, "date": str(row["date"])} for row in data.get("citations") or []],
            "settings": data.get("task") or {},
            "position": position,
        },
    )
    text, _made = StepText.objects.get_or_create(step=step, language="vi")
    text.title, text.text = data.get("title", ""), data.get("text") or ""
    text.picture_alt = data.get("picture_alt", "")
    if text.audio_source != AudioSource.RECORDED:  # a machine voice never replaces a recorded one
        voice = folder / "audio" / f"{lesson.key}.{step.key}.opus"
        hash_now = text_hash(text.title, text.text)
        is_current = voice.exists() and _voice_hash(voice) == hash_now
        text.audio = _voice(voice) if is_current else None
        text.audio_source = AudioSource.MACHINE if is_current else ""
        text.audio_text_hash = hash_now if is_current else ""
    text.save()
    if step.kind == StepKind.QUIZ:
        set_builtin_quiz(
            step=step,
            data=data["quiz"],
            picture=lambda name: _picture(folder, name),
            voice=lambda key, words: _question_voice(folder, f"{lesson.key}.{step.key}.{key}", words),
        )


def _question_voice(folder: Path, name: str, words: str) -> Asset | None:
    """Return the machine voice of a question; None without one that reads exactly `words`."""
    voice = folder / "audio" / f"{name}.opus"
    return _voice(voice) if voice.exists() and _voice_hash(voice) == text_hash("", words) else None


def _voice_hash(voice: Path) -> str:
    """Return the hash of the words that a voice file reads; "" if unknown.

    `make_voices` writes it into audio/index.yaml.
    """
    return _voice_index(voice.parent).get(voice.name, {}).get("text_hash", "")


def _voice_index(folder: Path) -> dict[str, Any]:
    index = folder / "index.yaml"
    return _read_index(index, index.stat().st_mtime_ns) if index.exists() else {}


@lru_cache(maxsize=16)
def _read_index(index: Path, _changed: int) -> dict[str, Any]:
    """Return the content of an index file, read once for all voices of a course.

    `_changed`: its modification time, so that a changed file is read again.
    """
    return _read(index) or {}


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)


def _picture(folder: Path, name: str | None) -> Asset | None:
    if not name:
        return None
    path = folder / "pictures" / Path(name).name
    if not path.exists():
        path = FOLDER / "pictures" / Path(name).name
    with Image.open(path) as image:
        width, height = image.size
    return _asset(
        path, AssetKind.PICTURE, content_type="image/webp", label=str(width), width=width, height=height
    )


def _voice(path: Path) -> Asset:
    seconds = _voice_index(path.parent).get(path.name, {}).get("seconds", 0)
    return _asset(path, AssetKind.AUDIO, content_type="audio/ogg", label="16k", seconds=seconds)


def _asset(path: Path, kind: AssetKind, *, content_type: str, label: str, **measures: Any) -> Asset:
    """Return the asset of a file that came with Piêu; identical bytes share one asset."""
    variant = store_variant(path.read_bytes(), content_type=content_type, label=label, **measures)
    known = Asset.objects.filter(kind=kind, uploaded_by=None, variants__0__sha256=variant["sha256"]).first()
    return known or Asset.objects.create(
        kind=kind,
        state=AssetState.READY,
        progress=100,
        original_name=path.name,
        variants=[variant],
        is_public=True,
    )
