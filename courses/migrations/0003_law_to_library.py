"""Carry the provisions that the courses cite into the law library, and drop their table.

A row was one article, or one clause, during a period. Its days become those of the provision; a second row of the same
place becomes a change of it. Its summary becomes plain words. A lawyer's confirmation had no name and isn't carried.
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from django.db import migrations
from django.utils import timezone

from backend.law.library.enums import DocumentKind
from backend.law.library.references import BadReference, Ref, parse_citations
from backend.law.library.uris import number_slug

KINDS = (
    ("/QH", DocumentKind.LAW),
    ("/NĐ-CP", DocumentKind.DECREE),
    ("/TT", DocumentKind.CIRCULAR),
    ("/QĐ", DocumentKind.DECISION),
    ("/NQ", DocumentKind.RESOLUTION),
)


def carry(apps: Any, schema_editor: Any) -> None:
    rows = list(
        apps.get_model("courses", "LawProvision").objects.order_by("document", "article", "valid_from_date")
    )
    for (number, article), group in groupby(rows, key=lambda row: (row.document, row.article)):
        periods = list(group)
        document = _document(apps, number, periods[-1].document_title)
        try:
            places = [citation.ref for citation in parse_citations(f"{number} {article}".strip())]
        except BadReference:
            continue  # what no citation can name is in no library
        for place in places:
            _carry_place(apps, document, place, periods)


def _carry_place(apps: Any, document: Any, place: Ref, periods: list[Any]) -> None:
    provision = _provision(apps, document, place) if place else None
    _date(provision or document, periods)
    for row in periods[1:]:
        apps.get_model("law", "Change").objects.create(
            kind="amends",
            document=document,
            provision=provision,
            from_date=row.valid_from_date,
            recorded_at=timezone.now(),
            source="courses.LawProvision",
        )
    if provision is not None and periods[-1].summary:
        apps.get_model("law", "PlainWords").objects.create(
            provision=provision, text=periods[-1].summary, written_at=timezone.now()
        )


def _document(apps: Any, number: str, title: str) -> Any:
    kind = next((kind for sign, kind in KINDS if sign in number), DocumentKind.OTHER)
    defaults = {"slug": number_slug(number), "kind": kind, "title": title}
    return apps.get_model("law", "Document").objects.get_or_create(number=number, defaults=defaults)[0]


def _provision(apps: Any, document: Any, place: Ref) -> Any:
    parent = _provision(apps, document, place.parent) if place.parent else None
    kind = "point" if place.point else "clause" if place.clause else "article"
    defaults = {
        "parent": parent,
        "kind": "appendix" if place.is_appendix else kind,
        "number": place.point or place.clause or place.article,
        "eid": place.eid,
        "sort": place.sort,
    }
    model = apps.get_model("law", "Provision")
    return model.objects.get_or_create(document=document, ref=str(place), defaults=defaults)[0]


def _date(row: Any, periods: list[Any]) -> None:
    first: dt.date = periods[0].valid_from_date
    row.valid_from_date, row.valid_to_date = first, periods[-1].valid_to_date
    row.save(update_fields=["valid_from_date", "valid_to_date"])


class Migration(migrations.Migration):
    dependencies = [("courses", "0002_row_salts"), ("law", "0003_plain_words")]

    operations = [
        migrations.RunPython(carry, migrations.RunPython.noop),
        migrations.DeleteModel("LawProvision"),
    ]
