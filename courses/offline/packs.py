"""What a phone fetches to keep a course: which pages, which files, how many bytes, each with its SHA-256.

The manifest is a function of the version alone: the same canonical JSON (RFC 8785) whoever asks, and its own hash names it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypedDict, cast

import rfc8785
from django.urls import reverse

from courses.content_shape import Content, MediaFile
from courses.enums.courses import StepKind
from courses.models import CourseVersion
from courses.versions import Published, published

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
    """`page` is the address she opens, `source` where its copy without anybody's data is fetched."""

    page: str
    source: str


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


@lru_cache(maxsize=64)
def _manifest(version: Published) -> bytes:
    slug, number = version.content["slug"], version.number
    found: dict[str, PackFile] = {}
    for file in media_files(smallest(version).content):
        name = file["url"].rpartition("/")[2]
        found[name] = {
            "url": file["url"],
            "name": name,
            "sha256": file["sha256"],
            "bytes": file["bytes"],
            "content_type": file["content_type"],
        }
    files = [found[name] for name in sorted(found)]
    pages = list(_pages(version))
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
    """The manifest of a version as canonical JSON; kept in the process, since a version never changes."""
    return _manifest(published(row.pk))


def media_files(value: Any) -> list[MediaFile]:
    """Every file that is named anywhere in `value`."""
    if isinstance(value, list):
        return [file for item in value for file in media_files(item)]
    if not isinstance(value, dict):
        return []
    if _is_media(value):
        return list(value["files"])
    return [file for item in value.values() for file in media_files(item)]


def _pages(version: Published) -> Any:
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
        yield PackPage(page=page, source=source)
        offered = [
            code
            for code in version.content["languages"]
            if any(code in step["texts"] for step in lesson["steps"])
        ]
        if len(offered) > 1:
            for code in offered:
                yield PackPage(page=f"{page}?tieng={code}", source=f"{source}?tieng={code}")
        yield PackPage(
            page=reverse("courses:ask", args=[slug, key]),
            source=reverse("courses:pack_ask", args=[slug, number, key]),
        )
        for step in lesson["steps"]:
            if step["kind"] == StepKind.QUIZ and step.get("quiz"):
                yield PackPage(
                    page=reverse("courses:quiz", args=[slug, key, step["key"]]),
                    source=reverse("courses:pack_quiz", args=[slug, number, key, step["key"]]),
                )


def pack_bytes(row: CourseVersion) -> int:
    """What a phone that has nothing yet fetches, about."""
    return json.loads(manifest_bytes(row))["bytes"]
