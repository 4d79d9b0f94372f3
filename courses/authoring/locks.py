"""Optimistic locks of trainers' forms: detect that somebody saved in between."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from courses.models import Course, Lesson, Module, Step


def lock_of(row: Course | Module | Lesson | Step) -> str:
    """Return a hash, sixteen hex digits, of the texts and settings that a form of `row` shows."""
    if isinstance(row, Course):
        content: Any = [row.title, row.summary, row.topic, row.note, row.translations]
        content.append(sorted(row.prerequisites.values_list("pk", flat=True)))
    elif isinstance(row, Step):
        texts = row.texts.order_by("language").values_list("language", "title", "text", "picture_alt")
        content = [row.kind, row.settings, row.citations, [list(text) for text in texts]]
    elif isinstance(row, Lesson):
        content = [row.title, row.minutes, row.translations]
    else:
        content = [row.title, row.translations]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
