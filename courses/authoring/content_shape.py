"""The shape of CourseVersion.content, read by members' pages, offline packs, the API and certificates.

Built by courses/authoring/publishing.py, hashed as canonical JSON. It names every media file by SHA-256, so
the content's hash covers the files too.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class MediaFile(TypedDict):
    """One file as a phone downloads it; the content at `url` never changes."""

    url: str
    sha256: str
    bytes: int
    content_type: str
    label: str
    width: NotRequired[int]
    height: NotRequired[int]
    seconds: NotRequired[float]


class Media(TypedDict):
    """An asset as downloadable files, the smallest first.

    Offline packs contain the first file unless the member chooses another.
    """

    id: str
    kind: str
    files: list[MediaFile]


class Citation(TypedDict):
    document: str
    article: str
    date: str


class StepWords(TypedDict):
    title: str
    text: str
    html: str
    picture_alt: str
    audio: Media | None
    audio_source: str


class TaskContent(TypedDict):
    """A practice task.

    kind: an OutcomeKind of courses/practice/enums.py. count: required number of results (default 1).
    """

    kind: str
    count: int


class QuizContent(TypedDict):
    """A quiz as a phone gets it.

    questions: without the right answers, unless `feedback` is "at_once".
    draws: how many of each bank's questions an attempt gets. Empty means all, in order.
    """

    title: str
    pass_percent: int
    attempts_allowed: int  # 0: unlimited
    time_limit_seconds: int  # 0: none
    offline_grace_hours: int
    feedback: Literal["at_once", "after", "none"]
    shuffle: bool
    draws: list[dict[str, Any]]  # [{"bank": key, "count": 3}]
    questions: list[dict[str, Any]]  # courses/quizzes/questions.py, each with its "bank" key


class StepContent(TypedDict):
    key: str
    kind: str
    texts: dict[str, StepWords]
    picture: Media | None
    media: Media | None
    captions: Media | None
    citations: list[Citation]
    quiz: NotRequired[QuizContent]
    task: NotRequired[TaskContent]


class LessonContent(TypedDict):
    key: str
    title: str
    translations: dict[str, Any]
    minutes: int
    bytes: int
    steps: list[StepContent]


class ModuleContent(TypedDict):
    key: str
    title: str
    translations: dict[str, Any]
    lessons: list[LessonContent]


class Content(TypedDict):
    slug: str
    title: str
    summary: str
    topic: str
    note: str
    translations: dict[str, Any]
    languages: list[str]
    prerequisites: list[str]
    cover: Media | None
    modules: list[ModuleContent]
