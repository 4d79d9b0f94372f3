"""What a phone downloads to store a course: pages, files and bytes, each with its SHA-256.

The manifest depends on the version, the answers shared under its lessons and the law provisions only.
Everybody gets the same canonical JSON (RFC 8785), named by its own hash.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import lru_cache
from itertools import permutations
from typing import Any, NamedTuple, NotRequired, TypedDict, cast

import rfc8785
from django.urls import reverse
from django.utils import translation

from courses.authoring.content_shape import Content, MediaFile
from courses.authoring.enums import StepKind
from courses.authoring.versions import Published, published
from courses.law.stale import Book, law_states
from courses.media.media_files import media_of
from courses.models import Asked, CourseVersion
from courses.practice.outcomes import REVIEWED

FORMAT = "pieu-pack/1"
# Compressed size of a page, measured over the built-in courses, to estimate the download.
PAGE_BYTES = 8_000


class PackFile(TypedDict):
    """A file of a pack.

    `name` is made from the content's hash: files of the same name are identical in all courses.
    """

    url: str
    name: str
    sha256: str
    bytes: int
    content_type: str


class PackPage(TypedDict):
    """Page of a pack.

    page: address that the member opens. source: address of its copy without personal data.
    mark: changes with the parts that don't belong to the version: shared answers and the state of the law.
    """

    page: str
    source: str
    mark: NotRequired[str]


class PackContent(TypedDict):
    url: str
    sha256: str
    bytes: int


class Manifest(TypedDict):
    """Manifest of a pack. `bytes`: all files and an estimate of all pages."""

    format: str
    course: str
    title: str
    version: int
    content: PackContent
    files: list[PackFile]
    pages: list[PackPage]
    bytes: int


@lru_cache(maxsize=64)
def smallest(version: Published) -> Published:
    """Return the version with each picture, voice and film in its smallest form only, as packs store it."""
    return replace(version, content=cast(Content, small_forms(version.content)))


def small_forms(value: Any) -> Any:
    """Return `value` with only the smallest form of each medium in it."""
    if isinstance(value, list):
        return [small_forms(item) for item in value]
    if isinstance(value, dict):
        reduced = {name: small_forms(item) for name, item in value.items()}
        if _is_media(value):
            reduced["files"] = reduced["files"][:1]
        return reduced
    return value


def _is_media(value: dict[str, Any]) -> bool:
    files = value.get("files")
    return isinstance(files, list) and bool(files) and isinstance(files[0], dict) and "sha256" in files[0]


def content_bytes(version: Published) -> bytes:
    """Return the content as canonical JSON.

    Its hash differs from CourseVersion.content_sha256, which covers the answer keys too.
    """
    return rfc8785.dumps(cast(Any, version.content))


class SharedAnswers(NamedTuple):
    """Answers shared under a lesson: a hash of their texts and voices, and the voices' files as JSON."""

    lesson_key: str
    mark: str
    files: str


# As many as a lesson's page shows.
MOST_ASKED = 20


def shared_answers(course_id: int) -> tuple[SharedAnswers, ...]:
    """Return one SharedAnswers for each lesson of the course that has any, sorted by lesson key. One query.

    At most MOST_ASKED answers are included for each lesson.
    """
    rows = Asked.objects.filter(course=course_id, is_shared=True).select_related("answer_voice")
    by_lesson: dict[str, list[Asked]] = {}
    for row in rows:
        by_lesson.setdefault(row.lesson_key, []).append(row)
    found = []
    for key in sorted(by_lesson):
        lesson_rows = by_lesson[key][:MOST_ASKED]
        files = [
            pack_file(file)
            for row in lesson_rows
            for file in media_files(small_forms(media_of(row.answer_voice)))
        ]
        texts = [
            [row.pk, row.text, row.answer, row.answered_at and row.answered_at.isoformat()]
            for row in lesson_rows
        ]
        mark = hashlib.sha256(json.dumps([texts, files]).encode()).hexdigest()[:16]
        found.append(SharedAnswers(key, mark, json.dumps(files)))
    return tuple(found)


class LawMark(NamedTuple):
    """A hash of what a lesson's page or a step's quiz page says of the law it cites (courses/law/stale.py)."""

    lesson_key: str
    step_key: str
    mark: str


def law_marks(version: Published) -> tuple[LawMark, ...]:
    """Return law marks in the order of the course, only for pages that cite law.

    About four queries, none without citations.
    """
    cited: list[tuple[str, str, list[Any]]] = []
    for key, lesson in version.lessons.items():
        cited.append((key, "", list(lesson["steps"])))
        cited += [
            (key, step["key"], step["quiz"]["questions"])
            for step in lesson["steps"]
            if step["kind"] == StepKind.QUIZ and step.get("quiz")
        ]
    cited = [row for row in cited if any(one.get("citations") for one in row[2])]
    if not cited:
        return ()
    book = Book(
        citation for _lesson, _step, rows in cited for one in rows for citation in one.get("citations", ())
    )
    marks = []
    with translation.override("vi"):  # the same for everybody
        for lesson_key, step_key, rows in cited:
            if states := law_states(rows, book=book):
                state_rows = sorted(
                    (key, state.reasons, str(state.until), [place.state for place, _day in state.sources])
                    for key, state in states.items()
                )
                mark = hashlib.sha256(json.dumps(state_rows).encode()).hexdigest()[:16]
                marks.append(LawMark(lesson_key, step_key, mark))
    return tuple(marks)


