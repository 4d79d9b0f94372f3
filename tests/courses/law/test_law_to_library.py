"""The migration that carries the courses' provisions into the law library. tests/e2e/test_upgrade.py runs it on a backup."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from backend.law.library.standings import find_standings
from backend.law.models import Change, Document, PlainWords, Provision

pytestmark = pytest.mark.django_db
NUMBER = "37/2026/NĐ-CP"
migration = import_module("courses.migrations.0003_law_to_library")


def row(article: str, first: str, last: str | None = None, summary: str = "") -> SimpleNamespace:
    return SimpleNamespace(
        document=NUMBER,
        document_title="Nghị định thử",
        article=article,
        summary=summary,
        valid_from_date=dt.date.fromisoformat(first),
        valid_to_date=dt.date.fromisoformat(last) if last else None,
    )


class Apps:
    """The apps of a database that still has the old table, with `rows` in it."""

    def __init__(self, *rows: SimpleNamespace) -> None:
        self.rows = sorted(rows, key=lambda each: (each.document, each.article, each.valid_from_date))

    def get_model(self, app: str, name: str) -> Any:
        if name == "LawProvision":
            return SimpleNamespace(objects=SimpleNamespace(order_by=lambda *_names: self.rows))
        return apps.get_model(app, name)


def standing(ref: str, day: str) -> tuple[str, int]:
    """Return the standing of a place on a day, and how many changes began until then."""
    found = find_standings([f"{NUMBER} {ref}".strip()], dt.date.fromisoformat(day))
    one = next(iter(found.values()))[0]
    return str(one.standing), len(one.changed_between(dt.date.min, dt.date.fromisoformat(day)))


def test_days_summaries_and_ranges_are_carried():
    rows = [
        row("", "2026-01-23"),
        row("23(7)", "2026-01-23", summary="Người mua thấy gì."),
        row("97-98", "2026-01-23", "2028-01-23", "Nhãn cũ."),
        row("chưa rõ điều", "2026-01-23"),
    ]
    migration.carry(Apps(*rows), None)
    document = Document.objects.get()
    assert (document.number, document.kind, document.title) == (NUMBER, "decree", "Nghị định thử")
    assert set(Provision.objects.values_list("ref", flat=True)) == {"23", "23(7)", "97", "98"}
    assert set(PlainWords.objects.values_list("provision__ref", "text")) == {
        ("23(7)", "Người mua thấy gì."),
        ("97", "Nhãn cũ."),
        ("98", "Nhãn cũ."),
    }
    assert standing("98", "2028-01-23") == ("in_force", 0)
    assert standing("98", "2028-01-24") == ("ended", 0)
    assert standing("", "2030-01-01") == ("in_force", 0)


def test_a_later_row_of_the_same_article_is_a_change():
    migration.carry(Apps(row("9", "2026-01-23", "2026-12-31"), row("9", "2027-01-01")), None)
    assert Change.objects.get().from_date == dt.date(2027, 1, 1)
    assert standing("9", "2026-12-31") == ("in_force", 0)
    assert standing("9", "2027-01-01") == ("in_force", 1)
