"""Pin what pages show of a course beside its versions: its texts, its authors, and whether it is open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backend.ledger import page_pins
from courses.authoring.models.courses import Course

FAMILY = "course:"


def pin_course(course: Course) -> None:
    """Pin the course as the database has it now, in the transaction that changes it."""
    row = Course.objects.get(pk=course.pk)
    page_pins.pin_row(f"{FAMILY}{row.slug}", _content(row))


def course_rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (subject, content) of every course, for the audit."""
    for row in Course.objects.order_by("pk"):
        yield f"{FAMILY}{row.slug}", _content(row)


def _content(row: Course) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "summary": row.summary,
        "topic": row.topic,
        "translations": row.translations,
        "note": row.note,
        "retiredAt": row.retired_at.isoformat() if row.retired_at else None,
        "prerequisites": sorted(row.prerequisites.values_list("slug", flat=True)),
        "authors": sorted(str(ref) for ref in row.authors.values_list("ref", flat=True)),
        "versionNotes": [
            [number, note] for number, note in row.versions.order_by("number").values_list("number", "note")
        ],
    }
