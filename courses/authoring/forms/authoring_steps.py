"""Form for what trainers write of a step: texts in every language, citations, practice task."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.authoring.enums import Language, StepKind
from courses.models import Step
from courses.practice.enums import OutcomeKind

WORDS = ("title", "text", "picture_alt")
MAX_CITATIONS = 12


class StepForm(forms.Form):
    """Form of a step, with fields for each language, each citation and the practice task.

    Their names are <language>_title, <language>_text, <language>_picture_alt, c<n>_document, c<n>_article,
    c<n>_date and task_*.
    """

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        texts = {text.language: text for text in step.texts.all()}
        for code in Language.values:
            text = texts.get(code)
            initial = {name: getattr(text, name) if text else "" for name in WORDS}
            attrs = {"lang": code}
            self.fields[f"{code}_title"] = forms.CharField(
                label=_("Đầu đề"),
                max_length=120,
                required=False,
                initial=initial["title"],
                widget=forms.TextInput(attrs=attrs),
            )
            self.fields[f"{code}_text"] = forms.CharField(
                label=_("Lời"),
                max_length=6000,
                required=False,
                initial=initial["text"],
                widget=forms.Textarea(attrs={"rows": 6, **attrs}),
            )
            self.fields[f"{code}_picture_alt"] = forms.CharField(
                label=_("Hình vẽ gì"),
                max_length=200,
                required=False,
                initial=initial["picture_alt"],
                widget=forms.TextInput(attrs=attrs),
            )
        if step.kind == StepKind.TASK:
            self.fields["task_kind"] = forms.ChoiceField(
                label=_("Xong khi có kết quả nào"),
                choices=[("", _("Chưa chọn")), *OutcomeKind.choices],
                required=False,
                initial=step.settings.get("kind", ""),
            )
            self.fields["task_count"] = forms.IntegerField(
                label=_("Mấy lần"), min_value=1, max_value=50, initial=step.settings.get("count", 1)
            )
        for number, citation in enumerate([*step.citations, {}][:MAX_CITATIONS]):
            self._add_citation(number, citation)

    def _add_citation(self, number: int, citation: dict[str, str]) -> None:
        self.fields[f"c{number}_document"] = forms.CharField(
            label=_("Số văn bản"), max_length=60, required=False, initial=citation.get("document", "")
        )
        self.fields[f"c{number}_article"] = forms.CharField(
            label=_("Điều, khoản"), max_length=40, required=False, initial=citation.get("article", "")
        )
        self.fields[f"c{number}_date"] = forms.DateField(
            label=_("Ngày xem lại"),
            required=False,
            initial=citation.get("date", ""),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in self._numbers():
            if data.get(f"c{number}_document") and not data.get(f"c{number}_date"):
                self.add_error(f"c{number}_date", _("Chị ghi ngày đã xem lại điều luật."))
        return data

    def _numbers(self) -> list[int]:
        return [int(name[1 : name.index("_")]) for name in self.fields if name.endswith("_document")]

    def languages(self) -> list[dict[str, Any]]:
        """Return one dict per language for the template: code, name, fields, and whether it is empty."""
        return [
            {
                "code": code,
                "name": words,
                "title": self[f"{code}_title"],
                "text": self[f"{code}_text"],
                "picture_alt": self[f"{code}_picture_alt"],
                "is_empty": not any(self[f"{code}_{name}"].value() for name in WORDS),
            }
            for code, words in Language.choices
        ]

    def citation_rows(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"c{number}_{name}"] for name in ("document", "article", "date")]
            for number in self._numbers()
        ]

    def task_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("task_kind", "task_count") if name in self.fields]

    def arguments(self) -> dict[str, Any]:
        """Return the arguments texts, citations and settings of change_step."""
        data = self.cleaned_data
        texts = {code: {name: data[f"{code}_{name}"] for name in WORDS} for code in Language.values}
        citations = [
            {
                "document": data[f"c{number}_document"],
                "article": data[f"c{number}_article"],
                "date": data[f"c{number}_date"].isoformat(),
            }
            for number in self._numbers()
            if data[f"c{number}_document"]
        ]
        settings = (
            {"kind": data["task_kind"], "count": data["task_count"]} if "task_kind" in self.fields else None
        )
        return {"texts": texts, "citations": citations, "settings": settings}