def pack_file(file: MediaFile) -> PackFile:
    return {
        "url": file["url"],
        "name": file["url"].rpartition("/")[2],
        "sha256": file["sha256"],
        "bytes": file["bytes"],
        "content_type": file["content_type"],
    }


def files_in(value: Any) -> list[PackFile]:
    """Return every file in `value` in its smallest form, once, by name."""
    found = {file["name"]: file for file in map(pack_file, media_files(small_forms(value)))}
    return [found[name] for name in sorted(found)]


@lru_cache(maxsize=64)
def _manifest(version: Published, answers: tuple[SharedAnswers, ...], law: tuple[LawMark, ...]) -> bytes:
    slug, number = version.content["slug"], version.number
    found = {file["name"]: file for file in files_in(version.content)}
    for lesson in answers:
        if lesson.lesson_key in version.lessons:
            found |= {file["name"]: file for file in json.loads(lesson.files)}
    files = [found[name] for name in sorted(found)]
    marks = {(lesson.lesson_key, ""): lesson.mark for lesson in answers}
    for page in law:
        place = (page.lesson_key, page.step_key)
        marks[place] = marks.get(place, "") + page.mark
    pages = list(_pages(version, marks))
    content = content_bytes(version)
    manifest: Manifest = {
        "format": FORMAT,
        "course": slug,
        "title": version.content["title"],
        "version": number,
        "content": {
            "url": reverse("courses:pack_content", args=[slug, number]),
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
        },
        "files": files,
        "pages": pages,
        "bytes": sum(file["bytes"] for file in files) + PAGE_BYTES * len(pages),
    }
    return rfc8785.dumps(cast(Any, manifest))


def manifest_bytes(row: CourseVersion) -> bytes:
    """Return the manifest of a version as canonical JSON; cached until shared answers or the law change."""
    version = published(row.pk)
    return _manifest(version, shared_answers(row.course_id), law_marks(version))


def manifest_hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def media_files(value: Any) -> list[MediaFile]:
    """Return every media file anywhere in `value`, repeated if it is used repeatedly."""
    if isinstance(value, list):
        return [file for item in value for file in media_files(item)]
    if not isinstance(value, dict):
        return []
    if _is_media(value):
        return list(value["files"])
    return [file for item in value.values() for file in media_files(item)]


def _pages(version: Published, marks: dict[tuple[str, str], str]) -> Any:
    slug, number = version.content["slug"], version.number
    yield PackPage(
        page=reverse("courses:course", args=[slug]),
        source=reverse("courses:pack_course", args=[slug, number]),
    )
    for key, lesson in version.lessons.items():
        page, source = (
            reverse("courses:lesson", args=[slug, key]),
            reverse("courses:pack_lesson", args=[slug, number, key]),
        )
        mark = marks.get((key, ""), "")
        for query in ("", *_languages(version, lesson)):
            yield PackPage(page=page + query, source=source + query, mark=mark)
        yield PackPage(
            page=reverse("courses:ask", args=[slug, key]),
            source=reverse("courses:pack_ask", args=[slug, number, key]),
        )
        for step in lesson["steps"]:
            place = [key, step["key"]]
            if step["kind"] == StepKind.QUIZ and step.get("quiz"):
                yield PackPage(
                    page=reverse("courses:quiz", args=[slug, *place]),
                    source=reverse("courses:pack_quiz", args=[slug, number, *place]),
                    mark=marks.get((key, step["key"]), ""),
                )
            elif step["kind"] == StepKind.TASK and step["task"]["kind"] in REVIEWED:
                yield PackPage(
                    page=reverse("courses:hand_in", args=[slug, *place]),
                    source=reverse("courses:pack_hand_in", args=[slug, number, *place]),
                )


def _languages(version: Published, lesson: Any) -> list[str]:
    """Return the query strings of a lesson's pages: each language, and each pair of languages side by side.

    [] for a lesson in fewer than two languages.
    """
    offered = [
        code
        for code in version.content["languages"]
        if any(code in step["texts"] for step in lesson["steps"])
    ]
    if len(offered) < 2:
        return []
    beside = [f"?tieng={code}&kem={other}" for code, other in permutations(offered, 2)]
    return [*(f"?tieng={code}" for code in offered), *beside]


def pack_bytes(body: bytes) -> int:
    """Return the bytes that a phone without any of the files downloads for this manifest (an estimate)."""
    return json.loads(body)["bytes"]
