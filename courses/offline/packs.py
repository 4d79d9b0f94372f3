"""What a phone fetches to keep a course: which pages, which files, how many bytes, each with its SHA-256.

The manifest is a function of the version, the answers shared under its lessons and the book of law: the same canonical JSON (RFC 8785)
whoever asks, and its own hash names it.
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
from courses.law.stale import law_states, read_book
from courses.media.media_files import media_of
from courses.models import Asked, CourseVersion
from courses.practice.outcomes import REVIEWED

FORMAT = "pieu-pack/1"
# Of a page as it comes over the air, compressed; measured over the built-in courses, for the size that is told first.
PAGE_BYTES = 8_000


class PackFile(TypedDict):
    """`name` is made of the content's hash: files of the same name are the same, in whatever course."""

    url: str
    name: str
    sha256: str
    bytes: int
    content_type: str


class PackPage(TypedDict):
    """`page` is the address she opens, `source` where its copy without anybody's data is fetched.

    `mark` changes with what of the page isn't the version's: the answers shared under a lesson, the law it rests on.
    """

    page: str
    source: str
    mark: NotRequired[str]


class PackContent(TypedDict):
    url: str
    sha256: str
    bytes: int


class Manifest(TypedDict):
    """`bytes`: all files and, about, all pages."""

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
    """The version with each picture, voice and film in its smallest form only: what a pack keeps and its pages name."""
    return replace(version, content=cast(Content, small_forms(version.content)))


def small_forms(value: Any) -> Any:
    """`value` with each media in it in its smallest form only."""
    if isinstance(value, list):
        return [small_forms(item) for item in value]
    if isinstance(value, dict):
        kept = {name: small_forms(item) for name, item in value.items()}
        if _is_media(value):
            kept["files"] = kept["files"][:1]
        return kept
    return value


def _is_media(value: dict[str, Any]) -> bool:
    files = value.get("files")
    return isinstance(files, list) and bool(files) and isinstance(files[0], dict) and "sha256" in files[0]


def content_bytes(version: Published) -> bytes:
    """The content as canonical JSON. CourseVersion.content_sha256 covers the answer keys too, so the pack has a hash of its own."""
    return rfc8785.dumps(cast(Any, version.content))


class SharedAnswers(NamedTuple):
    """What stands under a lesson for everybody: a hash of the words and voices, and the voices' files as JSON."""

    lesson_key: str
    mark: str
    files: str


# As many as a lesson's page shows.
MOST_ASKED = 20


def shared_answers(course_id: int) -> tuple[SharedAnswers, ...]:
    """By lesson, in the order of their keys. One query."""
    rows = Asked.objects.filter(course=course_id, is_shared=True).select_related("answer_voice")
    by_lesson: dict[str, list[Asked]] = {}
    for row in rows:
        by_lesson.setdefault(row.lesson_key, []).append(row)
    found = []
    for key in sorted(by_lesson):
        shown = by_lesson[key][:MOST_ASKED]
        files = [
            pack_file(file) for row in shown for file in media_files(small_forms(media_of(row.answer_voice)))
        ]
        told = [
            [row.pk, row.text, row.answer, row.answered_at and row.answered_at.isoformat()] for row in shown
        ]
        mark = hashlib.sha256(json.dumps([told, files]).encode()).hexdigest()[:16]
        found.append(SharedAnswers(key, mark, json.dumps(files)))
    return tuple(found)


class LawMark(NamedTuple):
    """A hash of what a lesson's page, or a step's quiz page, says of the law it rests on (courses/law/stale.py)."""

    lesson_key: str
    step_key: str
    mark: str


def law_marks(version: Published) -> tuple[LawMark, ...]:
    """In the order of the course; pages with nothing to say have none. One query, none where nothing is cited."""
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
    book = read_book()
    marks = []
    with translation.override("vi"):  # the same whoever asks
        for lesson_key, step_key, rows in cited:
            if states := law_states(rows, book=book):
                told = sorted((key, state.reasons, str(state.until)) for key, state in states.items())
                mark = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
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
    """Every file named anywhere in `value` in its smallest form, once, by name."""
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
    """The manifest of a version as canonical JSON; kept in the process until another answer is shared or the law changes."""
    version = published(row.pk)
    return _manifest(version, shared_answers(row.course_id), law_marks(version))


def manifest_hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def media_files(value: Any) -> list[MediaFile]:
    """Every file that is named anywhere in `value`."""
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
    """Each language of a lesson and each two side by side, as its page's links ask for them."""
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
    """What a phone that has nothing yet fetches for this manifest, about."""
    return json.loads(body)["bytes"]
