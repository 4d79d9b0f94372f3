"""Pick provisions to cite in a form: find them, choose them, drop them. It works without JavaScript.

The field holds rows as the courses store them: {"document": "37/2026/NĐ-CP", "article": "42(1)", "date": "2026-12-01"}.
Document and article are one citation of the library; the date is the day on which it was chosen or looked at again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.law.citing.auditing import is_citation
from backend.law.citing.places import Row, cite_of, cited_place, lawyers_of, places_of, refusal
from backend.law.library.picking import LONGEST_QUERY, find_provisions
from backend.law.library.references import parse_citation

# One picker on a page: its fields and the search as one types have these names.
NAME = "citations"
FIND, WORDS, ADD, DROP, AGAIN = (f"{NAME}-{part}" for part in ("find", "words", "add", "drop", "again"))
MOST_PICKED = 12


@dataclass(slots=True)
class Picked:
    """What a picker holds. cites: the chosen ones. again: those looked at again today. words: what was typed."""

    cites: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    again: set[str] = field(default_factory=set)
    words: str = ""

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Picked:
        return cls(list(dict.fromkeys(filter(None, map(cite_of, rows)))))

    @classmethod
    def sent(cls, data: Any) -> Picked:
        """Return what a form or the search as one types sent (a QueryDict)."""
        many = data.getlist if hasattr(data, "getlist") else lambda name: _listed(data.get(name))
        dropped = set(many(DROP))
        kept = [cite for cite in many(NAME) if cite not in dropped]
        words = str(data.get(WORDS) or "").strip()[:LONGEST_QUERY]
        return cls(list(dict.fromkeys(kept)), list(dict.fromkeys(many(ADD))), set(many(AGAIN)), words)

    def rows(self, stored: Iterable[Row], today: dt.date) -> list[dict[str, str]]:
        """Return the rows to store: those of `stored` as they are, unless looked at again, and new ones of today."""
        known = {cite_of(row): row for row in stored}
        made = []
        for cite in dict.fromkeys([*self.cites, *self.added]):
            document, _blank, article = cite.partition(" ")
            row = {"document": document, "article": article, "date": today.isoformat()}
            if cite in known:
                row = {**dict(known[cite]), **({"date": row["date"]} if cite in self.again else {})}
            made.append(row)
        return made

    def chosen(self, stored: Iterable[Row]) -> list[dict[str, Any]]:
        """Return {place, checked, is_again} of the chosen ones; checked: the day of the stored row, None without one."""
        days = {cite_of(row): _day(row) for row in stored}
        return [
            {"place": place, "checked": days.get(place.cite), "is_again": place.cite in self.again}
            for place in places_of(self.cites)
        ]

    def offered(self) -> list[dict[str, Any]]:
        """Return {place, is_added}: those ticked, then what else fits the typed words."""
        ticked = places_of([cite for cite in self.added if cite not in self.cites])
        mine = {*self.cites, *self.added}
        known = find_provisions(self.words) if self.words else []
        lawyers = lawyers_of(known)
        found = [cited_place(each, lawyers=lawyers) for each in known]
        return [{"place": place, "is_added": True} for place in ticked] + [
            {"place": place, "is_added": False} for place in found if place.cite not in mine
        ]


def _day(row: Row) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(row.get("date", "")))
    except ValueError:
        return None


def _listed(value: Any) -> list[str]:
    return [] if value in (None, "") else list(value) if isinstance(value, list | tuple) else [str(value)]


def is_finding(data: Mapping[str, Any]) -> bool:
    """Return whether the button of the search was pressed, not the one that saves."""
    return FIND in data


class CitationsInput(forms.Widget):
    """The chosen places, the search and what it found."""

    template_name = "law/citing/picker.html"
    stored: Sequence[Row] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        picked = value if isinstance(value, Picked) else Picked.of(value or ())
        return context | picker_context(picked, self.stored)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Picked:
        return Picked.sent(data)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return WORDS


def picker_context(picked: Picked, stored: Iterable[Row] = ()) -> dict[str, Any]:
    """Return the context of law/citing/picker.html."""
    return {"chosen": picked.chosen(stored), "words": picked.words, "offered": picked.offered()}


class CitationsField(forms.Field):
    """The provisions that something cites. Cleans to rows; `stored`: the rows as they are now.

    A typed citation in full counts as chosen. Other typed words ask to choose from what was found.
    """

    widget = CitationsInput

    def __init__(self, *, stored: Sequence[Row] = (), **given: Any) -> None:
        given.setdefault("label", gettext_lazy("Dựa vào luật nào"))
        super().__init__(required=False, initial=list(stored), **given)
        self.stored = self.widget.stored = list(stored)

    def clean(self, value: Picked) -> list[dict[str, str]]:
        return picked_rows(value, self.stored)


def picked_rows(picked: Picked, stored: Sequence[Row], day: dt.date | None = None) -> list[dict[str, str]]:
    """Return the rows to store. Raises forms.ValidationError: a new one can't be cited, words without a choice."""
    if picked.words and not picked.added:
        if not is_citation(picked.words) or not parse_citation(picked.words).ref:
            raise forms.ValidationError(_("Chị bấm Tìm rồi chọn trong danh sách, hoặc xoá chữ ở ô tìm."))
        picked = Picked(picked.cites, [str(parse_citation(picked.words))], picked.again, picked.words)
    rows = picked.rows(stored, day or timezone.localdate())
    if len(rows) > MOST_PICKED:
        raise forms.ValidationError(_("Nhiều nhất %(most)s điều.") % {"most": MOST_PICKED})
    for row in rows:
        if row not in stored and (why := refusal(cite_of(row), day)):
            raise forms.ValidationError(why)
    return rows
