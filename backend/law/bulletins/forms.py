"""The officer's forms. They only read what was typed; checks.py decides what a bulletin needs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.common.dates import DateError, format_date, parse_vi_date
from backend.common.text import nfc
from backend.law.bulletins.actions.versions import Draft
from backend.law.bulletins.content import LONGEST_SENTENCE, MOST_ROWS, Change, Content, Sentence
from backend.law.bulletins.models import BulletinVersion
from backend.law.library.models import Document
from backend.law.situations.stock import stock

FEWEST_ROWS = 3
SPARE_ROWS = 2


class BeginForm(forms.Form):
    document = forms.CharField(
        label=_("Số hiệu văn bản"),
        max_length=60,
        help_text=_("Ví dụ: 37/2026/NĐ-CP"),
        widget=forms.TextInput(attrs={"list": "law-numbers", "autocomplete": "off"}),
    )
    topic = forms.ChoiceField(label=_("Chủ đề"))
    is_another = forms.BooleanField(
        label=_("Tôi viết thêm một bản tin khác về văn bản này"), required=False, widget=forms.HiddenInput
    )

    # The bulletins that the document has already, as rows of the desk.
    known: Sequence[BulletinVersion] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            ("", _("Chọn một chủ đề")),
            *((topic.id, topic.title) for topic in stock().topics.values()),
        ]

    def ask_for_another(self, document: Document) -> None:
        """Show the bulletins that the document has, if any, and let the officer confirm another."""
        rows = BulletinVersion.objects.filter(bulletin__document=document).order_by("bulletin", "number")
        self.known = list({row.bulletin_id: row for row in rows}.values())
        if self.known:
            self.fields["is_another"].widget = forms.CheckboxInput()

    def clean_document(self) -> Document:
        found = Document.objects.numbered(self.cleaned_data["document"])
        if found is None:
            raise forms.ValidationError(_("Thư viện luật chưa có văn bản này. Chị xem lại số hiệu."))
        return found


class FollowForm(forms.Form):
    topics = forms.MultipleChoiceField(label=_("Chủ đề"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = [  # type: ignore[attr-defined]
            (topic.id, topic.title) for topic in stock().topics.values()
        ]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class VersionForm(forms.Form):
    """The words of a version. Rows of changes and steps have fields such as "after-1-text" and "step-2-cites"."""

    title = forms.CharField(label=_("Tên bản tin"), max_length=120)
    from_date = forms.CharField(
        label=_("Có hiệu lực từ ngày"), max_length=20, required=False, help_text=_("Ví dụ: 24/11/2026")
    )

    def __init__(self, data: Any = None, *, version: BulletinVersion) -> None:
        words = version.words
        super().__init__(data, initial=_initial(version, words))
        if version.number > 1:
            self.fields["note"] = forms.CharField(
                label=_("Bản này sửa gì so với bản trước"), max_length=400, required=False
            )
        self._add("whom", _("Ai cần biết"))
        self.counts = {
            "change": min(max(len(words.changes) + SPARE_ROWS, FEWEST_ROWS), MOST_ROWS),
            "step": min(max(len(words.steps) + SPARE_ROWS, FEWEST_ROWS), MOST_ROWS),
        }
        for number in range(1, self.counts["change"] + 1):
            self._add(f"before-{number}", _("Trước đó"))
            self._add(f"after-{number}", _("Từ ngày có hiệu lực"))
        for number in range(1, self.counts["step"] + 1):
            self._add(f"step-{number}", _("Chị làm gì"))
        # {field of the action: field of the form}: rows that were left empty are closed up.
        self.places: dict[str, str] = {}

    def _add(self, place: str, label: Any) -> None:
        self.fields[f"{place}-text"] = forms.CharField(
            label=label,
            required=False,
            max_length=LONGEST_SENTENCE,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields[f"{place}-cites"] = forms.CharField(
            label=_("Theo điều luật nào"), required=False, max_length=300
        )

    @property
    def head(self) -> list[forms.BoundField]:
        """Return the fields above the rows."""
        return [
            self[name]
            for name in ("title", "from_date", "note", "whom-text", "whom-cites")
            if name in self.fields
        ]

    @property
    def changes(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"{side}-{number}-{name}"] for side in ("before", "after") for name in ("text", "cites")]
            for number in range(1, self.counts["change"] + 1)
        ]

    @property
    def steps(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"step-{number}-{name}"] for name in ("text", "cites")]
            for number in range(1, self.counts["step"] + 1)
        ]

    def clean_from_date(self) -> dt.date | None:
        typed = self.cleaned_data["from_date"].strip()
        if not typed:
            return None
        try:
            return parse_vi_date(typed)
        except DateError as error:
            raise forms.ValidationError(error.message) from None

    def draft(self) -> Draft:
        """Return what was typed, without empty rows."""
        changes, steps = [], []
        for number in range(1, self.counts["change"] + 1):
            row = Change(self._sentence(f"before-{number}"), self._sentence(f"after-{number}"))
            if row:
                changes.append(row)
                for side in ("before", "after"):
                    self._place(f"{side}-{len(changes)}", f"{side}-{number}")
        for number in range(1, self.counts["step"] + 1):
            if step := self._sentence(f"step-{number}"):
                steps.append(step)
                self._place(f"step-{len(steps)}", f"step-{number}")
        return Draft(
            title=self.cleaned_data["title"],
            from_date=self.cleaned_data["from_date"],
            content=Content(self._sentence("whom"), tuple(changes), tuple(steps)),
            note=self.cleaned_data.get("note", ""),
        )

    def _place(self, stored: str, typed: str) -> None:
        self.places |= {f"{stored}-{name}": f"{typed}-{name}" for name in ("text", "cites")}

    def _sentence(self, place: str) -> Sentence:
        cites = re.split(r"[;\n]", self.cleaned_data.get(f"{place}-cites", ""))
        return Sentence(
            nfc(self.cleaned_data.get(f"{place}-text", "")),
            tuple(cite for each in cites if (cite := nfc(each))),
        )


def _initial(version: BulletinVersion, words: Content) -> dict[str, str]:
    values = {
        "title": version.title,
        "from_date": format_date(version.from_date) if version.from_date else "",
        "note": version.note,
    }
    for place, sentence in words.sentences():
        values |= {f"{place}-text": sentence.text, f"{place}-cites": "; ".join(sentence.cites)}
    return values
